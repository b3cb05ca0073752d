"""An experiment in plain NumPy: the update rules themselves, and the gradient that was worked out symbolically."""

from __future__ import annotations

from optim_core.export.dialect import Dialect
from optim_core.export.job import Job, follow
from optim_core.export.loss import hessian_source, numpy_source
from optim_core.surface import Surface

FINITE = '''\
def finite(*parts):
    """Whether every number is one."""
    return all(np.isfinite(part).all() for part in parts)'''

LOSS_AT = '''\
def loss_at(point):
    """The loss at another point."""
    return loss_and_gradient(*point)[0]'''
GRADIENT_AT = '''\
def gradient_at(point):
    """The gradient at another point."""
    return np.array(loss_and_gradient(*point)[1:])'''
NOISY_GRADIENT_AT = '''\
def gradient_at(t, point):
    """The gradient at another point, with the noise of step t."""
    return np.array(loss_and_gradient(*point)[1:]) + NOISE[t - 1]'''
LOSS_AT_COLUMN = '''\
def loss_at_column(point, where=True):
    """The loss at another point, a column. (`where` tells which of many paths ask; here there is one.)"""
    return np.array([loss_and_gradient(*point[:, 0])[0]])'''
GRADIENT_AT_COLUMN = '''\
def gradient_at_column(point, where=True):
    """The gradient at another point, both columns."""
    return np.array(loss_and_gradient(*point[:, 0])[1:])[:, None]'''
NOISY_GRADIENT_AT_COLUMN = '''\
def gradient_at_column(t, point, where=True):
    """The gradient at another point, both columns, with the noise of step t."""
    return (np.array(loss_and_gradient(*point[:, 0])[1:]) + NOISE[t - 1])[:, None]'''
HESSIAN_AT_COLUMN = '''\
def hessian_at_column(point, where=True):
    """The second derivatives at a point, a column, as (dim, dim, 1)."""
    return np.array(second_derivatives(*point[:, 0])).reshape(len(point), len(point), 1)'''


def _surface(surface: Surface, flat: bool, asks: frozenset[str]) -> list[str]:
    second = hessian_source(surface) if "hessian" in asks else []
    return list(dict.fromkeys([*numpy_source(surface), *second]))


def _by_rule(job: Job) -> list[str]:
    evaluate = ["value, *slopes = loss_and_gradient(*x)", "g = np.array(slopes)" + (" + NOISE[t - 1]" * job.noisy)]
    if job.plain:
        state, step = job.start_state("np", "x"), [*job.rule_lines("np", "x"), "x = x + dx"]
    else:
        state = job.start_state("np", "x[:, None]")
        step = ["g = g[:, None]  # the rule is written for columns", *job.rule_lines("np", "x[:, None]")]
        step.append("x = x + dx[:, 0]")
    return ["x = np.array(START)", state, *follow(job, "x", "g", "np.hypot.reduce(g)", evaluate, step)]


def _by_library(job: Job) -> list[str]:
    raise ValueError("NumPy has no optimizers")


NUMPY = Dialect(
    slug="numpy",
    versions={"numpy": "2.4.6"},
    array="np",
    imports=("import numpy as np",),
    noise="NOISE = {noise}",
    surface=_surface,
    helpers={
        "finite": FINITE,
        "loss": LOSS_AT,
        "gradient": GRADIENT_AT,
        "noisy gradient": NOISY_GRADIENT_AT,
        "loss column": LOSS_AT_COLUMN,
        "gradient column": GRADIENT_AT_COLUMN,
        "noisy gradient column": NOISY_GRADIENT_AT_COLUMN,
        "hessian column": HESSIAN_AT_COLUMN,
    },
    by_rule=_by_rule,
    by_library=_by_library,
    last_loss="loss_and_gradient(*last)[0]",
)
