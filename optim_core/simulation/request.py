"""Checks what `simulate` is asked for and brings it into one shape; lists everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.messages import ExperimentError, Message
from optim_core.rules.problems import quoted
from optim_core.schedules.schedule import Rates
from optim_core.simulation.minibatches import minibatches
from optim_core.simulation.reading import (
    function_problems,
    read_hypers,
    read_optimizer,
    read_points,
    read_rates,
    read_seeds,
    sampled_problems,
)
from optim_core.surfaces.surface import Surface
from optim_core.types import NOT_NEGATIVE, Array, Optimizer, as_python

MAX_STEPS = 50_000
MAX_NUMBERS = 220_000_000  # that are kept at once
NUMBER = 8  # bytes

# (t, the run's rate, losses before step t as float or (batch,), what was remembered) -> (rate of step t, memory)
React = Callable[[int, Any, Any, Any], tuple[Any, Any]]


@dataclass(frozen=True)
class Request:
    """A request that can be run: `batch` paths in `dim` dimensions, coordinates as rows."""

    optimizer: Optimizer
    start: Array  # (dim, batch)
    steps: int
    hypers: Mapping[str, Any]  # float or (batch,)
    rates: list[Any]  # steps learning rates, float or (batch,)
    react: React | None  # gives the rates instead, from the losses
    noise: float
    seeds: NDArray[np.int64]  # (1,) or (batch,)
    sampled: int = 0  # how many of `population` examples each step looks at; 0: all, or there are none
    population: int = 0

    @property
    def numbers(self) -> int:
        """How many numbers of eight bytes one path takes while it is followed."""
        dim = len(self.start)
        width = columns(dim, self.optimizer.state_sizes(dim)) + dim * bool(self.noise) + self.sampled // 4
        return width * (self.steps + 1)

    def paths(self, chosen: slice) -> Request:
        """The same request for some of its paths."""
        batch = self.start.shape[1]
        if chosen.start == 0 and chosen.stop >= batch:
            return self

        def pick(value: Any) -> Any:
            return value[chosen] if isinstance(value, np.ndarray) else value

        return replace(
            self,
            start=self.start[:, chosen],
            hypers={name: pick(value) for name, value in self.hypers.items()},
            rates=[pick(rate) for rate in self.rates],
            seeds=self.seeds if len(self.seeds) == 1 else self.seeds[chosen],
        )

    def hypers_of(self, path: int) -> dict[str, float]:
        return {name: _one(value, path) for name, value in self.hypers.items()}

    def rates_of(self, path: int) -> list[float]:
        if self.rates and isinstance(self.rates[0], np.ndarray):
            return [_one(rate, path) for rate in self.rates]
        return self.rates

    def disturbances(self) -> Array | None:
        """What is added to the gradients, (steps + 1, dim, 1 or batch); None without noise."""
        if self.noise == 0:
            return None
        shape = (self.steps + 1, len(self.start))
        drawn = [np.random.default_rng(seed).standard_normal(shape) for seed in self.seeds.tolist()]
        return self.noise * np.stack(drawn, axis=2)

    def examples(self) -> NDArray[np.int16] | None:
        """The rows of the data that each step looks at, (steps + 1, sampled, 1 or batch); None where it is all."""
        if not self.sampled:
            return None
        return np.stack(
            [minibatches(seed, self.steps, self.population, self.sampled) for seed in self.seeds.tolist()], axis=2
        )

    def reaction(self, path: int | None) -> Reaction | None:
        """What gives the rates from the losses: of one path with numbers, of all (None) with arrays."""
        if self.react is None:
            return None
        return Reaction(self.react, self.rates if path is None else self.rates_of(path))

    def learning_rates(self, reacted: list[Any]) -> Array:
        """The rate of each step, (steps, batch). `reacted` has a list of rates for each path, or arrays (batch,)."""
        batch = self.start.shape[1]
        if self.react is not None:
            rates = np.full((self.steps, batch), np.nan)
            if reacted and isinstance(reacted[0], list):  # path by path, some of which may have ended early
                for path, own in enumerate(reacted):
                    rates[: len(own), path] = own
            else:
                rates[: len(reacted)] = np.stack([np.broadcast_to(rate, (batch,)) for rate in reacted])
            return rates
        if self.rates and isinstance(self.rates[0], np.ndarray):
            return np.array(self.rates)
        rates = np.array(self.rates)[:, None]
        return rates if batch == 1 else np.broadcast_to(rates, (self.steps, batch))


def columns(dim: int, states: Sequence[int]) -> int:
    """How many numbers a history has for each step: point, loss, gradient, update, and the parts of the state."""
    return dim + 1 + dim + sum(states) + dim


class Reaction:
    """A schedule that reacts to the loss, followed step by step. It keeps the rates that it gave."""

    def __init__(self, react: React, rates: list[Any]) -> None:
        self.react, self.planned, self.memory = react, rates, None
        self.rates: list[Any] = []

    def __call__(self, t: int, loss: Any) -> Any:
        answer = self.react(t, self.planned[t - 1], loss, self.memory)
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise ExperimentError(Message("simulate.react", step=t, value=quoted(answer)))
        rate, self.memory = answer
        self.rates.append(rate)
        return rate


def _one(value: Any, path: int) -> float:
    return float(value[path]) if isinstance(value, np.ndarray) else value


def checked_request(
    optimizer: str | Optimizer,
    surface: Surface,
    start: ArrayLike,
    steps: int,
    hypers: Mapping[str, ArrayLike],
    noise: float,
    seed: int | ArrayLike,
    keep: str,
    schedule: Rates | None,
    react: React | None,
    whole: bool,
    sampled: int | None = None,
) -> Request:
    """The request, or an ExperimentError with every reason why it cannot be run. `whole`: not to be cut into pieces."""
    if not isinstance(surface, Surface):
        raise ExperimentError(Message("simulate.surface", value=quoted(surface)))
    problems: list[Message] = []
    rule = read_optimizer(optimizer, problems)
    points = read_points(start, surface, problems)
    values = {} if rule is None else read_hypers(rule, hypers, problems)
    seeds = read_seeds(seed, problems)
    steps, noise, sampled = as_python(steps), as_python(noise), as_python(sampled)
    if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= MAX_STEPS:
        problems.append(Message("experiment.steps", value=quoted(steps), high=MAX_STEPS))
    if noise not in NOT_NEGATIVE:
        problems.append(Message("experiment.noise", value=quoted(noise)))
    population = 0 if surface.data is None else len(surface.data)
    problems += sampled_problems(sampled, population, surface)
    problems += function_problems(schedule=schedule, react=react)
    if not (isinstance(keep, str) and keep in ("all", "last")):
        problems.append(Message("experiment.keep", value=quoted(keep)))
    if problems or rule is None:
        raise ExperimentError(*problems)

    sizes = {len(a) for a in (points, seeds, *(v for v in values.values() if isinstance(v, np.ndarray))) if len(a) != 1}
    if len(sizes) > 1:
        raise ExperimentError(Message("experiment.batch", sizes=", ".join(map(str, sorted(sizes)))))
    batch = max(sizes, default=1)
    values = {n: np.broadcast_to(v, (batch,)) if isinstance(v, np.ndarray) else v for n, v in values.items()}
    request = Request(
        optimizer=rule,
        start=np.ascontiguousarray((points if len(points) == batch else np.repeat(points, batch, axis=0)).T),
        steps=steps,
        hypers=values,
        rates=[],
        react=react,
        noise=float(noise),
        seeds=seeds,
        sampled=sampled if sampled is not None and sampled < population else 0,
        population=population,
    )
    together = batch if keep == "all" or whole else 1  # paths that cannot be cut into pieces
    if together * request.numbers > MAX_NUMBERS:
        way = "experiment.too_much" if keep == "all" and batch > 1 and not whole else "experiment.too_long"
        size, most = (f"{numbers * NUMBER / 1e9:,.1f}" for numbers in (together * request.numbers, MAX_NUMBERS))
        raise ExperimentError(Message(way, size=size, high=most, steps=steps, paths=together, dim=surface.dim))
    lr = values.get("lr", 0.0)
    with np.errstate(all="ignore"):
        return replace(request, rates=[lr] * steps if schedule is None else read_rates(schedule, lr, steps, batch))
