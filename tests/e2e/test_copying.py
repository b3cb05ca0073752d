"""Copy buttons where the browser lets no page write to the clipboard, as over plain http from another machine."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from optim_core import Experiment
from optim_core.export import export_script
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab
from tests.e2e.page import share

NOWHERE = "delete Navigator.prototype.clipboard"  # what a browser does on a page that is not secure
REFUSED = "Clipboard.prototype.writeText = () => Promise.reject(new Error('no'))"
EXPERIMENT = Experiment.from_query("surface=bowl&run1=gd&steps=8")
SELECTED = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"


@pytest.fixture(params=[NOWHERE, pytest.param(REFUSED, marks=pytest.mark.deep)], ids=["no clipboard", "no permission"])
def without(visit: Visit, request: pytest.FixtureRequest) -> Lab:
    return visit(script=request.param)


def copied_by_hand(lab: Lab, box: Locator, said: str) -> str:
    """The text that stands selected and focused in the box, ready for Ctrl+C."""
    expect(box.get_by_role("status").filter(has_text=said)).to_be_visible()
    field = box.get_by_role("textbox", name=said)
    expect(field).to_be_focused()
    return str(field.evaluate(SELECTED))


def test_the_link_of_an_experiment_is_copied_by_hand(without: Lab) -> None:
    """The whole link stands selected beside the button, and the page says what to press."""
    without.open(EXPERIMENT.to_query())
    menu = share(without)
    menu.get_by_role("button", name=text("stage.copy_link")).click()
    link = copied_by_hand(without, menu, text("stage.not_copied"))
    assert link.startswith(f"{without.url}?")
    assert Experiment.from_query(link.partition("?")[2]) == EXPERIMENT


@pytest.mark.deep
def test_a_script_is_copied_by_hand(without: Lab) -> None:
    """All lines of the script stand selected; another script takes the field away."""
    without.open(EXPERIMENT.to_query())
    take = without.page.locator(".stage-take")
    without.open_panel(take)
    expect(take.locator("code")).to_have_text(export_script(EXPERIMENT, "numpy"))
    take.get_by_role("button", name=text("stage.take_copy")).click()
    assert copied_by_hand(without, take, text("stage.take_not_copied")) == export_script(EXPERIMENT, "numpy")
    take.get_by_role("combobox").select_option(label=text("stage.take_in_pytorch"))
    expect(take.get_by_role("textbox")).to_have_count(0)


@pytest.mark.deep
def test_the_link_of_a_race_is_copied_by_hand(without: Lab) -> None:
    """The link holds the race."""
    without.open(f"{EXPERIMENT.to_query()}&show=race~budget.30~with.momentum")
    race = without.page.locator(".race")
    race.get_by_role("button", name=text("stage.race.link")).click()
    assert "show=race" in copied_by_hand(without, race, text("stage.not_copied"))


@pytest.mark.deep
def test_the_link_of_a_search_is_copied_by_hand(visit: Visit) -> None:
    """In the jungle too, and on a phone the field does not make the page scroll sideways."""
    lab = visit(script=NOWHERE, **PHONE)
    lab.page.goto(f"{lab.url}jungle?level=1&seed=7&log=1")
    lab.button("jungle.share").click()
    link = copied_by_hand(lab, lab.page.locator(".jungle"), text("jungle.not_copied"))
    assert link.startswith(f"{lab.url}jungle?level=1&seed=7")
    assert lab.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_the_link_of_an_assignment_is_copied(visit: Visit) -> None:
    """The button copies it where the page may."""
    lab = visit(permissions=["clipboard-read", "clipboard-write"])
    box = assignment_made(lab)
    box.get_by_role("button", name=text("page.copy")).click()
    expect(box.get_by_role("status")).to_have_text(text("page.copied"))
    assert lab.page.evaluate("() => navigator.clipboard.readText()") == box.locator("code").inner_text()


@pytest.mark.deep
def test_the_link_of_an_assignment_is_copied_by_hand(without: Lab) -> None:
    """A teacher whose class is served over plain http gets the link too."""
    box = assignment_made(without)
    box.get_by_role("button", name=text("page.copy")).click()
    assert copied_by_hand(without, box, text("page.not_copied")) == box.locator("code").inner_text()


def assignment_made(lab: Lab) -> Locator:
    """The box with the link of an assignment."""
    lab.page.goto(f"{lab.url}assignment?make={quote(EXPERIMENT.to_query())}")
    box = lab.page.locator(".st-key-made_link")
    expect(box.locator("code")).to_contain_text("assignment=~")
    return box
