"""A rule of one's own: added, typed, checked while typing; its run follows, and the link carries it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from optim_core.typed_rule import EXAMPLES, TEMPLATE, tidied
from tests.e2e.lab import Lab

START = "surface=bowl&x=-4&y=3&steps=30&run1=gd&run1.lr=0.1"
MINE = "state m = 0\nparameter mix = 0.5 from 0 to 1\nm = m + mix*(g - m)  # catches up\nstep = -lr*m"


def panel(lab: Lab) -> Locator:
    return lab.page.locator("details.own")


def lines(lab: Lab) -> Locator:
    return lab.page.get_by_label(text("stage.own.lines"), exact=True)


def said(lab: Lab) -> Locator:
    return panel(lab).get_by_role("status")


def added(lab: Lab) -> Locator:
    """Adds a rule of one's own as any optimizer is added; its editor opens with the lines."""
    lab.add_run("own")
    expect(lines(lab)).to_be_focused()
    expect(lines(lab)).to_have_value(tidied(TEMPLATE))
    return lines(lab)


def test_a_typed_rule_becomes_a_run_with_sliders_formulas_and_a_link(lab: Lab) -> None:
    """What is typed is drawn as the core computes it; its parameter has a slider, and a reload brings all of it back."""
    lab.open(START)
    area = added(lab)
    with lab.change(run2__rule=MINE):
        area.fill(MINE)
    lab.committed()
    lab.shows(lab.experiment)
    expect(said(lab)).to_have_text(text("stage.own.works"))
    expect(panel(lab).locator("math")).to_have_count(3)
    with lab.change(run2__mix="0.25"):
        lab.type(lab.box("mix", 1), 0.25)
    lab.committed()
    before = lab.experiment
    lab.page.reload()
    lab.at_rest()
    assert lab.experiment == before
    lab.shows(lab.experiment)
    with lab.change():  # its default is another now, so what was set before is gone; the learning rate stays
        lab.page.get_by_role("button", name=text("stage.own.edit"), exact=True).click()
        expect(panel(lab).locator("math")).to_have_count(3)
        lines(lab).fill(MINE.replace("mix = 0.5", "mix = 0.75"))
    assert lab.experiment.runs[1].hypers["mix"] == 0.75


def test_a_mistake_is_pointed_at_and_the_run_stays(lab: Lab) -> None:
    """The line is said and the place marked; a button takes the keyboard there; paths and link stay as they were."""
    lab.open(START)
    area = added(lab)
    lab.committed()
    before, drawn = lab.query, lab.traces("map", "path")
    area.fill("state v = 0\n\nstep = -lr*gradd(v)")
    expect(said(lab)).to_contain_text("Line 3")
    expect(panel(lab).locator(".own-behind mark")).to_have_text("gradd")
    expect(panel(lab).locator(".own-bad")).to_have_text("3\n")
    assert area.get_attribute("aria-invalid") is not None
    lab.button("stage.own.where").press("Enter")
    expect(area).to_be_focused()
    assert area.evaluate("(a) => a.value.slice(a.selectionStart, a.selectionEnd)") == "gradd"
    assert (lab.query, lab.traces("map", "path")) == (before, drawn)
    area.fill("step = -lr*t")
    expect(said(lab)).to_contain_text("gradient g never gets into the step")
    with lab.change(run2__rule="step = -lr*g/(t - 3)"):
        area.fill("step = -lr*g/(t - 3)")
    assert area.get_attribute("aria-invalid") is None
    expect(lab.page.locator(".stage-words").nth(1)).to_contain_text("At step 3 line 1 of the rule divides by zero")


@pytest.mark.deep
def test_an_example_is_a_draft_until_it_is_added(lab: Lab) -> None:
    """Without a rule among the runs the panel is a place to try: the formulas show, and a button adds the run."""
    lab.open(START)
    lab.open_panel(panel(lab))
    lab.page.get_by_label(text("stage.own.example"), exact=True).select_option(EXAMPLES["sign"])
    expect(lines(lab)).to_have_value(EXAMPLES["sign"])
    expect(said(lab)).to_have_text(text("stage.own.ready"))
    assert [run.optimizer for run in lab.experiment.runs] == ["gd"]
    expect(lab.button("stage.own.add")).to_be_enabled()  # until then the words are the last check's
    with lab.change():
        lab.button("stage.own.add").press("Enter")
    assert lab.experiment.runs[1].typed == tidied(EXAMPLES["sign"])
    expect(lines(lab)).to_be_focused()
    lab.shows(lab.experiment)


def test_nothing_typed_is_run_as_code_or_markup(lab: Lab) -> None:
    """Code and HTML are refused as a rule, or shown as the remark that they are."""
    lab.open(START)
    area = added(lab)
    area.fill("step = -lr*g + <img src=x onerror=document.title='gone'>")
    expect(said(lab)).to_contain_text("Line 1")
    with lab.change():
        area.fill("step = -lr*g  # <img src=x onerror=document.title='gone'>")
    expect(panel(lab).locator(".own-formula .stage-hint")).to_have_text("<img src=x onerror=document.title='gone'>")
    assert panel(lab).locator("img").count() == 0
    assert lab.page.title() == text("page.title")
