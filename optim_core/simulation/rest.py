"""Which paths have come to rest, and which hover about a place.

A path has settled where, followed twenty times as long, it would stay within a hundredth of the larger of the way that
it came and the surface's own box. Nobody follows it that far. In a valley that bends up on all sides what is left is
Newton's step to the bottom; elsewhere it is the sum of the steps to come, if they go on to shrink as the last ones did.
All of that is free of scale: a loss times 1000 or axes times 10 leave the word as it is.
"""

from __future__ import annotations

import numpy as np

from optim_core.simulation.ends import Ends, Mask, Places
from optim_core.simulation.left import ground, left_by_steps
from optim_core.simulation.restless import FEWEST, hovers
from optim_core.simulation.staying import fixed, holds
from optim_core.types import Array, lengths

SPENT = 0.05  # of the base rate: so little is left of one that ran out
STEADY = 0.5  # of the base rate: so near to it a schedule is, or its steps tell nothing
NEARLY = 0.02  # of the tolerance: where the curvature does not tell, the steps must leave no more
SURELY = 1e-3  # the same, where there are few steps to tell by
BOTTOM = 0.3  # of the tolerance: so much is left at most, for a valley may be flatter than a parabola
SPREADING = 10  # steps that show how far chance leads
SPREAD = 3.0  # times the tolerance: so far about its mean
WORTH = 10.0  # times the tolerance: with more to go nobody looks at the ground
WILD = 1e6  # times the tolerance: steps that shrink and grow tell nothing of those to come
SHORT = 0.1  # of the tolerance: so short is the last step at the bottom of a valley
CARRIED = 10.0  # last steps that a rule may still go which keeps a direction


def rest(ends: Ends, going: Mask) -> tuple[Mask, Mask]:
    """Which of the paths that go on have settled, and which hover."""
    going = going & (ends.base > 0)  # without a rate it stands, and has not arrived
    return (_amid_chance if ends.chance else _without_chance)(ends, going)


def _amid_chance(ends: Ends, going: Mask) -> tuple[Mask, Mask]:
    """Who stays near the mean of the last tenth, and that lies at the bottom, hovers there."""
    settled, hovering = np.zeros_like(going), np.zeros_like(going)
    half = ends.points[-max(1, ends.steps // 2) :]
    at = np.flatnonzero(going & (lengths(half.std(axis=0), axis=0) <= SPREAD * ends.tolerance))
    left, bends = ground(ends, at)
    bottom, stands = left <= BOTTOM * ends.tolerance[at], _stands(ends, at, left_by_steps(ends, at))
    seen = bottom | stands
    at, bottom, stands, spent = at[seen], bottom[seen], stands[seen], (ends.slowed <= SPENT)[at[seen]]
    held = holds(ends, at, left[seen], bends[seen])
    settled[at] = stands
    hovering[at] = bottom & ~spent & held & (ends.steps >= SPREADING)
    return settled, hovering


def _without_chance(ends: Ends, going: Mask) -> tuple[Mask, Mask]:
    """Who lies at the bottom, or hardly steps any more, has settled; who walks about one place hovers."""
    settled, hovering, few = np.zeros_like(going), np.zeros_like(going), ends.steps < FEWEST
    close = np.flatnonzero(going & (few | (ends.last_step <= ends.tolerance)))  # of few steps the last may be a leap
    if not len(close):
        return settled, hovering
    at = close[_carried(ends) * ends.last_step[close] <= ends.tolerance[close]]
    to_come = left_by_steps(ends, at)
    tolerance, short = ends.tolerance[at], ends.last_step[at] <= SHORT * ends.tolerance[at]
    worth = (to_come <= WORTH * tolerance) | (short & (to_come > WILD * tolerance)) | few
    at, to_come, tolerance, short = at[worth], to_come[worth], tolerance[worth], short[worth]
    if len(at):
        left, bends = ground(ends, at)
        arriving = (to_come <= tolerance) | short | few
        seen = (left <= BOTTOM * tolerance) & arriving | _stands(ends, at, to_come)
        settled[at[seen]] = holds(ends, at[seen], np.minimum(left, to_come)[seen], bends[seen]) | (left[seen] == 0)
    if not few:
        at = close[~settled[close] & (np.abs(ends.slowed[close] - 1) < STEADY)]
        at = at[hovers(ends, at)]
        hovering[at] = fixed(ends, at)
    return settled, hovering


def _carried(ends: Ends) -> float:
    """How many last steps a rule may still go on that remembers some."""
    rule = ends.request.optimizer
    if rule.elementwise and "x" in rule.needs:
        return float(ends.steps)  # a mean of all points so far moves on
    return CARRIED if rule.carries else float(bool(rule.state_names))


def _stands(ends: Ends, at: Places, to_come: Array) -> Mask:
    """Whether hardly a step is to come, at the base rate, whatever the ground."""
    stands = (to_come <= NEARLY * ends.tolerance[at]) & (np.abs(ends.slowed[at] - 1) < STEADY)
    if ends.steps < FEWEST:
        stands &= to_come <= (0.0 if ends.chance else SURELY) * ends.tolerance[at]
    return np.asarray(stands)
