"""How a run ended: converged, still moving, bouncing, diverged, or off the formula's domain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optim_core.surface import Surface
from optim_core.types import Array, lengths

SETTLED_STEPS = 5
SETTLED_SHARE = 1e-3  # of the gradient's length at the start
SETTLED_LENGTH = 1e-9
BOUNCE_STEPS = 10
_NAMES = np.array(["left_domain", "diverged", "converged", "bouncing", "still_moving"])  # in the order of the tests
BOUNCE_FALL = 0.99  # a bounce that shrinks by 1 % a step or more is on its way in


def classify(
    points: Array, loss: Array, gradients: Array, updates: Array, surface: Surface
) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """The outcome of each path and its last finite row.

    Takes histories with coordinates as rows, (steps + 1, dim, batch), before anything is blanked. The rules are tried
    in this order: the formula is undefined where the path went; it is not finite, or its last loss is above the first
    and the highest; the gradient has become small; the updates flip sign without shrinking; none of these.
    """
    rows = len(loss)
    finite = np.isfinite(loss)
    for array in (points, gradients):
        for axis in range(array.shape[1]):
            finite &= np.isfinite(array[:, axis])
    ended_early: NDArray[np.bool_] = np.logical_not(finite.all(axis=0))
    ended_at = np.where(ended_early, finite.argmin(axis=0) - 1, rows - 1).astype(np.int64)

    diverged = ended_early | ((loss[-1] > loss[0]) & (loss[-1] >= loss.max(axis=0)))
    tests = [_left(points, ended_early, ended_at, surface), diverged, _settled(gradients), _bouncing(updates)]
    number = np.select(tests, range(len(tests)), default=len(tests))
    return _NAMES[number], ended_at


def _left(
    points: Array, ended_early: NDArray[np.bool_], ended_at: NDArray[np.int64], surface: Surface
) -> NDArray[np.bool_]:
    left = np.zeros_like(ended_early)
    for path in np.flatnonzero(ended_early):
        point = points[ended_at[path] + 1, :, path]
        left[path] = bool(np.isfinite(point).all()) and not bool(surface.defined(point))
    return left


def _settled(gradients: Array) -> NDArray[np.bool_]:
    last = lengths(gradients[max(1, len(gradients) - SETTLED_STEPS) :], axis=1)
    limit = np.maximum(SETTLED_SHARE * lengths(gradients[0], axis=0), SETTLED_LENGTH)
    return np.asarray((last <= limit).all(axis=0))


def _bouncing(updates: Array) -> NDArray[np.bool_]:
    last = updates[-BOUNCE_STEPS:]
    if len(last) < BOUNCE_STEPS:
        return np.zeros(updates.shape[2], dtype=np.bool_)
    flips = (np.sign(last[1:]) * np.sign(last[:-1]) < 0).all(axis=0).any(axis=0)
    size = lengths(last, axis=1)
    steady: NDArray[np.bool_] = size[-1] > size[0] * BOUNCE_FALL ** (BOUNCE_STEPS - 1)
    return flips & steady
