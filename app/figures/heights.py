"""How heights become colours: a scale that shows both the valley's floor and the towering walls.

Losses on one map span many powers of ten. The drawn height is log(1 + (loss - lowest) / unit), where the unit is a low
quantile of the map's own losses; hover and colour bar always say the true loss.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lessons.measuring.words import numeral
from optim_core import Surface
from optim_core.types import Array

GRID = 96  # points a side
CURVE = 601
BANDS = 14
UNIT_QUANTILE = 0.08


@dataclass(frozen=True)
class Heights:
    """A grid of losses and the heights they are drawn at."""

    axes: tuple[Array, ...]
    loss: Array  # (len(y), len(x)) or (len(x),); nan where the formula is undefined
    lowest: float
    unit: float

    def drawn(self, loss: Array) -> Array:
        """The drawn height of a loss."""
        with np.errstate(all="ignore"):
            return np.log1p(np.maximum(loss - self.lowest, 0.0) / self.unit)

    def ticks(self, count: int = 6) -> tuple[list[float], list[str]]:
        """Heights for the colour bar, evenly spread, with the true loss as their text."""
        top = float(np.nanmax(self.drawn(self.loss))) if np.isfinite(self.loss).any() else 1.0
        heights = np.linspace(0.0, top, count)
        losses = self.lowest + self.unit * np.expm1(heights)
        return heights.tolist(), [numeral(float(loss), 3) for loss in losses]


def grid(
    surface: Surface,
    box: tuple[tuple[float, float], ...] | None = None,
    points: int | None = None,
    axes: tuple[int, ...] = (0, 1),
    at: Sequence[float] | None = None,
) -> Heights:
    """The losses of a surface over a box of the two coordinates `axes`, its own box unless another is given.

    With more coordinates than two it is a slice: the others are those of the point `at`, the start unless given.
    """
    axes = axes[: surface.dim]
    box = box or tuple(surface.domain[axis] for axis in axes)
    count = points or (CURVE if surface.dim == 1 else GRID)
    lines = tuple(np.linspace(low, high, count) for low, high in box)
    places = np.empty((count,) * len(axes) + (surface.dim,))
    places[:] = surface.start if at is None else at
    for axis, values in zip(axes, np.meshgrid(*lines), strict=True):
        places[..., axis] = values
    return heights_of(lines, surface.value(places))


def heights_of(axes: tuple[Array, ...], loss: Array) -> Heights:
    """The heights of a grid of losses, (len(y), len(x)) or (len(x),); what is not finite is a gap."""
    loss = np.where(np.isfinite(loss), loss, np.nan)
    known = loss[np.isfinite(loss)]
    if not known.size:
        return Heights(axes, loss, 0.0, 1.0)
    lowest = float(known.min())
    span = float(known.max()) - lowest
    unit = float(np.quantile(known, UNIT_QUANTILE)) - lowest
    return Heights(axes, loss, lowest, max(unit, 1e-3 * span, 1e-300))
