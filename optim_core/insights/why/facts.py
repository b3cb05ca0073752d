"""Pieces of evidence that several explanations use, each a message with its numbers."""

import numpy as np

from optim_core.insights.why.bend import Bend
from optim_core.insights.why.evidence import Evidence
from optim_core.messages import Message
from optim_core.types import Array

ALIGNED = 0.95  # a direction this close to an axis has its name
LEVEL = 1e-6  # of the sharpest curvature: none
SAID = 4  # coordinates of a direction that are said


def where(e: Evidence, direction: Array) -> Message:
    """A direction in words: an axis by its name, another one by its coordinates."""
    length = float(np.linalg.norm(direction))
    unit = direction / length if length > 0 else direction
    axis = int(np.abs(unit).argmax())
    if abs(unit[axis]) >= ALIGNED:
        return Message("why.in_axis", variable=e.surface.variables[axis])
    if e.surface.dim > SAID:
        return Message("why.in_mostly", variable=e.surface.variables[axis])
    return Message("why.in_direction", direction=tuple((unit * np.sign(unit[axis])).round(2).tolist()))


def times(large: float, small: float) -> float:
    """How many times larger one number is than another, as it is said."""
    return float(f"{large / max(small, 1e-300):.2g}")


def point(e: Evidence, values: Array) -> tuple[float, ...]:
    """A point as it is said: no finer than a ten-thousandth of the box."""
    places = [4 - int(np.floor(np.log10(width))) for width in e.box]
    return tuple(round(float(value), place) + 0.0 for value, place in zip(values, places, strict=True))


def flips(e: Evidence, direction: Array, steps: slice = slice(None)) -> Message:
    """How often the step changed its sign."""
    count, of = e.flips(direction, steps)
    return Message("why.flips", where=where(e, direction), count=count, of=of)


def rise(e: Evidence) -> Message:
    """The first step that led upwards."""
    before, after = e.losses[e.rose - 1], e.losses[e.rose]
    return Message("why.rise", step=e.rose, before=float(before), after=float(after))


def product(e: Evidence, rate: float, curvature: float, limit: float) -> Message:
    """Learning rate times curvature beside what this rule bears."""
    return Message("why.product", rate=rate, curvature=curvature, product=rate * curvature, limit=limit * curvature)


def condition(bend: Bend | None) -> tuple[Message, ...]:
    """How much sharper the surface bends one way than the other; nothing where it does not bend at all one way."""
    if bend is None or bend.flattest <= LEVEL * bend.sharpest:
        return ()
    ratio = times(bend.sharpest, bend.flattest)
    return (Message("why.condition", sharp=bend.sharpest, flat=bend.flattest, ratio=ratio),)


def from_data(e: Evidence) -> tuple[Message, ...]:
    """That inputs of unlike sizes make the ravine; nothing where they do not."""
    if e.unscaled is None:
        return ()
    condition, even = (float(f"{ratio:.2g}") for ratio in e.unscaled[:2])
    return (Message("why.from_data", ratio=condition, even=even),)


def late_share(e: Evidence) -> float:
    """How much of the fall of the loss came in the last quarter of the steps."""
    third, _ = e.quarters()
    total, late = float(e.losses[0] - e.losses[-1]), float(e.losses[max(0, third.stop - 1)] - e.losses[-1])
    return max(0.0, late / total) if total > 0 else 0.0


def fall(e: Evidence) -> Message:
    """How far the loss came, and how much of that in the last quarter of the steps."""
    first, end = float(e.losses[0]), float(e.losses[-1])
    return Message("why.fall", first=first, loss=end, share=float(f"{100 * late_share(e):.2g}"))
