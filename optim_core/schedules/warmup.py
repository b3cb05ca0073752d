"""Warm-up: the first steps of a run rise in a straight line to the learning rate; then any schedule begins."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy import maximum, where

from optim_core.schedules.schedule import Rates, Schedule, plain
from optim_core.types import Array


def warmed_up(rate: Callable[..., Any], warmup: int) -> Callable[..., Any]:
    """The same schedule after `warmup` steps whose rates are lr/warmup, 2 lr/warmup, ..., lr.

    Then the schedule begins as if step warmup + 1 were the first of a run of steps - warmup steps. In torch this is
    `SequentialLR(optimizer, [LinearLR(optimizer, 1/w, total_iters=w - 1), after], milestones=[w])` with w = warmup. The
    usual `total_iters=w` climbs a little less steeply: there step t has lr/w * (1 + (t - 1)(1 - 1/w)), and only the
    schedule's own first step has lr. Before a OneCycleLR torch climbs to the cycle's first rate only, not to lr.
    """
    if not warmup:
        return rate

    def with_warmup(t: Any, lr: Any, steps: int, **hypers: Any) -> Any:
        return rises(t, lr, rate(begins(t, warmup), lr, int(begins(steps, warmup)), **hypers), warmup)

    return with_warmup


def begins(count: Any, warmup: Any) -> Any:
    """Which of the steps behind the warm-up a step is, or how many there are; at least 1."""
    return maximum(count - warmup, 1)


def rises(t: Any, lr: Any, after: Any, warmup: Any) -> Any:
    """The rate of step t: in a straight line to the run's, then what it is `after` the warm-up."""
    return where(t <= warmup, lr * (t / warmup), after)


def rate_function(schedule: Schedule, steps: int, hypers: Mapping[str, Any] | None = None, warmup: int = 0) -> Rates:
    """The schedule of one run as a function of the step and the learning rate. Not for one that watches the losses."""
    rule, settings = _rule(schedule, warmup), schedule.filled(hypers or {})
    return lambda t, lr: plain(rule(t, lr, steps, **settings))


def rates(schedule: Schedule, lr: Any, steps: int, hypers: Mapping[str, Any] | None = None, warmup: int = 0) -> Array:
    """The rate of every step at once: (steps,), or (steps, batch) where `lr` is (batch,)."""
    t = np.arange(1, steps + 1).reshape(-1, *(1 for _ in np.shape(lr)))
    with np.errstate(all="ignore"):
        rates = _rule(schedule, warmup)(t, np.asarray(lr, dtype=np.float64), steps, **schedule.filled(hypers or {}))
    return np.asarray(rates, dtype=np.float64)


def _rule(schedule: Schedule, warmup: int) -> Callable[..., Any]:
    if schedule.rate is None:
        raise ValueError(f"{schedule.slug} watches the losses: its rates are known only as the run goes")
    return warmed_up(schedule.rate, warmup)
