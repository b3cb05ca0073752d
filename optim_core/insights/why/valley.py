"""Why a run takes long through a valley: it zig-zags between the walls, or what it remembers carries it too far."""

import math
from collections.abc import Iterator

import numpy as np

from optim_core.experiment.experiment import Experiment
from optim_core.insights.why import candidates, facts
from optim_core.insights.why.bend import Bend
from optim_core.insights.why.evidence import SHORTEST, Evidence
from optim_core.insights.why.finding import Finding
from optim_core.insights.why.labels import named
from optim_core.messages import Message
from optim_core.types import Array

NARROW = 8.0  # times: so much sharper it bends across than along
ZIGZAG = 0.6  # of all steps
CARRIED = 0.2  # of all steps lead uphill


def overshoot(e: Evidence) -> Finding | None:
    """What it remembers carries the run past the minimum and uphill on the other side, again and again."""
    if e.failed or e.stopped or e.outcome == "converged" or e.last < SHORTEST or not e.run.rule.state_names:
        return None
    name, carried = candidates.memory_of(e.run), int(e.uphill.sum())
    if name is None or carried < CARRIED * e.last or e.noise > np.median(e.slopes):
        return None
    turns = int((e.uphill[1:] & ~e.uphill[:-1]).sum())
    rises = int((np.diff(e.losses) > 0).sum())
    if turns < 2:
        return None
    evidence = (
        Message("why.uphill", count=carried, of=e.last),
        Message("why.rises", count=rises, of=e.last, turns=turns),
    )
    kept = e.run.hypers[name]
    tries = (
        tuple(_critical(e)),
        candidates.forgetting(e, *(kept - part * (1 - kept) for part in (1.0, 2.0, 4.0, 8.0, 16.0)), kept / 2, 0.0),
        candidates.rates(e, (0.5, 0.3, 0.1, 0.03)),
    )
    return Finding(Message("why.overshoot", name=named(e.run, name), value=kept), evidence, tries)


def _critical(e: Evidence) -> Iterator[Experiment]:
    """As much memory as the flattest direction bears without swinging: beta = (1 - sqrt(lr mu))^2."""
    bend = e.bend(e.last)
    if bend is None or bend.curvatures[0] <= 0 or e.limit(bend.sharpest) is None or not e.run.steady:
        return
    root = 1 - math.sqrt(e.run.hypers["lr"] * float(bend.curvatures[0]))
    if root > 0:
        yield from candidates.forgetting(e, root**2)


def zigzag(e: Evidence) -> Finding | None:
    """It jumps from wall to wall of a ravine and comes forward slowly."""
    if e.failed or e.stopped or e.outcome == "converged" or e.last < SHORTEST or e.surface.dim < 2:
        return None
    if e.noise > np.median(e.slopes):
        return None
    bend = e.bend(e.last // 2)
    across = _sharp_direction(e, bend)
    if across is None:
        return None
    count, of = e.flips(across)
    if count < ZIGZAG * of:
        return None
    evidence: tuple[Message, ...] = (facts.flips(e, across),)
    rate = float(e.rates[e.last // 2])
    flat = sharp = 0.0
    if bend is not None:
        sharp, flat = bend.sharpest, bend.flattest
        limit = e.limit(sharp)
        evidence += facts.condition(bend)
        evidence += (facts.product(e, rate, sharp, limit),) if limit is not None else ()
    tries = (
        candidates.heavy_ball(e, sharp, flat),
        (*candidates.remembering(e, 0.5, 0.8, 0.9), *candidates.rates(e, (0.7, 0.5, 0.3))),
        candidates.adaptive(e),
    )
    return Finding(Message("why.zigzag", where=facts.where(e, across)), evidence, tries)


def _sharp_direction(e: Evidence, bend: Bend | None) -> Array | None:
    """Across the ravine: where it bends far more sharply than elsewhere; without curvature the axis that flips most."""
    if bend is not None:
        if bend.sharpest < NARROW * max(bend.flattest, 1e-300):
            return None
        return np.asarray(bend.directions[:, int(np.abs(bend.curvatures).argmax())])
    axes = [e.axis(axis) for axis in range(e.surface.dim)]
    counts = [e.flips(axis)[0] for axis in axes]
    return axes[int(np.argmax(counts))] if min(counts) * NARROW <= max(counts) else None
