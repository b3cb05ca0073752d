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
    loss, rule = ends.history.loss, ends.request.optimizer
    growing = np.asarray(loss[-1] > loss[0])
    if not growing.any():
        return growing
    growing &= (ends.last_step * ends.steps >= ends.way) & (ends.slowed <= 1)  # it has not come to a stop out there
    if rule.limit is None or rule.scales:  # without a limit it may come back
        growing &= (ends.way > FAR * ends.surface.diagonal) & (np.diff(loss[-WINDOW:], axis=0) > 0).all(axis=0)
    at = np.flatnonzero(growing)
    growing[at] = (_swells if ends.chance else _rises)(ends, at, max(0, ends.steps - max(WINDOW, ends.steps // 4)))
    return growing


def _rises(ends: Ends, at: Places, since: int) -> Mask:
    """Whether no loss was higher than the last, since a row no slope and no step, and the loss rises ever faster."""
    loss, first = ends.history.loss[:, at], lengths(ends.history.gradients[0][:, at], axis=0)
    slopes = lengths(ends.history.gradients[since:, :, at], axis=1)
    sizes = lengths(ends.updates[since:, :, at], axis=1)
    rising = (loss[-1] >= loss.max(axis=0)) & (slopes[-1] >= slopes.max(axis=0)) & (slopes[-1] > first)
    if len(loss) > 2:
        rising &= loss[-1] - loss[-2] >= loss[-2] - loss[-3]
    return np.asarray(rising & (sizes[-1] >= sizes.max(axis=0)))


def _swells(ends: Ends, at: Places, since: int) -> Mask:
    """Whether, out of the box, the slope is out of proportion, or the mean loss rises by a multiple each quarter."""
    loss, quarter = ends.history.loss[:, at], (ends.steps + 1) // 4
    first, before, last = lengths(ends.history.gradients[[0, since, -1]][:, :, at], axis=1)
    swelling = (last > GROWN_SHARE * first) & (last > before)
    if ends.steps >= FEWEST:  # chance alone does not do that
        second, third, fourth = (part.mean(axis=0) - loss.min(axis=0) for part in np.split(loss[-3 * quarter :], 3))
        swelling |= (fourth > LOUDER * third) & (third > LOUDER * second)
    return np.asarray(swelling & (ends.way[at] > ends.surface.diagonal))


def bounces(updates: Array) -> Mask:
    """Whether the last updates (steps, dim, n) jump to and fro in a coordinate of weight, and do not shrink, (n,)."""
    last = updates[-BOUNCE_STEPS:]
    bouncing = np.zeros(last.shape[2], dtype=np.bool_)
    if len(last) < BOUNCE_STEPS:
        return bouncing
    signs = np.sign(last)
    turning = np.flatnonzero((signs[1:] * signs[:-1] < 0).all(axis=0).any(axis=0))
    if len(turning):
        last = last[:, :, turning]
        flips = alternates(last[:-1], last[1:], lengths(last[1:], axis=1)[:, None]).all(axis=0)
        steady = np.abs(last[-1]) > np.abs(last[0]) * BOUNCE_FALL ** (BOUNCE_STEPS - 1)
        bouncing[turning] = (flips & steady).any(axis=0)
    return bouncing


def hovers(ends: Ends, slow: Mask) -> Places:
    """Those of the slow paths that, without chance, walk back and forth about one place that hardly moves."""
    quarter = ends.steps // 4
    at = np.flatnonzero(slow & (lengths(ends.points[-2 * quarter] - ends.points[-1], axis=0) <= ends.tolerance))
    if not len(at):
        return at
    way = lengths(ends.updates[-quarter:, :, at], axis=1).sum(axis=0)
    at = at[lengths(ends.points[-1][:, at] - ends.points[-quarter - 1][:, at], axis=0) <= BACK * way]
    points, tolerance = ends.points[-2 * quarter :, :, at], ends.tolerance[at]
    moved = lengths(points[:quarter].mean(axis=0) - points[quarter:].mean(axis=0), axis=0)
    wide = lengths(points - points[-1], axis=1).max(axis=0)
    return np.asarray(at[(moved <= STILL * tolerance) & (wide <= tolerance)])
