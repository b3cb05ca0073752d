"""Tries changes by running them: only what really helps is offered, with what it did."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

import numpy as np

from optim_core.experiment.bounds import SEED, load
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.what_happened import settled_at
from optim_core.insights.why.candidates import standardised
from optim_core.insights.why.evidence import FAILED, QUARTER, Evidence
from optim_core.insights.why.finding import Finding, Fix, Goal, Group
from optim_core.insights.why.labels import label
from optim_core.messages import ExperimentError, Message
from optim_core.surfaces.measures import next_to_0
from optim_core.types import Array, Trajectory

MOST_ROWS = 120_000  # rows of plain steps that are spent on the changes of one run
ARRAY_COST = 20  # how many plain steps one step on arrays costs
ASKING_COST = 300  # and one of a rule that looks at matrices, curvature or more losses
SOONER = 0.9  # of the steps to the same loss: what is less than a tenth better is not worth a change
QUIETER = 0.75  # of the mean loss above the lowest: less than that could be luck
LOWER = 0.25  # of what an end was above the lowest known loss
NOTHING_LEFT = 1e-6  # of what the start was above it
CLEARLY = 0.05  # of all that the loss moved, where no lowest loss is known
SEEDS = 8
SLACK = 1e-9


class Gain(NamedTuple):
    """How much a change helps: larger scores are better, compared number by number."""

    score: tuple[float, ...]
    promise: Message


def offered(e: Evidence, finding: Finding) -> tuple[Fix | None, Message | None]:
    """The best change of the first group that has one that helps, or why there is none where there are groups.

    Inputs that make a ravine are standardised in the first group, whatever else that has.
    """
    if finding.tries == ():
        return None, None
    budget, tried = float(MOST_ROWS), False
    for group in _with_data(e, finding.tries):
        gains: list[tuple[Gain, Experiment]] = []
        for experiment in group:
            if not _on_sliders(e.run, experiment.runs[e.number - 1]):
                continue
            budget -= _cost(experiment, e.number, finding.goal)
            if budget < 0:
                break
            gain, tried = gained(e, experiment, finding.goal), True
            gains += [] if gain is None else [(gain, experiment)]
        for gain, experiment in sorted(gains, key=lambda pair: pair[0].score, reverse=True):
            if _again(e, experiment, finding.goal):
                return Fix(label(e.experiment, experiment, e.number), gain.promise, experiment), None
        if budget < 0:
            break
    return None, Message("why.nothing_helps" if tried or budget >= 0 else "why.too_much_work")


def _with_data(e: Evidence, groups: Iterable[Group]) -> Iterable[Group]:
    rest = iter(groups)
    return chain([chain(standardised(e), next(rest, ()))], rest)


def _on_sliders(before: Run, after: Run) -> bool:
    """Whether each number that is changed lies on its slider."""
    kept = before.hypers if before.optimizer == after.optimizer else {}
    changed = {name: value for name, value in after.hypers.items() if kept.get(name) != value}
    return all(after.rule.hypers[name].low <= value <= after.rule.hypers[name].high for name, value in changed.items())


def _again(e: Evidence, changed: Experiment, goal: Goal) -> bool:
    """Whether a change helps with the next seed too, where there is chance: with one it could be luck."""
    if goal == "quiet" or not e.experiment.chance:
        return True
    seed = (e.experiment.seed + 1) % (int(SEED.high) + 1)
    other = Evidence(replace(e.experiment, seed=seed), e.number)
    return gained(other, replace(changed, seed=seed), goal) is not None


def gained(e: Evidence, changed: Experiment, goal: Goal) -> Gain | None:
    """What a change does for the run, by running it; None where it does not help."""
    if goal == "quiet":
        return _quieter(e, changed)
    path = changed.trajectory(changed.runs[e.number - 1])
    losses = path.loss[: int(path.ended_at[0]) + 1, 0]
    outcome, calm = str(path.outcome[0]), e.outcome in ("converged", "still_moving", "hovering", "rate_spent")
    if outcome in FAILED or not len(losses) or (outcome == "bouncing" and calm):
        return None
    if goal == "lower":
        return _lower(e, path, losses)
    if not _stays_near(changed, path.points[-1, 0]):
        return None
    settled = _settled(e, changed, path, losses)
    may_end_lower = e.rose or e.outcome == "bouncing" or changed.steps > e.experiment.steps
    return _lower(e, path, losses) if settled is None and may_end_lower and not e.failed else settled


def _stays_near(changed: Experiment, point: Array) -> bool:
    """Whether a point lies in the box or not further from it than the box is wide: what runs away is no success."""
    low, high = np.array(changed.surface.domain).T
    return bool(((point >= 2 * low - high) & (point <= 2 * high - low)).all())


def _cost(experiment: Experiment, number: int, goal: Goal) -> float:
    run = experiment.runs[number - 1]
    plain = experiment.surface.scalar is not None and not experiment.sampled
    step = (1 if plain else ARRAY_COST) if run.base.elementwise else ASKING_COST
    many = SEEDS / 2 if goal == "quiet" else 1.0
    return experiment.steps * step * (1.0 if plain else load(experiment.surface, experiment.batch)) * many


def _settled(e: Evidence, changed: Experiment, path: Trajectory, losses: Array) -> Gain | None:
    """A run that settles where it did not; or the same loss sooner, and not given up again.

    Either counts only where clearly less is left of the way down, and of several the one that leaves least is best.
    """
    end, converged = float(losses[-1]), str(path.outcome[0]) == "converged"
    if e.outcome == "converged" and not converged:
        return None
    said = next_to_0(end, float(losses[0]))
    rest = settled_at(changed.surface, path)
    settles = Message("why.promise_settles", step=rest, loss=said)
    if e.last < 0 or e.failed:
        if end >= losses[0] and not converged:
            return None
        stays = Message("why.promise_stays", first=float(losses[0]), loss=said, steps=len(losses) - 1)
        if converged:
            return Gain((3.0, -_left(e, end), -float(rest)), settles)
        return Gain((1.0, -end), stays)
    left, before = _left(e, end), _left(e, float(e.losses[-1]))
    if left > NOTHING_LEFT and left > (1 - LOWER) * before:
        return None
    if converged and e.outcome != "converged" and end <= _with_slack(float(e.losses.min())):
        return Gain((3.0, -_left(e, end), -float(rest)), settles)
    reached, reached_before = (_reached(one, float(e.losses[-1]))[0] for one in (losses, e.losses))
    if 0 < reached <= SOONER * reached_before:
        for score, target in ((2.0, float(e.losses.min())), (1.5, float(e.losses[-1]))):
            (first, sooner), (first_before, before) = _reached(losses, target), _reached(e.losses, target)
            if sooner < len(losses) and first <= SOONER * first_before and sooner <= SOONER * before:
                return Gain((score, -end), _sooner(target, sooner, before, len(e.losses), said))
    return None


def _left(e: Evidence, loss: float) -> float:
    """How much of what the start was above the lowest known loss is left at a loss, where that is worth naming."""
    if e.lowest is None or e.last < 0:
        return 0.0
    return max(NOTHING_LEFT, (loss - e.lowest) / max(float(e.losses[0]) - e.lowest, 1e-300))


def _reached(losses: Array, target: float) -> tuple[int, int]:
    """The step that first comes down to a target, and the one from which on the loss stays there; too many if none."""
    below = losses <= _with_slack(target)
    above = np.flatnonzero(~below)
    return int(below.argmax()) if below.any() else len(losses), int(above[-1]) + 1 if len(above) else 0


def _sooner(loss: float, steps: int, before: int, rows: int, end: float | Message) -> Message:
    if before == rows:
        return Message("why.promise_stays_below", loss=loss, steps=steps, end=end)
    return Message("why.promise_sooner", loss=loss, steps=steps, before=before, end=end)


def _with_slack(loss: float) -> float:
    return loss + SLACK * max(1.0, abs(loss))


def _lower(e: Evidence, path: Trajectory, losses: Array) -> Gain | None:
    """An end that is clearly lower. A run that had settled has to settle again, where a lowest point is known."""
    before, end, converged = float(e.losses[-1]), float(losses[-1]), str(path.outcome[0]) == "converged"
    if e.lowest is None:
        enough = CLEARLY * float(e.losses.max() - e.losses.min())
    else:
        enough = LOWER * (before - e.lowest)
        if e.outcome == "converged" and not converged:
            return None
    if end > before - max(enough, SLACK * max(1.0, abs(before))):
        return None
    share = round((before - end) / max(enough / LOWER, SLACK), 6)  # of two that are equally low the first is taken
    return Gain((float(converged), share), Message("why.promise_lower", before=before, loss=next_to_0(end, losses[0])))


def _quieter(e: Evidence, changed: Experiment) -> Gain | None:
    """A mean loss over the last quarter that is lower, averaged over several seeds."""
    before, after = _restless(e.experiment, e.number), _restless(changed, e.number)
    if before is None or after is None:
        return None
    base = min(before[1], after[1])
    if not after[0] - base <= QUIETER * (before[0] - base):
        return None
    return Gain((-after[0],), Message("why.promise_quiet", before=before[0], loss=after[0], seeds=SEEDS))


def _restless(experiment: Experiment, number: int) -> tuple[float, float] | None:
    """The mean loss of the last quarter over several seeds, and the lowest loss among them."""
    try:
        together = replace(experiment, seeds=SEEDS).bundle(experiment.runs[number - 1])
    except ExperimentError:  # too many rows for so many seeds
        together = experiment.trajectory(experiment.runs[number - 1])
    late = together.loss[-max(1, len(together.loss) // QUARTER) :]
    return (float(late.mean()), float(late.min())) if np.isfinite(late).all() else None
