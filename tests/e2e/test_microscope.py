"""The step microscope: one step in words, in a table and as arrows on the map, and the effective rate of coordinates."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from app.panels.effective_rate.answer import effective
from app.panels.microscope.answer import microscope
from app.words.words import text
from optim_core import Experiment
from tests.e2e.axe import SIZES, in_both_schemes
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab
from tests.e2e.test_rule_and_export import panel, scrub

ADAM = "surface=rosenbrock&steps=40&run1=adam&run1.lr=0.1&run2=momentum&run2.lr=0.001"
COVERED = """() => {
  const boxes = (part) => [...document.querySelectorAll(`.stage-layer-step .insight-arrow-${part}`)].map((node) => node.getBoundingClientRect());
  return boxes("label").filter((label) => boxes("shaft").some((shaft) => shaft.left < label.right && label.left < shaft.right
    && Math.abs(shaft.top + shaft.height / 2 - label.top - label.height / 2) < 5)).length;
}"""
ARROW = ".stage-layer-step .insight-arrow-{} .insight-arrow-shaft"


def expect_step(lab: Lab, run: int, step: int) -> dict[str, Any]:
    """The panel says of this step what the endpoint says of what is drawn."""
    answer = microscope(f"{lab.query}&run={run}&step={step}", "en")
    expect(lab.page.locator(".insight-step-words li")).to_have_text(answer["words"])
    expect(lab.page.locator(".insight-step-number")).to_have_value(str(step))
    return answer


def arrow(lab: Lab, kind: str) -> tuple[float, float, float, float]:
    """Where the line of an arrow begins and where its head ends, in pixels of the map."""
    group = lab.page.locator(f".stage-layer-step .insight-arrow-{kind}")
    begin, tip = group.locator(".insight-arrow-shaft"), group.locator(".insight-arrow-head")
    numbers = [re.findall(r"-?[\d.]+(?:e-?\d+)?", str(part.get_attribute("d"))) for part in (begin, tip)]
    return (*map(float, numbers[0][:2]), *map(float, numbers[1][:2]))  # type: ignore[return-value]


def unfold(lab: Lab) -> Locator:
    return lab.open_panel(lab.page.locator(".insight-rates"))


def test_a_step_is_taken_apart_in_words_and_on_the_map(lab: Lab) -> None:
    """With the panel the arrows come: they begin at the point, head to tail they add up to the step, and follow it."""
    lab.open(ADAM)
    expect(lab.page.locator(".stage-layer-step > *")).to_have_count(0)
    found = panel(lab, "rule")
    scrub(lab, 9)
    seen = expect_step(lab, run=1, step=10)
    left, top = lab.at(*seen["point"])
    corner = lab.page.locator(".stage-layer-step").bounding_box()
    assert corner is not None
    here = (left - corner["x"], top - corner["y"])
    fresh, carried, step = (arrow(lab, kind) for kind in ("fresh", "carried", "step"))
    assert fresh[:2] == pytest.approx(here, abs=1.5)
    assert step[:2] == pytest.approx(here, abs=1.5)
    assert carried[:2] == pytest.approx(fresh[2:], abs=0.1)
    assert carried[2:] == pytest.approx(step[2:], abs=0.1)
    assert step[2] < step[0], "to the left, as the step"
    assert step[3] > step[1], "and down"
    labels = lab.page.locator(".insight-arrow-label").all_text_contents()
    assert set(labels) == {
        text(f"stage.microscope.{kind}") for kind in ("downhill", "fresh", "carried", "step", "scaling")
    }
    found.get_by_role("combobox", name=text("stage.rule_run")).select_option(label="Momentum")
    expect_step(lab, run=2, step=10)
    expect(lab.page.locator(ARROW.format("scaling"))).to_have_count(0)
    with lab.change(run2__lr="0.002"):
        lab.type(lab.box(text("optimizer.momentum.lr.name"), 1), 0.002)
    expect_step(lab, run=2, step=10)


@pytest.mark.deep
def test_any_step_can_be_picked_in_the_panel(lab: Lab) -> None:
    """To and fro by buttons and by number, all with the keyboard; what the step does is read out, and time goes along."""
    lab.open(ADAM)
    found = panel(lab, "rule")
    expect_step(lab, run=1, step=40)
    number = found.get_by_role("textbox", name=text("stage.microscope.step_label"), exact=True)
    lab.type(number, 3)
    expect(lab.page.locator(".stage-time .stage-range")).to_have_value("2")
    answer = microscope(f"{lab.query}&run=1&step=3", "en")
    expect(found.locator("[aria-live]")).to_have_text(" ".join(answer["words"]))
    after = found.get_by_role("button", name=text("stage.microscope.after"))
    after.focus()
    lab.page.keyboard.press("Enter")
    lab.page.keyboard.press("Enter")
    expect(number).to_have_value("5")
    found.get_by_role("button", name=text("stage.microscope.before")).click()
    expect_step(lab, run=1, step=4)
    lab.type(number, 999)
    expect_step(lab, run=1, step=40)
    lab.type(number, "none")
    expect(number).to_have_value("40")


@pytest.mark.deep
def test_what_is_on_the_map_can_be_chosen(lab: Lab) -> None:
    """Folded they ask for nothing. Each kind can be switched off, and all; without the panel they are there too."""
    lab.open(ADAM)
    scrub(lab, 5)
    lab.at_rest()
    assert not [url for url in lab.requests if "/en/microscope?" in url or "/en/effective?" in url]
    switch = lab.page.get_by_role("checkbox", name=text("stage.microscope.on"))
    switch.check()
    expect(lab.page.locator(ARROW.format("step"))).to_have_count(1)
    for kind in ("scaling", "downhill", "carried"):
        lab.page.get_by_role("checkbox", name=text(f"stage.microscope.{kind}"), exact=True).uncheck()
        expect(lab.page.locator(ARROW.format(kind))).to_have_count(0)
    expect(lab.page.locator(ARROW.format("fresh"))).to_have_count(1)
    switch.uncheck()
    expect(lab.page.locator(".stage-layer-step > *")).to_have_count(0)
    expect(lab.page.locator(".insight-step-kinds")).to_be_hidden()


@pytest.mark.deep
def test_one_coordinate_and_a_formula_that_ends(lab: Lab) -> None:
    """On a curve the arrows lie above each other; where a run has no step there are no arrows, and that is said."""
    lab.open("surface=parabola&steps=20&run1=momentum&run1.lr=0.05")
    panel(lab, "rule")
    scrub(lab, 4)
    expect_step(lab, run=1, step=5)
    heights = [arrow(lab, kind)[1] for kind in ("downhill", "fresh", "carried", "step")]
    assert heights == sorted(heights, reverse=True)
    assert len({*heights}) == 4
    for start in (-1.5, 1.5):
        lab.open(f"surface=double_well&x={start}&steps=20&run1=momentum&run1.lr=0.02")
        panel(lab, "rule")
        scrub(lab, 4)
        expect_step(lab, run=1, step=5)
        assert lab.page.evaluate(COVERED) == 0, "a label lies beside its arrow, whichever way that points"
    lab.open("formula=log(x)%2By%5E2&x=-1&y=0&steps=5&run1=adam")
    panel(lab, "rule")
    expect(lab.page.locator(".insight-step-words li")).to_have_text([text("microscope.none")])
    expect(lab.page.locator(".stage-layer-step > *")).to_have_count(0)


def test_the_effective_rates(lab: Lab) -> None:
    """The chart shows the first run that has rates of its own, then the one that is chosen; the line follows the step."""
    lab.open("surface=rosenbrock&steps=30&run1=gd&run1.lr=0.001&run2=adam&run2.lr=0.1")
    found = unfold(lab)
    answer = effective(lab.query, "en")
    expect(found.locator("p").nth(1)).to_have_text(answer["words"])
    curves = "(gd) => gd._fullData.map((line) => [line.name, Array.from(line.y)])"
    drawn = found.locator(".insight-rates-chart").evaluate(curves)
    assert drawn == [[line["name"], line["y"]] for line in json.loads(json.dumps(answer["figure"]["data"]))]
    mark = found.locator(".insight-rates-now")
    at = "(line) => parseFloat(line.style.left)"
    end = mark.evaluate(at)
    scrub(lab, 15)
    lab.at_rest()
    assert mark.evaluate(at) < end
    found.locator("details summary").click()
    assert len(found.get_by_role("row").all()) == len(answer["table"]["rows"]) + 1
    found.get_by_role("combobox").select_option(index=0)
    expect(found.locator("p").nth(1)).to_have_text(text("microscope.rates_none", name="Gradient descent"))
    expect(found.locator(".insight-rates-chart")).to_be_hidden()


@pytest.mark.deep
def test_they_fit_a_phone(visit: Visit) -> None:
    """On a phone nothing makes the page scroll sideways."""
    lab = visit(**PHONE)
    lab.open("surface=net_sine&steps=20&run1=nadam")
    panel(lab, "rule")
    expect_step(lab, run=1, step=20)
    lab.page.locator("summary", has_text=text("stage.microscope.table")).click()
    unfold(lab)
    expect(lab.page.locator(".insight-rates-chart .main-svg").first).to_be_visible()
    assert lab.page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= 390


def test_axe_finds_nothing(visit: Visit) -> None:
    """No violation with the panels, the switches and both tables unfolded."""
    lab = visit(viewport=SIZES["desktop"])
    lab.open(ADAM)
    panel(lab, "rule")
    scrub(lab, 9)
    expect_step(lab, run=1, step=10)
    lab.page.locator("summary", has_text=text("stage.microscope.table")).click()
    found = unfold(lab)
    expect(found.locator(".insight-rates-chart .main-svg").first).to_be_visible()
    found.locator("details summary").click()
    within = {"include": [[".insight-step-bar"], [".stage-rule"], [".insight-rates"]]}
    assert in_both_schemes(lab, within) == []


@pytest.mark.deep
def test_the_arrows_are_those_of_the_experiment(lab: Lab) -> None:
    """On a stretched map too the step arrow points from the point to the next one."""
    lab.open("surface=ravine&steps=20&run1=momentum&run1.lr=0.02")
    panel(lab, "rule")
    scrub(lab, 3)
    expect_step(lab, run=1, step=4)
    points = Experiment.from_query(lab.query).trajectories()[0].points[:, 0]
    (left, top), (right, low) = lab.at(*points[3]), lab.at(*points[4])
    step = arrow(lab, "step")
    cross = (step[2] - step[0]) * (low - top) - (step[3] - step[1]) * (right - left)
    assert abs(cross) <= 0.02 * math.dist(step[:2], step[2:]) * math.dist((left, top), (right, low))
