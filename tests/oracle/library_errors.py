"""How far our version of each library's rule is from what the library did, by the committed reference.

    python -m tests.oracle.library_errors

Relative error of a replayed step: |ours - theirs| / |theirs| for each single number. Where the rule looks at the point,
or on a surface, points are compared: the largest difference of a coordinate over the largest coordinate so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from optim_core import OPTIMIZERS, simulate
from optim_core.rules.choices import effective
from optim_core.rules.reading import array_step
from optim_core.surfaces.surface import Surface
from optim_core.types import Optimizer
from tests.oracle.make_library_reference import (
    FILE,
    MATRIX_START,
    ONE_RATE,
    QUADRATICS,
    RATES,
    SETTINGS,
    START,
    STEPS,
    stays,
)
from tests.reference import Reference


def cases(data: Mapping[str, Any]) -> Iterator[str]:
    """The name of every comparison: kind/library/slug/setting, and what it was made on."""
    return (key for key in data if key.split("/")[0] in ("open", "matrix", "closed"))


def error(key: str, data: Mapping[str, np.ndarray], plain: bool = False) -> float:
    """The largest relative error of one comparison; `plain`, with our own rule in the place of the library's."""
    kind, library, slug, number, *where = key.split("/")
    optimizer, hypers = OPTIMIZERS[slug], SETTINGS[slug][int(number)]
    decay = None if "{weight_decay}" in optimizer.libraries[library].call else "none"  # what the library was told
    rule = effective(optimizer, decay=decay, library="pytorch" if plain else library)
    rates = np.ones(STEPS) if (library, slug) in ONE_RATE else RATES
    theirs = data[key]
    with np.errstate(all="ignore"):
        if kind == "closed":
            ours = walked(rule, hypers, rates, list(QUADRATICS)[int(where[0])])
        elif kind == "matrix":
            gradients = data["matrix_gradients"][:, None]
            ours = replayed(rule, hypers, rates, gradients, MATRIX_START[None], int(where[0]))[:, 0]
        else:
            still = stays(hypers, slug)
            ours = replayed(rule, hypers, rates, data["gradients"], 0 * START if still else START, 2, still)
            if still:
                same = ours == theirs
                return float(np.max(np.abs(ours - theirs) / np.where(same, 1.0, np.abs(theirs))))
    return distance(ours, theirs)


def distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest difference of two paths (steps + 1, ..., dim), relative to the farthest that theirs went so far."""
    size = np.maximum.accumulate(np.abs(theirs).max(axis=-1, keepdims=True))
    return float(np.max(np.abs(ours - theirs) / size))


def replayed(
    rule: Optimizer,
    hypers: Mapping[str, float],
    rates: np.ndarray,
    gradients: np.ndarray,
    start: np.ndarray,
    rows: int,
    still: bool = False,
) -> np.ndarray:
    """Our updates (steps, paths, dim) at a point that stays, or our points (steps + 1, paths, dim)."""
    step, x = array_step(rule), start.T.copy()
    state = rule.init(x)
    made = [] if still else [x.T]
    for k, g in enumerate(gradients):
        dx, state = step(g.T, state, k + 1, {**hypers, "lr": hypers["lr"] * rates[k], "x": x, "rows": rows})
        x = x if still else x + dx
        made.append(np.broadcast_to(dx, g.T.shape).T if still else x.T)
    return np.stack(made)


def walked(rule: Optimizer, hypers: Mapping[str, float], rates: np.ndarray, formula: str) -> np.ndarray:
    """Our points (steps + 1, 2) on a quadratic."""
    start = QUADRATICS[formula][2]
    surface = Surface(formula=formula, domain=((-5.0, 5.0), (-5.0, 5.0)), start=start)
    known = {name: value for name, value in hypers.items() if name in rule.hypers}
    run = simulate(rule, surface, start, STEPS, hypers=known, schedule=lambda t, lr: float(lr * rates[t - 1]))
    return run.points[:, 0]


def main() -> None:
    data = Reference(FILE)
    worst: dict[tuple[str, str, str], tuple[float, float]] = {}
    for key in cases(data):
        kind, library, slug, *_ = key.split("/")
        ours, plain = error(key, data), error(key, data, plain=True)
        old = worst.get((slug, library, kind), (0.0, 0.0))
        worst[slug, library, kind] = (max(old[0], ours), max(old[1], plain))
    print(f"{'optimizer':21}{'library':9}{'data':8}{'its rule':>10}{'PyTorch rule':>14}")
    for slug in SETTINGS:
        for (name, library, kind), (ours, plain) in worst.items():
            if name == slug:
                print(f"{slug:21}{library:9}{kind:8}{ours:10.1e}{plain:14.1e}")


if __name__ == "__main__":
    main()
