"""An experiment in Keras: keras.optimizers where it has the rule, JAX as the backend for the gradient."""

from __future__ import annotations

from optim_core.export import with_jax
from optim_core.export.job import Job, follow
from optim_core.export.lines import assigned


def _by_library(job: Job) -> list[str]:
    step = with_jax.changes(job, "x.value")
    if not job.rate.steady:
        step.append("optimizer.learning_rate = lr")
    needs_old_point = "x" in job.run.rule.needs
    decay = f"{job.rate.value} * {job.run.hypers['weight_decay']!r}" if job.decays_after else ""
    if decay and needs_old_point:
        step.append("old = x.value")
    elif decay:
        step.append(f"x.assign(x * (1 - {decay}))  # weight decay past the optimizer")
    step.append("optimizer.apply([g], [x])")
    if decay and needs_old_point:
        step.append(f"x.assign(x - {decay} * old)  # weight decay past the optimizer")
    path = "x.value.flatten()" if job.shape else "x.value"
    made = job.made(repr(job.run.hypers["lr"]))
    lines = [f"x = keras.Variable({with_jax.start(job)})", assigned("optimizer", made)]
    return [*lines, *follow(job, path, "g", with_jax.LENGTH, with_jax.evaluate(job, "x.value"), step)]


KERAS = with_jax.JAX(
    slug="keras",
    versions={"keras": "3.15.1", "jax": "0.10.2", "numpy": "2.4.6"},
    standard=("import os",),
    first=(
        'os.environ["KERAS_BACKEND"] = "jax"  # before Keras is imported',
        'os.environ["JAX_ENABLE_X64"] = "1"  # else all is float32',
    ),
    imports=("import jax", "import jax.numpy as jnp", "import keras", "import numpy as np"),
    settings=('keras.config.set_floatx("float64")',),
    by_library=_by_library,
)
