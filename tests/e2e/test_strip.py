"""The learning-rate strip and its marks: they lie under the slider, follow the start, and set the rate."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from lessons.measuring.words import numeral
from optim_core import Experiment
from optim_core.insights.rate_strip.sweep import Strip, strip
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab

RATE = text("optimizer.gd.lr.name")
RAVINE = "v=1&surface=ravine&kappa=25&rotation=0&x=25&y=1&steps=60&run1=gd&run1.lr=0.03&run2=adam&run2.lr=0.1"
FLAT = "v=1&surface=slope&steps=20&run1=gd"
UNDER = """
([x, y]) => document.elementsFromPoint(x, y).concat([...document.querySelectorAll(".stage-card:not([hidden]) .strip-parts i")]
  .filter((part) => { const { left, right } = part.getBoundingClientRect(); return left - 1.5 <= x && x <= right + 1.5; }))
  .map((node) => String(node.className?.baseVal ?? node.className)).join(" ")"""
PARTS = '() => document.querySelector(".strip-parts").innerHTML'


def band(lab: Lab, run: int = 0) -> Locator:
    """The strip in a run's card, once its colours are there."""
    found = lab.choose_run(run).locator(".strip-band")
    expect(found.locator(".strip-parts i").first).to_be_visible()
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
def test_the_strip_is_the_way_of_the_slider_to_the_pixel(visit: Visit, options: dict) -> None:
    """The thumb's middle is over the band's left end at the lowest rate, over its right end at the highest, and in
    between over the place of the rate; what it stands on leads to what the strip says of that rate."""
    lab = visit(**options).open(RAVINE)
    for run in (0, 1):
        strip_band = band(lab, run)
        slider = lab.slider(RATE, run)
        for share in (0.0, 1.0):
            assert place(lab, strip_band, share)[0] == pytest.approx(lab.thumb(slider, share)[0], abs=0.5)
        found, rate = strip_of(lab, run), lab.experiment.runs[run].hypers["lr"]
        share = np.log(rate / found.rates[0]) / np.log(found.rates[-1] / found.rates[0])
        assert place(lab, strip_band, share)[0] == pytest.approx(lab.thumb(slider)[0], abs=1.0)
        x, y = lab.thumb(slider)
        under = lab.page.evaluate(UNDER, [x, y])
        kind = str(found.kinds[round(share * (len(found.rates) - 1))])
        assert f"strip-{kind}" in under
        box = strip_band.bounding_box()
        assert box is not None
        assert abs(box["y"] + box["height"] / 2 - y) < 1
    assert lab.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_click_on_the_strip_takes_the_rate_under_it(lab: Lab) -> None:
    """Pointing at it first shows that rate's path as a ghost, with its words; then it is the run's own."""
    lab.open(RAVINE)
    found, strip_band = strip_of(lab), band(lab)
    k = 45  # not under the thumb
    lab.page.mouse.move(*place(lab, strip_band, k / (len(found.rates) - 1)))
    label = text("stage.strip.ghost", rate=f"{found.rates[k]:g}")
    expect(lab.page.locator(".ghost-label", has_text=label)).to_have_count(1)
    kind, loss = text(f"stage.strip.kind_{found.kinds[k]}"), numeral(float(f"{found.losses[k]:.5g}"), 4)
    said = lab.runs.nth(0).locator(".strip-said")
    expect(said).to_have_text(f"{found.rates[k]:g} · {kind} · loss {loss}")
    assert lab.experiment.runs[0].hypers["lr"] == 0.03, "looking changes nothing"
    before = lab.query
    lab.page.mouse.down()
    lab.page.mouse.up()
    lab.at_rest(before)
    assert lab.experiment.runs[0].hypers["lr"] == pytest.approx(found.rates[k], rel=0.02)
    lab.page.mouse.move(10, 10)
    expect(lab.page.locator(".ghost-label", has_text=label)).to_have_count(0)
    expect(said).to_be_hidden()
    lab.committed()
    lab.shows(lab.experiment)


@pytest.mark.deep
def test_a_mark_sets_the_rate_that_it_stands_for(lab: Lab) -> None:
    """2/L on the ravine is 0.08: the run then bounces for ever, as its words say."""
    lab.open(RAVINE)
    with lab.change(run1__lr="0.08"):
        lab.runs.nth(0).get_by_role("button", name="2/L").click()
    assert "bounces" in lab.words[0]
    lab.unfold_part(0, text("stage.strip.in_words"))
    expect(lab.box(RATE, 0)).to_have_value("0.08")
    with lab.change(run1__lr="0.04"):
        lab.runs.nth(0).get_by_role("button", name="1/L").press("Enter")
    facts = lab.runs.nth(0).locator(".strip-words")
    expect(facts.nth(0)).to_contain_text("explodes above 0.08")
    expect(facts.nth(1)).to_have_text("Curvature L = 25 here: 1/L = 0.04, 2/L = 0.08.")
    lab.choose_run(1)
    expect(lab.runs.nth(1).get_by_role("button", name="2/L")).to_be_hidden()  # Adam has no such limit


@pytest.mark.deep
def test_the_slider_by_keyboard_tells_of_the_strip(lab: Lab) -> None:
    """Keys move the rate as on any slider, and a screen reader is told in words what the colours under it mean."""
    lab.open(RAVINE)
    band(lab)
    slider = lab.slider(RATE, 0)
    described = lab.page.locator(f"#{slider.get_attribute('aria-describedby')}")
    expect(described).to_contain_text("explodes above 0.08")
    slider.focus()
    with lab.change(run1__lr="0.00001"):
        lab.page.keyboard.press("Home")
    with lab.change(run1__lr="10"):
        lab.page.keyboard.press("End")
    with lab.change():
        lab.page.keyboard.press("ArrowLeft")
    assert 9 < lab.experiment.runs[0].hypers["lr"] < 10
    expect(slider).to_be_focused()


@pytest.mark.parametrize(
    "query", [RAVINE, "surface=rosenbrock&steps=60&run1=gd&run1.lr=0.001", "surface=bowl&run1=momentum"]
)
def test_no_word_of_the_strip_lies_over_another(lab: Lab, query: str) -> None:
    """Marks above the band do not touch each other, nor do the words below it, and none leaves the card."""
    lab.open(query)
    band(lab)
    card = lab.runs.first.locator(".stage-card").bounding_box()
    assert card is not None
    for names in (".strip-mark", ".strip-kinds span"):
        ends = [each.bounding_box() for each in lab.runs.first.locator(names).all() if each.is_visible()]
        sides = sorted((box["x"], box["x"] + box["width"]) for box in ends if box)
        assert all(right <= left + 0.5 for (_, right), (left, _) in pairwise(sides)), sides
        assert all(card["x"] <= left and right <= card["x"] + card["width"] for left, right in sides)


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
    lab.unfold_part(0, text("stage.strip.in_words"))
    expect(lab.page.get_by_text(text("stage.strip.unsaid_flat"))).to_be_visible()
    expect(lab.runs.nth(0).get_by_role("button", name="2/L")).to_be_hidden()


@pytest.mark.deep
def test_the_strips_keep_to_their_cards(lab: Lab) -> None:
    """A run that is taken away takes its strip along; the others' strips are of the runs beside them."""
    lab.open(RAVINE)
    band(lab, 1)
    lab.remove_run(0)
    expect(lab.page.locator(".strip-band")).to_have_count(1)
    assert Experiment.from_query(lab.query).runs[0].optimizer == "adam"
    band(lab)
    expect(lab.runs.nth(0).locator(".strip-words").nth(0)).to_contain_text("even 10 does not explode")
