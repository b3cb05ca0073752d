"""What changed between two experiments, and what that did to each run: facts, put into words elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.what_happened import what_happened
from optim_core.messages import Message
from optim_core.types import Trajectory

SHARED = ("start", "steps", "noise", "batch", "seed", "stop")  # by all runs
VIEW = ("seeds", "plane")  # what is drawn beside or around the runs: the runs themselves stay as they are
CHOICES = ("schedule", "warmup", "decay", "clip", "library")
ELSEWHERE = 0.01  # of the way down: two losses further apart than this are two places

Follow = Callable[[Experiment, Run], Trajectory]
Pair = tuple[int | None, int | None]  # the place of a run before and after; None where it came or went


@dataclass(frozen=True)
class Change:
    """One setting that became another. `run` is the place of its run among those after; None for what all share."""

    what: str  # "start", "steps", "surface.kappa", "lr", "schedule.total", "lr.from50", "added", ...
    before: Any
    after: Any
    run: int | None = None


@dataclass(frozen=True)
class Effect:
    """How a run ended before and after, in brief; `before` is None for a run that came."""

    run: int
    before: Message | None
    after: Message


@dataclass(frozen=True)
class Difference:
    """The changes in the order of the controls and their effects. Runs on two surfaces are not compared."""

    comparable: bool
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()


def difference(before: Experiment, after: Experiment, follow: Follow = Experiment.trajectory) -> Difference:
    """What changed from one experiment to another and what it did. `follow` gives the trajectory of a run."""
    if not _same_surface(before, after):
        return Difference(False)
    pairs = matched(before.runs, after.runs)
    moved = [*_surface_changes(before, after), *_shared_changes(before, after, SHARED)]
    of_runs = [change for pair in pairs for change in _run_changes(before.runs, after.runs, pair)]
    view = [*_shared_changes(before, after, VIEW), *_box_change(before, after)]
    touched = range(len(after.runs)) if moved else sorted({change.run for change in of_runs if change.run is not None})
    origin = {j: i for i, j in pairs if j is not None}
    effects = tuple(_effect(before, after, origin[j], j, follow) for j in touched)
    return Difference(True, (*moved, *of_runs, *view), effects)


def matched(before: Sequence[Run], after: Sequence[Run]) -> tuple[Pair, ...]:
    """Which run became which: by their place, or where some came or went by what stayed the same."""
    if len(before) == len(after):
        return tuple((i, i) for i in range(len(after)))
    pairs: list[Pair] = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        both = min(i_end - i, j_end - j)
        pairs += [(i + k, j + k) for k in range(both)]
        pairs += [(k, None) for k in range(i + both, i_end)]
        pairs += [(None, k) for k in range(j + both, j_end)]
    return tuple(pairs)


def brief(experiment: Experiment, run: Run, follow: Follow = Experiment.trajectory) -> Message:
    """How a run ended, as the short form of its first fact."""
    fact = what_happened(experiment, run, follow(experiment, run))[0]
    return Message(fact.key.replace("fact.", "brief."), **fact.values)


def _effect(before: Experiment, after: Experiment, i: int | None, j: int, follow: Follow) -> Effect:
    now = brief(after, after.runs[j], follow)
    then = None if i is None else brief(before, before.runs[i], follow)
    if then is None or not _elsewhere(then, now):
        return Effect(j, then, now)
    return Effect(j, Message("brief.settled_at", **then.values), Message("brief.settled_at", **now.values))


def _elsewhere(then: Message, now: Message) -> bool:
    """Whether both settled, but at different heights."""
    if {then.key, now.key} != {"brief.converged"}:
        return False
    losses, first = [then.values["loss"], now.values["loss"]], [then.values["first_loss"], now.values["first_loss"]]
    return bool(abs(losses[1] - losses[0]) > ELSEWHERE * (max(first) - min(losses)))


def _same_surface(before: Experiment, after: Experiment) -> bool:
    """Whether both walk on one surface; its parameters may differ."""
    was, now = before.surface, after.surface
    return was.slug == now.slug and (bool(now.slug) or was.formula == now.formula)


def _surface_changes(before: Experiment, after: Experiment) -> Iterator[Change]:
    values = dict(after.surface.values)
    for name, value in before.surface.values:
        if values.get(name, value) != value:
            yield Change(f"surface.{name}", value, values[name])


def _shared_changes(before: Experiment, after: Experiment, names: Sequence[str]) -> Iterator[Change]:
    same_space = before.surface.variables == after.surface.variables
    for name in names:
        was, now = getattr(before, name), getattr(after, name)
        if was == now or (name in ("start", "plane") and not same_space):
            continue
        yield Change(name, before.point, after.point) if name == "start" else Change(name, was, now)


def _box_change(before: Experiment, after: Experiment) -> Iterator[Change]:
    if not after.surface.slug and before.surface.domain != after.surface.domain:
        yield Change("box", before.surface.domain, after.surface.domain)


def _run_changes(before: Sequence[Run], after: Sequence[Run], pair: Pair) -> Iterator[Change]:
    i, j = pair
    if j is None:
        yield Change("removed", i, None)
    elif i is None:
        yield Change("added", None, j, j)
    elif before[i] != after[j]:
        changes = list(_settings(before[i], after[j], j))
        yield from changes or [Change("settings", None, None, j)]


def _settings(before: Run, after: Run, place: int) -> Iterator[Change]:
    """The settings of one run that changed; with another optimizer only the rate still means the same."""
    same_rule = before.optimizer == after.optimizer
    if not same_rule:
        yield Change("optimizer", before.optimizer, after.optimizer, place)
    elif before.typed != after.typed:
        yield Change("typed", before.typed, after.typed, place)
    for name, value in after.hypers.items():
        if before.hypers.get(name, value) != value and (same_rule or name == "lr"):
            yield Change(name, before.hypers[name], value, place)
    for step in sorted({*dict(before.changes), *dict(after.changes)}):
        rates = rate_after(before, step), rate_after(after, step)
        if (step in dict(before.changes)) != (step in dict(after.changes)) or rates[0] != rates[1]:
            yield Change(f"lr.from{step}", *rates, place)
    for name in CHOICES:
        was, now = getattr(before, name), getattr(after, name)
        if was != now and (same_rule or name != "decay"):
            yield Change(name, was, now, place)
    if before.schedule == after.schedule:
        yield from (
            Change(f"schedule.{name}", before.plan[name], value, place)
            for name, value in after.plan.items()
            if before.plan[name] != value
        )


def rate_after(run: Run, step: int) -> float:
    """The learning rate, before any schedule, that is in force after so many steps."""
    return [run.hypers["lr"], *(rate for after, rate in run.changes if after <= step)][-1]
