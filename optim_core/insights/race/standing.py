"""Reads a race: the best rate of each optimizer, when it reached the target, and how many rates are good."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim_core.types import Array

NOTHING_LEFT = 1e-12  # of the way down: closer to the lowest loss than this is equally close


@dataclass(frozen=True)
class Scale:
    """What losses are measured by: the lowest one, the first one, and the target between them."""

    lowest: float
    first: float
    target: float  # the share of the way from the first loss to the lowest that may be left

    @property
    def way(self) -> float:
        return self.first - self.lowest

    @property
    def goal(self) -> float:
        """The loss at which the target is reached."""
        return self.lowest + self.target * self.way

    def reached(self, losses: Array) -> NDArray[np.bool_]:
        """Which losses are at the target; none where nobody got below the first loss."""
        return np.asarray((losses <= self.goal) & (self.way > 0))

    def excess(self, losses: Array) -> Array:
        """How far losses are above the lowest, no nearer than what counts as nothing."""
        return np.asarray(np.maximum(losses - self.lowest, NOTHING_LEFT * self.way))


@dataclass(frozen=True)
class GoodRange:
    """The rates around the best one that end at the target or below, from the lowest to the highest that was tried."""

    low: float
    high: float
    open_low: bool  # the first or the last rate that was tried is good: the range may be wider
    open_high: bool

    @property
    def factor(self) -> float:
        return self.high / self.low


def cost_of_target(curve: Array, scale: Scale) -> int | None:
    """After how many evaluations a curve of losses (budget + 1,) first reached the target; None where never."""
    there = np.flatnonzero(scale.reached(curve))
    return int(there[0]) if len(there) else None


def best_rate(curves: Array, scale: Scale) -> int:
    """The place of the best rate, of curves (budget + 1, rates): the lowest last loss; of equals the soonest there."""
    costs = [cost_of_target(curve, scale) for curve in curves.T]
    soon = np.array([len(curves) if cost is None else cost for cost in costs])
    return int(np.lexsort((soon, scale.excess(curves[-1])))[0])


def good_range(rates: Array, finals: Array, best: int, scale: Scale) -> GoodRange | None:
    """The good range around the best rate; None where even that one does not end at the target."""
    good = scale.reached(finals)
    if not good[best]:
        return None
    first = last = best
    while first > 0 and good[first - 1]:
        first -= 1
    while last < len(rates) - 1 and good[last + 1]:
        last += 1
    return GoodRange(float(rates[first]), float(rates[last]), first == 0, last == len(rates) - 1)


def order(finals: Array, costs: Sequence[int | None], scale: Scale) -> list[int]:
    """The places of the optimizers from the best: by the last loss; of equals, who reached the target sooner."""
    soon = np.array([np.inf if cost is None else cost for cost in costs])
    return [int(place) for place in np.lexsort((soon, scale.excess(finals)))]


def as_good(first: int, spreads: Sequence[tuple[float, float]]) -> list[int]:
    """Who is as good as the `first` as far as chance lets one say: the middle halves of their seeds overlap."""
    low, high = spreads[first]
    return [place for place, (a, b) in enumerate(spreads) if place != first and a <= high and low <= b]
