"""Paths that were followed to the last step, and what their ends are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.simulation.history import History
from optim_core.simulation.request import Request
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, lengths

AHEAD = 19  # times the steps that were taken: so long nobody may see a path at rest move
NEAR = 0.01  # of the larger of the way that it came and the box: who has no more to go is at rest
TENTH = 0.1  # of the way that it came
THERE = 1e-4  # of the box: who starts this near to the end was there from the start

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]  # of some paths in a piece


def tolerated(box: float, way: Array) -> Array:
    """How far a path at rest may still have to go: a tenth of the way it came at most, or it has hardly begun."""
    return np.minimum(NEAR * np.maximum(box, way), np.maximum(TENTH * way, THERE * box))


@dataclass(frozen=True)
class Ends:
    """The ends of the paths of one piece, n of them. Those that broke off are there too, and nobody looks at them."""

    history: History
    rates: Array  # (steps, n)
    surface: Surface
    request: Request
    own: bool  # whether the gradients are not the surface's, so that its curvature says nothing

    @property
    def points(self) -> Array:
        """(steps + 1, dim, n)"""
        return self.history.points

    @property
    def updates(self) -> Array:
        """(steps, dim, n)"""
        return self.history.updates

    @property
    def steps(self) -> int:
        return len(self.history.table) - 1

    @property
    def block(self) -> float:
        """How many steps half of the second half has; those to come add up to as many of the last one at least."""
        return (self.steps - self.steps // 2) / 2

    @property
    def noisy(self) -> bool:
        """Whether each slope has something random in it."""
        return self.request.noise > 0 or bool(self.request.sampled)

    @property
    def descends(self) -> bool:
        """Whether no step leads uphill, however wrong the slope is: a search along a line looks at the loss itself."""
        return "loss" in self.request.optimizer.needs and not self.request.optimizer.after

    @property
    def chance(self) -> bool:
        """Whether chance may lead a path uphill."""
        return self.noisy and not self.descends

    @cached_property
    def way(self) -> Array:
        """From each start to its end, (n,)."""
        return lengths(self.points[-1] - self.points[0], axis=0)

    @cached_property
    def tolerance(self) -> Array:
        """How far each path may still have to go and be at rest, (n,)."""
        return tolerated(self.surface.diagonal, self.way)

    @cached_property
    def here(self) -> Array:
        """Where the paths are, (dim, n): under chance the mean over the last tenth."""
        return np.asarray(self.points[-max(1, self.steps // 10) :].mean(axis=0)) if self.chance else self.points[-1]

    @cached_property
    def last_step(self) -> Array:
        """The length of each last step, (n,)."""
        return lengths(self.updates[-1], axis=0)

    def hypers(self, at: Places) -> dict[str, Any]:
        """The hyperparameters of some paths: a number, or one for each of them."""
        given = self.request.hypers.items()
        return {name: v[at] if isinstance(v, np.ndarray) else np.float64(v) for name, v in given}

    @property
    def base(self) -> Any:
        """The learning rate before any schedule, one for all or (n,); 1 where the rule has none."""
        return self.request.hypers.get("lr", 1.0)

    @cached_property
    def slowed(self) -> Any:
        """What a schedule has left of the base rate in the last step, one share for all or (n,)."""
        scheduled = self.request.react is not None or self.request.rates[-1] is not self.base
        if not scheduled or "lr" not in self.request.hypers:
            return 1.0
        return np.where(self.base > 0, self.rates[-1] / self.base, 1.0)
