"""A polynomial c0 + c1 x + c2 x^2 + ..., and how far it is from some points."""

import numpy as np

from optim_core.types import Array


def polynomial(point: Array, x: Array) -> Array:
    """The polynomial's height (n, batch) at the inputs x, (n, 1) or (n, batch)."""
    height = 0 * x + 0 * point[0]
    for c in point[::-1]:
        height = height * x + c
    return np.asarray(height)


def powers(x: Array, count: int) -> Array:
    """The first `count` powers of x (...), shape (..., count): 1, x, x^2, ..."""
    return np.stack([x**power for power in range(count)], axis=-1)


def polynomial_error(point: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """The mean squared error (batch,) and its gradient (dim, batch)."""
    apart = (polynomial(point, x) - y).T.copy()  # paths first: a path's sums are the same alone and among others
    inputs, count = x.T.copy(), len(x)
    slopes, power = [], np.ones_like(inputs)
    for _ in point:
        slopes.append((apart * power).sum(axis=1))
        power = power * inputs
    return (apart * apart).sum(axis=1) / count, np.array(slopes) * (2 / count)


def polynomial_hessian(point: Array, x: Array, y: Array) -> Array:
    """The second derivatives of the mean squared error, (dim, dim, batch): the same everywhere."""
    table = powers(x[:, 0], len(point))
    curved = table.T @ table * (2 / len(x))
    return np.repeat(curved[:, :, None], point.shape[1], axis=2)
