"""Whether a rule that has come to the bottom of a valley stays there, or throws itself out again.

A rule that divides by a memory of slopes takes ever longer steps once the slopes are gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from optim_core.rules.choices import CLIP, DECAY
from optim_core.rules.reading import array_step
from optim_core.simulation.ends import AHEAD, Ends, Mask, Places
from optim_core.simulation.left import Ground
from optim_core.types import Array, lengths

TINY = 1e-100  # a slope whose square is nothing beside any memory of slopes
OVER = 1.9  # times Newton's step: with 2 it would jump to the other side for ever
THROWN = 10.0  # times the rate: so far it may throw itself out
NOTHING = -650.0  # logarithm of a number that is all but 0 for a computer
MOMENTS = 64  # of the time ahead
TIMES = np.linspace(0, 1, MOMENTS)[:, None]  # parts of it
FADING = 4  # steps without a slope, for how fast a rule forgets


def holds(ends: Ends, at: Places, left: Array, below: Ground) -> Mask:
    """Whether the rule, at its base rate, stays on this ground once it is there, (n,)."""
    rule = ends.request.optimizer
    if rule.limit is not None and not rule.scales and not {CLIP, DECAY} & set(ends.request.hypers):
        settings = [ends.request.hypers_of(path) for path in at.tolist()]
        pairs = zip(below.sharp.tolist(), settings, strict=True)
        return np.array([_within(rule.limit, *pair) for pair in pairs], dtype=np.bool_)
    held = bounded(ends, at)
    if "hessian" in rule.needs and "loss" not in rule.needs:
        held &= ends.hypers(at)["lr"] < OVER
    doubtful = np.flatnonzero(~held | (not rule.scales))
    answer = answers(ends, at[doubtful], forgets=not ends.chance) if len(doubtful) else None
    if answer is None:
        return held | ends.chance
    at, left, tolerance = at[doubtful], left[doubtful], ends.tolerance[at[doubtful]]
    known = np.isfinite(below.bends[doubtful, 0, 0])
    bends = np.where(known[:, None, None], below.bends[doubtful], 0.0)
    later = _felt(answer.later, answer.kept, bends)
    calm = known & (later < 1)
    if rule.scales and not (calm | answer.signs).all():
        now = _felt(answer.gain, answer.kept, bends)
        bent = np.diagonal(bends, axis1=1, axis2=2).T != 0
        size = np.where(bent, np.abs(ends.here[:, at]), 0.0).max(axis=0)  # where it is level rounding does no harm
        rounding = np.finfo(float).eps * np.where(size > 2 * left, size, 0.0) / tolerance  # no more at 0 itself
        start = np.maximum(left / tolerance, rounding)
        calm |= known & ~_outgrows(start, rounding, now, later, answer.kept, AHEAD * ends.steps)
    held[doubtful] = np.where(answer.signs, THROWN * answer.step <= tolerance, calm)
    return held


def _felt(gain: Array, kept: Array, bends: Array) -> Array:
    """The sharpest curvature as the rule feels it, (n,), in parts of what it can bear."""
    roots = np.sqrt(np.minimum(gain, 1e100) / (2 * (1 + kept))).T
    return np.asarray(np.linalg.eigvalsh(roots[:, :, None] * bends * roots[:, None, :])[:, -1])


def _outgrows(start: Array, rounding: Array, now: Array, later: Array, kept: Array, steps: int) -> Mask:
    """Whether a way that shrinks and then grows, as the rule answers ever louder, comes to be 1, (n,)."""
    louder = np.exp(np.log(later / now) * TIMES)
    part = (1 + kept) * (1 - 2 * now * louder)  # the next step is that times this one, less kept
    root = np.sqrt(np.maximum(part**2 - 4 * kept, 0))
    factor = np.where(root > 0, (np.abs(part) + root) / 2, np.sqrt(kept))
    size = np.log(start) + np.cumsum(np.log(factor), axis=0) * (steps / MOMENTS)
    lifted = size + np.maximum(np.maximum.accumulate(np.log(rounding) - size, axis=0), 0)  # it vanishes at 0 alone
    return np.asarray(((lifted > 0) & (np.minimum.accumulate(lifted, axis=0) > NOTHING)).any(axis=0))


def fixed(ends: Ends, at: Places) -> Mask:
    """Whether the steps of a rule that is seen to hover grow no longer, (n,)."""
    held = bounded(ends, at)
    answer = None if held.all() else answers(ends, at, forgets=False)
    return held if answer is None else held | answer.signs


def bounded(ends: Ends, at: Places) -> Mask:
    """Whether even a rule that forgot all slopes could not throw itself far, (n,); true where it keeps none in mind."""
    if not ends.request.optimizer.scales:
        return np.ones(len(at), dtype=np.bool_)
    return np.asarray(THROWN * ends.hypers(at).get("lr", 0.0) * np.sqrt(ends.surface.dim) <= ends.tolerance[at])


class Answer(NamedTuple):
    """What a rule makes of a tiny slope after many steps without any. Arrays are (dim, n) or (n,)."""

    gain: Array  # step over slope, now
    later: Array  # the same in nineteen times the steps
    kept: Array  # the share of a step that comes again in the next one
    step: Array  # its length
    signs: Mask  # whether the step is none the shorter for the slope being tiny


def _within(limit: Callable[..., float | None], sharp: float, hypers: dict[str, float]) -> bool:
    most = limit(sharp, hypers) if sharp > 0 else None
    return most is None or hypers["lr"] < most


def answers(ends: Ends, at: Places, *, forgets: bool) -> Answer | None:
    """How a rule answers, at its base rate, in nineteen times the steps from now; None where it asks for more.

    Where it `forgets` it has no slopes until then; chance never lets a memory of slopes fade.
    """
    rule, dim = ends.request.optimizer, ends.surface.dim
    if not rule.elementwise or not set(rule.needs) <= {"rows"}:
        return None
    rest = np.zeros((dim, len(at)))
    values = {**ends.hypers(at), "x": rest, "rows": dim}
    step, fresh, first, parts = array_step(rule), rule.init(rest), 0, {}
    for name, size in zip(rule.state_names, rule.state_sizes(dim), strict=True):
        parts[name] = rest if name == rule.carries else ends.history.states[-1, first : first + size][:, at]
        first += size
    now, kick = fresh._replace(**parts), np.full_like(rest, TINY)
    t = np.float64((1 + AHEAD) * ends.steps)  # what undoes the pull of a zero start has faded by then
    dx, after = step(kick, now, t, values)
    again, _ = step(rest, after, t, values)
    kept = np.fmin(np.fmax(np.abs(again / dx), 0), 1).max(axis=0)
    later = gain = np.abs(dx) / TINY
    if forgets:
        for _ in range(FADING):
            _, now = step(rest, now, t, values)
        faded = np.abs(step(kick, now, t, values)[0] / dx)
        most = np.abs(step(kick, fresh, t, values)[0] / TINY)
        later = np.fmin(gain * faded ** (AHEAD * ends.steps / FADING), np.fmax(most, gain))
    length = lengths(dx, axis=0)
    return Answer(gain, later, kept, length, length > np.sqrt(TINY))
