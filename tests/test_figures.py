"""The figures are valid Plotly, carry no paths of their own and say the true loss."""

from __future__ import annotations

import base64
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures import CHARTS, charts_figure, grid, map_figure, thumbnail
from app.figures.map import packed
from app.figures.theme import FONT, looks
from app.stage.answers.box import aspect, drawn_box
from app.stage.answers.scene import scene, stage_texts
from optim_core import SURFACES, Experiment, Run, surface_from_formula

RUNS = (Run("gd"), Run("adam"), Run("adam"))
LOOKS = looks(RUNS, "light", ["Gradient descent", "Adam", "Adam"])
WORDS = stage_texts("en")


def unpacked(record):
    values = np.frombuffer(base64.b64decode(record["bdata"]), dtype=record["dtype"])
    return values.reshape([int(n) for n in record["shape"].split(",")]) if "shape" in record else values


@pytest.mark.parametrize("slug", SURFACES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plotly_accepts_the_stage_figures(slug, scheme):
    """Plotly's own classes check every property of the map and of the charts."""
    surface = SURFACES[slug]
    for figure in (map_figure(surface, grid(surface), LOOKS, scheme, WORDS), charts_figure(60, LOOKS, scheme, WORDS)):
        go.Figure(figure)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plotly_accepts_the_chart_of_the_rate(scheme):
    """Three charts have the same step axis and lie apart, one below the other."""
    figure = go.Figure(charts_figure(60, LOOKS, scheme, WORDS, ("loss", "size", "rate")))
    domains = [axis.domain for axis in (figure.layout.yaxis, figure.layout.yaxis2, figure.layout.yaxis3)]
    assert domains[0][1] == 1
    assert domains[2][0] == pytest.approx(0, abs=1e-12)
    assert all(above[0] > below[1] for above, below in pairwise(domains))
    assert figure.layout.yaxis3.type == "linear"
    assert figure.layout.xaxis.anchor == "y3"
    assert [note.text for note in figure.layout.annotations][2] == f"<b>{WORDS['rate_axis']}</b>"
    curves = [trace for trace in figure.data if trace.meta["role"] == "rate"]
    assert [trace.meta["run"] for trace in curves] == [0, 1, 2]
    assert {trace.yaxis for trace in curves} == {"y3"}
    assert {trace.line.shape for trace in curves} == {"vh"}, "a rate holds for a whole step"


def test_steady_rates_need_no_chart():
    """Without a rate that changes there are the two charts, and no trace of a third."""
    figure = charts_figure(60, LOOKS, "light", WORDS)
    assert "yaxis3" not in figure["layout"]
    assert {trace["yaxis"] for trace in figure["data"] if "yaxis" in trace} <= {"y", "y2"}
    assert not {trace["meta"]["role"] for trace in figure["data"]} & {"rate", "ratenow"}


def test_a_chart_named_by_a_menu_still_says_what_its_thin_line_is():
    """Without a title the held-out loss is explained all the same, and a picture to take away has every title."""
    named, note = f"<b>{WORDS['loss_axis']}</b>", WORDS["test_note"]
    for tested, said, above in ((True, [note], 24), (False, [], 8)):
        layout = charts_figure(60, LOOKS, "light", WORDS, ["loss"], tested, titled=False)["layout"]
        assert [one["text"] for one in layout["annotations"]] == said
        assert layout["margin"]["t"] == above
        [title] = layout["meta"]["paper"]["annotations"]
        assert title["text"] == f"{named} {note}" * tested + named * (not tested)


@pytest.mark.parametrize("figure", ["map", "charts"])
def test_other_seeds_lie_beneath_every_path_and_the_median_above_its_own(figure):
    """No run's faint lines cover another's path, and the median is a double line on top of its run."""
    surface = SURFACES["bowl"]
    drawn = {
        "map": map_figure(surface, grid(surface), LOOKS, "light", WORDS),
        "charts": charts_figure(60, LOOKS, "light", WORDS, CHARTS),
    }[figure]["data"]
    places = {(trace["meta"]["role"], trace["meta"].get("run")): place for place, trace in enumerate(drawn)}
    path, now = ("path", "now") if figure == "map" else ("loss", "lossnow")
    for run in range(len(RUNS)):
        assert places["bundle", run] < min(places[path, other] for other in range(len(RUNS)))
        assert places[path, run] < places["median", run] < places["mediancore", run] < places[now, run]
        rails, core = drawn[places["median", run]]["line"], drawn[places["mediancore", run]]["line"]
        assert rails["width"] > core["width"] + 1
        assert rails["color"] != core["color"]


@pytest.mark.parametrize("plane", [("w11", "w12"), ("w22", "w11")])
def test_a_map_of_four_coordinates_is_a_slice(plane):
    """The map has the two chosen axes, its heights are the loss through the given point, and hover names all four."""
    surface = SURFACES["matrix"]
    axes = tuple(surface.variables.index(name) for name in plane)
    at = np.array([0.5, -1.0, 1.5, 2.0])
    figure = map_figure(surface, grid(surface, axes=axes, at=at), LOOKS, "light", WORDS, axes)
    go.Figure(figure)
    assert (figure["layout"]["xaxis"]["title"]["text"], figure["layout"]["yaxis"]["title"]["text"]) == plane
    heights = figure["data"][0]
    x, y, loss = (unpacked(heights[key]) for key in ("x", "y", "customdata"))
    place = at.copy()
    place[list(axes)] = x[20], y[70]
    assert loss[70, 20] == pytest.approx(float(surface.value(place)), rel=1e-5)
    for role in ("minima", "path", "median"):
        hover = next(trace["hovertemplate"] for trace in figure["data"] if trace["meta"]["role"] == role)
        assert all(f"{variable} = " in hover for variable in surface.variables), role
    stars = next(trace for trace in figure["data"] if trace["meta"]["role"] == "minima")
    assert [stars["x"], stars["y"]] == [[minimum[axis] for minimum in surface.minima] for axis in axes]


@pytest.mark.parametrize("slug", [slug for slug, surface in SURFACES.items() if surface.dim == 2])
def test_map_heights_rise_with_the_loss(slug):
    """Where the loss is higher the drawn height is, and hover has the true loss."""
    surface = SURFACES[slug]
    trace = map_figure(surface, grid(surface), LOOKS, "light", WORDS)["data"][0]
    x, y, drawn, loss = (unpacked(trace[key]) for key in ("x", "y", "z", "customdata"))
    order = np.argsort(loss, axis=None)
    assert (np.diff(drawn.ravel()[order]) >= -1e-6).all()
    here = surface.value(np.array([x[17], y[40]], dtype=float))
    assert loss[40, 17] == pytest.approx(float(here), rel=1e-4, abs=1e-4)


def test_every_run_has_traces_of_its_own():
    """Each trace of a run names the run and a role, and no uid stands twice."""
    surface = SURFACES["double_well"]
    drawn = (
        map_figure(surface, grid(surface), LOOKS, "dark", WORDS),
        charts_figure(60, LOOKS, "dark", WORDS, CHARTS),
    )
    for traces in (figure["data"] for figure in drawn):
        uids = [trace["uid"] for trace in traces if "uid" in trace]
        assert len(uids) == len(set(uids))
        assert {trace["meta"]["run"] for trace in traces if trace["meta"].get("run") is not None} == {0, 1, 2}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_figures_have_the_letters_of_the_page(scheme):
    """One typeface and one size, beside which titles alone are larger."""
    surface = SURFACES["booth"]
    plain = (map_figure(surface, grid(surface), LOOKS, scheme, WORDS), charts_figure(60, LOOKS, scheme, WORDS))
    fonts = [figure["layout"]["font"] for figure in plain]
    for font in fonts:
        assert {"family": font["family"], "size": font["size"]} == FONT


def test_packed_keeps_what_float32_cannot_hold():
    """A loss beyond float32 is sent as float64, not as infinity."""
    values = np.array([1.0, 1e200])
    assert unpacked(packed(values)).tolist() == values.tolist()


def test_an_undefined_formula_has_a_map():
    """Points without a value are gaps; a box without any value still gives a figure."""
    for formula in ("log(x) + y^2", "log(x - 10) + y"):
        surface = surface_from_formula(formula)
        go.Figure(map_figure(surface, grid(surface), LOOKS, "light", WORDS))


def test_one_scale_only_where_the_box_allows_it():
    """A square box is drawn with one scale for both axes; a long ravine is stretched from its own start, from its
    floor and from its minimum."""
    assert aspect(Experiment(SURFACES["rosenbrock"])) == 1.0
    for start in (None, (20.0, 0.0), (0.0, 0.0)):
        ravine = Experiment(SURFACES["ravine"], start=start)
        assert aspect(ravine) is None
        assert drawn_box(ravine) == ravine.surface.domain


@pytest.mark.parametrize("start", [(20.0, 4.0), (-20.0, 4.0), (20.0, -4.0), (3.0, 5.0), (0.0, 3.0)])
@pytest.mark.parametrize("kappa", [25.0, 80.0])
def test_a_ravine_looks_like_one_from_a_start_well_across_it(start, kappa):
    """Then the map is a box around start and minimum, with one scale; the surface keeps its own, which words go by."""
    surface = SURFACES["ravine"].at(kappa=kappa)
    experiment = Experiment(surface, (Run("gd"),), start=start)
    assert aspect(experiment) == pytest.approx(0.4)
    for (low, high), place, minimum in zip(drawn_box(experiment), start, surface.minima[0], strict=True):
        assert low < min(place, minimum)
        assert max(place, minimum) < high
    drawn = scene(experiment, (), "en", "light")
    assert [tuple(drawn["map"]["layout"][axis]["range"]) for axis in ("xaxis", "yaxis")] == list(drawn_box(experiment))
    assert drawn["surface"]["domain"] == surface.domain


@pytest.mark.parametrize("slug", SURFACES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_thumbnails_are_pictures(slug, scheme):
    """Each surface has a PNG with more than one colour, on either ground."""
    from io import BytesIO

    from PIL import Image

    image = Image.open(BytesIO(thumbnail(slug, scheme)))
    assert image.format == "PNG"
    assert len(image.convert("RGB").getcolors(maxcolors=1 << 20)) > 5
