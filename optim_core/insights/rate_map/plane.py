"""The final loss over the learning rate and a second hyperparameter: one run with many settings, as one batch."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optim_core.experiment.bounds import load
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.rate_map.axis import Axis, remembers
from optim_core.insights.rate_strip.kinds import BROKEN
from optim_core.messages import ExperimentError
from optim_core.rules.problems import unknown
from optim_core.types import Array

SIZES = ((24, 16), (48, 32), (96, 64))  # columns x rows: a first picture at once, then finer ones
MOST_STEPS = 2_000
MOST_WORK = 25_000_000  # settings x steps of a plain rule in two dimensions: about four seconds
COSTLY = 65  # a step of a rule that looks at matrices, curvature or several losses, in steps of a plain one
NETWORK = 3  # the same for a step through a network, besides its many coordinates


@dataclass(frozen=True)
class RatePlane:
    """How a run ends for every pair of a learning rate (columns) and a value of a second hyperparameter (rows)."""

    rates: Array  # (columns,), rising
    values: Array  # (rows,), rising
    loss: Array  # (rows, columns): after the last step, NaN where the run is lost
    outcome: NDArray[np.str_]  # (rows, columns)

    @property
    def best(self) -> tuple[int, int] | None:
        """Row and column of the lowest final loss; None where every run is lost."""
        if np.isnan(self.loss).all():
            return None
        row, column = np.unravel_index(np.nanargmin(self.loss), self.loss.shape)
        return int(row), int(column)

    @property
    def even(self) -> float | None:
        """The final loss, where it is the same with all settings that are not lost; else None."""
        kept = self.loss[~np.isnan(self.loss)]
        return float(kept[0]) if kept.size and np.ptp(kept) == 0 else None

    @cached_property
    def lost_from(self) -> NDArray[np.int64]:
        """For each row the first column from which on every run is lost, (rows,); the number of columns if none is."""
        kept = ~np.isnan(self.loss)
        last = self.loss.shape[1] - np.argmax(kept[:, ::-1], axis=1)
        return np.where(kept.any(axis=1), last, 0).astype(np.int64)


def second_hypers(run: Run) -> tuple[str, ...]:
    """What can be the other axis: hyperparameters that are no rate, count or switch; shares that are kept first."""
    hypers = run.rule.hypers
    names = [name for name, hyper in hypers.items() if name != "lr" and not (hyper.whole or hyper.switch)]
    return tuple(sorted(names, key=lambda name: not remembers(hypers[name])))


def rate_plane(experiment: Experiment, run: Run, up: str, columns: int, rows: int, steps: int) -> RatePlane:
    """The map of one run of an experiment; every cell begins at its start, and is followed with its seed.

    Raises ExperimentError where `up` cannot be the second axis of this run.
    """
    if up not in second_hypers(run):
        raise ExperimentError(unknown("hyper", up, dict.fromkeys(second_hypers(run))))
    rates, values = Axis(run.rule.hypers["lr"]).cells(columns), Axis(run.rule.hypers[up]).cells(rows)
    pairs = {"lr": np.tile(rates, rows), up: np.repeat(values, columns)}
    ends = experiment.follow(run, steps, start=experiment.point, hypers=pairs, keep="last")
    outcome = ends.outcome.reshape(rows, columns)
    loss = np.where(np.isin(outcome, list(BROKEN)), np.nan, ends.loss[-1].reshape(rows, columns))
    return RatePlane(rates, values, loss, outcome)


def steps_of(experiment: Experiment, run: Run) -> int:
    """How many steps the map follows each run: those of the experiment, as far as a person can wait for them."""
    columns, rows = SIZES[0]
    fit = int(MOST_WORK / (columns * rows * _weight(experiment, run)))
    return max(1, min(experiment.steps, MOST_STEPS, fit))


def refined(experiment: Experiment, run: Run, up: str) -> Iterator[RatePlane]:
    """The map from coarse to fine, as fine as its work allows."""
    steps, weight = steps_of(experiment, run), _weight(experiment, run)
    for columns, rows in SIZES:
        if (columns, rows) == SIZES[0] or columns * rows * steps * weight <= MOST_WORK:
            yield rate_plane(experiment, run, up, columns, rows, steps)


def _weight(experiment: Experiment, run: Run) -> float:
    """What one step costs, counted in steps of a plain rule in two dimensions."""
    rule = 1 if run.rule.elementwise else COSTLY
    return rule * load(experiment.surface, experiment.batch) * (1 if experiment.surface.columns is None else NETWORK)
