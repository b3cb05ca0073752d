"""How a run ended: converged, still moving, bouncing, diverged, off the formula's domain, or without a next step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Optimizer, lengths

SETTLED_STEPS = 5
SETTLED_SHARE = 1e-3  # of the gradient's length at the start
SETTLED_LENGTH = 1e-9
GROWN_SHARE = 1e6
BOUNCE_STEPS = 10
BOUNCE_FALL = 0.99  # a bounce that shrinks by 1 % a step or more is on its way in


def classify(
    decisive: Array, updates: Array, surface: Surface, optimizer: Optimizer
) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """The outcome of each path and its last finite row.

    Takes the history before anything is blanked: `decisive` (steps + 1, columns, batch) with the point, the loss and
    the gradient as columns, and `updates` (steps, dim, batch). The rules are tried in this order: the optimizer knows
    no step at a point; the formula is undefined where the path went; it is not finite, or its last loss is above the
    first and either the highest or where the gradient has grown beyond measure; the gradient has become small; the
    updates flip sign without shrinking; none of these.
    """
    dim, rows = surface.dim, len(decisive)
    loss, gradients = decisive[:, dim], decisive[:, dim + 1 :]
    finite = np.isfinite(decisive).all(axis=1)
    ended_early: NDArray[np.bool_] = np.logical_not(finite.all(axis=0))
    ended_at = np.where(ended_early, finite.argmin(axis=0) - 1, rows - 1).astype(np.int64)

    outcome = np.full(ended_at.shape, "still_moving")  # from the last rule to the first: what comes first stays
    outcome[_bouncing(updates)] = "bouncing"
    outcome[_settled(gradients)] = "converged"
    away = (loss[-1] >= loss.max(axis=0)) | _grown(gradients)
    outcome[ended_early | ((loss[-1] > loss[0]) & away)] = "diverged"
    if ended_early.any():
        (paths,) = np.nonzero(ended_early)
        points = decisive[ended_at[paths] + 1, :dim, paths]
        outcome[paths[np.isfinite(points).all(axis=1) & ~surface.defined(points)]] = "left_domain"
        if optimizer.no_step:
            steps = updates[np.maximum(ended_at[paths], 0), :, paths]
            outcome[paths[np.isnan(steps).any(axis=1) & (ended_at[paths] >= 0)]] = "no_step"
    return outcome, ended_at


def _settled(gradients: Array) -> NDArray[np.bool_]:
    last = lengths(gradients[max(1, len(gradients) - SETTLED_STEPS) :], axis=1)
    limit = np.maximum(SETTLED_SHARE * lengths(gradients[0], axis=0), SETTLED_LENGTH)
    return np.asarray((last <= limit).all(axis=0))


def _grown(gradients: Array) -> NDArray[np.bool_]:
    """Whether the last gradient is out of all proportion to the first; under noise no last loss need be the highest."""
    first, last = lengths(gradients[[0, -1]], axis=1)
    return np.asarray(last > GROWN_SHARE * first)


def _bouncing(updates: Array) -> NDArray[np.bool_]:
    last = updates[-BOUNCE_STEPS:]
    if len(last) < BOUNCE_STEPS:
        return np.zeros(updates.shape[2], dtype=np.bool_)
    bouncing = np.asarray((np.sign(last[1:]) * np.sign(last[:-1]) < 0).all(axis=0).any(axis=0))
    if bouncing.any():
        size = lengths(last[:, :, bouncing], axis=1)
        bouncing[bouncing] = size[-1] > size[0] * BOUNCE_FALL ** (BOUNCE_STEPS - 1)
    return bouncing
