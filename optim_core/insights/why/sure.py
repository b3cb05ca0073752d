"""What happens to a model of classes that is right about everything: it gets surer and surer."""

import numpy as np

from optim_core.insights.why import facts
from optim_core.insights.why.evidence import SHORTEST, Evidence
from optim_core.insights.why.finding import Finding
from optim_core.messages import Message
from optim_core.rules.choices import DECAY
from optim_core.surfaces.measures import test_loss
from optim_core.types import Array, lengths

LOOKED_AT = 200  # rows of the path
LATEST = 0.9  # of the steps: what came later is no state of affairs


def separated(e: Evidence) -> Finding | None:
    """Every example is on its right side, so larger weights are always better, and they grow without end."""
    model = e.surface.model
    if model is None or not model.data.groups or e.surface.minima or e.failed or e.stopped or e.last < SHORTEST:
        return None
    rows = np.unique(np.linspace(0, e.last, LOOKED_AT).astype(int))
    wrong = np.flatnonzero(model.accuracy(e.points[rows], model.data.train) < 1)
    since = 0 if not len(wrong) else int(rows[wrong[-1] + 1]) if wrong[-1] + 1 < len(rows) else e.last
    sizes = lengths(e.points, axis=1)
    if since > LATEST * e.last or e.run.hypers.get(DECAY, 0.0) > 0 or not _grow(sizes[since:], e.losses[since:]):
        return None
    evidence = [
        Message("why.separated_weights", step=since, before=float(sizes[since]), after=float(sizes[-1])),
        Message("why.separated_loss", before=float(e.losses[since]), after=float(e.losses[-1])),
    ]
    tested = test_loss(e.surface, e.points[[since, e.last]])
    if tested is not None and tested[1] > tested[0]:
        evidence.append(Message("why.separated_held_out", times=facts.times(float(tested[1]), float(tested[0]))))
    return Finding(Message("why.separated", step=since), tuple(evidence), content=True)


def _grow(sizes: Array, losses: Array) -> bool:
    """Whether the weights got larger and the loss smaller, in the second half too."""
    half = len(sizes) // 2
    return bool(sizes[0] < sizes[half] < sizes[-1] and losses[0] > losses[half] > losses[-1])
