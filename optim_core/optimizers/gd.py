"""Gradient descent: walk straight downhill, each step as long as the slope is steep."""

from typing import Any, NamedTuple

from optim_core.rules.hypers import learning_rate
from optim_core.rules.stability import gradient_descent_limit
from optim_core.types import Array, Laws, Library, Optimizer


class NoState(NamedTuple):
    """Gradient descent remembers nothing."""


def init(x: Array) -> NoState:
    return NoState()


def update(g: Any, s: NoState, t: int, *, lr: Any) -> Any:
    dx = -lr * g
    return dx, NoState()


GD = Optimizer(
    slug="gd",
    name="Gradient descent",
    init=init,
    update=update,
    hypers={"lr": learning_rate(default=0.0016, low=1e-5, high=10.0)},
    help="Takes the steepest way down; the step is the learning rate times the gradient.",
    conventions="Plain gradient descent on the exact gradient, as torch.optim.SGD without momentum takes it.",
    source="Cauchy 1847; Goodfellow, Bengio & Courville 2016, section 4.3",
    limit=lambda curvature, _, pull=0.0: gradient_descent_limit(curvature, pull),
    limit_text="2/L",
    laws=Laws(first_step=lambda g, *, lr: -lr * g, isotropic=True),
    libraries={
        "pytorch": Library("torch.optim.SGD([x], lr={lr})"),
        "keras": Library("keras.optimizers.SGD(learning_rate={lr})"),
        "optax": Library("optax.sgd(learning_rate={lr})"),
    },
)
