"""AdaBelief: Adam that divides by how much the gradient surprises, not by how large it is."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy import sqrt, zeros_like

from optim_core.rules.hypers import epsilon, learning_rate, memory
from optim_core.types import Array, Laws, Library, Optimizer


class AdaBeliefState(NamedTuple):
    m: Any  # first moment: running mean of the gradient
    s: Any  # running mean of the squared surprise


def init(x: Array) -> AdaBeliefState:
    return AdaBeliefState(zeros_like(x), zeros_like(x))


def update(g: Any, s: AdaBeliefState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    surprise = g - m  # how far the gradient is from what was expected
    v = beta2 * s.s + (1 - beta2) * surprise * surprise + eps
    m_hat = m / (1 - beta1**t)  # undo the pull of the zero start
    v_hat = v / (1 - beta2**t)
    dx = -lr * m_hat / (sqrt(v_hat) + eps)
    return dx, AdaBeliefState(m, v)


ADABELIEF = Optimizer(
    slug="adabelief",
    name="AdaBelief",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.05, low=1e-5, high=10.0),
        "beta1": memory(
            r"\beta_1", 0.9, "memory of the gradient", "How much of the mean gradient is kept. Works like momentum."
        ),
        "beta2": memory(
            r"\beta_2", 0.999, "memory of the surprise", "How slowly the mean of squared surprises forgets."
        ),
        "eps": epsilon(1e-8),
    },
    help="Adam that believes a gradient which is as expected: small surprises make long steps.",
    conventions="Algorithm 2 of the paper: epsilon is added to the mean of the squared surprise at each step, and to "
    "the root of it.",
    source="Zhuang et al. 2020, Algorithm 2",
    state_help={
        "m": "first moment: running mean of the gradient",
        "s": "running mean of the squared surprise: of the gradient minus its mean",
    },
    scales="m_hat",
    carries="m",
    laws=Laws(
        first_step=lambda g, *, lr, beta1, beta2, eps: (
            -lr * g / (sqrt(beta1**2 * g**2 + eps / (1 - beta2)) + eps)  # the first surprise is beta 1 of the gradient
        ),
        remembers=("s",),  # epsilon is in it
    ),
    libraries={
        "pytorch": Library(difference="torch.optim has no AdaBelief; the authors' package adabelief-pytorch has it."),
        "keras": Library(difference="Keras has no AdaBelief."),
        "optax": Library("optax.adabelief(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps}, eps_root={eps})"),
    },
)
