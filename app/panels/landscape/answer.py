"""The loss around the path of a run with many coordinates, ready for JSON: a figure, what it says in words, a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.figures.heights import heights_of
from app.figures.theme import Scheme, looks, scheme_of
from app.panels.landscape.figure import Drawn, landscape_figure
from app.panels.landscape.words import Seen, in_words, title
from app.server.answering import Refused, for_json, split_query, whole_number
from app.stage.answers.controls import names_of
from app.stage.answers.path_cache import path_in
from app.stage.answers.scene import stage_texts
from app.words.words import catalogue, text
from optim_core import Experiment
from optim_core.insights.landscape import Plane, box_around, landscape, losses, path_plane, random_plane, rows_drawn
from optim_core.types import Array, Trajectory

PLANES = ("path", "all", "random")
LOSSES = ("train", "test")
MOST_DRAWS = 999_999
MOST_ROWS = 401  # of one path in the picture; the plane is that of all rows
TABLE_ROWS = 14
FEWEST_COORDINATES = 3  # the map shows two as they are


@dataclass(frozen=True)
class _Path:
    """A run that is shown: its number from 1, its trajectory, and its points as far as they are drawn."""

    number: int
    trajectory: Trajectory
    points: Array  # (n, dim)


def landscape_answer(query: str, language: str) -> dict[str, Any]:
    """The landscape around run `run` on the plane `plane`; a random one is that of the seed `draw`.

    `loss` is that of the training examples or of those held out. Without a picture `words` say why there is none.
    """
    query, own = split_query(query, "run", "plane", "draw", "loss", "scheme")
    experiment = Experiment.from_query(query)
    number = whole_number(own, "run", 1, len(experiment.runs), language)
    draw = whole_number(own, "draw", 0, MOST_DRAWS, language)
    kind, which = _one_of(own, "plane", PLANES, language), _one_of(own, "loss", LOSSES, language)
    tests = experiment.surface.data is not None and experiment.surface.data.test is not None
    paths = list(_paths(experiment, query, number, everybody=kind == "all"))
    plane = _plane(experiment, paths, kind, draw)
    choices = {"run": number, "plane": kind, "draw": draw, "loss": which if tests else LOSSES[0], "tests": tests}
    if plane is None:
        return {**choices, "figure": None, "paths": [], "table": None, "words": [_why(experiment, paths, language)]}
    scheme = scheme_of(own.get("scheme"))
    return {**choices, **_picture(experiment, paths, plane, tests and which == "test", scheme, language)}


def _one_of(own: dict[str, str], name: str, known: Sequence[str], language: str) -> str:
    value = own.get(name, known[0])
    if value not in known:
        raise Refused(text(f"landscape.no_{name}", language, known=", ".join(known)))
    return value


def _paths(experiment: Experiment, query: str, number: int, everybody: bool) -> Iterator[_Path]:
    """The chosen run first, then the others that begin at all, where they are to be seen too."""
    for place in (number, *(other for other in range(1, len(experiment.runs) + 1) if everybody and other != number)):
        trajectory = path_in(query, place)
        points = trajectory.points[: rows_drawn(trajectory), 0]
        if place == number or len(points):
            yield _Path(place, trajectory, points)


def _plane(experiment: Experiment, paths: Sequence[_Path], kind: str, draw: int) -> Plane | None:
    surface, path = experiment.surface, paths[0].points
    if surface.dim < FEWEST_COORDINATES or not len(path):
        return None
    if kind != "random":
        return path_plane(path, [other.points for other in paths[1:]])
    return random_plane(path[-1], draw, () if surface.model is None else surface.model.filters)


def _why(experiment: Experiment, paths: Sequence[_Path], language: str) -> str:
    """Why there is no plane."""
    if experiment.surface.dim < FEWEST_COORDINATES:
        return text("landscape.flat", language, dim=experiment.surface.dim)
    rows = len(paths[0].points)
    return text("landscape.no_start" if rows == 0 else "landscape.still" if rows > 2 else "landscape.lost", language)


def _picture(
    experiment: Experiment, paths: Sequence[_Path], plane: Plane, held_out: bool, scheme: Scheme, language: str
) -> dict[str, Any]:
    surface = experiment.surface
    styles = looks(experiment.runs, scheme, names_of(experiment.runs, language))
    drawn = []
    for path in paths:
        rows = _thinned(len(path.points), MOST_ROWS)
        places, own = plane.places(path.points[rows]), path.trajectory.loss[rows, 0]
        if held_out:
            own = losses(surface, path.points[rows], held_out)
        height = losses(surface, plane.points(places), held_out)
        drawn.append(Drawn(path.number, styles[path.number - 1], rows, places, own, height))
    box = box_around(np.concatenate([path.places for path in drawn]), 0.0 if plane.shares else 1.0)
    relief = landscape(surface, plane, box, held_out=held_out)
    words = stage_texts(language)
    titles = title(plane, 0, language), title(plane, 1, language)
    seen = Seen(experiment, plane, relief, drawn, [path.points for path in paths], held_out, paths[0].trajectory)
    return {
        "words": list(in_words(seen, language)),
        "figure": landscape_figure(heights_of(relief.axes, relief.loss), drawn, titles, scheme, words),
        "paths": [
            {"run": path.number, "steps": path.steps.tolist(), "x": path.places[:, 0].tolist()}
            | {"y": path.places[:, 1].tolist(), "label": path.look.label, "color": path.look.color}
            | {"marker": path.look.marker, "dash": path.look.dash}
            for path in drawn
        ],
        "table": _table(drawn[0], language),
    }


def _thinned(rows: int, most: int) -> NDArray[np.int64]:
    """Rows evenly from the first to the last, both included."""
    return np.unique(np.linspace(0, rows - 1, min(rows, most)).round().astype(np.int64))


def _table(path: Drawn, language: str) -> dict[str, Any]:
    """A few steps of the chosen run, closer together at the beginning, where most happens."""
    rows = np.unique(np.append(0, np.geomspace(1, len(path.steps), TABLE_ROWS).round().astype(np.int64) - 1))
    words = catalogue(language)
    heads = ("stage.col_step", *(f"landscape.col_{name}" for name in ("across", "up", "loss", "height")))
    columns = np.column_stack([path.places, path.loss, path.height])[rows]
    return {
        "caption": text("landscape.caption", language, name=path.look.label),
        "heads": [words[head] for head in heads],
        "rows": [[step, *row] for step, row in zip(path.steps[rows].tolist(), for_json(columns.tolist()), strict=True)],
    }
