"""Time: the step that is shown, playing through the steps, stopping early, and the scale of the loss."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.stage.gallery.presets import PRESETS
from app.words.words import text
from tests.e2e.conftest import Visit
from tests.e2e.lab import Lab

QUIET = "() => !document.querySelector('.stage').classList.contains('stage-live')"


def step_shown(lab: Lab) -> int:
    """The step that slider, words and map agree on, once all is at rest."""
    lab.page.wait_for_function(QUIET)
    row = int(lab.slider(text("stage.scrubber")).input_value())
    expect(lab.page.locator(".stage-step")).to_contain_text(str(row))
    for trace in lab.traces("map", "now"):
        if trace["customdata"]:
            assert trace["customdata"][0][0] == row
    return row


def test_stepping_through_a_run(lab: Lab) -> None:
    """Slider and buttons choose the step; map, charts and words show that one, and the path only up to there."""
    lab.open(PRESETS["zigzag"].to_query())
    experiment = lab.experiment
    assert step_shown(lab) == experiment.steps
    lab.slider(text("stage.scrubber")).press("Home")
    assert step_shown(lab) == 0
    for _ in range(3):
        lab.button("stage.forward").click()
    assert step_shown(lab) == 3
    lab.button("stage.back").click()
    assert step_shown(lab) == 2
    lab.shows(experiment)
    path = lab.traces("map", "path")[0]
    assert [details[0] for details in path["customdata"]] == [0, 1, 2]
    assert len(lab.traces("map", "trail")[0]["x"]) > 5, "the rest of the run is still to be seen, faintly"
    # step and straight downhill at the current point: both arrows, from the same place, not the same way
    trajectory = experiment.trajectories()[1]
    line = lab.traces("map", "nowlines")[1]
    assert (line["x"][0], line["y"][0]) == pytest.approx(tuple(trajectory.points[2, 0]), rel=1e-9)
    assert (line["x"][1], line["y"][1]) == pytest.approx(tuple(trajectory.points[3, 0]), rel=1e-9)
    lab.slider(text("stage.scrubber")).fill("33")
    assert step_shown(lab) == 33
    lab.slider(text("stage.scrubber")).press("End")
    assert step_shown(lab) == experiment.steps
    assert lab.experiment == experiment, "looking at another step does not change the experiment"


def test_dragging_the_scrubber_is_live(lab: Lab) -> None:
    """The current points walk along their paths while the scrubber is dragged."""
    lab.open(PRESETS["zigzag"].to_query())
    slider = lab.slider(text("stage.scrubber"))
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.25), steps=2)
    lab.page.wait_for_function("() => document.querySelector('.stage').classList.contains('stage-live')")
    expect(lab.page.locator(".stage-step")).to_have_text(text("stage.at_step", step=20, steps=80))
    assert len(lab.live()) == 2
    lab.page.mouse.up()
    assert step_shown(lab) == 20


def test_playing_can_be_stopped_and_comes_to_the_end(lab: Lab) -> None:
    """Play walks on from the step that is shown, or from the first one; pause holds it where it is, at rest."""
    lab.open("surface=rosenbrock&run1=adam&run1.lr=0.1&steps=900")
    lab.button("stage.play").click()
    lab.page.wait_for_function(
        "() => { const [step] = document.querySelector('.stage-step').textContent.match(/\\d+/); return step > 50 && step < 850; }"
    )
    assert lab.live(), "the path grows on the overlay"
    lab.button("stage.pause").click()
    held = step_shown(lab)
    assert 50 < held < 900
    assert lab.traces("map", "path")[0]["customdata"][-1][0] == held
    lab.button("stage.play").click()
    expect(lab.button("stage.play")).to_be_visible()  # it has come to the end
    assert step_shown(lab) == 900


def test_nothing_moves_by_itself_for_more_than_five_seconds(newcomer: Visit) -> None:
    """On the page's own clock, playing the longest run has ended after five seconds, and has not before four and a half."""
    lab = newcomer()
    lab.open("surface=rosenbrock&run1=adam&run1.lr=0.1&steps=1000")
    clock = lab.page.clock
    clock.install()
    clock.pause_at(lab.page.evaluate("() => Date.now()") + 1000)
    lab.button("stage.play").click()
    clock.run_for(4500)
    expect(lab.button("stage.pause")).to_be_visible()
    clock.run_for(600)
    expect(lab.button("stage.play")).to_be_visible()
    expect(lab.page.locator(".stage-step")).to_have_text(text("stage.at_step", step=1000, steps=1000))
    clock.resume()


@pytest.mark.deep
def test_with_reduced_motion_play_jumps_to_the_end(visit: Visit) -> None:
    """Who has asked for less motion gets the last step at once; stepping still works."""
    lab = visit(reduced_motion="reduce").open(PRESETS["zigzag"].to_query())
    lab.slider(text("stage.scrubber")).press("Home")
    assert step_shown(lab) == 0
    seen = lab.page.evaluate_handle("""() => {
      const seen = new Set();
      new MutationObserver(() => seen.add(document.querySelector(".stage-step").textContent))
        .observe(document.querySelector(".stage-step"), { childList: true });
      return seen;
    }""")
    lab.button("stage.play").click()
    assert step_shown(lab) == 80
    assert seen.evaluate("(seen) => [...seen]") == [text("stage.at_step", step=80, steps=80)]
    lab.button("stage.back").click()
    assert step_shown(lab) == 79


@pytest.mark.deep
def test_log_switch(lab: Lab) -> None:
    """The loss is drawn on a logarithmic or a plain scale, as one chooses; a reload keeps the choice."""
    lab.open(PRESETS["zigzag"].to_query())
    menu = lab.page.get_by_role("combobox", name=text("stage.chart"), exact=True)
    scale = "(gd) => gd._fullLayout.yaxis.type"
    expect(menu).to_have_value("loss_log")
    assert lab.page.locator(".stage-charts").evaluate(scale) == "log"
    menu.select_option("loss")
    lab.page.wait_for_function("() => document.querySelector('.stage-charts')._fullLayout.yaxis.type === 'linear'")
    lab.page.wait_for_function(QUIET)
    lab.shows(lab.experiment)
    labels = lab.page.locator(".stage-charts .ytick")
    assert 2 <= labels.count() <= 20, "a handful of round losses, whatever their size"
    lab.page.reload()
    lab.at_rest()
    expect(menu).to_have_value("loss")
    assert lab.page.locator(".stage-charts").evaluate(scale) == "linear"
    menu.select_option("loss_log")
    lab.page.wait_for_function("() => document.querySelector('.stage-charts')._fullLayout.yaxis.type === 'log'")


@pytest.mark.deep
def test_losses_below_zero_are_not_hidden_silently(lab: Lab) -> None:
    """A logarithmic scale is not chosen where the loss is negative, and if the learner chooses it, the page says what is missing."""
    lab.open("surface=styblinski&run1=gd&run1.lr=0.01&steps=30")
    menu = lab.page.get_by_role("combobox", name=text("stage.chart"), exact=True)
    expect(menu).to_have_value("loss")
    menu.select_option("loss_log")
    expect(lab.page.get_by_text(text("stage.log_gap"))).to_be_visible()
    menu.select_option("loss")
    expect(lab.page.get_by_text(text("stage.log_gap"))).to_be_hidden()


def test_stop_condition(lab: Lab) -> None:
    """A run ends where its loss, or its gradient, is small enough; words, charts and table end there too."""
    lab.open("surface=bowl&run1=gd&run1.lr=0.1&run2=gd&run2.lr=0.01&steps=100")
    lab.open_setup()
    choice = lab.page.get_by_label(text("stage.stop"), exact=True)
    for what in ("loss", "gradient"):
        with lab.change():
            choice.select_option(what)
        with lab.change(**{f"stop.{what}": "0.05"}):
            lab.type(lab.box(text("stage.stop_limit")), 0.05)
        experiment = lab.experiment
        assert experiment.stop is not None
        assert experiment.stop == (what, 0.05)
        lab.shows(experiment)
        steps = len(experiment.trajectories()[0].updates)
        assert steps < 100
        assert lab.traces("charts", "loss")[0]["x"][-1] == steps
        assert "stopped" in lab.words[0]
    lab.committed()
    with lab.change(stop__gradient=None):
        choice.select_option(text("stage.stop_none"))
    assert lab.traces("charts", "loss")[0]["x"][-1] == 100
