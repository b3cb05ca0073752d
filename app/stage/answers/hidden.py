"""The hidden units of a network: what each adds to the answer, as a curve or as a small picture, and in words."""

import math
from typing import Any

import numpy as np

from app.stage.answers.fit import grid
from app.stage.answers.region import box, packed, places, point_at, two_inputs
from app.words.words import text
from optim_core import Experiment
from optim_core.examples.data import Data
from optim_core.types import Array

PICTURE = 24  # places a side of a unit's picture
NOTHING = 0.01  # of the largest unit's range: a unit that changes less adds the same everywhere
ONE_WAY = 0.98  # of a unit's range: the net change of a curve that goes one way only
TOWARDS = ("right", "upper_right", "up_side", "upper_left", "left", "lower_left", "down_side", "lower_right")
FULL = 30000  # whole numbers that the largest value of a picture is written with


def units(query: str, number: int, row: int, language: str) -> dict[str, Any] | None:
    """What each unit of the last hidden layer of run `number` = 1, 2, ... adds after `row` steps, and the answer.

    After the end of a run it is the end that is shown. None for a surface without hidden units. Where the answers are
    no numbers there is nothing but `problem`, a sentence.
    """
    surface = Experiment.from_query(query).surface
    model = surface.model
    if model is None or model.units is None:
        return None
    point, plane = point_at(query, number, row), two_inputs(surface)
    inputs = places(model.data, PICTURE) if plane else grid(model.data)
    if point is not None:
        with np.errstate(all="ignore"):
            added, answer = model.units(point, inputs), model.predictions(point, inputs)
    if point is None or not (np.isfinite(added).all() and np.isfinite(answer).all()):
        return {"run": number, "row": row, "problem": text("hidden.problem", language)}
    rest = float(np.median(answer - added.sum(axis=0)))
    shown = _pictures(model.data, added, answer) if plane else _curves(inputs, added, answer)
    weights = point[-1 - len(added) : -1]  # behind them stands the constant
    words = _in_plane(added, weights, language) if plane else _along(inputs, added, model.data.labels[0], language)
    together = text("hidden.sum_classes" if plane else "hidden.sum", language, rest=rest)
    return {"run": number, "row": row, "problem": "", **shown, "rest": rest, "words": words, "together": together}


def _curves(inputs: Array, added: Array, answer: Array) -> dict[str, Any]:
    return {"grid": inputs.tolist(), "units": added.tolist(), "sum": answer.tolist()}


def _pictures(data: Data, added: Array, answer: Array) -> dict[str, Any]:
    """Pictures of one scale, so that they can be compared: the units', and that of the answer."""
    record: dict[str, Any] = {"box": box(data), "cells": PICTURE}
    for key, values in (("units", added), ("sum", answer[None])):
        unit = float(np.abs(values).max()) / FULL or 1.0
        record |= {key: [packed(part, unit) for part in values], f"{key}_unit": unit, f"{key}_most": unit * FULL}
    return record


def _along(inputs: Array, added: Array, label: str, language: str) -> list[str]:
    """What each unit does from left to right: where it is halfway, and how much it adds in all."""
    most = float(np.ptp(added, axis=1).max())
    sentences = []
    for unit, values in enumerate(added, start=1):
        low, high, change = float(values.min()), float(values.max()), float(values[-1] - values[0])
        facts: dict[str, Any] = {"unit": unit, "low": low, "high": high, "x": label, "value": _plain(low, most)}
        if high - low <= NOTHING * most:
            key = "none"
        elif abs(change) < ONE_WAY * (high - low):
            key, facts["place"] = "wave", float(inputs[np.abs(values).argmax()])
        else:
            key = "up" if change > 0 else "down"
            facts |= {"amount": abs(change), "place": _halfway(inputs, values)}
        sentences.append(text(f"hidden.{key}", language, **facts))
    return sentences


def _plain(value: float, most: float) -> float:
    """A value that is nothing beside the largest range is said to be 0."""
    return 0.0 if abs(value) < NOTHING * most else value


def _halfway(inputs: Array, values: Array) -> float:
    """Where values that go one way cross the middle of their range, between the grid's inputs."""
    rising = values if values[-1] > values[0] else -values
    return float(np.interp((rising[0] + rising[-1]) / 2, rising, inputs))


def _in_plane(added: Array, weights: Array, language: str) -> list[str]:
    """How far each unit reaches, the weight it is given, and which way it adds more."""
    most = float(np.ptp(added, axis=1).max())
    sentences = []
    for unit, (values, weight) in enumerate(zip(added, weights, strict=True), start=1):
        facts: dict[str, Any] = {"unit": unit, "low": float(values.min()), "high": float(values.max())}
        facts["weight"] = float(weight)
        if facts["high"] - facts["low"] <= NOTHING * most:
            sentences.append(text("hidden.none", language, **facts, value=_plain(float(values.mean()), most)))
            continue
        towards = text(f"hidden.{_towards(values.reshape(PICTURE, PICTURE))}", language)
        sentences.append(text("hidden.plane", language, **facts, towards=towards))
    return sentences


def _towards(picture: Array) -> str:
    """The side on which a picture's values are larger."""
    half = PICTURE // 2
    across = float(picture[:, half:].mean() - picture[:, :half].mean())
    up = float(picture[half:].mean() - picture[:half].mean())
    return TOWARDS[round(math.atan2(up, across) / (math.pi / 4)) % len(TOWARDS)]
