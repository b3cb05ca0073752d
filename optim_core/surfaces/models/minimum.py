"""The lowest points of losses that have one lowest point, and a box of round numbers to draw around them."""

import math
from collections.abc import Sequence

import numpy as np

from optim_core.examples.data import Points
from optim_core.examples.losses import log_loss_curve, log_loss_slope
from optim_core.types import Array

MOST_CURVED = 1e12  # times as strongly as it is least: beyond that digits are lost, and no minimum is claimed
NEWTON_STEPS = 60
FLAT = 1e-9  # a step that is none, beside the weights
ALIKE = 4.0  # sides of a box within this factor become equal
ROOM = 1.0  # from the middle of a box to its ends, in sizes of what is to be seen


def least_squares(points: Points) -> tuple[float, ...] | None:
    """The weights (w, b) of the line, or c of columns (n, dim), with the lowest mean squared error.

    None where there is no single best one, as where all inputs are the same.
    """
    table = points.x if points.x.ndim == 2 else np.column_stack([points.x, np.ones_like(points.x)])
    if table.shape[0] < table.shape[1] or not _well_curved(table):
        return None
    best, *_ = np.linalg.lstsq(table, points.y, rcond=None)
    return tuple(best.tolist())


def _well_curved(table: Array) -> bool:
    """Whether the loss is curved in every direction, as far as numbers can tell."""
    sizes = np.linalg.svd(table, compute_uv=False)
    return bool(np.isfinite(sizes).all() and sizes[-1] > 0 and (sizes[0] / sizes[-1]) ** 2 < MOST_CURVED)


def best_border(points: Points) -> tuple[float, ...] | None:
    """The weights (w1, w2, b) with the lowest log loss, by Newton's method.

    None where there are none: where a border is wrong about no example, larger weights are always better. And none
    where many borders are equally good, as where the inputs say the same.
    """
    middle, spread = points.x.mean(axis=0), points.x.std(axis=0)
    if not np.ptp(points.x, axis=0).all() or not 0 < points.y.sum() < len(points.y):
        return None
    table = np.column_stack([(points.x - middle) / spread, np.ones(len(points.y))])
    if not _well_curved(table):
        return None
    weights = np.zeros(table.shape[1])
    signs = 2 * points.y - 1
    for _ in range(NEWTON_STEPS):
        z = table @ weights
        if (z * signs > 0).all():
            return None  # every example is on its side already
        gradient = table.T @ log_loss_slope(z, points.y)
        sure = log_loss_curve(z, points.y)
        try:
            step = np.linalg.solve(table.T @ (sure[:, None] * table), gradient)
        except np.linalg.LinAlgError:
            return None
        if np.abs(step).max() < FLAT * max(1.0, np.abs(weights).max()):  # where some lie on the border, it never is
            scaled = weights[:-1] / spread
            return (*scaled.tolist(), float(weights[-1] - (scaled * middle).sum()))
        loss = _border_loss(table, signs, weights)
        share = 1.0
        while _border_loss(table, signs, weights - share * step) > loss and share > 1e-6:
            share /= 2
        weights = weights - share * step
    return None


def _border_loss(table: Array, signs: Array, weights: Array) -> float:
    return float(np.logaddexp(0.0, -(table @ weights) * signs).sum())


def nice_box(
    points: Sequence[Sequence[float]], natural: Sequence[float] | None = None
) -> tuple[tuple[float, float], ...]:
    """A box with round ends around 0 and some points, so that a small move of a point leaves it as it is.

    No side is shorter than its `natural` size. Sides that are alike become equal: then one scale is fair to all.
    """
    lows, highs = ([end(0.0, *values) for values in zip(*points, strict=True)] for end in (min, max))
    least = natural or [0.0] * len(lows)
    sizes = [max(high - low, size, 1e-3) for low, high, size in zip(lows, highs, least, strict=True)]
    return tuple(
        _round_ends((low + high) / 2, max(other for other in sizes if other <= ALIKE * size))
        for low, high, size in zip(lows, highs, sizes, strict=True)
    )


def natural_sizes(table: Array, y: Array) -> list[float]:
    """For the weight of each column of `table` (n, dim) a size that makes its part half as large as the targets."""
    sizes: list[float] = (0.5 * _typical(y) / np.maximum(_typical(table), 1e-9)).tolist()
    return sizes


def _typical(values: Array) -> Array:
    """The root of the mean square along the examples."""
    return np.asarray(np.sqrt((values * values).mean(axis=0)))


def _round_ends(middle: float, size: float) -> tuple[float, float]:
    """Ends with room on both sides, on a grid of 1, 2 or 5 times a power of ten."""
    rough = size / 4
    power = 10.0 ** math.floor(math.log10(rough))
    grid = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    ends = grid * math.floor((middle - ROOM * size) / grid), grid * math.ceil((middle + ROOM * size) / grid)
    return float(f"{ends[0]:.12g}"), float(f"{ends[1]:.12g}")
