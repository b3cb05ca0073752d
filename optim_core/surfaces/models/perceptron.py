"""A fully connected network: inputs, hidden layers of tanh or ReLU units, one answer. Without hidden layers, a line.

The weights are one list, in the order of torch.nn.Sequential: for each layer its matrix row by row (a row for each
unit), then its biases. Inside a function paths come first and examples last, and each path's sums are products of its
own matrices, so they are the same whether it is followed alone or among others.
"""

from itertools import pairwise

import numpy as np
from numpy import ascontiguousarray, concatenate, empty, eye, maximum, newaxis, stack, tanh, zeros_like

from optim_core.examples.losses import log_loss, log_loss_curve, log_loss_slope, squared, squared_curve, squared_slope
from optim_core.types import Array


def layers(point: Array, inputs: int, hidden: tuple[int, ...]) -> list[tuple[Array, Array]]:
    """Each layer's matrices (batch, units, inputs) and biases (batch, units, 1), of weights (batch, dim)."""
    parts, at = [], 0
    for count, units in pairwise((inputs, *hidden, 1)):
        end = at + count * units
        parts.append((point[:, at:end].reshape(-1, units, count), point[:, end : end + units, newaxis]))
        at = end + units
    return parts


def columns(x: Array) -> Array:
    """Inputs (n, batch) or (n, batch, inputs) as (batch, inputs, n)."""
    return ascontiguousarray(x.T[:, newaxis] if x.ndim == 2 else x.transpose(1, 2, 0))


def answers(
    point: Array, x: Array, hidden: tuple[int, ...], relu: bool
) -> tuple[list[tuple[Array, Array]], list[Array]]:
    """Each layer's weights, and what comes out of each layer (batch, units, n): first the inputs, last the answer z."""
    outputs = [columns(x)]
    parts = layers(point.T.copy(), outputs[0].shape[1], hidden)
    for place, (matrix, bias) in enumerate(parts, start=1):
        z = matrix @ outputs[-1]
        z += bias
        if place < len(parts):
            z = maximum(z, 0, out=z) if relu else tanh(z, out=z)
        outputs.append(z)
    return parts, outputs


def bends(output: Array, relu: bool) -> Array:
    """How much more comes out of units for each bit more that goes in, of what comes out."""
    return (output > 0).astype(float) if relu else 1 - output * output


def pulled_back(parts: list[tuple[Array, Array]], outputs: list[Array], back: Array, relu: bool) -> Array:
    """The gradient (batch, dim), from the slopes in the answers z (batch, 1, n), by going back through the layers."""
    slopes = []
    for place in range(len(parts) - 1, -1, -1):
        matrix, before = parts[place][0], outputs[place]
        size = back.shape[1] * before.shape[1]
        slopes += [back.sum(axis=2), (back @ before.transpose(0, 2, 1)).reshape(-1, size)]
        if place:
            back = matrix.transpose(0, 2, 1) @ back
            back *= bends(before, relu)
    return concatenate(slopes[::-1], axis=1)


def perceptron(point: Array, x: Array, *, hidden: tuple[int, ...], relu: bool) -> Array:
    """The network's answer (n, batch) to the inputs x, (n, 1 or batch) or (n, 1 or batch, inputs)."""
    return answers(point, x, hidden, relu)[1][-1][:, 0].T


def last_units(point: Array, x: Array, *, hidden: tuple[int, ...], relu: bool) -> Array:
    """What each unit of the last hidden layer adds to the answer of one network `point` (dim,), shape (units, n).

    The inputs are x (n,) or (n, inputs).
    """
    inside = answers(point[:, newaxis], x[:, newaxis], hidden, relu)[1][-2][0]
    weights: Array = point[-1 - hidden[-1] : -1, newaxis] * inside
    return weights


def perceptron_error(
    point: Array, x: Array, y: Array, *, hidden: tuple[int, ...], relu: bool, classes: bool
) -> tuple[Array, Array]:
    """The mean loss (batch,) and its gradient (dim, batch).

    The loss is the squared error, or for `classes` the log loss of targets that are 0 or 1.
    """
    parts, outputs = answers(point, x, hidden, relu)
    z, targets = outputs[-1], columns(y)
    value = log_loss(z, targets) if classes else squared(z, targets)
    back = log_loss_slope(z, targets) if classes else squared_slope(z, targets)
    return value.sum(axis=2)[:, 0] / len(x), (pulled_back(parts, outputs, back, relu) / len(x)).T


def perceptron_slopes(point: Array, x: Array, y: Array, *, hidden: tuple[int, ...], relu: bool, classes: bool) -> Array:
    """The gradient (dim, batch) alone."""
    parts, outputs = answers(point, x, hidden, relu)
    back = log_loss_slope(outputs[-1], columns(y)) if classes else squared_slope(outputs[-1], columns(y))
    return (pulled_back(parts, outputs, back, relu) / len(x)).T


def perceptron_hessian(
    point: Array, x: Array, y: Array, *, hidden: tuple[int, ...], relu: bool, classes: bool
) -> Array:
    """The second derivatives of the loss, (dim, dim, batch): how the gradient changes as each weight alone moves.

    The changes go through the layers and back beside the values, by the product rule, so they are as exact as these.
    """
    dim, targets, matrices = len(point), columns(y), []
    for column in point.T:
        parts, outputs = answers(column[:, newaxis], x, hidden, relu)
        moves = layers(eye(dim), outputs[0].shape[1], hidden)  # for each weight a network where it alone is 1
        changes = [zeros_like(outputs[0])]
        for (matrix, _), (move, shift), before in zip(parts, moves, outputs[:-1], strict=True):
            if len(changes) > 1:
                changes[-1] *= bends(before, relu)
            changes.append(move @ before + matrix @ changes[-1] + shift)
        z, rows = outputs[-1], []
        back = log_loss_slope(z, targets) if classes else squared_slope(z, targets)
        moved = changes[-1] * (log_loss_curve(z, targets) if classes else squared_curve(z, targets))
        for place in range(len(parts) - 1, -1, -1):
            matrix, move, before, change = parts[place][0], moves[place][0], outputs[place], changes[place]
            turned = moved @ before.transpose(0, 2, 1) + back @ change.transpose(0, 2, 1)
            rows += [moved.sum(axis=2), turned.reshape(dim, -1)]
            if place:
                moved = matrix.transpose(0, 2, 1) @ moved + move.transpose(0, 2, 1) @ back
                back = matrix.transpose(0, 2, 1) @ back
                moved = moved * bends(before, relu) + (0 if relu else -2 * before * change * back)
                back = back * bends(before, relu)
        slopes = concatenate(rows[::-1], axis=1) / len(x)
        matrices.append((slopes + slopes.T) / 2)
    return stack(matrices, axis=-1) if matrices else empty((dim, dim, 0))


def weight_names(inputs: int, hidden: tuple[int, ...]) -> list[str]:
    """A name for each weight: `w1_2_3` goes into unit 2 of layer 1 from its input 3, `b1_2` is that unit's bias."""
    names = []
    for layer, (count, units) in enumerate(pairwise((inputs, *hidden, 1)), start=1):
        names += [f"w{layer}_{unit}_{source}" for unit in range(1, units + 1) for source in range(1, count + 1)]
        names += [f"b{layer}_{unit}" for unit in range(1, units + 1)]
    return names


def filters(inputs: int, hidden: tuple[int, ...]) -> list[tuple[slice, bool]]:
    """The weights that go into one unit together, unit by unit, then the layer's biases (True): Li et al. 2018."""
    slices, at = [], 0
    for count, units in pairwise((inputs, *hidden, 1)):
        slices += [(slice(at + unit * count, at + (unit + 1) * count), False) for unit in range(units)]
        at += units * count
        slices.append((slice(at, at + units), True))
        at += units
    return slices


def start(inputs: int, hidden: tuple[int, ...], seed: int, stream: int) -> Array:
    """The weights that a seed begins with: uniform within one over the root of the unit's inputs, as torch.nn.Linear.

    They are `default_rng([seed, stream]).uniform(-1, 1, dim)`, in the order of the variables, each times its bound.
    """
    bounds = np.concatenate(
        [np.full((count + 1) * units, 1 / np.sqrt(count)) for count, units in pairwise((inputs, *hidden, 1))]
    )
    return np.asarray(np.random.default_rng([seed, stream]).uniform(-1.0, 1.0, len(bounds)) * bounds)
