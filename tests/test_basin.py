"""The basin map: where starts end, in which kinds, and how the grids refine each other."""

from __future__ import annotations

import base64
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from app.words.words import catalogue
from optim_core import OPTIMIZERS, OUTCOMES, SURFACES, Experiment, ExperimentError, Run
from optim_core.insights.basin.basin import SIDES, basin, basin_map, ends, fitting_sides, starts
from optim_core.insights.basin.endings import CELL, CODES, ELSEWHERE, Endings
from optim_core.simulation.request import MAX_STEPS


def pictures(query: str, **own: str) -> list[dict[str, Any]]:
    return [piece["picture"] for piece in basin({"query": f"v=1&{query}", **own}) if "picture" in piece]


def first(query: str) -> dict[str, Any]:
    return next(piece["picture"] for piece in basin({"query": f"v=1&{query}"}) if "picture" in piece)


def codes(picture: dict[str, Any]) -> np.ndarray:
    """The code at each start, (side, side) or (side,)."""
    found = np.frombuffer(base64.b64decode(picture["codes"]), dtype=np.uint8)
    return found.reshape((picture["side"],) * len(picture["box"]))


def shares(picture: dict[str, Any]) -> dict[str, float]:
    return {group["kind"]: group["share"] for group in picture["groups"]}


BOWL = "surface=bowl&steps=200&run1=gd&run1.lr=0.1"
WELLS = "surface=double_well&steps=400&run1=gd&run1.lr=0.1"


def test_every_start_of_a_bowl_reaches_its_minimum() -> None:
    """One minimum and a good rate: one region, all starts, from the first picture on."""
    for picture in pictures(BOWL):
        (group,) = picture["groups"]
        assert (group["kind"], group["letter"], group["share"]) == ("minimum", "A", 1.0)
        assert group["words"].values["at"] == (0.0, 0.0)


def test_above_the_limit_every_start_diverges() -> None:
    """On a bowl of curvature 1 a rate above 2 makes every start explode but the minimum itself."""
    *_, last = pictures("surface=bowl&steps=100&run1=gd&run1.lr=2.5")
    limit = OPTIMIZERS["gd"].limit
    curvature = np.linalg.eigvalsh(SURFACES["bowl"].hessian([0.0, 0.0])).max()
    assert limit is not None
    assert limit(curvature, {}) < 2.5
    assert shares(last)["diverged"] == (201**2 - 1) / 201**2


def test_ends_at_an_immense_distance_are_ends() -> None:
    """A path that explodes without overflowing has diverged; one that settles far out has come to rest there."""
    *_, last = pictures("surface=bowl&steps=90&run1=gd&run1.lr=2000")
    assert shares(last)["diverged"] == (201**2 - 1) / 201**2
    endings = Endings(SURFACES["monkey"])
    (code,) = endings.codes(np.array([[1e300, -1e300]]), np.array(["converged"]))
    assert endings.places[code].key == "rest"


def test_a_symmetric_surface_has_symmetric_regions() -> None:
    """The two wells get equally many starts, mirror images of each other; the border ends on the saddle."""
    *_, last = pictures("surface=saddle_wells&steps=300&run1=gd&run1.lr=0.05")
    found = codes(last)
    below, above = (found == code for code in (0, 1))
    np.testing.assert_array_equal(below, above[::-1])
    assert {group["kind"] for group in last["groups"]} == {"minimum", "saddle"}
    (saddle,) = [group for group in last["groups"] if group["kind"] == "saddle"]
    assert saddle["at"] == pytest.approx([0.0, 0.0], abs=0.02)


def test_the_border_between_two_wells_is_the_hilltop_between_them() -> None:
    """In one dimension gradient descent with a small rate cannot cross a hilltop."""
    *_, last = pictures(WELLS)
    surface = SURFACES["double_well"]
    line = np.linspace(*surface.domain[0], last["side"])
    top = line[np.argmax(np.where(np.abs(line) < 0.8, surface.value(line[:, None]), -np.inf))]
    by_place = {group["at"][0]: group["code"] for group in last["groups"] if group["at"]}
    left, right = by_place[min(by_place)], by_place[max(by_place)]
    found = codes(last)
    assert line[found == left].max() <= top <= line[found == right].min()
    assert {group["kind"] for group in last["groups"]} >= {"lowest", "local"}


def test_a_finer_grid_keeps_what_the_coarser_one_found() -> None:
    """Each start of a picture is one of the next picture, with the same code."""
    found = [codes(picture) for picture in pictures("surface=himmelblau&steps=100&run1=adam&run1.lr=0.2")]
    assert [len(grid) for grid in found] == list(SIDES)
    for coarse, fine in pairwise(found):
        np.testing.assert_array_equal(coarse, fine[::2, ::2])


def test_the_map_says_what_the_run_does() -> None:
    """The code at a start is that of the run from there, for all kinds of runs: schedule, clipping, noise, decay."""
    query = (
        "v=1&surface=himmelblau&x=-4&y=2&steps=80&noise=3&seed=5&run1=adam&run1.lr=0.3&run1.schedule=cosine"
        "&run1.clip=norm&run1.clip_at=20&run1.warmup=5&run1.lr.from40=0.1"
    )
    experiment = Experiment.from_query(query)
    run = experiment.runs[0]
    begun = starts(experiment, SIDES[0]).reshape(-1, 2)[::97]
    points, outcomes = ends(experiment, run, begun)
    for start, point, outcome in zip(begun, points, outcomes, strict=True):
        trajectory = replace(experiment, start=tuple(start)).trajectory(run)
        assert trajectory.outcome[0] == outcome
        np.testing.assert_allclose(point, trajectory.points[-1, 0], rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_every_optimizer_has_a_map(slug: str) -> None:
    """The first picture of any optimizer accounts for every start, with words for every region."""
    pieces = basin_map(Experiment("himmelblau", (Run(slug),), steps=15), Run(slug))
    picture = next(piece["picture"] for piece in pieces if "picture" in piece)
    assert sum(group["count"] for group in picture["groups"]) == SIDES[0] ** 2
    assert {group["words"].key for group in picture["groups"]} <= set(catalogue())


@pytest.mark.parametrize("slug", [slug for slug, surface in SURFACES.items() if surface.dim < 20])
def test_every_surface_has_a_map(slug: str) -> None:
    """The first picture on any surface has a start in each region that belongs to it."""
    experiment = Experiment(slug, (Run("adam"),), steps=15)
    picture = next(piece["picture"] for piece in basin_map(experiment, experiment.runs[0]) if "picture" in piece)
    found, places = codes(picture), starts(experiment, SIDES[0])
    for group in picture["groups"]:
        where = np.isclose(places[..., list(experiment.axes)], group["start"]).all(axis=-1)
        assert set(found[where].tolist()) == {group["code"]}


def test_an_end_near_a_known_minimum_belongs_to_it_however_it_got_there() -> None:
    """Bouncing closely about a minimum counts as being there, bouncing far off does not; an explosion never."""
    endings = Endings(SURFACES["himmelblau"])
    near, far = [3.01, 2.0], [1.0, 0.0]
    points = np.array([near, near, far, far, near])
    outcomes = np.array(["converged", "bouncing", "bouncing", "still_moving", "diverged"])
    assert endings.codes(points, outcomes).tolist() == [
        0, 0, CODES["bouncing"], CODES["still_moving"], CODES["diverged"],
    ]  # fmt: skip


def test_resting_places_are_told_apart_by_their_curvature() -> None:
    """Ends at a saddle, on a hilltop, and where nothing can be said; the same place has one code, also later."""
    surface = SURFACES["saddle"]
    endings = Endings(surface)
    rest = np.array(["converged"] * 3)
    found = endings.codes(np.array([[0.0, 0.0], [0.01, 0.0], [2.0, 2.0]]), rest)
    assert found[0] == found[1] != found[2]
    assert [endings.places[code].key for code in (found[0], found[2])] == ["saddle", "rest"]
    assert endings.codes(np.array([[0.0, -0.01]]), rest[:1])[0] == found[0]
    hill = Endings(Experiment.from_query("v=1&formula=cos(x)*cos(y)&run1=gd").surface)
    (code,) = hill.codes(np.zeros((1, 2)), rest[:1])
    assert hill.places[code].key == "top"
    bottom = Endings(Experiment.from_query("v=1&formula=x^2%2By^2&run1=gd").surface)
    (code,) = bottom.codes(np.zeros((1, 2)), rest[:1])
    assert bottom.places[code].key == "found"


def test_ends_along_a_valley_are_one_stretch() -> None:
    """Where nothing but the place along a flat valley differs, there are not hundreds of resting places."""
    valley = Endings(SURFACES["monkey"])
    along = np.linspace(-1.0, 1.0, 200)
    found = valley.codes(np.column_stack([along, 0 * along]), np.array(["converged"] * 200))
    assert set(found.tolist()) == {0}
    assert valley.places[0].key == "stretch"


def test_places_between_which_others_are_found_later_are_one() -> None:
    """A valley that is seen as lone places first is one stretch once the places between them are known."""
    valley = Endings(SURFACES["monkey"])
    along = np.linspace(-1.0, 1.0, 9)
    first = valley.codes(np.column_stack([along, 0 * along]), np.array(["converged"] * 9))
    assert len(set(first.tolist())) == 9
    along = np.linspace(-1.0, 1.0, 200)
    later = valley.codes(np.column_stack([along, 0 * along]), np.array(["converged"] * 200))
    assert set(valley.now[first].tolist()) == set(valley.now[later].tolist()) == {0}
    assert valley.places[0].key == "stretch"
    assert valley.places[0].loss == min(place.loss for place in valley.places)


def test_level_ground_is_one_stretch() -> None:
    """Where no start moves, the last picture has one region, however many places the first ones had."""
    *_, last = pictures("formula=0*x&steps=20&run1=gd")
    assert shares(last) == {"stretch": 1.0}


def test_a_found_place_has_no_more_digits_than_the_map_tells_apart() -> None:
    """Adam ends a hair beside zero; zero is what is said."""
    *_, last = pictures("formula=x^4-x^2%2By^2&steps=200&run1=adam&run1.lr=0.05")
    found = {tuple(group["at"]) for group in last["groups"] if group["kind"] == "found"}
    assert found == {(-0.7071, 0.0), (0.7071, 0.0)}


def test_too_many_places_are_one_kind() -> None:
    """Beyond a number of places the rest is elsewhere, and no code is that of an outcome."""
    endings = Endings(SURFACES["monkey"])
    low, high = np.array(endings.surface.domain).T
    lines = [np.arange(a, b, 3 * CELL * (b - a)) for a, b in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*lines), axis=-1).reshape(-1, 2)
    found = endings.codes(points, np.array(["converged"] * len(points)))
    assert len(points) > ELSEWHERE
    assert set(found.tolist()) == set(range(ELSEWHERE + 1))
    assert len(CODES) == len(OUTCOMES) - 1
    assert min(CODES.values()) > ELSEWHERE
    assert max(CODES.values()) < 256


def test_long_runs_have_fewer_starts() -> None:
    """200 x 200 starts and more for 200 steps of any rule on a formula; fewer where it would take too long."""
    for slug in OPTIMIZERS:
        assert fitting_sides(Experiment("himmelblau", (Run(slug),), steps=200), Run(slug)) == SIDES
    longest = Experiment("himmelblau", (Run("gd"),), steps=MAX_STEPS)
    assert fitting_sides(longest, Run("gd")) == SIDES[:1]
    network = Experiment("net_sine", (Run("adam"),), steps=500)
    assert fitting_sides(network, Run("adam")) == SIDES[:1]


def test_what_the_map_leaves_out_is_said() -> None:
    """Noise, a stop condition, further coordinates and a coarse grid each have a note; otherwise there is none."""
    assert first(BOWL)["notes"] == []
    noisy = first("surface=bowl&steps=20&noise=1&seed=3&stop.loss=0.1&run1=gd")["notes"]
    assert [note.key for note in noisy] == ["basin.one_seed", "basin.no_stop"]
    deep = first("surface=net_sine&steps=50&run1=gd")["notes"]
    assert [note.key for note in deep] == ["basin.slice", "basin.coarse"]
    assert {note.key for note in (*noisy, *deep)} <= set(catalogue())


@pytest.mark.parametrize("run", ["0", "2", "-1", "1.5", "one", "", "１"])
def test_a_run_that_is_not_there_is_refused(run: str) -> None:
    """The number of the run has to be one of the experiment's."""
    with pytest.raises(ExperimentError, match="no such run"):
        pictures(BOWL, run=run)


def test_progress_only_grows_and_ends_at_one() -> None:
    """Between the pictures the shares of the work that is done rise to 1; the last picture says that it is final."""
    pieces = list(basin({"query": f"v=1&{WELLS}"}))
    done = [piece["progress"] for piece in pieces if "progress" in piece]
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert [piece["final"] for piece in pieces if "picture" in piece] == [False, False, False, True]
