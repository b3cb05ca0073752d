"""Where paths end, in kinds: at which minimum, at rest at which other place, or how else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optim_core.insight import NEAR_MINIMUM
from optim_core.messages import Message
from optim_core.surface import Surface
from optim_core.types import OUTCOMES, Array, lengths

CELL = 0.02  # of the box: ends in the same cell or in neighbouring ones are the same place
FAR = 1e9  # cells; ends beyond are one place
SPREAD = 6  # cells; a place that is longer is no point but a stretch
MOST_CELLS = 600  # new ones that are put together at once
MOST_PLACES = 200
ELSEWHERE = MOST_PLACES  # the code of resting places beyond these
SAME_LOSS = 1e-6  # of the height of the start: minima this close are equally low
FLAT = 1e-6  # of the largest curvature

OTHERWISE = tuple(outcome for outcome in OUTCOMES if outcome != "converged")
CODES = {outcome: ELSEWHERE + 1 + place for place, outcome in enumerate(OTHERWISE)}  # of paths that rest nowhere


@dataclass(frozen=True)
class Place:
    """A place where paths come to rest."""

    key: str  # of the words that say what it is
    at: tuple[float, ...]
    loss: float
    cells: NDArray[np.int64] = field(repr=False, compare=False)  # (n, dim): what it covers; none of a known minimum

    @property
    def words(self) -> Message:
        return Message(f"basin.{self.key}", at=self.at)


class Endings:
    """Sorts the ends of paths. Places get their codes 0, 1, ... as they are found, the surface's known minima first."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.low, high = np.array(surface.domain).T
        self.size = high - self.low
        self.places = [*_known(surface)]

    def codes(self, points: Array, outcomes: NDArray[np.str_]) -> NDArray[np.uint8]:
        """The code of each end, from the last finite points (n, dim) and the outcomes (n,).

        An end near a known minimum belongs to it, however it got there. Of the others those that converged are put
        together where they lie close; what did not converge has the code of its outcome.
        """
        found = np.full(len(points), ELSEWHERE, dtype=np.uint8)
        for outcome, code in CODES.items():
            found[outcomes == outcome] = code
        ended = (outcomes == "diverged") | (outcomes == "left_domain") | (outcomes == "no_step")
        for code, place in enumerate(self.places):
            if not len(place.cells):
                apart = lengths((points - place.at) / self.size, axis=1)
                found[(apart <= NEAR_MINIMUM) & ~ended] = code
        resting = np.flatnonzero(found == ELSEWHERE)
        if len(resting):
            found[resting] = self._resting(points[resting])
        return found

    def _resting(self, points: Array) -> NDArray[np.uint8]:
        cells, which, counts = np.unique(
            np.floor(np.clip((points - self.low) / (CELL * self.size), -FAR, FAR)).astype(np.int64),
            axis=0, return_inverse=True, return_counts=True,
        )  # fmt: skip
        codes = np.full(len(cells), ELSEWHERE, dtype=np.uint8)
        for code, place in enumerate(self.places):
            if len(place.cells):
                new = codes == ELSEWHERE
                codes[np.flatnonzero(new)[_touch(cells[new], place.cells).any(axis=1)]] = code
        left = np.flatnonzero(codes == ELSEWHERE)
        left = left[np.argsort(-counts[left], kind="stable")][:MOST_CELLS]
        groups = sorted(_together(cells[left]), key=lambda group: -int(counts[left[group]].sum()))
        for group in groups:
            if len(self.places) >= MOST_PLACES:
                break
            members = left[group]
            codes[members] = len(self.places)
            self.places.append(self._place(points[np.isin(which.ravel(), members)], cells[members]))
        return codes[which.ravel()]

    def _place(self, points: Array, cells: NDArray[np.int64]) -> Place:
        losses = self.surface.value(points)
        best = int(np.nanargmin(losses)) if np.isfinite(losses).any() else 0
        spread = int((cells.max(axis=0) - cells.min(axis=0)).max()) >= SPREAD
        key = "stretch" if spread else _kind(self.surface, points[best])
        return Place(key, tuple(points[best].tolist()), float(losses[best]), cells)


def _known(surface: Surface) -> Iterator[Place]:
    if not surface.minima:
        return
    losses = surface.value(np.array(surface.minima))
    level = float(losses.min()) + SAME_LOSS * abs(float(surface.value(surface.start)) - float(losses.min()))
    none = np.empty((0, surface.dim), dtype=np.int64)
    lone = len(surface.minima) == 1 or bool((losses <= level).all())
    for at, loss in zip(surface.minima, losses.tolist(), strict=True):
        yield Place("minimum" if lone else "lowest" if loss <= level else "local", tuple(map(float, at)), loss, none)


def _kind(surface: Surface, point: Array) -> str:
    """What a resting place is, as far as its curvature says."""
    hessian, gradient = surface.hessian(point), surface.gradient(point)
    if not (np.isfinite(hessian).all() and np.isfinite(gradient).all()):
        return "rest"
    curvatures, axes = np.linalg.eigh(hessian)
    if np.abs(curvatures).min() <= FLAT * np.abs(curvatures).max():
        return "rest"
    low, high = np.array(surface.domain).T
    to_go = axes @ ((axes.T @ gradient) / curvatures)  # to where the gradient is zero, as the curvature has it
    if (np.abs(to_go) > CELL * (high - low)).any():
        return "rest"
    return "found" if curvatures[0] > 0 else "top" if curvatures[-1] < 0 else "saddle"


def _touch(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which cells are the same or neighbours, (len(a), len(b))."""
    return np.asarray((np.abs(a[:, None] - b[None]) <= 1).all(axis=2))


def _together(cells: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The places of cells that hang together, those of the first cell first."""
    touch = _touch(cells, cells)
    left = np.ones(len(cells), dtype=np.bool_)
    while left.any():
        group = np.zeros(len(cells), dtype=np.bool_)
        edge = group.copy()
        edge[left.argmax()] = True
        while edge.any():
            group |= edge
            edge = touch[edge].any(axis=0) & left & ~group
        left &= ~group
        yield np.flatnonzero(group)
