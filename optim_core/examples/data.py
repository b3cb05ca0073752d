"""What a loss from data is made of: the data, and the model that is compared with them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.examples.losses import SQUARED, Loss
from optim_core.formula import Functions
from optim_core.types import Array

CHUNK = 16_384  # examples of all points that are looked at together: what they need fits into the processor's cache

# (weights (dim, batch), inputs, targets), both (n, 1) or (n, batch) -> (loss (batch,), gradient (dim, batch)); an
# example with several inputs has them behind: (n, 1, inputs) or (n, batch, inputs)
LossAndGradient = Callable[[Array, Array, Array], tuple[Array, Array]]
Slopes = Callable[[Array, Array, Array], Array]


class Points(NamedTuple):
    """Some examples: an input and a target each."""

    x: Array  # (n,), or (n, inputs) where an example has several
    y: Array  # (n,); 0 or 1 where it is a class


@dataclass(frozen=True)
class Data:
    """The examples a model learns from, as the model sees them, and those that are held out to test it."""

    train: Points
    test: Points | None = None
    labels: tuple[str, ...] = ("x", "y")  # of the inputs, then of the target
    truth: Callable[[Array], Array] | None = None  # the function without noise that the examples come from
    groups: tuple[str, ...] = ()  # names of the classes 0 and 1; without them the target is a number
    offset: tuple[float, ...] = (0.0,)  # the model sees (input - offset) / scale, for each input
    scale: tuple[float, ...] = (1.0,)

    def __len__(self) -> int:
        return len(self.train.x)

    def drawn(self, rows: NDArray[np.int16]) -> Points:
        """The examples `rows` (..., n, batch), those of a path beside each other in memory as models take them."""
        order = np.ascontiguousarray(np.swapaxes(rows, -1, -2))
        x, y = self.train.x[order], np.swapaxes(self.train.y[order], -1, -2)
        if self.train.x.ndim == 1:
            return Points(np.swapaxes(x, -1, -2), y)
        return Points(np.moveaxis(np.ascontiguousarray(np.swapaxes(x, -1, -2)), -1, -3), y)

    @property
    def inputs(self) -> int:
        """How many inputs an example has."""
        return 1 if self.train.x.ndim == 1 else self.train.x.shape[1]

    @property
    def extent(self) -> tuple[tuple[float, float], ...]:
        """The smallest and the largest value of each input, those of the test included."""
        parts = [self.train.x] if self.test is None else [self.train.x, self.test.x]
        table = np.concatenate([part.reshape(len(part), -1) for part in parts])
        return tuple(zip(table.min(axis=0).tolist(), table.max(axis=0).tolist(), strict=True))

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest input of examples with one, those of the test included."""
        (ends,) = self.extent
        return ends


@dataclass(frozen=True)
class Model:
    """A function of x with weights, and its mean loss over some examples.

    Inside, weights are (dim, batch), one column for each path, as rules have them. Examples are (n, 1) where all paths
    see the same and (n, batch) where each path has its own.
    """

    data: Data
    predict: Callable[[Array, Array], Array]  # (weights, inputs) -> (n, batch)
    loss_and_gradient: LossAndGradient = field(repr=False)
    hessian: Callable[[Array, Array, Array], Array] | None = field(repr=False)  # (dim, dim, batch); None with a formula
    code: tuple[str, ...]  # the prediction as lines over `point` and x in a library's functions, `{np}.tanh`
    latex: tuple[str, ...]  # the loss, the model, and how its slopes are worked out
    units: Callable[[Array, Array], Array] | None = None  # (weights, inputs) -> what each hidden unit adds (units, n)
    loss: Loss = SQUARED
    filters: tuple[tuple[slice, bool], ...] = ()  # weights that go into one unit together; True: they are biases
    layers: tuple[str, ...] = ()  # the same as layers of torch.nn, where the weights are in their order: "Linear(2, 8)"
    slopes: Slopes | None = field(default=None, repr=False)  # the gradient alone, where that is less work

    def predictions(self, points: ArrayLike, inputs: ArrayLike) -> Array:
        """The model at `inputs` (n,) for each of `points` (..., dim), shape (..., n)."""
        weights = np.asarray(points, dtype=np.float64)
        columns = self.predict(weights.reshape(-1, weights.shape[-1]).T, np.asarray(inputs, dtype=np.float64)[:, None])
        return columns.T.reshape(*weights.shape[:-1], -1)

    def error(self, points: ArrayLike, examples: Points) -> Array:
        """The mean loss on some examples for each of `points` (..., dim), shape (...)."""
        weights = np.asarray(points, dtype=np.float64)
        with np.errstate(all="ignore"):
            return self._losses(weights.reshape(-1, weights.shape[-1]).T, examples).reshape(weights.shape[:-1])

    def accuracy(self, points: ArrayLike, examples: Points) -> Array:
        """The share of examples whose class is the likelier one, for each of `points` (..., dim), shape (...)."""
        with np.errstate(all="ignore"):
            return np.asarray(((self.predictions(points, examples.x) > 0) == (examples.y > 0.5)).mean(axis=-1))

    def value(self, weights: Array) -> Array:
        """The loss (batch,) over all examples for weights (dim, batch)."""
        return self._losses(weights, self.data.train)

    def _losses(self, weights: Array, examples: Points) -> Array:
        """The mean loss (batch,) on some examples. A path's sum is the same alone and among others."""
        losses = []
        for part in _parts(weights, examples):
            answers = np.ascontiguousarray(self.predict(part, examples.x[:, None]).T)
            losses.append(self.loss.value(answers, examples.y).sum(axis=1) / len(examples.y))
        return _joined(losses)

    def whole(self, weights: Array) -> tuple[Array, Array]:
        """The loss (batch,) over all examples, and its gradient (dim, batch)."""
        train = self.data.train
        return self.loss_and_gradient(weights, train.x[:, None], train.y[:, None])

    def curvatures(self, points: ArrayLike) -> Array:
        """The second derivatives of the loss over all examples at `points` (..., dim), shape (..., dim, dim)."""
        assert self.hessian is not None, "without a formula the model has to know its own curvature"
        weights, train = np.asarray(points, dtype=np.float64), self.data.train
        dim = weights.shape[-1]
        columns = weights.reshape(-1, dim).T
        with np.errstate(all="ignore"):
            matrices = [self.hessian(part, train.x[:, None], train.y[:, None]) for part in _parts(columns, train)]
        return np.moveaxis(_joined(matrices), -1, 0).reshape(*weights.shape[:-1], dim, dim)

    def gradients(self, weights: Array, rows: NDArray[np.int16]) -> Array:
        """The gradient (dim, batch) over the examples `rows` (n, 1) or (n, batch) only."""
        return self.gradient(weights, self.data.drawn(rows))

    def gradient(self, weights: Array, examples: Points) -> Array:
        """The gradient (dim, batch) over some examples, (n, 1) or (n, batch)."""
        if self.slopes is not None:
            return self.slopes(weights, *examples)
        return self.loss_and_gradient(weights, *examples)[1]


def model_functions(model: Model) -> Functions:
    """The functions of a surface that has a model but no formula. Each takes one array for each weight."""

    def value(*coordinates: ArrayLike) -> Array:
        weights, shape = _columns(coordinates)
        return model.value(weights).reshape(shape)

    def value_and_gradient(*coordinates: ArrayLike) -> tuple[Array, ...]:
        weights, shape = _columns(coordinates)
        parts = [model.whole(part) for part in _parts(weights, model.data.train)]
        slopes = _joined([gradient for _, gradient in parts])
        return _joined([loss for loss, _ in parts]).reshape(shape), *(slope.reshape(shape) for slope in slopes)

    def hessian(*coordinates: ArrayLike) -> tuple[tuple[Array, ...], ...]:
        parts = model.curvatures(np.stack(np.broadcast_arrays(*coordinates), axis=-1))
        return tuple(
            tuple(parts[..., row, column] for column in range(len(coordinates))) for row in range(len(coordinates))
        )

    def defined(*coordinates: ArrayLike) -> NDArray[np.bool_]:
        return np.ones(np.shape(coordinates[0]), dtype=np.bool_)

    return Functions(value, value_and_gradient, hessian, defined, None)


def _columns(coordinates: tuple[ArrayLike, ...]) -> tuple[Array, tuple[int, ...]]:
    """The points as columns (dim, batch), and the shape that the coordinates had."""
    arrays = [np.asarray(coordinate, dtype=np.float64) for coordinate in coordinates]
    return np.stack([array.ravel() for array in arrays]), arrays[0].shape


def _parts(weights: Array, examples: Points) -> Iterator[Array]:
    width = max(1, CHUNK // len(examples.y))
    return (weights[:, first : first + width] for first in range(0, max(weights.shape[1], 1), width))


def _joined(parts: list[Array]) -> Array:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)
