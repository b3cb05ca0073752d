"""AdaGrad: every coordinate gets its own step, smaller the more that coordinate has moved before."""

from typing import Any, NamedTuple

from numpy import full_like, sqrt, zeros_like

from optim_core.rules.hypers import epsilon, learning_rate
from optim_core.types import Array, Laws, Library, Optimizer


class AdagradState(NamedTuple):
    s: Any  # sum of all squared gradients so far


def init(x: Array) -> AdagradState:
    return AdagradState(zeros_like(x))


def update(g: Any, s: AdagradState, t: int, *, lr: Any, eps: Any) -> Any:
    total = s.s + g * g
    dx = -lr * g / (sqrt(total) + eps)
    return dx, AdagradState(total)


def init_at_a_tenth(x: Array) -> AdagradState:
    return AdagradState(full_like(x, 0.1))


def update_inside_root(g: Any, s: AdagradState, t: int, *, lr: Any, eps: Any) -> Any:
    total = s.s + g * g
    dx = -lr * g / sqrt(total + eps)
    return dx, AdagradState(total)


ADAGRAD = Optimizer(
    slug="adagrad",
    name="AdaGrad",
    init=init,
    update=update,
    hypers={"lr": learning_rate(default=0.3, low=1e-4, high=10.0), "eps": epsilon(1e-10)},
    help="Divides each coordinate's step by the size of all its gradients so far, so steep directions calm down.",
    conventions="PyTorch's form: the sum starts at 0, epsilon is added after the root. Keras and optax start at 0.1.",
    source="Duchi, Hazan & Singer 2011; torch.optim.Adagrad",
    state_help={"s": "sum of all squared gradients so far"},
    scales="g",
    laws=Laws(first_step=lambda g, *, lr, eps: -lr * g / (abs(g) + eps)),
    libraries={
        "pytorch": Library("torch.optim.Adagrad([x], lr={lr}, eps={eps})"),
        "keras": Library(
            "keras.optimizers.Adagrad(learning_rate={lr}, epsilon={eps})",
            "Keras starts the sum at 0.1, not 0, which shortens the first steps, and adds epsilon inside the root.",
            update_inside_root,
            init_at_a_tenth,
        ),
        "optax": Library(
            "optax.adagrad(learning_rate={lr}, eps={eps})",
            "optax starts the sum at 0.1, not 0, which shortens the first steps, and adds epsilon inside the root.",
            update_inside_root,
            init_at_a_tenth,
        ),
    },
)
