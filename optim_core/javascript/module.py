"""The module of an experiment: what follows each of its runs, its schedules, and its surface.

It depends on which rules, choices, schedules and surface there are, and on none of their numbers: those are arguments.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from optim_core.experiment.experiment import Experiment, Run
from optim_core.experiment.run import STEADY
from optim_core.insights.rate_strip.sweep import height
from optim_core.javascript.expressions import NotPrintable, arrow, function, helpers
from optim_core.javascript.path import follow
from optim_core.schedules import SCHEDULES
from optim_core.schedules.warmup import begins, rises
from optim_core.simulation.ending import alternates, ending
from optim_core.surfaces.formulas import SURFACES
from optim_core.surfaces.from_formula import surface_from_formula
from optim_core.surfaces.surface import Surface

KEPT = 128


@dataclass(frozen=True)
class Module:
    """A printed module, `text`, and the query text of the plainest experiment that it is printed from."""

    text: str
    query: str

    @property
    def digest(self) -> str:
        """What tells it from every other module, also from that of another version."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Unprinted:
    """What stands in the way of a module: the part of the code that a browser cannot be told."""

    why: str


def printed(experiment: Experiment) -> Module | Unprinted:
    """The module that follows an experiment's runs, or what of a run or of the surface cannot be printed.

    It exports `runs`, each with `follow` (see path.py) and `rate`; `loss` and `outside`, which take a point and then
    the surface's constants; `constants` and `start`, which take the surface's parameters; the strip's `height`
    the `ending` of a path that broke off, and whether a step `alternates`.
    """
    return _printed(plainest(experiment))


def plainest(experiment: Experiment) -> Experiment:
    """The experiment with none of its own numbers, so that all that differ in numbers alone have one module."""
    surface = experiment.surface
    plain = SURFACES[surface.slug] if surface.form is not None else surface if surface.slug else _typed(surface.formula)
    return Experiment(plain, tuple(map(_plainest, experiment.runs)))


@lru_cache(maxsize=KEPT)
def _typed(formula: str) -> Surface:
    """The surface of a learner's formula with its usual box and start."""
    return surface_from_formula(formula)


def _plainest(run: Run) -> Run:
    return replace(run, hypers={}, plan={}, changes=(), warmup=0)


@lru_cache(maxsize=KEPT)
def _printed(experiment: Experiment) -> Module | Unprinted:
    try:
        return Module(_text(experiment), experiment.to_query())
    except NotPrintable as error:
        return Unprinted(str(error))


def _text(experiment: Experiment) -> str:
    surface, runs = experiment.surface, experiment.runs
    if not surface.formula or surface.data is not None:
        raise NotPrintable("a loss from data")
    if surface.matrix_rows and any("rows" in run.rule.needs for run in runs):
        raise NotPrintable("a matrix")
    source = surface.compiled_form.value_and_gradient_source
    lines = [
        helpers(),
        f"const begins = {function(begins)};",
        f"const rises = {function(rises)};",
        "export const runs = [",
        *(f"{{ follow: {follow(run.rule, source, surface.dim)},\n  rate: {_rate(run)} }}," for run in runs),
        "];",
        *_surface(surface),
        f"export const height = {function(height)};",
        f"export const ending = {function(ending)};",
        f"export const alternates = {function(alternates)};",
    ]
    return "\n".join(lines) + "\n"


def _rate(run: Run) -> str:
    """(t, the run's learning rate then, steps, warm-up, the schedule's settings) -> the rate of step t = 1, 2, ..."""
    schedule = SCHEDULES[run.schedule]
    if schedule.rate is None:
        raise NotPrintable(schedule.slug)
    head = "(t, lr, steps, warmup, plan) => rises(t, lr, "
    if schedule.slug == STEADY:
        return f"{head}lr, warmup)"
    settings = "".join(f", plan[{k}]" for k in range(len(schedule.hypers)))
    after = f"({function(schedule.rate)})(begins(t, warmup), lr, begins(steps, warmup){settings})"
    return f"{head}{after}, warmup)"


def _surface(surface: Surface) -> Iterator[str]:
    """What a map, the end of a path and a slider of the surface ask of it."""
    compiled, form = surface.compiled_form, surface.form
    for name, source in (("loss", compiled.value_source), ("outside", compiled.outside_source)):
        (tree,) = ast.parse(source).body
        assert isinstance(tree, ast.FunctionDef)
        yield f"export const {name} = {arrow(tree, [argument.arg for argument in tree.args.args])};"
    yield f"export const constants = {function(form.constants) if form else '() => []'};"
    if form:
        yield f"export const start = {function(form.start)};"
