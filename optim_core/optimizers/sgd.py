"""SGD as PyTorch has it: gradient descent with momentum, dampening and Nesterov's look-ahead to switch on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from numpy import where, zeros_like

from optim_core.rules.hypers import learning_rate, momentum_factor, weight_decay
from optim_core.rules.stability import heavy_ball_limit, nesterov_limit
from optim_core.types import Array, Hyper, Interval, Laws, Library, Optimizer


class SGDState(NamedTuple):
    v: Any  # velocity: the fading sum of all gradients so far


def init(x: Array) -> SGDState:
    return SGDState(zeros_like(x))


def update(g: Any, s: SGDState, t: int, *, lr: Any, momentum: Any, dampening: Any, nesterov: Any) -> Any:
    v = where((t == 1) | (momentum == 0), g, momentum * s.v + (1 - dampening) * g)
    dx = -lr * where(nesterov, g + momentum * v, v)
    return dx, SGDState(v)


def update_keras(g: Any, s: SGDState, t: int, *, lr: Any, momentum: Any, nesterov: Any) -> Any:
    v = momentum * s.v - lr * g
    dx = where(nesterov, momentum * v - lr * g, v)
    return dx, SGDState(v)


def update_optax(g: Any, s: SGDState, t: int, *, lr: Any, momentum: Any, nesterov: Any) -> Any:
    v = momentum * s.v + g
    dx = -lr * where(nesterov, g + momentum * v, v)
    return dx, SGDState(v)


def limit(curvature: float, hypers: Mapping[str, float], pull: float = 0.0) -> float | None:
    """As of momentum or of Nesterov's momentum; none where no gradient but the first enters the velocity."""
    share = 1 - hypers["dampening"] if hypers["momentum"] else 1.0
    formula = nesterov_limit if hypers["nesterov"] else heavy_ball_limit
    return formula(curvature, hypers["momentum"], share, pull) if share else None


def limit_undamped(curvature: float, hypers: Mapping[str, float], pull: float = 0.0) -> float | None:
    return limit(curvature, {**hypers, "dampening": 0.0}, pull)


SGD = Optimizer(
    slug="sgd",
    name="SGD",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.0016, low=1e-6, high=10.0),
        "momentum": replace(momentum_factor(), symbol=r"\mu", default=0.0),
        "dampening": Hyper(
            symbol=r"\tau",
            default=0.0,
            low=0.0,
            high=1.0,
            valid=Interval(0.0, 1.0),
            name="dampening",
            help="How much of each new gradient is kept out of the velocity. Without momentum it does nothing.",
        ),
        "nesterov": Hyper(
            symbol=r"\mathrm{nesterov}",
            default=0.0,
            low=0.0,
            high=1.0,
            valid=Interval(0.0, 1.0),
            name="Nesterov",
            help="Whether the step looks ahead with the velocity it is about to have.",
            switch=True,
        ),
        "weight_decay": weight_decay(0.0),
    },
    help="Gradient descent with everything that PyTorch's SGD can switch on: momentum, dampening, a look-ahead.",
    conventions="torch.optim.SGD: the first velocity is the whole first gradient, dampening works from the second step "
    "on and only with momentum, the learning rate stays outside the velocity, weight decay is added to the gradient. "
    "PyTorch refuses Nesterov without momentum or with dampening; here both are computed by the same lines.",
    source="Robbins & Monro 1951; Polyak 1964; Sutskever et al. 2013; torch.optim.SGD",
    state_help={"v": "velocity: the fading sum of all gradients so far"},
    carries="v",
    decay="l2",
    limit=limit,
    laws=Laws(first_step=lambda g, *, lr: -lr * g, isotropic=True),
    libraries={
        "pytorch": Library(
            "torch.optim.SGD([x], lr={lr}, momentum={momentum}, dampening={dampening}, nesterov={nesterov}, "
            "weight_decay={weight_decay})"
        ),
        "keras": Library(
            "keras.optimizers.SGD(learning_rate={lr}, momentum={momentum}, nesterov={nesterov})",
            "In Keras the learning rate is inside the velocity, so a change of the rate acts on new gradients only, "
            "and there is no dampening.",
            update_keras,
            limit=limit_undamped,
        ),
        "optax": Library(
            "optax.sgd(learning_rate={lr}, momentum={momentum}, nesterov={nesterov})",
            "optax has no dampening: every gradient enters the velocity whole.",
            update_optax,
            limit=limit_undamped,
        ),
    },
)
