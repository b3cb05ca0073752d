"""The axis of a hyperparameter on the map: where its values stand, and which of them the cells have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from optim_core.types import Array, Hyper

DIGITS = 3  # that the value of a cell has, so that it can be read and typed
MEMORIES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999)
MOST_TICKS = 8
NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Axis:
    """The slider's range of one hyperparameter, spread so that even steps on it do about as much.

    A `kind` of "ratio" spreads it by ratios, as its slider does. "memory" is for a share that is kept at each step: a
    memory of 0.9 reaches back ten steps, one of 0.99 a hundred, so 1 - value is spread by ratios. Else it is "plain".
    """

    hyper: Hyper

    @property
    def kind(self) -> str:
        """How it is spread: "memory", "ratio" or "plain"."""
        if remembers(self.hyper):
            return "memory"
        return "ratio" if self.hyper.log and self.hyper.low > 0 else "plain"

    def place(self, values: ArrayLike) -> Array:
        """Where values stand on the axis."""
        numbers = np.asarray(values, dtype=np.float64)
        if self.kind == "memory":
            return np.asarray(np.log10(1 / (1 - numbers)))
        return np.asarray(np.log10(numbers)) if self.kind == "ratio" else numbers

    def values(self, places: ArrayLike) -> Array:
        """The values that stand at places, with few digits: of a memory, 1 - value has few."""
        at = np.asarray(places, dtype=np.float64)
        if self.kind == "memory":
            return np.asarray((1 - short(10**-at)).round(9))
        return short(10**at if self.kind == "ratio" else at)

    @property
    def ends(self) -> tuple[float, float]:
        """The places of the slider's ends."""
        low, high = self.place([self.hyper.low, self.hyper.high]).tolist()
        return low, high

    def cells(self, count: int) -> Array:
        """The value in the middle of each of `count` equal cells, (count,)."""
        low, high = self.ends
        return self.values(low + (high - low) * (np.arange(count) + 0.5) / count)

    def ticks(self) -> list[float]:
        """Round values to write beside the axis."""
        low, high = self.hyper.low, self.hyper.high
        if self.kind == "memory":
            return [value for value in MEMORIES if low <= value <= high]
        left, right = self.ends
        if self.kind == "ratio":
            powers = range(int(np.ceil(left - 1e-9)), int(np.floor(right + 1e-9)) + 1)
            return [float(f"1e{power}") for power in powers[:: -(-len(powers) // MOST_TICKS)]]
        return [float(value) for value in np.linspace(low, high, 5)]


def remembers(hyper: Hyper) -> bool:
    """Whether it is a share that is kept at each step: from 0 to nearly 1, and never 1."""
    return hyper.valid.low == 0 and NEARLY_ALL <= hyper.high <= hyper.valid.high < 1


def short(values: Array) -> Array:
    """Values with so few digits that what is read can be typed."""
    return np.array([float(f"{value:.{DIGITS}g}") for value in np.ravel(values).tolist()]).reshape(np.shape(values))
