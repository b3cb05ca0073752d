"""Schedules that go up again: a cosine with warm restarts, one big cycle, and triangles one after another."""

from typing import Any

from numpy import cos, floor, log, maximum, minimum, pi, where

from optim_core.schedules.schedule import SHARE, Schedule, count, factor, lowest_rate, whole_length
from optim_core.types import Hyper, Interval


def warm_restarts(t: Any, lr: Any, steps: int, *, period: Any, growth: Any, min_lr: Any) -> Any:
    k = t - 1
    m = maximum(growth, 2)
    restarts = floor(log(1 + (m - 1) * k / period) / log(m) + 1e-9)  # 1e-9: rounding must not put a restart off
    began = where(growth > 1, period * (m**restarts - 1) / (m - 1), period * floor(k / period))
    length = where(growth > 1, period * m**restarts, period)
    return min_lr + (lr - min_lr) / 2 * (1 + cos(pi * (k - began) / length))


def one_cycle(
    t: Any, lr: Any, steps: int, *, pct_start: Any, div_factor: Any, final_div_factor: Any, total: Any
) -> Any:
    k = t - 1
    last = where(total > 0, total, steps) - 1
    peak = pct_start * (last + 1) - 1
    start = lr / div_factor
    end = start / final_div_factor
    up = minimum(k / maximum(peak, 1), 1)
    down = minimum((k - peak) / maximum(last - peak, 1e-9), 1)
    rising = lr + (start - lr) / 2 * (1 + cos(pi * up))
    falling = end + (lr - end) / 2 * (1 + cos(pi * down))
    return where(k < peak, rising, falling)


def cyclic(
    t: Any, lr: Any, steps: int, *, base_factor: Any, step_size_up: Any, step_size_down: Any, shrink: Any, gamma: Any
) -> Any:
    k = t - 1
    period = step_size_up + step_size_down
    cycles = floor(k / period)
    place = k - cycles * period
    height = minimum(place / step_size_up, (period - place) / step_size_down)  # 0 at both ends, 1 at the top
    base = lr * base_factor
    return base + (lr - base) * height * shrink**cycles * gamma**k


WARM_RESTARTS = Schedule(
    slug="warm_restarts",
    name="Cosine with warm restarts",
    rate=warm_restarts,
    hypers={
        "period": count(50.0, 500.0, "first period", "How many steps there are before the first restart.", "T_0"),
        "growth": count(
            1.0, 4.0, "growth of the period", "How many times longer each period is than the one before it.", "m"
        ),
        "min_lr": lowest_rate(),
    },
    lengths=("period",),
    help="The rate falls along half a cosine wave, jumps back to the top and falls again.",
    conventions="As torch.optim.lr_scheduler.CosineAnnealingWarmRestarts, which calls the settings T_0, T_mult and "
    "eta_min. Keras CosineDecayRestarts can also lower the top at each restart.",
    source="Loshchilov & Hutter 2017 (SGDR), equation 5; torch.optim.lr_scheduler.CosineAnnealingWarmRestarts",
    pytorch="CosineAnnealingWarmRestarts(optimizer, T_0={period}, T_mult={growth}, eta_min={min_lr})",
)

ONE_CYCLE = Schedule(
    slug="one_cycle",
    name="One cycle",
    rate=one_cycle,
    hypers={
        "pct_start": Hyper(
            symbol="p",
            default=0.3,
            low=0.0,
            high=1.0,
            valid=SHARE,
            name="share spent rising",
            help="Which share of the schedule the rate rises for; for the rest of it the rate falls.",
        ),
        "div_factor": Hyper(
            symbol="a",
            default=25.0,
            low=1.0,
            high=100.0,
            valid=Interval(1.0, 1e12),
            name="start divisor",
            help="How many times smaller the first rate is than the highest.",
        ),
        "final_div_factor": Hyper(
            symbol="b",
            default=1e4,
            low=1.0,
            high=1e6,
            valid=Interval(1.0, 1e12),
            name="end divisor",
            help="How many times smaller the last rate is than the first.",
            log=True,
        ),
        "total": whole_length(),
    },
    lengths=("total",),
    whole_run=("total",),
    help="The rate rises to the learning rate and then falls far below where it began.",
    conventions="As torch.optim.lr_scheduler.OneCycleLR with cosine annealing, two phases and cycle_momentum=False (by "
    "default torch moves the momentum too). The run's learning rate is its max_lr. After `length` steps torch gives "
    "one rate more, which climbs again, and then refuses to go on; here the last rate stays. In optax the peak is one "
    "step later.",
    source="Smith & Topin 2018 (Super-Convergence); torch.optim.lr_scheduler.OneCycleLR",
    pytorch="OneCycleLR(optimizer, max_lr={lr}, total_steps={total}, pct_start={pct_start}, div_factor={div_factor}, "
    "final_div_factor={final_div_factor}, cycle_momentum=False)",
)

CYCLIC = Schedule(
    slug="cyclic",
    name="Cyclic",
    rate=cyclic,
    hypers={
        "base_factor": Hyper(
            symbol="b",
            default=0.1,
            low=0.0,
            high=1.0,
            valid=SHARE,
            name="share at the bottom",
            help="Which share of the learning rate each cycle starts from and comes back to.",
        ),
        "step_size_up": count(20.0, 500.0, "steps up", "How many steps the way up takes.", "u"),
        "step_size_down": count(20.0, 500.0, "steps down", "How many steps the way down takes.", "d"),
        "shrink": factor(
            1.0,
            "height of the next cycle",
            "How high each cycle is compared with the one before: 1/2 is what torch calls triangular2.",
            symbol="h",
        ),
        "gamma": factor(
            1.0,
            "shrinking per step",
            "What the height is multiplied by at every step: below 1 is what torch calls exp_range.",
            low=0.9,
        ),
    },
    lengths=("step_size_up", "step_size_down"),
    help="The rate goes up and down in triangles between a low value and the learning rate.",
    conventions="As torch.optim.lr_scheduler.CyclicLR with cycle_momentum=False (by default torch moves the momentum "
    "too): the run's learning rate is its max_lr, and base_lr is a share of it. Its three modes are triangular (both "
    "shrinkings 1), triangular2 (each cycle half as high) and exp_range (shrinking per step).",
    source="Smith 2017 (Cyclical Learning Rates); torch.optim.lr_scheduler.CyclicLR",
    pytorch="CyclicLR(optimizer, base_lr={lr} * {base_factor}, max_lr={lr}, step_size_up={step_size_up}, "
    "step_size_down={step_size_down}, cycle_momentum=False, scale_mode='iterations', "
    "scale_fn=lambda k: {shrink} ** (k // ({step_size_up} + {step_size_down})) * {gamma} ** k)",
)
