"""Small optimizers made for one test each, and those of the registry under every choice."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from numpy import zeros_like

from optim_core import OPTIMIZERS, Hyper, Optimizer
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES, decays_itself, effective
from optim_core.types import Interval


def hyper(symbol: str, default: float, **more: Any) -> Hyper:
    return Hyper(symbol, default, 0.0, 10.0, Interval(-1e300, 1e300), f"the {symbol}", "Help.", **more)


class Nothing(NamedTuple):
    pass


class Velocity(NamedTuple):
    v: Any


def no_memory(x: Any) -> Nothing:
    return Nothing()


def at_rest(x: Any) -> Velocity:
    return Velocity(zeros_like(x))


def made(update: Callable[..., Any], init: Callable[..., Any] = no_memory, **changes: Any) -> Optimizer:
    """An optimizer of this test's own."""
    record: dict[str, Any] = {"slug": update.__name__, "name": "Mine", "init": init, "update": update}
    record |= {"hypers": {"lr": hyper(r"\eta", 0.1)}, "help": "", "conventions": "", "source": "", "elementwise": False}
    return Optimizer(**record | changes)


def variants(slug: str) -> Iterator[Optimizer]:
    """An optimizer by each library's conventions, with each kind of clipping and of weight decay."""
    for library, (decay, clip) in itertools.product(LIBRARIES, zip(DECAYS, CLIPS, strict=True)):
        if decay == "none" or not decays_itself(OPTIMIZERS[slug]):
            yield effective(OPTIMIZERS[slug], decay, clip, library)
