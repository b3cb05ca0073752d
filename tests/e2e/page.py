"""How a person uses the page around the stage, which is made of Streamlit's own widgets."""

from __future__ import annotations

from playwright.sync_api import Locator

from app.words.words import text
from tests.e2e.lab import Lab


def surface_list(lab: Lab) -> Locator:
    return lab.page.get_by_role("combobox", name=text("page.surface"), exact=True)


def choose_surface(lab: Lab, name: str) -> None:
    """Choose a surface from the list by its name."""
    surface_list(lab).click()
    surface_list(lab).fill(name)  # the list draws only what is in sight
    lab.page.get_by_role("option", name=name, exact=True).click()


def take_preset(lab: Lab, name: str) -> None:
    """Press the button of a preset."""
    lab.button(f"preset.{name}").click()
