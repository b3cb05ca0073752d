"""The Experiment: the one noun that controls edit, links carry and everything drawn is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from optim_core.messages import ExperimentError, Message
from optim_core.request import MAX_STEPS, find_optimizer, hyper_problem, unknown
from optim_core.schedules import changed_at
from optim_core.simulate import simulate
from optim_core.surface import Surface
from optim_core.surfaces import SURFACES
from optim_core.types import LARGEST, OUTCOMES, Interval, Optimizer, Trajectory, lengths

MAX_RUNS = 6
MAX_CHANGES = 8  # hand-made changes of the learning rate within one run
COORDINATE = Interval(-1e6, 1e6)
NOISE = Interval(0.0, 1e6)
SEED = Interval(0, 2**32 - 1)
LIMIT = Interval(-LARGEST, LARGEST)
__all__ = ["MAX_RUNS", "OUTCOMES", "Experiment", "Run", "Stop"]


@dataclass(frozen=True)
class Run:
    """One optimizer with its hyperparameters (the rest have their defaults) and changes of its learning rate.

    A change `(k, rate)` means: after k steps the learning rate becomes `rate`.
    """

    optimizer: str
    hypers: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[tuple[int, float], ...] = ()

    def __post_init__(self) -> None:
        rule = find_optimizer(self.optimizer)
        problems = [unknown("hyper", n, rule.hypers) for n in self.hypers if n not in rule.hypers]
        problems += [p for n, v in self.hypers.items() if n in rule.hypers and (p := hyper_problem(rule, n, v))]
        problems += [p for _, rate in self.changes if (p := hyper_problem(rule, "lr", rate))]
        problems += [
            Message("run.change_step", value=k, high=MAX_STEPS - 1) for k, _ in self.changes if not 1 <= k < MAX_STEPS
        ]
        if len(self.changes) > MAX_CHANGES:
            problems.append(Message("run.changes", high=MAX_CHANGES))
        if problems:
            raise ExperimentError(*problems)
        filled = {n: float(self.hypers.get(n, hyper.default)) for n, hyper in rule.hypers.items()}
        object.__setattr__(self, "hypers", filled)
        changes = {int(k): float(rate) for k, rate in self.changes}  # of two after the same step the later one counts
        object.__setattr__(self, "changes", tuple(sorted(changes.items())))

    def __hash__(self) -> int:
        return hash((self.optimizer, tuple(self.hypers.items()), self.changes))

    @property
    def rule(self) -> Optimizer:
        return find_optimizer(self.optimizer)


class Stop(NamedTuple):
    """Ends a run at the first step where the loss, or the gradient's length, is at most `limit`."""

    what: Literal["loss", "gradient"]
    limit: float


@dataclass(frozen=True)
class Experiment:
    """A surface, a start point, a number of steps and up to six runs. Gives its trajectories by one pure function.

    Raises ExperimentError with every problem. `to_query` and `from_query` turn it into a link and back.
    """

    surface: Surface = SURFACES["rosenbrock"]
    runs: tuple[Run, ...] = (Run("gd"),)
    start: tuple[float, ...] | None = None  # the surface's own where it is left out
    steps: int = 200
    noise: float = 0.0
    seed: int = 0
    stop: Stop | None = None

    def __post_init__(self) -> None:
        if isinstance(self.surface, str):
            if self.surface not in SURFACES:
                raise ExperimentError(unknown("surface", self.surface, SURFACES))
            object.__setattr__(self, "surface", SURFACES[self.surface])
        start = self.surface.start if self.start is None else self.start
        object.__setattr__(self, "start", _numbers(start))
        object.__setattr__(self, "runs", tuple(self.runs))
        problems = list(self._problems())
        if problems:
            raise ExperimentError(*problems)

    def _problems(self) -> list[Message]:
        found = []
        start = self.start or ()
        if len(start) != self.surface.dim or not all(v in COORDINATE for v in start):
            found.append(Message("experiment.start", value=str(self.start)[:60], dim=self.surface.dim))
        if isinstance(self.steps, bool) or not isinstance(self.steps, int) or not 1 <= self.steps <= MAX_STEPS:
            found.append(Message("experiment.steps", value=str(self.steps)[:40], high=MAX_STEPS))
        if not 1 <= len(self.runs) <= MAX_RUNS:
            found.append(Message("experiment.runs", value=len(self.runs), high=MAX_RUNS))
        if self.noise not in NOISE:
            found.append(Message("experiment.noise", value=str(self.noise)[:40]))
        if isinstance(self.seed, bool) or not isinstance(self.seed, int) or self.seed not in SEED:
            found.append(Message("experiment.seed", value=str(self.seed)[:40]))
        if self.stop is not None and (self.stop.what not in ("loss", "gradient") or self.stop.limit not in LIMIT):
            found.append(Message("experiment.stop", value=str(self.stop)[:60]))
        return found

    @cached_property
    def point(self) -> tuple[float, ...]:
        """The start point: always there, whatever was left out."""
        return self.start or tuple(self.surface.start.tolist())

    def trajectories(self) -> tuple[Trajectory, ...]:
        """One trajectory of one path for each run, in order; a stop condition ends them where it is met."""
        return tuple(self.trajectory(run) for run in self.runs)

    def trajectory(self, run: Run) -> Trajectory:
        """The trajectory of one run."""
        full = simulate(
            run.optimizer,
            self.surface,
            self.point,
            self.steps,
            hypers=run.hypers,
            noise=self.noise,
            seed=self.seed,
            schedule=changed_at(run.changes) if run.changes else None,
        )
        row = stopping_row(full, self.stop)
        return full if row is None else replace(self, steps=row, stop=None).trajectory(run)

    def with_runs(self, *runs: Run) -> Experiment:
        return replace(self, runs=runs)

    def on(self, surface: Surface) -> Experiment:
        """The same runs on another surface, from that surface's own start."""
        return replace(self, surface=surface, start=None)

    def to_query(self) -> str:
        """The experiment as the text of a link; `from_query` gives the same experiment back."""
        from optim_core.query import write_query

        return write_query(self)

    @classmethod
    def from_query(cls, text: str) -> Experiment:
        """The experiment that a link describes. Raises ExperimentError, which lists every problem."""
        from optim_core.query import read_query

        experiment, problems = read_query(text)
        if problems:
            raise ExperimentError(*problems)
        return experiment

    @classmethod
    def repair(cls, text: str) -> tuple[Experiment, tuple[Message, ...]]:
        """The experiment that a link describes as far as it is valid, and what was changed, one message each."""
        from optim_core.query import read_query, shortened

        experiment, problems = read_query(text)
        return experiment, shortened(problems)


def _numbers(start: object) -> tuple[float, ...]:
    """The coordinates as floats; what is no list of numbers gives a start that fits no surface."""
    try:
        return tuple(np.atleast_1d(np.asarray(start, dtype=np.float64)).tolist())
    except (TypeError, ValueError):
        return ()


def stopping_row(trajectory: Trajectory, stop: Stop | None) -> int | None:
    """The first step that meets the stop condition; None where there is none."""
    if stop is None:
        return None
    measure = trajectory.loss if stop.what == "loss" else lengths(trajectory.gradients, axis=2)
    met = measure[1:, 0] <= stop.limit
    return int(met.argmax()) + 1 if met.any() else None
