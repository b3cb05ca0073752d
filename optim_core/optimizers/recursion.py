"""The memory of L-BFGS: the last few steps with the changes of the gradient, and what they say about curvature.

Pairs lie one after the other in one array (PAIRS * dim, batch), the oldest first; an empty place holds zeros.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_core.optimizers.vectors import dot
from optim_core.types import Array

PAIRS = 10  # room for this many


def remember(pairs: Array, newest: Array, keep: Any) -> Array:
    """The pairs without the oldest and with the newest one, on those paths that keep it."""
    return np.where(keep, np.concatenate([pairs[len(newest) :], newest]), pairs)


def two_loop(g: Array, S: Array, Y: Array, history: Any) -> Array:  # noqa: N803 (Nocedal & Wright's letters)
    """The gradient times the inverse Hessian that the last `history` pairs (s, y) stand for, never written out.

    From the newest pair to the oldest, then a first guess of the curvature, then back (Nocedal & Wright, 7.4).
    """
    steps, changes = S.reshape(PAIRS, *g.shape), Y.reshape(PAIRS, *g.shape)
    pairs = []
    for age, (s, y) in enumerate(zip(steps[::-1], changes[::-1], strict=True)):
        used = (dot(s, y) != 0) & (age < history)
        pairs.append((s, y, np.where(used, 1 / dot(s, y), 0.0)))
    s, y, rho = pairs[0]
    guess = np.where(rho != 0, dot(s, y) / dot(y, y), 1.0)
    weights = []
    for s, y, rho in pairs:
        weights.append(rho * dot(s, g))
        g = g - weights[-1] * y
    r = guess * g
    for (s, y, rho), weight in zip(pairs[::-1], weights[::-1], strict=True):
        r = r + (weight - rho * dot(y, r)) * s
    return np.asarray(r)
