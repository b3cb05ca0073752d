"""What else is drawn: the rate where a schedule changes it, other seeds, clipped steps, and slices of more coordinates."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from app.words.words import text
from optim_core.insights.what_happened import clipped
from tests.e2e.lab import Lab

SCHEDULED = "surface=rosenbrock&steps=80&run1=gd&run1.schedule=cosine&run1.warmup=10&run2=adam"
NOISY = "surface=himmelblau&steps=50&noise=2&seeds=12&seed=3&run1=gd&run1.lr=0.01&run2=adam&run2.lr=0.1"
CLIPPED = "surface=rosenbrock&steps=60&run1=gd&run1.lr=0.0015&run1.clip=norm&run1.clip_at=5&run2=gd"
TITLES = "(gd) => gd._fullLayout.annotations.map((note) => note.text.replace(/<.*?>/g, ''))"


def numbers(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values])


def titles(lab: Lab) -> list[str]:
    """The headings of the charts."""
    return list(lab.page.locator(".stage-charts").evaluate(TITLES))


def shows_rates(lab: Lab) -> None:
    """The third chart has each run's rate of step t at t."""
    experiment = lab.experiment
    curves = lab.traces("charts", "rate")
    assert len(curves) == len(experiment.runs)
    for run, curve in zip(experiment.runs, curves, strict=True):
        rates = experiment.trajectory(run).learning_rate[:, 0]
        assert curve["x"] == list(range(experiment.steps + 1))
        np.testing.assert_array_equal(curve["y"], np.append(rates[0], rates))  # the first step begins at 0


def test_a_schedule_has_a_chart_of_its_rate(lab: Lab) -> None:
    """Beside an upright map a rate that changes has its chart, with exactly the rates that the core used; else the step size has."""
    lab.open(SCHEDULED)
    assert titles(lab) == [text("stage.rate_axis")]  # that of the first chart is a menu
    shows_rates(lab)
    lab.shows(lab.experiment)
    assert np.ptp(lab.traces("charts", "rate")[0]["y"]) > 0
    row = 20
    lab.page.get_by_role("slider", name=text("stage.scrubber"), exact=True).fill(str(row))
    lab.page.wait_for_function(
        "(row) => document.querySelector('.stage-charts')._fullData.find((t) => t.meta?.role === 'ratenow').x[0] === row",
        arg=row,
    )
    now = lab.traces("charts", "ratenow")[0]
    rates = lab.experiment.trajectory(lab.experiment.runs[0]).learning_rate
    assert (now["x"], now["y"]) == ([row], [rates[row, 0]])  # that of the step about to be taken, like the arrows
    lab.open("surface=rosenbrock&steps=80&run1=gd&run2=adam")
    assert titles(lab) == [text("stage.size_axis")]
    assert lab.traces("charts", "rate") == []
    lab.unfold_part(0, text("stage.menu_schedule"))
    with lab.change(run1__warmup="15"):
        lab.type(lab.box(text("stage.warmup"), 0), 15)  # the rate begins to change: the chart comes by itself
    lab.page.wait_for_function("() => document.querySelector('.stage-charts').layout.meta.charts.includes('rate')")
    lab.at_rest()
    shows_rates(lab)


def hover(lab: Lab, x: float, y: float, axis: str) -> str:
    """What the charts say beside a point of one of them."""
    charts = lab.page.locator(".stage-charts")
    charts.scroll_into_view_if_needed()
    place = charts.evaluate(
        "(gd, [x, y, axis]) => { const { xaxis, [axis]: yaxis } = gd._fullLayout, box = gd.getBoundingClientRect();"
        " return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)]; }",
        [x, y, axis],
    )
    lab.page.mouse.move(place[0] + 3, place[1])
    lab.page.mouse.move(place[0] + 1, place[1])  # on it by the pixel the curve speaks, beside it the cross
    said = charts.locator(".hoverlayer .hovertext")
    expect(said.first).to_be_visible()
    return " ".join(said.all_text_contents())


@pytest.mark.deep
def test_hovering_says_rate_median_and_clipping(lab: Lab) -> None:
    """Over the rate's curve the hover has step and rate, over the median that it is one, over a cross that it was clipped."""
    lab.open(SCHEDULED)
    rate = lab.experiment.trajectory(lab.experiment.runs[0]).learning_rate[29, 0]
    said = hover(lab, 30, float(rate), "yaxis3")
    assert f"{text('stage.step_axis')} 30" in said
    assert f"{text('stage.hover_rate')} {rate:.6g}" in said
    lab.open(NOISY)
    run = lab.experiment.runs[0]
    medians, own = np.median(lab.experiment.bundle(run).loss, axis=1), lab.experiment.trajectory(run).loss[:, 0]
    apart = int(np.abs(np.log(medians / own)).argmax())
    assert text("stage.hover_median", seeds=12) in hover(lab, apart, float(medians[apart]), "yaxis")
    lab.open(CLIPPED)
    trajectory = lab.experiment.trajectory(lab.experiment.runs[0])
    assert text("stage.hover_clipped") in hover(lab, 0, float(trajectory.step_sizes[0, 0]), "yaxis2")


@pytest.mark.deep
def test_the_rate_is_live(lab: Lab) -> None:
    """While the learning rate of a scheduled run is dragged, its curve follows in the third chart, once that is in sight."""
    lab.open(SCHEDULED)
    lab.page.locator(".stage-charts").scroll_into_view_if_needed()
    slider, before = lab.slider(text("optimizer.gd.lr.name"), 0), lab.query
    curve = """() => {
      const canvas = [...document.querySelectorAll(".stage-charts > canvas.stage-overlay")].at(-1);
      const { xaxis, yaxis3 } = document.querySelector(".stage-charts")._fullLayout;
      const place = [xaxis._offset, yaxis3._offset, xaxis._length, yaxis3._length];
      return !canvas.hidden && canvas.overlay.ink.getImageData(...place).data.join();
    }"""
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.4))
    first = lab.page.wait_for_function(curve).json_value()
    lab.page.mouse.move(*lab.thumb(slider, 0.3))
    lab.page.wait_for_function(f"(first) => ({curve})() !== first", arg=first)
    lab.page.mouse.up()
    lab.at_rest(before)
    shows_rates(lab)


def test_several_seeds_are_a_bundle_with_its_median(lab: Lab) -> None:
    """Every seed's path is on the map and in the loss chart, and so is the median; they are those of the core."""
    lab.open(NOISY)
    experiment = lab.experiment
    left, right, low, high = lab.view()
    for number, run in enumerate(experiment.runs):
        together = experiment.bundle(run)
        middle = np.median(np.concatenate([together.points, together.loss[:, :, None]], axis=2), axis=1)
        faint = lab.traces("charts", "bundle")[number]
        losses = np.vstack([together.loss, np.full((1, experiment.seeds), np.nan)]).T.ravel()  # a gap after each seed
        np.testing.assert_array_equal(numbers(faint["y"]), losses)
        steps = np.append(np.arange(experiment.steps + 1.0), np.nan)
        np.testing.assert_array_equal(numbers(faint["x"]), np.tile(steps, experiment.seeds))
        for role in ("median", "mediancore"):
            np.testing.assert_array_equal(numbers(lab.traces("charts", role)[number]["y"])[:-1], middle[:, 2])
            drawn = lab.traces("map", role)[number]
            np.testing.assert_allclose(np.column_stack([drawn["x"], drawn["y"]]), middle[:, :2], rtol=0, atol=1e-8)
        assert ((together.points > (left, low)) & (together.points < (right, high))).all(), "else parts are cut off"
        faint = lab.traces("map", "bundle")[number]
        points = np.concatenate([together.points, np.full((1, experiment.seeds, 2), np.nan)]).transpose(1, 0, 2)
        found = np.column_stack([numbers(faint["x"]), numbers(faint["y"])])
        np.testing.assert_allclose(found, points.reshape(-1, 2), rtol=0, atol=1e-8)
        assert np.ptp(together.points[-1], axis=0).min() > 1e-3, "the seeds differ"
    lab.shows(experiment)
    with lab.change(seeds="1"):
        lab.type(lab.box(text("stage.seeds")), 1)
    for plot in ("map", "charts"):
        assert all(trace["x"] == [] for role in ("bundle", "median") for trace in lab.traces(plot, role))


@pytest.mark.deep
def test_a_seed_that_explodes_breaks_nothing(lab: Lab) -> None:
    """Paths of other seeds that leave to infinity stop where they end; Plotly and SVG never see such numbers."""
    lab.open("surface=rosenbrock&steps=60&noise=10&seeds=8&run1=gd&run1.lr=0.004")
    ends = lab.experiment.bundle(lab.experiment.runs[0]).ended_at
    assert ends[0] == lab.experiment.steps > ends.min(), "the run itself goes on, another seed does not"
    high = lab.page.locator(".stage-charts").evaluate("(gd) => gd._fullLayout.yaxis.range[1]")
    assert high < 20, "powers of ten: the one that explodes leaves the chart, the others can still be seen"
    faint = lab.traces("map", "bundle")[0]
    assert max(abs(c) for c in faint["x"] + faint["y"] if c is not None) < 100
    slider = lab.slider(text("optimizer.gd.lr.name"), 0)
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.95))
    lab.page.wait_for_function("() => document.querySelector('.stage').classList.contains('stage-live')")
    drawn = lab.page.evaluate(
        "() => { const { drawn, bundles } = document.querySelector('.stage-map > canvas.stage-overlay').overlay;"
        " return [...drawn.map(({ path }) => path), ...bundles.flatMap(({ seeds, median }) => [seeds, median])]; }"
    )
    lab.page.mouse.up()
    pixels = [pixel for line in drawn for place in line if place for pixel in place]
    assert len(pixels) > 30
    assert all(isinstance(pixel, int | float) for pixel in pixels), "no number is infinite or none"


def test_clipped_steps_have_crosses(lab: Lab) -> None:
    """Small crosses mark the steps whose gradient was clipped, and no others."""
    lab.open(CLIPPED)
    experiment = lab.experiment
    trajectory = experiment.trajectory(experiment.runs[0])
    acted = np.flatnonzero(clipped(experiment.runs[0], trajectory))
    assert 0 < len(acted) < experiment.steps
    marked, unmarked = lab.traces("charts", "clipped")
    assert marked["x"] == acted.tolist()
    np.testing.assert_array_equal(marked["y"], trajectory.step_sizes[acted, 0])
    assert marked["marker"]["symbol"] == "x-thin"
    assert unmarked["x"] == []


@pytest.mark.parametrize("plane", [("w11", "w12"), pytest.param(("w22", "w11"), marks=pytest.mark.deep)])
def test_a_matrix_is_drawn_as_a_slice_with_projected_paths(lab: Lab, plane: tuple[str, str]) -> None:
    """Of four coordinates two are drawn: the path is projected, the map is the loss through the first run's point."""
    lab.open(f"surface=matrix&across={plane[0]}&up={plane[1]}&steps=60&run1=gd&run2=adam")
    experiment = lab.experiment
    axes = list(experiment.axes)
    assert tuple(experiment.surface.variables[axis] for axis in axes) == plane
    for run, path in zip(experiment.runs, lab.traces("map", "path"), strict=True):
        points = experiment.trajectory(run).points[:, 0]
        np.testing.assert_allclose(np.column_stack([path["x"], path["y"]]), points[:, axes], rtol=0, atol=1e-8)
        told = [[float(number.replace("−", "-")) for number in details[3:7]] for details in path["customdata"]]
        np.testing.assert_allclose(told, points, rtol=5e-4, err_msg="four digits when pointed at")
    (start,) = lab.traces("map", "start")
    assert [*start["x"], *start["y"]] == [experiment.point[axis] for axis in axes]
    here = experiment.trajectory(experiment.runs[0]).points[-1, 0].copy()
    here[axes] = lab.view()[0], lab.view()[2]  # the corner of the map
    corner = "() => { const t = document.querySelector('.stage-map')._fullData[0]; return t.customdata[0][0]; }"
    lab.page.wait_for_function(
        f"([loss]) => Math.abs(({corner})() - loss) < 1e-6 * loss", arg=[float(experiment.surface.value(here))]
    )
