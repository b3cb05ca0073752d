"""The weights of one run over its steps, ready for JSON: how they belong together, which moved most, and in words."""

import re
from typing import Any

import numpy as np

from app.figures.theme import looks
from app.server.answering import Refused, split_query, whole_number
from app.stage.answers.controls import names_of
from app.stage.answers.path_cache import path_in
from app.words.words import text
from optim_core import Experiment
from optim_core.types import Array

FEWEST = 3  # weights; a pair of them is on the map already
TABLE = 24  # rows of the table: the weights that moved most
LAYERED = re.compile(r"([wb])(\d+)_")  # a network's weights: w1_2_3, b1_2
LETTER = re.compile(r"[a-z]+")


def weights(query: str, language: str) -> dict[str, Any]:
    """The groups of weights of run `run` = 1, 2, ..., those that moved most, and a sentence."""
    query, own = split_query(query, "run")
    experiment = Experiment.from_query(query)
    surface = experiment.surface
    if surface.model is None or surface.dim < FEWEST:
        raise Refused(text("weights.none", language, fewest=FEWEST))
    number = whole_number(own, "run", 1, len(experiment.runs), language)
    look = looks(experiment.runs, "light", names_of(experiment.runs, language))[number - 1]
    trajectory = path_in(query, number)
    last = int(trajectory.ended_at[0])
    path = trajectory.points[: last + 1, 0]
    with np.errstate(over="ignore"):
        moved = np.abs(path[-1] - path[0]) if last > 0 else np.zeros(surface.dim)
    order = np.argsort(-moved, kind="stable")
    return {
        "run": number,
        "groups": groups(surface.variables, language),
        "order": order[:TABLE].tolist(),
        "words": _words(look.label, surface.variables, path, int(order[0]), language),
    }


def groups(variables: tuple[str, ...], language: str) -> list[dict[str, Any]]:
    """The weights that stand side by side in a model, each group with its name and the places of its weights."""
    places: dict[str, list[int]] = {}
    layers = max((int(match[2]) for name in variables if (match := LAYERED.match(name))), default=0)
    for place, name in enumerate(variables):
        places.setdefault(_group(name, layers, language), []).append(place)
    return [{"title": title, "axes": axes} for title, axes in places.items()]


def _group(name: str, layers: int, language: str) -> str:
    match = LAYERED.match(name)
    if match is None:
        letter = LETTER.match(name)
        return text("weights.letter", language, letter=letter[0] if letter else name)
    layer = int(match[2])
    place = "last" if layer == layers else "layer"
    return text(f"weights.{place}_{match[1]}", language, layer=layer)


def _words(label: str, variables: tuple[str, ...], path: Array, most: int, language: str) -> str:
    """Which weight moved most, and how far all of them are from where they began."""
    steps = len(path) - 1
    if steps < 1:
        return text("weights.still", language, name=label)
    first, last = float(path[0, most]), float(path[-1, most])
    with np.errstate(over="ignore"):
        apart_now = float(np.hypot.reduce(path[-1] - path[0]))
        size = float(np.hypot.reduce(path[0]))
    facts = {"name": label, "steps": steps, "variable": variables[most], "first": first, "last": last}
    return text("weights.moved", language, **facts, distance=apart_now, size=size)
