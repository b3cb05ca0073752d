"""The opponents: optimizers that searched from the same camp with as many gradients as a player may hear."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lessons.jungle.place import Place
from lessons.jungle.score import Tally, falls
from optim_core import Run
from optim_core.types import Array


@dataclass(frozen=True, eq=False)
class Ghost:
    """The search of one run: its trail on the map, (listens, 2), and what it cost."""

    run: Run
    trail: Array
    tally: Tally


def ghosts(where: Place) -> tuple[Ghost, ...]:
    """All opponents of a jungle, each up to where it found the friend, ran out of listenings or left the world."""
    experiment = where.experiment
    return tuple(_ghost(where, run, experiment.trajectory(run).points[:, 0]) for run in experiment.runs)


def _ghost(where: Place, run: Run, points: Array) -> Ghost:
    trail = where.on_map(points[np.isfinite(points).all(axis=1)])
    finds = [where.at_friend(point) for point in trail]
    if any(finds):
        trail = trail[: finds.index(True) + 1]
    heights = where.heights(trail)
    steps = np.hypot(*np.diff(trail, axis=0).T)
    tally = Tally(
        listens=len(trail),
        metres=float(steps.sum()),
        falls=sum(falls(*pair) for pair in pairwise(heights.tolist())),
        height=float(heights[-1]),
        camp=float(heights[0]),
        success=any(finds),
    )
    return Ghost(run, trail, tally)
