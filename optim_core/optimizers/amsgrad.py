"""AMSGrad: Adam whose divisor never shrinks, so that a rare large gradient is not forgotten."""

from typing import Any, NamedTuple

from numpy import maximum, sqrt, zeros_like

from optim_core.optimizers.adam import ADAM
from optim_core.types import Array, Library, Optimizer


class AMSGradState(NamedTuple):
    m: Any  # first moment: running mean of the gradient
    v: Any  # second moment: running mean of the squared gradient
    v_max: Any  # the largest second moment so far


def init(x: Array) -> AMSGradState:
    return AMSGradState(zeros_like(x), zeros_like(x), zeros_like(x))


def update(g: Any, s: AMSGradState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    v_max = maximum(s.v_max, v)
    m_hat = m / (1 - beta1**t)  # undo the pull of the zero start
    v_hat = v_max / (1 - beta2**t)
    dx = -lr * m_hat / (sqrt(v_hat) + eps)
    return dx, AMSGradState(m, v, v_max)


def update_keras(g: Any, s: AMSGradState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    v_max = maximum(s.v_max, v)
    alpha = lr * sqrt(1 - beta2**t) / (1 - beta1**t)  # both corrections at once, so epsilon is not corrected
    dx = -alpha * m / (sqrt(v_max) + eps)
    return dx, AMSGradState(m, v, v_max)


def update_optax(g: Any, s: AMSGradState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    v_max = maximum(s.v_max, v_hat)
    dx = -lr * m_hat / (sqrt(v_max) + eps)
    return dx, AMSGradState(m, v, v_max)


AMSGRAD = Optimizer(
    slug="amsgrad",
    name="AMSGrad",
    init=init,
    update=update,
    hypers={**ADAM.hypers},
    help="Adam that divides by the largest second moment so far, so its steps never grow back.",
    conventions="torch.optim.Adam(amsgrad=True): the largest raw second moment, then bias-corrected, epsilon after the "
    "root. The paper corrects no bias and has no epsilon; optax takes the largest corrected second moment.",
    source="Reddi, Kale & Kumar 2018, Algorithm 2; torch.optim.Adam(amsgrad=True)",
    state_help={**ADAM.state_help, "v_max": "the largest second moment so far"},
    scales="m_hat",
    carries="m",
    laws=ADAM.laws,
    libraries={
        "pytorch": Library("torch.optim.Adam([x], lr={lr}, betas=({beta1}, {beta2}), eps={eps}, amsgrad=True)"),
        "keras": Library(
            "keras.optimizers.Adam(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps}, amsgrad=True)",
            "Keras adds epsilon before the bias correction (epsilon hat), so in the first steps it weighs more.",
            update_keras,
            scales="m",
        ),
        "optax": Library(
            "optax.amsgrad(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps})",
            "optax corrects the bias before it takes the largest second moment, so a large early gradient counts for "
            "ever; PyTorch corrects the largest one.",
            update_optax,
        ),
    },
)
