"""What can be changed about the examples a surface learns from: which set, which rows, and what stands in for them."""

from typing import Any

from app.stage.answers.conditioning import STANDARDISE, conditioning
from app.words.words import catalogue, text
from optim_core import Surface
from optim_core.examples.builtin import DATASETS, datasets
from optim_core.examples.data import Data
from optim_core.examples.dataset import FEWEST_ROWS, LARGEST_NUMBER, MOST_ROWS, OWN_DATA, Sample, rounded
from optim_core.examples.samples import kind_of
from optim_core.surfaces.models.line import line
from optim_core.types import Array

KEYS = {"set": "data", "rows": "points", "held": "held", "labels": "names"}  # fields of the query


def examples_record(surface: Surface, language: str) -> dict[str, Any] | None:
    """The examples as numbers of one's own, and the sets there are to choose from; None for a surface without data.

    `rows` are the training rows as they are typed, input(s) and then the target: what the model sees of an input is
    (input - offset) / scale. `editable` and `sets` are empty where the examples are fixed. `line` are the two
    coordinates of the start that are a line's slope and height.
    """
    data, sample = surface.data, surface.sample
    if data is None or surface.model is None:
        return None
    return {
        "rows": raw_rows(data),
        "offset": data.offset,
        "scale": data.scale,
        "labels": list(data.labels),
        "groups": list(data.groups),
        "editable": sample is not None,
        "moved": sample is not None and (sample.train, sample.test) != (None, None) and sample.data != OWN_DATA,
        "sets": _sets(sample, language) if sample else [],
        "set": sample.data if sample else "",
        "keys": KEYS,
        "redraws": list(surface.drawing),
        "fewest": FEWEST_ROWS,
        "most": MOST_ROWS - (0 if sample is None or sample.test is None else len(sample.test)),
        "largest": LARGEST_NUMBER,
        "line": list(surface.variables) if surface.model.predict is line else [],
        "conditioning": conditioning(surface, language),
    }


def with_seen_labels(record: dict[str, Any] | None, surface: Surface, language: str) -> dict[str, Any] | None:
    """A data record whose inputs are called standardised where they are: their numbers have no unit any more."""
    if record is None or surface.sample is None or not dict(surface.values).get(STANDARDISE):
        return record
    said = {
        place: label if place == "y" else text("stage.data_standardised", language, label=label)
        for place, label in record["labels"].items()
    }
    return record | {"labels": said}


def raw_rows(data: Data) -> list[list[float]]:
    """The training examples as they would be typed."""
    inputs: Array = data.train.x.reshape(len(data), -1) * data.scale + data.offset
    return [
        [*(rounded(value) for value in row), rounded(target)]
        for row, target in zip(inputs.tolist(), data.train.y.tolist(), strict=True)
    ]


def _sets(sample: Sample, language: str) -> list[dict[str, str]]:
    """The built-in sets that fit, each with what it teaches, and one's own where that is in use."""
    words = catalogue(language)
    offered = [
        {"value": slug, "label": words[f"dataset.{slug}.name"], "help": words[f"dataset.{slug}.teaches"]}
        for slug in datasets(kind_of(sample))
    ]
    if sample.data in DATASETS:
        return offered
    own = {"value": OWN_DATA, "label": words["stage.points.own"], "help": words["stage.points.own_help"]}
    return [*offered, own]
