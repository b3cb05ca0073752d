"""Conjugate gradients: each direction avoids undoing what the last one has gained, so a quadratic takes dim steps."""

from dataclasses import replace
from typing import Any, NamedTuple

from numpy import maximum, where, zeros_like

from optim_core.optimizers.line_search import armijo_share, shrink_factor
from optim_core.rules.hypers import learning_rate
from optim_core.rules.operations.matrices import product
from optim_core.rules.operations.searches import backtracking
from optim_core.rules.vectors import dot
from optim_core.types import Array, Laws, Library, Optimizer


class CGState(NamedTuple):
    g_prev: Any  # the last gradient
    d: Any  # the last direction


def init(x: Array) -> CGState:
    return CGState(zeros_like(x), zeros_like(x))


def update(g: Any, s: CGState, t: int, *, lr: Any, c: Any, shrink: Any, x: Any, loss: Any, hessian: Any) -> Any:
    q = dot(s.g_prev, s.g_prev)
    beta = where(q > 0, maximum(dot(g, g - s.g_prev) / q, 0.0), 0.0)
    p = -g + beta * s.d
    d = where(dot(g, p) < 0, p, -g)  # start again where it would lead uphill
    slope = dot(g, d)
    curvature = dot(d, product(hessian(x), d))
    alpha_0 = lr * where(curvature > 0, -slope / curvature, 1.0)  # where a parabola along d is lowest
    alpha = backtracking(loss, x, d, slope, alpha_0, c, shrink)
    dx = alpha * d
    return dx, CGState(g, d)


CG = Optimizer(
    slug="cg",
    name="Conjugate gradients",
    init=init,
    update=update,
    hypers={
        "lr": replace(
            learning_rate(default=1.0, low=0.01, high=2.0),
            name="first trial",
            help="The first trial as a share of the way to the lowest point of a parabola along the direction.",
        ),
        "c": armijo_share(),
        "shrink": shrink_factor(),
    },
    help="Chooses directions that do not disturb each other: two steps solve any quadratic in two dimensions.",
    conventions="Nonlinear, with the beta of Polak and Ribière, never below 0. The first trial of the line search "
    "comes from the curvature along the direction, or is the learning rate where the surface does not curve up; then "
    "Armijo's condition decides. Where no length lowers the loss enough the point stays.",
    source="Polak & Ribière 1969; Shewchuk 1994, section 14; Nocedal & Wright 2006, section 5.2",
    state_help={"g_prev": "the last gradient", "d": "the last direction"},
    elementwise=False,
    laws=Laws(first_step=lambda g, *, lr: -lr * g, isotropic=True),
    libraries={
        "pytorch": Library(difference="torch.optim has no conjugate gradients."),
        "keras": Library(difference="Keras has no conjugate gradients."),
        "optax": Library(difference="optax has no conjugate gradients."),
    },
)
