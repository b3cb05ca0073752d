"""What axe, which knows the rules of accessible pages, objects to in a page, in light and in dark."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from app.figures.theme import Scheme
from tests.e2e.lab import Lab

# axe judges colours only where it sees them: a window so high that all of the page is in it
SIZES = {"desktop": {"width": 1280, "height": 16000}, "phone": {"width": 390, "height": 22000}}


def violations(page: Page, within: str | dict[str, Any] | None = None) -> list[str]:
    """One line for each element that is objected to, in the page or within some of its parts."""
    page.evaluate(
        "() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)))"
    )
    found = Axe().run(page, within).response
    assert found["passes"], "axe looked at something"
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def violations_on_screen(page: Page, within: str | dict[str, Any] | None = None) -> list[str]:
    """The same, for a window in which nothing has to be scrolled to."""
    assert page.locator(".stMain").evaluate("(main) => main.scrollHeight <= main.clientHeight"), "all is on screen"
    return violations(page, within)


def in_both_schemes(lab: Lab, within: str | dict[str, Any] | None = None) -> list[str]:
    """What is objected to in light and then in dark, in which the page is left."""
    found: list[str] = []
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        lab.turn(scheme)
        found += [f"{scheme}: {line}" for line in violations_on_screen(lab.page, within)]
    return found
