"""How large a learning rate may be on a parabola: limits, and by what each step multiplies the distance to go.

On a parabola of curvature L gradient descent multiplies the distance to the minimum by 1 - lr L at each step. With
momentum two steps belong together, so the factor is an eigenvalue of a 2 x 2 matrix. Below 1 the run comes closer.
The limits are where 1 + trace + determinant of that matrix is 0: there one eigenvalue is -1. L2 decay is part of L.
"""

import numpy as np
from numpy.typing import ArrayLike

from optim_core.types import Array


def heavy_ball_factor(lr: ArrayLike, beta: ArrayLike, curvature: float) -> Array:
    """The factor per step of momentum, v = beta v + g and x -= lr v; beta = 0 is gradient descent.

    It is the largest |eigenvalue| of the step (x_t, x_t-1) -> (x_t+1, x_t), whose characteristic polynomial is
    z^2 - (1 + beta - lr L) z + beta.

        >>> float(heavy_ball_factor(0.5, 0.0, 1.0))
        0.5
    """
    rate, beta = np.asarray(lr, dtype=np.float64), np.asarray(beta, dtype=np.float64)
    return _largest_root(1 + beta - rate * curvature, beta)


def nesterov_factor(lr: ArrayLike, beta: ArrayLike, curvature: float) -> Array:
    """The factor per step of Nesterov's momentum as torch has it, x -= lr (g + beta v) with the new v.

    Its characteristic polynomial is z^2 - (1 + beta)(1 - lr L) z + beta (1 - lr L), as of the textbook's form.
    """
    rate, beta = np.asarray(lr, dtype=np.float64), np.asarray(beta, dtype=np.float64)
    share = 1 - rate * curvature
    return _largest_root((1 + beta) * share, beta * share)


def _largest_root(total: Array, product: Array) -> Array:
    """The larger |root| of z^2 - total z + product."""
    root = np.sqrt(total.astype(np.complex128) ** 2 - 4 * product)
    return np.maximum(np.abs(total + root), np.abs(total - root)) / 2


def gradient_descent_limit(curvature: float, pull: float = 0.0) -> float:
    """The learning rate above which gradient descent diverges: 2/L.

    `pull` is decoupled weight decay, here and below: each step also takes lr times it off the point.
    """
    return 2 / (curvature + pull)


def heavy_ball_limit(curvature: float, beta: float, share: float = 1.0, pull: float = 0.0) -> float:
    """The learning rate above which momentum diverges: 2 (1 + beta)/L.

    `share` is how much of each gradient enters the velocity; dampening keeps the rest out.
    """
    return 2 * (1 + beta) / (share * curvature + (1 + beta) * pull)


def nesterov_limit(curvature: float, beta: float, share: float = 1.0, pull: float = 0.0) -> float:
    """The learning rate above which Nesterov's momentum diverges: 2 (1 + beta)/(L (1 + 2 beta))."""
    return 2 * (1 + beta) / ((1 + beta) * (curvature + pull) + share * beta * curvature)
