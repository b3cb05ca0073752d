"""Reads a learning-rate range test: a run whose rate grew by equal ratios from tiny to huge."""

from dataclasses import dataclass

import numpy as np

from optim_core.types import Array, Trajectory

SMOOTHING = 5  # losses that are averaged before the curve is read: each comes from a noisy path
BLOW_UP = 4.0  # the loss has blown up where it is so many times the lowest, counted from there


@dataclass(frozen=True)
class RangeTest:
    """What a range test shows. A rate is that of the step that led to the loss beside it."""

    rates: Array  # (n,)
    losses: Array  # (n,): the loss after the step of each rate, smoothed
    lowest: float  # the rate at the lowest loss
    steepest: float  # the rate at which the loss falls fastest, for the same ratio of rates
    blow_up: float | None  # the first rate after the lowest whose loss is far above it; None where none is

    @property
    def suggestion(self) -> float:
        """A rate to begin with: a tenth of the one with the lowest loss.

        At the lowest loss the rate is already too large: the loss stopped falling there because steps began to
        overshoot, and the small rates before it did the work. A tenth is well inside.
        """
        return self.lowest / 10


def read_range_test(trajectory: Trajectory, path: int = 0, smoothing: int = SMOOTHING) -> RangeTest:
    """What the range test of one path shows. Raises ValueError for a run without any finite step."""
    return read_losses(trajectory.learning_rate[:, path], trajectory.loss[:, path], smoothing)


def read_losses(steps: Array, loss: Array, smoothing: int = SMOOTHING, lost: float | None = None) -> RangeTest:
    """What the rates `steps` (n,) led to: the losses (n + 1,) before the first and after each, not finite at the end.

    Raises ValueError without any finite step. The losses are averaged over `smoothing` neighbours, fewer at the ends,
    so that one lucky step is not taken for the best rate. Where the lowest loss is next to nothing, some times that is
    nothing too, and a noisy loss jumps: with `lost` it has blown up where it stays above the lowest, for as many steps
    as are averaged, by this share of the whole fall.
    """
    ended = np.flatnonzero(~np.isfinite(loss))
    last = (int(ended[0]) if len(ended) else len(loss)) - 1
    if last < 1:
        raise ValueError("a range test needs at least one finite step")
    rates, losses = steps[:last], loss[1 : last + 1]
    smooth = _averaged(losses, smoothing)
    bottom = int(smooth.argmin())
    before = np.concatenate([loss[:1], smooth[: bottom + 1]])
    fall = before[:-1] - before[1:]  # rates grow by equal ratios, so each step is as wide as any other
    steepest = int(_averaged(fall, smoothing).argmax())
    over = (BLOW_UP - 1) * abs(smooth[bottom]) if lost is None else lost * (loss[0] - smooth[bottom])
    above = losses[bottom:] > max(smooth[bottom] + over, losses[bottom:].min())
    blown = np.flatnonzero(above if lost is None else [above[k : k + smoothing].all() for k in range(len(above))])
    # the path may have ended because its next loss was no number any more
    ended_by = float(steps[last]) if last < len(steps) else None
    blow_up = float(rates[bottom + int(blown[0])]) if len(blown) else ended_by
    return RangeTest(rates, smooth, float(rates[bottom]), float(rates[steepest]), blow_up)


def _averaged(values: Array, width: int) -> Array:
    """Each value averaged with its neighbours, as many on both sides as there are."""
    half = width // 2
    places = np.arange(len(values))
    reach = np.minimum(half, np.minimum(places, len(values) - 1 - places))
    total = values.astype(np.float64)  # summed one by one: in a running sum a huge loss swallows all after it
    for away in range(1, half + 1):
        inside = np.flatnonzero(reach >= away)
        total[inside] += values[inside - away] + values[inside + away]
    averaged: Array = total / (2 * reach + 1)
    return averaged
