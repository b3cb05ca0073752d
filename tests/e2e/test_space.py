"""The map's other view: the surface in space, with the runs on it, live, and only where there are two weights."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from app.words.words import text
from tests.e2e.lab import Lab

RATE = text("optimizer.gd.lr.name")
TWO = "surface=booth&run1=gd&run1.lr=0.05&run2=adam&run2.lr=0.3&steps=40"
# What is drawn in space: the relief's heights, and for each run the places of its steps.
DRAWN = """() => {
  const gd = document.querySelector(".space-graph");
  const relief = gd?._fullData?.find((trace) => trace.type === "surface");
  if (!relief) return null;
  const steps = gd._fullData.filter((trace) => trace.type === "scatter3d" && trace.mode === "markers");
  return { heights: relief.z.length, top: relief.cmax, runs: steps.map(({ name, x, y, z, text }) => [name, x, y, z, text]) };
}"""
THIRD = f"(x) => {{ const drawn = ({DRAWN})(); return drawn && Math.abs(drawn.runs[0][1][3] - x) < 1e-6; }}"


def turn_to_space(lab: Lab) -> None:
    lab.button("stage.space.deep").click()
    lab.page.wait_for_function(f"() => ({DRAWN})() !== null")


def test_the_runs_lie_on_the_surface_in_space(lab: Lab) -> None:
    """Each step of each run stands over its place, a little above the relief; the map is hidden meanwhile."""
    lab.open(TWO)
    turn_to_space(lab)
    drawn = lab.page.evaluate(DRAWN)
    assert [run[0] for run in drawn["runs"]] == ["Gradient descent", "Adam"]
    for (_, x, y, z, _), trajectory in zip(drawn["runs"], lab.experiment.trajectories(), strict=True):
        np.testing.assert_allclose(np.array([x, y]).T, trajectory.points[:, 0], rtol=1e-9)
        assert all(0 < height < 1.05 * drawn["top"] for height in z)
    expect(lab.map).to_be_hidden()
    expect(lab.ring).to_be_hidden()
    lab.button("stage.space.flat").click()
    expect(lab.map).to_be_visible()
    expect(lab.ring).to_be_visible()


def test_space_follows_a_drag_and_the_step(lab: Lab) -> None:
    """While a slider is held the runs in space move with it; the scrubber shows them up to its step."""
    lab.open(TWO)
    turn_to_space(lab)
    before = lab.page.evaluate(DRAWN)["runs"][0][1][3]
    slider, mouse = lab.slider(RATE, 0), lab.page.mouse
    x, y = lab.thumb(slider)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x - 30, y)
    lab.page.wait_for_function(f"(x) => Math.abs(({DRAWN})().runs[0][1][3] - x) > 1e-3", arg=before)
    query = lab.query
    mouse.up()
    lab.at_rest(query)
    lab.page.wait_for_function(THIRD, arg=float(lab.experiment.trajectories()[0].points[3, 0, 0]))
    lab.slider(text("stage.scrubber")).focus()
    lab.page.keyboard.press("Home")
    lab.page.wait_for_function(f"() => ({DRAWN})().runs.every(([, x]) => x.length === 1)")


@pytest.mark.parametrize(("query", "why"), [("surface=dips&run1=gd", "curve"), ("surface=net_sine&run1=adam", "more")])
def test_where_there_are_not_two_weights_the_switch_says_why(lab: Lab, query: str, why: str) -> None:
    """It is there, it can be pressed, and what it says is the reason; nothing is drawn in space."""
    lab.open(query)
    deep = lab.button("stage.space.deep")
    expect(deep).to_have_attribute("aria-disabled", "true")
    deep.focus()
    lab.page.keyboard.press("Enter")
    expect(lab.page.locator(".space-why")).to_have_text(text(f"stage.space.{why}"))
    expect(lab.map).to_be_visible()
    assert lab.page.evaluate(DRAWN) is None


def test_arrow_keys_turn_it(lab: Lab) -> None:
    """The picture in space is one tab stop with a name; left and right walk around it, up and down lift the eye."""
    lab.open(TWO)
    turn_to_space(lab)
    lab.page.get_by_role("img", name=text("stage.space.alt")).focus()
    eye = "() => { const { x, y, z } = document.querySelector('.space-graph')._fullLayout.scene.camera.eye; return [x, y, z]; }"
    for key, place in {"ArrowLeft": 0, "ArrowUp": 2}.items():
        before = lab.page.evaluate(eye)
        lab.page.keyboard.press(key)
        lab.page.wait_for_function(f"([place, before]) => ({eye})()[place] !== before", arg=[place, before[place]])
