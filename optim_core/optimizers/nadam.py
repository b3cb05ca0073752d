"""NAdam: Adam with Nesterov's look-ahead, and a momentum that warms up."""

from typing import Any, NamedTuple

from numpy import ones_like, sqrt, zeros_like

from optim_core.optimizers import adam
from optim_core.optimizers.adam import ADAM, AdamState
from optim_core.types import NOT_NEGATIVE, Array, Hyper, Laws, Library, Optimizer


class NAdamState(NamedTuple):
    m: Any  # first moment: running mean of the gradient
    v: Any  # second moment: running mean of the squared gradient
    mu_product: Any  # product of all momenta so far


def init(x: Array) -> NAdamState:
    return NAdamState(zeros_like(x), zeros_like(x), ones_like(x))


def update(g: Any, s: NAdamState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any, momentum_decay: Any) -> Any:
    mu = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
    mu_next = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
    mu_product = s.mu_product * mu
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    m_hat = mu_next * m / (1 - mu_product * mu_next) + (1 - mu) * g / (1 - mu_product)  # one step ahead
    v_hat = v / (1 - beta2**t)
    dx = -lr * m_hat / (sqrt(v_hat) + eps)
    return dx, NAdamState(m, v, mu_product)


def update_keras(g: Any, s: NAdamState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    mu = beta1 * (1 - 0.5 * 0.96**t)
    mu_next = beta1 * (1 - 0.5 * 0.96 ** (t + 1))
    mu_product = s.mu_product * mu
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    m_hat = mu_next * m / (1 - mu_product * mu_next) + (1 - mu) * g / (1 - mu_product)
    v_hat = v / (1 - beta2**t)
    dx = -lr * m_hat / (sqrt(v_hat) + eps)
    return dx, NAdamState(m, v, mu_product)


def update_optax(g: Any, s: AdamState, t: int, *, lr: Any, beta1: Any, beta2: Any, eps: Any) -> Any:
    m = beta1 * s.m + (1 - beta1) * g
    v = beta2 * s.v + (1 - beta2) * g * g
    m_hat = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * g / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    dx = -lr * m_hat / (sqrt(v_hat) + eps)
    return dx, AdamState(m, v)


def first_step(g: Any, *, lr: Any, beta1: Any, eps: Any, momentum_decay: Any) -> Any:
    """The mean gradient counts by the momenta of steps 1 and 2 (Dozat 2016)."""
    mu1, mu2 = (beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay)) for t in (1, 2))
    ahead = mu2 * (1 - beta1) / (1 - mu1 * mu2)
    return -lr * (1 + ahead) * g / (abs(g) + eps)


NADAM = Optimizer(
    slug="nadam",
    name="NAdam",
    init=init,
    update=update,
    hypers={
        **ADAM.hypers,
        "momentum_decay": Hyper(
            symbol=r"\psi",
            default=0.004,
            low=0.0,
            high=1.0,
            valid=NOT_NEGATIVE,
            name="momentum warm-up",
            help="How fast the momentum grows from half of beta 1 to all of it. 0 leaves it at half.",
        ),
    },
    help="Adam that steps with the mean gradient it is about to have, so it turns a little earlier.",
    conventions="torch.optim.NAdam: the paper's momentum schedule with 0.96^(0.004 t), epsilon after the root. Keras "
    "has 0.96^t, which warms up 250 times as fast; optax has a constant momentum. Torch keeps the product of the "
    "momenta in its default dtype: in float32 paths are off by 1e-10 after 100 steps.",
    source="Dozat 2016; torch.optim.NAdam",
    state_help={**ADAM.state_help, "mu_product": "product of all momenta so far, for the bias correction"},
    scales="m_hat",
    carries="m",
    laws=Laws(first_step=first_step, remembers=("mu_product",)),
    libraries={
        "pytorch": Library(
            "torch.optim.NAdam([x], lr={lr}, betas=({beta1}, {beta2}), eps={eps}, momentum_decay={momentum_decay})"
        ),
        "keras": Library(
            "keras.optimizers.Nadam(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})",
            "Keras always warms the momentum up by 0.96^t, which is a momentum warm-up of 1 here.",
            update_keras,
        ),
        "optax": Library(
            "optax.nadam(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps})",
            "optax has no momentum warm-up: the momentum is beta 1 from the first step on.",
            update_optax,
            adam.init,
        ),
    },
)
