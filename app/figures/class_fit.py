"""The data of two classes as a small picture: which class the first run gives to every place, and all borders."""

import base64
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from PIL import Image

from app.figures.strokes import DASHES, HEIGHT, WIDTH, Scale, line
from app.figures.theme import BACKGROUND, CLASSES, Look, Scheme
from optim_core.examples.data import Data, Model
from optim_core.examples.losses import chance
from optim_core.surfaces.form import Domain
from optim_core.types import Array

INSET = 10
BEYOND = 0.08  # of the data's width, on every side
ACROSS, UP = 90, 55  # places of the grid
STRENGTH = 0.5  # of the colour where a class is certain


def class_fit(model: Model, ends: Sequence[tuple[Look, Array]], scheme: Scheme) -> Iterator[str]:
    """The parts of the picture. `ends` are the runs with the points (dim,) they ended at, the first run last."""
    box = _box(model.data)
    scale = Scale(box)
    places = [np.linspace(low, high, count) for (low, high), count in zip(box, (ACROSS, UP), strict=True)]
    inputs = np.stack(np.meshgrid(*places), axis=-1).reshape(-1, 2)
    for number, (look, point) in enumerate(reversed(ends)):
        with np.errstate(all="ignore"):
            odds = model.predictions(point, inputs).reshape(UP, ACROSS)
        if not np.isfinite(odds).all():
            continue
        if number == 0:
            yield _tint(odds, scheme)
        border = scale.all(_border(odds, *places))
        yield line(border, BACKGROUND[scheme], width=5.5, opacity=0.75)
        yield line(border, look.color, width=2.6, dash=DASHES[look.dash])
    yield from _examples(model.data, scale, scheme)


def _box(data: Data) -> Domain:
    ends = []
    for low, high in data.extent:
        margin = BEYOND * (high - low) or 1.0
        ends.append((low - margin, high + margin))
    return tuple(ends)


def _tint(odds: Array, scheme: Scheme) -> str:
    """The chance of the likelier class as the strength of its colour."""
    below, above = (_rgb(color) for color in CLASSES[scheme])
    sure = 2 * np.abs(chance(odds) - 0.5)
    image = np.empty((*odds.shape, 4), dtype=np.uint8)
    image[..., :3] = np.where((odds > 0)[..., None], above, below)
    image[..., 3] = (255 * STRENGTH * sure).round()
    buffer = io.BytesIO()
    Image.fromarray(image[::-1].copy()).quantize(64).save(buffer, format="PNG", optimize=True)
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<image href="data:image/png;base64,{data}" width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="none"/>'


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def _border(odds: Array, across: Array, up: Array) -> Array:
    """The places where the odds are even, cell by cell, as short strokes with gaps between, (n, 2)."""
    strokes: list[tuple[float, float]] = []
    gap = (np.nan, np.nan)
    for row, (low, high) in enumerate(pairwise(up.tolist())):
        for column, (left, right) in enumerate(pairwise(across.tolist())):
            corners = odds[row, column], odds[row, column + 1], odds[row + 1, column + 1], odds[row + 1, column]
            if len({value > 0 for value in corners}) == 1:
                continue
            a, b, c, d = map(float, corners)
            crossings = []
            for (p, q), start, end in (
                ((a, b), (left, low), (right, low)),
                ((b, c), (right, low), (right, high)),
                ((c, d), (right, high), (left, high)),
                ((d, a), (left, high), (left, low)),
            ):
                if (p > 0) != (q > 0):
                    share = p / (p - q)
                    crossings.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
            strokes += [place for pair in zip(crossings[::2], crossings[1::2], strict=True) for place in (*pair, gap)]
    return np.array(strokes).reshape(-1, 2)


def _examples(data: Data, scale: Scale, scheme: Scheme) -> Iterator[str]:
    """Class 0 as discs, class 1 as hollow squares."""
    for group, color in enumerate(CLASSES[scheme]):
        chosen = scale.all(data.train.x[data.train.y == group]).tolist()
        if group:
            shapes = "".join(f'<rect x="{x - 2.6:.1f}" y="{y - 2.6:.1f}" width="5.2" height="5.2"/>' for x, y in chosen)
            yield f'<g fill="{BACKGROUND[scheme]}" stroke="{color}" stroke-width="1.5">{shapes}</g>'
        else:
            shapes = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8"/>' for x, y in chosen)
            yield f'<g fill="{color}">{shapes}</g>'
