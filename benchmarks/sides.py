"""Two ways to do the same, timed in turn in blocks, so that each is measured with its code and data at hand."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from optim_core import OPTIMIZERS, SURFACES, Surface
from optim_core.examples.data import Model
from optim_core.rules.choices import ready

STEPS, START = 200, (-1.2, 1.0)
ROSENBROCK = SURFACES["rosenbrock"]
BLOCK, ROUNDS = 0.02, 15  # seconds, blocks


def in_turn(*sides: Callable[[], Any]) -> list[float]:
    """The median milliseconds of one call of each side."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(ROUNDS):
        for side, blocks in zip(sides, times, strict=True):
            calls, begin = 0, time.perf_counter()
            while (passed := time.perf_counter() - begin) < BLOCK:
                side()
                calls += 1
            blocks.append(1000 * passed / calls)
    return [median(blocks) for blocks in times]


def heading(text: str, other: str) -> None:
    print(f"\n{text}\n  {'':<22}{'ours, ms':>9}{other:>11}   {'ratio':<14}{'goal':<16}reached")


def report(what: str, ours: float, other: float, goal: str, reached: bool, ratio: str) -> None:
    print(f"  {what:<22}{ours:>9.3f}{other:>11.3f}   {ratio:<14}{goal:<16}{'yes' if reached else 'NO'}")


def default_hypers(slug: str) -> dict[str, float]:
    return {name: hyper.default for name, hyper in ready(OPTIMIZERS[slug]).hypers.items()}


def model_of(surface: Surface) -> Model:
    """What a surface from data learns with."""
    assert surface.model is not None
    return surface.model


def same_work(ours: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(ours, other, rtol=1e-6, atol=1e-6, err_msg="both sides must do the same work")
