"""One picture of some paths: where they went over the map, and their losses step by step; its words say the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.pictures.axes import Ends, Frame
from optim_core.pictures.contours import levels, segments
from optim_core.pictures.svg import element, number, short, through, words

Array = NDArray[np.float64]

WIDTH, HEIGHT, FOOT, LINE = 760, 348, 366, 19  # of the picture, of its plots with their numbers, of a line below them
GRID, CURVE = 61, 301  # points a side
MOST_DRAWN = 12  # paths
MOST_POINTS = 600  # of a path
# On white and on near black alike these have a contrast of at least 3 : 1; dashes tell apart what colours may not.
COLOURS = ("#0080C8", "#D9661F", "#1A9366", "#C45AA0", "#8A78D8", "#9A8030")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 4", "14 5")


class Ground(Protocol):
    """What paths go over, as far as a picture needs to know it."""

    @property
    def name(self) -> str: ...
    @property
    def domain(self) -> tuple[Ends, ...]: ...
    @property
    def variables(self) -> tuple[str, ...]: ...
    @property
    def minima(self) -> tuple[tuple[float, ...], ...]: ...
    @property
    def usual_plane(self) -> tuple[str, str] | None: ...
    def value(self, points: ArrayLike, /) -> Array: ...


@dataclass(frozen=True)
class Walk:
    """One path: points (rows, dim) and losses (rows,). After its end both are nan."""

    label: str
    points: Array
    loss: Array

    @property
    def last(self) -> int:
        """The last row there is; -1 where there is none."""
        there = np.isfinite(self.points).all(axis=1) & np.isfinite(self.loss)
        return len(there) - 1 if there.all() else int(there.argmin()) - 1

    @property
    def rows(self) -> NDArray[np.int64]:
        """The rows that are drawn: all of them, or as many evenly spread ones as a picture can show."""
        return np.unique(np.linspace(0, self.last, min(self.last + 1, MOST_POINTS)).astype(np.int64))

    def said(self) -> str:
        """Where it ended, in words."""
        if self.last < 0:
            return f"{self.label}: there is no loss at its start"
        steps, asked = self.last, len(self.loss) - 1
        end = f"loss {short(float(self.loss[self.last]))}"
        if steps < asked:
            return f"{self.label}: ends after {steps} of {asked} steps, {end}"
        return (
            f"{self.label}: {end} after {steps} {'step' if steps == 1 else 'steps'}"
            if asked
            else f"{self.label}: {end}"
        )


def picture(walks: Sequence[Walk], ground: Ground | None, plane: tuple[str, str] | None = None) -> str:
    """The picture as an SVG element. Its title and description say what it shows."""
    drawn = {place: walk for place, walk in enumerate(walks[:MOST_DRAWN]) if walk.last >= 0}
    where = "" if ground is None else f" on {ground.name}"
    title = f"{', '.join(dict.fromkeys(walk.label for walk in walks))}{where}"
    notes = [walk.said() for walk in walks[: len(DASHES)]]
    if len(walks) > len(notes):
        notes.append(f"and {len(walks) - len(notes)} more; {len(drawn)} paths are drawn")
    parts = [element("title", words(title)), element("desc", words("; ".join(notes)))]
    foot = FOOT if drawn else 2 * LINE
    parts += [element("text", words(title), x=10, y=18, font_weight="bold")]
    if ground is not None and drawn:
        parts += _map(drawn, ground, plane) if ground.usual_plane else _curve(drawn, ground)
    if any(walk.last > 0 for walk in drawn.values()):
        parts += _losses(drawn, alone=ground is None)
    for place, note in enumerate(notes):
        y = foot + place * LINE
        if place in drawn and place < len(DASHES):
            parts.append(element("path", d=through([(10, y - 4.0), (46, y - 4.0)]), **_look(place)))
        parts.append(element("text", words(note), x=54, y=float(y)))
    height = foot + len(notes) * LINE
    style = "max-width:100%;height:auto;color:inherit;font:13px system-ui,sans-serif"
    size = {"viewBox": f"0 0 {WIDTH} {height}", "width": WIDTH, "height": height, "style": style}
    return element("svg", *parts, xmlns="http://www.w3.org/2000/svg", role="img", fill="currentColor", **size)


def _look(place: int) -> dict[str, object]:
    look = {"fill": "none", "stroke": COLOURS[place % len(COLOURS)], "stroke_width": 2, "stroke_linejoin": "round"}
    return {**look, "stroke_dasharray": DASHES[place % len(DASHES)] or "none"}


def _map(walks: Mapping[int, Walk], ground: Ground, plane: tuple[str, str] | None) -> list[str]:
    """Lines of equal loss and the paths; with more than two coordinates a slice through where the first path ends."""
    named = plane or ground.usual_plane or ground.variables[:2]
    across, up = (ground.variables.index(name) for name in named)
    frame = Frame(72, 30, 288, 270, ground.domain[across], ground.domain[up])
    x, y = (np.linspace(*ground.domain[axis], GRID) for axis in (across, up))
    first = next(iter(walks.values()))
    places = np.tile(first.points[first.last], (GRID, GRID, 1))
    places[..., across], places[..., up] = np.meshgrid(x, y)
    heights = ground.value(places)
    lines = []
    for level in levels(heights):
        pieces = segments(heights, level) * [frame.width / (GRID - 1), -frame.height / (GRID - 1)] + [0, frame.height]
        lines.append("".join(through(map(tuple, piece)) for piece in pieces.tolist()))
    contours = element("path", d="".join(lines), fill="none", stroke="currentColor", opacity=0.35)
    drawn = []
    for place, walk in walks.items():
        drawn += _path(frame, walk.points[walk.rows][:, [across, up]], place)
    for minimum in ground.minima if len(ground.variables) == 2 else ():
        mx, my = frame.place(minimum[across], minimum[up])
        cross = f"M{number(mx - 5)} {number(my)}h10M{number(mx)} {number(my - 5)}v10"
        drawn.append(element("path", d=cross, stroke="currentColor", stroke_width=2))
    return [frame.drawn(contours, *drawn), *frame.axes(*named)]


def _curve(walks: Mapping[int, Walk], ground: Ground) -> list[str]:
    """The loss of a surface with one coordinate, and the paths as points on it."""
    x = np.linspace(*ground.domain[0], CURVE)
    loss = ground.value(x[:, None])
    seen = loss[np.isfinite(loss)]
    if not seen.size:
        return []
    frame = Frame(72, 30, 288, 270, ground.domain[0], _room(float(seen.min()), float(seen.max())))
    line = [frame.place(*point) for point in zip(x.tolist(), loss.tolist(), strict=True) if math.isfinite(point[1])]
    drawn = [element("path", d=through(line), fill="none", stroke="currentColor", opacity=0.5)]
    for place, walk in walks.items():
        drawn += _path(frame, np.column_stack([walk.points[walk.rows, 0], walk.loss[walk.rows]]), place)
    return [frame.drawn(*drawn), *frame.axes(ground.variables[0], "loss")]


def _path(frame: Frame, points: Array, place: int) -> list[str]:
    """A path with a ring where it starts and a dot where it ends."""
    pixels = [frame.place(*point) for point in points.tolist()]
    (sx, sy), (ex, ey) = pixels[0], pixels[-1]
    colour = COLOURS[place % len(COLOURS)]
    end = element("circle", cx=ex, cy=ey, r=4, fill=colour)
    if len(pixels) == 1:
        return [end]
    start = element("circle", cx=sx, cy=sy, r=5, fill="none", stroke="currentColor", stroke_width=2)
    return [element("path", d=through(pixels), **_look(place)), start, end]


def _losses(walks: Mapping[int, Walk], alone: bool) -> list[str]:
    """The losses step by step, on a logarithmic scale where they fall by powers of ten."""
    seen = np.concatenate([walk.loss[: walk.last + 1] for walk in walks.values()])
    low, high = float(seen.min()), float(seen.max())
    log = low > 0 and high / low > 30
    ends = (low / 1.2, high * 1.2) if log else _room(low, high)
    left = 72 if alone else 452
    frame = Frame(left, 30, WIDTH - 16 - left, 270, (0.0, float(max(walk.last for walk in walks.values()))), ends, log)
    drawn = []
    for place, walk in walks.items():
        line = [frame.place(float(row), float(walk.loss[row])) for row in walk.rows]
        drawn.append(element("path", d=through(line), **_look(place)))
    return [frame.drawn(*drawn), *frame.axes("step", "loss")]


def _room(low: float, high: float) -> Ends:
    """A range with some room at both ends."""
    room = 0.06 * (high - low) or max(1.0, abs(high)) * 0.5
    return low - room, high + room
