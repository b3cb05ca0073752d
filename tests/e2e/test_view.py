"""Looking around: zoom and pan, which survive every change; and hovering, which gives the numbers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.words.words import text
from lessons.measuring.words import numeral
from tests.e2e.lab import Lab

RATE = text("optimizer.gd.lr.name")
HIMMELBLAU = "surface=himmelblau&run1=gd&run1.lr=0.01&run2=adam&run2.lr=0.2&steps=60"


def zoom_in(lab: Lab) -> list[float]:
    """Press the zoom button, wait for the finer map, and give the box that is shown now."""
    before = lab.view()
    with lab.page.expect_response(lambda response: "/grid?" in response.url):
        lab.button("stage.zoom_in").click()
    lab.page.wait_for_function("() => !document.querySelector('.stage').classList.contains('stage-live')")
    assert lab.view() != before
    return lab.view()


def test_zoom_and_pan_survive_every_change(lab: Lab) -> None:
    """The box one has zoomed and moved to stays, while sliders, start, runs and steps change; one button shows all again."""
    lab.open(HIMMELBLAU)
    whole = lab.view()
    zoom_in(lab)
    x, y = lab.at(1.5, -1.5)  # where there is neither path nor ring
    with lab.page.expect_response(lambda response: "/grid?" in response.url):  # pan by dragging the map
        lab.page.mouse.move(x, y)
        lab.page.mouse.down()
        lab.page.mouse.move(x + 60, y + 40, steps=5)
        lab.page.mouse.up()
    view = lab.view()
    assert lab.fields["x"] == f"{lab.experiment.surface.start[0]:g}", "panning is not a click"
    changes = [
        lambda: lab.type(lab.box(RATE, 0), 0.002),
        lambda: lab.ring.press("ArrowLeft") if lab.ring.is_visible() else lab.type(lab.box("x"), 0.5),
        lambda: lab.page.locator(".stage-add-list button").first.click(),
        lambda: lab.type(lab.box(text("stage.steps")), 90),
    ]
    lab.button("stage.add_run").click()
    for change in changes:
        with lab.change():
            change()
        lab.committed()
        assert lab.view() == pytest.approx(view)
        lab.shows(lab.experiment)
    with lab.page.expect_response(lambda response: "/grid?" in response.url):
        lab.button("stage.reset_view").click()
    assert lab.view() == pytest.approx(whole)
    lab.page.wait_for_function("() => !document.querySelector('.stage').classList.contains('stage-live')")
    lab.shows(lab.experiment)


def test_the_map_is_drawn_for_the_box_that_is_shown(lab: Lab) -> None:
    """After zooming the contours are computed anew for the new box, with the losses the core gives."""
    lab.open(HIMMELBLAU)
    left, right, low, high = zoom_in(lab)
    surface = lab.page.wait_for_function(
        """(left) => {
          const trace = document.querySelector(".stage-map")._fullData[0];
          return Math.abs(trace.x[0] - left) < 1e-9 ? [Array.from(trace.x), Array.from(trace.y), trace.customdata.map((row) => Array.from(row))] : null;
        }""",
        arg=left,
    ).json_value()
    across, up, losses = surface
    assert (across[-1], up[0], up[-1]) == pytest.approx((right, low, high))
    for i, j in ((0, 0), (10, 50), (-1, -1)):
        assert losses[i][j] == pytest.approx(float(lab.experiment.surface.value([across[j], up[i]])))


@pytest.mark.deep
def test_hovering_gives_the_numbers(lab: Lab) -> None:
    """Over a path the hover names run, step, point, loss, gradient and step size; over the map and the curves the loss."""
    lab.open(HIMMELBLAU)
    trajectory = lab.experiment.trajectories()[1]
    step = 4
    x, y = lab.at(*trajectory.points[step, 0])
    lab.page.mouse.move(x - 3, y - 3)
    lab.page.mouse.move(x, y)
    hover = lab.map.locator(".hoverlayer .hovertext")
    expect(hover.first).to_be_visible()
    said = " ".join(hover.all_text_contents())
    assert "Adam" in said
    assert f"{text('stage.step_axis')} {step}" in said
    for number in (
        f"{trajectory.loss[step, 0]:.6g}",
        f"{trajectory.step_sizes[step, 0]:.4g}",
        f"{trajectory.points[step, 0, 0]:.6g}",
    ):
        assert number in said.replace("−", "-")
    lab.page.mouse.move(*lab.at(4.5, 4.5))
    number = r"\s*([−\d.]+)"
    over_map = re.compile(f"^x{number}\\s*y{number}\\s*{text('stage.hover_loss')}{number}$")
    expect(hover.first).to_have_text(over_map)
    found = over_map.search(hover.first.text_content() or "")
    assert found is not None
    x, y, loss = (float(group.replace("−", "-")) for group in found.groups())
    assert (x, y) == pytest.approx((4.5, 4.5), abs=0.1)
    assert loss == pytest.approx(
        float(lab.experiment.surface.value([x, y])), rel=5e-3
    )  # x and y are said with four digits
    charts = lab.page.locator(".stage-charts")
    charts.scroll_into_view_if_needed()
    place = charts.evaluate(
        "(gd, [x, y]) => { const { xaxis, yaxis } = gd._fullLayout, box = gd.getBoundingClientRect();"
        " return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)]; }",
        [10, float(trajectory.loss[10, 0])],
    )
    lab.page.mouse.move(place[0] - 2, place[1])
    lab.page.mouse.move(*place)
    expect(charts.locator(".hoverlayer .hovertext").first).to_contain_text(f"{trajectory.loss[10, 0]:.6g}")


def test_a_path_that_leaves_says_so_honestly(lab: Lab) -> None:
    """Where a path leaves the map there is an arrow at the edge with the step and the distance; words and loss chart tell on."""
    lab.open("surface=quadratic&L=2&run1=gd&run1.lr=1.06&steps=60&x=1")
    experiment = lab.experiment
    trajectory = experiment.trajectories()[0]
    left, right, low, high = lab.view()
    (exit_,) = lab.traces("map", "exit")
    assert len(exit_["x"]) == 1
    on_edge = min(
        abs(exit_["x"][0] - left), abs(exit_["x"][0] - right), abs(exit_["y"][0] - low), abs(exit_["y"][0] - high)
    )
    assert on_edge < 1e-6 * (right - left + high - low)
    points, heights = trajectory.points[:, 0, 0], trajectory.loss[:, 0]
    outside = (points < left) | (points > right) | (heights > high) | (heights < low)
    assert outside.any()
    gone = int(outside.nonzero()[0][0])
    assert exit_["text"][0].startswith(text("stage.exit_short", step=gone, distance="|").split("|")[0])
    expect(lab.page.locator(".stage-words").first).to_contain_text(f"left the map at step {gone}")
    farthest = max(abs(points - points[0]))
    assert f"as far as {numeral(float(farthest), 3)} away" in lab.words[0]
    lab.shows(experiment)
    assert lab.traces("charts", "loss")[0]["y"][-1] == float(heights[-1])


@pytest.mark.deep
def test_numbers_beyond_all_bounds_break_nothing(lab: Lab) -> None:
    """A path that explodes to 1e300 within a few steps is drawn up to the edge, without one coordinate that is not finite."""
    lab.open("surface=rosenbrock&run1=gd&run1.lr=1&run2=adam&run2.lr=0.1&steps=200")
    assert float(lab.experiment.trajectories()[0].loss[lab.experiment.trajectories()[0].ended_at[0], 0]) > 1e100
    assert len(lab.traces("map", "exit")[0]["x"]) == 1
    lab.shows(lab.experiment)
    slider = lab.slider(RATE, 0)
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.99))
    lab.page.wait_for_function("() => document.querySelector('.stage').classList.contains('stage-live')")
    svg = lab.map.evaluate("(map) => [...map.querySelectorAll('path')].map((path) => path.getAttribute('d')).join()")
    assert "NaN" not in svg
    assert "Infinity" not in svg
    lab.page.mouse.up()
    lab.page.wait_for_function("() => !document.querySelector('.stage').classList.contains('stage-live')")
    coordinates = [
        c for trace in lab.traces("map") if trace["run"] is not None for c in trace["x"] + trace["y"] if c is not None
    ]
    assert max(map(abs, coordinates)) < 100  # a few boxes at most; Plotly and SVG never see 1e300
