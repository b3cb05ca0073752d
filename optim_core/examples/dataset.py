"""A set of examples, and the choice of one: built in, or rows of one's own."""

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
        return _drawn(self, count, noise, held_out)


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
def _drawn(examples: DataSet, count: int, noise: float, held_out: bool) -> Points:
    rng = np.random.default_rng([SEED, int(held_out)])
    x, y = examples.make(count, noise, rng)
    return Points(np.round(x, 4), np.round(y, 4))
