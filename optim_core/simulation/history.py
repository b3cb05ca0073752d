"""What some paths went through, as one table of numbers, and the Trajectory that callers get from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.simulation.request import Request, columns
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Subject, Trajectory


@dataclass(frozen=True)
class History:
    """Row k of the table (steps + 1, columns, batch) is the situation after k steps.

    Its columns are the point, the loss, the gradient, each state, and the update that follows (none in the last row).
    It is one table because one large block of memory is far cheaper to get than ten of a tenth.
    """

    table: Array
    dim: int
    spent: NDArray[np.int64] | None = None  # (steps + 1, batch) evaluations to get here, where it is not one a step

    @classmethod
    def empty(cls, request: Request) -> History:
        dim, batch = request.start.shape
        width = columns(dim, request.optimizer.state_sizes(dim))
        return cls(np.empty((request.steps + 1, width, batch)), dim)

    @property
    def points(self) -> Array:
        return self.table[:, : self.dim]

    @property
    def loss(self) -> Array:
        return self.table[:, self.dim]

    @property
    def gradients(self) -> Array:
        return self.table[:, self.dim + 1 : 2 * self.dim + 1]

    @property
    def states(self) -> Array:
        return self.table[:, 2 * self.dim + 1 : -self.dim]

    @property
    def updates(self) -> Array:
        return self.table[:-1, -self.dim :]

    @property
    def decisive(self) -> Array:
        """Point, loss and gradient: a path goes on as long as these are finite."""
        return self.table[:, : 2 * self.dim + 1]

    def blank_after(self, ended_at: NDArray[np.int64]) -> None:
        """Make everything NaN after each path's last finite row."""
        if (ended_at == len(self.table) - 1).all():
            return
        gone = np.arange(len(self.table))[:, None] > ended_at
        np.copyto(self.table, np.nan, where=gone[:, None])
        np.copyto(self.updates, np.nan, where=gone[1:, None])
        if self.spent is not None:  # nothing counts after the end
            np.minimum(self.spent, self.spent[np.maximum(ended_at, 0), np.arange(len(ended_at))], out=self.spent)

    def last_row(self) -> History:
        return History(self.table[-1:].copy(), self.dim, None if self.spent is None else self.spent[-1:].copy())


class Piece(NamedTuple):
    """Some of the paths of a batch, followed to their end."""

    history: History
    outcome: NDArray[np.str_]
    ended_at: NDArray[np.int64]
    rates: Array  # (steps, batch)


def joined(request: Request, pieces: Sequence[Piece], surface: Surface, everything: bool) -> Trajectory:
    """The trajectory of all paths: with `everything` each row of it, else the last row's point and loss."""
    dim, optimizer = len(request.start), request.optimizer
    whole = History(_beside([piece.history.table for piece in pieces]), dim)
    ended_at = _beside([piece.ended_at for piece in pieces])

    def turned(array: Array) -> Array:
        return array.transpose(0, 2, 1)

    rest = slice(None) if everything else slice(0)
    ends = accumulate(optimizer.state_sizes(dim), initial=0)
    states = dict(zip(optimizer.state_names, pairwise(ends), strict=True))
    return Trajectory(
        points=turned(whole.points),
        loss=whole.loss,
        gradients=turned(whole.gradients[rest]),
        updates=turned(whole.updates[rest]),
        evaluations=_evaluations(request, pieces, ended_at, everything),
        state={name: turned(whole.states[rest, first:end]) for name, (first, end) in states.items()},
        learning_rate=_beside([piece.rates for piece in pieces]),
        outcome=_beside([piece.outcome for piece in pieces]),
        ended_at=ended_at,
        subject=Subject(optimizer.name, surface),
    )


def _evaluations(
    request: Request, pieces: Sequence[Piece], ended_at: NDArray[np.int64], everything: bool
) -> NDArray[np.int64]:
    counts = [piece.history.spent for piece in pieces if piece.history.spent is not None]
    if counts:
        return np.asarray(_beside(counts))
    spent = np.arange(request.steps + 1)[:, None] if everything else np.array([[request.steps]])
    return np.asarray(np.minimum(spent, np.maximum(ended_at, 0)))


def _beside(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays, axis=-1)
