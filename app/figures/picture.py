"""A small picture of an experiment, as SVG: its surface with the path of each run, or the data with the fit."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from app.figures.bands import bands
from app.figures.class_fit import class_fit
from app.figures.heights import Heights, grid
from app.figures.strokes import DASHES, HEIGHT, WIDTH, Scale, dots, line, path, ring, star, svg
from app.figures.theme import BACKGROUND, INK, Look, Scheme, looks
from optim_core import Experiment, ExperimentError, Message
from optim_core.examples.data import Model
from optim_core.surfaces.form import Domain
from optim_core.types import Array

INSET = 10  # around a curve or data, so that dots on the edge are whole
FITTED = 121  # points of a fitted curve
SHARP = 2  # pixels of the raster for each unit of the picture
MAX_QUERY = 2000
MAX_STEPS = 5000  # of a longer run the picture shows the beginning


@lru_cache(maxsize=256)
def picture_of(query: str, scheme: Scheme) -> str:
    """The picture of the experiment that a query text describes. Raises ExperimentError for a text that is not right.

    >>> picture_of("surface=ravine&run1=gd&run1.lr=0.07", "light")[:4]
    '<svg'
    """
    if len(query) > MAX_QUERY:
        raise ExperimentError(Message("query.too_long", length=len(query), high=MAX_QUERY))
    return picture(Experiment.from_query(query), scheme)


def picture(experiment: Experiment, scheme: Scheme) -> str:
    """The picture: what the surface looks like, the runs in their colours, a ring at the start, a star at minima."""
    e = replace(experiment, steps=min(experiment.steps, MAX_STEPS), seeds=1)
    if e.surface.model is not None and e.surface.dim > 2:
        return svg(_data(e, e.surface.model, scheme), scheme)
    return svg(_curve(e, scheme) if e.surface.dim == 1 else _map(e, scheme), scheme)


def _map(e: Experiment, scheme: Scheme) -> Iterator[str]:
    box = _seen(e)
    across, up = e.axes
    at = _end(e) if e.surface.dim > 2 else e.point
    scale = Scale(box)
    yield _ground(grid(e.surface, box, points=WIDTH // 2, axes=e.axes, at=at), scheme)
    yield from (
        star(scale.at(minimum[across], minimum[up]), scheme) for minimum in e.surface.minima if e.surface.dim == 2
    )
    for look, points, _ in _followed(e, scheme):
        yield from path(scale.all(points[:, [across, up]]), look, scheme)
    yield ring(scale.at(e.point[across], e.point[up]), scheme)


def _curve(e: Experiment, scheme: Scheme) -> Iterator[str]:
    (ends,) = _seen(e)
    heights = grid(e.surface, (ends,))
    known = heights.loss[np.isfinite(heights.loss)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    scale = Scale((ends, (low, high if high > low else low + 1.0)), INSET)
    yield line(scale.all(np.column_stack([heights.axes[0], heights.loss])), INK[scheme], width=2.2, opacity=0.55)
    losses = e.surface.value(np.array(e.surface.minima)) if e.surface.minima else ()
    for (x, *_), loss in zip(e.surface.minima, losses, strict=True):
        yield star(scale.at(x, float(loss)), scheme)
    for look, points, loss in _followed(e, scheme):
        yield from path(scale.all(np.column_stack([points[:, 0], loss])), look, scheme)
    yield ring(scale.at(e.point[0], float(e.surface.value(np.array(e.point)))), scheme)


def _data(e: Experiment, model: Model, scheme: Scheme) -> Iterator[str]:
    if model.data.inputs == 1:
        return _fit(e, model, scheme)
    return class_fit(model, [(look, points[-1]) for look, points, _ in _followed(e, scheme) if len(points)], scheme)


def _fit(e: Experiment, model: Model, scheme: Scheme) -> Iterator[str]:
    """The data with what the model made of them: dashed at the start, and each run's curve at its end."""
    train = model.data.train
    left, right = model.data.ends
    room = 0.3 * float(np.ptp(train.y)) or 1.0
    scale = Scale(((left, right), (float(train.y.min()) - room, float(train.y.max()) + room)), INSET)
    inputs = np.linspace(left, right, FITTED)
    first = model.predictions(np.array(e.point), inputs)
    yield line(scale.all(np.column_stack([inputs, first])), INK[scheme], width=1.4, opacity=0.6, dash="3 4")
    for look, points, _ in _followed(e, scheme):
        fitted = scale.all(np.column_stack([inputs, model.predictions(points[-1], inputs)]))
        yield line(fitted, BACKGROUND[scheme], width=5.5, opacity=0.75)
        yield line(fitted, look.color, width=2.6, dash=DASHES[look.dash])
    yield dots(scale.all(np.column_stack([train.x, train.y])), INK[scheme], 2.2, opacity=0.6)


def _followed(e: Experiment, scheme: Scheme) -> Iterator[tuple[Look, Array, Array]]:
    """Each run from the last to the first, which is drawn on top: its look, its points and its losses."""
    styles = looks(e.runs, scheme, [run.optimizer for run in e.runs])
    for run, look in reversed(list(zip(e.runs, styles, strict=True))):
        trajectory = e.trajectory(run)
        rows = slice(0, int(trajectory.ended_at[0]) + 1)
        yield look, trajectory.points[rows, 0], trajectory.loss[rows, 0]


def _end(e: Experiment) -> Sequence[float]:
    """Where the first run ended: a slice of more than two dimensions is laid through there."""
    trajectory = e.trajectory(e.runs[0])
    last = max(0, int(trajectory.ended_at[0]))
    return [float(value) for value in trajectory.points[last, 0]]


def _seen(e: Experiment) -> Domain:
    """The surface's own box, widened so that the start is on it, and a narrow box so that it keeps its proportions."""
    box = []
    for axis in e.axes:
        (low, high), start = e.surface.domain[axis], e.point[axis]
        room = 0.04 * (high - low)
        box.append((min(low, start - room), max(high, start + room)))
    if len(box) == 2:
        (left, right), (low, high) = box
        if (right - left) > 2 * (high - low):
            half = (right - left) * HEIGHT / WIDTH / 2
            box[1] = ((low + high) / 2 - half, (low + high) / 2 + half)
    return tuple(box)


def _ground(heights: Heights, scheme: Scheme) -> str:
    """The map's heights in bands of colour, an image of few colours; where there is no loss it is left open."""
    image = bands(heights.drawn(heights.loss), (WIDTH * SHARP, HEIGHT * SHARP), scheme)
    data = base64.b64encode(image).decode()
    return f'<image href="data:image/png;base64,{data}" width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="none"/>'
