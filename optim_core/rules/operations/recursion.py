"""The memory of L-BFGS: the last few steps with the changes of the gradient, and what they say about curvature.

Pairs lie one after the other in one array (PAIRS * dim, batch), the oldest first; an empty place holds zeros.
"""

from typing import Any

import numpy as np

from optim_core.rules.operations.matrices import along_rows
from optim_core.rules.vectors import dot
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
    growth = along_rows(steps * changes)
    age = np.arange(PAIRS)[::-1, None]
    rho = np.where((growth != 0) & (age < history), 1 / growth, 0.0)  # an empty place has growth 0
    size = dot(changes[-1], changes[-1])
    guess = np.where(size > 0, growth[-1] / size, 1.0)  # 0 where the newest change is across its step, as in optax
    weights = np.zeros_like(rho)
    for i in reversed(range(PAIRS)):
        weights[i] = rho[i] * dot(steps[i], g)
        g = g - weights[i] * changes[i]
    r = guess * g
    for i in range(PAIRS):
        r = r + (weights[i] - rho[i] * dot(changes[i], r)) * steps[i]
    return np.asarray(r)
