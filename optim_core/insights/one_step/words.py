"""What happens in one step, as messages: which way is down, what memory adds, how coordinates are scaled."""

import math
from collections.abc import Sequence

import numpy as np

from optim_core.insights.one_step.anatomy import Anatomy, agreement
from optim_core.insights.one_step.directions import direction
from optim_core.messages import Message
from optim_core.types import Array, lengths

SIDEWAYS = 0.5  # a cosine between this and its negative: two vectors neither help nor hinder each other
ALIKE = 1.05  # rates within this factor are one rate
VISIBLE = 1e-3  # of a loss: a smaller change is not seen in the digits that are said


def step_in_words(seen: Anatomy, variables: Sequence[str], stretch: Array | None = None) -> tuple[Message, ...]:
    """One step, from its gradient to the change of the loss.

    `stretch` (dim,) is given where the map draws a unit of one coordinate longer than one of another: directions are
    then said as they look, and angles, which look otherwise, are not said.
    """
    sentences = [
        _gradient(seen, variables, stretch),
        _memory(seen),
        _decay(seen),
        _scaling(seen, variables),
        _step(seen, variables, stretch),
        _loss(seen),
    ]
    return tuple(message for message in sentences if message is not None)


def _gradient(seen: Anatomy, variables: Sequence[str], stretch: Array | None) -> Message:
    drawn = seen.gradient if stretch is None else seen.gradient * stretch
    up, down = direction(drawn, variables), direction(-drawn, variables)
    if up is None or down is None:
        return Message("microscope.flat")
    one, facts = len(seen.gradient) == 1, {"up": up, "down": down, "length": _length(seen.gradient)}
    if seen.true is not seen.gradient:
        same = agreement(seen.gradient, seen.true)
        if one:
            return Message("microscope.noisy_slope", **facts, true=float(seen.true[0]))
        if same is None or stretch is not None:
            return Message("microscope.noisy", **facts, true=_length(seen.true))
        return Message("microscope.noisy_angle", **facts, true=_length(seen.true), angle=_degrees(same))
    return (
        Message("microscope.slope", **facts, slope=float(drawn[0])) if one else Message("microscope.gradient", **facts)
    )


def _memory(seen: Anatomy) -> Message | None:
    """What is remembered, beside what this gradient brings."""
    if seen.carried is None or seen.fresh is None:
        return None
    carried, fresh = _length(seen.carried), _length(seen.fresh)
    if not 0.0 < carried + fresh < math.inf:
        return None
    if not carried:
        return Message("microscope.no_memory")
    same = agreement(seen.carried, seen.fresh)
    way = "alone" if same is None else "along" if same > SIDEWAYS else "against" if same < -SIDEWAYS else "aside"
    return Message(f"microscope.memory_{way}", share=round(100 * carried / (carried + fresh)))


def _decay(seen: Anatomy) -> Message | None:
    size = 0.0 if seen.decay is None else _length(seen.decay)
    return Message("microscope.decay", size=size) if size else None


def _scaling(seen: Anatomy, variables: Sequence[str]) -> Message | None:
    """The rates of the coordinates beside each other."""
    if seen.rates is None:
        return None
    known = np.flatnonzero(np.isfinite(seen.rates))
    if not len(known):
        return None
    low, high = (int(known[place(seen.rates[known])]) for place in (np.argmin, np.argmax))
    least, most = float(seen.rates[low]), float(seen.rates[high])
    if len(known) == 1:
        return Message("microscope.rate_of", variable=variables[high], rate=most, plain=seen.rate)
    if least <= 0 or most <= ALIKE * least:
        return Message("microscope.rates_alike", rate=most, plain=seen.rate)
    return Message(
        "microscope.rates", low=least, high=most, slow=variables[low], fast=variables[high], times=most / least
    )


def _step(seen: Anatomy, variables: Sequence[str], stretch: Array | None) -> Message:
    way = direction(seen.move if stretch is None else seen.move * stretch, variables)
    same, size = agreement(seen.move, -seen.true), _length(seen.move)
    if way is None:
        return Message("microscope.stands")
    if same is None:
        return Message("microscope.step", way=way, size=size)
    if len(seen.move) == 1 or stretch is not None:
        return Message("microscope.step_down" if same > 0 else "microscope.step_up", way=way, size=size)
    angle = _degrees(same)
    if not angle:
        return Message("microscope.step_straight", way=way, size=size)
    return Message("microscope.step_angle" if same > 0 else "microscope.step_uphill", way=way, size=size, angle=angle)


def _loss(seen: Anatomy) -> Message:
    if seen.next_loss == seen.loss:
        return Message("microscope.loss_stays", before=seen.loss)
    change = "falls" if seen.next_loss < seen.loss else "rises"
    by = abs(seen.next_loss - seen.loss)
    if by < VISIBLE * abs(seen.loss):
        return Message(f"microscope.loss_{change}_by", before=seen.loss, by=by)
    return Message(f"microscope.loss_{change}", before=seen.loss, after=seen.next_loss)


def _length(vector: Array) -> float:
    return float(lengths(vector, axis=0))


def _degrees(cosine: float) -> int:
    return round(math.degrees(math.acos(cosine)))
