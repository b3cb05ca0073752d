"""Reduce on plateau: the rate drops when the loss has not become smaller for a while."""

from typing import Any, NamedTuple

from numpy import inf, maximum, where

from optim_core.schedules.schedule import Schedule, count, lowest_rate
from optim_core.types import BELOW_ONE, Hyper


class PlateauMemory(NamedTuple):
    best: Any  # the smallest loss so far that counted as an improvement
    bad: Any  # how many losses in a row were no improvement
    rest: Any  # how many more losses do not count after a drop
    lr: Any  # the run's learning rate
    rate: Any  # what the drops have made of it


def plateau(
    memory: PlateauMemory | None,
    loss: Any,
    lr: Any,
    *,
    factor: Any,
    patience: Any,
    threshold: Any,
    cooldown: Any,
    min_lr: Any,
) -> tuple[Any, PlateauMemory]:
    s = PlateauMemory(inf, 0, 0, lr, lr) if memory is None else memory
    better = loss < s.best * (1 - threshold)
    best = where(better, loss, s.best)
    bad = where(better | (s.rest > 0), 0, s.bad + 1)
    late = bad > patience
    now = where(lr == s.lr, s.rate, lr)  # a learning rate that was changed by hand counts from now on
    lower = maximum(now * factor, min_lr)
    rate = where(late & (now - lower > 1e-8), lower, now)  # torch leaves out a drop of less than 1e-8
    rest = where(late, cooldown, maximum(s.rest - 1, 0))
    return rate, PlateauMemory(best, where(late, 0, bad), rest, lr, rate)


PLATEAU = Schedule(
    slug="plateau",
    name="Reduce on plateau",
    react=plateau,
    hypers={
        "factor": Hyper(
            symbol=r"\gamma",
            default=0.1,
            low=0.0,
            high=0.95,
            valid=BELOW_ONE,
            name="drop factor",
            help="What the rate is multiplied by at each drop: 0.1 leaves a tenth of it.",
        ),
        "patience": count(
            10.0, 100.0, "patience", "How many steps without improvement are accepted before the rate drops.", "p", True
        ),
        "threshold": Hyper(
            symbol=r"\tau",
            default=1e-4,
            low=1e-8,
            high=0.5,
            valid=BELOW_ONE,
            name="threshold",
            help="By which share the loss has to fall below the best one so far to count as an improvement.",
            log=True,
        ),
        "cooldown": count(
            0.0, 100.0, "cooldown", "How many steps after a drop are not counted against the new rate.", "c", True
        ),
        "min_lr": lowest_rate(),
    },
    lengths=("patience",),
    help="The rate stays the same while the loss keeps falling and drops when it has not for a while.",
    conventions="As torch.optim.lr_scheduler.ReduceLROnPlateau with mode 'min' and threshold_mode 'rel', told the loss "
    "before each step. A loss below zero counts as an improvement even when it is a little larger than the best one, "
    "as in torch. Keras ReduceLROnPlateau looks at epochs and takes an absolute threshold.",
    source="torch.optim.lr_scheduler.ReduceLROnPlateau",
    pytorch="ReduceLROnPlateau(optimizer, factor={factor}, patience={patience}, threshold={threshold}, "
    "cooldown={cooldown}, min_lr={min_lr})",
)
