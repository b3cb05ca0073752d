"""How final losses become shades: by the share of the way down to the minimum, in powers of ten."""

from dataclasses import dataclass

import numpy as np

from optim_core.insights.rate_map.plane import RatePlane
from optim_core.surfaces.measures import lowest_loss
from optim_core.surfaces.surface import Surface
from optim_core.types import Array

DECADES = 12.0  # of the scale at most; what is nearer to the minimum has the same shade
FEWER = 5.0  # where no minimum is known: then the lowest loss of the map stands for it
TICKS = 5


@dataclass(frozen=True)
class Shades:
    """Losses above `base` in powers of ten, from `low` (shade 0) to `high` (shade 1), that of the loss at the start."""

    base: float
    low: float
    high: float

    def of(self, loss: Array) -> Array:
        """The shade of each loss, from 0 to 1; NaN stays."""
        with np.errstate(all="ignore"):
            excess = np.log10(np.maximum(loss - self.base, 10.0**self.low))
        return np.asarray(np.clip((excess - self.low) / (self.high - self.low), 0.0, 1.0))

    def ticks(self) -> tuple[list[float], list[float]]:
        """Shades for the colour bar, and how far above `base` the losses are that they stand for."""
        shades = np.linspace(0.0, 1.0, TICKS)
        excess = 10.0 ** (self.low + (self.high - self.low) * shades)
        return shades.tolist(), excess.tolist()


def shades_of(surface: Surface, start_loss: float, plane: RatePlane) -> Shades:
    """The scale for a map: from the loss at the start down to the lowest on the map."""
    kept = plane.loss[np.isfinite(plane.loss)]
    known = lowest_loss(surface)
    base = known if known is not None else float(min(kept.min(initial=np.inf), start_loss))
    top = max(start_loss - base, 1e-300) if np.isfinite(start_loss) else 1.0
    high = float(np.log10(top))
    span = DECADES if known is not None else FEWER
    lowest = float(np.log10(max(kept.min(initial=np.inf) - base, top * 10.0**-span))) if kept.size else high - 1
    return Shades(base, min(lowest, high - 1.0), high)
