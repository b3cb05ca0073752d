"""Schedules that go to an end: down a straight line, a power or half a cosine, or up by equal ratios."""

from typing import Any

from numpy import cos, maximum, minimum, pi, where

from optim_core.schedules.schedule import SHARE, Schedule, lowest_rate, whole_length
from optim_core.types import NOT_NEGATIVE, Hyper, Interval


def linear(t: Any, lr: Any, steps: int, *, start_factor: Any, end_factor: Any, total: Any) -> Any:
    length = where(total > 0, total, steps)
    done = minimum((t - 1) / length, 1)
    return lr * (start_factor + (end_factor - start_factor) * done)


def polynomial(t: Any, lr: Any, steps: int, *, power: Any, total: Any) -> Any:
    length = where(total > 0, total, steps)
    done = minimum((t - 1) / length, 1)
    return lr * (1 - done) ** power


def cosine(t: Any, lr: Any, steps: int, *, min_lr: Any, total: Any) -> Any:
    length = where(total > 0, total, steps)
    done = (t - 1) / length
    return min_lr + (lr - min_lr) / 2 * (1 + cos(pi * done))


def range_test(t: Any, lr: Any, steps: int, *, high: Any, total: Any) -> Any:
    length = where(total > 0, total, steps)
    done = minimum((t - 1) / maximum(length - 1, 1), 1)
    return lr * (high / maximum(lr, 1e-300)) ** done


LINEAR = Schedule(
    slug="linear",
    name="Linear",
    rate=linear,
    hypers={
        "start_factor": Hyper(
            symbol="a",
            default=1.0,
            low=0.01,
            high=1.0,
            valid=Interval(1e-9, 1.0),  # not 0: torch multiplies its way on from here
            name="share at the start",
            help="Which share of the learning rate the first step has.",
        ),
        "end_factor": Hyper(
            symbol="b",
            default=0.0,
            low=0.0,
            high=1.0,
            valid=SHARE,
            name="share at the end",
            help="Which share of the learning rate is left at the end; from then on it stays.",
        ),
        "total": whole_length(),
    },
    lengths=("total",),
    whole_run=("total",),
    help="The rate goes in a straight line from one share of the learning rate to another.",
    conventions="As torch.optim.lr_scheduler.LinearLR, whose own defaults rise instead: from 1/3 to 1 within 5 steps. "
    "The end is reached after `length` steps, so a run of just that length never takes a step of rate 0.",
    source="torch.optim.lr_scheduler.LinearLR",
    pytorch="LinearLR(optimizer, start_factor={start_factor}, end_factor={end_factor}, total_iters={total})",
)

POLYNOMIAL = Schedule(
    slug="polynomial",
    name="Polynomial",
    rate=polynomial,
    hypers={
        "power": Hyper(
            symbol="p",
            default=2.0,
            low=0.25,
            high=5.0,
            valid=NOT_NEGATIVE,
            name="power",
            help="How the way down is bent: 1 is a straight line, 2 falls fast first and gently at the end.",
        ),
        "total": whole_length(),
    },
    lengths=("total",),
    whole_run=("total",),
    help="The rate falls to zero along a power of the part of the run that is left.",
    conventions="As torch.optim.lr_scheduler.PolynomialLR, whose default power is 1. Keras and optax can end at "
    "another rate than zero.",
    source="torch.optim.lr_scheduler.PolynomialLR",
    pytorch="PolynomialLR(optimizer, total_iters={total}, power={power})",
)

COSINE = Schedule(
    slug="cosine",
    name="Cosine",
    rate=cosine,
    hypers={"min_lr": lowest_rate(), "total": whole_length()},
    lengths=("total",),
    whole_run=("total",),
    help="The rate falls along half a cosine wave: slowly at first, fast in the middle, slowly again at the end.",
    conventions="As torch.optim.lr_scheduler.CosineAnnealingLR: after `length` steps the wave goes up again. Keras "
    "CosineDecay and optax.cosine_decay_schedule stay at the lowest rate, which they count as a share.",
    source="Loshchilov & Hutter 2017 (SGDR), equation 5, without restarts; torch.optim.lr_scheduler.CosineAnnealingLR",
    pytorch="CosineAnnealingLR(optimizer, T_max={total}, eta_min={min_lr})",
)

RANGE_TEST = Schedule(
    slug="range_test",
    name="Range test",
    rate=range_test,
    hypers={
        "high": Hyper(
            symbol=r"\eta_{\max}",
            default=10.0,
            low=0.01,
            high=100.0,
            valid=Interval(1e-12, 1e6),
            name="last rate",
            help="The learning rate of the last step. The first step has the learning rate itself.",
            log=True,
        ),
        "total": whole_length(),
    },
    lengths=("total",),
    whole_run=("total",),
    help="The rate grows by the same ratio at every step, from tiny to huge: see where the loss falls and where it "
    "blows up.",
    conventions="The first step has the learning rate, step `length` the last rate, and each rate is the same multiple "
    "of the one before. fastai's lr_find also grows the rate by equal ratios, but reaches its end one step later.",
    source="Smith 2017, Cyclical Learning Rates, section 3.3; the rates by equal ratios are fastai's",
    pytorch="LambdaLR(optimizer, lambda k: ({high} / {lr}) ** min(k / max({total} - 1, 1), 1))",
)
