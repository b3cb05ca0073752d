"""Nesterov momentum: momentum that looks one step ahead before it turns."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from numpy import zeros_like

from optim_core.rules.hypers import learning_rate, momentum_factor
from optim_core.rules.stability import nesterov_limit
from optim_core.types import Array, Laws, Library, Optimizer


class NesterovState(NamedTuple):
    v: Any  # velocity: the fading sum of all gradients so far


def init(x: Array) -> NesterovState:
    return NesterovState(zeros_like(x))


def update(g: Any, s: NesterovState, t: int, *, lr: Any, beta: Any) -> Any:
    v = beta * s.v + g
    dx = -lr * (g + beta * v)
    return dx, NesterovState(v)


def update_keras(g: Any, s: NesterovState, t: int, *, lr: Any, beta: Any) -> Any:
    v = beta * s.v - lr * g
    dx = beta * v - lr * g
    return dx, NesterovState(v)


def limit(curvature: float, hypers: Mapping[str, float], pull: float = 0.0) -> float:
    return nesterov_limit(curvature, hypers["beta"], pull=pull)


NESTEROV = Optimizer(
    slug="nesterov",
    name="Nesterov momentum",
    init=init,
    update=update,
    hypers={"lr": learning_rate(default=0.0003, low=1e-6, high=10.0), "beta": momentum_factor()},
    help="Momentum that steps with the velocity it is about to have, so it brakes earlier before a turn.",
    conventions="PyTorch's form, in which the point is the look-ahead point: the step is -lr (g + beta v).",
    source="Nesterov 1983; Sutskever et al. 2013; torch.optim.SGD(nesterov=True)",
    state_help={"v": "velocity: the fading sum of all gradients so far"},
    carries="v",
    limit=limit,
    limit_text="2(1 + β)/((1 + 2β)L)",
    laws=Laws(first_step=lambda g, *, lr, beta: -lr * (1 + beta) * g, isotropic=True),
    libraries={
        "pytorch": Library("torch.optim.SGD([x], lr={lr}, momentum={beta}, nesterov=True)"),
        "keras": Library(
            "keras.optimizers.SGD(learning_rate={lr}, momentum={beta}, nesterov=True)",
            "In Keras the learning rate is inside the velocity, so a change of the rate acts on new gradients only.",
            update_keras,
            limit=limit,
        ),
        "optax": Library("optax.sgd(learning_rate={lr}, momentum={beta}, nesterov=True)"),
    },
)
