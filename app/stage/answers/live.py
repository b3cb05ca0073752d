"""The surface while it changes: a coarse grid of its heights over the box that is shown, for one frame of a drag.

At rest the map is Plotly's, with 96 losses a side. Drawing that takes a browser longer than a frame, and so does a
scene. While a point of the data or a slider of the surface moves, the paths bring along what else changes: the heights
on the same scale of colours, the lowest points, and the examples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.figures import grid
from app.server.answering import Refused
from app.stage.answers.fit import data_record
from optim_core import Experiment, Surface, Trajectory
from optim_core.types import Array

Box = tuple[tuple[float, float], ...]
SIDE, LEAST_SIDE = 48, 12  # heights a side
MOST_WORK = 3_000_000  # numbers that may be worked out for a frame's heights; a network has its coarser for it
ENDS = 1e9


@dataclass(frozen=True)
class Shown:
    """What the browser shows of the map: the step of the runs, the box, and the box that the colours are for."""

    step: int
    box: Box
    home: Box

    @classmethod
    def read(cls, text: str) -> Shown:
        """`step,left,right,low,high` and then the ends of the home box. Raises Refused."""
        try:
            numbers = [float(piece) for piece in text.replace("%2C", ",").split(",")]
        except ValueError:
            numbers = []
        boxes = tuple(zip(numbers[1::2], numbers[2::2], strict=False))
        fine = len(numbers) == 9 and all(-ENDS <= low < high <= ENDS for low, high in boxes)
        if not fine or not 0 <= numbers[0] <= ENDS:
            raise Refused(
                "live needs a step, then left, right, low and high of the box that is shown, and of its home."
            )
        return cls(int(numbers[0]), boxes[:2], boxes[2:])


def live_surface(experiment: Experiment, first: Trajectory, shown: Shown) -> tuple[dict[str, Any], Array]:
    """What changes of a scene in a frame, ready for JSON, and the heights (1, numbers), 1 where the colours end.

    With more coordinates than two the map is the slice through where the first run is. `side` is 0 where the heights
    would take too long.
    """
    surface = experiment.surface
    record: dict[str, Any] = {"data": data_record(surface), "minima": [list(minimum) for minimum in surface.minima]}
    if surface.data is not None:
        record |= {"offset": surface.data.offset, "scale": surface.data.scale}
    side = _side(surface)
    if surface.dim < 2 or not side:
        return record | {"side": 0}, np.empty((1, 0))
    at = first.points[max(0, min(shown.step, int(first.ended_at[0]))), 0]
    usual = grid(surface, shown.home, side, experiment.axes, at)
    heights = usual if shown.box == shown.home else grid(surface, shown.box, side, experiment.axes, at)
    top = float(np.nanmax(usual.drawn(usual.loss), initial=0.0)) or 1.0
    return record | {"side": side}, usual.drawn(heights.loss).reshape(1, -1) / top


def _side(surface: Surface) -> int:
    """How many heights a side there is time for."""
    work = surface.dim * (1 if surface.data is None or surface.formula else len(surface.data))
    side = min(SIDE, math.isqrt(int(MOST_WORK / work)))
    return side if side >= LEAST_SIDE else 0
