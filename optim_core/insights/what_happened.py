"""What a run did, as facts: message keys with values, computed once and put into words elsewhere."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.experiment.stop import stopping_row
from optim_core.insights.too_large import too_large
from optim_core.messages import Message
from optim_core.rules.choices import CLIP
from optim_core.simulation.ends import tolerated
from optim_core.simulation.restless import BOUNCE_STEPS
from optim_core.surfaces.measures import test_loss
from optim_core.surfaces.surface import Surface
from optim_core.typed_rule.trouble import first_trouble
from optim_core.types import Array, Trajectory, lengths

CREEPING = 0.01  # of the whole fall: so little came of the last quarter of the steps
FADING = 0.5  # of the fall of one quarter in the next: it will soon be at the bottom
NEAR_MINIMUM = 0.01  # of the box's diagonal


def what_happened(experiment: Experiment, run: Run, trajectory: Trajectory) -> tuple[Message, ...]:
    """The outcome of one run, or the stop condition that ended it; then where it ended, as far as that is known."""
    last = int(trajectory.ended_at[0])
    stop = experiment.stop
    if stop is not None and stopping_row(trajectory, stop) is not None:
        point, loss = _said(experiment, trajectory.points[last, 0]), float(trajectory.loss[last, 0])
        first = Message(f"fact.stopped_{stop.what}", step=last, limit=stop.limit, point=point, loss=loss)
    else:
        first = _outcome(experiment, run, trajectory)
    trouble = _trouble(run, trajectory)
    if trouble and first.key.startswith(("fact.overflowed", "fact.no_step")):  # no explosion: the rule itself broke off
        first = Message("fact.broken", step=last, point=first.values["point"], loss=float(trajectory.loss[last, 0]))
    remarks = [
        *trouble,
        *too_large(experiment, trajectory),
        *_indefinite(experiment, run, trajectory),
        *_clipping(run, trajectory),
    ]
    if last < 0 or str(trajectory.outcome[0]) in ("diverged", "left_domain"):
        return (first, *remarks)
    point = trajectory.points[last, 0]
    return (first, *_place(experiment, point), *_tested(experiment, point), *remarks)


def in_short(message: Message, **more: Any) -> Message:
    """The same in a few words: the key `fact.converged` has `fact.short.converged` beside it."""
    section, _, name = message.key.partition(".")
    return Message(".".join((section, "short", name)), **{**message.values, **more})


def _trouble(run: Run, trajectory: Trajectory) -> list[Message]:
    """For a rule of one's own: the line that first gave no finite number."""
    trouble = first_trouble(run.rule, run.typed, run.hypers, trajectory) if run.typed else None
    return [] if trouble is None else [trouble]


def clipped(run: Run, trajectory: Trajectory) -> NDArray[np.bool_]:
    """At which of the steps of a path the gradient was clipped, (steps,)."""
    gradients = trajectory.gradients[: len(trajectory.updates), 0]
    if run.clip == "none":
        return np.zeros(len(gradients), dtype=np.bool_)
    sizes = lengths(gradients, axis=1) if run.clip == "norm" else np.abs(gradients).max(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray((sizes > run.hypers[CLIP]) & np.isfinite(trajectory.updates[:, 0]).all(axis=1))


def _clipping(run: Run, trajectory: Trajectory) -> list[Message]:
    acted = np.flatnonzero(clipped(run, trajectory))
    steps = min(int(trajectory.ended_at[0]), len(trajectory.updates))
    return [Message("fact.clipped", count=len(acted), steps=steps, first=int(acted[0]) + 1)] if len(acted) else []


def _indefinite(experiment: Experiment, run: Run, trajectory: Trajectory) -> list[Message]:
    """For a rule that trusts the curvature here and now: the first step uphill where the surface curves downwards."""
    if "hessian" not in run.rule.needs or run.rule.state_names:
        return []
    last = int(trajectory.ended_at[0])
    uphill = np.flatnonzero((trajectory.updates[:last, 0] * trajectory.gradients[:last, 0]).sum(axis=1) > 0)
    for row in uphill.tolist():
        curvature = experiment.surface.hessian(trajectory.points[row, 0])
        if np.isfinite(curvature).all() and np.linalg.eigvalsh(curvature)[0] < 0:
            return [Message("fact.indefinite", step=row + 1)]
    return []


def _said(experiment: Experiment, point: Array) -> tuple[float, ...]:
    """A point as it is said: no finer than a ten-thousandth of the box, below which nobody sees a difference."""
    places = [4 - math.floor(math.log10(high - low)) for low, high in experiment.surface.domain]
    return tuple(round(value, place) + 0.0 for value, place in zip(point.tolist(), places, strict=True))


def _outcome(experiment: Experiment, run: Run, trajectory: Trajectory) -> Message:
    last = int(trajectory.ended_at[0])
    outcome = str(trajectory.outcome[0])
    if last < 0:
        return Message("fact.no_start", point=experiment.point)
    first_loss, loss = float(trajectory.loss[0, 0]), float(trajectory.loss[last, 0])
    values = {
        "steps": len(trajectory.updates),
        "first_loss": first_loss,
        "loss": loss,
        "point": _said(experiment, trajectory.points[last, 0]),
    }
    if outcome == "converged":
        return Message("fact.converged", **values, settled=settled_at(experiment.surface, trajectory))
    if outcome == "bouncing":
        return Message("fact.bouncing", **values, flips=BOUNCE_STEPS, variable=_bouncing_in(experiment, trajectory))
    if outcome == "no_step":
        why = Message(f"optimizer.{run.optimizer}.no_step" if run.base.no_step else "fact.no_number")
        return Message("fact.no_step", point=values["point"], step=last, why=why)
    if outcome == "left_domain":
        return Message("fact.left_domain", **values, step=last + 1)
    if outcome == "diverged":
        ended_early = last < len(trajectory.loss) - 1
        rose = first_rise(trajectory)
        if ended_early and not rose:
            key = "fact.overflowed_falling" if last else "fact.overflowed_at_once"
            return Message(key, **values, step=last + 1)
        key = "fact.overflowed" if ended_early else "fact.diverged"
        return Message(key, **values, step=last + 1 if ended_early else last, rose=rose)
    if outcome == "hovering":
        place = trajectory.points[-max(1, len(trajectory.updates) // 10) :, 0].mean(axis=0)
        return Message("fact.hovering", **values, place=_said(experiment, place))
    if outcome == "rate_spent":
        return Message("fact.rate_spent", **values)
    if loss >= first_loss:
        return Message("fact.no_progress", **values)
    late = _late_share(trajectory.loss[:, 0])
    if 0 < late <= CREEPING and not experiment.chance:
        return Message("fact.creeping", **values, share=float(f"{100 * late:.2g}"))
    return Message("fact.still_moving", **values)


def _late_share(loss: Array) -> float:
    """Which share of its fall a loss owes to the last quarter of the steps; 0 where that fall fades away."""
    quarter = (len(loss) - 1) // 4
    before, late = loss[-1 - 2 * quarter] - loss[-1 - quarter], loss[-1 - quarter] - loss[-1]
    return float(late / (loss[0] - loss[-1])) if late > FADING * before else 0.0


def first_rise(trajectory: Trajectory) -> int:
    """The first step after which the loss was higher than before; 0 where it never rose."""
    loss = trajectory.loss[: int(trajectory.ended_at[0]) + 1, 0]
    rises = np.flatnonzero(loss[1:] > loss[:-1])
    return int(rises[0]) + 1 if len(rises) else 0


def settled_at(surface: Surface, trajectory: Trajectory) -> int:
    """The step from which on a run stays as near to its end as a settled one may go on from there."""
    points = trajectory.points[:, 0]
    way = lengths(points[-1] - points[0], axis=0)
    far = lengths(points - points[-1], axis=1) > tolerated(surface.diagonal, way)
    return int(np.flatnonzero(far)[-1]) + 1 if far.any() else 0


def _bouncing_in(experiment: Experiment, trajectory: Trajectory) -> str:
    last = trajectory.updates[-BOUNCE_STEPS:, 0]
    flips = (np.sign(last[1:]) * np.sign(last[:-1]) < 0).all(axis=0)
    sizes = np.where(flips, np.abs(last).mean(axis=0), -1.0)
    return experiment.surface.variables[int(sizes.argmax())]


def _tested(experiment: Experiment, point: Array) -> list[Message]:
    """How the model does on the examples that were held out."""
    loss, data = test_loss(experiment.surface, point), experiment.surface.data
    if loss is None or data is None or data.test is None:
        return []
    known: dict[str, Any] = {"count": len(data.test.x), "loss": float(loss)}
    if not data.groups or experiment.surface.model is None:
        return [Message("fact.tested", **known)]
    right = float(experiment.surface.model.accuracy(point, data.test))
    return [Message("fact.tested_classes", **known, right=round(right * len(data.test.x)))]


def _place(experiment: Experiment, point: Array) -> list[Message]:
    surface = experiment.surface
    if not surface.minima:
        return []
    low, high = np.array(surface.domain).T
    minima = np.array(surface.minima)
    distance = np.sqrt((((minima - point) / (high - low)) ** 2).sum(axis=1))
    nearest = int(distance.argmin())
    if distance[nearest] <= NEAR_MINIMUM:
        return [Message("fact.at_minimum", minimum=tuple(minima[nearest].tolist()))]
    best = float(surface.value(minima).min())
    above = float(surface.value(point)) - best
    return [Message("fact.above_minimum", above=above)] if above > 0 else []
