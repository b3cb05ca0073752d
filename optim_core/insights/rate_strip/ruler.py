"""The stability ruler: the largest curvature where a run stands and along its path, and the rates that follow from it.

On a parabola of curvature L gradient descent with the rate 1/L is at the minimum after one step, above 1/L it
overshoots, and above 2/L it moves away. Other surfaces are nearly a parabola close to each point, so the largest
curvature there, the largest eigenvalue of the Hessian, says which rates are too large there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim_core.experiment.bounds import load
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run, stability_limit
from optim_core.messages import Message
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Trajectory

MOST_ROWS = 200
FEWEST_ROWS = 5
FLAT = 1e-12  # a curvature that is none
LEAST_SHIFT = 1e-12  # less is rounding
UNSAID = ("finite", "flat", "downward")


@dataclass(frozen=True)
class Ruler:
    """What the curvature says of a run's learning rate, at some rows of its path. Arrays are (rows,).

    A rate is NaN where nothing can be said; `unsaid` has the reason: the curvature is not finite there, it is flat, or
    the surface curves downwards only.
    """

    rows: NDArray[np.int64]
    curvature: Array  # the largest, in whatever direction; NaN where it is not finite
    jump: Array  # 1/L, where the bare rule is gradient descent: at the minimum in one step
    limit: Array  # above it the run leaves a parabola of this curvature
    unsaid: NDArray[np.str_]  # of UNSAID, or empty
    along: tuple[float, float] | None  # the lowest and the highest limit on the path, as far as it is in the box
    formula: float | None  # the limit times (L + shift), a number for every rule with a formula; else None
    shift: float  # what weight decay adds to L
    kinks: bool  # whether the surface has any: the curvature beside a kink does not know of it


def ruler(
    experiment: Experiment, run: Run, trajectory: Trajectory, row: int | None = None, most: int = MOST_ROWS
) -> Ruler | Message:
    """The ruler of one run, or why there is none. Looks at about `most` rows, `row` among them."""
    last = int(trajectory.ended_at[0])
    if last < 0:
        return Message("strip.no_start", point=experiment.point)
    rows = _rows(last, int(most / load(experiment.surface, None)), row)
    points = trajectory.points[rows, 0]
    curvature = largest_curvature(experiment.surface, points)
    unsaid = np.full(len(rows), "", dtype="<U8")
    unsaid[~np.isfinite(curvature)] = UNSAID[0]
    unsaid[np.abs(curvature) <= FLAT] = UNSAID[1]
    unsaid[curvature < -FLAT] = UNSAID[2]
    formula, shift = _formula(run)
    bare = formula == 2.0 and not shift  # each step multiplies the distance to go by 1 - lr L, as in gradient descent
    sharp = np.where(unsaid == "", curvature, np.nan)
    limit = (np.nan if formula is None else formula) / (sharp + shift)
    low, high = np.array(experiment.surface.domain).T
    inside = limit[((points >= low) & (points <= high)).all(axis=1) & np.isfinite(limit)]
    along = (float(inside.min()), float(inside.max())) if len(inside) else None
    jump = 1 / sharp if bare else np.full(len(rows), np.nan)
    kinks = bool(experiment.surface.formula) and experiment.surface.compiled_form.kinks
    return Ruler(rows, curvature, jump, limit, unsaid, along, formula, shift, kinks)


def _formula(run: Run) -> tuple[float | None, float]:
    """The limit as a number over L, or over L and something: one over each limit is a straight line in L."""
    one, two = stability_limit(run, 1.0), stability_limit(run, 2.0)
    if one is None or two is None:
        return None, 0.0
    number = 1 / (1 / two - 1 / one)
    shift = number / one - 1
    return (number, shift) if shift > LEAST_SHIFT else (one, 0.0)


def largest_curvature(surface: Surface, points: Array) -> Array:
    """The largest eigenvalue of the Hessian at `points` (n, dim), shape (n,); NaN where it is not finite."""
    matrices = surface.hessian(points)
    largest = np.full(len(points), np.nan)
    finite = np.isfinite(matrices).all(axis=(1, 2))
    largest[finite] = np.linalg.eigvalsh(matrices[finite])[:, -1]
    return largest


def _rows(last: int, most: int, row: int | None) -> NDArray[np.int64]:
    """Rows from the first to the last, evenly spaced, and the one that is asked for."""
    spaced = np.linspace(0, last, min(last, max(FEWEST_ROWS, most)) + 1).round().astype(np.int64)
    return np.unique(np.append(spaced, [] if row is None else [min(max(row, 0), last)]).astype(np.int64))
