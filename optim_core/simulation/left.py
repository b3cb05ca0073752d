"""How much of its way a path has left: read off the curvature where it is, and off how its last steps shrink."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optim_core.rules.choices import DECAY
from optim_core.simulation.ends import AHEAD, Ends, Mask, Places
from optim_core.types import Array, lengths

LOOKED_AT = 32  # steps of the second half
SAME = 1e-9  # so near to 1 a share is 1
LEVEL = 1e-9  # of the sharpest curvature: none


def left_by_steps(ends: Ends) -> Array:
    """The sum of all steps to come, (n,): a geometric series that goes on as the last half of the path began it."""
    steps = ends.steps - ends.steps // 2
    updates = ends.updates[: -steps - 1 : -max(1, steps // LOOKED_AT)]  # the last one first
    unit = np.abs(updates).max(axis=(0, 1))  # so that no square overflows, nor all vanish
    sizes = np.sqrt(((updates / unit) ** 2).sum(axis=1))
    half = (len(sizes) + 1) // 2
    late = sizes[:half].max(axis=0)
    early = sizes[half:].max(axis=0) if len(sizes) > 1 else late
    blocks = AHEAD * ends.steps / ends.block
    share = np.maximum(late / early, sizes[0] / late)
    share[np.abs(share - 1) < SAME] = 1 - SAME
    total = unit * late * ends.block * share * (1 - share**blocks) / (1 - share)
    return np.where(late > 0, np.fmin(total, np.inf), 0.0)


class Ground(NamedTuple):
    """The ground at the ends of n paths."""

    left: Array  # (n,): the way that may come; infinite where it does not bend up wherever the slope leads
    sharp: Array  # (n,): the sharpest curvature; 0 where it is not known
    bends: Array  # (n, dim, dim): the curvature; NaN where it is not known

    def of(self, some: Mask) -> Ground:
        """The ground of some of them."""
        return Ground(*(part[some] for part in self))


def ground(ends: Ends, at: Places) -> Ground:
    """The ground under some paths, as far as it is known: with the pull of weight decay, which no search looks at.

    What is left is the way to the bottom. A search that noise leads astray may come to wherever it is no higher.
    """
    dim = ends.surface.dim
    points, slopes = ends.here[:, at].T, ends.history.gradients[-1][:, at].T
    if ends.own:
        level = np.where((slopes == 0).all(axis=1), 0.0, np.inf)
        return Ground(level, np.zeros(len(at)), np.full((len(at), dim, dim), np.nan))
    if ends.noisy:
        slopes = ends.surface.gradient(points)
    bends = ends.surface.hessian(points)
    if DECAY in ends.request.hypers and not ends.descends:
        decay = np.reshape(ends.hypers(at)[DECAY], (-1, 1))
        slopes, bends = slopes + decay * points, bends + decay[:, None] * np.eye(dim)
    known = np.isfinite(slopes).all(axis=1) & np.isfinite(bends).all(axis=(1, 2))
    values, ways = np.linalg.eigh(np.where(known[:, None, None], bends, 0.0))
    parts = (slopes[:, None] @ ways)[:, 0]
    up = values > LEVEL * np.abs(values).max(axis=1, keepdims=True)
    flat = np.where((parts == 0) & (not ends.chance), 0.0, np.inf)  # chance may lead anywhere where it is level
    astray = ends.noisy and ends.descends
    bend = np.sqrt(values * np.where(up, values, np.inf).min(axis=1, keepdims=True)) if astray else values
    way = np.where(up, np.abs(parts / bend), flat)
    bends[~known] = np.nan
    return Ground(np.where(known, lengths(way, axis=1), np.inf), values[:, -1], bends)
