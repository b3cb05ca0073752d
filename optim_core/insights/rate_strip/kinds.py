"""What a learning rate leads to, in one word: barely moves, smooth, bouncing, explodes, leaves the domain, no step."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.surfaces.measures import lowest_loss
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Trajectory

BROKEN = {"diverged": "explodes", "left_domain": "leaves", "no_step": "no_step"}  # an outcome -> its kind
RESTING = ("converged", "hovering")
KINDS = ("barely", "smooth", "bouncing", *BROKEN.values())
BARELY = 0.1  # of the loss that some rate gets rid of
TURNING = 2 / 3  # of the steps; under noise alone half of them turn back
FEWEST_TURNS = 3
SMALL = 1e-3  # of a coordinate's largest step: what is shorter is the end of a way in, not a part of it
FAR = 0.05  # of the way in the coordinate with the longest one


class Ends(NamedTuple):
    """How each path of a batch ended."""

    row: NDArray[np.int64]  # (batch,): the last row, or the one that met the stop condition; -1 without a start
    stopped: NDArray[np.bool_]  # (batch,): by the stop condition
    loss: Array  # (batch,): at that row; NaN where the numbers became too large or there was no way on


@dataclass(frozen=True)
class Reach:
    """Between which losses the paths of one start move: what is little and what is much."""

    first: float
    lowest: float
    inside: bool  # whether any path ended in the box, so that the lowest loss is one of the map

    @property
    def span(self) -> float:
        return self.first - self.lowest


def ends_of(trajectory: Trajectory, stops: NDArray[np.bool_] | None) -> Ends:
    """How the paths end, where `stops` (steps + 1, batch) says at which rows a stop condition is met."""
    row = trajectory.ended_at
    stopped = np.zeros(len(row), dtype=np.bool_)
    if stops is not None:
        met = stops[1:]
        stopped = np.asarray(met.any(axis=0))
        row = np.where(stopped, met.argmax(axis=0) + 1, row)
    cut = (row < len(trajectory.loss) - 1) & ~stopped
    loss = trajectory.loss[np.maximum(row, 0), np.arange(len(row))]
    return Ends(row, stopped, np.where(cut, np.nan, loss))


def reach_of(surface: Surface, trajectory: Trajectory, ends: Ends) -> Reach:
    """From the start's loss down to the lowest that is known, or that some path ended at: if one did, in the box."""
    inside = inside_of(surface, trajectory, ends)
    seen = ends.loss[inside if inside.any() else _usable(trajectory, ends)]
    first, known = float(trajectory.loss[0, 0]), lowest_loss(surface)
    return Reach(first, float(min([first, *seen, *([] if known is None else [known])])), bool(inside.any()))


def inside_of(surface: Surface, trajectory: Trajectory, ends: Ends) -> NDArray[np.bool_]:
    """Which paths came to an end in the surface's box, (batch,)."""
    low, high = np.array(surface.domain).T
    points = trajectory.points[np.maximum(ends.row, 0), np.arange(len(ends.row))]
    return np.asarray(_usable(trajectory, ends) & ((points >= low) & (points <= high)).all(axis=1))


def _usable(trajectory: Trajectory, ends: Ends) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(ends.loss) & (~np.isin(trajectory.outcome, list(BROKEN)) | ends.stopped))


def kinds_of(trajectory: Trajectory, ends: Ends, reach: Reach) -> NDArray[np.str_]:
    """One of KINDS for each path, (batch,).

    A path bounces if it turns back at two of three steps or more in a coordinate that it goes far in, or if it ends
    well above where it began. It barely moves if it is on its way, but its loss is about what it was.
    """
    change = (ends.loss - reach.first) / reach.span if reach.span > 0 else np.zeros(len(ends.loss))
    arrived = np.isin(trajectory.outcome, RESTING) | ends.stopped
    kinds = np.full(ends.loss.shape, "smooth", dtype="<U8")
    kinds[~arrived & (np.abs(change) < BARELY)] = "barely"
    kinds[turning(trajectory.updates, ends.row) | (~ends.stopped & (trajectory.outcome == "bouncing"))] = "bouncing"
    kinds[~arrived & (change >= BARELY)] = "bouncing"
    for outcome, kind in BROKEN.items():
        kinds[(trajectory.outcome == outcome) & ~ends.stopped] = kind
    return kinds


def turning(updates: Array, last: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a path turns back at most of its steps up to row `last` (batch,). `updates` is (steps, batch, dim)."""
    size = np.abs(updates)
    size[~np.isfinite(size) | (np.arange(len(size))[:, None] >= last)[:, :, None]] = 0.0
    with np.errstate(over="ignore"):
        way = size.sum(axis=0)
    counted = (size >= SMALL * size.max(axis=0, initial=0.0)) & (size > 0)
    pairs = counted[1:] & counted[:-1]
    turned = pairs & (np.signbit(updates[1:]) != np.signbit(updates[:-1]))
    turns = turned.sum(axis=0)
    often = (turns >= FEWEST_TURNS) & (turns >= TURNING * pairs.sum(axis=0))
    return np.asarray((often & (way >= FAR * way.max(axis=1, keepdims=True))).any(axis=1))
