"""What is wrong with the parts of an experiment: of another kind than they have to be, or outside their bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from optim_core.experiment.bounds import (
    COORDINATE,
    LIMIT,
    MAX_RUNS,
    NOISE,
    SEED,
    SEEDS,
    batches,
    load,
    seeds_problem,
    steps_problem,
)
from optim_core.experiment.query import Parts
from optim_core.experiment.run import Run
from optim_core.experiment.stop import Stop
from optim_core.messages import ExperimentError, Message
from optim_core.rules.problems import quoted, unknown
from optim_core.simulation.request import MAX_STEPS
from optim_core.surfaces.formulas import SURFACES
from optim_core.surfaces.surface import Surface
from optim_core.types import as_python


def find_surface(surface: object) -> Surface:
    """The surface, or the one of the registry that is named. Raises ExperimentError for anything else."""
    if isinstance(surface, str) and surface not in SURFACES:
        raise ExperimentError(unknown("surface", surface, SURFACES))
    found = SURFACES[surface] if isinstance(surface, str) else surface
    if not isinstance(found, Surface):
        raise ExperimentError(Message("simulate.surface", value=quoted(surface)))
    return found


def settled_kinds(parts: Parts) -> Parts:
    """The parts as they are kept: tuples, records and Python's numbers. Raises ExperimentError for other kinds."""
    given: Any = parts  # by people who need not know the types
    problems = []
    runs = (given.runs,) if isinstance(given.runs, Run) else given.runs
    runs = tuple(runs) if isinstance(runs, Iterable) and not isinstance(runs, str) else (runs,)
    if not all(isinstance(run, Run) for run in runs):
        wrong = next(run for run in runs if not isinstance(run, Run))
        problems.append(Message("experiment.no_runs", value=quoted(wrong)))
    stop = Stop(*given.stop) if isinstance(given.stop, tuple) and len(given.stop) == 2 else given.stop
    if stop is not None and not isinstance(stop, Stop):
        problems.append(Message("experiment.stop", value=quoted(stop)))
    plane = given.plane
    if plane is not None and not isinstance(plane, (tuple, list)):
        problems.append(_plane_problem(given.plane, find_surface(given.surface)))
    elif plane is not None:
        plane = tuple(map(str, plane))
    surface = find_surface(given.surface)
    if problems:
        raise ExperimentError(*problems)
    numbers = {name: as_python(getattr(given, name)) for name in ("steps", "noise", "seed", "batch", "seeds")}
    return parts._replace(surface=surface, runs=runs, stop=stop, plane=plane, **numbers)


def experiment_problems(e: Parts, start: tuple[float, ...]) -> list[Message]:
    """Every reason why an experiment cannot be run. Its start point is written out."""
    problems = []
    if len(start) != e.surface.dim or not all(v in COORDINATE for v in start):
        problems.append(Message("experiment.start", value=quoted(e.start), dim=e.surface.dim))
    if isinstance(e.steps, bool) or not isinstance(e.steps, int) or not 1 <= e.steps <= MAX_STEPS:
        problems.append(Message("experiment.steps", value=quoted(e.steps), high=MAX_STEPS))
    elif problem := steps_problem(e.runs, e.steps, e.surface):
        problems.append(problem)
    if not 1 <= len(e.runs) <= MAX_RUNS:
        problems.append(Message("experiment.runs", value=len(e.runs), high=MAX_RUNS))
    if e.noise not in NOISE:
        problems.append(Message("experiment.noise", value=quoted(e.noise)))
    if isinstance(e.seed, bool) or not isinstance(e.seed, int) or e.seed not in SEED:
        problems.append(Message("experiment.seed", value=quoted(e.seed)))
    problems += _count_problems(e)
    if not problems and (problem := seeds_problem(e.runs, e.steps, e.seeds, load(e.surface, e.batch))):
        problems.append(problem)
    if e.plane is not None and not (len({*e.plane}) == 2 and {*e.plane} <= {*e.surface.variables}):
        problems.append(_plane_problem(e.plane, e.surface))
    if e.stop is not None and (e.stop.what not in ("loss", "gradient") or e.stop.limit not in LIMIT):
        problems.append(Message("experiment.stop", value=quoted(e.stop)))
    return problems


def _count_problems(e: Parts) -> Iterator[Message]:
    for name, value, valid in (("batch_size", e.batch, batches(e.surface)), ("seeds", e.seeds, SEEDS)):
        if isinstance(value, bool) or not isinstance(value, int) or value not in valid:
            yield Message(f"experiment.{name}", value=quoted(value), high=int(valid.high))


def _plane_problem(plane: object, surface: Surface) -> Message:
    if surface.dim == 1:
        return Message("experiment.no_plane", surface=surface.called)
    return Message("experiment.plane", value=quoted(plane), known=", ".join(surface.variables))
