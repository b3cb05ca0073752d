"""The stability ruler: the largest curvature where a run stands, and the rates that follow from it."""

from __future__ import annotations

import numpy as np
import pytest

from app.panels.strip.answer import strip_answer
from optim_core import OPTIMIZERS, SURFACES, Experiment, Run, surface_from_formula
from optim_core.experiment.run import stability_limit
from optim_core.insights.rate_strip.ruler import Ruler, largest_curvature, ruler
from optim_core.messages import Message


def ruler_of(experiment: Experiment, row: int | None = None) -> Ruler:
    found = ruler(experiment, experiment.runs[0], experiment.trajectories()[0], row)
    assert isinstance(found, Ruler)
    return found


@pytest.mark.parametrize(("slug", "over"), [("gd", 2.0), ("momentum", 2 * 1.9), ("nesterov", 2 * 1.9 / 2.8)])
def test_the_marks_are_those_of_theory(slug, over):
    """2/L, 2(1 + beta)/L and 2(1 + beta)/((1 + 2 beta) L); 1/L only where a step is the rate times the gradient."""
    hypers = {"beta": 0.9} if "beta" in OPTIMIZERS[slug].hypers else {}
    found = ruler_of(Experiment(SURFACES["ravine"].at(kappa=25.0), (Run(slug, {**hypers, "lr": 0.01}),), steps=20))
    assert np.allclose(found.curvature, 25.0)
    assert np.allclose(found.limit, over / 25)
    assert found.formula == pytest.approx(over)
    assert np.allclose(found.jump, 1 / 25) if slug == "gd" else np.isnan(found.jump).all()


def test_every_known_limit_is_a_number_over_the_curvature():
    """So one number is the mark's label, and the limit for any curvature follows from it."""
    known = [Run(slug) for slug in OPTIMIZERS if stability_limit(Run(slug), 1.0) is not None]
    assert {"gd", "momentum", "nesterov", "sgd"} <= {run.optimizer for run in known}
    for run in known:
        assert stability_limit(run, 40.0) == pytest.approx(stability_limit(run, 1.0) / 40)
    assert all(OPTIMIZERS[slug].limit_text for slug in ("gd", "momentum", "nesterov"))


def test_the_curvature_is_that_of_the_hessian_at_each_row():
    """It moves with the point: checked against the Hessian that is worked out at the path's own points."""
    experiment = Experiment(SURFACES["rosenbrock"], (Run("gd", {"lr": 0.001}),), start=(-1.2, 1.0), steps=50)
    found = ruler_of(experiment)
    points = experiment.trajectories()[0].points[found.rows, 0]
    x, y = points.T
    across, corner = 1200 * x**2 - 400 * y + 2, -400 * x
    by_hand = (across + 200) / 2 + np.sqrt(((across - 200) / 2) ** 2 + corner**2)
    assert np.allclose(found.curvature, by_hand)
    assert found.along == pytest.approx((2 / by_hand.max(), 2 / by_hand.min()))


def test_long_paths_are_looked_at_here_and_there_and_at_the_row_that_is_shown():
    """Some hundred rows, the first and the last, and the very row that is asked for."""
    found = ruler_of(Experiment(SURFACES["booth"], (Run("gd", {"lr": 0.001}),), steps=3000), row=1234)
    assert len(found.rows) < 250
    assert {0, 1234, 3000} <= {*found.rows.tolist()}


@pytest.mark.parametrize(
    ("formula", "start", "why"),
    [
        ("3*x + 2*y", (0.0, 0.0), "flat"),
        ("-x^2 - y^2", (0.5, 0.5), "downward"),
        ("x^1.5 + y^2", (0.0, 1.0), "finite"),
        ("sqrt(x) + y^2", (0.0, 1.0), None),
    ],
)
def test_where_the_curvature_says_nothing_the_ruler_says_that(formula, start, why):
    """A flat surface, one that only curves downwards, an infinite curvature; without a start there is no ruler."""
    experiment = Experiment(surface_from_formula(formula), (Run("gd", {"lr": 0.001}),), start=start, steps=3)
    found = ruler(experiment, experiment.runs[0], experiment.trajectories()[0])
    if why is None:
        assert found == Message("strip.no_start", point=start)
    else:
        assert isinstance(found, Ruler)
        assert found.unsaid[0] == why
        assert np.isnan(found.limit[0])


def test_a_path_that_explodes_counts_as_far_as_it_is_on_the_map():
    """Far away the curvature of Rosenbrock is astronomic; the range along the path leaves that out."""
    found = ruler_of(Experiment(SURFACES["rosenbrock"], (Run("gd", {"lr": 0.1}),), steps=50))
    assert found.curvature[-1] > 1e10
    assert found.along is not None
    assert found.along[0] > 1e-4


@pytest.mark.parametrize(
    ("run", "formula"),
    [
        (Run("gd", {"weight_decay": 0.1}, decay="l2"), "2/(L + 0.1)"),
        (Run("gd", {"weight_decay": 0.1}, decay="decoupled"), "2/(L + 0.1)"),
        (Run("momentum", {"beta": 0.9, "weight_decay": 0.1}, decay="decoupled"), "3.8/(L + 0.19)"),
        (Run("momentum", {"beta": 0.9}, library="keras"), "3.8/L"),
        (Run("sgd", {"momentum": 0.9, "dampening": 0.5}), "7.6/L"),
        (Run("sgd", {"momentum": 0.9, "dampening": 0.5}, library="optax"), "3.8/L"),
    ],
)
def test_the_mark_is_written_as_what_stands_over_the_curvature(run, formula):
    """Weight decay stands beside L; the mark of every row is what the formula gives there."""
    experiment = Experiment(SURFACES["ravine"].at(kappa=25.0), (run,), steps=20)
    marks = strip_answer(experiment.to_query() + "&fine=1", "en")["runs"][0]["ruler"]
    assert marks["formula"] == formula
    assert marks["meaning"] == ("2(1 + β)/L" if run.library == "keras" else "")
    assert np.allclose(marks["limit"], stability_limit(run, 25.0), rtol=1e-3)
    assert (marks["jump"][0] is None) == (formula != "2/L")


@pytest.mark.parametrize("run", [Run("adam"), Run("gd", clip="norm"), Run("sgd", {"momentum": 0.9, "dampening": 1.0})])
def test_without_a_formula_the_borders_of_the_strip_take_its_place(run):
    """Adaptive rules, clipping and full dampening have no formula: the curvature is still said, but no limit."""
    experiment = Experiment(SURFACES["ravine"], (run,), steps=60)
    found = ruler_of(experiment)
    assert found.formula is None
    assert np.isfinite(found.curvature).all()
    assert np.isnan(found.limit).all()
    answer = strip_answer(experiment.to_query() + "&fine=1", "en")["runs"][0]
    assert answer["ruler"]["formula"] is None
    assert {"moves", "bounces", "breaks"} == answer["strip"]["borders"].keys()


@pytest.mark.parametrize(("surface", "kinks"), [("abs(x) + y^2", True), ("x^2 + y^2", False)])
def test_kinks_are_mentioned(surface, kinks):
    """At a kink there is no curvature, and beside it the curvature does not know of the kink."""
    query = Experiment(surface_from_formula(surface), (Run("gd"),), steps=5).to_query()
    assert strip_answer(query, "en")["runs"][0]["ruler"]["kinks"] is kinks


def test_a_hessian_that_is_not_finite_breaks_nothing():
    """One bad point among good ones is nan, and the others are as they were."""
    surface = surface_from_formula("1/x + y^2")
    found = largest_curvature(surface, np.array([[1.0, 0.0], [0.0, 0.0], [2.0, 1.0]]))
    assert np.isnan(found[1])
    assert np.allclose(found[[0, 2]], [2.0, 2.0])
