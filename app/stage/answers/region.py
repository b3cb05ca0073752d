"""Which class a model gives to every place of a plot: its log-odds over a grid of two inputs, as text."""

import base64
from typing import Any

import numpy as np

from app.server.answering import for_json
from app.stage.answers.path_cache import path_in
from optim_core import Experiment, Surface
from optim_core.examples.data import Data
from optim_core.examples.losses import chance
from optim_core.types import Array

Box = tuple[tuple[float, float], tuple[float, float]]
CELLS = 48  # places a side
BEYOND = 0.1  # of the data's width, on every side
ODDS = 0.01  # what a region's whole numbers count: hundredths of log-odds
SHADES = 4.0  # log-odds from which on a class is as good as certain: 98 %
CHANCES = (0.1, 0.5, 0.9)  # of class 1, which lines are drawn at
LARGEST = np.iinfo(np.int16).max


def two_inputs(surface: Surface) -> bool:
    """Whether a surface comes from examples with two inputs each, so that they lie in a plane."""
    return surface.data is not None and surface.data.inputs == 2


def box(data: Data) -> Box:
    """The inputs that are drawn: those of the data and a bit beyond."""
    ends = []
    for low, high in data.extent:
        margin = BEYOND * (high - low) or 1.0
        ends.append((low - margin, high + margin))
    across, up = ends
    return across, up


def places(data: Data, cells: int = CELLS) -> Array:
    """The places of the grid, (cells * cells, 2): row by row from the lowest, each from left to right."""
    (left, right), (low, high) = box(data)
    across, up = np.meshgrid(np.linspace(left, right, cells), np.linspace(low, high, cells))
    return np.column_stack([across.ravel(), up.ravel()])


def packed(values: Array, unit: float) -> str | None:
    """Numbers as whole multiples of `unit`, 16 bits each, in base64; None where one is no number."""
    if not np.isfinite(values).all():
        return None
    whole = np.clip(np.round(values / unit), -LARGEST, LARGEST).astype("<i2")
    return base64.b64encode(whole.tobytes()).decode()


def region(surface: Surface, point: Array | None, cells: int = CELLS) -> str | None:
    """The log-odds of class 1 over the grid for one point (dim,); None without one, or where they are no numbers."""
    if point is None:
        return None
    assert surface.model is not None, "only a surface from data has regions"
    with np.errstate(all="ignore"):
        return packed(surface.model.predictions(point, places(surface.model.data, cells)), ODDS)


def grid_record(data: Data, cells: int = CELLS) -> dict[str, Any]:
    """How the numbers of a region are meant: where its places lie, what they count, where lines are drawn."""
    odds = [float(np.log(share / (1 - share))) for share in CHANCES]
    return {"box": box(data), "cells": cells, "unit": ODDS, "shades": SHADES, "levels": odds}


def regions(query: str, row: int) -> dict[str, Any] | None:
    """The region of each run after `row` steps, and the chance of class 1 that it gives to each example.

    After the end of a run it is the end that is shown. None for a surface without two inputs.
    """
    experiment = Experiment.from_query(query)
    surface = experiment.surface
    if surface.model is None or not two_inputs(surface):
        return None
    points = [point_at(query, number, row) for number in range(1, len(experiment.runs) + 1)]
    return {
        **grid_record(surface.model.data),
        "row": row,
        "regions": [region(surface, point) for point in points],
        "chances": [_chances(surface, point) for point in points],
    }


def point_at(query: str, number: int, row: int) -> Array | None:
    """Where run `number` = 1, 2, ... is after `row` steps, or at its end; None where not even its start has a loss."""
    trajectory = path_in(query, number, row)
    last = int(trajectory.ended_at[0])
    return None if last < 0 else np.asarray(trajectory.points[min(row, last), 0])


def _chances(surface: Surface, point: Array | None) -> list[float | None] | None:
    if point is None:
        return None
    assert surface.model is not None, "only a surface from data has examples"
    with np.errstate(all="ignore"):
        values = chance(surface.model.predictions(point, surface.model.data.train.x))
    shares: list[float | None] = for_json(values.round(4).tolist())
    return shares
