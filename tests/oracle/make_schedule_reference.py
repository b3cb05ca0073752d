"""Writes schedule_reference.npz: the learning rates of torch.optim.lr_scheduler, step by step, for the tests.

`make reference` runs it and adds what is missing; with names of schedules it makes theirs anew.

A case is a line of PyTorch and the settings that mean the same here. Each list holds the rate of the first, second, ...
optimizer step of a training loop that calls `scheduler.step()` after each. torch is only imported to make the data. Of
optim_core only records are used: a schedule without cases below gets three by the line of PyTorch in its record.
"""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from optim_core.schedules import SCHEDULES
from tests.reference import Reference, save, settings

FILE = Path(__file__).with_name("schedule_reference.npz")
TORCH = "2.13"


class Case(NamedTuple):
    slug: str
    lr: float
    steps: int
    hypers: dict[str, float]
    call: str  # in torch.optim.lr_scheduler
    named: str = ""  # what torch has the same under another name
    warmup: int = 0


def _restarts(lr: float, steps: int, period: int, growth: int, low: float) -> Case:
    call = f"CosineAnnealingWarmRestarts(optimizer, T_0={period}, T_mult={growth}, eta_min={low})"
    return Case("warm_restarts", lr, steps, {"period": period, "growth": growth, "min_lr": low}, call)


def _one_cycle(
    lr: float, steps: int, share: float, div: float, final: float, total: int = 0, named: str = "", warmup: int = 0
) -> Case:
    call = (
        f"OneCycleLR(optimizer, max_lr={lr}, total_steps={total or steps - warmup}, pct_start={share}, "
        f"div_factor={div}, final_div_factor={final}, cycle_momentum=False)"
    )
    hypers = {"pct_start": share, "div_factor": div, "final_div_factor": final, "total": total}
    return Case("one_cycle", lr, steps, hypers, call, named, warmup)


def _cyclic(
    lr: float, base: float, up: int, down: int, shrink: float, gamma: float, named: str, steps: int = 100
) -> Case:
    call = (
        f"CyclicLR(optimizer, base_lr={lr} * {base}, max_lr={lr}, step_size_up={up}, step_size_down={down}, "
        f"cycle_momentum=False, scale_mode='iterations', "
        f"scale_fn=lambda k: {shrink} ** (k // ({up} + {down})) * {gamma} ** k)"
    )
    hypers = {"base_factor": base, "step_size_up": up, "step_size_down": down, "shrink": shrink, "gamma": gamma}
    if named:
        named = f"CyclicLR(optimizer, {lr * base}, {lr}, {up}, {down}, cycle_momentum=False, mode={named})"
    return Case("cyclic", lr, steps, hypers, call, named)


def _range_test(lr: float, steps: int, high: float, total: int = 0, warmup: int = 0) -> Case:
    length = total or steps - warmup
    call = f"LambdaLR(optimizer, lambda k: ({high} / {lr}) ** min(k / max({length} - 1, 1), 1))"
    return Case("range_test", lr, steps, {"high": high, "total": total}, call, warmup=warmup)


CASES: list[Case] = [
    Case("step", 0.1, 60, {"step_size": 10, "gamma": 0.5}, "StepLR(optimizer, step_size=10, gamma=0.5)"),
    Case("step", 3.0, 200, {"step_size": 7, "gamma": 0.9}, "StepLR(optimizer, step_size=7, gamma=0.9)"),
    Case("step", 1e-3, 30, {"step_size": 1, "gamma": 0.1}, "StepLR(optimizer, step_size=1, gamma=0.1)"),
    Case("step", 0.2, 20, {"step_size": 50, "gamma": 0.1}, "StepLR(optimizer, step_size=50, gamma=0.1)"),
    Case("exponential", 0.5, 300, {"gamma": 0.97}, "ExponentialLR(optimizer, gamma=0.97)"),
    Case("exponential", 0.5, 50, {"gamma": 1.0}, "ExponentialLR(optimizer, gamma=1.0)"),
    Case(
        "linear",
        0.1,
        50,
        {"start_factor": 1.0, "end_factor": 0.0, "total": 0},
        "LinearLR(optimizer, start_factor=1.0, end_factor=0.0, total_iters=50)",
    ),
    Case(
        "linear",
        0.7,
        50,
        {"start_factor": 1 / 3, "end_factor": 1.0, "total": 5},
        f"LinearLR(optimizer, start_factor={1 / 3}, end_factor=1.0, total_iters=5)",
        "LinearLR(optimizer)",
    ),
    Case(
        "linear",
        2.0,
        40,
        {"start_factor": 0.9, "end_factor": 0.2, "total": 100},
        "LinearLR(optimizer, start_factor=0.9, end_factor=0.2, total_iters=100)",
    ),
    Case("polynomial", 0.1, 60, {"power": 2.0, "total": 0}, "PolynomialLR(optimizer, total_iters=60, power=2.0)"),
    Case("polynomial", 0.1, 60, {"power": 0.5, "total": 40}, "PolynomialLR(optimizer, total_iters=40, power=0.5)"),
    Case("polynomial", 4.0, 60, {"power": 1.0, "total": 90}, "PolynomialLR(optimizer, total_iters=90, power=1.0)"),
    Case("cosine", 0.1, 80, {"min_lr": 0.0, "total": 0}, "CosineAnnealingLR(optimizer, T_max=80, eta_min=0.0)"),
    Case("cosine", 0.1, 100, {"min_lr": 0.01, "total": 30}, "CosineAnnealingLR(optimizer, T_max=30, eta_min=0.01)"),
    Case("cosine", 0.1, 50, {"min_lr": 0.3, "total": 64}, "CosineAnnealingLR(optimizer, T_max=64, eta_min=0.3)"),
    Case("cosine", 1.0, 9, {"min_lr": 0.0, "total": 1}, "CosineAnnealingLR(optimizer, T_max=1, eta_min=0.0)"),
    _restarts(0.1, 100, 10, 1, 0.0),
    _restarts(0.1, 500, 1, 3, 0.001),
    _restarts(2.0, 400, 7, 2, 0.0),
    _restarts(1.0, 2000, 5, 5, 0.25),
    _one_cycle(
        0.1, 100, 0.3, 25.0, 1e4, named="OneCycleLR(optimizer, max_lr=0.1, total_steps=100, cycle_momentum=False)"
    ),
    _one_cycle(2.0, 40, 0.5, 10.0, 100.0, total=64),
    _one_cycle(0.5, 33, 0.0, 4.0, 50.0),
    _one_cycle(0.5, 33, 1.0, 4.0, 50.0),
    _one_cycle(0.5, 10, 0.95, 4.0, 50.0),
    _one_cycle(0.5, 1, 0.3, 4.0, 50.0),
    _cyclic(1.0, 0.1, 8, 8, 1.0, 1.0, "'triangular'"),
    _cyclic(0.3, 0.25, 5, 12, 1.0, 1.0, "'triangular'"),
    _cyclic(1.0, 0.0, 10, 3, 0.5, 1.0, "'triangular2'"),
    _cyclic(0.02, 0.1, 1, 1, 1.0, 0.99, "'exp_range', gamma=0.99"),
    _cyclic(0.02, 0.1, 9, 4, 0.7, 0.95, ""),
    Case("inverse_time", 0.1, 100, {"decay": 0.1}, "LambdaLR(optimizer, lambda k: 1 / (1 + 0.1 * k))"),
    Case("inverse_time", 5.0, 100, {"decay": 3.0}, "LambdaLR(optimizer, lambda k: 1 / (1 + 3.0 * k))"),
    _range_test(1e-4, 120, 10.0),
    _range_test(0.003, 60, 2.0, total=40),
    # with a warm-up first
    Case("constant", 0.3, 20, {}, "ConstantLR(optimizer, factor=1.0)", warmup=8),
    Case("step", 0.1, 60, {"step_size": 10, "gamma": 0.5}, "StepLR(optimizer, step_size=10, gamma=0.5)", warmup=5),
    Case("exponential", 0.1, 60, {"gamma": 0.9}, "ExponentialLR(optimizer, gamma=0.9)", warmup=12),
    Case(
        "linear",
        0.4,
        50,
        {"start_factor": 1.0, "end_factor": 0.1, "total": 0},
        "LinearLR(optimizer, start_factor=1.0, end_factor=0.1, total_iters=30)",
        warmup=20,
    ),
    Case(
        "polynomial", 0.1, 60, {"power": 3.0, "total": 0}, "PolynomialLR(optimizer, total_iters=50, power=3.0)", "", 10
    ),
    Case(
        "cosine", 0.1, 60, {"min_lr": 0.02, "total": 0}, "CosineAnnealingLR(optimizer, T_max=57, eta_min=0.02)", "", 3
    ),
    Case("cosine", 0.1, 60, {"min_lr": 0.0, "total": 20}, "CosineAnnealingLR(optimizer, T_max=20, eta_min=0.0)", "", 1),
    _restarts(0.3, 90, 6, 2, 0.01)._replace(warmup=9),
    _cyclic(0.3, 0.25, 5, 12, 1.0, 0.98, "")._replace(warmup=10),
    _one_cycle(0.1, 60, 0.3, 25.0, 1e4, warmup=10),
    Case("inverse_time", 0.1, 60, {"decay": 0.2}, "LambdaLR(optimizer, lambda k: 1 / (1 + 0.2 * k))", warmup=6),
    _range_test(0.01, 60, 1.0, warmup=10),
]


def _by_the_record() -> Iterator[tuple[str, Case]]:
    """Three cases for each schedule that torch has and that has none above: two settings, and one with a warm-up."""
    for slug, plan in SCHEDULES.items():
        if plan.pytorch and plan.rate and slug not in {case.slug for case in CASES}:
            first, second = settings(plan.hypers)
            for number, (hypers, warmup) in enumerate([(first, 0), (second, 0), (first, 10)]):
                call = plan.pytorch_call(0.1, 60 - warmup, hypers)
                yield f"{slug}/{number}", Case(slug, 0.1, 60, hypers, call, warmup=warmup)


EVERY_CASE: dict[str, Case] = {str(number): case for number, case in enumerate(CASES)} | dict(_by_the_record())


class Watch(NamedTuple):
    """A case of the schedule that watches the losses."""

    lr: float
    losses: str  # which of the sequences below
    hypers: dict[str, float]

    @property
    def call(self) -> str:
        settings = ", ".join(f"{name}={value}" for name, value in self.hypers.items())
        return f"ReduceLROnPlateau(optimizer, {settings})"


WATCHES: list[Watch] = [
    Watch(0.1, "flat", {"factor": 0.1, "patience": 10, "threshold": 0.0001, "cooldown": 0, "min_lr": 0.0}),
    Watch(0.1, "flat", {"factor": 0.5, "patience": 0, "threshold": 0.0001, "cooldown": 0, "min_lr": 0.003}),
    Watch(0.1, "flat", {"factor": 0.5, "patience": 3, "threshold": 0.0001, "cooldown": 7, "min_lr": 0.0}),
    Watch(2.0, "falling", {"factor": 0.3, "patience": 2, "threshold": 0.05, "cooldown": 1, "min_lr": 0.0}),
    Watch(2.0, "falling", {"factor": 0.3, "patience": 2, "threshold": 0.0, "cooldown": 1, "min_lr": 0.0}),
    Watch(0.7, "noisy", {"factor": 0.6, "patience": 4, "threshold": 0.01, "cooldown": 3, "min_lr": 0.0}),
    Watch(0.7, "noisy", {"factor": 0.0, "patience": 4, "threshold": 0.01, "cooldown": 0, "min_lr": 0.2}),
    Watch(0.1, "noisy", {"factor": 0.5, "patience": 1, "threshold": 0.01, "cooldown": 0, "min_lr": 0.4}),
    Watch(1e-7, "noisy", {"factor": 0.5, "patience": 1, "threshold": 0.01, "cooldown": 0, "min_lr": 0.0}),
    Watch(0.5, "negative", {"factor": 0.5, "patience": 2, "threshold": 0.1, "cooldown": 2, "min_lr": 0.0}),
    Watch(0.5, "lost", {"factor": 0.5, "patience": 2, "threshold": 0.1, "cooldown": 2, "min_lr": 0.0}),
]


def losses() -> dict[str, np.ndarray]:
    """The sequences of losses: flat, falling ever more slowly, noisy, through zero, and overflowing to inf and nan."""
    rng = np.random.default_rng(20261014)
    k = np.arange(120)
    return {
        "flat": np.full(120, 2.5),
        "falling": 1.0 + 10.0 / (1 + k),
        "noisy": np.exp(-k / 25) + 0.05 * rng.standard_normal(120) + 0.3,
        "negative": 3.0 - 0.1 * k + 0.4 * rng.standard_normal(120),
        "lost": np.array([*(2.0 ** k[:60]), *([math.inf] * 30), *([math.nan] * 30)]),
    }


def _optimizer(lr: float) -> Any:
    import torch

    if not torch.__version__.startswith(TORCH):
        raise SystemExit(f"The reference is torch {TORCH}; this is {torch.__version__}.")
    return torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=lr)


def _made(call: str, optimizer: Any) -> Any:
    """The scheduler that a line of PyTorch makes. The lines are those of this file."""
    from torch.optim import lr_scheduler

    return eval(call, {**vars(lr_scheduler), "optimizer": optimizer})


def rate_list(case: Case, call: str) -> np.ndarray:
    """The rates that a training loop in torch takes its steps with."""
    from torch.optim import lr_scheduler

    optimizer = _optimizer(case.lr)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a SequentialLR, that its inner schedulers step out of order
        if case.warmup:
            rise = lr_scheduler.LinearLR(optimizer, 1 / case.warmup, 1.0, case.warmup - 1)
            after = _made(call, optimizer)
            scheduler = lr_scheduler.SequentialLR(optimizer, [rise, after], milestones=[case.warmup])
        else:
            scheduler = _made(call, optimizer)
        found = []
        for step in range(case.steps):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if step + 1 < case.steps:  # OneCycleLR refuses to go on after its last step
                scheduler.step()
    return np.array(found)


def watched_list(watch: Watch) -> np.ndarray:
    """The same for a scheduler that is told the loss after each step."""
    optimizer = _optimizer(watch.lr)
    scheduler = _made(watch.call, optimizer)
    found = []
    for loss in losses()[watch.losses]:
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(loss)
    return np.array(found)


def reference(known: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the file holds: call/<case>, rates/<case>, named/<case> where torch has a second spelling, watched/<case>.

    What is known by the same line of PyTorch is not made again.
    """
    data: dict[str, np.ndarray] = {}
    for key, case in EVERY_CASE.items():
        fresh = str(known.get(f"call/{key}")) != case.call
        data[f"call/{key}"] = np.array(case.call)
        data[f"rates/{key}"] = rate_list(case, case.call) if fresh else known[f"rates/{key}"]
        if case.named:
            data[f"named/{key}"] = rate_list(case, case.named) if fresh else known[f"named/{key}"]
    for number, watch in enumerate(WATCHES):
        key = f"watched/{number}"
        data[key] = known[key] if key in known else watched_list(watch)
    return data


def main(anew: list[str]) -> None:
    known = Reference(FILE)
    for key, case in EVERY_CASE.items():
        if case.slug in anew:
            known.pop(f"call/{key}", None)
    data = reference(known)
    made = [key for key in data if not key.startswith("call/") and data[key] is not known.get(key)]
    if made or data.keys() != known.keys():
        save(FILE, data)


if __name__ == "__main__":
    main(sys.argv[1:])
