"""The frame of a small plot: where values lie in it, round numbers beside it, and what its axes are called."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from optim_core.pictures.svg import Point, element, number, short, words

Ends = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """A plot at `left`, `top`, of `width` by `height` pixels. Where `log` is set, y is drawn by its powers of ten."""

    left: float
    top: float
    width: float
    height: float
    x: Ends
    y: Ends
    log: bool = False

    def place(self, x: float, y: float) -> Point:
        """Where a point lies, in pixels from the plot's own corner."""
        (left, right), (low, high) = self.x, self.y
        share = math.log(y / low) / math.log(high / low) if self.log else (y - low) / (high - low)
        return (x - left) / (right - left) * self.width, (1 - share) * self.height

    def drawn(self, *inside: str) -> str:
        """What lies in the plot; what sticks out is cut off."""
        places = {"x": self.left, "y": self.top, "width": self.width, "height": self.height}
        return element("svg", *inside, **places)

    def axes(self, across: str, up: str) -> Iterator[str]:
        """Frame, round numbers and names."""
        bottom, middle = self.top + self.height, self.left + self.width / 2
        box = {"x": self.left, "y": self.top, "width": self.width, "height": self.height}
        yield element("rect", **box, fill="none", stroke="currentColor", opacity=0.4)
        for value in ticks(self.x, 5):
            x = self.left + self.place(value, self.y[0])[0]
            yield element("text", words(short(value)), x=x, y=bottom + 15, text_anchor="middle")
        for value in powers(self.y) if self.log else ticks(self.y, 5):
            y = self.top + self.place(self.x[0], value)[1]
            yield element("text", words(short(value)), x=self.left - 5, y=y + 4, text_anchor="end")
        yield element("text", words(across), x=middle, y=bottom + 30, text_anchor="middle")
        turn = f"rotate(-90 {number(self.left - 56)} {number(self.top + self.height / 2)})"
        yield element(
            "text",
            words(up),
            x=self.left - 56,
            y=self.top + self.height / 2,
            text_anchor="middle",
            transform=turn,
        )


def ticks(ends: Ends, count: int) -> list[float]:
    """Round numbers within a range, about `count` of them.

    >>> ticks((0.1, 0.3), 4)
    [0.1, 0.15, 0.2, 0.25, 0.3]
    """
    low, high = ends
    rough = (high - low) / max(2, count)
    if not (math.isfinite(rough) and rough > 0):
        return []
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    near = 1e-9  # of a step: 0.3 / 0.05 is a little less than 6
    first, last = math.ceil(low / step - near), math.floor(high / step + near)
    return [float(f"{place * step:.10g}") for place in range(first, last + 1)]


def powers(ends: Ends, most: int = 6) -> list[float]:
    """Powers of ten within a range, at most so many and evenly spread."""
    first, last = math.ceil(math.log10(ends[0]) - 1e-9), math.floor(math.log10(ends[1]) + 1e-9)
    stride = max(1, math.ceil((last - first + 1) / most))
    return [10.0**power for power in range(first, last + 1, stride)]
