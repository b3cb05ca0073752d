"""The network view: regions that follow a drag and the scrubber, hidden units of any run, and what is held out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.words.words import text
from tests.e2e.lab import Lab

CLASSES = "surface=net_classes&data=circles&width=4&batch=10&steps=80&run1=adam&run1.lr=0.05&run2=gd&run2.lr=0.3"
CURVE = "surface=net_curve&width=3&steps=60&run1=adam&run1.lr=0.05&run2=gd&run2.lr=0.2"
OVERFITTED = "surface=polynomial&degree=9&examples=12&spread=2&steps=300&run1=adam&run1.lr=0.05"
WORDS = ".stage-fit-words"
PICTURE = '() => document.querySelector(".stage-classes > .stage-tint").toDataURL()'
BORDERS = (
    '() => [...document.querySelectorAll(".stage-classes-borders path")].map((path) => path.getAttribute("d")).join()'
)


def changed(page: Page, what: str, before: str) -> str:
    """Waits until the page shows something else than before, and says what."""
    page.wait_for_function(f"(before) => {{ const now = ({what})(); return now && now !== before; }}", arg=before)
    return str(page.evaluate(what))


def test_regions_follow_a_drag(lab: Lab) -> None:
    """While the rate is dragged, before it is let go, the regions, both borders and the words become those of the drag."""
    page = lab.open(CLASSES).page
    picture, borders = page.evaluate(PICTURE), page.evaluate(BORDERS)
    assert borders.count("M") >= 2
    words = page.locator(WORDS)
    said = words.text_content() or ""
    assert re.search(r"Adam after 80 steps: log loss .* \(held out .*\), \d+ % of the examples and \d+ %", said)
    before, slider = lab.query, lab.slider("learning rate", run=0)
    x, y = lab.thumb(slider)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*lab.thumb(slider, 0.15), steps=4)
    changed(page, PICTURE, picture)
    changed(page, BORDERS, borders)
    expect(words).not_to_have_text(said)
    page.mouse.up()
    lab.at_rest(before)
    assert float(lab.fields["run1.lr"]) < 0.05


@pytest.mark.deep
def test_regions_follow_the_scrubber(lab: Lab) -> None:
    """At the start the network knows nothing; the regions and the words are those of the step that is shown."""
    page = lab.open(CLASSES).page
    picture = page.evaluate(PICTURE)
    lab.slider(text("stage.scrubber")).press("Home")
    expect(page.locator(WORDS)).to_contain_text("Adam after 0 steps")
    first = changed(page, PICTURE, picture)
    lab.slider(text("stage.scrubber")).press("End")
    expect(page.locator(WORDS)).to_contain_text("Adam after 80 steps")
    page.wait_for_function(f"(end) => ({PICTURE})() === end", arg=picture)
    assert first != picture


@pytest.mark.deep
def test_units_of_the_second_run(lab: Lab) -> None:
    """Each hidden unit of the run that is looked into has a small picture and a sentence, at the step that is shown."""
    page = lab.open(CURVE).page
    lab.look_closer("data").get_by_label(text("stage.data_units")).check()
    title, units = page.locator(".stage-units-title"), page.locator(".stage-unit")
    expect(title).to_have_text("Hidden units of Adam after 60 steps")
    expect(units).to_have_count(4)
    expect(units.first).to_contain_text("Unit 1")
    said = units.all_text_contents()
    page.get_by_label(text("stage.data_inside")).select_option("Gradient descent")
    expect(title).to_have_text("Hidden units of Gradient descent after 60 steps")
    assert units.all_text_contents() != said
    lab.slider(text("stage.scrubber")).press("Home")
    expect(title).to_have_text("Hidden units of Gradient descent after 0 steps")
    lab.open_panel(page.locator(".insight-weights"))
    expect(page.locator(".insight-weights-group")).to_have_count(4)
    expect(page.locator(".insight-weights > p").last).to_contain_text("In 60 steps of Adam")


@pytest.mark.deep
def test_the_loss_on_held_out_examples_is_a_second_line(lab: Lab) -> None:
    """A polynomial that learns the noise: the thin line of the held-out loss ends far above the loss."""
    lab.open(OVERFITTED)
    (loss,), (test,) = lab.traces("charts", "loss"), lab.traces("charts", "test")
    assert test["x"][-1] == loss["x"][-1] == 300
    assert test["y"][-1] > 2 * loss["y"][-1]
    assert test["line"]["width"] < loss["line"]["width"]
    assert test["line"]["dash"] != loss["line"]["dash"]
    expect(lab.page.locator(".stage-charts")).to_contain_text(text("stage.test_note"))
