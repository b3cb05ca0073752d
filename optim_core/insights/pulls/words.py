"""What the pulls of the examples come to, as messages: who pulls hardest, how much cancels, what a minibatch sees."""

import math
from collections.abc import Sequence

import numpy as np

from optim_core.examples.data import Data
from optim_core.experiment.experiment import Experiment
from optim_core.insights.one_step.anatomy import agreement
from optim_core.insights.one_step.directions import DIAGONAL
from optim_core.insights.pulls.pulls import Pulls
from optim_core.messages import Message
from optim_core.types import Array, lengths

MOST_NAMED = 8  # examples of a minibatch that are said one by one
NOTHING = 1e-9  # of what the examples pull: rounding


def pulls_in_words(experiment: Experiment, pulls: Pulls, stretch: Array) -> tuple[Message, ...]:
    """The hardest pull, the mean of all, the minibatch of the next step, and what is to be known about the picture.

    `stretch` has for each drawn coordinate how long the map draws a unit of it; "hardest" is as it looks.
    """
    sentences = [
        _hardest(experiment, pulls, stretch),
        _mean(pulls),
        *_minibatch(pulls),
        Message("pulls.noise") if experiment.noise else None,
        _projected(experiment),
        Message("pulls.stretched") if len({*stretch.tolist()}) > 1 and pulls.sampled else None,
    ]
    return tuple(message for message in sentences if message is not None)


def ways(pulls: Array, names: Sequence[str], stretch: Array) -> list[Message]:
    """Where each of `pulls` (n, drawn coordinates) leads, one message for all that lead the same way.

    A coordinate that hardly counts as it is drawn is not named.
    """
    with np.errstate(all="ignore"):
        sizes = np.abs(pulls * stretch)
    most = sizes.max(axis=1, keepdims=True, initial=0.0)
    there = (most > 0.0) & np.isfinite(most)
    signs = np.where(there & (sizes > DIAGONAL * most), np.sign(pulls), 0.0)
    known: dict[tuple[float, ...], Message] = {}
    return [known.setdefault(key, _way(key, names)) for key in map(tuple, signs.tolist())]


def _way(signs: tuple[float, ...], names: Sequence[str]) -> Message:
    parts = [
        Message(f"microscope.{'more' if sign > 0 else 'less'}", variable=name)
        for sign, name in zip(signs, names, strict=True)
        if sign
    ]
    if not parts:
        return Message("pulls.nowhere")
    return parts[0] if len(parts) == 1 else Message("pulls.both", one=parts[0], other=parts[1])


def apart(data: Data, pulls: Pulls, i: int) -> Message:
    """How far the model's answer to example i is from its target."""
    if data.groups:
        group = round(float(data.train.y[i]))
        share = pulls.answers[i] if group else 1 - pulls.answers[i]
        return Message("pulls.class", group=data.groups[group], share=round(100 * float(share), 1))
    residual = float(pulls.residuals[i])
    if not residual:
        return Message("pulls.exact")
    return Message("pulls.too_low" if residual > 0 else "pulls.too_high", by=abs(residual))


def _hardest(experiment: Experiment, pulls: Pulls, stretch: Array) -> Message:
    axes, data = list(experiment.axes), experiment.surface.data
    assert data is not None, "without data nothing pulls"
    drawn = -pulls.gradients[:, axes]
    sizes = lengths(drawn * stretch, axis=1)
    if not np.isfinite(sizes).all():
        return Message("pulls.beyond")
    most = int(sizes.argmax())
    if not sizes[most]:
        return Message("pulls.level")
    names = [experiment.surface.variables[axis] for axis in axes]
    (leads,) = ways(drawn[[most]], names, stretch)
    return Message("pulls.hardest", number=most + 1, way=leads, apart=apart(data, pulls, most))


def _mean(pulls: Pulls) -> Message | None:
    """How much of the pulls is left in their mean."""
    each = float(lengths(pulls.gradients, axis=1).mean())
    if not 0.0 < each < math.inf:
        return None
    whole = float(lengths(pulls.whole, axis=0))
    facts = {"count": len(pulls.gradients), "each": each, "whole": whole}
    if whole <= NOTHING * each:
        return Message("pulls.cancel_all", **facts)
    return Message("pulls.cancel", **facts, share=round(100 * max(0.0, 1 - whole / each)))


def _minibatch(pulls: Pulls) -> tuple[Message, ...]:
    """Which examples the next step looks at, and how far that leads it away from the gradient of all."""
    if not pulls.sampled:
        return ()
    numbers = [str(i + 1) for i in pulls.picked[:MOST_NAMED].tolist()]
    more = len(pulls.picked) - len(numbers)
    facts = {"count": len(pulls.picked), "all": len(pulls.gradients), "numbers": ", ".join(numbers)}
    which = Message("pulls.minibatch_more", **facts, more=more) if more else Message("pulls.minibatch", **facts)
    same = agreement(pulls.batch, pulls.whole)
    if same is None:
        return (which,)
    times = float(lengths(pulls.batch, axis=0)) / float(lengths(pulls.whole, axis=0))
    return which, Message("pulls.away", angle=round(math.degrees(math.acos(same))), times=times)


def _projected(experiment: Experiment) -> Message | None:
    dim, axes = experiment.surface.dim, experiment.axes
    if dim == len(axes):
        return None
    names = [experiment.surface.variables[axis] for axis in axes]
    return Message("pulls.projected", dim=dim, across=names[0], up=names[-1])
