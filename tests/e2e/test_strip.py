"""The learning-rate strip and its marks: they lie under the slider, follow the start, and set the rate."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from optim_core import Experiment
from optim_core.insights.rate_strip.sweep import Strip, strip
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab

RATE = text("optimizer.gd.lr.name")
RAVINE = "v=1&surface=ravine&kappa=25&rotation=0&x=25&y=1&steps=60&run1=gd&run1.lr=0.03&run2=adam&run2.lr=0.1"
FLAT = "v=1&surface=slope&steps=20&run1=gd"
PARTS = '() => document.querySelector(".strip-parts").innerHTML'


def band(lab: Lab, run: int = 0) -> Locator:
    found = lab.page.get_by_role("slider", name=text("stage.strip.title")).nth(run)
    expect(found).to_be_visible()
    return found


def strip_of(lab: Lab, run: int = 0) -> Strip:
    experiment = lab.experiment
    found = strip(experiment, experiment.runs[run])
    assert isinstance(found, Strip)
    return found


def place(lab: Lab, node: Locator, share: float) -> tuple[float, float]:
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    assert box is not None
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2


@pytest.mark.parametrize("options", [{}, pytest.param(PHONE, marks=pytest.mark.deep)], ids=["desktop", "phone"])
def test_the_strip_lies_under_the_slider_to_the_pixel(visit: Visit, options: dict) -> None:
    """Both ends of the strip are where the thumb is at its ends, and the line of now is under the thumb."""
    lab = visit(**options).open(RAVINE)
    for run in (0, 1):
        slider, strip_band = lab.slider(RATE, run), band(lab, run)
        for share in (0.0, 1.0):
            assert place(lab, strip_band, share)[0] == pytest.approx(lab.thumb(slider, share)[0], abs=0.5)
        line = strip_band.locator(".strip-now").bounding_box()
        assert line is not None
        assert line["x"] + line["width"] / 2 == pytest.approx(lab.thumb(slider)[0], abs=1.0)
    assert lab.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_click_on_the_strip_takes_the_rate_under_it(lab: Lab) -> None:
    """Pointing at it first shows that rate's path as a ghost, with its words; then it is the run's own."""
    lab.open(RAVINE)
    found, strip_band = strip_of(lab), band(lab)
    k = 70
    lab.page.mouse.move(*place(lab, strip_band, k / (len(found.rates) - 1)))
    label = text("stage.strip.ghost", rate=f"{found.rates[k]:g}")
    expect(lab.page.locator(".ghost-label", has_text=label)).to_have_count(1)
    kind = text(f"stage.strip.kind_{found.kinds[k]}")
    expect(strip_band).to_have_attribute(
        "aria-valuetext", f"Learning rate {found.rates[k]:g}: {kind}, final loss {found.losses[k]:.4g}."
    )
    assert lab.experiment.runs[0].hypers["lr"] == 0.03, "looking changes nothing"
    with lab.change(run1__lr=f"{found.rates[k]:g}"):
        lab.page.mouse.down()
        lab.page.mouse.up()
    lab.page.mouse.move(10, 10)
    expect(lab.page.locator(".ghost-label", has_text=label)).to_have_count(0)
    lab.committed()
    lab.shows(lab.experiment)


@pytest.mark.deep
def test_a_mark_sets_the_rate_that_it_stands_for(lab: Lab) -> None:
    """2/L on the ravine is 0.08: the run then bounces for ever, as its words say."""
    lab.open(RAVINE)
    with lab.change(run1__lr="0.08"):
        lab.runs.nth(0).get_by_role("button", name="2/L").click()
    assert "bounces" in lab.words[0]
    expect(lab.box(RATE, 0)).to_have_value("0.08")
    with lab.change(run1__lr="0.04"):
        lab.runs.nth(0).get_by_role("button", name="1/L").press("Enter")
    facts = lab.runs.nth(0).locator(".strip-words")
    expect(facts.nth(0)).to_contain_text("explodes above 0.08")
    expect(facts.nth(1)).to_have_text("Curvature L = 25 here: 1/L = 0.04, 2/L = 0.08.")
    expect(lab.runs.nth(1).get_by_role("button", name="2/L")).to_be_hidden()  # Adam has no such limit


@pytest.mark.deep
def test_the_strip_by_keyboard(lab: Lab) -> None:
    """Arrow keys look at one rate after another, Escape forgets it, Enter takes it."""
    lab.open(RAVINE)
    found, strip_band = strip_of(lab), band(lab)
    strip_band.focus()
    lab.page.keyboard.press("Home")
    expect(strip_band).to_have_attribute(
        "aria-valuetext", f"Learning rate 0.00001: barely moves, final loss {found.losses[0]:.4g}."
    )
    lab.page.keyboard.press("End")
    expect(strip_band).to_have_attribute(
        "aria-valuetext", re.compile("Learning rate 10: explodes, final loss .*e[+]288")
    )
    lab.page.keyboard.press("Escape")
    expect(strip_band.locator(".strip-cursor")).to_be_hidden()
    lab.page.keyboard.press("Home")
    for key in (*["PageUp"] * 6, "ArrowRight", "ArrowLeft", "ArrowUp"):
        lab.page.keyboard.press(key)
    with lab.change(run1__lr=f"{found.rates[61]:g}"):
        lab.page.keyboard.press("Enter")
    expect(strip_band).to_be_focused()


def test_strip_and_marks_follow_a_dragged_start(lab: Lab) -> None:
    """Before the mouse button goes up the parts of the strip and the place of the marks are others."""
    lab.open("v=1&surface=rosenbrock&x=-1.2&y=1&steps=60&run1=gd&run1.lr=0.001")
    mark = lab.runs.nth(0).get_by_role("button", name="2/L")
    expect(mark).to_be_visible()
    before, title = lab.page.evaluate(PARTS), mark.get_attribute("title")
    x, y = lab.at(-1.2, 1.0)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    for way in range(1, 6):
        lab.page.mouse.move(x + 16 * way, y + 10 * way)
    lab.page.wait_for_function(f"([before]) => ({PARTS})() !== before", arg=[before])
    expect(mark).not_to_have_attribute("title", title or "")
    query = lab.query
    lab.page.mouse.up()
    lab.at_rest(query)
    found = strip_of(lab)
    kinds = [str(kind) for kind, other in zip(found.kinds, ["", *found.kinds[:-1]], strict=True) if kind != other]
    expect(band(lab).locator(".strip-parts i")).to_have_count(len(kinds))
    assert [part.get_attribute("class") for part in band(lab).locator(".strip-parts i").all()] == [
        f"strip-{kind}" for kind in kinds
    ]


@pytest.mark.deep
def test_where_there_is_no_curvature_the_ruler_says_so(lab: Lab) -> None:
    """On a slope there are no marks but a sentence, and the strip is there all the same."""
    lab.open(FLAT)
    band(lab)
    expect(lab.page.get_by_text(text("stage.strip.unsaid_flat"))).to_be_visible()
    expect(lab.runs.nth(0).get_by_role("button", name="2/L")).to_be_hidden()


@pytest.mark.deep
def test_the_strips_keep_to_their_cards(lab: Lab) -> None:
    """A run that is taken away takes its strip along; the others' strips are of the runs beside them."""
    lab.open(RAVINE)
    band(lab, 1)
    with lab.change(run2=None):
        lab.runs.nth(0).get_by_role("button", name=text("stage.remove", name="Gradient descent")).click()
    expect(lab.page.get_by_role("slider", name=text("stage.strip.title"))).to_have_count(1)
    assert Experiment.from_query(lab.query).runs[0].optimizer == "adam"
    expect(lab.runs.nth(0).locator(".strip-words").nth(0)).to_contain_text("even 10 does not explode")
