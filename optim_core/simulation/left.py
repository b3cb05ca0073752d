"""How much of its way a path has left: read off the curvature where it is, and off how its last steps shrink."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optim_core.rules.choices import DECAY
from optim_core.simulation.ends import AHEAD, Ends, Places
from optim_core.types import Array, lengths

LOOKED_AT = 32  # steps of the second half
LEVEL = 1e-9  # of the sharpest curvature: none


def left_by_steps(ends: Ends, at: Places) -> Array:
    """The sum of all steps to come, (n,): a geometric series that goes on as the last half of the path began it."""
    if not len(at):
        return np.zeros(0)
    first = ends.steps // 2
    spaced = slice(-1, first - ends.steps - 1, -max(1, (ends.steps - first) // LOOKED_AT))
    sizes = lengths(ends.updates[spaced][:, :, at], axis=1)[::-1]
    half = len(sizes) // 2
    late = sizes[half:].max(axis=0)
    early = sizes[:half].max(axis=0) if half else late
    span = (ends.steps - first) / 2
    blocks = AHEAD * ends.steps / span
    share = np.maximum(late / early, sizes[-1] / late)
    sum_of_shares = np.where(np.abs(share - 1) < 1e-9, blocks, share * (1 - share**blocks) / (1 - share))
    total = late * span * sum_of_shares
    return np.where(late > 0, np.where(np.isfinite(total), total, np.inf), 0.0)


class Ground(NamedTuple):
    """The ground at the ends of n paths."""

    left: Array  # (n,): the way to the bottom; infinite where it does not bend up wherever the slope leads
    bends: Array  # (n, dim, dim): the curvature; NaN where it is not known


def ground(ends: Ends, at: Places) -> Ground:
    """The ground under some paths, as far as it is known: with the pull of weight decay where there is one."""
    dim = ends.surface.dim
    points, slopes = ends.here[:, at].T, ends.history.gradients[-1][:, at].T
    if ends.own or not len(at):
        return Ground(np.where((slopes == 0).all(axis=1), 0.0, np.inf), np.full((len(at), dim, dim), np.nan))
    if ends.chance:
        slopes = ends.surface.gradient(points)
    bends = ends.surface.hessian(points)
    if DECAY in ends.request.hypers:
        decay = ends.hyper(DECAY, 0.0)[at]
        slopes, bends = slopes + decay[:, None] * points, bends + decay[:, None, None] * np.eye(dim)
    known = np.isfinite(slopes).all(axis=1) & np.isfinite(bends).all(axis=(1, 2))
    bends[~known] = np.nan
    values, ways = np.linalg.eigh(np.where(known[:, None, None], bends, 0.0))
    parts = np.einsum("nij,ni->nj", ways, slopes)
    up = values > LEVEL * np.abs(values).max(axis=1, keepdims=True)
    flat = np.where((parts == 0) & (not ends.chance), 0.0, np.inf)  # chance may lead anywhere where it is level
    way = np.where(up, np.abs(parts / values), flat)
    return Ground(np.where(known, lengths(way, axis=1), np.inf), bends)
