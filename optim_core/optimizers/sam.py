"""SAM: takes the gradient not where it stands but a little uphill, and so avoids sharp valleys."""

from typing import Any

from numpy import where

from optim_core.optimizers.gd import NoState, init
from optim_core.rules.hypers import learning_rate
from optim_core.rules.vectors import norm
from optim_core.types import NOT_NEGATIVE, Hyper, Laws, Library, Optimizer


def update(g: Any, s: NoState, t: int, *, lr: Any, rho: Any, x: Any, gradient: Any) -> Any:
    length = where(norm(g) > 0, norm(g), 1.0)
    e = rho * g / length  # the way to the highest loss nearby, as far as the slope can tell
    g_up = gradient(x + e)
    dx = -lr * g_up
    return dx, NoState()


SAM = Optimizer(
    slug="sam",
    name="SAM",
    init=init,
    update=update,
    hypers={
        "lr": learning_rate(default=0.0016, low=1e-5, high=10.0),
        "rho": Hyper(
            symbol=r"\rho",
            default=0.05,
            low=0.001,
            high=2.0,
            valid=NOT_NEGATIVE,
            name="neighbourhood",
            help="How far uphill the gradient is taken. 0 is plain gradient descent.",
            log=True,
        ),
    },
    help="First looks a fixed distance uphill, then goes down by the gradient found there: flat valleys are preferred.",
    conventions="Algorithm 1 of the paper with plain gradient descent as the base step (the paper's experiments add "
    "momentum). It costs two gradients a step. Where the gradient is zero it stays.",
    source="Foret et al. 2021, Sharpness-Aware Minimization, Algorithm 1",
    elementwise=False,
    laws=Laws(first_step=lambda g, *, lr, rho: -lr * (g + rho * g / where(norm(g) > 0, norm(g), 1.0)), isotropic=True),
    libraries={
        "pytorch": Library(difference="torch.optim has no SAM."),
        "keras": Library(difference="Keras has no SAM."),
        "optax": Library(
            "optax.contrib.sam(optax.sgd({lr}), optax.chain(optax.contrib.normalize(), optax.sgd({rho})), "
            "sync_period=2, opaque_mode=True)"
        ),
    },
)
