"""An experiment in plain NumPy: the update rules themselves, and the gradient that was worked out symbolically."""

from __future__ import annotations

from optim_core.experiment.experiment import Experiment
from optim_core.export import model
from optim_core.export.carry import Definitions
from optim_core.export.dialect import FINITE, GRADIENT_AT, Dialect
from optim_core.export.job import Job, follow
from optim_core.export.loss import hessian_source, numpy_source

LOSS_AT = '''\
def loss_at(point):
    """The loss at another point."""
    return loss_and_gradient(*point)[0]'''
LOSS_AT_COLUMN = '''\
def loss_at_column(point, where=True):
    """The loss at another point, a column. (`where` tells which of many paths ask; here there is one.)"""
    return np.array([loss_and_gradient(*point[:, 0])[0]])'''
GRADIENT_AT_COLUMN = '''\
def gradient_at_column({t}point, where=True):
    """The gradient at another point, both columns{said}."""
    return ({gradient})[:, None]'''
HESSIAN_AT_COLUMN = '''\
def hessian_at_column(point, where=True):
    """The second derivatives at a point, a column, as (dim, dim, 1)."""
    return np.array(second_derivatives(*point[:, 0])).reshape(len(point), len(point), 1)'''


def _surface(experiment: Experiment, flat: bool, asks: frozenset[str], definitions: Definitions) -> list[str]:
    surface = experiment.surface
    if surface.model is not None and not surface.formula:
        source = model.numpy_source(experiment, surface.model, definitions, "hessian" in asks)
        return [*source, *(model.prediction_source(surface.model, "np") if model.tested(experiment) else [])]
    second = hessian_source(surface) if "hessian" in asks else []
    sampled = model.numpy_minibatch(experiment, definitions) if experiment.sampled else []
    if surface.model is not None and model.tested(experiment):
        sampled += model.prediction_source(surface.model, "np")
    return list(dict.fromkeys([*numpy_source(surface), *second, *sampled]))


def _by_rule(job: Job) -> list[str]:
    noise = " + NOISE[t - 1]" * job.noisy
    evaluate = ["value, *slopes = loss_and_gradient(*x)", f"g = np.array(slopes){noise}"]
    if job.sampled:
        evaluate = ["value = loss_and_gradient(*x)[0]", f"g = batch_gradient(t, x){noise}"]
    to_column = "g = g[:, None]  # the rule is written for columns"
    state, step = job.rule_steps("np", "x[:, None]", to_column, "dx[:, 0]")
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
    gradient="np.array(loss_and_gradient(*{point})[1:])",
    column="point[:, 0]",
    helpers={
        "finite": FINITE,
        "loss": LOSS_AT,
        "gradient": GRADIENT_AT,
        "loss column": LOSS_AT_COLUMN,
        "gradient column": GRADIENT_AT_COLUMN,
        "hessian column": HESSIAN_AT_COLUMN,
    },
    by_rule=_by_rule,
    by_library=_by_library,
    last_loss="loss_and_gradient(*last)[0]",
)
