"""AdaDelta: the size of past steps replaces the learning rate, so the units of the step come out right."""

from typing import Any, NamedTuple

from numpy import sqrt, zeros_like

from optim_core.rules.hypers import epsilon, learning_rate, memory
from optim_core.types import Array, Laws, Library, Optimizer


class AdaDeltaState(NamedTuple):
    v: Any  # running mean of the squared gradient
    u: Any  # running mean of the squared step, before the learning rate


def init(x: Array) -> AdaDeltaState:
    return AdaDeltaState(zeros_like(x), zeros_like(x))


def update(g: Any, s: AdaDeltaState, t: int, *, lr: Any, rho: Any, eps: Any) -> Any:
    v = rho * s.v + (1 - rho) * g * g
    d = sqrt(s.u + eps) / sqrt(v + eps) * g
    u = rho * s.u + (1 - rho) * d * d
    dx = -lr * d
    return dx, AdaDeltaState(v, u)


ADADELTA = Optimizer(
    slug="adadelta",
    name="AdaDelta",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=10.0, low=1e-3, high=100.0),
        "rho": memory(
            r"\rho", 0.9, "memory of the squares", "How slowly the means of squared gradients and steps forget."
        ),
        "eps": epsilon(1e-6),
    },
    help="Scales each coordinate by the size of its past steps over the size of its past gradients.",
    conventions="Algorithm 1 of the paper times a learning rate, as torch.optim.Adadelta: epsilon inside both roots. "
    "The paper has no learning rate, which is 1 here; epsilon sets how long the first steps are.",
    source="Zeiler 2012, Algorithm 1; torch.optim.Adadelta",
    state_help={
        "v": "running mean of the squared gradient (not a velocity)",
        "u": "running mean of the squared step, before the learning rate",
    },
    scales="g",
    laws=Laws(first_step=lambda g, *, lr, rho, eps: -lr * sqrt(eps) / sqrt((1 - rho) * g**2 + eps) * g),
    libraries={
        "pytorch": Library("torch.optim.Adadelta([x], lr={lr}, rho={rho}, eps={eps})"),
        "keras": Library("keras.optimizers.Adadelta(learning_rate={lr}, rho={rho}, epsilon={eps})"),
        "optax": Library("optax.adadelta(learning_rate={lr}, rho={rho}, eps={eps})"),
    },
)
