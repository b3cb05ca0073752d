"""What a race is: who takes part, how many gradient evaluations each has, over how many seeds; and its text form.

    budget.500~tries.8~target.0.01~without.2~with.rmsprop.adam

The text stands in a link beside the experiment, whose runs take part unless they are left out by number; `with` names
further optimizers, with their usual settings. What is left out has its default.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from optim_core.experiment.bounds import MAX_RUNS, load
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.messages import ExperimentError, Message
from optim_core.optimizers import OPTIMIZERS
from optim_core.rules.problems import unknown
from optim_core.surfaces.measures import lowest_loss
from optim_core.types import Interval

RATES = 32  # learning rates that are tried for each optimizer
BUDGET = Interval(10, 5000)  # gradient evaluations of one path
TRIES = Interval(1, 16)  # seeds, where there is chance
USUAL_TRIES = 8
TARGETS = (0.1, 0.01, 0.001, 1e-6)  # shares of the way down that may be left
USUAL_TARGET = 0.01
MAX_WORK = 200_000  # evaluations x seeds x how much work the surface is
SLOW = 10  # times as much, where a rule treats coordinates together
MOST_SLOW = 2000  # evaluations of such a rule
LONGEST = 400
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)


@dataclass(frozen=True)
class Race:
    """A race on an experiment's surface, from its start, with its noise. Raises ExperimentError with every problem.

    Each path has `budget` gradient evaluations. Where there is chance, each rate is tried with `tries` seeds and the
    best one judged with as many new ones. The target is reached where at most the share `target` of the way from the
    first loss down to the lowest is left.
    """

    experiment: Experiment
    budget: int | None = None  # as many as the experiment has steps, where it is left out
    tries: int = USUAL_TRIES
    target: float = USUAL_TARGET
    without: tuple[int, ...] = ()  # runs of the experiment that only watch, counted from 1
    rivals: tuple[str, ...] = ()  # optimizers that take part besides

    def __post_init__(self) -> None:
        problems = [unknown("optimizer", slug, OPTIMIZERS) for slug in self.rivals if slug not in OPTIMIZERS]
        problems += _whole_problem("tries", self.tries, TRIES)
        if self.target not in TARGETS:
            problems.append(Message("race.target", value=str(self.target)[:40], known=", ".join(map(str, TARGETS))))
        if not problems:
            if self.budget is None:
                object.__setattr__(self, "budget", int(min(max(self.experiment.steps, BUDGET.low), self.most)))
            problems = _whole_problem("budget", self.budget, BUDGET) or self._impossible()
        if problems:
            raise ExperimentError(*problems)

    def _impossible(self) -> list[Message]:
        if not 1 <= len(self.entries) <= MAX_RUNS:
            return [Message("race.entries", value=len(self.entries), high=MAX_RUNS)]
        first, lowest = self.first_loss, lowest_loss(self.experiment.surface)
        if not np.isfinite(first):
            return [Message("race.no_start", point=self.experiment.point)]
        if lowest is not None and first - lowest <= 1e-12 * max(1.0, abs(lowest)):
            return [Message("race.at_minimum", point=self.experiment.point)]
        return [] if self.evaluations <= self.most else [Message("race.too_much", fit=self.most)]

    @property
    def evaluations(self) -> int:
        """How many gradient evaluations each path has."""
        return self.budget or 0

    @property
    def most(self) -> int:
        """How many evaluations a path can have, so that a race is over within a minute or so."""
        slow = not all(run.base.elementwise for run in self.entries)
        each = load(self.experiment.surface, self.experiment.batch) * self.seeds * (SLOW if slow else 1)
        return int(max(BUDGET.low, min(MOST_SLOW if slow else BUDGET.high, MAX_WORK // each)))

    @cached_property
    def entries(self) -> tuple[Run, ...]:
        """Who takes part. A rate that was changed by hand on the way is no part of a race: its rates are tuned."""
        own = (run for number, run in enumerate(self.experiment.runs, start=1) if number not in self.without)
        return (*(replace(run, changes=()) for run in own), *(Run(slug) for slug in self.rivals))

    @property
    def untuned(self) -> tuple[Run, ...]:
        """Who takes part, all with the usual rate: what is equal here comes out alike."""
        return tuple(replace(run, hypers={n: v for n, v in run.hypers.items() if n != "lr"}) for run in self.entries)

    @property
    def seeds(self) -> int:
        """How many seeds each rate is tried with: one where another seed would change nothing."""
        return self.tries if self.experiment.chance else 1

    @cached_property
    def first_loss(self) -> float:
        """The loss at the start; where each seed has a start of its own, the middle one."""
        surface, e = self.experiment.surface, self.experiment
        starts = e.point if e.start is not None else [surface.starts(e.seed + k) for k in range(self.tries)]
        return float(np.median(surface.value(starts)))

    @property
    def key(self) -> str:
        """The same text for races that go alike: whatever the runs' rates, and the experiment's steps, were set to."""
        alike = replace(self.experiment, runs=self.untuned, steps=1, seeds=1, stop=None, plane=None)
        return f"{alike.to_query()}~{self.evaluations}~{self.seeds}~{self.target!r}"

    def to_text(self) -> str:
        """The race as it stands in a link; `read_race` gives the same race back."""
        parts = [f"budget.{self.evaluations}", f"tries.{self.tries}", f"target.{self.target!r}"]
        parts += [".".join(["without", *map(str, self.without)])] if self.without else []
        parts += [".".join(["with", *self.rivals])] if self.rivals else []
        return "~".join(parts)


def _whole_problem(name: str, value: object, valid: Interval) -> list[Message]:
    if isinstance(value, int) and not isinstance(value, bool) and value in valid:
        return []
    return [Message(f"race.{name}", value=str(value)[:40], low=int(valid.low), high=int(valid.high))]


def read_race(experiment: Experiment, text: str) -> Race:
    """The race that a link describes. Raises ExperimentError with every problem."""
    problems: list[Message] = []
    fields: dict[str, str] = {}
    if len(text) > LONGEST:
        raise ExperimentError(Message("race.too_long", length=len(text), high=LONGEST))
    for part in filter(None, text.split("~")):
        name, _, value = part.partition(".")
        if name not in ("budget", "tries", "target", "without", "with") or name in fields:
            problems.append(Message("race.unknown", field=part[:40]))
        fields[name] = value

    def whole(name: str, usual: int, valid: Interval) -> int:
        value = fields.get(name, str(usual))
        if _WHOLE.fullmatch(value):
            return int(value)
        problems.append(Message(f"race.{name}", value=value[:40], low=int(valid.low), high=int(valid.high)))
        return usual

    budget = whole("budget", int(BUDGET.low), BUDGET) if "budget" in fields else None
    tries = whole("tries", USUAL_TRIES, TRIES)
    target = next((share for share in TARGETS if repr(share) == fields.get("target", repr(USUAL_TARGET))), -1.0)
    if target < 0:
        problems.append(Message("race.target", value=fields["target"][:40], known=", ".join(map(str, TARGETS))))
    left_out = [n for n in fields.get("without", "").split(".") if n]
    known = {str(number) for number in range(1, MAX_RUNS + 1)}
    problems += [Message("race.unknown", field=f"without.{n}"[:40]) for n in left_out if n not in known]
    rivals = tuple(slug for slug in fields.get("with", "").split(".") if slug)
    if problems:
        raise ExperimentError(*problems)
    without = tuple(sorted({int(n) for n in left_out}))
    return Race(experiment, budget, tries, target, without, rivals)
