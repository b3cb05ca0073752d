"""Momentum (the heavy ball): steps add up to a velocity that rolls on through small bumps and zig-zags."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from numpy import zeros_like

from optim_core.rules.hypers import learning_rate, momentum_factor
from optim_core.rules.stability import heavy_ball_limit
from optim_core.types import Array, Laws, Library, Optimizer


class MomentumState(NamedTuple):
    v: Any  # velocity: the fading sum of all gradients so far


def init(x: Array) -> MomentumState:
    return MomentumState(zeros_like(x))


def update(g: Any, s: MomentumState, t: int, *, lr: Any, beta: Any) -> Any:
    v = beta * s.v + g
    dx = -lr * v
    return dx, MomentumState(v)


def update_keras(g: Any, s: MomentumState, t: int, *, lr: Any, beta: Any) -> Any:
    v = beta * s.v - lr * g
    dx = v
    return dx, MomentumState(v)


def limit(curvature: float, hypers: Mapping[str, float], pull: float = 0.0) -> float:
    return heavy_ball_limit(curvature, hypers["beta"], pull=pull)


MOMENTUM = Optimizer(
    slug="momentum",
    name="Momentum",
    init=init,
    update=update,
    hypers={"lr": learning_rate(default=0.0003, low=1e-6, high=10.0), "beta": momentum_factor()},
    help="Rolls like a heavy ball: it keeps part of its last velocity and adds the new gradient.",
    conventions="PyTorch's form, v = beta v + g with the learning rate outside. Keras keeps it inside the "
    "velocity; some texts write (1 - beta) g, which needs a learning rate 1/(1 - beta) times as large.",
    source="Polyak 1964; torch.optim.SGD with momentum",
    state_help={"v": "velocity: the fading sum of all gradients so far"},
    carries="v",
    limit=limit,
    limit_text="2(1 + β)/L",
    laws=Laws(first_step=lambda g, *, lr: -lr * g, isotropic=True),
    libraries={
        "pytorch": Library("torch.optim.SGD([x], lr={lr}, momentum={beta})"),
        "keras": Library(
            "keras.optimizers.SGD(learning_rate={lr}, momentum={beta})",
            "In Keras the learning rate is inside the velocity, which is the step itself, so a change of the rate acts "
            "on new gradients only.",
            update_keras,
            limit=limit,
        ),
        "optax": Library("optax.sgd(learning_rate={lr}, momentum={beta})"),
    },
)
