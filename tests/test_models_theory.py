"""What the lessons measure: limits of the learning rate against runs, and what a range test shows."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import OPTIMIZERS, SURFACES, Experiment, Run, simulate
from optim_core.experiment.run import stability_limit
from optim_core.insights.range_test.reading import _averaged, read_range_test
from optim_core.rules.stability import (
    gradient_descent_limit,
    heavy_ball_factor,
    heavy_ball_limit,
    nesterov_factor,
    nesterov_limit,
)

CURVATURE = 10.0
BETAS = (0.0, 0.3, 0.5, 0.9, 0.99)
PARABOLA = SURFACES["quadratic"].at(L=CURVATURE)
FACTORS = {"momentum": (heavy_ball_factor, heavy_ball_limit), "nesterov": (nesterov_factor, nesterov_limit)}


@pytest.mark.parametrize("slug", FACTORS)
@pytest.mark.parametrize("beta", BETAS)
def test_at_the_limit_the_factor_is_one(slug: str, beta: float) -> None:
    """A thousandth below the limit a step shrinks the distance, a thousandth above it grows."""
    factor, limit = FACTORS[slug]
    edge = limit(CURVATURE, beta)
    assert factor(0.999 * edge, beta, CURVATURE) < 1 < factor(1.001 * edge, beta, CURVATURE)
    assert factor(edge, beta, CURVATURE) == pytest.approx(1)


@pytest.mark.parametrize("slug", FACTORS)
@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("share", [0.2, 0.7, 1.02])
def test_the_factor_is_what_runs_show(slug: str, beta: float, share: float) -> None:
    """Over many steps a run's distance to the minimum changes by the factor per step, as theory says."""
    factor, limit = FACTORS[slug]
    lr = share * limit(CURVATURE, beta)
    told = float(factor(lr, beta, CURVATURE))
    if told < 1e-3:
        return  # there at once
    steps = min(2000, max(40, int(100 / abs(np.log(told)))))
    run = simulate(slug, PARABOLA, [1.0], steps, hypers={"lr": lr, "beta": beta})
    sizes = np.hypot(run.points[1:, 0, 0], run.points[:-1, 0, 0])
    seen = (sizes[-1] / sizes[steps // 2]) ** (1 / (steps - 1 - steps // 2))
    assert seen == pytest.approx(told, abs=0.02)


def test_whole_maps_can_be_asked_for() -> None:
    """Rates along one axis and betas along the other give a map; without momentum it is |1 - lr L|."""
    rates, betas = np.linspace(0, 0.5, 11), np.linspace(0, 0.99, 7)
    for factor in (heavy_ball_factor, nesterov_factor):
        found = factor(rates[None], betas[:, None], CURVATURE)
        assert found.shape == (7, 11)
        np.testing.assert_allclose(found[0], np.abs(1 - rates * CURVATURE), atol=1e-12)


@pytest.mark.parametrize(
    ("run", "limit"),
    [
        (Run("gd"), gradient_descent_limit(CURVATURE)),
        (Run("momentum", {"beta": 0.5}), 0.3),
        (Run("nesterov", {"beta": 0.5}), 0.15),
        (Run("sgd", {"momentum": 0.5}), 0.3),
        (Run("sgd", {"momentum": 0.5, "nesterov": 1.0}), 0.15),
        (Run("sgd", {"momentum": 0.5, "dampening": 0.1}), 0.3 / 0.9),
        (Run("sgd", {"momentum": 0.5, "dampening": 1.0}), None),
        (Run("sgd", {"weight_decay": 0.1}), 2 / 10.1),
        (Run("gd", clip="norm"), None),
        (Run("adam"), None),
    ],
)
def test_the_limit_of_a_run(run: Run, limit: float | None) -> None:
    """Where a formula is known for just these settings it is given, and the run obeys it; else nothing is claimed."""
    told = stability_limit(run, CURVATURE)
    assert told == (None if limit is None else pytest.approx(limit))
    if told is not None:
        for share, ends in ((0.98, False), (1.02, True)):
            path = simulate(run.rule, PARABOLA, [1.0], 3000, hypers={**run.hypers, "lr": share * told})
            assert (path.outcome[0] == "diverged") == ends
    assert stability_limit(run, -1.0) is None


def test_only_rules_with_a_known_limit_have_one() -> None:
    """Four rules of the registry have a formula; each gives 2/L without momentum."""
    known = {slug: rule.limit for slug, rule in OPTIMIZERS.items() if rule.limit is not None}
    assert set(known) == {"gd", "momentum", "nesterov", "sgd"}
    for slug, limit in known.items():
        still = {"beta": 0.0, "momentum": 0.0, "dampening": 0.0, "nesterov": 0.0}
        assert limit(4.0, still) == pytest.approx(0.5), slug


# --- range test


def experiment(seed: int) -> Experiment:
    return Experiment(
        SURFACES["line_shift"].at(shift=5, standardise=1),
        (Run("gd", {"lr": 1e-4}, schedule="range_test"),),
        steps=120,
        batch=16,
        seed=seed,
    )


def test_the_rates_of_a_range_test_grow_by_one_ratio() -> None:
    """The first step has the learning rate, the last the last rate, and each the same multiple of the one before."""
    rates = experiment(0).trajectories()[0].learning_rate[:, 0]
    assert (rates[0], rates[-1]) == (1e-4, pytest.approx(10.0))
    np.testing.assert_allclose(rates[1:] / rates[:-1], (10 / 1e-4) ** (1 / 119), rtol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_a_range_test_shows_the_range(seed: int) -> None:
    """The steepest fall comes before the lowest loss, that before the blow-up; the true limit 1 lies between."""
    shown = read_range_test(experiment(seed).trajectories()[0])
    assert shown.blow_up is not None
    assert shown.steepest < shown.lowest < 1.0
    assert shown.lowest < shown.blow_up < 3.0
    assert shown.suggestion == pytest.approx(shown.lowest / 10)
    assert len(shown.rates) == len(shown.losses)


def test_a_range_test_that_overflows() -> None:
    """Where the path ends in numbers that are none, the rate of its last step has blown it up."""
    run = Run("gd", {"lr": 1e-4}, schedule="range_test", plan={"high": 1e6})
    path = Experiment("rosenbrock", (run,), steps=100).trajectories()[0]  # type: ignore[arg-type]
    last = int(path.ended_at[0])
    assert last < 100
    shown = read_range_test(path)
    assert shown.blow_up is not None
    assert shown.lowest < shown.blow_up <= path.learning_rate[last, 0]
    assert np.isfinite(shown.losses).all()


def test_a_range_test_that_ends_too_soon() -> None:
    """A test that never gets as far as the limit has no blow-up."""
    run = Run("gd", {"lr": 1e-4}, schedule="range_test", plan={"high": 0.1})
    assert read_range_test(Experiment("bowl", (run,), steps=50).trajectories()[0]).blow_up is None  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="finite step"):
        read_range_test(simulate("gd", SURFACES["bowl"], [1e300, 1e300], 3))


def test_a_huge_loss_does_not_swallow_those_after_it() -> None:
    """Averages are those of the neighbours alone, also behind a loss of 1e20."""
    losses = np.array([1.0, 0.5, 0.4, 1e20, 5.0, 7.0, 6.0, 5.0, 4.0])
    assert _averaged(losses, 1) == pytest.approx(losses)
    assert _averaged(losses, 3)[5:] == pytest.approx([6.0, 6.0, 5.0, 4.0])
