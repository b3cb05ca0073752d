"""Lion: every coordinate takes a step of the same length; only the sign of a mean gradient counts."""

from typing import Any, NamedTuple

from numpy import sign, zeros_like

from optim_core.rules.hypers import learning_rate, memory, weight_decay
from optim_core.types import Array, Laws, Library, Optimizer


class LionState(NamedTuple):
    m: Any  # running mean of the gradient


def init(x: Array) -> LionState:
    return LionState(zeros_like(x))


def update(g: Any, s: LionState, t: int, *, lr: Any, beta1: Any, beta2: Any) -> Any:
    c = beta1 * s.m + (1 - beta1) * g
    m = beta2 * s.m + (1 - beta2) * g
    dx = -lr * sign(c)
    return dx, LionState(m)


LION = Optimizer(
    slug="lion",
    name="Lion",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.02, low=1e-5, high=1.0),
        "beta1": memory(
            r"\beta_1", 0.9, "memory for the step", "How much of the mean gradient goes into the sign of this step."
        ),
        "beta2": memory(
            r"\beta_2", 0.99, "memory of the gradient", "How slowly the mean gradient that is kept forgets."
        ),
        "weight_decay": weight_decay(0.0),
    },
    help="Looks only at signs: each coordinate moves by exactly the learning rate, so it needs a small one.",
    conventions="The paper's Algorithm 2, as optax and Keras have it; PyTorch has no Lion. Weight decay acts on the "
    "point itself, 0 by default as in Keras; optax has 0.001.",
    source="Chen et al. 2023, Algorithm 2; optax.lion",
    state_help={"m": "running mean of the gradient"},
    scales="c",
    carries="m",
    decay="decoupled",
    laws=Laws(first_step=lambda g, *, lr: -lr * sign(g), loss_scale="ignored"),
    libraries={
        "pytorch": Library(difference="torch.optim has no Lion."),
        "keras": Library(
            "keras.optimizers.Lion(learning_rate={lr}, beta_1={beta1}, beta_2={beta2}, weight_decay={weight_decay})"
        ),
        "optax": Library("optax.lion(learning_rate={lr}, b1={beta1}, b2={beta2}, weight_decay={weight_decay})"),
    },
)
