"""The named points on the curve of a range test: where their labels stand, and how much room the loss axis needs."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optim_core.types import Array

SMOOTH = 5  # steps over which the slope is taken


class Mark(NamedTuple):
    """A point of the curve that has a name."""

    label: str
    rate: float
    loss: float
    symbol: str


def positions(curve: tuple[Array, Array], marks: Sequence[Mark]) -> list[str]:
    """Where the label of each point stands: off the line, and off the label of the point before it."""
    rates, losses = curve
    places: list[str] = []
    for mark in marks:
        at = int(np.abs(np.log(rates / mark.rate)).argmin())
        near = slice(max(0, at - SMOOTH), at + SMOOTH + 1)
        if mark.loss <= losses.min():
            places.append("bottom center")
        elif losses[near][-1] > losses[near][0]:  # it rises: only the left is empty
            places.append("top left")
        else:  # it falls: below it on the left, or beside it on the right
            places.append("middle right" if places[-1:] == ["bottom left"] else "bottom left")
    return places


def room(losses: Array, marked: Sequence[float]) -> tuple[float, float]:
    """The range of the loss axis, in powers of ten, with room for a label under the lowest point."""
    low, high = np.log10(losses.min()), np.log10(max(losses.max(), *marked, losses.min()))
    span = max(high - low, 0.5)
    return float(low - 0.2 * span), float(high + 0.06 * span)
