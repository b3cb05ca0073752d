"""The paths that were asked for last, kept in memory so that the answers about their steps need not follow them again.

What is kept changes no answer, only how soon it comes: a replica that has not kept a path follows it.
"""

from dataclasses import fields, replace
from functools import lru_cache

import numpy as np

from app.server.cache import Cache
from optim_core import Experiment, Run, Trajectory
from optim_core.experiment.stop import stopping_row
from optim_core.simulation.simulate import Watch
from optim_core.types import Array

MOST_KEYS = 256
PATHS: Cache[Trajectory] = Cache(120 * 2**20)
ENDS: Cache[Array] = Cache(8 * 2**20)  # where the seeds of a run end


def path_in(query: str, number: int, rows: int | None = None) -> Trajectory:
    """The path of run `number` = 1, 2, ... of an experiment; at least the first `rows` steps, where that is enough."""
    experiment = Experiment.from_query(query)
    run = experiment.runs[number - 1]
    if rows is None or not 0 < rows < experiment.steps / 2 or path_key(experiment, run) in PATHS:
        return path_of(experiment, run)
    return first_steps(experiment, run, rows)


def first_steps(experiment: Experiment, run: Run, steps: int) -> Trajectory:
    """The first steps of a run, which are the same as in the whole of it."""
    path = experiment.follow(run, steps)
    row = stopping_row(path, experiment.stop)
    return path if row is None else experiment.follow(run, row)


def path_of(experiment: Experiment, run: Run, watch: Watch | None = None) -> Trajectory:
    """The path of one run of an experiment, kept or followed now; then `watch` is told how far it is."""
    key = path_key(experiment, run)
    path = PATHS.get(key)
    if path is None:
        path = replace(experiment.trajectory(run, watch), subject=None)  # only its numbers are kept
        PATHS.put(key, path, size(path))
    return path


def ends_of(experiment: Experiment, run: Run) -> Array:
    """Where the path of each seed of a run ends, (seeds, dim), without those that have not even a start."""
    key = ends_key(experiment, run)
    points = ENDS.get(key)
    if points is None:
        points = ends(experiment.bundle(run))
        ENDS.put(key, points, points.nbytes)
    return points


def ends(bundle: Trajectory) -> Array:
    last = bundle.ended_at
    points: Array = bundle.points[np.maximum(last, 0), np.arange(len(last))]
    return points[last >= 0]


def path_key(experiment: Experiment, run: Run) -> str:
    """The same text for the same path: neither the other runs nor what is drawn around it change it."""
    return _alone(experiment, run, 1)


def ends_key(experiment: Experiment, run: Run) -> str:
    return _alone(experiment, run, experiment.seeds)


@lru_cache(maxsize=MOST_KEYS)
def _alone(experiment: Experiment, run: Run, seeds: int) -> str:
    return replace(experiment, runs=(run,), seeds=seeds, plane=None).to_query()


def size(trajectory: Trajectory) -> int:
    """The bytes of a trajectory."""
    parts = [getattr(trajectory, part.name) for part in fields(trajectory) if part.name != "subject"]
    arrays = [array for part in parts for array in (part.values() if isinstance(part, dict) else (part,))]
    return sum(array.nbytes for array in arrays)
