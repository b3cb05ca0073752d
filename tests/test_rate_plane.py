"""The map of learning rate and a second setting: its axes, its cells, its border, its shades and its pieces."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.server.jobs.piece import line
from app.start.jobs.registry import JOBS
from app.words.words import say, text
from optim_core import (
    OPTIMIZERS,
    OUTCOMES,
    SURFACES,
    Experiment,
    ExperimentError,
    Message,
    Run,
    Surface,
    surface_from_formula,
)
from optim_core.insights.rate_map import (
    Axis,
    Border,
    border,
    plane,
    rate_plane,
    refined,
    second_hypers,
    shades_of,
    steps_of,
)
from optim_core.insights.rate_map.plane import MOST_STEPS, RatePlane
from optim_core.insights.rate_strip.kinds import BROKEN
from optim_core.types import Hyper

HYPERS = [(o.slug, name) for o in OPTIMIZERS.values() for name, h in o.hypers.items() if not (h.whole or h.switch)]
RAVINE = SURFACES["ravine"].at(kappa=25.0)
ROSENBROCK = SURFACES["rosenbrock"]


def hyper_of(slug: str, name: str) -> Hyper:
    return OPTIMIZERS[slug].hypers[name]


def largest_at(surface: Surface) -> list[float]:
    """The largest curvature at each known minimum."""
    return [float(np.linalg.eigvalsh(surface.hessian(point))[-1]) for point in surface.minima]


# ---- the axes


@pytest.mark.parametrize(("slug", "name"), HYPERS)
def test_cells_and_ticks_lie_on_the_slider(slug: str, name: str) -> None:
    """Cells rise from one end of the slider to the other, none is outside what the rule allows, and so do the ticks."""
    hyper = hyper_of(slug, name)
    axis = Axis(hyper)
    low, high = axis.ends
    for values in (axis.cells(96), np.array(axis.ticks())):
        assert (np.diff(values) > 0).all()
        assert all(value in hyper.valid for value in values.tolist())
        assert ((axis.place(values) >= low - 1e-9) & (axis.place(values) <= high + 1e-9)).all()
    middles = low + (high - low) * (np.arange(96) + 0.5) / 96
    width = (high - low) / 96
    assert np.abs(axis.place(axis.cells(96)) - middles).max() < width / 2


def test_cells_are_numbers_to_type() -> None:
    """A rate has three digits, and of a memory its distance to 1 has three."""
    rates, memories = Axis(hyper_of("momentum", "lr")).cells(96), Axis(hyper_of("momentum", "beta")).cells(64)
    assert all(float(f"{rate:.3g}") == rate for rate in rates.tolist())
    assert all(abs(float(f"{1 - beta:.3g}") - (1 - beta)) < 1e-9 for beta in memories.tolist())


def test_a_memory_is_spread_by_how_far_it_reaches_back() -> None:
    """From 0 to 0.9 there are as many cells as from 0.9 to 0.99: ten times the steps each."""
    beta = Axis(hyper_of("momentum", "beta")).cells(64)
    assert (beta < 0.9).sum() == (beta > 0.9).sum() == 32


# ---- the cells


@pytest.mark.parametrize("slug", [slug for slug in OPTIMIZERS if second_hypers(Run(slug))])
def test_every_optimizer_with_a_second_setting_has_a_map(slug: str) -> None:
    """A cell has a loss, unless the run is lost there; and there is a best one."""
    experiment = Experiment(RAVINE, (Run(slug),), steps=30)
    for up in second_hypers(experiment.runs[0]):
        found = rate_plane(experiment, experiment.runs[0], up, 5, 3, 30)
        assert found.loss.shape == found.outcome.shape == (3, 5)
        np.testing.assert_array_equal(np.isnan(found.loss), np.isin(found.outcome, [*BROKEN]))
        assert found.best is not None
        assert found.loss[found.best] == np.nanmin(found.loss)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(RAVINE, (Run("momentum"),), steps=40),
        Experiment(RAVINE, (Run("adam", {"beta2": 0.9}, schedule="cosine"),), steps=40, noise=0.5, seed=7),
        Experiment(RAVINE, (Run("nesterov", {"clip_at": 2.0}, clip="norm"),), start=(2.0, 1.0), steps=40),
        Experiment(SURFACES["line12"], (Run("rmsprop", library="keras"),), steps=25, batch=4),
        Experiment(RAVINE, (Run("sgd", schedule="plateau"),), steps=40),
    ],
)
def test_a_cell_is_the_run_with_its_settings(experiment: Experiment) -> None:
    """Whoever takes a cell's settings gets the run that the map promised, whatever else is chosen for it."""
    (run,) = experiment.runs
    up = second_hypers(run)[0]
    found = rate_plane(experiment, run, up, 6, 4, experiment.steps)
    for row, value in enumerate(found.values.tolist()):
        for column, rate in enumerate(found.rates.tolist()):
            chosen = replace(run, hypers={**run.hypers, "lr": rate, up: value})
            alone = experiment.with_runs(chosen).trajectory(chosen)
            assert alone.outcome[0] == found.outcome[row, column]
            if found.outcome[row, column] not in BROKEN:
                assert found.loss[row, column] == pytest.approx(float(alone.loss[-1, 0]), rel=1e-6, abs=1e-12)


def test_the_rate_from_which_all_is_lost() -> None:
    """It is the column after the last run that is not lost; a gap before it does not count."""
    loss = np.array([[1.0, np.nan, 2.0, np.nan], [np.nan] * 4, [1.0] * 4])
    found = RatePlane(np.arange(4.0), np.arange(3.0), loss, np.full((3, 4), "converged"))
    assert found.lost_from.tolist() == [3, 0, 4]
    assert found.best == (0, 0)
    assert RatePlane(np.arange(1.0), np.arange(1.0), np.array([[np.nan]]), np.array([["diverged"]])).best is None


def test_a_map_is_bounded() -> None:
    """The longest and the slowest runs get fewer steps or fewer cells, but always a first picture."""
    long = Experiment(ROSENBROCK, (Run("adam"),), steps=50_000)
    assert steps_of(long, long.runs[0]) == MOST_STEPS
    slow = Experiment(ROSENBROCK, (Run("newton"),), steps=5_000)
    assert steps_of(slow, slow.runs[0]) < MOST_STEPS
    assert len(list(refined(replace(slow, steps=40), slow.runs[0], "damping"))) > 1
    network = Experiment(SURFACES["net_sine"].at(width=16.0), (Run("adam"),), steps=10_000)
    assert 1 <= steps_of(network, network.runs[0]) < MOST_STEPS


def test_other_settings_than_the_rule_has_are_refused() -> None:
    """A switch, a count, the rate itself and what does not exist are no second axis, and the nearest name is said."""
    run = Run("sgd")
    for up in ("lr", "nesterov", "momentun"):
        with pytest.raises(ExperimentError, match="momentum"):
            rate_plane(Experiment(RAVINE, (run,)), run, up, 2, 2, 1)


# ---- the border


@pytest.mark.parametrize(
    ("run", "limit"),
    [
        (Run("momentum"), lambda beta: 2 * (1 + beta) / 25),
        (Run("nesterov"), lambda beta: 2 * (1 + beta) / (25 * (1 + 2 * beta))),
        (Run("sgd", {"nesterov": 1.0}), lambda beta: 2 * (1 + beta) / (25 * (1 + 2 * beta))),
    ],
)
def test_on_a_parabola_runs_are_lost_right_of_the_border(run: Run, limit: Callable[[Any], Any]) -> None:
    """The border is the published formula, and the map agrees with it: kept on its left, lost on its right."""
    experiment, up = Experiment(RAVINE, (run,), steps=600), second_hypers(run)[0]
    found = border(RAVINE, run, up)
    assert isinstance(found, Border)
    np.testing.assert_allclose(found.rates, limit(found.values), rtol=1e-12)
    drawn = rate_plane(experiment, run, up, 60, 12, 600)
    for row, value in enumerate(drawn.values.tolist()):
        share = drawn.rates / limit(value)
        lost = np.isnan(drawn.loss[row])
        assert not lost[share < 0.97].any()
        assert lost[share > 1.1].all()


def test_with_several_minima_the_flattest_holds_longest() -> None:
    """No known minimum is stable right of the border, and one is just left of it."""
    surface, run = SURFACES["himmelblau"], Run("momentum")
    found = border(surface, run, "beta")
    assert isinstance(found, Border)
    assert say(found.words) == text("rateplane.border_minima", curvature=min(largest_at(surface)))
    np.testing.assert_allclose(found.rates, 2 * (1 + found.values) / min(largest_at(surface)))
    holds = []
    for factor in (0.95, 1.05):
        rate = float(found.rates[0]) * factor
        starts = [replace(run, hypers={"lr": rate, "beta": 0.0}) for _ in surface.minima]
        ends = [
            Experiment(surface, (one,), start=tuple(np.add(point, 1e-3)), steps=400).trajectory(one)
            for one, point in zip(starts, surface.minima, strict=True)
        ]
        holds.append(any(end.outcome[0] == "converged" for end in ends))
    assert holds == [True, False]


@pytest.mark.parametrize(
    ("surface", "run", "why"),
    [
        (RAVINE, Run("adam"), "rule"),
        (RAVINE, Run("momentum", schedule="cosine"), "schedule"),
        (RAVINE, Run("momentum", {"clip_at": 1.0}, clip="norm"), "changed"),
        (RAVINE, Run("sgd", {"momentum": 0.5, "dampening": 1.0}), "changed"),
        (surface_from_formula("x^4 + y^4"), Run("momentum"), "unknown"),
        (surface_from_formula("sqrt(x)"), Run("momentum"), "unknown"),
    ],
)
def test_without_a_border_the_map_says_why(surface: Surface, run: Run, why: str) -> None:
    """No line is drawn that theory does not give."""
    found = border(surface, run, second_hypers(run)[0])
    assert not isinstance(found, Border)
    assert found.key == f"rateplane.border_{why}"
    assert say(found).endswith(".")


def test_a_flat_minimum_has_no_border() -> None:
    """Where the curvature at a minimum is 0, any rate holds the run there."""
    flat = replace(surface_from_formula("x^4 + y^4"), minima=((0.0, 0.0),))
    found = border(flat, Run("momentum"), "beta")
    assert not isinstance(found, Border)
    assert found.key == "rateplane.border_flat"


def test_a_typed_parabola_has_a_border() -> None:
    """No minimum of it is known, but its curvature is the same everywhere."""
    found = border(surface_from_formula("3*x^2 + y^2 + x*y"), Run("momentum"), "beta")
    assert isinstance(found, Border)
    largest = float(np.linalg.eigvalsh([[6.0, 1.0], [1.0, 2.0]])[-1])
    assert say(found.words) == text("rateplane.border_everywhere", curvature=largest)
    np.testing.assert_allclose(found.rates, 2 * (1 + found.values) / largest)


# ---- the shades


def test_a_dent_in_a_parabola_is_noticed() -> None:
    """A curvature that is the same in most places is not said to be the same everywhere."""
    surface = surface_from_formula("x^2 + y^2 - 3*exp(-20*((x - 1)^2 + (y - 1)^2))")
    assert isinstance(border(surface, Run("momentum"), "beta"), Message)


def test_where_all_end_alike_none_is_best() -> None:
    """From a minimum no setting leads away, so the map names one loss and no pair."""
    *_, last = plane({"query": Experiment("bowl", (Run("momentum"),), (0.0, 0.0), 20).to_query()})
    assert (last["picture"]["best"], last["picture"]["even"]) == (None, 0.0)
    *_, last = plane({"query": Experiment("bowl", (Run("momentum"),), (1.0, 0.0), 20).to_query()})
    assert last["picture"]["even"] is None
    assert last["picture"]["best"] is not None


def test_shades_go_from_the_start_down_to_the_best() -> None:
    """The loss at the start is 1, the best of the map 0, and none is brighter than a higher one; lost stays NaN."""
    experiment = Experiment(RAVINE, (Run("momentum"),), steps=60)
    found = rate_plane(experiment, experiment.runs[0], "beta", 24, 16, 60)
    start = float(RAVINE.value(experiment.point))
    shades = shades_of(RAVINE, start, found)
    kept = np.sort(found.loss[~np.isnan(found.loss)])
    assert (np.diff(shades.of(kept)) >= 0).all()
    assert shades.of(np.array([start, 10 * start])).tolist() == [1.0, 1.0]
    assert shades.of(kept[:1]).tolist() == [0.0]
    assert np.isnan(shades.of(np.array([np.nan]))).all()
    places, excess = shades.ticks()
    np.testing.assert_allclose(shades.of(shades.base + np.array(excess)), places, atol=1e-6)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(RAVINE, (Run("momentum"),), start=RAVINE.minima[0], steps=5),
        Experiment(surface_from_formula("x"), (Run("momentum"),), steps=5),
        Experiment(surface_from_formula("0*x + 3"), (Run("momentum"),), steps=5),
        Experiment(surface_from_formula("log(x)"), (Run("momentum"),), start=(-1.0,), steps=5),
        Experiment(surface_from_formula("abs(x)"), (Run("adam"),), steps=5),
    ],
)
def test_odd_surfaces_have_a_map_too(experiment: Experiment) -> None:
    """From a minimum, without a floor, flat, outside of the domain: every shade that is a number is from 0 to 1."""
    pieces = list(plane({"query": experiment.to_query()}))
    assert len(pieces) > 1
    for piece in pieces[1:]:
        shade = np.array(piece["picture"]["shade"], dtype=float)
        assert ((shade >= 0) & (shade <= 1))[~np.isnan(shade)].all()
        json.loads(line(piece, "en"))


# ---- the job


def test_the_pieces_come_from_coarse_to_fine() -> None:
    """First the frame, then pictures with ever more cells; as lines they are JSON, with every message in words."""
    experiment = Experiment(ROSENBROCK, (Run("gd"), Run("momentum")), steps=50)
    first, *pictures = [
        json.loads(line(piece, "en")) for piece in JOBS["plane"].pieces({"query": experiment.to_query(), "run": "2"})
    ]
    assert (first["up"], first["choices"], first["steps"]) == ("beta", ["beta"], 50)
    assert first["across"]["ends"] == [-6.0, 1.0]
    assert "curvature 1000" in first["border"]["words"]
    assert len(first["border"]["x"]) == len(first["border"]["y"])
    sizes = [len(piece["picture"]["x"]) * len(piece["picture"]["y"]) for piece in pictures]
    assert sizes == sorted(sizes)
    assert len({*sizes}) == len(sizes) == 3
    last = pictures[-1]["picture"]
    row, column = last["best"]
    assert last["loss"][row][column] == min(v for cells in last["loss"] for v in cells if v is not None)
    assert last["lost"] == np.mean([v is None for cells in last["loss"] for v in cells])
    lost = {
        OUTCOMES[last["outcome"][i][j]]
        for i, cells in enumerate(last["loss"])
        for j, v in enumerate(cells)
        if v is None
    }
    assert lost <= {*BROKEN}
    for told in last["table"]:
        at = last["values"].index(told["value"])
        assert told["loss"] == pytest.approx(min(v for v in last["loss"][at] if v is not None), rel=1e-4)


def test_the_notes_say_what_is_left_out() -> None:
    """Fewer steps than the experiment's, and a stop condition that is not applied, are said."""
    query = "surface=bowl&run1=momentum&steps=9000&stop.loss=0.001"
    first = json.loads(line(next(plane({"query": query})), "en"))
    assert [note for note in first["notes"] if "2000 of 9000" in note]
    assert len(first["notes"]) == 2


def test_a_run_with_one_setting_says_so() -> None:
    """Gradient descent has a learning rate alone; an optimizer that has more is named."""
    (only,) = plane({"query": "surface=bowl&run1=gd"})
    assert "Gradient descent" in line(only, "en")
    assert second_hypers(Run(only["other"]))


def test_a_rule_of_ones_own_has_a_map() -> None:
    """A typed rule has one as any other, and what it keeps of its state is spread as a memory."""
    typed = """state v = 0
parameter push = 2 from 1 to 5
parameter keep = 0.9 from 0 to 0.99
v = keep*v + push*g
step = -lr*v"""
    own = Experiment(RAVINE, (Run("own", typed=typed),), steps=30)
    first, *pictures = plane({"query": own.to_query()})
    assert (first["up"], first["choices"], first["upward"]["kind"]) == ("keep", ["keep", "push"], "memory")
    assert len(pictures) == 3


@pytest.mark.parametrize(
    ("own", "says"), [({"run": "3"}, "runs 1 to 1"), ({"run": "0"}, "runs 1 to 1"), ({"up": "bata"}, "beta")]
)
def test_what_does_not_exist_is_refused(own: dict[str, str], says: str) -> None:
    """A wrong run or setting gets the valid ones named."""
    with pytest.raises(ExperimentError, match=says):
        list(plane({"query": "surface=bowl&run1=momentum", **own}))
