"""The basin map: where each start ends, for the optimizer and settings of one run, from coarse to fine."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.experiment.bounds import load
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.basin.endings import Endings
from optim_core.insights.basin.picture import picture
from optim_core.messages import ExperimentError, Message
from optim_core.simulation.simulate import CHUNK_PATHS
from optim_core.types import Array

SIDES = (26, 51, 101, 201)  # starts a side; each point of a coarser grid is one of the next as well
PIECE = 1_000_000  # starts x steps from one sign of progress to the next
MOST_ROWS = 201**2 * 1000  # starts x steps
MOST_SLOW_ROWS = 201**2 * 200  # the same of a rule or a model that does many times the work
_NUMBER = re.compile(r"[1-9]\d?", re.ASCII)


def basin(request: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The basin map of run `request["run"]` = 1, 2, ... of the experiment `request["query"]`, piece by piece.

    {"progress": share}; and for each grid {"picture"}: its sides, box, codes and heights (uint8 as base64, the first
    row lowest), its `groups`, the largest first, and `notes`. The last picture has {"final": true}.
    Raises ExperimentError.
    """
    experiment = Experiment.from_query(request["query"])
    number = request.get("run", "1")
    if not _NUMBER.fullmatch(number) or int(number) > len(experiment.runs):
        raise ExperimentError(Message("experiment.no_run", high=len(experiment.runs)))
    yield from basin_map(experiment, experiment.runs[int(number) - 1])


def basin_map(experiment: Experiment, run: Run) -> Iterator[dict[str, Any]]:
    """The pieces of `basin` for one run."""
    sides = fitting_sides(experiment, run)
    endings, dim = Endings(experiment.surface), len(experiment.axes)
    total, done = float(sides[-1] ** dim), 0
    codes = np.empty((0,) * dim, dtype=np.uint8)
    for side in sides:
        places, new = starts(experiment, side), np.ones((side,) * dim, dtype=np.bool_)
        finer = np.empty((side,) * dim, dtype=np.uint8)
        if codes.size:
            finer[(slice(None, None, 2),) * dim] = codes
            new[(slice(None, None, 2),) * dim] = False
        begun = places[new]
        fresh = np.empty(len(begun), dtype=np.uint8)
        width = max(1, min(CHUNK_PATHS, PIECE // (experiment.steps + 1)))
        for first in range(0, len(begun), width):
            part = begun[first : first + width]
            fresh[first : first + width] = endings.codes(*ends(experiment, run, part))
            done += len(part)
            yield {"progress": done / total}
        finer[new] = fresh
        codes = endings.now[finer]
        drawing = picture(endings, codes, places, experiment.axes)
        drawing |= {"steps": experiment.steps, "notes": list(_notes(experiment, sides[-1]))}
        yield {"picture": drawing, "final": side == sides[-1]}


def fitting_sides(experiment: Experiment, run: Run) -> tuple[int, ...]:
    """The grids that are not too much work for so many steps; always the coarsest."""
    slow = not run.base.elementwise or experiment.surface.columns is not None
    most = (MOST_SLOW_ROWS if slow else MOST_ROWS) / load(experiment.surface, experiment.batch)
    fit = [side for side in SIDES if side ** len(experiment.axes) * experiment.steps <= most]
    return tuple(fit) or SIDES[:1]


def starts(experiment: Experiment, side: int) -> Array:
    """The grid of start points over the box of the map, (side, dim) or (side, side, dim), rows from low to high.

    On a surface of more coordinates than two the others are those of the experiment's start.
    """
    surface, axes = experiment.surface, experiment.axes
    grid = np.empty((side,) * len(axes) + (surface.dim,))
    grid[:] = experiment.point
    lines = [np.linspace(*surface.domain[axis], side) for axis in axes]
    for axis, values in zip(axes, np.meshgrid(*lines), strict=True):
        grid[..., axis] = values
    return grid


def ends(experiment: Experiment, run: Run, begun: Array) -> tuple[Array, NDArray[np.str_]]:
    """The last points (n, dim) of the paths from the starts (n, dim), and their outcomes (n,).

    All have the noise and the examples of the experiment's seed. Nothing stops them early.
    """
    trajectory = experiment.follow(run, experiment.steps, start=begun, keep="last")
    return trajectory.points[-1], trajectory.outcome


def _notes(experiment: Experiment, finest: int) -> Iterator[Message]:
    """What the map does not show as one might think."""
    if experiment.noise or experiment.sampled:
        yield Message("basin.one_seed", seed=experiment.seed)
    if experiment.stop is not None:
        yield Message("basin.no_stop")
    if experiment.surface.dim > len(experiment.axes):
        across, up = (experiment.surface.variables[axis] for axis in experiment.axes)
        yield Message("basin.slice", across=across, up=up)
    if finest < SIDES[-1]:
        yield Message("basin.coarse", side=finest, finest=SIDES[-1])
