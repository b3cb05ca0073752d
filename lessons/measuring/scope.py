"""The named numbers of a lesson, measured on one experiment: lazily, each once, over one run or over many seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from statistics import fmean, median

import numpy as np

from lessons.lesson import Lesson, experiment_of
from lessons.measuring import formulas
from lessons.measuring.measures import MEASURES, Value
from lessons.records import Number
from lessons.settings import keys_of
from optim_core import Experiment, ExperimentError, Trajectory

MOST_KEPT = 16  # trajectories
TAKES: dict[str, Callable[[list[float]], float]] = {"median": median, "mean": fmean, "worst": max, "best": min}


@lru_cache(maxsize=MOST_KEPT)
def _followed(query: str, place: int) -> Trajectory:
    experiment = experiment_of(query)
    return experiment.trajectory(experiment.runs[place])


@lru_cache(maxsize=2)
def _bundled(query: str, place: int) -> Trajectory:
    experiment = experiment_of(query)
    return experiment.bundle(experiment.runs[place])


@lru_cache(maxsize=8192)
def measured(query: str, place: int, number: Number) -> Value:
    """A number measured on run `place` (from 0) of the experiment of a query text."""
    experiment = experiment_of(query)
    run, entry = experiment.runs[place], MEASURES[number.measure]
    if number.variable and number.variable not in experiment.surface.variables:
        return math.nan
    with np.errstate(all="ignore"):
        if number.over != "seeds":
            return entry.measure(experiment, run, _followed(query, place), number)
        bundle = _bundled(query, place)
        values = [
            entry.measure(replace(experiment, seed=experiment.seed + k, seeds=1), run, _path(bundle, k), number)
            for k in range(experiment.seeds)
        ]
    return _one_value(values, number)


def _path(bundle: Trajectory, k: int) -> Trajectory:
    """One path of a bundle as a trajectory of its own."""
    one = slice(k, k + 1)
    return Trajectory(
        points=bundle.points[:, one],
        loss=bundle.loss[:, one],
        gradients=bundle.gradients[:, one],
        updates=bundle.updates[:, one],
        evaluations=bundle.evaluations[:, one],
        state={name: values[:, one] for name, values in bundle.state.items()},
        learning_rate=bundle.learning_rate[:, one],
        outcome=bundle.outcome[one],
        ended_at=bundle.ended_at[one],
        subject=bundle.subject,
    )


def _one_value(values: list[Value], number: Number) -> Value:
    numbers = [math.nan if isinstance(value, str) else value for value in values]
    if number.count_below is not None:
        return float(sum(value < number.count_below for value in numbers))
    if number.count_above is not None:
        return float(sum(value > number.count_above for value in numbers))
    if any(math.isnan(value) for value in numbers):  # a run that ended in nothing is the worst there is
        numbers = [math.inf if math.isnan(value) else value for value in numbers]
    return float(TAKES[number.take](numbers))


def resolved(lesson: Lesson, name: str, experiment: Experiment) -> Number | None:
    """What a name means: a number of the lesson, a measure that needs nothing, or a setting (`lr` that of the run)."""
    if name in lesson.numbers:
        return lesson.numbers[name]
    if name in MEASURES and not MEASURES[name].needs:
        return Number(name, measure=name)
    keys = keys_of(experiment)
    if name in keys:
        text = name in ("surface", "formula") or name.partition(".")[2] in ("schedule", "decay", "clip", "library")
        return Number(
            name, measure="choice" if text or (name.startswith("run") and "." not in name) else "field", key=name
        )
    if any(key == f"run{k}.{name}" for k in range(1, 7) for key in keys):
        return Number(name, measure="field", key=f"run.{name}", run=None)
    if name == "optimizer":
        return Number(name, measure="choice", key="run", run=None)
    return None


def known_names(lesson: Lesson, experiment: Experiment) -> set[str]:
    """Every name that a condition, a formula or a text may use."""
    free = {name for name, entry in MEASURES.items() if not entry.needs}
    hypers = {name for run in experiment.runs for name in run.hypers}
    return {*lesson.numbers, *lesson.variants, *free, *keys_of(experiment), *hypers, "optimizer", "moves"}


@dataclass
class Scope:
    """The numbers of one experiment. `run` is the run (from 1) that “any” means here, `extra` what else has a name."""

    lesson: Lesson
    experiment: Experiment
    seed: int = 0
    run: int = 1
    extra: Mapping[str, Value] = field(default_factory=dict)
    _known: dict[str, Value] = field(default_factory=dict)

    def with_run(self, run: int) -> Scope:
        return Scope(self.lesson, self.experiment, self.seed, run, self.extra)

    def value(self, name: str) -> Value:
        """The value of a name; nan where it has none here."""
        if name not in self._known:
            self._known[name] = math.nan  # a formula that needs itself has no value
            self._known[name] = self._value(name)
        return self._known[name]

    def number(self, name: str) -> float:
        value = self.value(name)
        return math.nan if isinstance(value, str) else value

    def limit(self, limit: float | str) -> float:
        """A limit that is a number, or the value of a formula."""
        if not isinstance(limit, str):
            return float(limit)
        return formulas.evaluate(limit, known_names(self.lesson, self.experiment) | {*self.extra}, self.number)

    def _value(self, name: str) -> Value:
        if name in self.extra:
            return self.extra[name]
        if name not in self.lesson.numbers and name in self.lesson.variants:
            drawn = self.lesson.drawn(self.seed)[name]
            return drawn if isinstance(drawn, str) else float(drawn)
        number = resolved(self.lesson, name, self.experiment)
        if number is None:
            return math.nan
        if number.of:
            shown = self.lesson.shown(number.of, self.seed)
            return Scope(self.lesson, shown, self.seed, self.run, self.extra).measured(replace(number, of=""))
        return self.measured(number)

    def measured(self, number: Number) -> Value:
        if number.formula:
            return self.limit(number.formula)
        run = number.run or self.run
        if run > len(self.experiment.runs):
            return math.nan
        if isinstance(number.limit, str):
            number = replace(number, limit=self.limit(number.limit))
        try:
            return measured(self.experiment.to_query(), run - 1, replace(number, name=""))
        except ExperimentError:
            return math.nan
