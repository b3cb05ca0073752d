"""What holds a run back that somebody asked for: weight decay, or clipping."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optim_core.experiment.experiment import Experiment
from optim_core.insights.what_happened import clipped
from optim_core.insights.why import candidates, facts
from optim_core.insights.why.evidence import SHORTEST, Evidence
from optim_core.insights.why.finding import Finding
from optim_core.messages import Message
from optim_core.rules.choices import CLIP, DECAY

SETTLED_SHARE = 1e-3  # of the first slope
AT_REST = 1e-3  # of the longest step
NEARLY_ALL = 0.8  # of all steps


def decayed(e: Evidence) -> Finding | None:
    """It rests where the slope and the pull of weight decay towards zero cancel."""
    strength = e.run.hypers.get(DECAY, 0.0)
    if e.failed or e.stopped or strength <= 0 or e.last < SHORTEST or not e.run.steady or e.noise > 0:
        return None
    if e.sizes[-1] > AT_REST * e.sizes.max() or e.slopes[-1] <= SETTLED_SHARE * e.slopes[0]:
        return None
    evidence = (
        Message("why.decay_slope", slope=float(e.slopes[-1]), step=float(e.sizes[-1]), longest=float(e.sizes.max())),
        Message("why.decay_pull", strength=strength, point=facts.point(e, e.points[-1])),
    )
    return Finding(Message("why.decayed"), evidence, (_with(e, DECAY, 0.0),), "lower")


def throttled(e: Evidence) -> Finding | None:
    """Nearly every gradient is clipped, so the steps are short however steep it is."""
    if e.failed or e.stopped or e.outcome == "converged" or e.last < SHORTEST or e.run.clip == "none" or e.noise > 0:
        return None
    count, threshold = int(clipped(e.run, e.path).sum()), e.run.hypers[CLIP]
    if count < NEARLY_ALL * e.last:
        return None
    evidence = (
        Message("why.throttled_count", count=count, of=e.last, slope=float(np.median(e.slopes)), threshold=threshold),
        facts.fall(e),
    )
    higher = (one for times in (3.0, 10.0, 30.0, 100.0) for one in _with(e, CLIP, float(f"{threshold * times:.2g}")))
    tries = (higher, candidates.rates(e, candidates.FACTORS_UP))
    return Finding(Message("why.throttled", threshold=threshold), evidence, tries)


def _with(e: Evidence, name: str, value: float) -> Iterator[Experiment]:
    if value in e.run.rule.hypers[name].valid:
        yield candidates.with_run(e, replace(e.run, hypers={**e.run.hypers, name: value}))
