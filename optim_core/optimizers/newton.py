"""Newton's method: jumps to where the parabola that fits the surface here has its flat point."""

from dataclasses import replace
from typing import Any

from optim_core.optimizers.gd import NoState, init
from optim_core.rules.hypers import learning_rate
from optim_core.rules.operations.equations import solve
from optim_core.rules.operations.matrices import identity
from optim_core.types import NOT_NEGATIVE, Hyper, Laws, Library, Optimizer


def update(g: Any, s: NoState, t: int, *, lr: Any, damping: Any, x: Any, hessian: Any) -> Any:
    H = hessian(x) + damping * identity(x)  # noqa: N806 (the field's own letter)
    p = solve(H, g)
    dx = -lr * p
    return dx, NoState()


NEWTON = Optimizer(
    slug="newton",
    name="Newton",
    init=init,
    update=update,
    hypers={
        "lr": replace(
            learning_rate(default=1.0, low=0.01, high=2.0),
            help="Which share of Newton's step is taken. 1 is all of it.",
        ),
        "damping": Hyper(
            symbol=r"\lambda",
            default=0.0,
            low=0.0,
            high=100.0,
            valid=NOT_NEGATIVE,
            name="damping",
            help="Curvature added in every direction: larger values give shorter steps, closer to the gradient's.",
        ),
    },
    help="Uses the whole curvature: one step to the bottom of a quadratic bowl, however narrow.",
    conventions="Pure Newton with a fixed share of the step and no line search. It looks for a flat point, not for a "
    "minimum: where the surface curves down in some direction it walks up to a saddle or a top. Damping above the "
    "strongest downward curvature prevents that.",
    source="Nocedal & Wright 2006, sections 2.2 and 3.3",
    elementwise=False,
    no_step="Newton's step solves a linear equation with the Hessian. Here the Hessian is singular or undefined, so "
    "there is no such step; damping above 0 makes one in flat directions.",
    laws=Laws(first_step=lambda g, *, lr, damping: -lr * g / (1 + damping), isotropic=True),
    libraries={
        "pytorch": Library(difference="torch.optim has no Newton's method."),
        "keras": Library(difference="Keras has no Newton's method."),
        "optax": Library(difference="optax has no Newton's method."),
    },
)
