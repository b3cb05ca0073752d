"""Gradient descent with backtracking: tries a long step downhill and shortens it until the loss has fallen enough."""

from dataclasses import replace
from typing import Any

from optim_core.optimizers.gd import NoState, init
from optim_core.rules.hypers import learning_rate
from optim_core.rules.operations.searches import backtracking
from optim_core.rules.vectors import dot
from optim_core.types import Hyper, Interval, Laws, Library, Optimizer


def armijo_share() -> Hyper:
    """How much of the promised fall of the loss is enough."""
    return Hyper(
        symbol="c",
        default=1e-4,
        low=1e-6,
        high=0.5,
        valid=Interval(0.0, 0.5),
        name="enough",
        help="Which share of the fall that the slope promises is enough to accept a step.",
        log=True,
    )


def shrink_factor() -> Hyper:
    """How much a rejected step is shortened."""
    return Hyper(
        symbol=r"\tau",
        default=0.5,
        low=0.1,
        high=0.8,
        valid=Interval(0.01, 0.8),
        name="shrink factor",
        help="A step that lowers the loss too little is tried again this much shorter.",
    )


def update(g: Any, s: NoState, t: int, *, lr: Any, c: Any, shrink: Any, x: Any, loss: Any) -> Any:
    d = -g
    slope = dot(g, d)
    alpha = backtracking(loss, x, d, slope, lr, c, shrink)
    dx = alpha * d
    return dx, NoState()


LINE_SEARCH = Optimizer(
    slug="line_search",
    name="Line search",
    init=init,
    update=update,
    hypers={
        "lr": replace(
            learning_rate(default=1.0, low=1e-3, high=10.0),
            name="first trial",
            help="The learning rate that each step tries first.",
        ),
        "c": armijo_share(),
        "shrink": shrink_factor(),
    },
    help="Gradient descent that finds its own learning rate at every step, at the price of looking at more losses.",
    conventions="Backtracking with Armijo's condition, from the same first trial at every step. If no length lowers "
    "the loss enough, as can happen where noise turns the gradient uphill, the point stays where it is.",
    source="Armijo 1966; Nocedal & Wright 2006, Algorithm 3.1",
    elementwise=False,
    laws=Laws(
        first_step=lambda g, *, lr: -lr * g,  # the first trial is the minimum
        isotropic=True,
    ),
    libraries={
        "pytorch": Library(difference="torch.optim has no backtracking line search."),
        "keras": Library(difference="Keras has no line search."),
        "optax": Library(
            "optax.chain(optax.sgd(1.0), optax.scale_by_backtracking_linesearch(max_backtracking_steps=400, "
            "slope_rtol={c}, decrease_factor={shrink}, increase_factor=1e300, max_learning_rate={lr}))"
        ),
    },
)
