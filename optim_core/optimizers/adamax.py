"""AdaMax: Adam that divides by the largest recent gradient instead of by a root of a mean of squares."""

from typing import Any, NamedTuple

from numpy import abs, maximum, zeros_like

from optim_core.optimizers.adam import ADAM
from optim_core.rules.hypers import learning_rate, memory
from optim_core.types import Array, Laws, Library, Optimizer


class AdaMaxState(NamedTuple):
    m: Any  # first moment: running mean of the gradient
    u: Any  # the largest gradient so far, slowly forgotten


def init(x: Array) -> AdaMaxState:
    return AdaMaxState(zeros_like(x), zeros_like(x))


def update(g: Any, s: AdaMaxState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    u = maximum(beta2 * s.u, abs(g) + eps)
    m_hat = m / (1 - beta1**t)  # undo the pull of the zero start
    dx = -lr * m_hat / u
    return dx, AdaMaxState(m, u)


def update_keras(g: Any, s: AdaMaxState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    u = maximum(beta2 * s.u, abs(g))
    m_hat = m / (1 - beta1**t)
    dx = -lr * m_hat / (u + eps)
    return dx, AdaMaxState(m, u)


ADAMAX = Optimizer(
    slug="adamax",
    name="AdaMax",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.2, low=1e-5, high=10.0),
        "beta1": ADAM.hypers["beta1"],
        "beta2": memory(
            r"\beta_2", 0.999, "memory of the largest gradient", "How slowly the largest gradient is forgotten."
        ),
        "eps": ADAM.hypers["eps"],
    },
    help="Adam that divides by the largest recent gradient, so one large gradient calms it down for long.",
    conventions="torch.optim.Adamax: epsilon is added to the size of the gradient before the maximum is taken. The "
    "paper has no epsilon; Keras adds it to the maximum instead.",
    source="Kingma & Ba 2014, Algorithm 2; torch.optim.Adamax",
    state_help={
        "m": "first moment: running mean of the gradient",
        "u": "the largest gradient so far, slowly forgotten",
    },
    scales="m_hat",
    carries="m",
    laws=Laws(
        first_step=lambda g, *, lr, eps: -lr * g / (abs(g) + eps),
        remembers=("u",),  # epsilon goes into the maximum
    ),
    libraries={
        "pytorch": Library("torch.optim.Adamax([x], lr={lr}, betas=({beta1}, {beta2}), eps={eps})"),
        "keras": Library(
            "keras.optimizers.Adamax(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})",
            "Keras adds epsilon to the largest gradient when it divides, PyTorch to each gradient before it compares.",
            update_keras,
        ),
        "optax": Library("optax.adamax(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps})"),
    },
)
