"""Why a run came to nothing: it left the domain, has no step, falls without end, or exploded."""

from itertools import chain

import numpy as np

from optim_core.insights.why import candidates, facts
from optim_core.insights.why.evidence import SHORTEST, Evidence
from optim_core.insights.why.finding import Finding
from optim_core.messages import Message
from optim_core.typed_rule.trouble import first_trouble

STILL_STEEP = 0.9  # of the slope where the path left the box: where it is less, there may be a bottom further out
FLAT = 1e-6  # of the sharpest curvature: such a matrix cannot be solved for a step


def broken_rule(e: Evidence) -> Finding | None:
    """A line of a rule of one's own gave no number; only its author can mend that."""
    trouble = first_trouble(e.run.rule, e.run.typed, e.run.hypers, e.path) if e.run.typed else None
    return None if trouble is None else Finding(Message("why.broken_rule"), (trouble,))


def left_domain(e: Evidence) -> Finding | None:
    """The path came to a point where the formula has no value."""
    if e.last < 0:
        says = Message("why.no_start", point=e.experiment.point)
        usual = candidates.started(e, e.surface.start)
        return Finding(says, (), chain([tuple(usual)], ((start,) for start in candidates.restarts(e))))
    if e.outcome != "left_domain":
        return None
    slope, rate = float(e.slopes[-1]), float(e.path.learning_rate[e.last, 0])
    evidence = (
        Message("why.domain_step", step=e.last + 1, point=facts.point(e, e.points[-1]), slope=slope, rate=rate),
    )
    tries = (
        candidates.rates(e, candidates.FACTORS_DOWN),
        candidates.forgetting(e, 0.5, 0.0),
        candidates.any_rule(e, 0.01 * e.diagonal),
    )
    return Finding(Message("why.left_domain", step=e.last + 1), evidence, tries)


def no_step(e: Evidence) -> Finding | None:
    """The rule itself knows no step where it stands."""
    if e.outcome != "no_step":
        return None
    bend = e.bend(e.last)
    evidence: tuple[Message, ...] = (
        Message(f"optimizer.{e.run.optimizer}.no_step" if e.run.base.no_step else "fact.no_number"),
        Message("why.no_step_where", point=facts.point(e, e.points[-1]), step=e.last + 1),
    )
    rate = 0.01 * e.diagonal
    if bend is not None and bend.sharpest > 0:
        rate = 1 / bend.sharpest
        if bend.flattest <= FLAT * bend.sharpest:
            evidence += (Message("why.no_curvature", sharp=bend.sharpest, flat=bend.flattest),)
    return Finding(Message("why.no_step"), evidence, (candidates.any_rule(e, rate), candidates.adaptive(e)))


def no_floor(e: Evidence) -> Finding | None:
    """The loss falls for ever: the surface has no lowest point that way."""
    if e.surface.minima or e.last < SHORTEST or e.losses[-1] >= e.losses[0] or e.surface.data is not None:
        return None
    low, high = np.array(e.surface.domain).T
    outside = ((e.points < low) | (e.points > high)).any(axis=1)
    if not outside[-1]:
        return None
    row = int(np.flatnonzero(~outside)[-1]) + 1 if not outside.all() else 0
    if e.slopes[-1] < STILL_STEEP * e.slopes[row] or e.losses[-1] > e.losses[: row + 1].min():
        return None
    evidence = (
        Message("why.outside", step=row, point=facts.point(e, e.points[row])),
        Message("why.still_steep", slope=float(e.slopes[-1]), before=float(e.slopes[row])),
    )
    return Finding(Message("why.no_floor", loss=float(e.losses[-1])), evidence)


def diverged(e: Evidence) -> Finding | None:
    """Every step was longer than the one before."""
    if e.outcome != "diverged":
        return None
    row = max(0, e.rose - 1)
    bends, rate = e.along(0, row), float(e.path.learning_rate[row, 0])
    sharp = max((float(bend.curvatures.max()) for bend in bends), default=0.0)
    limit = e.limit(sharp) if sharp > 0 else None
    evidence: tuple[Message, ...] = (facts.rise(e),) if e.rose else ()
    longest = float(e.sizes.max(initial=0.0))
    if e.last:
        evidence += (Message("why.longest_step", size=longest, first=float(e.sizes[0]), width=e.diagonal),)
        moved = e.updates[-1] / max(1e-300, float(e.sizes[-1])) if np.isfinite(e.sizes[-1]) else e.axis(0)
        if e.flips(moved)[0]:
            evidence += (facts.flips(e, moved),)
    says = Message("why.diverged", loss=float(e.losses[-1]))
    theory: tuple[float, ...] = ()
    if limit is not None:
        theory = (limit / 2 * e.run.hypers["lr"] / rate,) if rate > 0 else (limit / 2,)
        if rate > limit:
            evidence = (facts.product(e, rate, sharp, limit), *evidence)
            says = Message("why.diverged_product", product=rate * sharp, limit=limit * sharp)
    tries = (
        *(tuple(candidates.with_rate(e, one)) for one in theory),
        candidates.rates(e, candidates.FACTORS_DOWN),
        candidates.forgetting(e, 0.5, 0.0),
        candidates.any_rule(e, theory[0] if theory else 0.001 * e.diagonal),
        candidates.adaptive(e),
    )
    return Finding(says, evidence, tries)
