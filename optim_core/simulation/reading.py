"""Reads what `simulate` was given: arrays of the right shapes, or what is wrong with them and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.messages import ExperimentError, Message
from optim_core.optimizers import OPTIMIZERS
from optim_core.rules.choices import ready
from optim_core.rules.problems import outside, quoted, unknown
from optim_core.schedules.schedule import Rates, plain
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Interval, Optimizer

CALLED = {  # how the functions that `simulate` takes are called
    "schedule": "(t, lr), and gives the rate of step t",
    "react": "(t, rate, loss, memory), and gives the rate of step t and a memory",
    "gradient": "(points, t), and gives the gradients (batch, dim)",
    "watch": "(steps, losses)",
}


def read_optimizer(optimizer: object, problems: list[Message]) -> Optimizer | None:
    """The rule as it runs, of a name in the registry or a record."""
    chosen = OPTIMIZERS.get(optimizer) if isinstance(optimizer, str) else optimizer
    if isinstance(chosen, Optimizer):
        return ready(chosen)
    if isinstance(optimizer, str):
        problems.append(unknown("optimizer", optimizer, OPTIMIZERS))
    else:
        problems.append(Message("simulate.optimizer", value=quoted(optimizer)))
    return None


def function_problems(**functions: object) -> Iterator[Message]:
    """What is wrong with arguments that have to be functions, or None."""
    for name, function in functions.items():
        if function is not None and not callable(function):
            key = "simulate.schedule" if name == "schedule" and isinstance(function, str) else "simulate.function"
            yield Message(key, name=name, value=quoted(function), call=CALLED[name])


def sampled_problems(sampled: object, population: int, surface: Surface) -> Iterator[Message]:
    """What is wrong with the number of examples that a step looks at."""
    if sampled is None:
        return
    if not population:
        yield Message("experiment.no_examples", surface=surface.called, value=quoted(sampled))
    elif isinstance(sampled, bool) or not isinstance(sampled, int) or sampled not in Interval(1, population):
        yield Message("experiment.sampled", value=quoted(sampled), high=population)


def read_seeds(seed: ArrayLike, problems: list[Message]) -> NDArray[np.int64]:
    """The seeds, (1,) or (batch,)."""
    try:
        seeds = np.atleast_1d(np.asarray(seed))
    except ValueError:  # rows of different lengths
        seeds = np.array([])
    if not (seeds.ndim == 1 and seeds.size and np.issubdtype(seeds.dtype, np.integer) and (seeds >= 0).all()):
        problems.append(Message("experiment.seed", value=quoted(seed)))
    return seeds


def read_points(start: ArrayLike, surface: Surface, problems: list[Message]) -> Array:
    """The start points, (1, dim) or (batch, dim)."""
    try:
        points = np.atleast_1d(np.asarray(start, dtype=np.float64))
    except (TypeError, ValueError):
        points = np.empty(0)
    points = points[None, :] if points.ndim == 1 else points
    if points.ndim != 2 or points.shape[1] != surface.dim or not len(points) or not np.isfinite(points).all():
        problems.append(Message("experiment.start", value=quoted(start), dim=surface.dim))
        return np.zeros((1, surface.dim))
    return points


def read_hypers(optimizer: Optimizer, chosen: Mapping[str, ArrayLike], problems: list[Message]) -> dict[str, Any]:
    """Every hyperparameter: a float, or (batch,)."""
    values: dict[str, Any] = {name: hyper.default for name, hyper in optimizer.hypers.items()}
    if not isinstance(chosen, Mapping):
        problems.append(Message("simulate.hypers", value=quoted(chosen)))
        return values
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


def read_rates(schedule: Rates, lr: Any, steps: int, batch: int) -> list[Any]:
    """The rate of each step: all numbers, or all arrays (batch,)."""
    try:
        rates = [plain(schedule(t, lr)) for t in range(1, steps + 1)]
    except (TypeError, ValueError) as error:
        raise ExperimentError(Message("simulate.rates", problem=str(error))) from error
    shapes = {np.shape(rate) for rate in rates}
    if shapes == {()}:
        return rates
    if not shapes <= {(), (1,), (batch,)}:
        raise ExperimentError(Message("experiment.schedule", shapes=", ".join(map(str, sorted(shapes))), batch=batch))
    return [np.array(np.broadcast_to(rate, (batch,)), dtype=np.float64) for rate in rates]
