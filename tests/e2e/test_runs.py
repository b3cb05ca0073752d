"""Runs come and go: up to six, two of the same optimizer told apart, and a rate that changes in the middle."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from app.words.words import text
from optim_core import MAX_RUNS, OPTIMIZERS
from optim_core.typed_rule import OWN
from tests.e2e.lab import LIVE, Lab

RATE = text("optimizer.gd.lr.name")


def test_two_adams_are_told_apart(lab: Lab) -> None:
    """A second Adam has the first one's colour, and another dash, marker and label, on map, charts and list."""
    lab.open("surface=rosenbrock&run1=adam&run1.lr=0.1&steps=60")
    lab.add_run("adam")
    with lab.change(**{"run2.lr": "0.5"}):
        lab.type(lab.box(RATE, 1), 0.5)
    lab.shows(lab.experiment)
    assert lab.names == ["Adam", "Adam 2"]
    expect(lab.runs.nth(1).locator(".stage-card")).to_be_visible()  # what was added is chosen
    one, other = lab.traces("map", "path")
    assert one["line"]["color"] == other["line"]["color"]
    assert one["line"]["dash"] != other["line"]["dash"]
    assert one["marker"]["symbol"] != other["marker"]["symbol"]
    curves = lab.traces("charts", "loss")
    assert curves[0]["line"]["dash"] != curves[1]["line"]["dash"]
    swatches = lab.page.locator(".stage-swatch").evaluate_all("(all) => all.map((s) => s.innerHTML)")
    assert swatches[0] != swatches[1]
    assert lab.words[0].startswith("Adam ")
    assert lab.words[1].startswith("Adam 2 ")


@pytest.mark.deep
def test_six_runs_are_the_most(lab: Lab) -> None:
    """Every optimizer is offered; at six runs the page says that this is the most; any can go but the last."""
    slugs = list(OPTIMIZERS)[:MAX_RUNS]
    lab.open(f"surface=bowl&run1={slugs[0]}&steps=20")
    assert lab.page.get_by_role("button", name=text("stage.remove", name="Gradient descent")).count() == 0
    offered = lab.page.locator(".stage-add-list button")
    assert offered.evaluate_all("(all) => all.map((button) => button.dataset.slug)") == [*OPTIMIZERS, OWN]
    for slug in slugs[1:]:
        lab.add_run(slug)
    assert [run.optimizer for run in lab.experiment.runs] == slugs
    lab.shows(lab.experiment)
    assert len({trace["line"]["color"] for trace in lab.traces("map", "path")}) == MAX_RUNS
    assert len({trace["marker"]["symbol"] for trace in lab.traces("map", "path")}) == MAX_RUNS
    expect(lab.page.get_by_text(text("stage.full"))).to_be_visible()
    expect(lab.button("stage.add_run")).to_be_disabled()
    for slug in (slugs[2], slugs[0]):
        lab.remove_run(lab.names.index(OPTIMIZERS[slug].name))
    left = [slug for slug in slugs if slug not in (slugs[2], slugs[0])]
    assert [run.optimizer for run in lab.experiment.runs] == left
    lab.shows(lab.experiment)
    lab.committed()
    expect(lab.button("stage.add_run")).to_be_enabled()


def test_a_rate_can_be_changed_from_a_step_on(lab: Lab) -> None:
    """From the step that is shown on, another learning rate holds; the run before that step stays as it was."""
    lab.open("surface=himmelblau&run1=gd&run1.lr=0.005&run2=momentum&run2.lr=0.002&steps=50")
    before = lab.experiment.trajectories()
    lab.more(0)
    branch = lab.button("stage.change_rate")
    expect(branch).to_be_disabled()  # at the end there is nothing to change
    expect(lab.page.get_by_text(text("stage.change_rate_how")).locator("visible=true")).to_have_count(1)
    scrubber = lab.slider(text("stage.scrubber"))
    scrubber.fill("20")
    expect(lab.page.get_by_text(text("stage.change_rate_help", step=20)).locator("visible=true")).to_have_count(1)
    lab.at_rest()
    with lab.change(**{"run1.lr.from20": "0.005"}):
        branch.click()
    lab.shows(lab.experiment)  # the same rate: nothing moves
    name = text("stage.rate_from", step=20)
    slider = lab.slider(name)
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.75), steps=3)
    lab.page.wait_for_function(f"() => ({LIVE})().length")
    with lab.change():
        lab.page.mouse.up()
    changed = lab.experiment
    lab.shows(changed)
    ((step, rate),) = changed.runs[0].changes
    assert (step, rate > 0.005) == (20, True)
    drawn = lab.traces("charts", "loss")
    now, then = drawn[0]["y"], before[0].loss[:, 0]
    np.testing.assert_array_equal(now[:21], then[:21])
    assert now[22] != then[22]
    np.testing.assert_array_equal(drawn[1]["y"], before[1].loss[:, 0])  # the other run is not touched
    lab.committed()
    with lab.change(**{"run1.lr.from20": None}):
        lab.button("stage.remove_change").click()
    np.testing.assert_array_equal(lab.traces("charts", "loss")[0]["y"], then)
