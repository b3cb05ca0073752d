"""What is said where nothing went wrong."""

from optim_core.insights.what_happened import settled_at
from optim_core.insights.why.evidence import Evidence
from optim_core.insights.why.finding import Finding
from optim_core.insights.why.stuck import arrived, ends_lowest
from optim_core.messages import Message

FALLEN = 0.2  # of the highest rate


def stopped(e: Evidence) -> Finding | None:
    """It did what was asked: the learner's stop condition was met."""
    if not e.stopped or e.experiment.stop is None:
        return None
    message = Message(f"why.stopped_{e.experiment.stop.what}", step=e.last, limit=e.experiment.stop.limit)
    return Finding(message, (), content=True)


def landed(e: Evidence) -> Finding | None:
    """Its falling learning rate has brought it to rest next to the lowest known loss."""
    if e.failed or e.stopped or e.outcome == "converged" or e.run.steady or not e.next_to_lowest:
        return None
    (_, late), highest = e.quarters(), float(e.rates.max())
    if e.rates[-1] > FALLEN * highest:
        return None
    evidence = (
        Message("why.landed_rate", highest=highest, late=float(e.rates[-1])),
        Message("why.landed_loss", first=float(e.losses[0]), loss=float(e.losses[late].mean()), best=e.lowest),
    )
    return Finding(Message("why.landed"), evidence, content=True)


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
    minimum, step = bend is not None and bool(bend.curvatures[0] > 0), settled_at(e.surface, e.path)
    if minimum and step == 0:
        return Finding(Message("why.fine_from_the_start"), tuple(evidence), content=True)
    return Finding(Message("why.fine" if minimum else "why.fine_flat", step=step), tuple(evidence), content=True)
