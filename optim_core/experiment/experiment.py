"""The Experiment: the one noun that controls edit, links carry and everything drawn is computed from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.experiment.bounds import SEED, USUAL_SURFACE, most_steps, usual_batch
from optim_core.experiment.problems import experiment_problems, find_surface, settled_kinds
from optim_core.experiment.query import Parts, read_query, shortened, write_query
from optim_core.experiment.run import Run
from optim_core.experiment.stop import Stop, stopping_row
from optim_core.messages import ExperimentError, Message
from optim_core.pictures.picture import picture
from optim_core.rules.problems import quoted
from optim_core.simulation.simulate import Watch, simulate
from optim_core.surfaces.formulas import SURFACES
from optim_core.surfaces.surface import Surface
from optim_core.types import Trajectory

__all__ = ["Experiment", "Run", "Stop"]


@dataclass(frozen=True)
class Experiment:
    """A surface, a start point, a number of steps and up to six runs. Gives its trajectories by one pure function.

    `noise` is the standard deviation of the gradient of a single example; a gradient is the mean over `batch` of them.
    On a surface from data these are real examples: each step draws `batch` of them, by default it takes all.

    With several `seeds` each run is also followed with the seeds after `seed`; where `start` is left out and the
    surface draws one for each seed, each has its own. `plane` are the two variables that are drawn where there are
    more.

    Raises ExperimentError with every problem. `to_query` and `from_query` turn it into a link and back.
    """

    surface: Surface = SURFACES[USUAL_SURFACE]
    runs: tuple[Run, ...] = (Run("gd"),)
    start: tuple[float, ...] | None = None  # the surface's own where it is left out
    steps: int = 200
    noise: float = 0.0
    seed: int = 0
    stop: Stop | None = None
    batch: int | None = None  # 1 where it is left out, on a surface from data all examples
    seeds: int = 1
    plane: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        for name, value in settled_kinds(self._parts)._asdict().items():
            object.__setattr__(self, name, value)
        if self.batch is None:
            object.__setattr__(self, "batch", usual_batch(self.surface))
        self._settle_start()
        if self.plane is None:
            object.__setattr__(self, "plane", self.surface.usual_plane)
        if problems := experiment_problems(self._parts, self.point):
            raise ExperimentError(*problems)

    def _settle_start(self) -> None:
        """Writes the start down, but for one that follows the seed."""
        own = self.start is None
        start = _numbers(self.surface.start if own else self.start)
        if self.surface.draw is not None and (own or start == self._drawn):
            object.__setattr__(self, "start", None)
        else:
            object.__setattr__(self, "start", start)

    @property
    def _drawn(self) -> tuple[float, ...]:
        """The start that the surface has for the seed."""
        seed = self.seed if isinstance(self.seed, int) and self.seed in SEED else 0
        return tuple(self.surface.starts(seed).tolist())

    @property
    def _parts(self) -> Parts:
        return Parts._make(getattr(self, name) for name in Parts._fields)

    @cached_property
    def point(self) -> tuple[float, ...]:
        """The start point: always there, whatever was left out."""
        return self._drawn if self.start is None else self.start

    def trajectories(self) -> tuple[Trajectory, ...]:
        """One trajectory of one path for each run, in order; a stop condition ends them where it is met."""
        return tuple(self.trajectory(run) for run in self.runs)

    def trajectory(self, run: Run, watch: Watch | None = None) -> Trajectory:
        """The trajectory of one run."""
        full = self.follow(run, self.steps, watch=watch)
        row = stopping_row(full, self.stop)
        return full if row is None else self.follow(run, row)

    def _repr_html_(self) -> str:
        """Its picture, in a notebook: every run's path on the map, and the losses step by step."""
        walks = [w for run, path in zip(self.runs, self.trajectories(), strict=True) for w in path.walks(run.base.name)]
        return picture(walks, self.surface, self.plane)

    def bundle(self, run: Run, watch: Watch | None = None) -> Trajectory:
        """The run with each of the seeds `seed`, `seed + 1`, ...: one trajectory of `seeds` paths, never stopped."""
        return self.follow(run, self.steps, seed=np.arange(self.seed, self.seed + self.seeds), watch=watch)

    def follow(
        self,
        run: Run,
        steps: int,
        *,
        start: ArrayLike | None = None,
        seed: int | NDArray[np.int64] | None = None,
        hypers: Mapping[str, ArrayLike] | None = None,
        keep: Literal["all", "last"] = "all",
        planned: int | None = None,
        watch: Watch | None = None,
    ) -> Trajectory:
        """A run as it would be here, but for so many steps, and never stopped.

        It may have another start or many (batch, dim), other seeds, and other hyperparameters, one for each path. Its
        schedule is that of a run of `planned` steps, by default the experiment's. Raises ExperimentError.
        """
        if not isinstance(run, Run):
            raise ExperimentError(Message("experiment.no_runs", value=quoted(run)))
        seeds = self.seed if seed is None else seed
        if start is None:
            start = self._starts(seeds) if self.start is None else self.start
        return simulate(
            run.rule,
            self.surface,
            start,
            steps,
            hypers={**run.hypers, **(hypers or {})},
            noise=self.sigma,
            seed=seeds,
            keep=keep,
            schedule=run.rates(self.steps if planned is None else planned),
            react=run.reaction(),
            batch=self.batch if self.sampled else None,
            watch=watch,
        )

    def _starts(self, seeds: int | NDArray[np.int64]) -> ArrayLike:
        """Where each seed starts."""
        if isinstance(seeds, np.ndarray):
            return [self.surface.starts(seed) for seed in seeds.tolist()]
        return self.surface.starts(seeds)

    @property
    def sampled(self) -> bool:
        """Whether a step looks at some of the examples only."""
        return self.surface.data is not None and self.batch is not None and self.batch < len(self.surface.data)

    @property
    def chance(self) -> bool:
        """Whether another seed gives another path."""
        return bool(self.noise) or self.sampled or self.start is None

    @property
    def sigma(self) -> float:
        """The standard deviation of what is added to the gradient: that of one example over the root of the batch."""
        return self.noise / math.sqrt(self.batch or 1)

    @property
    def axes(self) -> tuple[int, ...]:
        """The places of the variables that are drawn."""
        if self.plane is None:
            return (0,)
        across, up = self.plane
        return self.surface.variables.index(across), self.surface.variables.index(up)

    def with_runs(self, *runs: Run) -> Experiment:
        """The same experiment with other runs, one to six. Raises ExperimentError."""
        return replace(self, runs=runs)

    def on(self, surface: Surface) -> Experiment:
        """The same runs on another surface, from that surface's own start."""
        surface = find_surface(surface)
        batch = None if self.surface.data or surface.data else self.batch
        fewer = replace(self, seeds=1) if surface.dim > self.surface.dim else self
        steps = min(self.steps, most_steps(self.runs, surface))
        return replace(fewer, surface=surface, start=None, plane=None, batch=batch, steps=steps)

    def to_query(self) -> str:
        """The experiment as the text of a link; `from_query` gives the same experiment back."""
        return write_query(self._parts)

    @classmethod
    def from_query(cls, text: str) -> Experiment:
        """The experiment that a link describes. Raises ExperimentError, which lists every problem."""
        parts, problems = read_query(text)
        if problems:
            raise ExperimentError(*problems)
        return cls(*parts)

    @classmethod
    def repair(cls, text: str) -> tuple[Experiment, tuple[Message, ...]]:
        """The experiment that a link describes as far as it is valid, and what was changed, one message each."""
        parts, problems = read_query(text)
        return cls(*parts), shortened(problems)


def _numbers(start: object) -> tuple[float, ...]:
    """The coordinates as floats; what is no list of numbers gives a start that fits no surface."""
    try:
        return tuple(np.atleast_1d(np.asarray(start, dtype=np.float64)).tolist())
    except (TypeError, ValueError):
        return ()
