"""Runs an optimizer: from start points, a surface and hyperparameters to the trajectories.

Inside, coordinates are rows and paths are columns, shape (dim, batch), so that a rule's arithmetic is done on whole
rows; callers see (batch, dim). A few paths are followed one by one with plain numbers, many at once with arrays.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from optim_core.messages import ExperimentError
from optim_core.rules.reading import array_step
from optim_core.schedules import Rates
from optim_core.simulation.asking import Asking, Gradient
from optim_core.simulation.ends import Ends
from optim_core.simulation.history import History, Piece, joined
from optim_core.simulation.outcome import classify
from optim_core.simulation.plain_numbers import path_loop
from optim_core.simulation.reading import function_problems
from optim_core.simulation.request import React, Request, checked_request, columns
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Optimizer, Trajectory

ASKED = {"loss", "gradient", "hessian"}  # a rule that asks for these spends more than one gradient a step
FEW_PATHS = 8  # up to here plain numbers are faster than arrays
WATCHED = 32  # steps from one look of a watcher to the next
CHUNK_PATHS = 4096
CHUNK_NUMBERS = 11_000_000  # held at once where only the end is kept: 88 MB

Watch = Callable[[int, Array], None]  # (steps taken, losses there (batch,)), now and then while paths are followed


def simulate(
    optimizer: str | Optimizer,
    surface: Surface,
    start: ArrayLike,
    steps: int,
    *,
    hypers: Mapping[str, ArrayLike] | None = None,
    noise: float = 0.0,
    seed: int | ArrayLike = 0,
    keep: Literal["all", "last"] = "all",
    gradient: Gradient | None = None,
    schedule: Rates | None = None,
    react: React | None = None,
    batch: int | None = None,
    watch: Watch | None = None,
) -> Trajectory:
    """Follow `optimizer` over `surface` for `steps` steps from one start (dim,) or many (batch, dim).

    A hyperparameter is a number or an array (batch,); what is left out has its default. Path b adds
    `noise * default_rng(seed_b).standard_normal((steps + 1, dim))[t - 1]` to the gradient of step t, so one seed gives
    every path the same noise. `gradient(points, t)` replaces the surface's gradient; it is asked for
    t = 1 .. steps + 1. `schedule(t, lr)` gives the learning rate of step t; `react(t, rate, loss, memory)` gives
    it from the loss at the point that step t starts from, with what it returned as memory the step before (None at
    first), and the rate that the schedule would have. With `batch` below the number of examples of a surface from data,
    the gradient of step t is that of `batch` examples only, by default of all. Path b takes the rows
    `default_rng([seed_b, 1]).permuted(np.tile(np.arange(N), (steps + 1, 1)), axis=1)[t - 1, :batch]`: within a step no
    example comes twice, and each step draws anew. All that a rule asks for at this step has the same rows; the loss is
    that of all examples. With `keep="last"` only the end of each path is stored. `watch` is told how far it is, where
    that takes long; what it raises ends the work.

    Raises ExperimentError, which lists everything that is wrong with the request.

        >>> path = simulate("gd", SURFACES["parabola"], [1.5], 1, hypers={"lr": 0.1})
        >>> path.points[:, 0, 0]  # the gradient there is -7.0
        array([1.5, 2.2])
    """
    if problems := [*function_problems(gradient=gradient, watch=watch)]:
        raise ExperimentError(*problems)
    request = checked_request(
        optimizer, surface, start, steps, hypers or {}, noise, seed, keep, schedule, react, gradient is not None, batch
    )
    paths = request.start.shape[1]
    width = CHUNK_PATHS if keep == "all" else max(1, min(CHUNK_PATHS, CHUNK_NUMBERS // request.numbers))
    if gradient is not None:
        width = paths  # it is asked for all paths at once
    pieces = []
    for first in range(0, paths, width):
        part = request.paths(slice(first, first + width))
        with np.errstate(all="ignore"):  # a path may overflow: that is a result
            history, rates = _follow(part, surface, gradient, watch)
            outcome, ended_at = classify(Ends(history, rates, surface, part, gradient is not None))
            history.blank_after(ended_at)
        kept, used = (history, rates) if keep == "all" else (history.last_row(), rates[:0])
        pieces.append(Piece(kept, outcome, ended_at, used))
    return joined(request, pieces, surface, everything=keep == "all")


def _follow(
    request: Request, surface: Surface, gradient: Gradient | None, watch: Watch | None
) -> tuple[History, Array]:
    """One piece and its learning rates, by whichever of the two ways is faster and possible."""
    noise = request.disturbances()
    few = request.start.shape[1] <= FEW_PATHS and gradient is None and not request.sampled
    if few and request.optimizer.elementwise and surface.scalar is not None:
        try:
            followed = [_follow_one(request, path, surface, noise) for path in range(request.start.shape[1])]
            history = History(np.stack([table for table, _ in followed], axis=-1), surface.dim)
            return history, request.learning_rates([rates for _, rates in followed])
        except (ValueError, OverflowError, ZeroDivisionError, TypeError):
            pass  # the rule is not for plain numbers, or divides by zero: arrays can do more
    return _follow_many(request, surface, gradient, noise, watch)


def _follow_one(request: Request, path: int, surface: Surface, noise: Array | None) -> tuple[Array, list[float]]:
    """The table of one path, (steps + 1, columns), and the rates that were a reaction to its losses."""
    memory = np.ravel(request.optimizer.init(request.start[:, [path]])).tolist()
    react = request.reaction(path)
    numbers = path_loop(request.optimizer, surface.dim)(
        surface.scalar,
        surface.scalar_with_arrays,
        request.start[:, path].tolist(),
        memory,
        request.steps,
        request.rates_of(path),
        None if noise is None else noise[:, :, min(path, noise.shape[2] - 1)].tolist(),
        request.hypers_of(path),
        react,
    )
    rows, width = request.steps + 1, columns(surface.dim, request.optimizer.state_sizes(surface.dim))
    numbers += [math.nan] * (rows * width - len(numbers))  # it may have ended early, and the last row has no update
    return np.array(numbers, dtype=np.float64).reshape(rows, width), [] if react is None else react.rates


def _follow_many(
    request: Request, surface: Surface, gradient: Gradient | None, noise: Array | None, watch: Watch | None
) -> tuple[History, Array]:
    optimizer, dim = request.optimizer, surface.dim
    late = request.react is None  # nobody needs a loss before the end, or before `watch` looks
    asking = Asking(surface, gradient, noise, request.start.shape[1], request.examples(), late)
    # NumPy's numbers divide by zero, where Python's own would raise an error
    numbers = {name: np.float64(v) if isinstance(v, float) else v for name, v in request.hypers.items()}
    inputs: dict[str, Any] = {**asking.inputs(optimizer), **numbers}
    step, react = array_step(optimizer), request.reaction(None)
    history = History.empty(request)
    counted = bool(set(optimizer.needs) & ASKED)
    spent = np.zeros((request.steps + 1, request.start.shape[1]), dtype=np.int64) if counted else None
    history.table[0, :dim] = request.start
    state = optimizer.init(history.table[0, :dim])
    ends = list(accumulate(optimizer.state_sizes(dim), initial=2 * dim + 1))
    for t, row in enumerate(history.table, start=1):
        asking.t = t
        x, g = row[:dim], row[dim + 1 : 2 * dim + 1]
        row[dim] = asking.loss_and_gradient(x, g)
        for (first, end), values in zip(pairwise(ends), state, strict=True):
            row[first:end] = values
        if spent is not None:
            spent[t - 1] = asking.count + (t - 1)
        if asking.late and (t % WATCHED == 0 or t > request.steps):
            known = (t - 1) // WATCHED * WATCHED
            history.loss[known:t] = asking.losses(history.points[known:t])
        if t > request.steps:
            break
        if watch is not None and t % WATCHED == 0:
            watch(t - 1, row[dim])
        rate = request.rates[t - 1] if react is None else react(t, row[dim])
        inputs["x"], inputs["lr"] = x, np.float64(rate) if isinstance(rate, float) else rate
        dx, state = step(g, state, np.float64(t), inputs)
        row[-dim:] = dx
        np.add(x, row[-dim:], out=history.table[t, :dim])
    rates = request.learning_rates([] if react is None else react.rates)
    return replace(history, spent=spent), rates
