"""The examples there are to learn from: small sets that are made here from fixed seeds, and sets of one's own.

A set for a *curve* has one input and a number as its target; one for *classes* has two inputs and a target that is 0 or
1. Every number is rounded, so that it can be read, typed, and written into a link.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from optim_core.examples.data import Points
from optim_core.types import Array

Kind = Literal["curve", "classes"]
Truth = Callable[[Array], Array]
SEED = 20  # of all built-in sets; the second number is 0 for the examples and 1 for those that are held out
DIGITS = 6  # significant digits of a number of one's own
OWN_DATA = "own"  # the slug of a set that is none of ours
MOST_ROWS = 200  # of a set of one's own, those that are held out included
FEWEST_ROWS = 2
LARGEST_NUMBER = 1e6


@dataclass(frozen=True)
class DataSet:
    """A set of examples. `make(count, noise, rng)` draws some; noise 1 is as usual, 0 is none."""

    slug: str
    name: str
    kind: Kind
    labels: tuple[str, ...]  # of the inputs, then of the target
    make: Callable[[int, float, np.random.Generator], Points]
    teaches: str
    source: str
    truth: Truth | None = None  # the function without noise that the targets come from
    groups: tuple[str, ...] = ()  # names of the two classes

    def drawn(self, count: int, noise: float, held_out: bool) -> Points:
        """`count` examples, or as many others to test with."""
        return _drawn(self.slug, count, noise, held_out)


@dataclass(frozen=True)
class Sample:
    """Which examples a surface learns from: a built-in set, or rows of one's own in place of it, input(s) and target.

    Two samples with the same rows are equal, so a surface that is made from one can be kept.
    """

    data: str
    train: tuple[tuple[float, ...], ...] | None = None
    test: tuple[tuple[float, ...], ...] | None = None
    labels: tuple[str, ...] = ()  # of a set of one's own: its inputs, its target, and two classes

    @property
    def own(self) -> bool:
        """Whether the examples are none of the built-in set's."""
        return self.train is not None


def points_of(rows: tuple[tuple[float, ...], ...]) -> Points:
    """Rows of input(s) and target as arrays."""
    table = np.array(rows, dtype=np.float64)
    return Points(table[:, 0] if table.shape[1] == 2 else table[:, :-1].copy(), table[:, -1].copy())


def rounded(value: float) -> float:
    """A number of one's own with as many digits as a link has."""
    return float(f"{value:.{DIGITS}g}")


@lru_cache(maxsize=128)
def _drawn(slug: str, count: int, noise: float, held_out: bool) -> Points:
    rng = np.random.default_rng([SEED, int(held_out)])
    x, y = DATASETS[slug].make(count, noise, rng)
    return Points(np.round(x, 4), np.round(y, 4))


# --- one input


def _spread(count: int, low: float, high: float, rng: np.random.Generator) -> Array:
    """Inputs that cover a range evenly, each moved a bit by chance."""
    places = (np.arange(count) + rng.uniform(0.1, 0.9, count)) / count
    return np.asarray(low + (high - low) * places)


def _along(truth: Truth, low: float, high: float, sigma: float) -> Callable[[int, float, np.random.Generator], Points]:
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


def _outliers(count: int, noise: float, rng: np.random.Generator) -> Points:
    """A line with noise, and every eighth point far above it."""
    x = _spread(count, 0.0, 4.0, rng)
    y = rising(x) + noise * 0.25 * rng.standard_normal(count)
    far = np.arange(count) % 8 == 6
    return Points(x, y + noise * far * rng.uniform(3.0, 4.5, count))


# --- two inputs, two classes


def _halves(count: int) -> Array:
    """The classes 0 and 1 in turn."""
    return np.asarray(np.arange(count) % 2, dtype=np.float64)


def _clouds(apart: float) -> Callable[[int, float, np.random.Generator], Points]:
    """Two round clouds."""

    def make(count: int, noise: float, rng: np.random.Generator) -> Points:
        y = _halves(count)
        middle = apart * np.column_stack([2 * y - 1, 2 * y - 1])
        return Points(middle + noise * 0.7 * rng.standard_normal((count, 2)), y)

    return make


def _moons(count: int, noise: float, rng: np.random.Generator) -> Points:
    """Two half circles that reach into each other."""
    y = _halves(count)
    angle = np.pi * rng.uniform(0.0, 1.0, count)
    x = np.column_stack([np.cos(angle), np.sin(angle)])
    x = np.where(y[:, None] > 0, [1.0, 0.5] - x, x) - [0.5, 0.25]
    return Points(x + noise * 0.12 * rng.standard_normal((count, 2)), y)


def _circles(count: int, noise: float, rng: np.random.Generator) -> Points:
    """A disc of one class within a ring of the other."""
    y = _halves(count)
    angle = rng.uniform(0.0, 2 * np.pi, count)
    radius = np.where(y > 0, 0.5 * np.sqrt(rng.uniform(0.0, 1.0, count)), rng.uniform(0.8, 1.1, count))
    x = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return Points(x + noise * 0.08 * rng.standard_normal((count, 2)), y)


def _spiral(count: int, noise: float, rng: np.random.Generator) -> Points:
    """Two arms that wind around each other."""
    y = _halves(count)
    along = np.sqrt(rng.uniform(0.02, 1.0, count))
    angle = 3.2 * along * np.pi / 1.6 + np.pi * y
    x = 1.2 * along[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return Points(x + noise * 0.05 * rng.standard_normal((count, 2)), y)


def _income(count: int, noise: float, rng: np.random.Generator) -> Points:
    """Two clouds, one input in years and the other in thousands."""
    x, y = _clouds(0.6)(count, noise, rng)
    return Points(x * [10.0, 12000.0] + [45.0, 40000.0], y)


_XY = ("x", "y")
_TWO = ("x1", "x2", "class")
_MADE = "Made up for Descent Lab by chance, from a fixed seed"
_AS_IN_SKLEARN = "Made up for Descent Lab by chance, from a fixed seed, after a set that scikit-learn made popular"

DATASETS: dict[str, DataSet] = {
    data.slug: data
    for data in (
        DataSet(
            "line",
            "A line with noise",
            "curve",
            _XY,
            _along(rising, 0.0, 4.0, 0.3),
            "No line goes through all of the points; the best one balances their pulls.",
            _MADE,
            rising,
        ),
        DataSet(
            "outliers",
            "A line with outliers",
            "curve",
            _XY,
            _outliers,
            "A few points far away pull with the square of their distance, and the line follows them.",
            _MADE,
            rising,
        ),
        DataSet(
            "unscaled",
            "Flats: size and price",
            "curve",
            ("size in m²", "price in thousands"),
            _along(price, 20.0, 180.0, 6.0),
            "Inputs of a hundred and weights of a third: the bowl is a ravine until the inputs are standardised.",
            _MADE,
            price,
        ),
        DataSet(
            "parabola",
            "A parabola",
            "curve",
            _XY,
            _along(parabola, -2.0, 2.0, 0.3),
            "Too bent for a line, too simple for nine powers: which degree fits new points best?",
            _MADE,
            parabola,
        ),
        DataSet(
            "sine",
            "One wave of a sine",
            "curve",
            _XY,
            _along(wave, -1.0, 1.0, 0.1),
            "A smooth wave: a line misses it, a cubic nearly has it, a small network learns it.",
            _MADE,
            wave,
        ),
        DataSet(
            "clouds",
            "Two clouds",
            "classes",
            _TWO,
            _clouds(0.7),
            "The clouds overlap a little, so no border is right about all points, and the best one is certain of none.",
            _AS_IN_SKLEARN,
            groups=("circles", "squares"),
        ),
        DataSet(
            "apart",
            "Two clouds far apart",
            "classes",
            _TWO,
            _clouds(1.8),
            "A straight line separates the classes. So larger weights are always better, and they grow without end.",
            _AS_IN_SKLEARN,
            groups=("circles", "squares"),
        ),
        DataSet(
            "moons",
            "Two moons",
            "classes",
            _TWO,
            _moons,
            "A straight border is right about most points; a few hidden units bend it around the tips.",
            _AS_IN_SKLEARN,
            groups=("circles", "squares"),
        ),
        DataSet(
            "circles",
            "A disc in a ring",
            "classes",
            _TWO,
            _circles,
            "No straight border helps at all. Three hidden units can close a border around the disc.",
            _AS_IN_SKLEARN,
            groups=("circles", "squares"),
        ),
        DataSet(
            "spiral",
            "A spiral",
            "classes",
            _TWO,
            _spiral,
            "The hardest small set there is: two layers learn it where one layer struggles.",
            _MADE,
            groups=("circles", "squares"),
        ),
        DataSet(
            "income",
            "Age and income",
            "classes",
            ("age", "income", "class"),
            _income,
            "One input is a thousand times as large as the other: nothing learns until they are standardised.",
            _MADE,
            groups=("circles", "squares"),
        ),
    )
}


def datasets(kind: Kind) -> tuple[str, ...]:
    """The slugs of the built-in sets of a kind, in order."""
    return tuple(slug for slug, data in DATASETS.items() if data.kind == kind)
