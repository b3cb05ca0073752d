"""Writes torch_reference.npz: what torch.optim does, in float64, for the tests to compare with.

`make reference` runs it where the file is missing; remove the file to make it anew.

Open loop: one committed sequence of gradients is replayed; the updates and the state are recorded. Closed loop: torch
walks on surfaces written out below, with the gradient of torch.autograd; the points are recorded. Walks are closed
loops with weight decay, a committed sequence of noise, or one of torch's schedules. Nothing of optim_core is used here,
and torch is only imported to make the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tests.reference import save

FILE = Path(__file__).with_name("torch_reference.npz")
TORCH = "2.13"


class Rule(NamedTuple):
    """How torch has one of our optimizers."""

    name: str  # the class in torch.optim
    arguments: dict[str, Any]  # torch's argument -> our hyperparameter, or several of them
    states: dict[str, str]  # our state -> torch's
    fixed: tuple[tuple[str, Any], ...] = ()  # arguments that make this rule of the class


BETAS = {"betas": ("beta1", "beta2"), "eps": "eps"}
MOMENTS = {"m": "exp_avg", "v": "exp_avg_sq"}
SWITCHES = ("nesterov", "centered")

RULES: dict[str, Rule] = {
    "gd": Rule("SGD", {}, {}),
    "momentum": Rule("SGD", {"momentum": "beta"}, {"v": "momentum_buffer"}),
    "nesterov": Rule("SGD", {"momentum": "beta"}, {"v": "momentum_buffer"}, (("nesterov", True),)),
    "adagrad": Rule("Adagrad", {"eps": "eps"}, {"s": "sum"}),
    "rmsprop": Rule(
        "RMSprop",
        {"alpha": "alpha", "eps": "eps", "momentum": "momentum", "centered": "centered"},
        {"v": "square_avg", "m": "grad_avg", "b": "momentum_buffer"},
    ),
    "adam": Rule("Adam", BETAS, MOMENTS),
    "sgd": Rule(
        "SGD",
        {"momentum": "momentum", "dampening": "dampening", "nesterov": "nesterov"},
        {"v": "momentum_buffer"},
    ),
    "adadelta": Rule("Adadelta", {"rho": "rho", "eps": "eps"}, {"v": "square_avg", "u": "acc_delta"}),
    "amsgrad": Rule("Adam", BETAS, {**MOMENTS, "v_max": "max_exp_avg_sq"}, (("amsgrad", True),)),
    "adamw": Rule("AdamW", BETAS, MOMENTS),
    "adamax": Rule("Adamax", BETAS, {"m": "exp_avg", "u": "exp_inf"}),
    "nadam": Rule("NAdam", {**BETAS, "momentum_decay": "momentum_decay"}, {**MOMENTS, "mu_product": "mu_product"}),
    "radam": Rule("RAdam", BETAS, MOMENTS),
    "rprop": Rule(
        "Rprop",
        {"etas": ("eta_minus", "eta_plus"), "step_sizes": ("size_min", "size_max")},
        {"delta": "step_size", "g_prev": "prev"},
    ),
}

OPEN: dict[str, list[dict[str, float]]] = {
    "gd": [{"lr": 1e-3}, {"lr": 2.5}],
    "momentum": [{"lr": 0.01, "beta": 0.9}, {"lr": 0.3, "beta": 0.0}, {"lr": 1e-4, "beta": 0.997}],
    "nesterov": [{"lr": 0.01, "beta": 0.9}, {"lr": 0.3, "beta": 0.25}, {"lr": 1e-4, "beta": 0.997}],
    "adagrad": [{"lr": 0.01, "eps": 1e-10}, {"lr": 1.5, "eps": 1e-30}, {"lr": 0.1, "eps": 0.01}],
    "rmsprop": [
        {"lr": 0.01, "alpha": 0.99, "eps": 1e-8, "momentum": 0.0, "centered": 0.0},
        {"lr": 0.3, "alpha": 0.0, "eps": 1e-8, "momentum": 0.0, "centered": 0.0},
        {"lr": 1e-3, "alpha": 0.5, "eps": 0.1, "momentum": 0.0, "centered": 0.0},
        {"lr": 0.02, "alpha": 0.9999, "eps": 1e-16, "momentum": 0.0, "centered": 0.0},
        {"lr": 0.01, "alpha": 0.99, "eps": 1e-8, "momentum": 0.9, "centered": 0.0},
        {"lr": 0.01, "alpha": 0.9, "eps": 1e-8, "momentum": 0.0, "centered": 1.0},
        {"lr": 0.002, "alpha": 0.999, "eps": 1e-4, "momentum": 0.99, "centered": 1.0},
    ],
    "adam": [
        {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.2, "beta1": 0.0, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.05, "beta1": 0.5, "beta2": 0.0, "eps": 1e-3},
        {"lr": 0.01, "beta1": 0.99, "beta2": 0.9999, "eps": 1e-16},
    ],
    "sgd": [
        {"lr": 0.1, "momentum": 0.0, "dampening": 0.0, "nesterov": 0.0},
        {"lr": 0.1, "momentum": 0.0, "dampening": 0.5, "nesterov": 0.0},
        {"lr": 0.01, "momentum": 0.9, "dampening": 0.3, "nesterov": 0.0},
        {"lr": 0.01, "momentum": 0.997, "dampening": 1.0, "nesterov": 0.0},
        {"lr": 0.02, "momentum": 0.9, "dampening": 0.0, "nesterov": 1.0},
    ],
    "adadelta": [
        {"lr": 1.0, "rho": 0.9, "eps": 1e-6},
        {"lr": 30.0, "rho": 0.0, "eps": 1e-12},
        {"lr": 0.5, "rho": 0.9999, "eps": 0.01},
    ],
    "amsgrad": [
        {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.05, "beta1": 0.0, "beta2": 0.5, "eps": 1e-3},
        {"lr": 0.01, "beta1": 0.99, "beta2": 0.9999, "eps": 1e-16},
    ],
    "adamw": [
        {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0},
        {"lr": 0.05, "beta1": 0.5, "beta2": 0.0, "eps": 1e-3, "weight_decay": 0.0},
    ],
    "adamax": [
        {"lr": 2e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.3, "beta1": 0.0, "beta2": 0.0, "eps": 0.1},
        {"lr": 0.01, "beta1": 0.99, "beta2": 0.9999, "eps": 1e-16},
    ],
    "nadam": [
        {"lr": 2e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "momentum_decay": 0.004},
        {"lr": 0.1, "beta1": 0.0, "beta2": 0.9, "eps": 1e-8, "momentum_decay": 0.004},
        {"lr": 0.05, "beta1": 0.99, "beta2": 0.9999, "eps": 1e-3, "momentum_decay": 0.0},
        {"lr": 0.01, "beta1": 0.8, "beta2": 0.0, "eps": 1e-16, "momentum_decay": 1.0},
    ],
    "radam": [
        {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.1, "beta1": 0.0, "beta2": 0.9, "eps": 1e-3},
        {"lr": 0.05, "beta1": 0.5, "beta2": 0.5, "eps": 1e-8},  # never divides
        {"lr": 0.01, "beta1": 0.99, "beta2": 0.9999, "eps": 1e-16},
    ],
    "rprop": [
        {"lr": 0.01, "eta_minus": 0.5, "eta_plus": 1.2, "size_min": 1e-6, "size_max": 50.0},
        {"lr": 3.0, "eta_minus": 0.1, "eta_plus": 4.0, "size_min": 1e-3, "size_max": 1.0},
        {"lr": 1e-5, "eta_minus": 0.9, "eta_plus": 1.01, "size_min": 2.0, "size_max": 0.5},  # the bounds cross
    ],
}

# Two settings each; a learning rate of plain steps is a share of 1/L, with L the largest curvature met on the way.
CLOSED: dict[str, list[dict[str, float]]] = {
    "gd": [{"lr": 0.3}, {"lr": 1.6}],
    "momentum": [{"lr": 0.8, "beta": 0.9}, {"lr": 0.4, "beta": 0.5}],
    "nesterov": [{"lr": 0.5, "beta": 0.9}, {"lr": 0.9, "beta": 0.5}],
    "adagrad": [{"lr": 0.3, "eps": 1e-10}, {"lr": 1.0, "eps": 0.01}],
    "rmsprop": [
        {"lr": 0.01, "alpha": 0.99, "eps": 1e-8, "momentum": 0.0, "centered": 0.0},
        {"lr": 0.02, "alpha": 0.9, "eps": 1e-3, "momentum": 0.0, "centered": 0.0},
        {"lr": 0.005, "alpha": 0.99, "eps": 1e-3, "momentum": 0.8, "centered": 0.0},
        {"lr": 0.005, "alpha": 0.9, "eps": 0.1, "momentum": 0.5, "centered": 1.0},
    ],
    "adam": [
        {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.2, "beta1": 0.6, "beta2": 0.99, "eps": 1e-3},
    ],
    "sgd": [
        {"lr": 1.2, "momentum": 0.9, "dampening": 0.6, "nesterov": 0.0},
        {"lr": 0.5, "momentum": 0.9, "dampening": 0.0, "nesterov": 1.0},
    ],
    "adadelta": [{"lr": 10.0, "rho": 0.9, "eps": 1e-6}, {"lr": 1.0, "rho": 0.99, "eps": 1e-3}],
    "amsgrad": [
        {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.2, "beta1": 0.6, "beta2": 0.99, "eps": 1e-3},
    ],
    "adamw": [
        {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
        {"lr": 0.2, "beta1": 0.6, "beta2": 0.99, "eps": 1e-3, "weight_decay": 0.5},
    ],
    "adamax": [
        {"lr": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.2, "beta1": 0.6, "beta2": 0.9, "eps": 0.1},
    ],
    "nadam": [
        {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "momentum_decay": 0.004},
        {"lr": 0.1, "beta1": 0.6, "beta2": 0.99, "eps": 1e-3, "momentum_decay": 0.2},
    ],
    "radam": [
        {"lr": 0.02, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.05, "beta1": 0.6, "beta2": 0.9, "eps": 1e-3},
    ],
    "rprop": [
        {"lr": 0.01, "eta_minus": 0.5, "eta_plus": 1.2, "size_min": 1e-6, "size_max": 50.0},
        {"lr": 0.5, "eta_minus": 0.7, "eta_plus": 1.05, "size_min": 1e-3, "size_max": 0.6},
    ],
}
SHARES_OF_CURVATURE = ("gd", "momentum", "nesterov", "sgd")
CLOSED_STEPS = 80
NOISE_SEED = 11


class Walk(NamedTuple):
    """A closed loop of torch's under more than one condition."""

    slug: str
    surface: str
    hypers: dict[str, float]  # with `weight_decay` where there is decay
    decay: str = "none"  # "l2" or "decoupled"
    noise: float = 0.0
    schedule: str = ""


class Replay(NamedTuple):
    """An open loop with weight decay: torch walks on from step to step, whatever the gradients are."""

    slug: str
    hypers: dict[str, float]
    decay: str


def _first(slug: str, **changes: float) -> dict[str, float]:
    """The first closed-loop setting of an optimizer, changed."""
    return {**CLOSED[slug][0], **changes}


_MOVING = {"momentum": 0.9, "dampening": 0.3, "nesterov": 0.0}
REPLAYS = [
    Replay("gd", {"lr": 0.1, "weight_decay": 0.3}, "l2"),
    Replay("momentum", {"lr": 0.01, "beta": 0.9, "weight_decay": 0.05}, "l2"),
    Replay("nesterov", {"lr": 0.01, "beta": 0.9, "weight_decay": 0.05}, "l2"),
    Replay("adagrad", {"lr": 0.3, "eps": 1e-10, "weight_decay": 0.5}, "l2"),
    Replay("rmsprop", {**CLOSED["rmsprop"][3], "weight_decay": 0.5}, "l2"),
    Replay("adam", _first("adam", weight_decay=0.5), "l2"),
    Replay("sgd", {"lr": 0.05, **_MOVING, "weight_decay": 0.5}, "l2"),
    Replay("adadelta", _first("adadelta", weight_decay=0.5), "l2"),
    Replay("amsgrad", _first("amsgrad", weight_decay=0.5), "l2"),
    Replay("adamw", _first("adamw", weight_decay=0.5), "decoupled"),
    Replay("adamw", _first("adamw", lr=1.5, weight_decay=1.0), "decoupled"),  # each step turns the point round
    Replay("adamax", _first("adamax", weight_decay=0.5), "l2"),
    Replay("nadam", _first("nadam", weight_decay=0.5), "l2"),
    Replay("nadam", _first("nadam", weight_decay=0.5), "decoupled"),
    Replay("radam", _first("radam", weight_decay=0.5), "l2"),
    Replay("radam", _first("radam", weight_decay=0.5), "decoupled"),
]
REPLAY_STARTS = [[1.5, -20.0], [0.25, 3.0]]
REPLAYED = [0, 3]  # the everyday sequence and the one that is mostly zero

WALKS = [
    # weight decay
    Walk("gd", "ravine_5_45", {"lr": 0.1, "weight_decay": 0.2}, "l2"),
    Walk("adagrad", "booth", {"lr": 0.5, "eps": 1e-10, "weight_decay": 0.5}, "l2"),
    Walk("rmsprop", "ravine_5_45", {**CLOSED["rmsprop"][2], "weight_decay": 0.3}, "l2"),
    Walk("adam", "booth", _first("adam", weight_decay=0.3), "l2"),
    Walk("sgd", "booth", {"lr": 0.02, **_MOVING, "weight_decay": 0.5}, "l2"),
    Walk("adadelta", "ravine_5_45", _first("adadelta", weight_decay=0.3), "l2"),
    Walk("amsgrad", "booth", _first("amsgrad", weight_decay=0.3), "l2"),
    Walk("amsgrad", "booth", _first("amsgrad", weight_decay=0.3), "decoupled"),
    Walk("adamw", "double_well", _first("adamw", weight_decay=0.2), "decoupled"),
    Walk("adamax", "ravine_5_45", _first("adamax", weight_decay=0.3), "l2"),
    Walk("nadam", "booth", _first("nadam", weight_decay=0.3), "l2"),
    Walk("nadam", "booth", _first("nadam", weight_decay=0.3), "decoupled"),
    Walk("radam", "ravine_5_45", _first("radam", weight_decay=0.3), "l2"),
    Walk("radam", "ravine_5_45", _first("radam", weight_decay=0.3), "decoupled"),
    # noise
    *(
        Walk(slug, "ravine_5_45", _first(slug, **({"lr": 0.1} if slug in SHARES_OF_CURVATURE else {})), noise=0.3)
        for slug in CLOSED
        if slug != "adamw"
    ),
    Walk("adamw", "booth", _first("adamw", weight_decay=0.2), "decoupled", noise=2.0),
    # schedules
    Walk("gd", "booth", {"lr": 0.05}, schedule="cosine"),
    Walk("sgd", "ravine_5_45", {"lr": 0.15, **_MOVING}, schedule="step"),
    Walk("nesterov", "booth", {"lr": 0.03, "beta": 0.9}, schedule="cosine"),
    Walk("adagrad", "booth", _first("adagrad"), schedule="step"),
    Walk("rmsprop", "ravine_5_45", CLOSED["rmsprop"][2], schedule="cosine"),
    Walk("adam", "booth", _first("adam", lr=0.3), schedule="one_cycle"),
    Walk("adadelta", "ravine_5_45", _first("adadelta"), schedule="step"),
    Walk("adamw", "booth", _first("adamw", lr=0.3, weight_decay=0.2), "decoupled", schedule="cosine"),
    Walk("adamax", "ravine_5_45", _first("adamax"), schedule="cosine"),
    Walk("nadam", "booth", _first("nadam"), schedule="step"),
    Walk("radam", "ravine_5_45", _first("radam"), schedule="cosine"),
    Walk("rprop", "booth", _first("rprop"), schedule="step"),  # only its first rate counts
    # all at once
    Walk("sgd", "booth", {"lr": 0.02, **_MOVING, "weight_decay": 0.3}, "l2", noise=2.0, schedule="step"),
    Walk("adamw", "ravine_5_45", _first("adamw", weight_decay=0.3), "decoupled", noise=0.3, schedule="cosine"),
]


def _ravine(kappa: float, turned: bool) -> Any:
    """(u^2 + kappa v^2)/2; turned by 45 degrees, u = (x + y)/sqrt 2 and v = (y - x)/sqrt 2."""
    if turned:
        return lambda p: ((p[0] + p[1]) ** 2 + kappa * (p[1] - p[0]) ** 2) / 4
    return lambda p: (p[0] ** 2 + kappa * p[1] ** 2) / 2


# name -> (loss, largest curvature, two starts)
SURFACES: dict[str, tuple[Any, float, list[list[float]]]] = {
    "bowl": (lambda p: (p[0] ** 2 + p[1] ** 2) / 2, 1.0, [[-4.0, 3.0], [0.5, -2.25]]),
    "ravine_5_0": (_ravine(5.0, False), 5.0, [[5.0, 1.0], [-2.0, 3.0]]),
    "ravine_5_45": (_ravine(5.0, True), 5.0, [[2.5, 4.5], [-2.0, 3.0]]),
    "ravine_25_0": (_ravine(25.0, False), 25.0, [[25.0, 1.0], [-2.0, 3.0]]),
    "ravine_25_45": (_ravine(25.0, True), 25.0, [[17.0, 18.5], [-2.0, 3.0]]),
    "booth": (
        lambda p: (p[0] + 2 * p[1] - 7) ** 2 + (2 * p[0] + p[1] - 5) ** 2,
        18.0,
        [[-7.0, -5.0], [4.0, 9.5]],
    ),
    "double_well": (lambda p: (p[0] ** 2 - 1) ** 2 / 4 + 0.1 * p[0], 6.0, [[1.5], [-0.4]]),
}
FIRST_SIX = ("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
FOR_THE_OTHERS = ("bowl", "ravine_5_45", "booth", "double_well")  # the file is to stay small


def surfaces_of(slug: str) -> tuple[str, ...]:
    """Where an optimizer's closed loops are."""
    return tuple(SURFACES) if slug in FIRST_SIX else FOR_THE_OTHERS


def closed_hypers(slug: str, number: int, surface: str) -> dict[str, float]:
    """The hyperparameters of one closed-loop case."""
    chosen = dict(CLOSED[slug][number])
    if slug in SHARES_OF_CURVATURE:
        chosen["lr"] /= SURFACES[surface][1]
    return chosen


def gradient_sequences() -> np.ndarray:
    """Five sequences of gradients (48, 5, 2): everyday, tiny, huge, mostly zero, and all of that mixed."""
    rng = np.random.default_rng(20260713)
    steps = 48
    normal = rng.standard_normal((5, steps, 2))
    tiny = normal[1] * 10.0 ** rng.uniform(-160, -6, (steps, 2))
    huge = normal[2] * 10.0 ** rng.uniform(3, 150, (steps, 2))
    zeros = np.where(rng.random((steps, 2)) < 0.75, 0.0, normal[3])
    zeros[0] = 0.0
    mixed = normal[4] * 10.0 ** rng.uniform(-9, 6, (steps, 2))
    mixed[20:26] = 0.0
    return np.stack([normal[0] * [1.0, 30.0], tiny, huge, zeros, mixed], axis=1)


def noise_sequence() -> np.ndarray:
    """What a walk with noise 1 adds to the gradients of its steps, (steps + 1, 2)."""
    return np.random.default_rng(NOISE_SEED).standard_normal((CLOSED_STEPS + 1, 2))


@contextmanager
def double_precision() -> Iterator[None]:
    """Makes float64 torch's default: NAdam keeps a product in the default type."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def make_optimizer(slug: str, parameter: Any, hypers: dict[str, float], decay: str = "none") -> Any:
    """torch's optimizer for one of ours."""
    import torch

    rule = RULES[slug]
    chosen: dict[str, Any] = {"lr": hypers["lr"], **dict(rule.fixed)}
    for theirs, ours in rule.arguments.items():
        chosen[theirs] = tuple(hypers[name] for name in ours) if isinstance(ours, tuple) else hypers[ours]
        if theirs in SWITCHES:
            chosen[theirs] = bool(hypers[ours])
    name = rule.name
    if "weight_decay" in hypers:
        chosen["weight_decay"] = hypers["weight_decay"]
        if decay == "decoupled":
            if name == "Adam":
                name = "AdamW"
            elif name != "AdamW":
                chosen["decoupled_weight_decay"] = True
    return getattr(torch.optim, name)([parameter], **chosen)


def make_schedule(name: str, optimizer: Any) -> Any:
    """torch's schedule, or None."""
    from torch.optim import lr_scheduler

    if name == "step":
        return lr_scheduler.StepLR(optimizer, step_size=15, gamma=0.5)
    if name == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=60, eta_min=1e-4)
    if name == "one_cycle":
        peak = optimizer.param_groups[0]["lr"]
        return lr_scheduler.OneCycleLR(optimizer, max_lr=peak, total_steps=CLOSED_STEPS + 1, cycle_momentum=False)
    return None


def open_loop(slug: str, hypers: dict[str, float], gradients: np.ndarray) -> dict[str, np.ndarray]:
    """The updates and the state after each step, both of the gradients' shape; a state only where torch keeps it.

    The parameter is set to zero before each step, so that what it holds afterwards is the update, not rounded again.
    """
    import torch

    record: dict[str, list[np.ndarray]] = {"updates": []}
    with double_precision():
        parameter = torch.zeros(gradients.shape[1:], requires_grad=True)
        optimizer = make_optimizer(slug, parameter, hypers)
        for gradient in gradients:
            with torch.no_grad():
                parameter.zero_()
            parameter.grad = torch.tensor(gradient)
            optimizer.step()
            record["updates"].append(parameter.detach().numpy().copy())
            for ours, theirs in RULES[slug].states.items():
                kept = optimizer.state[parameter].get(theirs)
                if kept is not None:
                    record.setdefault(ours, []).append(np.broadcast_to(kept.numpy(), gradient.shape).copy())
    return {name: np.stack(rows) for name, rows in record.items()}


def replay(case: Replay, gradients: np.ndarray) -> np.ndarray:
    """The points torch visits under given gradients, (steps + 1, starts, dim)."""
    import torch

    with double_precision():
        parameter = torch.tensor(REPLAY_STARTS, requires_grad=True)
        optimizer = make_optimizer(case.slug, parameter, case.hypers, case.decay)
        points = [parameter.detach().numpy().copy()]
        for gradient in gradients[:, REPLAYED]:
            parameter.grad = torch.tensor(gradient)
            optimizer.step()
            points.append(parameter.detach().numpy().copy())
    return np.stack(points)


def walk(case: Walk, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points torch visits, (steps + 1, starts, dim), and the learning rate of each step."""
    import torch

    loss, _, starts = SURFACES[case.surface]
    paths = []
    with double_precision():
        for start in starts:
            parameter = torch.tensor(start, requires_grad=True)
            optimizer = make_optimizer(case.slug, parameter, case.hypers, case.decay)
            schedule = make_schedule(case.schedule, optimizer)
            points, rates = [parameter.detach().numpy().copy()], []
            for disturbance in noise[:CLOSED_STEPS]:
                optimizer.zero_grad()
                loss(parameter).backward()
                if case.noise:
                    parameter.grad += torch.tensor(case.noise * disturbance)
                rates.append(float(optimizer.param_groups[0]["lr"]))
                optimizer.step()
                if schedule is not None:
                    schedule.step()
                points.append(parameter.detach().numpy().copy())
            paths.append(np.stack(points))
    return np.stack(paths, axis=1), np.array(rates)


def reference(gradients: np.ndarray, noise: np.ndarray) -> dict[str, np.ndarray]:
    """What the file holds beside gradients and noise.

    open/<slug>/<setting>/<what>, closed/<slug>/<setting>/<surface>, replay/<number>, walk/<number>, rates/<number>.
    """
    data: dict[str, np.ndarray] = {}
    for slug, settings in OPEN.items():
        for number, hypers in enumerate(settings):
            for name, rows in open_loop(slug, hypers, gradients).items():
                data[f"open/{slug}/{number}/{name}"] = rows
        for number in range(len(CLOSED[slug])):
            for surface in surfaces_of(slug):
                case = Walk(slug, surface, closed_hypers(slug, number, surface))
                data[f"closed/{slug}/{number}/{surface}"], _ = walk(case, noise)
    for number, decayed in enumerate(REPLAYS):
        data[f"replay/{number}"] = replay(decayed, gradients)
    for number, case in enumerate(WALKS):
        data[f"walk/{number}"], rates = walk(case, noise)
        if case.schedule:
            data[f"rates/{number}"] = rates
    return data


def main() -> None:
    if FILE.exists():
        return
    import torch

    if not torch.__version__.startswith(TORCH):
        raise SystemExit(f"The reference is torch {TORCH}; this is {torch.__version__}.")
    torch.set_num_threads(1)
    gradients, noise = gradient_sequences(), noise_sequence()
    save(FILE, {"gradients": gradients, "noise": noise, **reference(gradients, noise)})


if __name__ == "__main__":
    main()
