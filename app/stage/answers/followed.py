"""The paths that were followed last, kept so that the answers about their steps need not follow them again.

What is kept changes no answer, only how soon it comes: a replica that has not kept a path follows it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import numpy as np

from optim_core import Experiment, Run, Trajectory
from optim_core.experiment.experiment import stopping_row
from optim_core.simulation.simulate import Watch
from optim_core.types import Array

MOST_BYTES = 128 * 2**20  # of all paths that are kept
MOST_KEYS = 256


class Kept:
    """Values by key, at most `most` bytes of them: what was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self.most, self.bytes = most, 0
        self._values: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> Any:
        """The value, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: str, value: Any, size: int) -> None:
        """Keep a value of `size` bytes; one that is larger than everything may be is not kept."""
        with self._lock:
            if size > self.most:
                return
            self.bytes += size - self._values.pop(key, (None, 0))[1]
            self._values[key] = (value, size)
            while self.bytes > self.most:
                self.bytes -= self._values.popitem(last=False)[1][1]


PATHS = Kept(MOST_BYTES)


def followed(query: str, number: int, rows: int | None = None) -> Trajectory:
    """The path of run `number` = 1, 2, ... of an experiment; at least the first `rows` steps, where that is enough."""
    experiment = Experiment.from_query(query)
    run = experiment.runs[number - 1]
    if rows is None or not 0 < rows < experiment.steps / 2 or path_key(experiment, run) in PATHS:
        return path_of(experiment, run)
    return beginning_of(experiment, run, rows)


def beginning_of(experiment: Experiment, run: Run, steps: int) -> Trajectory:
    """The first steps of a run, which are the same as in the whole of it."""
    found = experiment.follow(run, steps)
    row = stopping_row(found, experiment.stop)
    return found if row is None else experiment.follow(run, row)


def path_of(experiment: Experiment, run: Run, watch: Watch | None = None) -> Trajectory:
    """The path of one run of an experiment, kept or followed now; then `watch` is told how far it is."""
    key = path_key(experiment, run)
    found = PATHS.get(key)
    if found is None:
        found = experiment.trajectory(run, watch)
        PATHS.put(key, found, size(found))
    return found  # type: ignore[no-any-return]


def ends_of(experiment: Experiment, run: Run) -> Array:
    """Where the path of each seed of a run ends, (seeds, dim), without those that have not even a start."""
    key = ends_key(experiment, run)
    found = PATHS.get(key)
    if found is None:
        found = ends(experiment.bundle(run))
        PATHS.put(key, found, found.nbytes)
    return np.asarray(found)


def ends(bundle: Trajectory) -> Array:
    last = bundle.ended_at
    found: Array = bundle.points[np.maximum(last, 0), np.arange(len(last))]
    return found[last >= 0]


def path_key(experiment: Experiment, run: Run) -> str:
    """The same text for the same path: neither the other runs nor what is drawn around it change it."""
    return f"path {_alone(experiment, run, 1)}"


def ends_key(experiment: Experiment, run: Run) -> str:
    return f"ends {_alone(experiment, run, experiment.seeds)}"


@lru_cache(maxsize=MOST_KEYS)
def _alone(experiment: Experiment, run: Run, seeds: int) -> str:
    return replace(experiment, runs=(run,), seeds=seeds, plane=None).to_query()


def size(trajectory: Trajectory) -> int:
    """The bytes of a trajectory."""
    parts = [getattr(trajectory, part.name) for part in fields(trajectory)]
    arrays = [array for part in parts for array in (part.values() if isinstance(part, dict) else (part,))]
    return sum(array.nbytes for array in arrays)
