"""Sophia: momentum divided by the running curvature of each coordinate, and cut off where that would be too far."""

from dataclasses import replace
from typing import Any, NamedTuple

from numpy import maximum, minimum, zeros_like

from optim_core.rules.hypers import epsilon, learning_rate, memory, weight_decay
from optim_core.rules.operations.matrices import diagonal
from optim_core.types import NOT_NEGATIVE, Array, Hyper, Laws, Library, Optimizer


class SophiaState(NamedTuple):
    m: Any  # running mean of the gradient
    h: Any  # running mean of the curvature along each coordinate


def init(x: Array) -> SophiaState:
    return SophiaState(zeros_like(x), zeros_like(x))


def update(
    g: Any,
    s: SophiaState,
    t: int,
    *,
    lr: Any,
    beta1: Any,
    beta2: Any,
    gamma: Any,
    rho: Any,
    eps: Any,
    x: Any,
    hessian: Any,
) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    h = beta2 * s.h + (1 - beta2) * diagonal(hessian(x))
    u = m / maximum(gamma * h, eps)
    dx = -lr * maximum(minimum(u, rho), -rho)
    return dx, SophiaState(m, h)


def update_optax(
    g: Any,
    s: SophiaState,
    t: int,
    *,
    lr: Any,
    beta1: Any,
    beta2: Any,
    gamma: Any,
    rho: Any,
    eps: Any,
    x: Any,
    hessian: Any,
) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    m_hat = m / (1 - beta1**t)  # undo the pull of the zero start
    u = m_hat / maximum(gamma * s.h, eps)  # the curvature as it was remembered before this step
    h = beta2 * s.h + (1 - beta2) * diagonal(hessian(x))
    dx = -lr * maximum(minimum(u, rho), -rho)
    return dx, SophiaState(m, h)


def first_step(g: Any, *, lr: Any, beta1: Any, beta2: Any, gamma: Any, rho: Any, eps: Any) -> Any:
    u = (1 - beta1) * g / maximum(gamma * (1 - beta2), eps)  # the curvature is 1
    return -lr * minimum(maximum(u, -rho), rho)


SOPHIA = Optimizer(
    slug="sophia",
    name="Sophia",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.05, low=1e-5, high=1.0),
        "beta1": memory(
            r"\beta_1", 0.96, "memory of the gradient", "How much of the mean gradient is kept. Works like momentum."
        ),
        "beta2": memory(r"\beta_2", 0.99, "memory of the curvature", "How slowly the mean curvature forgets."),
        "gamma": Hyper(
            symbol=r"\gamma",
            default=0.01,
            low=1e-3,
            high=10.0,
            valid=NOT_NEGATIVE,
            name="curvature factor",
            help="How strongly curvature shortens the step. Small values leave more coordinates to the cut-off.",
            log=True,
        ),
        "rho": Hyper(
            symbol=r"\rho",
            default=1.0,
            low=0.01,
            high=10.0,
            valid=NOT_NEGATIVE,
            name="cut-off",
            help="No coordinate moves further in one step than the learning rate times this.",
            log=True,
        ),
        "eps": replace(epsilon(1e-12), low=1e-15),
        "weight_decay": weight_decay(0.2),
    },
    help="Divides the mean gradient by the mean curvature of each coordinate, as Newton would, but never trusts it "
    "further than a fixed step.",
    conventions="Algorithm 3 of the paper with the exact diagonal of the Hessian at every step (k = 1) where the paper "
    "estimates it at random every tenth. Where the mean curvature is not positive the step is the cut-off. The paper "
    "cuts at 1; its two running means start at 0 and are not corrected for it.",
    source="Liu et al. 2023, Sophia, Algorithm 3",
    state_help={"m": "running mean of the gradient", "h": "running mean of the curvature along each coordinate"},
    scales="m",
    carries="m",
    elementwise=False,
    decay="decoupled",
    no_step="Sophia divides by the curvature, and here the formula has none: its second derivatives are undefined.",
    laws=Laws(first_step=first_step, remembers=("h",)),
    libraries={
        "pytorch": Library(difference="torch.optim has no Sophia."),
        "keras": Library(difference="Keras has no Sophia."),
        "optax": Library(
            "optax.contrib.sophia(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps}, weight_decay={weight_decay}, "
            "gamma={gamma}, clip_threshold={rho}, update_interval=1, hessian_diagonal_fn=optax.GradientTransformation("
            "lambda x: (), lambda g, state, x: (jnp.diag(jax.hessian(loss)(x)), state)))",
            difference="optax corrects the mean gradient for its zero start and divides by the curvature remembered "
            "before the step, so its first step is the cut-off everywhere. By default it estimates the curvature at "
            "random every tenth step.",
            update=update_optax,
        ),
    },
)
