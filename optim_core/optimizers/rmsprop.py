"""RMSProp: like AdaGrad, but it forgets, so the steps do not die out."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy import sqrt, zeros_like

from optim_core.optimizers.common import epsilon, learning_rate, memory
from optim_core.types import Array, Optimizer


class RMSPropState(NamedTuple):
    v: Any  # running mean of the squared gradient


def init(x: Array) -> RMSPropState:
    return RMSPropState(zeros_like(x))


def update(g: Any, s: RMSPropState, t: int, *, lr: Any, alpha: Any, eps: Any) -> Any:
    v = alpha * s.v + (1 - alpha) * g * g
    dx = -lr * g / (sqrt(v) + eps)
    return dx, RMSPropState(v)


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
    },
    help="Divides each step by the recent size of that coordinate's gradient, so all of them move at a similar pace.",
    conventions="PyTorch's form: epsilon after the root, no bias correction, so the first step is lr/sqrt(1 - alpha). "
    "Keras and optax put epsilon inside the root.",
    source="Hinton 2012, lecture 6e; torch.optim.RMSprop",
    state_help={"v": "running mean of the squared gradient (not a velocity)"},
)
