"""Examples that are changed by hand: what the scene tells of them, the surface that comes along, and it in numbers."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from app.figures import grid
from app.server.answering import Refused
from app.stage.answers.conditioning import conditioning
from app.stage.answers.examples import examples_record, raw_rows
from app.stage.answers.free_fields import FreeFields, lesson_scene
from app.stage.answers.live import SIDE, Shown, live_surface
from app.stage.answers.paths import paths
from app.stage.answers.scene import scene
from app.words.words import catalogue, text
from optim_core import SURFACES, Experiment, Surface
from optim_core.examples.builtin import DATASETS, datasets
from optim_core.examples.samples import kind_of, read_rows, write_rows
from optim_core.surfaces.models.minimum import nice_box

LINE = "surface=line&data=outliers&steps=50&run1=gd&run1.lr=0.05"
FROM_DATA = [slug for slug, surface in SURFACES.items() if surface.data is not None]
EDITABLE = [slug for slug in FROM_DATA if SURFACES[slug].sample is not None]


def surface_of(query: str) -> Surface:
    return Experiment.from_query(query).surface


def shown_of(surface: Surface, axes: tuple[int, ...] = (0, 1)) -> Shown:
    box = tuple(surface.domain[axis] for axis in axes)
    return Shown(10**6, box, box)


# ---- the rows


@pytest.mark.parametrize("slug", EDITABLE)
def test_raw_rows_are_the_examples_before_shift_and_standardising(slug):
    """Put into a link, the rows that the scene tells give the same examples again, however they are seen."""
    for more in ("", "&shift=3", "&shift=3&standardise=1"):
        before = surface_of(f"surface={slug}{more}")
        rows = tuple(map(tuple, raw_rows(before.data)))
        after = surface_of(f"surface={slug}{more}&points={write_rows(rows)}")
        np.testing.assert_allclose(after.data.train.x, before.data.train.x, atol=2e-5)
        np.testing.assert_array_equal(after.data.train.y, before.data.train.y)


@pytest.mark.parametrize("slug", EDITABLE)
def test_a_row_has_no_more_digits_than_a_link(slug):
    """Reading the link's text gives the rows themselves."""
    rows = tuple(map(tuple, raw_rows(SURFACES[slug].data)))
    assert read_rows(write_rows(rows)) == rows


@pytest.mark.parametrize("slug", FROM_DATA)
def test_the_record_says_what_may_be_changed(slug):
    """Fixed data have no sets to choose from; the others all that are for a curve, or for classes."""
    surface = SURFACES[slug]
    record = examples_record(surface, "en")
    assert record["editable"] == (slug in EDITABLE)
    known = () if surface.sample is None else datasets(kind_of(surface.sample))
    assert [offered["value"] for offered in record["sets"]] == list(known)
    assert len(record["labels"]) == len(record["rows"][0])


def test_moved_examples_can_be_brought_back_and_own_ones_cannot():
    rows = "0_1__1_2__2_2"
    assert not examples_record(surface_of(LINE), "en")["moved"]
    assert examples_record(surface_of(f"{LINE}&points={rows}"), "en")["moved"]
    own = examples_record(surface_of(f"surface=line&data=own&points={rows}"), "en")
    assert not own["moved"]
    assert own["sets"][-1]["value"] == own["set"] == "own"


def test_only_lines_over_one_input_are_held_by_their_ends():
    held = [slug for slug in FROM_DATA if examples_record(SURFACES[slug], "en")["line"]]
    assert held == ["line12", "line256", "line_shift", "line"]
    assert examples_record(SURFACES["line"], "en")["line"] == ["w", "b"]


def test_a_lesson_frees_examples_by_their_fields():
    """Nothing of the examples can be changed unless their field is free."""
    experiment = Experiment.from_query(LINE)
    whole = scene(experiment, (), "en", "light")
    for free, editable, sets in (("w", False, False), ("points", True, False), ("data,points", True, True)):
        found = lesson_scene(whole, experiment, FreeFields.read(free), "en")["examples"]
        assert found["editable"] == editable
        assert bool(found["sets"]) == sets
        assert not found["conditioning"]["standardise"]


def test_every_built_in_set_has_its_texts_in_the_catalogue():
    texts = catalogue("en")
    for slug, data in DATASETS.items():
        assert texts[f"dataset.{slug}.name"] == data.name
        assert texts[f"dataset.{slug}.teaches"] == data.teaches
        assert texts[f"dataset.{slug}.source"] == data.source


def test_standardised_inputs_are_called_so():
    experiment = Experiment.from_query("surface=line&data=unscaled&standardise=1")
    labels = scene(experiment, (), "en", "light")["data"]["labels"]
    assert labels == {"x": text("stage.data_standardised", label="size in m²"), "y": "price in thousands"}


# ---- the surface that comes along


@pytest.mark.parametrize("slug", FROM_DATA)
def test_heights_of_a_frame_are_those_of_the_map(slug):
    """Coarser, but on the map's own scale of heights, whichever point the slice is cut through."""
    experiment = Experiment.from_query(f"surface={slug}&steps=5&run1=gd&run1.lr=0.01")
    trajectory = experiment.trajectory(experiment.runs[0])
    record, heights = live_surface(experiment, trajectory, shown_of(experiment.surface, experiment.axes))
    side = record["side"]
    assert side <= SIDE
    assert heights.shape == (1, side * side)
    at = trajectory.points[int(trajectory.ended_at[0]), 0]
    usual = grid(experiment.surface, points=side, axes=experiment.axes, at=at)
    np.testing.assert_allclose(heights.reshape(side, side), usual.drawn(usual.loss) / usual.drawn(usual.loss).max())
    assert record["data"]["x"] == experiment.surface.data.train.x.tolist()


def test_a_zoomed_frame_keeps_the_colours_of_the_whole_box():
    """The same loss has the same height in every box."""
    experiment = Experiment.from_query(LINE)
    trajectory = experiment.trajectory(experiment.runs[0])
    home = experiment.surface.domain
    middle = tuple(((3 * low + high) / 4, (low + 3 * high) / 4) for low, high in home)
    whole = live_surface(experiment, trajectory, Shown(0, home, home))[1].reshape(SIDE, SIDE)
    part = live_surface(experiment, trajectory, Shown(0, middle, home))[1].reshape(SIDE, SIDE)
    lines = [np.linspace(low, high, SIDE) for low, high in home]
    corner = np.interp(middle[0][0], lines[0], np.arange(SIDE)), np.interp(middle[1][0], lines[1], np.arange(SIDE))
    near = whole[round(corner[1]), round(corner[0])]
    assert part[0, 0] == pytest.approx(near, abs=0.06)
    assert part.max() < whole.max() == 1.0


def test_a_large_network_has_coarser_heights_or_none():
    """A frame has no time for 2304 networks of hundreds of weights."""
    small, large = (
        Experiment.from_query(f"surface=net_classes&steps=1&{more}&run1=gd&run1.lr=0.01")
        for more in ("width=2", "width=16&depth=2&examples=200")
    )
    sides = []
    for experiment in (small, large):
        trajectory = experiment.trajectory(experiment.runs[0])
        shown = shown_of(experiment.surface, experiment.axes)
        sides.append(live_surface(experiment, trajectory, shown)[0]["side"])
    assert sides[0] > sides[1]


def test_an_answer_brings_the_heights_behind_all_runs():
    """The head says how many; they are the last numbers."""
    experiment = Experiment.from_query(LINE)
    body = paths(experiment, "en", True, shown_of(experiment.surface))
    (length,) = struct.unpack_from("<I", body)
    head = json.loads(body[4 : 4 + length])
    assert head["precision"] == 4
    side = head["live"]["side"]
    heights = np.frombuffer(body[-4 * side * side :], dtype="<f4")
    assert heights.max() == 1.0
    assert heights.min() >= 0.0
    assert head["live"]["minima"] == [list(experiment.surface.minima[0])]


@pytest.mark.parametrize(
    "bad", ["", "1,2", "x,0,1,0,1,0,1,0,1", "0,1,0,0,1,0,1,0,1", "0,0,1,0,inf,0,1,0,1", "nan,0,1,0,1,0,1,0,1"]
)
def test_what_is_no_view_is_refused(bad):
    with pytest.raises(Refused):
        Shown.read(bad)


# ---- the surface in numbers


def test_a_bowl_is_told_by_its_curvature_and_the_rate_it_allows():
    """They are the Hessian's: of y = w x + b over the inputs 0 and 2 it is [[4, 2], [2, 2]]."""
    surface = surface_of("surface=line&data=own&points=0_1__2_3")
    large, small = 3 + 5**0.5, 3 - 5**0.5
    record = conditioning(surface, "en")
    assert record["words"] == text("stage.bowl_oval", ratio=f"{large / small:.3g}", limit=f"{2 / large:.3g}")
    assert not record["standardise"]


def test_standardising_makes_a_bowl_round_and_is_offered_where_it_helps():
    before = conditioning(surface_of("surface=line&data=unscaled"), "en")
    after = conditioning(surface_of("surface=line&data=unscaled&standardise=1"), "en")
    assert before["standardise"]
    assert after == {"words": text("stage.bowl_round", limit="1"), "standardise": False}
    assert conditioning(surface_of("surface=logistic&data=income"), "en")["standardise"]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("surface=line&data=own&points=1_1__1_2__1_3", "constant"),
        ("surface=logistic&data=apart", "apart"),
        ("surface=logistic&data=own&points=0_1_0__1_0_0__2_2_0", "one_class"),
        ("surface=polynomial&degree=5&data=own&points=0_1__1_2__3_1", "few"),
        ("surface=net_curve", "network"),
    ],
)
def test_a_surface_without_a_lowest_point_says_why(query, why):
    assert conditioning(surface_of(query), "en")["words"] == text(f"stage.bowl_{why}")


@pytest.mark.parametrize("slug", FROM_DATA)
def test_every_surface_from_data_has_a_sentence(slug):
    assert conditioning(SURFACES[slug], "en")["words"]


# ---- the box


def test_a_box_has_round_ends_around_the_lowest_point_and_zero():
    for best in ((0.87, 0.35), (1.0, -2.3), (1e-5, 40.0), (-300.0, 0.2)):
        for value, (low, high) in zip(best, nice_box([best]), strict=True):
            assert low < min(0.0, value) <= max(0.0, value) < high
            assert [float(f"{end:.2g}") for end in (low, high)] == [low, high]


def test_sides_that_are_alike_become_equal():
    """So that a round bowl looks round; a weight of quite another size keeps its own side."""
    (left, right), (low, high) = nice_box([(1.0, 0.5)])
    assert right - left == pytest.approx(high - low, rel=0.3)
    (left, right), (low, high) = nice_box([(0.3, 40.0)])
    assert high - low > 50 * (right - left)
