"""Long training in a browser: it shows how far it is, is stopped, and gives way to a change."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from tests.e2e.lab import Lab

NET = "surface=net_classes&data=moons&width=4&run1=adam&run1.lr=0.05"
LONG = f"{NET}&steps=8000"
LONGER = f"{NET}&steps=10000&batch=10" + "".join(f"&run{number}=gd&run{number}.lr=0.{number}" for number in range(2, 7))
SEEDS = itertools.count()  # another one for each training: what was trained once is kept
UNDER_WAY = """() => {
  const panel = document.querySelector(".stage-training:not([hidden])");
  const bar = panel?.querySelector("progress:not([hidden])");
  return bar?.value && panel.querySelector(".training-curve path")?.getAttribute("d").includes("L") ? panel.innerText : null;
}"""


def panel(lab: Lab) -> Locator:
    return lab.page.locator(".stage-training")


def under_way(lab: Lab) -> str:
    """Wait until the bar moves and losses are drawn; the words beside them."""
    return str(lab.page.wait_for_function(UNDER_WAY).json_value())


def train(lab: Lab, query: str) -> str:
    """Open an experiment that nobody trained before."""
    lab.open(f"{query}&seed={next(SEEDS)}", drawn=False)
    return under_way(lab)


def shows(lab: Lab) -> None:
    """The loss curves are those that the core computes, to their last step."""
    traces = lab.traces("charts", "loss")
    for trajectory, trace in zip(lab.experiment.trajectories(), traces, strict=True):
        assert trace["x"][-1] == lab.experiment.steps
        np.testing.assert_array_equal(trace["y"], trajectory.loss[trace["x"], 0])


def test_a_long_run_shows_its_progress_and_then_its_path(lab: Lab) -> None:
    """Bar, words and losses while it trains; then the whole paths, as the core computes them, and nothing of it stays."""
    words = train(lab, LONG)
    assert "Adam: step" in words
    assert "of 8000 steps" in words
    lab.at_rest(steps="8000")
    expect(panel(lab)).to_be_hidden()
    shows(lab)


@pytest.mark.deep
def test_stopping_says_what_is_shown_and_training_can_go_again(lab: Lab) -> None:
    """After Stop the beginning of the runs stays, said in words; it can be made the whole, which comes to rest."""
    train(lab, LONGER)
    panel(lab).get_by_role("button", name=text("stage.training.stop"), exact=True).click()
    expect(panel(lab)).to_contain_text(text("stage.training.stopped"))
    again = panel(lab).get_by_role("button", name=text("stage.training.again"), exact=True)
    expect(again).to_be_focused()
    expect(panel(lab).locator("progress")).to_be_hidden()
    assert len(lab.live()) == 6
    lab.page.evaluate("() => document.querySelector('.training-curve').replaceChildren()")
    again.click()
    under_way(lab)
    panel(lab).get_by_role("button", name=text("stage.training.stop"), exact=True).click()
    expect(again).to_be_focused()
    panel(lab).get_by_role("button", name="Make it").click()
    lab.at_rest()
    assert lab.experiment.steps < 10_000
    expect(panel(lab)).to_be_hidden()


@pytest.mark.deep
def test_a_change_takes_the_place_of_what_is_trained(lab: Lab) -> None:
    """A setting that changes meanwhile ends the training under way; what rests is the experiment of after."""
    train(lab, LONGER)
    lab.type(lab.box(text("stage.steps")), 100)
    lab.at_rest(steps="100")
    expect(panel(lab)).to_be_hidden()
    shows(lab)
