"""What the data panel shows: the examples, the model's curve at each drawn row of a run, and its hidden units."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.stage.rule import followed
from optim_core import Experiment, Surface
from optim_core.data import Data, Points
from optim_core.measures import test_loss
from optim_core.types import Array

CURVE = 101  # inputs that a curve is drawn through
BEYOND = 0.25  # of the data's width, on both sides: there the model goes on without examples


def data_record(surface: Surface) -> dict[str, Any] | None:
    """The examples and the inputs that curves are drawn at, ready for JSON; None for a surface without data."""
    model = surface.model
    if model is None:
        return None
    data, inputs = model.data, grid(model.data)
    return {
        **_points(data.train),
        "test": None if data.test is None else _points(data.test),
        "labels": dict(zip("xy", data.labels, strict=True)),
        "grid": inputs.tolist(),
        "truth": None if data.truth is None else data.truth(inputs).tolist(),
        "units": model.units is not None,
    }


def grid(data: Data) -> Array:
    """The inputs that curves are drawn at: those of the data and a bit beyond."""
    low, high = data.ends
    margin = BEYOND * (high - low)
    return np.linspace(low - margin, high + margin, CURVE)


def fit_table(surface: Surface, points: Array) -> Array:
    """The model at each of the grid's inputs for each of `points` (rows, dim), shape (inputs, rows).

    Where examples are held out there is one more row at the end: the mean squared error on these.
    """
    assert surface.model is not None, "only a surface from data has a model to draw"
    table = surface.model.predictions(points, grid(surface.model.data)).T
    tested = test_loss(surface, points)
    return table if tested is None else np.vstack([table, tested])


def units(query: str, number: int, row: int) -> dict[str, Any] | None:
    """What each hidden unit adds to the curve of run `number` = 1, 2, ... after `row` steps, and their sum with c.

    After the end of a run it is the end that is shown. None for a surface without hidden units.
    """
    model = Experiment.from_query(query).surface.model
    if model is None or model.units is None:
        return None
    trajectory, inputs = followed(query, number), grid(model.data)
    point = trajectory.points[min(row, max(int(trajectory.ended_at[0]), 0)), 0]
    return {
        "grid": inputs.tolist(),
        "units": model.units(point, inputs).tolist(),
        "sum": model.predictions(point, inputs).tolist(),
    }


def _points(points: Points) -> dict[str, list[float]]:
    return {"x": points.x.tolist(), "y": points.y.tolist()}
