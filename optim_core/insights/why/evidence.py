"""Evidence: what can be read off one run of an experiment before anybody says why it went as it did."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optim_core.examples.table.scale import Scale, scale_of_inputs
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run, stability_limit
from optim_core.experiment.stop import stopping_row
from optim_core.insights.what_happened import first_rise
from optim_core.insights.why.bend import Bend, bend_at
from optim_core.surfaces.measures import gradient_noise, lowest_loss
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Trajectory, lengths

FAILED = ("diverged", "left_domain", "no_step")
ROWS_LOOKED_AT = 25  # of a path, for its curvature
QUARTER = 4
NEXT_TO = 1e-3
SHORTEST = 8  # steps; what happened in fewer is no pattern


@dataclass(frozen=True)
class Evidence:
    """One run of an experiment, `number` counting from 1, with its trajectory. Arrays end at the last finite row."""

    experiment: Experiment
    number: int

    @property
    def run(self) -> Run:
        """The run it is about."""
        return self.experiment.runs[self.number - 1]

    @property
    def surface(self) -> Surface:
        """The experiment's surface."""
        return self.experiment.surface

    @cached_property
    def path(self) -> Trajectory:
        """The run, of one path, with the stop condition."""
        return self.experiment.trajectory(self.run)

    @property
    def last(self) -> int:
        """The last finite row; -1 where not even the start has a loss."""
        return int(self.path.ended_at[0])

    @property
    def outcome(self) -> str:
        """How it ended, one of OUTCOMES."""
        return str(self.path.outcome[0])

    @property
    def failed(self) -> bool:
        """Whether it broke off before its last step."""
        return self.outcome in FAILED

    @cached_property
    def stopped(self) -> bool:
        """Whether the learner's own stop condition ended the run."""
        return stopping_row(self.path, self.experiment.stop) is not None

    @property
    def points(self) -> Array:
        """(last + 1, dim)"""
        return self.path.points[: self.last + 1, 0]

    @property
    def losses(self) -> Array:
        """(last + 1,)"""
        return self.path.loss[: self.last + 1, 0]

    @property
    def gradients(self) -> Array:
        """(last + 1, dim): what the rule was given, noise included"""
        return self.path.gradients[: self.last + 1, 0]

    @property
    def updates(self) -> Array:
        """(last, dim)"""
        return self.path.updates[: max(self.last, 0), 0]

    @property
    def rates(self) -> Array:
        """(last,)"""
        return self.path.learning_rate[: max(self.last, 0), 0]

    @cached_property
    def slopes(self) -> Array:
        """The length of each gradient, (last + 1,)."""
        return lengths(self.gradients, axis=1)

    @cached_property
    def sizes(self) -> Array:
        """The length of each step, (last,)."""
        return lengths(self.updates, axis=1)

    @cached_property
    def rose(self) -> int:
        """The first step after which the loss was higher than before; 0 where it never rose."""
        return first_rise(self.path)

    @cached_property
    def box(self) -> Array:
        """The width of the drawn box along each coordinate, (dim,)."""
        low, high = np.array(self.surface.domain).T
        return np.asarray(high - low)

    @property
    def diagonal(self) -> float:
        """The length of the drawn box's diagonal."""
        return self.surface.diagonal

    @cached_property
    def lowest(self) -> float | None:
        """The lowest loss that is known for this surface."""
        return lowest_loss(self.surface)

    @property
    def above(self) -> float | None:
        """How far the end is above the lowest known loss."""
        return None if self.lowest is None or self.last < 0 else float(self.losses[-1]) - self.lowest

    @property
    def next_to_lowest(self) -> bool:
        """Whether hardly anything is left, over the last quarter, of what the start was above the lowest known loss."""
        if self.lowest is None or self.last < SHORTEST:
            return False
        _, late = self.quarters()
        return float(self.losses[late].mean()) - self.lowest <= NEXT_TO * (float(self.losses[0]) - self.lowest)

    @cached_property
    def noise(self) -> float:
        """The typical length of what chance adds to the gradient at the end; 0 where nothing is random."""
        dim = self.surface.dim
        added = self.experiment.sigma * np.sqrt(dim)
        if not self.experiment.sampled or self.last < 0:
            return float(added)
        drawn = gradient_noise(self.surface, self.points[-1], self.experiment.batch or 1)
        return float(np.hypot(added, 0.0 if drawn is None else np.linalg.norm(drawn)))

    @cached_property
    def unscaled(self) -> Scale | None:
        """What standardising would do to the inputs, where they make a ravine and the page has a switch for it."""
        if self.surface.data is None or dict(self.surface.values).get("standardise") != 0:
            return None
        scale = scale_of_inputs(self.surface.data.train.x)
        return scale if scale.advised and scale.condition > 2 * scale.standardised else None

    # ---- curvature

    def bend(self, row: int) -> Bend | None:
        """The curvature at a row; None where it is not finite, so that nobody claims anything of it."""
        if row not in self._bends:
            self._bends[row] = bend_at(self.surface, self.points[row])
        return self._bends[row]

    @cached_property
    def _bends(self) -> dict[int, Bend | None]:
        return {}

    def along(self, first: int, last: int) -> list[Bend]:
        """The curvatures at rows spread evenly from `first` to `last`; empty where one of them is not finite."""
        rows = np.unique(np.linspace(first, max(first, last), ROWS_LOOKED_AT).round().astype(int)).tolist()
        bends = [self.bend(row) for row in rows]
        return [bend for bend in bends if bend is not None] if None not in bends else []

    def curved(self, direction: Array, row: int) -> float | None:
        """The curvature at a row in a direction (dim,)."""
        bend, length = self.bend(row), float(np.linalg.norm(direction))
        if bend is None or not 0 < length < np.inf:
            return None
        parts = bend.directions.T @ (direction / length)
        return float(parts**2 @ bend.curvatures)

    def limit(self, curvature: float) -> float | None:
        """What the learning rate must stay below on a parabola of this curvature; None where no formula is known."""
        return stability_limit(self.run, curvature)

    # ---- patterns

    def flips(self, direction: Array, steps: slice = slice(None)) -> tuple[int, int]:
        """How often consecutive steps went opposite ways along a direction (dim,), and how often they could have."""
        along = self.updates[steps] @ direction
        return int((along[1:] * along[:-1] < 0).sum()), max(0, len(along) - 1)

    def axis(self, name: int) -> Array:
        """The unit vector along one coordinate."""
        return np.asarray(np.eye(self.surface.dim)[name])

    @cached_property
    def uphill(self) -> NDArray[np.bool_]:
        """Which steps went against the slope below them, (last,): only something remembered carries a run uphill."""
        return np.asarray((self.updates * self.gradients[: len(self.updates)]).sum(axis=1) > 0)

    def quarters(self) -> tuple[slice, slice]:
        """The rows of the third and of the last quarter of the path."""
        length = (self.last + 1) // QUARTER
        return slice(self.last + 1 - 2 * length, self.last + 1 - length), slice(self.last + 1 - length, self.last + 1)
