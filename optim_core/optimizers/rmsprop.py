"""RMSProp: like AdaGrad, but it forgets, so the steps do not die out."""

from dataclasses import replace
from typing import Any, NamedTuple

from numpy import sqrt, where, zeros_like

from optim_core.rules.hypers import epsilon, learning_rate, memory, momentum_factor
from optim_core.types import Array, Hyper, Interval, Laws, Library, Optimizer


class RMSPropState(NamedTuple):
    v: Any  # running mean of the squared gradient
    m: Any  # running mean of the gradient, 0 unless centered
    b: Any  # buffer: the fading sum of all scaled gradients so far


def init(x: Array) -> RMSPropState:
    return RMSPropState(zeros_like(x), zeros_like(x), zeros_like(x))


def update(g: Any, s: RMSPropState, t: int, *, lr: Any, alpha: Any, eps: Any, momentum: Any, centered: Any) -> Any:
    v = alpha * s.v + (1 - alpha) * g * g
    m = where(centered, alpha * s.m + (1 - alpha) * g, 0.0)
    b = momentum * s.b + g / (sqrt(v - m * m) + eps)
    dx = -lr * b
    return dx, RMSPropState(v, m, b)


def update_inside_root(
    g: Any, s: RMSPropState, t: int, *, lr: Any, alpha: Any, eps: Any, momentum: Any, centered: Any
) -> Any:
    v = alpha * s.v + (1 - alpha) * g * g
    m = where(centered, alpha * s.m + (1 - alpha) * g, 0.0)
    b = momentum * s.b + lr * g / sqrt(v - m * m + eps)
    dx = -b
    return dx, RMSPropState(v, m, b)


RMSPROP = Optimizer(
    slug="rmsprop",
    name="RMSProp",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.02, low=1e-5, high=1.0),
        "alpha": memory(
            r"\alpha",
            0.99,
            "memory of the squared gradient",
            "How slowly the running mean of squared gradients forgets.",
        ),
        "eps": epsilon(1e-8),
        "momentum": replace(momentum_factor(), symbol=r"\mu", default=0.0),
        "centered": Hyper(
            symbol=r"\mathrm{centered}",
            default=0.0,
            low=0.0,
            high=1.0,
            valid=Interval(0.0, 1.0),
            name="centered",
            help="Whether to divide by the gradient's spread around its mean instead of by its size.",
            switch=True,
        ),
    },
    help="Divides each step by the recent size of that coordinate's gradient, so all of them move at a similar pace.",
    conventions="PyTorch's form: epsilon after the root, no bias correction, so the first step is lr/sqrt(1 - alpha). "
    "Momentum adds up scaled gradients, the learning rate stays outside. Centered has no guard against a spread that "
    "rounding makes negative where the gradient hardly changes: such a path ends, in PyTorch too, though perhaps at "
    "another step. Keras and optax put epsilon inside the root.",
    source="Hinton 2012, lecture 6e; centered: Graves 2013; torch.optim.RMSprop",
    state_help={
        "v": "running mean of the squared gradient (not a velocity)",
        "m": "running mean of the gradient, 0 unless centered",
        "b": "buffer: the fading sum of all scaled gradients so far",
    },
    scales="g",
    carries="b",
    laws=Laws(first_step=lambda g, *, lr, alpha, eps: -lr * g / (sqrt(1 - alpha) * abs(g) + eps)),
    libraries={
        "pytorch": Library(
            "torch.optim.RMSprop([x], lr={lr}, alpha={alpha}, eps={eps}, momentum={momentum}, centered={centered})"
        ),
        "keras": Library(
            "keras.optimizers.RMSprop(learning_rate={lr}, rho={alpha}, momentum={momentum}, epsilon={eps}, "
            "centered={centered})",
            "Keras adds epsilon inside the root, where the same number weighs more, and the learning rate is inside "
            "the momentum buffer.",
            update_inside_root,
        ),
        "optax": Library(
            "optax.rmsprop(learning_rate={lr}, decay={alpha}, eps={eps}, centered={centered}, momentum={momentum})",
            "optax adds epsilon inside the root (eps_in_sqrt=False would not), and the learning rate is inside the "
            "momentum buffer.",
            update_inside_root,
        ),
    },
)
