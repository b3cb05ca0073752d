"""The stage in a lesson: only what is free can be set, a run waits for its prediction, and data are drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.words.words import text
from lessons import course
from lessons.measuring.words import numeral
from tests.e2e.axe import SIZES, in_both_schemes
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab
from tests.e2e.learner import Learner

SLOPE, GOOD, LARGE = "slope-and-sign", "what-is-good", "too-small-too-large"
LABELS = ".stage-labels text"
DATA = ".stage-data"
PLAYED = """() => {
  const slider = document.querySelector(".stage-time input");
  return !slider.disabled && slider.value === slider.max && !document.querySelector(".stage").classList.contains("stage-live");
}"""


def at_lesson(lab: Lab, slug: str) -> Learner:
    """Somebody who has opened a lesson and sees its stage drawn."""
    learner = Learner(lab, course("en")[slug]).open()
    lab.at_rest()
    return learner


def to_block(learner: Learner, kind: str) -> str:
    """Reads on to the first screen with a block of this kind, and gives the block's name."""
    for number, screen in enumerate(learner.lesson.screens):
        for block in screen.blocks:
            if block.kind == kind:
                return block.name
        learner.go_on(number)
    raise AssertionError(f"{learner.lesson.slug} has no {kind}")


def curves(page: Page) -> list[str]:
    """The models that the data panel draws, as SVG; each is drawn twice, first its halo."""
    drawn: list[str] = page.locator(f"{DATA} .stage-scatter-curves path").evaluate_all(
        "(paths) => paths.map((path) => path.getAttribute('d'))"
    )
    return drawn[1::2]


def test_only_what_is_free_has_a_control(lab: Lab) -> None:
    """In the lesson on the slope there is one slider, and no way to add, remove, copy or take away anything."""
    at_lesson(lab, SLOPE)
    sliders = [slider.get_attribute("aria-label") for slider in lab.page.get_by_role("slider").all()]
    assert sorted(map(str, sliders)) == [text("stage.scrubber"), "w"]
    for key in ("add", "png", "copy_link", "change_rate", "take_copy"):
        expect(lab.button(f"stage.{key}")).to_have_count(0)
    expect(lab.page.locator(".stage select:visible")).to_have_count(0)
    expect(lab.page.get_by_text("Fixed here: learning rate 0.1, 10 steps.")).to_be_visible()
    with lab.change(w="3"):
        lab.type(lab.box("w"), 3)


def test_a_learner_goes_from_step_to_step(lab: Lab) -> None:
    """Slope and step are numbers beside the point; what is to come is not drawn; another start begins anew."""
    at_lesson(lab, SLOPE)
    page = lab.page
    expect(page.locator(LABELS)).to_have_text(["slope −7"])
    assert lab.traces("map", "path")[0]["x"] == [1.5]
    assert lab.traces("map", "trail")[0]["x"] == []
    step = lab.button("stage.forward")
    expect(step).to_contain_text("Step")
    step.focus()
    step.press("Enter")
    expect(page.locator(LABELS)).to_have_text(["slope −5.6", "step +0.7"])
    expect(page.locator(".stage-words")).to_contain_text("after step 1: w = 2.2. Loss 7.84, gradient −5.6.")
    page.wait_for_function("() => !document.querySelector('.stage').classList.contains('stage-live')")
    assert lab.traces("map", "path")[0]["x"] == pytest.approx([1.5, 2.2])
    expect(step).to_be_focused()
    with lab.change(w="8"):
        lab.type(lab.box("w"), 8)
    expect(page.locator(LABELS)).to_have_text(["slope 6"])
    expect(page.locator(".stage-step")).to_have_text(text("stage.at_step", step=0, steps=10))


def test_a_run_waits_for_the_prediction_and_then_plays(lab: Lab) -> None:
    """Before the answer nothing of the run is there: no path, no curve, no words; after it the run is drawn."""
    learner = at_lesson(lab, LARGE)
    name = to_block(learner, "predict")
    expect(lab.page.locator(".stage-waits")).to_be_visible()
    lab.page.wait_for_function("() => !document.querySelector('.stage').classList.contains('stage-live')")
    assert all(trace["x"] == [] for trace in [*lab.traces("map", "path"), *lab.traces("charts", "loss")])
    assert lab.words == [""] * len(lab.words)
    expect(lab.slider(text("stage.scrubber"))).to_be_disabled()
    expect(lab.button("stage.play")).to_be_disabled()
    expect(lab.ring.or_(lab.page.locator(".stage-map .tracerunstart"))).not_to_have_count(0)
    learner.answer(name)
    expect(lab.page.locator(".stage-waits")).to_be_hidden()
    lab.page.wait_for_function(PLAYED)
    assert len(lab.traces("map", "path")[0]["x"]) > 2
    assert lab.words[0] != ""


@pytest.mark.deep
def test_with_less_motion_a_run_jumps_to_its_end(visit: Visit) -> None:
    """Who asked for less motion sees no playing: after the answer the whole run is there."""
    lab = visit(reduced_motion="reduce")
    learner = at_lesson(lab, LARGE)
    learner.answer(to_block(learner, "predict"))
    lab.page.wait_for_function(PLAYED)
    expect(lab.button("stage.pause")).to_have_count(0)


def test_a_point_is_moved_by_hand(lab: Lab) -> None:
    """In the first lesson there is no run: the learner moves line and loss, by keyboard, ring or number."""
    at_lesson(lab, GOOD)
    page = lab.page
    expect(page.locator(".stage-time")).to_be_hidden()
    expect(page.locator(".stage-run:visible")).to_have_count(0)
    assert lab.traces("map", "minima") == [], "where the lowest point is, is for the learner to find"
    squares = page.get_by_label(text("stage.data_squares"))
    expect(squares).to_be_checked()
    drawn = page.locator(f"{DATA} .stage-scatter-squares path")
    expect(drawn).to_have_count(12)
    squares.uncheck()
    expect(drawn).to_have_count(0)
    before = curves(page)
    assert len(before) == 1
    with lab.change():
        lab.ring.press("ArrowUp")
    loss = lab.experiment.surface.value(lab.experiment.point)
    expect(page.locator(".stage-standing")).to_have_text(text("stage.loss_here", loss=numeral(float(loss), 4)))
    assert curves(page) != before, "the line follows the point"


def test_a_line_follows_the_finger(lab: Lab) -> None:
    """While a slider is dragged the line moves in the picture of the data, before anything is let go."""
    at_lesson(lab, GOOD)
    slider = lab.slider("w")
    before = curves(lab.page)
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.8), steps=5)
    lab.page.wait_for_function(
        f"(before) => document.querySelectorAll('{DATA} .stage-scatter-curves path')[1].getAttribute('d') !== before",
        arg=before[0],
    )
    lab.page.mouse.up()


@pytest.mark.deep
def test_data_are_drawn_on_the_playground_too(lab: Lab) -> None:
    """Every run's line at the shown step, with the loss in words and the numbers in a table."""
    lab.open("surface=line_shift&steps=40&run1=gd&run1.lr=0.1&run2=adam&run2.lr=0.1")
    page, experiment = lab.page, lab.experiment
    assert len(curves(page)) == 2
    first = experiment.trajectories()[0]
    more = lab.look_closer("data")
    said = more.locator(".stage-fit-words")
    expect(said).to_contain_text(f"step 40: loss {float(first.loss[-1, 0]):.4g}, on the test points")
    expect(page.locator(f"{DATA} circle")).to_have_count(128)
    more.get_by_text(text("stage.data_table")).click()
    expect(more.locator("tbody tr")).to_have_count(40)
    at_end = curves(page)
    lab.slider(text("stage.scrubber")).press("Home")
    expect(said).to_contain_text(f"step 0: loss {float(first.loss[0, 0]):.4g}")
    assert curves(page) != at_end


@pytest.mark.deep
def test_the_hidden_units_of_a_network_are_drawn(lab: Lab) -> None:
    """A switch shows what each hidden unit adds."""
    lab.open("surface=net_sine&width=3&steps=50&run1=adam&run1.lr=0.02")
    units = lab.page.locator(f"{DATA} .stage-scatter-units path")
    expect(units).to_have_count(0)
    lab.look_closer("data").get_by_label(text("stage.data_units")).check()
    expect(units).to_have_count(3)


def test_axe_finds_nothing_about_data(visit: Visit) -> None:
    """No violation on the playground with data, a network's units and the table open."""
    lab = visit(viewport=SIZES["desktop"])
    lab.open("surface=net_sine&width=3&steps=50&run1=adam&run1.lr=0.02")
    more = lab.look_closer("data")
    more.get_by_label(text("stage.data_units")).check()
    more.get_by_text(text("stage.data_table")).click()
    expect(more.locator("tbody tr").first).to_be_visible()
    assert in_both_schemes(lab) == []


def test_the_pictures_stay_in_sight_on_a_phone(visit: Visit) -> None:
    """On a phone map and data stand above the sliders and nothing is wider than the screen."""
    lab = visit(**PHONE)
    at_lesson(lab, GOOD)
    lab.slider("b").scroll_into_view_if_needed()
    for picture in (".stage-map", ".stage-scatter"):
        box = lab.page.locator(picture).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        expect(lab.page.locator(picture)).to_be_in_viewport(ratio=0.5)
