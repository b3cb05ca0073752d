"""Where paths end, in kinds: at which minimum, at rest at which other place, or how else."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optim_core.insights.what_happened import NEAR_MINIMUM
from optim_core.messages import Message
from optim_core.surfaces.surface import Surface
from optim_core.types import OUTCOMES, Array, lengths

CELL = 0.02  # of the box: ends in the same cell or in neighbouring ones are the same place
FAR = 1e9  # cells; ends beyond are one place
SPREAD = 6  # cells; a place that is longer is no point but a stretch
MOST_CELLS = 600  # new ones that are put together at once
MOST_COVERED = 2500  # cells of one place
MOST_PLACES = 200
ELSEWHERE = MOST_PLACES  # the code of resting places beyond these
SAME_LOSS = 1e-6  # of the height of the start: minima this close are equally low
FLAT = 1e-6  # of the largest curvature
DIGITS = 1e-4  # of the box: what a found place is rounded to

OTHERWISE = tuple(outcome for outcome in OUTCOMES if outcome != "converged")
CODES = {outcome: ELSEWHERE + 1 + place for place, outcome in enumerate(OTHERWISE)}  # of paths that rest nowhere


@dataclass(frozen=True)
class Place:
    """A place where paths come to rest."""

    key: str  # of the words that say what it is
    at: tuple[float, ...]
    loss: float
    cells: NDArray[np.int64] = field(repr=False, compare=False)  # (n, dim): what it is known to cover

    @property
    def words(self) -> Message:
        return Message(f"basin.{self.key}", at=self.at)


class Endings:
    """Sorts the ends of paths. Places get their codes 0, 1, ... as they are found, the surface's known minima first.

    Places between which others are found later are one: `now` (256,) has for each code the one that stands for it.
    """

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.low, high = np.array(surface.domain).T
        self.size = high - self.low
        self.places = [*_known(surface)]
        self.known = len(self.places)
        self.now = np.arange(256, dtype=np.uint8)

    def codes(self, points: Array, outcomes: NDArray[np.str_]) -> NDArray[np.uint8]:
        """The code of each end, from the last finite points (n, dim) and the outcomes (n,).

        An end near a known minimum belongs to it, however it got there. Of the others those that converged are put
        together where they lie close; what did not converge has the code of its outcome.
        """
        codes = np.full(len(points), ELSEWHERE, dtype=np.uint8)
        for outcome, code in CODES.items():
            codes[outcomes == outcome] = code
        ended = (outcomes == "diverged") | (outcomes == "left_domain") | (outcomes == "no_step")
        for code, place in enumerate(self.places[: self.known]):
            apart = lengths((points - place.at) / self.size, axis=1)
            codes[(apart <= NEAR_MINIMUM) & ~ended] = code
        resting = np.flatnonzero(codes == ELSEWHERE)
        if len(resting):
            codes[resting] = self._resting(points[resting])
        return codes

    def _resting(self, points: Array) -> NDArray[np.uint8]:
        cells, which, counts = np.unique(
            np.floor(np.clip((points - self.low) / (CELL * self.size), -FAR, FAR)).astype(np.int64),
            axis=0, return_inverse=True, return_counts=True,
        )  # fmt: skip
        codes = np.full(len(cells), ELSEWHERE, dtype=np.uint8)
        for code, near in enumerate(self._near(cells), self.known):
            if near.any():
                same = {code, *codes[near & (codes != ELSEWHERE)].tolist()}
                codes[near | np.isin(codes, [*same])] = min(same)
                self._join(same, cells[near])
        rest = np.flatnonzero(codes == ELSEWHERE)
        rest = rest[np.argsort(-counts[rest], kind="stable")][:MOST_CELLS]
        groups = sorted(_together(cells[rest]), key=lambda group: -int(counts[rest[group]].sum()))
        near = self._near(cells[rest])  # the places cover more by now
        for group in groups:
            members = rest[group]
            if same := {*self.now[self.known + np.flatnonzero(near[:, group].any(axis=1))].tolist()}:
                codes[members] = min(same)
                self._join(same, cells[members])
            elif len(self.places) < MOST_PLACES:
                codes[members] = len(self.places)
                self.places.append(self._place(points[np.isin(which.ravel(), members)], cells[members]))
        return codes[which.ravel()]

    def _near(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which cells are next to which found places, (places, cells)."""
        places = self.places[self.known :]
        near = np.empty((len(places), len(cells)), dtype=np.bool_)
        for row, place in zip(near, places, strict=True):
            row[:] = _touch(cells, place.cells).any(axis=1)
        return near

    def _place(self, points: Array, cells: NDArray[np.int64]) -> Place:
        losses = self.surface.value(points)
        best = int(np.nanargmin(losses)) if np.isfinite(losses).any() else 0
        key = "stretch" if _long(cells) else _kind(self.surface, points[best])
        at = tuple(_rounded(value, size) for value, size in zip(points[best].tolist(), self.size.tolist(), strict=True))
        return Place(key, at, float(losses[best]), cells)

    def _join(self, codes: set[int], cells: NDArray[np.int64]) -> None:
        """Make one place of all these, which covers the cells, too."""
        first, *others = sorted(codes)
        parts = [self.places[code] for code in (first, *others)]
        covered = np.unique(np.concatenate([*(part.cells for part in parts), cells]), axis=0)[:MOST_COVERED]
        lowest = min(parts, key=lambda part: part.loss)
        self.places[first] = replace(lowest, key="stretch" if _long(covered) else lowest.key, cells=covered)
        for code in others:
            self.now[self.now == code] = first
            self.places[code] = replace(self.places[code], cells=covered[:0])


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


def _long(cells: NDArray[np.int64]) -> bool:
    return int((cells.max(axis=0) - cells.min(axis=0)).max()) >= SPREAD


def _rounded(value: float, size: float) -> float:
    """As exact as anybody needs it on a box of this size; 0.0 for what is as good as zero."""
    return round(value, math.ceil(-math.log10(DIGITS * size))) + 0.0


def _touch(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which cells are the same or neighbours, (len(a), len(b))."""
    touch = np.ones((len(a), len(b)), dtype=np.bool_)
    for mine, other in zip(a.T, b.T, strict=True):  # all axes at once would take a lot of memory in many dimensions
        touch &= np.abs(mine[:, None] - other) <= 1
    return touch


def _together(cells: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The places of cells that hang together, those of the first cell first."""
    touch = _touch(cells, cells)
    rest = np.ones(len(cells), dtype=np.bool_)
    while rest.any():
        group = np.zeros(len(cells), dtype=np.bool_)
        edge = group.copy()
        edge[rest.argmax()] = True
        while edge.any():
            group |= edge
            edge = touch[edge].any(axis=0) & rest & ~group
        rest &= ~group
        yield np.flatnonzero(group)
