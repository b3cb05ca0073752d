"""How the examples of the built-in sets are made by chance: points around a curve, and two classes in the plane."""

from collections.abc import Callable

import numpy as np

from optim_core.examples.data import Points
from optim_core.examples.dataset import Truth
from optim_core.types import Array


def _spread(count: int, low: float, high: float, rng: np.random.Generator) -> Array:
    """Inputs that cover a range evenly, each moved a bit by chance."""
    places = (np.arange(count) + rng.uniform(0.1, 0.9, count)) / count
    return np.asarray(low + (high - low) * places)


def along(truth: Truth, low: float, high: float, sigma: float) -> Callable[[int, float, np.random.Generator], Points]:
    """Points around a function, with normal noise of this standard deviation."""

    def make(count: int, noise: float, rng: np.random.Generator) -> Points:
        x = _spread(count, low, high, rng)
        return Points(x, truth(x) + noise * sigma * rng.standard_normal(count))

    return make


def rising(x: Array) -> Array:
    """A straight line."""
    return np.asarray(0.8 * x + 0.5)


def parabola(x: Array) -> Array:
    """A parabola."""
    return np.asarray(x * x - 1.0)


def wave(x: Array) -> Array:
    """One wave of a sine."""
    return np.asarray(np.sin(np.pi * x))


def price(x: Array) -> Array:
    """A price that rises with the floor space."""
    return np.asarray(0.3 * x + 40.0)


def outliers(count: int, noise: float, rng: np.random.Generator) -> Points:
    """A line with noise, and every eighth point far above it."""
    x = _spread(count, 0.0, 4.0, rng)
    y = rising(x) + noise * 0.25 * rng.standard_normal(count)
    far = np.arange(count) % 8 == 6
    return Points(x, y + noise * far * rng.uniform(3.0, 4.5, count))


# --- two inputs, two classes


def _halves(count: int) -> Array:
    """The classes 0 and 1 in turn."""
    return np.asarray(np.arange(count) % 2, dtype=np.float64)


def clouds(apart: float) -> Callable[[int, float, np.random.Generator], Points]:
    """Two round clouds."""

    def make(count: int, noise: float, rng: np.random.Generator) -> Points:
        y = _halves(count)
        middle = apart * np.column_stack([2 * y - 1, 2 * y - 1])
        return Points(middle + noise * 0.7 * rng.standard_normal((count, 2)), y)

    return make


def moons(count: int, noise: float, rng: np.random.Generator) -> Points:
    """Two half circles that reach into each other."""
    y = _halves(count)
    angle = np.pi * rng.uniform(0.0, 1.0, count)
    x = np.column_stack([np.cos(angle), np.sin(angle)])
    x = np.where(y[:, None] > 0, [1.0, 0.5] - x, x) - [0.5, 0.25]
    return Points(x + noise * 0.12 * rng.standard_normal((count, 2)), y)


def circles(count: int, noise: float, rng: np.random.Generator) -> Points:
    """A disc of one class within a ring of the other."""
    y = _halves(count)
    angle = rng.uniform(0.0, 2 * np.pi, count)
    radius = np.where(y > 0, 0.5 * np.sqrt(rng.uniform(0.0, 1.0, count)), rng.uniform(0.8, 1.1, count))
    x = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return Points(x + noise * 0.08 * rng.standard_normal((count, 2)), y)


def spiral(count: int, noise: float, rng: np.random.Generator) -> Points:
    """Two arms that wind around each other."""
    y = _halves(count)
    along = np.sqrt(rng.uniform(0.02, 1.0, count))
    angle = 3.2 * along * np.pi / 1.6 + np.pi * y
    x = 1.2 * along[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return Points(x + noise * 0.05 * rng.standard_normal((count, 2)), y)


def income(count: int, noise: float, rng: np.random.Generator) -> Points:
    """Two clouds, one input in years and the other in thousands."""
    x, y = clouds(0.6)(count, noise, rng)
    return Points(x * [10.0, 12000.0] + [45.0, 40000.0], y)
