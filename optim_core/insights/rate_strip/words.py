"""What a strip shows, as facts: below which rate a run barely moves, which is best, above which it breaks."""

from collections.abc import Iterator

import numpy as np

from optim_core.insights.rate_strip.kinds import BROKEN
from optim_core.insights.rate_strip.sweep import Borders, Strip
from optim_core.messages import Message
from optim_core.surfaces.measures import next_to_0


def strip_in_words(strip: Strip, borders: Borders, steps: int) -> Iterator[tuple[str, Message]]:
    """The facts in order of the rates, each with its kind of rate; none (empty) where it is about all of them.

    `steps` is how many steps the run has.
    """
    low, high = float(strip.rates[0]), float(strip.rates[-1])
    broken = np.isin(strip.kinds, list(BROKEN.values()))
    if (strip.losses == strip.reach.first).all() and not strip.reach.span:
        yield "", Message("strip.all_still")
    elif len(set(strip.kinds.tolist())) == 1:
        yield str(strip.kinds[0]), Message(f"strip.all_{strip.kinds[0]}", low=low, high=high)
    else:
        if borders.moves is not None:
            yield "barely", Message("strip.barely", rate=borders.moves)
        if strip.best is not None:
            best = float(strip.rates[strip.best])
            loss = next_to_0(float(strip.losses[strip.best]), strip.reach.first)
            yield str(strip.kinds[strip.best]), Message("strip.best", rate=best, loss=loss)
        if borders.bounces is not None:
            yield "bouncing", Message("strip.bouncing", rate=borders.bounces)
        if borders.breaks is not None:
            yield str(strip.kinds[-1]), Message(f"strip.{strip.kinds[-1]}", rate=borders.breaks)
        yield from _exceptions(strip, broken.tolist())
    if strip.steps < steps:
        yield "", Message("strip.steps", steps=strip.steps)


def _exceptions(strip: Strip, broken: list[bool]) -> Iterator[tuple[str, Message]]:
    """Rates that break though higher ones do not; or that none breaks, which is not what people expect."""
    if not any(broken):
        yield "", Message("strip.none_breaks", high=float(strip.rates[-1]))
    below = [k for k, breaks in enumerate(broken) if breaks and not all(broken[k:])]
    if below:
        kind = str(strip.kinds[below[0]])
        yield kind, Message("strip.stray", count=len(below), rates=len(broken), rate=float(strip.rates[below[0]]))
