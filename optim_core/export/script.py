"""Puts a script together: what it reproduces, the loss, the rules, one function for each run, the end of each path."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.export import model
from optim_core.export.as_keras import KERAS
from optim_core.export.as_numpy import NUMPY
from optim_core.export.as_optax import OPTAX
from optim_core.export.as_pytorch import PYTORCH
from optim_core.export.carry import Definitions
from optim_core.export.dialect import Dialect
from optim_core.export.job import NAMES, Job, library_call, plain, why_written_out
from optim_core.export.lines import LONGEST, docstring, indented
from optim_core.export.loss import formula
from optim_core.export.rates import learning_rate
from optim_core.messages import ExperimentError, Message
from optim_core.rules.problems import quoted

DIALECTS = {dialect.slug: dialect for dialect in (NUMPY, PYTORCH, KERAS, OPTAX)}
EXPORTS = tuple(DIALECTS)
VERSIONS = {slug: dialect.versions for slug, dialect in DIALECTS.items()}
# What a script uses itself, so that nothing that is taken along may have the name.
_OWN = """\
np math partial NamedTuple Any torch jax jnp keras optax os START STEPS NOISE finite exceeds power_log magnitude
softplus sigmoid log_cosh loss value_and_gradient loss_and_gradient second_derivatives batch_gradient prediction error
tested slope X Y X_TEST Y_TEST OFFSET SCALE MODEL ROWS rows pairwise column loss_at gradient_at loss_at_column
gradient_at_column hessian_at_column paths path label last x g t dx state value slopes optimizer updates lr watched
before old"""
OWN_NAMES = frozenset(_OWN.split())
MOST_PRINTED = 10  # numbers of a point; longer ones are only in `paths`


def export_script(experiment: Experiment, library: str) -> str:
    """The experiment as one self-contained script for `library`, one of EXPORTS.

    It leaves `paths`: label -> array (steps + 1, dim), in the order of the runs; after the end of a run that diverged
    its rows are nan. Raises ExperimentError for an unknown library.

        >>> print(export_script(Experiment("bowl"), "numpy").splitlines()[0].strip('"'))
        Gradient descent on Round bowl, with NumPy.
    """
    if not isinstance(experiment, Experiment):
        raise ExperimentError(Message("export.experiment", value=quoted(experiment)))
    if library not in EXPORTS:
        raise ExperimentError(Message("export.library", known=", ".join(EXPORTS), value=quoted(library)))
    dialect = DIALECTS[library]
    numbers = [f"run_{k}" for k in range(1, len(experiment.runs) + 1)]
    definitions = Definitions(OWN_NAMES | {*numbers, *(f"rate_{k}" for k in range(1, len(numbers) + 1))})
    named = labels(experiment)
    jobs = [
        _job(experiment, run, number, label, dialect, definitions)
        for number, (run, label) in enumerate(zip(experiment.runs, named, strict=True), start=1)
    ]
    functions = [_function(name, job, dialect) for name, job in zip(numbers, jobs, strict=True)]
    asks = frozenset(name for job in jobs for name in job.asks)
    flat = all(job.shape is None for job in jobs)
    parts = [*dialect.surface(experiment, flat, asks, definitions), *_helpers(jobs, dialect)]
    if model.tested(experiment) and experiment.surface.model is not None:
        parts.append(model.tested_source(experiment.surface.model))
    body = "\n\n\n".join([*parts, *definitions.texts.values(), *functions, _end(experiment, dialect, named)])
    return "\n".join([*_head(experiment, dialect, jobs, body), "", "", body, ""])


def labels(experiment: Experiment) -> list[str]:
    """A name for each run: its optimizer's, with the library whose variant it is, numbered where it occurs again."""
    names = [_name(run) for run in experiment.runs]
    seen: Counter[str] = Counter()
    for k, name in enumerate(names):
        seen[name] += 1
        if seen[name] > 1:
            names[k] = f"{name} {seen[name]}"
    return names


def _name(run: Run) -> str:
    theirs = run.base.libraries.get(run.library)
    variant = theirs is not None and theirs.update is not None
    return f"{run.base.name} ({NAMES[run.library]})" if variant else run.base.name


def _job(experiment: Experiment, run: Run, number: int, label: str, dialect: Dialect, definitions: Definitions) -> Job:
    call, carried = library_call(run, dialect.slug)
    surface = experiment.surface
    shape = None
    if call is not None and (surface.matrix_rows or "rows" in run.rule.needs):
        rows = surface.matrix_rows or surface.dim  # a vector is a matrix with one column
        shape = (rows, surface.dim // rows)
    rate = learning_rate(run, experiment.steps, number, definitions)
    return Job(experiment, run, label, rate, definitions, call, carried, shape)


def _function(name: str, job: Job, dialect: Dialect) -> str:
    """The function that follows one run."""
    if job.call is not None:
        theirs = job.run.base.libraries[dialect.slug]
        lines, says = dialect.by_library(job), [f"{job.label}."]
        if theirs.update is None and theirs.difference:  # the same rule, otherwise computed
            says.append(theirs.difference)
    else:
        lines, says = dialect.by_rule(job), [f"{job.label}."]
        if dialect is not NUMPY:
            says.append(why_written_out(job.run, dialect.slug))
    return "\n".join([f"def {name}():", *docstring(" ".join(says)), *indented(lines)])


def _helpers(jobs: list[Job], dialect: Dialect) -> Iterator[str]:
    """The dialect's definitions that are used, in the dialect's order."""
    wanted = {"finite"}
    for job in jobs:
        if dialect is not NUMPY and (job.call is None or dialect is not PYTORCH):
            wanted.add("value_and_gradient")
        if job.call is None:
            column = "" if plain(job.run) else " column"
            wanted |= {f"{name}{column}" for name in job.asks}
            wanted |= {"column"} if column else set()
        elif dialect is OPTAX and "gradient" in job.run.rule.needs:
            wanted.add("gradient")
    return (
        _gradient(text, dialect, jobs[0], dialect.column if name.endswith("column") else "point")
        if name.startswith("gradient")
        else text
        for name, text in dialect.helpers.items()
        if name in wanted
    )


def _gradient(text: str, dialect: Dialect, job: Job, point: str) -> str:
    """The definition that answers a rule's question for the gradient at another point."""
    gradient = f"batch_gradient(t, {point})" if job.sampled else dialect.gradient.format(point=point)
    said = [*["over the examples of step t"] * job.sampled, *["with the noise of step t"] * job.noisy]
    return text.format(
        t="t, " * job.drawn,
        said="".join(f", {part}" for part in said),
        gradient=gradient + " + NOISE[t - 1]" * job.noisy,
    )


def _head(experiment: Experiment, dialect: Dialect, jobs: list[Job], body: str) -> Iterator[str]:
    """Everything before the first definition."""
    surface = experiment.surface
    versions = ", ".join(f"{name} {version}" for name, version in dialect.versions.items())
    where = surface.name if surface.slug else "a formula of one's own"
    names = ", ".join(job.label for job in jobs)
    yield f'"""{names} on {where}, with {NAMES[dialect.slug]}.'
    yield ""
    yield f"    loss: {formula(surface) if surface.formula else model.said(experiment)}"
    yield ""
    yield "Follows the paths of this experiment in Descent Lab, in float64; the link to it ends with"
    yield ""
    yield f"    ?{experiment.to_query()}"
    yield ""
    yield f"Checked with {versions}."
    yield f"Afterwards `paths` has an array (steps + 1, {surface.dim}) for each run, the start first. After the end of"
    yield "a path whose numbers stopped being finite it holds nan."
    yield '"""'
    yield ""
    standard = [
        *dialect.standard,
        *["import math"] * ("math." in body),
        *["from functools import partial"] * ("partial(" in body),
        *["from itertools import pairwise"] * ("pairwise(" in body),
        *["from typing import Any, NamedTuple"] * ("(NamedTuple):" in body),
    ]
    yield from [*standard, ""] if standard else []
    yield from [*dialect.first, ""] if dialect.first else []
    yield from dialect.imports
    yield ""
    yield from dialect.settings
    if dialect is NUMPY or any(_overflows(job) for job in jobs):
        yield 'np.seterr(all="ignore")  # numbers may overflow: that is a result, and ends the path'
    yield _start(experiment)
    yield f"STEPS = {experiment.steps}"
    yield from model.head(experiment, dialect.array)
    if experiment.sigma != 0:
        shape = f"(STEPS + 1, {surface.dim})"
        noise = f"{float(experiment.sigma)!r} * np.random.default_rng({experiment.seed}).standard_normal({shape})"
        yield dialect.noise.replace("{noise}", noise)


def _start(experiment: Experiment) -> str:
    """The start point; on several lines where it has many numbers."""
    line = f"START = {list(experiment.point)!r}"
    if experiment.surface.dim <= MOST_PRINTED:
        return line
    listed = textwrap.wrap(", ".join(map(repr, experiment.point)), LONGEST - 4)
    return "\n".join(["START = [", *indented(listed), "]"])


def _overflows(job: Job) -> bool:
    """Whether a run's function has NumPy's numbers in it, whatever the library."""
    return (job.call is None and not job.plain) or not job.rate.steady or bool(job.run.typed)


def _end(experiment: Experiment, dialect: Dialect, named: list[str]) -> str:
    """Run everything and print where each run ended, and how well its model does on examples it has not seen."""
    runs = [f"    {json.dumps(label)}: run_{k}()," for k, label in enumerate(named, start=1)]
    where = "ends at {last.tolist()}, " if experiment.surface.dim <= MOST_PRINTED else ""
    tested = f", {{tested({dialect.last})}}" if model.tested(experiment) else ""
    return "\n".join(
        [
            "paths = {",
            *runs,
            "}",
            "for label, path in paths.items():",
            "    for last in path[np.isfinite(path).all(axis=1)][-1:]:",
            f'        print(f"{{label}}: {where}loss {{float({dialect.last_loss}):.10g}}{tested}")',
        ]
    )
