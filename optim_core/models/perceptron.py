"""A fully connected network: inputs, hidden layers of tanh or ReLU units, one answer. Without hidden layers, a line.

The weights are one list, in the order of torch.nn.Sequential: for each layer its matrix row by row (a row for each
unit), then its biases. Inside a function paths come first and examples last, and each path's sums are products of its
own matrices, so they are the same whether it is followed alone or among others.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy import empty, newaxis, tanh

from optim_core.losses import log_loss, log_loss_slope, squared, squared_slope
from optim_core.types import Array

TINY = 1e-100  # a step in imaginary direction: its square is nothing beside any number


def layers(point: Array, inputs: int, hidden: tuple[int, ...]) -> list[tuple[Array, Array]]:
    """Each layer's matrices (batch, units, inputs) and biases (batch, units, 1), of weights (batch, dim)."""
    found, at = [], 0
    for count, units in pairwise((inputs, *hidden, 1)):
        end = at + count * units
        found.append((point[:, at:end].reshape(-1, units, count), point[:, end : end + units, newaxis]))
        at = end + units
    return found


def columns(x: Array) -> Array:
    """Inputs (n, batch) or (n, batch, inputs) as (batch, inputs, n)."""
    return x.T[:, newaxis].copy() if x.ndim == 2 else x.transpose(1, 2, 0).copy()


def answers(point: Array, x: Array, hidden: tuple[int, ...], relu: bool) -> list[Array]:
    """What comes out of each layer, the inputs first: (batch, units, n). The last one is the answer z."""
    found = [columns(x)]
    parts = layers(point.T.copy(), found[0].shape[1], hidden)
    for place, (matrix, bias) in enumerate(parts, start=1):
        z = matrix @ found[-1] + bias
        if place < len(parts):
            z = z * (z > 0) if relu else tanh(z)
        found.append(z)
    return found


def perceptron(point: Array, x: Array, *, hidden: tuple[int, ...], relu: bool) -> Array:
    """The network's answer (n, batch) to the inputs x, (n, 1 or batch) or (n, 1 or batch, inputs)."""
    return answers(point, x, hidden, relu)[-1][:, 0].T


def last_units(point: Array, x: Array, *, hidden: tuple[int, ...], relu: bool) -> Array:
    """What each unit of the last hidden layer adds to the answer of one network `point` (dim,), shape (units, n).

    The inputs are x (n,) or (n, inputs).
    """
    inside = answers(point[:, newaxis], x[:, newaxis], hidden, relu)[-2][0]
    weights: Array = point[-1 - hidden[-1] : -1, newaxis] * inside
    return weights


def perceptron_error(
    point: Array, x: Array, y: Array, *, hidden: tuple[int, ...], relu: bool, classes: bool
) -> tuple[Array, Array]:
    """The mean loss (batch,) and its gradient (dim, batch), by going back through the layers.

    The loss is the squared error, or for `classes` the log loss of targets that are 0 or 1.
    """
    outputs = answers(point, x, hidden, relu)
    z, targets, count = outputs[-1][:, 0], y.T, len(x)
    value = log_loss(z, targets) if classes else squared(z, targets)
    back = (log_loss_slope(z, targets) if classes else squared_slope(z, targets))[:, newaxis]
    slopes = empty(point.shape[::-1], dtype=z.dtype)
    end = len(point)
    parts = layers(point.T, outputs[0].shape[1], hidden)
    for place in range(len(parts) - 1, -1, -1):
        matrix, before = parts[place][0], outputs[place]
        units, inputs = matrix.shape[1:]
        slopes[:, end - units : end] = back.sum(axis=2)
        end = end - units - units * inputs
        slopes[:, end : end + units * inputs] = (back @ before.transpose(0, 2, 1)).reshape(-1, units * inputs)
        if place:
            bend = (before > 0) if relu else 1 - before * before
            back = (matrix.transpose(0, 2, 1) @ back) * bend
    return value.sum(axis=1) / count, slopes.T / count


def perceptron_hessian(
    point: Array, x: Array, y: Array, *, hidden: tuple[int, ...], relu: bool, classes: bool
) -> Array:
    """The second derivatives of the loss, (dim, dim, batch): slopes of the gradient by steps in imaginary direction.

    Such a step subtracts nothing, so they are as exact as the gradient.
    """
    dim, found = len(point), []
    for column in point.T:
        moved = column[:, newaxis] + TINY * 1j * np.eye(dim)
        slopes = perceptron_error(moved, x, y, hidden=hidden, relu=relu, classes=classes)[1]
        curved = slopes.imag / TINY
        found.append((curved + curved.T) / 2)
    return np.stack(found, axis=-1) if found else np.empty((dim, dim, 0))


def weight_names(inputs: int, hidden: tuple[int, ...]) -> list[str]:
    """A name for each weight: `w1_2_3` goes into unit 2 of layer 1 from its input 3, `b1_2` is that unit's bias."""
    names = []
    for layer, (count, units) in enumerate(pairwise((inputs, *hidden, 1)), start=1):
        names += [f"w{layer}_{unit}_{source}" for unit in range(1, units + 1) for source in range(1, count + 1)]
        names += [f"b{layer}_{unit}" for unit in range(1, units + 1)]
    return names


def filters(inputs: int, hidden: tuple[int, ...]) -> list[tuple[slice, bool]]:
    """The weights that go into one unit together, unit by unit, then the layer's biases (True): Li et al. 2018."""
    found, at = [], 0
    for count, units in pairwise((inputs, *hidden, 1)):
        found += [(slice(at + unit * count, at + (unit + 1) * count), False) for unit in range(units)]
        at += units * count
        found.append((slice(at, at + units), True))
        at += units
    return found


def start(inputs: int, hidden: tuple[int, ...], seed: int, stream: int) -> Array:
    """The weights that a seed begins with: uniform within one over the root of the unit's inputs, as torch.nn.Linear.

    They are `default_rng([seed, stream]).uniform(-1, 1, dim)`, in the order of the variables, each times its bound.
    """
    bounds = np.concatenate(
        [np.full((count + 1) * units, 1 / np.sqrt(count)) for count, units in pairwise((inputs, *hidden, 1))]
    )
    return np.asarray(np.random.default_rng([seed, stream]).uniform(-1.0, 1.0, len(bounds)) * bounds)
