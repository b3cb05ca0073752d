"""Which paths have come to rest, and which hover about a place.

A path has settled where, followed twenty times as long, it would stay within a hundredth of the larger of the way that
it came and the surface's own box. Nobody follows it that far. In a valley that bends up on all sides what is left is
Newton's step to the bottom; elsewhere it is the sum of the steps to come, if they go on to shrink as the last ones did.
All of that is free of scale: a loss times 1000 or axes times 10 leave the word as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_core.simulation.ends import Ends, Mask
from optim_core.simulation.left import ground, left_by_steps
from optim_core.simulation.restless import FEWEST, hovers
from optim_core.simulation.staying import answers, fixed, holds
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
    half, hovering = ends.points[-max(1, ends.steps // 2) :], np.zeros(len(going), dtype=np.bool_)
    staying = going & (lengths(half.std(axis=0), axis=0) <= SPREAD * ends.tolerance)
    settled = staying & _stands(ends, left_by_steps(ends)) if staying.any() else hovering
    at = np.flatnonzero(staying & ~settled & (ends.slowed > SPENT))
    if len(at) and ends.steps >= SPREADING:
        below = ground(ends, at)
        bottom = below.left <= BOTTOM * ends.tolerance[at]
        at, below = at[bottom], below.of(bottom)
        hovering[at] = holds(ends, at, below.left, below)
    return settled, hovering


def _without_chance(ends: Ends, going: Mask) -> tuple[Mask, Mask]:
    """Who lies at the bottom, or hardly steps any more, has settled; who walks about one place hovers."""
    settled, hovering = np.zeros((2, len(going)), dtype=np.bool_)
    step, tolerance = ends.last_step, ends.tolerance
    blind = ends.steps < FEWEST or ends.noisy  # its steps tell little of those to come
    least = 0.0 if blind else min(1 / SHORT, ends.block)  # last steps that are to come
    arriving = going & (np.maximum(_carried(ends), least) * step <= tolerance)
    if arriving.any():
        to_come = left_by_steps(ends)
        share = to_come / tolerance
        near = (share <= 1) | (step <= SHORT * tolerance) & ((share <= WORTH) | (share > WILD)) | blind
        at = np.flatnonzero(arriving & near)
        if len(at):
            below = ground(ends, at)
            seen = (below.left <= BOTTOM * tolerance[at]) | _stands(ends, to_come)[at]
            at, below = at[seen], below.of(seen)
            settled[at] = holds(ends, at, np.minimum(below.left, to_come[at]), below) | (below.left == 0)
    if not blind:
        at = hovers(ends, going & (step <= tolerance) & ~settled & (abs(ends.slowed - 1) < STEADY))
        if len(at):
            hovering[at] = fixed(ends, at)
    return settled, hovering


def _carried(ends: Ends) -> Any:
    """How many last steps a rule may still go on that remembers some: one for all, or (n,)."""
    rule = ends.request.optimizer
    if rule.elementwise and "x" in rule.needs:
        return float(ends.steps)  # a mean of all points so far moves on
    if not rule.carries:
        return float(ends.history.states.size > 0 and not ends.descends)
    if ends.steps >= FEWEST:
        return CARRIED
    carried, step = np.full(len(ends.way), CARRIED), ends.last_step
    at = np.flatnonzero((step <= ends.tolerance) & (CARRIED * step > ends.tolerance))
    if len(at) and (answer := answers(ends, at, forgets=False)) is not None:
        carried[at] = np.minimum(CARRIED, 1 / (1 - answer.kept))
    return carried


def _stands(ends: Ends, to_come: Array) -> Mask:
    """Whether hardly a step is to come, at the base rate, whatever the ground.

    Amid noise few steps tell nothing, nor does a search that stands still: the noise may hide the way down.
    """
    few = ends.steps < FEWEST
    nearly = -1.0 if ends.noisy and (few or ends.descends) else SURELY if few else NEARLY
    return np.asarray((to_come <= nearly * ends.tolerance) & (abs(ends.slowed - 1) < STEADY))
