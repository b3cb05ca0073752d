"""L-BFGS: BFGS that keeps only its last few steps and never writes a matrix down."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy import maximum, minimum, sign, where, zeros_like

from optim_core.rules.hypers import learning_rate
from optim_core.rules.operations.recursion import PAIRS, remember, two_loop
from optim_core.rules.vectors import dot, norm
from optim_core.types import Array, Hyper, Interval, Laws, Library, Optimizer


class LBFGSState(NamedTuple):
    g_prev: Any  # the last gradient
    dx_prev: Any  # the last step
    S: Any  # the last steps, the oldest first
    Y: Any  # how the gradient changed in each of them


def init(x: Array) -> LBFGSState:
    none = np.zeros((PAIRS * len(x), x.shape[1]))
    return LBFGSState(zeros_like(x), zeros_like(x), none, none)


def update(g: Any, s: LBFGSState, t: int, *, lr: Any, history: Any) -> Any:
    y = g - s.g_prev
    moving = dot(g, sign(g)) > 0
    keep = moving & (dot(y, s.dx_prev) > 1e-10)
    S = remember(s.S, s.dx_prev, keep)  # noqa: N806 (Nocedal & Wright's letters)
    Y = remember(s.Y, y, keep)  # noqa: N806
    d = -two_loop(g, S, Y, history)
    first = dot(s.g_prev, sign(s.g_prev)) == 0
    alpha = lr * where(first, minimum(1.0, 1 / dot(g, sign(g))), 1.0)
    dx = where(moving, alpha * d, 0.0)
    return dx, LBFGSState(where(moving, g, s.g_prev), where(moving, dx, s.dx_prev), S, Y)


def update_optax(g: Any, s: LBFGSState, t: int, *, lr: Any, history: Any) -> Any:
    y = g - s.g_prev
    S = remember(s.S, s.dx_prev, t > 1)  # noqa: N806
    Y = remember(s.Y, y, t > 1)  # noqa: N806
    d = -two_loop(g, S, Y, history)
    alpha = lr * where(t == 1, minimum(1.0, 1 / norm(g)), 1.0)
    dx = alpha * d
    return dx, LBFGSState(g, dx, S, Y)


LBFGS = Optimizer(
    slug="lbfgs",
    name="L-BFGS",
    init=init,
    update=update,
    hypers={
        "lr": replace(
            learning_rate(default=0.8, low=0.01, high=2.0),
            help="Which share of the step is taken. 1 is Newton's step, once the curvature is known.",
        ),
        "history": Hyper(
            symbol="h",
            default=10.0,
            low=1.0,
            high=10.0,
            valid=Interval(1.0, 10.0),
            name="memory",
            help="How many of the last steps count.",
            whole=True,
        ),
    },
    help="Rebuilds the curvature at every step from a few remembered steps, so it also fits millions of weights.",
    conventions="torch.optim.LBFGS with max_iter=1 and no line search, which never stops by its tolerances; its first "
    "step is at most as long as the learning rate. A step is remembered only if the gradient grew along it, "
    "y.s > 1e-10. Without a line search it may diverge where BFGS does not.",
    source="Liu & Nocedal 1989; Nocedal & Wright 2006, Algorithm 7.4; torch.optim.LBFGS",
    state_help={
        "g_prev": "the last gradient",
        "dx_prev": "the last step",
        "S": "the steps remembered, the oldest first",
        "Y": "how the gradient changed in each of them",
    },
    elementwise=False,
    laws=Laws(
        first_step=lambda g, *, lr: -lr * g / maximum(1.0, abs(g).sum(axis=0)),
        proportional=False,  # a longer step is another memory
        loss_scale="mixed",  # the first step is at most as long as the rate
    ),
    libraries={
        "pytorch": Library(
            "torch.optim.LBFGS([x], lr={lr}, max_iter=1, history_size={history}, tolerance_grad=0, tolerance_change=0)"
        ),
        "keras": Library(difference="Keras has no L-BFGS."),
        "optax": Library(
            "optax.lbfgs(learning_rate={lr}, memory_size={history}, linesearch=None)",
            "optax measures the first step by the gradient's length instead of the sum of its sizes and "
            "remembers every step; left to itself it adds a line search.",
            update_optax,
        ),
    },
)
