"""BFGS: learns the inverse Hessian from how the gradient changes from step to step, and then steps like Newton."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy import zeros_like

from optim_core.optimizers.line_search import armijo_share, shrink_factor
from optim_core.rules.hypers import learning_rate
from optim_core.rules.operations.matrices import identity, product
from optim_core.rules.operations.searches import backtracking
from optim_core.rules.vectors import dot
from optim_core.types import Array, Laws, Library, Optimizer


class BFGSState(NamedTuple):
    x_prev: Any  # the last point
    g_prev: Any  # the last gradient
    H: Any  # the inverse Hessian as learned so far, row by row


def init(x: Array) -> BFGSState:
    eye = np.eye(len(x)).reshape(-1, 1)
    return BFGSState(x.copy(), zeros_like(x), np.repeat(eye, x.shape[1], axis=1))


def inverse_hessian(H: Array, delta: Array, y: Array) -> Array:  # noqa: N803 (Nocedal & Wright's letter)
    """The inverse Hessian after a step `delta` that changed the gradient by `y` (Nocedal & Wright, 6.17), row by row.

    It turns y into delta. Unchanged where the gradient did not grow along the step: there is no such matrix then.
    """
    growth = dot(delta, y)
    rho = 1 / growth
    matrix = H.reshape(*delta.shape[:1], *delta.shape)
    change = identity(y) - rho * delta[:, None] * y[None]
    new = product(product(change, matrix), change.swapaxes(0, 1)) + rho * delta[:, None] * delta[None]
    return np.where(growth >= np.finfo(np.float64).tiny, new.reshape(H.shape), H)


def update(g: Any, s: BFGSState, t: int, *, lr: Any, c: Any, shrink: Any, x: Any, loss: Any) -> Any:
    delta = x - s.x_prev
    y = g - s.g_prev
    H = inverse_hessian(s.H, delta, y)  # noqa: N806
    d = -times(H, g)
    slope = dot(g, d)
    alpha = backtracking(loss, x, d, slope, lr, c, shrink)
    dx = alpha * d
    return dx, BFGSState(x, g, H)


def times(H: Array, v: Array) -> Array:  # noqa: N803
    """The matrix, row by row, times a vector for each path."""
    return product(H.reshape(len(v), *v.shape), v)


BFGS = Optimizer(
    slug="bfgs",
    name="BFGS",
    init=init,
    update=update,
    hypers={
        "lr": replace(
            learning_rate(default=1.0, low=0.01, high=2.0),
            name="first trial",
            help="The share of the step that the search tries first. 1 is Newton's step, once the curvature is known.",
        ),
        "c": armijo_share(),
        "shrink": shrink_factor(),
    },
    help="Newton's method without second derivatives: it watches how the gradient changes and learns the curvature.",
    conventions="Starts from the identity matrix, unscaled. A backtracking line search cannot promise that the "
    "gradient grows along the step, which the update needs: where it does not, the matrix stays as it is. Where no "
    "length lowers the loss enough the point stays.",
    source="Nocedal & Wright 2006, Algorithm 6.1, with the line search of Algorithm 3.1",
    state_help={
        "x_prev": "the last point",
        "g_prev": "the last gradient",
        "H": "the inverse Hessian as learned so far, row by row",
    },
    elementwise=False,
    laws=Laws(
        first_step=lambda g, *, lr: -lr * g,
        remembers=("H",),  # starts from the identity
        isotropic=True,
    ),
    libraries={
        "pytorch": Library(difference="torch.optim has no BFGS, only L-BFGS."),
        "keras": Library(difference="Keras has no BFGS."),
        "optax": Library(difference="optax has no BFGS, only L-BFGS."),
    },
)
