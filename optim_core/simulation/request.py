"""Checks what `simulate` is asked for and brings it into one shape; lists everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.messages import ExperimentError, Message
from optim_core.optimizers import OPTIMIZERS
from optim_core.rules.choices import ready
from optim_core.rules.problems import outside, shown, unknown
from optim_core.schedules.schedule import Rates, plain
from optim_core.simulation.minibatches import minibatches
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Interval, Optimizer

MAX_STEPS = 50_000
MAX_ROWS = 20_000_000  # rows x paths of a full history: 1.8 GB for Adam in 2-D


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
        return np.broadcast_to(np.array(self.rates)[:, None], (self.steps, batch))


class Reaction:
    """A schedule that reacts to the loss, followed step by step. It keeps the rates that it gave."""

    def __init__(self, react: React, rates: list[Any]) -> None:
        self.react, self.planned, self.memory = react, rates, None
        self.rates: list[Any] = []

    def __call__(self, t: int, loss: Any) -> Any:
        rate, self.memory = self.react(t, self.planned[t - 1], loss, self.memory)
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
    problems: list[Message] = []
    chosen = OPTIMIZERS.get(optimizer) if isinstance(optimizer, str) else optimizer
    rule = None if chosen is None else ready(chosen)
    points = _points(start, surface, problems)
    if rule is None:
        problems.append(unknown("optimizer", optimizer, OPTIMIZERS))
    values = {} if rule is None else _hypers(rule, hypers, problems)
    seeds = np.atleast_1d(np.asarray(seed))
    if not (seeds.ndim == 1 and seeds.size and np.issubdtype(seeds.dtype, np.integer) and (seeds >= 0).all()):
        problems.append(Message("experiment.seed", value=shown(seed)))
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)) or not 1 <= steps <= MAX_STEPS:
        problems.append(Message("experiment.steps", value=shown(steps), high=MAX_STEPS))
    if not isinstance(noise, (int, float, np.number)) or not (0 <= noise < np.inf):
        problems.append(Message("experiment.noise", value=shown(noise)))
    population = 0 if surface.data is None else len(surface.data)
    if sampled is not None and (isinstance(sampled, bool) or sampled not in Interval(1, population)):
        problems.append(Message("experiment.sampled", value=shown(sampled), high=population))
    if keep not in ("all", "last"):
        problems.append(Message("experiment.keep", value=shown(keep)))
    if problems or rule is None:
        raise ExperimentError(*problems)

    sizes = {len(a) for a in (points, seeds, *(v for v in values.values() if isinstance(v, np.ndarray))) if len(a) != 1}
    if len(sizes) > 1:
        raise ExperimentError(Message("experiment.batch", sizes=", ".join(map(str, sorted(sizes)))))
    batch = max(sizes, default=1)
    if (keep == "all" or whole) and batch * (steps + 1) > MAX_ROWS:
        raise ExperimentError(Message("experiment.too_much", rows=batch * (steps + 1), high=MAX_ROWS))
    values = {n: np.broadcast_to(v, (batch,)) if isinstance(v, np.ndarray) else v for n, v in values.items()}
    lr = values.get("lr", 0.0)
    with np.errstate(all="ignore"):
        rates = [lr] * int(steps) if schedule is None else _rates(schedule, lr, int(steps), batch)
    return Request(
        optimizer=rule,
        start=np.ascontiguousarray(np.broadcast_to(points, (batch, surface.dim)).T),
        steps=int(steps),
        hypers=values,
        rates=rates,
        react=react,
        noise=float(noise),
        seeds=seeds,
        sampled=sampled if sampled is not None and sampled < population else 0,
        population=population,
    )


def _rates(schedule: Rates, lr: Any, steps: int, batch: int) -> list[Any]:
    """The rate of each step: all numbers, or all arrays (batch,)."""
    rates = [plain(schedule(t, lr)) for t in range(1, steps + 1)]
    shapes = {np.shape(rate) for rate in rates}
    if shapes == {()}:
        return rates
    if not shapes <= {(), (1,), (batch,)}:
        raise ExperimentError(Message("experiment.schedule", shapes=", ".join(map(str, sorted(shapes))), batch=batch))
    return [np.array(np.broadcast_to(rate, (batch,)), dtype=np.float64) for rate in rates]


def _points(start: ArrayLike, surface: Surface, problems: list[Message]) -> Array:
    try:
        points = np.atleast_1d(np.asarray(start, dtype=np.float64))
    except (TypeError, ValueError):
        problems.append(Message("experiment.start", value=shown(start), dim=surface.dim))
        return np.zeros((1, surface.dim))
    points = points[None, :] if points.ndim == 1 else points
    if points.ndim != 2 or points.shape[1] != surface.dim or not len(points) or not np.isfinite(points).all():
        problems.append(Message("experiment.start", value=shown(start), dim=surface.dim))
        return np.zeros((1, surface.dim))
    return points


def _hypers(optimizer: Optimizer, chosen: Mapping[str, ArrayLike], problems: list[Message]) -> dict[str, Any]:
    values: dict[str, Any] = {name: hyper.default for name, hyper in optimizer.hypers.items()}
    for name, value in chosen.items():
        if name not in optimizer.hypers:
            problems.append(unknown("hyper", name, optimizer.hypers))
            continue
        try:
            array = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            array = np.array(np.nan)
        low, high = optimizer.hypers[name].valid
        fits = (array >= low) & (array <= high)
        if optimizer.hypers[name].whole or optimizer.hypers[name].switch:
            fits &= array == np.rint(array)
        if array.ndim > 1 or not array.size:
            problems.append(outside(optimizer, name, value))
        elif not fits.all():
            problems.append(outside(optimizer, name, array[~fits][0] if array.ndim else value))
        values[name] = array if array.ndim else float(array)
    return values
