"""How a person uses the bar above the picture: surface, examples, what can be taken along."""

from __future__ import annotations

from playwright.sync_api import Locator

from app.words.words import text
from tests.e2e.lab import Lab


def surface_chip(lab: Lab) -> Locator:
    """The button that has the surface's name and opens the others."""
    return lab.page.locator(".bar-surface")


def examples_chip(lab: Lab) -> Locator:
    return lab.button("stage.bar.examples")


def opened(lab: Lab, opener: Locator, title: str) -> Locator:
    """What a button of the bar opens."""
    opener.click()
    return lab.page.get_by_role("dialog", name=text(title), exact=True)


def surfaces(lab: Lab) -> Locator:
    """All surfaces, opened."""
    return opened(lab, surface_chip(lab), "stage.bar.surfaces")


def choose_surface(lab: Lab, name: str) -> None:
    """Choose a surface by its name."""
    surfaces(lab).get_by_role("button", name=name, exact=True).click()


def examples(lab: Lab) -> Locator:
    """All examples, opened."""
    return opened(lab, examples_chip(lab), "stage.bar.examples")


def take_example(lab: Lab, label: str) -> None:
    """Take an example by its name, which may stand in two groups: the first is taken."""
    examples(lab).get_by_role("button", name=label, exact=True).first.click()


def take_preset(lab: Lab, name: str) -> None:
    take_example(lab, text(f"preset.{name}"))


def start_over(lab: Lab) -> None:
    examples(lab).get_by_role("button", name=text("stage.bar.reset"), exact=True).click()


def share(lab: Lab) -> Locator:
    """What can be taken along, opened."""
    return opened(lab, lab.button("stage.bar.share"), "stage.bar.share")
