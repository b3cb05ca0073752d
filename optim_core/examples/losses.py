"""How wrong an answer is: the squared error for a number, the log loss for one of two classes."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from optim_core.types import Array

LEAST = -700.0  # log-odds: exp(700) still is a number


def squared(z: Array, y: Array) -> Array:
    """The square of the distance."""
    apart = z - y
    return apart * apart


def squared_slope(z: Array, y: Array) -> Array:
    """Its slope in z."""
    return 2 * (z - y)


def squared_curve(z: Array, y: Array) -> Array:
    """The slope of that slope in z."""
    return 0 * z + 2


def log_loss(z: Array, y: Array) -> Array:
    """Minus the logarithm of the chance that the answer z gives to the class y, 0 or 1; z is its log-odds.

    Written so that neither a huge z nor a tiny chance overflows.
    """
    above = np.maximum(z, 0)
    return np.asarray(above - y * z + np.log1p(np.exp(z - 2 * above)))


def log_loss_slope(z: Array, y: Array) -> Array:
    """Its slope in z: the chance that is given to class 1, less y.

    For class 1 that is minus the chance of class 0: as a difference it would lose the digits of a small one.
    """
    side = 1 - 2 * y
    return side * chance(side * z)


def log_loss_curve(z: Array, y: Array) -> Array:
    """The slope of that slope in z: the chances of both classes, multiplied."""
    return chance(z) * chance(-z)


def chance(z: Array) -> Array:
    """The chance of class 1 that log-odds z stand for: 1 / (1 + exp(-z))."""
    return np.asarray(1 / (1 + np.exp(-np.maximum(z, LEAST))))


@dataclass(frozen=True)
class Loss:
    """A loss of one example, of the answer z and the target y, with its slope in z. Any shapes that fit together."""

    slug: str
    name: str
    value: Callable[[Array, Array], Array] = field(repr=False)
    slope: Callable[[Array, Array], Array] = field(repr=False)
    code: str  # of some examples in a library's own functions, over `z` and `y`
    latex: str


SQUARED = Loss("squared", "mean squared error", squared, squared_slope, "(z - y) ** 2", r"(z_i - y_i)^2")
LOG_LOSS = Loss(
    "log_loss",
    "log loss",
    log_loss,
    log_loss_slope,
    "{np}.logaddexp((1 - 2 * y) * z, 0 * z)",
    r"\log(1 + e^{z_i}) - y_i z_i",
)
