"""One step under the microscope: what the gradient brought, what memory added, how each coordinate was scaled."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optim_core.equations.replay import moves, replay
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.one_step.effective_rate import effective_rates
from optim_core.rules.reading import STEP
from optim_core.types import Array, Trajectory

ASKING = {"loss", "gradient"}  # rules that try out other points are not replayed


@dataclass(frozen=True)
class Anatomy:
    """Step `step` = 1, 2, ... of a run; vectors are (dim,). `fresh` + `carried` + `decay` is the step.

    `fresh` is the step that this gradient alone would make, `carried` what is remembered of earlier ones adds, `decay`
    what decoupled weight decay does. None stands where a rule has no such part or cannot be taken apart.
    """

    step: int
    point: Array
    gradient: Array  # as the rule was given it
    true: Array  # that of the surface, without noise and over all examples
    used: Array  # the gradient as the rule uses it: clipped, or with weight decay in it
    before: Mapping[str, Array]  # what is remembered before the step; each part as long as the rule keeps it
    after: Mapping[str, Array]
    fresh: Array | None
    carried: Array | None
    decay: Array | None
    move: Array
    next_point: Array
    loss: float
    next_loss: float
    rate: float  # the learning rate
    rates: Array | None  # the effective rate of each coordinate; NaN where nothing is scaled


def anatomy(experiment: Experiment, run: Run, trajectory: Trajectory, step: int) -> Anatomy:
    """The anatomy of a step that the run has: 1 <= `step` <= `trajectory.ended_at`."""
    row, rule = step - 1, run.rule
    gradient, move = trajectory.gradients[row, 0], trajectory.updates[row, 0]
    chance = experiment.sigma or experiment.sampled
    used, fresh, carried, decay = gradient, None, None, None
    rates = effective_rates(rule, experiment.surface, trajectory, [step], run.hypers)
    if ASKING.isdisjoint(rule.needs):
        again = replay(rule, experiment.surface, trajectory, [step], run.hypers)
        names = again.follow()
        own = names[STEP][:, 0]
        used = moves(names[again.gradient], names[STEP])[:, 0]
        if rule.carries:
            fresh = again.without(rule.carries)[STEP][:, 0]
            carried = own - fresh
        if rule.after:
            decay = move - own
    return Anatomy(
        step=step,
        point=trajectory.points[row, 0],
        gradient=gradient,
        true=experiment.surface.gradient(trajectory.points[row, 0]) if chance else gradient,
        used=used,
        before={name: kept[row, 0] for name, kept in trajectory.state.items()},
        after={name: kept[step, 0] for name, kept in trajectory.state.items()},
        fresh=fresh,
        carried=carried,
        decay=decay,
        move=move,
        next_point=trajectory.points[step, 0],
        loss=float(trajectory.loss[row, 0]),
        next_loss=float(trajectory.loss[step, 0]),
        rate=float(trajectory.learning_rate[row, 0]),
        rates=None if rates is None else rates[0],
    )


def agreement(one: Array, other: Array) -> float | None:
    """The cosine of the angle between two vectors (dim,); None where one of them is zero or not finite."""
    sizes = [float(np.abs(vector).max(initial=0.0)) for vector in (one, other)]
    if not all(0.0 < size < np.inf for size in sizes):
        return None
    a, b = one / sizes[0], other / sizes[1]  # their squares neither overflow nor vanish
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1.0, 1.0))
