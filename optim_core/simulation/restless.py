"""How a path fails to come to rest: it bounces to and fro, hovers about a place, or its loss grows and grows."""

from __future__ import annotations

import numpy as np

from optim_core.simulation.ending import alternates
from optim_core.simulation.ends import Ends, Mask, Places
from optim_core.types import Array, lengths

BOUNCE_STEPS = 10
BOUNCE_FALL = 0.99  # a bounce that shrinks by 1 % a step or more is on its way in
GROWN_SHARE = 1e6
FAR = 10.0  # boxes
LOUDER = 3.0  # times from quarter to quarter: under chance less is no growth
FEWEST = 20  # steps that show a place
STILL = 0.1  # of the tolerance: so little the mean moves from quarter to quarter
BACK = 0.25  # of the steps of a quarter: so little they lead on
WINDOW = 4  # steps at least


def grows(ends: Ends) -> Mask:
    """Whether the loss has come above the first, and loss, slope and steps are all on the rise."""
    loss = ends.history.loss
    above = np.asarray(loss[-1] > loss[0])
    if not above.any():
        return above
    above &= (ends.last_step * ends.steps >= ends.way) & (ends.slowed <= 1)  # it has not come to a stop out there
    if ends.request.optimizer.limit is None or ends.request.optimizer.scales:  # without a limit it may come back
        above &= (ends.way > FAR * ends.box) & (np.diff(loss[-WINDOW:], axis=0) > 0).all(axis=0)
    slopes = lengths(ends.history.gradients[-max(WINDOW, ends.steps // 4) - 1 :], axis=1)
    first = lengths(ends.history.gradients[0], axis=0)
    if ends.chance:
        swelling = (slopes[-1] > GROWN_SHARE * first) & (slopes[-1] > slopes[0]) | _swells(loss, ends.steps)
        return np.asarray(above & swelling & (ends.way > ends.box))
    sizes = lengths(ends.updates[-len(slopes) + 1 :], axis=1)
    rising = (slopes[-1] >= slopes.max(axis=0)) & (slopes[-1] > first) & (sizes[-1] >= sizes.max(axis=0))
    if len(loss) > 2:
        rising &= loss[-1] - loss[-2] >= loss[-2] - loss[-3]
    return np.asarray(above & (loss[-1] >= loss.max(axis=0)) & rising)


def _swells(loss: Array, steps: int) -> Mask:
    """Whether the mean loss rises by a multiple from quarter to quarter: chance alone does not do that."""
    if steps < FEWEST:
        return np.zeros(loss.shape[1], dtype=np.bool_)
    quarter = (steps + 1) // 4
    second, third, fourth = (
        loss[steps + 1 - k * quarter : steps + 1 - (k - 1) * quarter].mean(axis=0) for k in (3, 2, 1)
    )
    lowest = loss.min(axis=0)
    return np.asarray((fourth - lowest > LOUDER * (third - lowest)) & (third - lowest > LOUDER * (second - lowest)))


def bounces(updates: Array) -> Mask:
    """Whether the last updates (steps, dim, n) jump to and fro in a coordinate of weight, and do not shrink, (n,)."""
    last = updates[-BOUNCE_STEPS:]
    bouncing = np.zeros(last.shape[2], dtype=np.bool_)
    if len(last) < BOUNCE_STEPS:
        return bouncing
    turned = np.flatnonzero((np.sign(last[-1]) * np.sign(last[-2]) < 0).any(axis=0))
    if len(turned):
        last = last[:, :, turned]
        flips = alternates(last[:-1], last[1:], lengths(last[1:], axis=1)[:, None]).all(axis=0)
        steady = np.abs(last[-1]) > np.abs(last[0]) * BOUNCE_FALL ** (BOUNCE_STEPS - 1)
        bouncing[turned] = (flips & steady).any(axis=0)
    return bouncing


def hovers(ends: Ends, at: Places) -> Mask:
    """Whether the steps of the second half lead back and forth about one place that hardly moves, without chance."""
    quarter, tolerance = ends.steps // 4, ends.tolerance[at]
    hovering = lengths(ends.points[-2 * quarter][:, at] - ends.points[-1][:, at], axis=0) <= tolerance
    if not hovering.any():
        return np.asarray(hovering)
    at, tolerance = at[hovering], tolerance[hovering]
    points, updates = ends.points[-2 * quarter :, :, at], ends.updates[-quarter:, :, at]
    moved = lengths(points[:quarter].mean(axis=0) - points[quarter:].mean(axis=0), axis=0)
    wide = lengths(points - points[-1], axis=1).max(axis=0)
    way = lengths(updates, axis=1).sum(axis=0)
    ahead = lengths(points[-1] - points[-quarter - 1], axis=0)
    hovering[hovering] = (moved <= STILL * tolerance) & (wide <= tolerance) & (ahead <= BACK * way)
    return np.asarray(hovering)
