"""Runs an optimizer: from start points, a surface and hyperparameters to the trajectories.

Inside, coordinates are rows and paths are columns, shape (dim, batch), so that a rule's arithmetic is done on whole
rows; callers see (batch, dim). A few paths are followed one by one with plain numbers, many at once with arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.loop import path_loop
from optim_core.outcome import classify
from optim_core.request import Request, checked_request
from optim_core.schedules import Schedule
from optim_core.surface import Surface
from optim_core.types import Array, Optimizer, Trajectory

Gradient = Callable[[Array, int], ArrayLike]  # (points (batch, dim), t) -> gradients (batch, dim)

FEW_PATHS = 8  # up to here plain numbers are faster than arrays
CHUNK_PATHS = 4096
CHUNK_ROWS = 2_000_000  # rows x paths held at once where only the end is kept: 32 MB for each 2-D history


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
    schedule: Schedule | None = None,
) -> Trajectory:
    """Follow `optimizer` over `surface` for `steps` steps from one start (dim,) or many (batch, dim).

    A hyperparameter is a number or an array (batch,); what is left out has its default. Path b adds
    `noise * default_rng(seed_b).standard_normal((steps + 1, dim))[t - 1]` to the gradient of step t, so one seed gives
    every path the same noise. `gradient(points, t)` replaces the surface's gradient; it is asked for
    t = 1 .. steps + 1. `schedule(t, lr)` gives the learning rate of step t. With `keep="last"` only the end of each
    path is stored.

    Raises ExperimentError, which lists everything that is wrong with the request.

        >>> path = simulate("gd", SURFACES["parabola"], [1.5], 1, hypers={"lr": 0.1})
        >>> path.points[:, 0, 0]  # the gradient there is -7.0
        array([1.5, 2.2])
    """
    request = checked_request(
        optimizer, surface, start, steps, hypers or {}, noise, seed, keep, schedule, whole=gradient is not None
    )
    batch = request.start.shape[1]
    width = CHUNK_PATHS if keep == "all" else max(1, min(CHUNK_PATHS, CHUNK_ROWS // (steps + 1)))
    if gradient is not None:
        width = batch  # it is asked for all paths at once
    chunks = []
    for first in range(0, batch, width):
        part = request.paths(slice(first, first + width))
        with np.errstate(all="ignore"):  # a path may overflow: that is a result
            history = _follow(part, surface, gradient)
            outcome, ended_at = classify(history.points, history.loss, history.gradients, history.updates, surface)
            history.blank_after(ended_at)
        chunks.append((history if keep == "all" else history.last_row(), outcome, ended_at))
    return _joined(request, chunks)


@dataclass(frozen=True)
class _History:
    """What one chunk of paths went through, coordinates as rows: (steps + 1, dim, batch)."""

    points: Array
    loss: Array  # (steps + 1, batch)
    gradients: Array
    updates: Array  # (steps, dim, batch)
    state: Mapping[str, Array]

    @classmethod
    def empty(cls, request: Request) -> _History:
        rows, (dim, batch) = request.steps + 1, request.start.shape
        return cls(
            points=np.empty((rows, dim, batch)),
            loss=np.empty((rows, batch)),
            gradients=np.empty((rows, dim, batch)),
            updates=np.empty((rows - 1, dim, batch)),
            state={name: np.empty((rows, dim, batch)) for name in request.optimizer.state_names},
        )

    def blank_after(self, ended_at: NDArray[np.int64]) -> None:
        last = len(self.loss) - 1
        for path in np.flatnonzero(ended_at < last):
            first = ended_at[path] + 1
            for array in (self.points, self.gradients, *self.state.values()):
                array[first:, :, path] = np.nan
            self.loss[first:, path] = np.nan
            self.updates[max(first - 1, 0) :, :, path] = np.nan

    def last_row(self) -> _History:
        return _History(
            points=self.points[-1:].copy(),
            loss=self.loss[-1:].copy(),
            gradients=self.gradients[:0].copy(),
            updates=self.updates[:0].copy(),
            state={name: values[:0].copy() for name, values in self.state.items()},
        )


def _follow(request: Request, surface: Surface, gradient: Gradient | None) -> _History:
    """One chunk, by whichever of the two ways is faster and possible."""
    history, noise = _History.empty(request), request.disturbances()
    few = request.start.shape[1] <= FEW_PATHS
    if few and gradient is None and request.optimizer.elementwise and surface.scalar is not None:
        try:
            for path in range(request.start.shape[1]):
                _follow_one(request, path, surface, noise, history)
            return history
        except (ValueError, OverflowError, ZeroDivisionError):
            pass  # the rule is not for plain numbers, or divides by zero: arrays can do more
    _follow_many(request, surface, gradient, noise, history)
    return history


def _follow_one(request: Request, path: int, surface: Surface, noise: Array | None, history: _History) -> None:
    dim, names = len(request.start), request.optimizer.state_names
    flat = path_loop(request.optimizer, dim)(
        surface.scalar,
        surface.scalar_with_arrays,
        request.start[:, path].tolist(),
        np.ravel(request.optimizer.init(request.start[:, [path]])).tolist(),
        request.steps,
        request.rates_of(path),
        None if noise is None else noise[:, :, min(path, noise.shape[2] - 1)].tolist(),
        request.hypers_of(path),
    )
    flat.extend([0.0] * dim)  # the last row has no update
    width = dim + 1 + dim + len(names) * dim + dim
    table = np.array(flat).reshape(-1, width)
    rows = len(table)
    history.points[:rows, :, path] = table[:, :dim]
    history.loss[:rows, path] = table[:, dim]
    history.gradients[:rows, :, path] = table[:, dim + 1 : 2 * dim + 1]
    for number, name in enumerate(names):
        first = (2 + number) * dim + 1
        history.state[name][:rows, :, path] = table[:, first : first + dim]
    history.updates[: rows - 1, :, path] = table[:-1, -dim:]
    if rows < len(history.loss):  # it ended early, in a row that is not finite
        history.loss[rows:, path] = np.nan


def _follow_many(
    request: Request, surface: Surface, gradient: Gradient | None, noise: Array | None, history: _History
) -> None:
    optimizer, steps = request.optimizer, request.steps
    points, hypers = history.points, dict(request.hypers)
    points[0] = request.start
    state = optimizer.init(points[0])
    for t in range(1, steps + 2):
        row = t - 1
        x, g = points[row], history.gradients[row]
        loss, *slopes = surface.rows(*x)
        history.loss[row] = loss
        if gradient is None:
            for axis, slope in enumerate(slopes):
                g[axis] = slope
        else:
            g[:] = np.asarray(gradient(x.T.copy(), t), dtype=np.float64).reshape(x.T.shape).T
        if noise is not None:
            g += noise[row]
        for name, values in zip(optimizer.state_names, state, strict=True):
            history.state[name][row] = values
        if t > steps:
            return
        hypers["lr"] = request.rates[row]
        dx, state = optimizer.update(g, state, t, **hypers)
        history.updates[row] = dx
        np.add(x, dx, out=points[t])


def _joined(request: Request, chunks: list[tuple[_History, NDArray[np.str_], NDArray[np.int64]]]) -> Trajectory:
    histories = [history for history, _, _ in chunks]

    def join(arrays: list[Array]) -> Array:
        return arrays[0] if len(arrays) == 1 else np.concatenate(arrays, axis=-1)

    def turned(arrays: list[Array]) -> Array:
        return join(arrays).transpose(0, 2, 1)

    ended_at = np.concatenate([ended for _, _, ended in chunks])
    loss = join([h.loss for h in histories])
    spent = np.arange(request.steps + 1 - len(loss), request.steps + 1)[:, None]
    updates = turned([h.updates for h in histories])
    return Trajectory(
        points=turned([h.points for h in histories]),
        loss=loss,
        gradients=turned([h.gradients for h in histories]),
        updates=updates,
        evaluations=np.minimum(spent, np.maximum(ended_at, 0)),
        state={name: turned([h.state[name] for h in histories]) for name in request.optimizer.state_names},
        learning_rate=request.learning_rates()[: len(updates)],
        outcome=np.concatenate([outcome for _, outcome, _ in chunks]),
        ended_at=ended_at,
    )
