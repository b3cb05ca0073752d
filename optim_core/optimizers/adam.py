"""Adam: a running mean of the gradient, divided by the running size of the gradient."""

from typing import Any, NamedTuple

from numpy import sqrt, zeros_like

from optim_core.rules.hypers import epsilon, learning_rate, memory
from optim_core.types import Array, Laws, Library, Optimizer


class AdamState(NamedTuple):
    m: Any  # first moment: running mean of the gradient
    v: Any  # second moment: running mean of the squared gradient


def init(x: Array) -> AdamState:
    return AdamState(zeros_like(x), zeros_like(x))


def update(g: Any, s: AdamState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)  # undo the pull of the zero start
    v_hat = v / (1 - beta2**t)
    dx = -lr * m_hat / (sqrt(v_hat) + eps)
    return dx, AdamState(m, v)


def update_keras(g: Any, s: AdamState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    alpha = lr * sqrt(1 - beta2**t) / (1 - beta1**t)  # both corrections at once, so epsilon is not corrected
    dx = -alpha * m / (sqrt(v) + eps)
    return dx, AdamState(m, v)


ADAM = Optimizer(
    slug="adam",
    name="Adam",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.05, low=1e-5, high=10.0),
        "beta1": memory(
            r"\beta_1", 0.9, "memory of the gradient", "How much of the mean gradient is kept. Works like momentum."
        ),
        "beta2": memory(
            r"\beta_2", 0.999, "memory of the squared gradient", "How slowly the mean of squared gradients forgets."
        ),
        "eps": epsilon(1e-8),
    },
    help="Momentum and RMSProp together: it follows the mean gradient and divides by its recent size.",
    conventions="Algorithm 1 of the paper, as torch.optim.Adam: epsilon after the bias-corrected root. Keras adds "
    "epsilon before the correction (epsilon hat, 1e-7).",
    source="Kingma & Ba 2014, Algorithm 1; torch.optim.Adam",
    state_help={
        "m": "first moment: running mean of the gradient",
        "v": "second moment: running mean of the squared gradient (not a velocity)",
    },
    scales="m_hat",
    carries="m",
    laws=Laws(first_step=lambda g, *, lr, eps: -lr * g / (abs(g) + eps)),
    libraries={
        "pytorch": Library("torch.optim.Adam([x], lr={lr}, betas=({beta1}, {beta2}), eps={eps})"),
        "keras": Library(
            "keras.optimizers.Adam(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})",
            "Keras adds epsilon before the bias correction (epsilon hat of the paper), so in the first steps it weighs "
            "more than the same epsilon in PyTorch.",
            update_keras,
            scales="m",
        ),
        "optax": Library("optax.adam(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps})"),
    },
)
