"""What the end-to-end tests share: one server and one Chromium for the session, and a fresh tab for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser import launch
from tests.e2e.lab import Lab
from tests.e2e.server import Server

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "locale": "en-GB",
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}

# A new tab finds no record of another test's lessons; a reload does not forget.
FORGET = "if (!sessionStorage['test.begun']) { localStorage.clear(); sessionStorage['test.begun'] = 'yes'; }"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.flaky(reruns=1))  # pytest's last line says how often that was needed


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture(scope="session")
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """A desktop browser that has been here before: its cache holds the app's files, as a learner's does."""
    context = browser.new_context(**DESKTOP)
    yield context
    context.close()


Visit = Callable[..., Lab]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Makes a visitor with a browser of their own: `visit(color_scheme="dark")`. Nothing may go wrong in the tab."""
    made: list[Lab] = []

    def come(url: str | None = None, **options: Any) -> Lab:
        context = browser.new_context(**{**DESKTOP, **options})
        made.append(Lab(context.new_page(), url or server.url))
        return made[-1]

    yield come
    for lab in made:
        _check(lab)
        lab.page.context.close()


@pytest.fixture
def lab(desktop: BrowserContext, server: Server) -> Iterator[Lab]:
    """A fresh tab on a desktop. Nothing may go wrong in it: no error in the console, no request to another host."""
    page = desktop.new_page()
    page.add_init_script(FORGET)
    found = Lab(page, server.url)
    yield found
    _check(found)
    found.page.close()


def _check(lab: Lab) -> None:
    assert lab.errors == []
    assert lab.strangers == []
    assert lab.page.get_by_test_id("stException").all_text_contents() == []
