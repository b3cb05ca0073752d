"""The learning rate above which a run leaves a parabola: every formula against the border that is found by running."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from optim_core import SURFACES, Run, simulate, surface_from_formula
from optim_core.experiment.run import stability_limit

CURVATURE = 2.0
PARABOLA = surface_from_formula("x^2")
STEPS = 2000
DECAYS = (("none", 0.0), ("l2", 0.3), ("decoupled", 0.3))
MOMENTA = (0.0, 0.5, 0.9)


def rules() -> list[tuple[str, dict[str, float]]]:
    """Every rule with a formula, with momentum, dampening, a look-ahead."""
    found: list[tuple[str, dict[str, float]]] = [("gd", {})]
    for share in MOMENTA:
        found += [(slug, {"beta": share}) for slug in ("momentum", "nesterov")]
        for dampening, ahead in product((0.0, 0.5), (0.0, 1.0)):
            found.append(("sgd", {"momentum": share, "dampening": dampening, "nesterov": ahead}))
    return found


def grows(run: Run, rate: float) -> bool:
    """Whether the run is further from the minimum in its second half than in its first, or has exploded."""
    path = simulate(run.rule, PARABOLA, [1.0], STEPS, hypers={**run.hypers, "lr": rate})
    away = np.abs(path.points[:, 0, 0])
    first, second = away[STEPS // 4 : STEPS // 2].max(), away[STEPS // 2 :].max()
    return not second <= first  # nan counts


def border(run: Run) -> float:
    """The rate above which the run grows, by bisection."""
    low, high = 0.01, 50.0
    for _ in range(18):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if grows(run, middle) else (middle, high)
    return (low * high) ** 0.5


@pytest.mark.sample(3)
@pytest.mark.parametrize("decay", DECAYS, ids=lambda decay: decay[0])
@pytest.mark.parametrize("library", ["pytorch", "keras", "optax"])
@pytest.mark.parametrize("rule", rules(), ids=lambda rule: "-".join(map(str, [rule[0], *rule[1].values()])))
def test_the_formula_is_the_border_that_is_found_by_running(
    rule: tuple[str, dict[str, float]], library: str, decay: tuple[str, float]
) -> None:
    """Bisection finds the same rate to a thousandth; what is at rest at once counts as not growing."""
    (slug, settings), (kind, strength) = rule, decay
    added = {"weight_decay": strength} if strength else {}
    run = Run(slug, {**settings, **added}, decay=kind, library=library)
    limit = stability_limit(run, CURVATURE)
    assert limit is not None
    assert border(run) == pytest.approx(limit, rel=1e-3)


@pytest.mark.parametrize("run", [Run("sgd", {"momentum": 0.9, "dampening": 1.0}), Run("gd", clip="norm"), Run("adam")])
def test_where_no_formula_is_known_none_is_claimed(run: Run) -> None:
    """A velocity that hears of no gradient but the first, clipping, and a rule that divides by the slope's size."""
    assert stability_limit(run, CURVATURE) is None


@pytest.mark.parametrize("decay", ["l2", "decoupled"])
def test_the_sharpest_direction_decides(decay: str) -> None:
    """In a ravine decay adds to its largest curvature."""
    ravine = SURFACES["ravine"].at(kappa=25.0)
    run = Run("momentum", {"beta": 0.5, "weight_decay": 0.5}, decay=decay)
    limit = stability_limit(run, 25.0)
    assert limit is not None
    for share, outcome in ((0.99, False), (1.01, True)):
        path = simulate(run.rule, ravine, [1.0, 1.0], 3000, hypers={**run.hypers, "lr": share * limit})
        assert (path.outcome[0] == "diverged") is outcome
