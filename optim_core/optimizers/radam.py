"""RAdam: Adam that waits with dividing until it has seen enough gradients to know their size."""

from typing import Any

from numpy import sqrt, where

from optim_core.optimizers.adam import ADAM, AdamState, init
from optim_core.rules.hypers import learning_rate
from optim_core.types import Laws, Library, Optimizer


def update(g: Any, s: AdamState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)  # undo the pull of the zero start
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)  # how many gradients the second moment is worth
    r = where(rho > 5, sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)), 1.0)
    ell = where(rho > 5, sqrt(1 - beta2**t) / (sqrt(v) + eps), 1.0)
    dx = -lr * r * ell * m_hat
    return dx, AdamState(m, v)


def update_optax(g: Any, s: AdamState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
    r = where(rho >= 5, sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)), 0.0)
    dx = -lr * m_hat * where(rho >= 5, r / (sqrt(v_hat) + eps), 1.0)
    return dx, AdamState(m, v)


RADAM = Optimizer(
    slug="radam",
    name="RAdam",
    init=init,
    update=update,
    hypers={**ADAM.hypers, "lr": learning_rate(default=0.006, low=1e-5, high=1.0)},
    help="Adam with a built-in warm-up: its first steps are plain momentum, then the division fades in.",
    conventions="torch.optim.RAdam: the division starts where rho is above 5 (the paper says above 4), with beta 2 of "
    "0.999 at step 6; epsilon is added to the root before its bias is corrected. With a beta 2 of 2/3 or less it "
    "never starts. rho is a small difference of large numbers: with another beta 2 for each path of a batch, steps "
    "differ from torch's by up to 7e-12 of their size, with one for all by 5e-14.",
    source="Liu et al. 2020, Algorithm 2; torch.optim.RAdam",
    state_help=ADAM.state_help,
    scales="m_hat",
    carries="m",
    laws=Laws(
        first_step=lambda g, *, lr: -lr * g,  # rho is 1: not divided yet
        loss_scale="mixed",  # divides by the size of gradients, but not at first
    ),
    libraries={
        "pytorch": Library("torch.optim.RAdam([x], lr={lr}, betas=({beta1}, {beta2}), eps={eps})"),
        "keras": Library(difference="Keras has no RAdam."),
        "optax": Library(
            "optax.radam(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps})",
            "optax adds epsilon after the bias correction, so in the first steps it weighs less than in PyTorch.",
            update_optax,
        ),
    },
)
