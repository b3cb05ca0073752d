"""A network with one hidden layer: x goes into some tanh units, their outputs are weighted and added.

The weights are one list: w of all units, b of all units, v of all units, c. Inside a function paths come first and
examples last, so that each path's sums are the same whether it is followed alone or among others.
"""

import numpy as np
from numpy import empty, newaxis, tanh

from optim_core.types import Array


def network(point: Array, x: Array) -> Array:
    """The network's answer (n, batch) to the inputs x, (n, 1) or (n, batch)."""
    p, inputs = point.T.copy(), x.T.copy()
    width = p.shape[1] // 3
    w, b, v, c = p[:, :width], p[:, width : 2 * width], p[:, 2 * width : -1], p[:, -1:]
    hidden = tanh(w[:, :, newaxis] * inputs[:, newaxis] + b[:, :, newaxis])
    answer: Array = (v[:, :, newaxis] * hidden).sum(axis=1) + c
    return answer.T


def network_error(point: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """The mean squared error (batch,) and its gradient (dim, batch), by going back through the layers."""
    p, inputs, targets = point.T.copy(), x.T.copy(), y.T.copy()
    width, count = p.shape[1] // 3, len(x)
    w, b, v, c = p[:, :width], p[:, width : 2 * width], p[:, 2 * width : -1], p[:, -1:]
    hidden = tanh(w[:, :, newaxis] * inputs[:, newaxis] + b[:, :, newaxis])
    apart = (v[:, :, newaxis] * hidden).sum(axis=1) + c - targets
    back = (1 - hidden * hidden) * apart[:, newaxis]
    slopes = empty(p.shape, dtype=p.dtype)
    slopes[:, :width] = v * (back * inputs[:, newaxis]).sum(axis=2)
    slopes[:, width : 2 * width] = v * back.sum(axis=2)
    slopes[:, 2 * width : -1] = (hidden * apart[:, newaxis]).sum(axis=2)
    slopes[:, -1] = apart.sum(axis=1)
    return (apart * apart).sum(axis=1) / count, (slopes * (2 / count)).T


def network_hessian(point: Array, x: Array, y: Array) -> Array:
    """The second derivatives of the mean squared error, (dim, dim, batch)."""
    p, inputs, targets = point.T.copy(), x.T.copy(), y.T.copy()
    width, count = p.shape[1] // 3, len(x)
    w, b, v, c = p[:, :width], p[:, width : 2 * width], p[:, 2 * width : -1], p[:, -1:]
    hidden = tanh(w[:, :, newaxis] * inputs[:, newaxis] + b[:, :, newaxis])
    apart = (v[:, :, newaxis] * hidden).sum(axis=1) + c - targets
    bend = 1 - hidden * hidden
    slopes = np.concatenate(  # of the answer to each example, (batch, dim, n)
        [v[:, :, newaxis] * bend * inputs[:, newaxis], v[:, :, newaxis] * bend, hidden, np.ones_like(hidden[:, :1])],
        axis=1,
    )
    curved = slopes @ slopes.swapaxes(1, 2)
    curve = -2 * v[:, :, newaxis] * hidden * bend * apart[:, newaxis]  # the answers' own curvatures, unit by unit
    steep = bend * apart[:, newaxis]
    units = np.arange(width)
    for row, column, part in (
        (0, 0, curve * inputs[:, newaxis] ** 2),
        (0, 1, curve * inputs[:, newaxis]),
        (1, 1, curve),
        (0, 2, steep * inputs[:, newaxis]),
        (1, 2, steep),
    ):
        total = part.sum(axis=2)
        curved[:, units + row * width, units + column * width] += total
        if row != column:
            curved[:, units + column * width, units + row * width] += total
    return np.moveaxis(curved * (2 / count), 0, -1)


def hidden_units(point: Array, x: Array) -> Array:
    """What each hidden unit adds to the answer of one network `point` (dim,) at the inputs x (n,): (width, n)."""
    width = len(point) // 3
    w, b, v = (point[part * width : (part + 1) * width, newaxis] for part in range(3))
    added: Array = v * tanh(w * x + b)
    return added
