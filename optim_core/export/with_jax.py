"""What the scripts for Keras and optax have in common: JAX differentiates the loss."""

from __future__ import annotations

from functools import partial

from optim_core.experiment.experiment import Experiment
from optim_core.export import model
from optim_core.export.carry import Definitions
from optim_core.export.dialect import FINITE, GRADIENT_AT, GRADIENT_AT_COLUMN, TO_COLUMN, Dialect
from optim_core.export.job import Job, follow
from optim_core.export.loss import Spelling, loss_source

ARRAY = "jnp"  # also for Keras: in 3.15 its own sin, tanh and others round to float32, whatever they are given
MAGNITUDE = '''\
def magnitude(a):
    """|a|, with the slope 0 at 0; that of jnp.abs is 1 there."""
    return jnp.maximum(a, -a)'''
SPELLING = Spelling(ARRAY, lambda function: function.in_numpy, lambda number: number, MAGNITUDE)
LENGTH = "np.linalg.norm(g)"  # of the gradient

VALUE_AND_GRADIENT = "value_and_gradient = jax.jit(jax.value_and_grad(loss))"
COLUMN = '''\
def column(vector):
    """An array as NumPy's column (dim, 1), which the rule is written for."""
    return np.asarray(vector).reshape(-1, 1)'''
LOSS_AT_COLUMN = '''\
def loss_at_column(point, where=True):
    """The loss at another point, a column. (`where` tells which of many paths ask; here there is one.)"""
    return np.asarray(value_and_gradient(point[:, 0])[0])[None]'''
HESSIAN_AT_COLUMN = '''\
second_derivatives = jax.jit(jax.hessian(loss))


def hessian_at_column(point, where=True):
    """The second derivatives at a point, a column, as (dim, dim, 1)."""
    return np.asarray(second_derivatives(point[:, 0]))[:, :, None]'''

BATCH_GRADIENT = '''\
slope = jax.jit(jax.grad(loss))


def batch_gradient(t, point):
    """The gradient over the examples of step t only."""
    return slope(point, ROWS[t - 1])'''
HELPERS = {
    "finite": FINITE,
    "value_and_gradient": VALUE_AND_GRADIENT,
    "column": COLUMN,
    "gradient": GRADIENT_AT,
    "loss column": LOSS_AT_COLUMN,
    "gradient column": GRADIENT_AT_COLUMN,
    "hessian column": HESSIAN_AT_COLUMN,
}


def surface(experiment: Experiment, flat: bool, asks: frozenset[str], definitions: Definitions) -> list[str]:
    """The loss; JAX finds the derivatives."""
    if not model.written(experiment):
        return loss_source(experiment.surface, SPELLING, flat)
    return [*model.loss_source(experiment, ARRAY, flat), *[BATCH_GRADIENT] * experiment.sampled]


def start(job: Job) -> str:
    """The start point as an expression, in the shape that the library wants."""
    return "np.array(START)" + (f".reshape{job.shape}" if job.shape else "")


def evaluate(job: Job, point: str) -> list[str]:
    """The lines that give the loss and the gradient at the point."""
    noise = "NOISE[t - 1].reshape(g.shape)" if job.shape else "NOISE[t - 1]"
    both = f"value_and_gradient({point})"
    both = f"{both}[0], batch_gradient(t, {point})" if job.sampled else both
    return [f"value, g = {both}", *[f"g = g + {noise}"] * job.noisy]


def changes(job: Job, point: str) -> list[str]:
    """Clipping and coupled decay of g where the library's optimizer makes the step."""
    if not job.before:
        return []
    if job.shape is None:
        return job.changes(ARRAY, "g", point)
    flat = job.changes(ARRAY, "g", f"{point}.flatten()")
    return ["shape, g = g.shape, g.flatten()", *flat, "g = g.reshape(shape)"]


def by_rule(job: Job) -> list[str]:
    """A run's function with the rule itself."""
    state, step = job.rule_steps(ARRAY, "column(x)", TO_COLUMN, "dx[:, 0]")
    return ["x = jnp.array(START)", state, *follow(job, "x", "g", LENGTH, evaluate(job, "x"), step)]


JAX = partial(
    Dialect,
    array=ARRAY,
    noise="NOISE = {noise}",
    surface=surface,
    gradient="value_and_gradient({point})[1]",
    column="point[:, 0]",
    helpers=HELPERS,
    by_rule=by_rule,
    last_loss="loss(last)",
)
