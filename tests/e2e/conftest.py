"""What the end-to-end tests share: one server and one Chromium for the session, and a clean tab for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import launch
from tests.e2e.lab import Lab
from tests.e2e.server import Server
from tests.e2e.tabs import DESKTOP, PHONE, Tabs

__all__ = ["DESKTOP", "PHONE"]


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
def tabs(browser: Browser, server: Server) -> Tabs:
    return Tabs(browser, server.url)


Visit = Callable[..., Lab]


@pytest.fixture
def visit(tabs: Tabs) -> Iterator[Visit]:
    """Makes a visitor with a browser that has nothing stored: `visit(color_scheme="dark")`. Nothing may go wrong in it."""
    made: list[Lab] = []

    def come(**options: Any) -> Lab:
        made.append(Lab(tabs.take(**options), tabs.url))
        return made[-1]

    yield come
    try:
        for lab in made:
            _check(lab)
    finally:
        for lab in made:
            lab.leave()
            tabs.give_back(lab.page)


@pytest.fixture
def lab(visit: Visit) -> Lab:
    """A visitor on a desktop. Nothing may go wrong there: no error in the console, no request to another host."""
    return visit()


@pytest.fixture
def newcomer(browser: Browser, server: Server) -> Iterator[Visit]:
    """Makes a visitor with a browser just installed, at any address; its clock may be changed."""
    made: list[Lab] = []

    def come(url: str | None = None, **options: Any) -> Lab:
        context = browser.new_context(**{**DESKTOP, **options})
        made.append(Lab(context.new_page(), url or server.url))
        return made[-1]

    yield come
    for lab in made:
        _check(lab)
        lab.page.context.close()


def _check(lab: Lab) -> None:
    assert lab.errors == []
    assert lab.strangers == []
    assert lab.page.get_by_test_id("stException").all_text_contents() == []
