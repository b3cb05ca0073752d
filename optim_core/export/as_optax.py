"""An experiment in optax: its transformations where it has the rule, jax.grad for the gradient."""

from __future__ import annotations

from optim_core.export import with_jax
from optim_core.export.job import Job, follow
from optim_core.export.lines import assigned


def _by_library(job: Job) -> list[str]:
    first = repr(job.run.hypers["lr"])
    step = with_jax.changes(job, "x")
    if job.rate.steady:
        optimizer = job.made(first)
    else:
        optimizer = f"optax.inject_hyperparams(lambda lr: {job.made('lr')})(lr={job.rate.first})"
        step.append('state.hyperparams["lr"] = lr')
    step.append(f"updates, state = optimizer.update(g, state, x{_answers(job)})")
    if job.decays_after:
        decay = f"{job.rate.value} * {job.run.hypers['weight_decay']!r}"
        step.append(f"x = x * (1 - {decay})  # weight decay past the optimizer")
    step.append("x = optax.apply_updates(x, updates)")
    path = "x.flatten()" if job.shape else "x"
    start = with_jax.start(job).replace("np.", "jnp.")
    lines = [f"x = {start}", assigned("optimizer", optimizer), "state = optimizer.init(x)"]
    return [*lines, *follow(job, path, "g", with_jax.LENGTH, with_jax.evaluate(job, "x"), step)]


def _answers(job: Job) -> str:
    """What a transformation wants to know besides the gradient: optax takes it by keywords."""
    needs = job.run.rule.needs
    asked = ", value=value, grad=g, value_fn=loss" if "loss" in needs else ""
    if "gradient" in needs:
        asked += f", grad_fn=lambda point, _: gradient_at({'t, ' * job.drawn}point)"
    return asked


OPTAX = with_jax.JAX(
    slug="optax",
    versions={"optax": "0.2.8", "jax": "0.10.2", "numpy": "2.4.6"},
    imports=("import jax", "import jax.numpy as jnp", "import numpy as np", "import optax"),
    settings=('jax.config.update("jax_enable_x64", True)',),
    by_library=_by_library,
)
