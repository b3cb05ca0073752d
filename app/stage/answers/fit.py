"""What the data panel shows: the examples, what the model makes of them at each drawn row of a run, and how well."""

from typing import Any

import numpy as np

from app.stage.answers.region import box, grid_record, two_inputs
from optim_core import Surface
from optim_core.examples.data import Data, Model, Points
from optim_core.surfaces.measures import test_loss
from optim_core.types import Array

CURVE = 101  # inputs that a curve is drawn through
BEYOND = 0.25  # of the data's width, on both sides: there the model goes on without examples


def data_record(surface: Surface) -> dict[str, Any] | None:
    """The examples and where models are drawn, ready for JSON; None for a surface without data.

    With one input there are the inputs that curves are drawn at; with two, the box and the grid of the regions.
    """
    model = surface.model
    if model is None:
        return None
    data = model.data
    plane = two_inputs(surface)
    inputs = None if plane else grid(data)
    return {
        **_points(data.train),
        "test": None if data.test is None else _points(data.test),
        "labels": dict(zip(("x", "x2", "y") if plane else ("x", "y"), data.labels, strict=True)),
        "groups": list(data.groups),
        "box": box(data) if plane else None,
        "region": grid_record(data) if plane else None,
        "grid": None if inputs is None else inputs.tolist(),
        "truth": None if inputs is None or data.truth is None else data.truth(inputs).tolist(),
        "units": model.units is not None,
    }


def grid(data: Data) -> Array:
    """The inputs that curves are drawn at: those of the data and a bit beyond."""
    low, high = data.ends
    margin = BEYOND * (high - low) or 1.0
    return np.linspace(low - margin, high + margin, CURVE)


def fit_table(surface: Surface, points: Array) -> Array:
    """The model at each of the grid's inputs for each of `points` (rows, dim), shape (inputs, rows).

    Of a model with two inputs nothing: its regions are an answer of their own, see app/stage/answers/region.py.
    """
    assert surface.model is not None, "only a surface from data has a model to draw"
    if two_inputs(surface):
        return np.empty((0, len(points)))
    with np.errstate(all="ignore"):
        return surface.model.predictions(points, grid(surface.model.data)).T


def measures(surface: Surface, points: Array) -> dict[str, Array]:
    """How good the model is at each of `points` (rows, dim), by name, (rows,) each.

    `test`: the loss on the examples that were held out, where there are some. Of classes, `right` and `right_test`:
    the share of examples on the right side of the border.
    """
    model = surface.model
    assert model is not None, "only a surface from data has a model to measure"
    tested = test_loss(surface, points)
    losses = {} if tested is None else {"test": tested}
    return losses | (_shares(model, points) if model.data.groups else {})


def _shares(model: Model, points: Array) -> dict[str, Array]:
    shares = {"right": model.accuracy(points, model.data.train)}
    if model.data.test is not None:
        shares["right_test"] = model.accuracy(points, model.data.test)
    return shares


def _points(points: Points) -> dict[str, list[Any]]:
    return {"x": points.x.tolist(), "y": points.y.tolist()}
