"""What is said where nothing went wrong."""

from __future__ import annotations

from optim_core.explain.evidence import Evidence
from optim_core.explain.finding import Finding
from optim_core.explain.stuck import arrived, ends_lowest
from optim_core.insight import settled_at
from optim_core.messages import Message


def stopped(e: Evidence) -> Finding | None:
    """It did what was asked: the learner's stop condition was met."""
    if not e.stopped or e.experiment.stop is None:
        return None
    found = Message(f"why.stopped_{e.experiment.stop.what}", step=e.last, limit=e.experiment.stop.limit)
    return Finding(found, (), content=True)


def fine(e: Evidence) -> Finding | None:
    """It settled, and nothing lower is known."""
    if e.outcome != "converged" or not arrived(e):
        return None
    bend = e.bend(e.last)
    if not ends_lowest(e, bend):
        return None
    evidence = [Message("why.fine_slope", first=float(e.slopes[0]), late=float(e.slopes[-1]))]
    if bend is not None and bend.curvatures[0] > 0:
        evidence.append(Message("why.fine_bends", flat=float(bend.curvatures[0])))
    if e.above is not None and e.lowest is not None:
        evidence.append(Message("why.fine_lowest", loss=float(e.losses[-1]), best=e.lowest))
    key = "why.fine" if bend is not None and bend.curvatures[0] > 0 else "why.fine_flat"
    return Finding(Message(key, step=settled_at(e.path)), tuple(evidence), content=True)
