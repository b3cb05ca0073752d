"""What a lesson leaves free: patterns of fields, and a scene with the controls that are left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.stage.answers.conditioning import STANDARDISE
from app.stage.answers.fixed_words import fixed_words
from app.words.words import text
from optim_core import OPTIMIZERS, Experiment

MOST_PATTERNS = 60
LONGEST_PATTERN = 60
START = "start"  # stands for every coordinate of the start point
_PATTERN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\*?", re.ASCII)


@dataclass(frozen=True)
class FreeFields:
    """The fields that may be set: their keys, beginnings of keys with a star at the end, or `start`."""

    patterns: tuple[str, ...]

    @classmethod
    def read(cls, listed: str) -> FreeFields | None:
        """The patterns of a list with commas; None where it is no such list, or too long a one."""
        patterns = tuple(filter(None, listed.split(",")))
        fine = all(len(one) <= LONGEST_PATTERN and _PATTERN.fullmatch(one) for one in patterns)
        return cls(patterns) if fine and len(patterns) <= MOST_PATTERNS else None

    def has(self, key: str) -> bool:
        """Whether the field `key` may be set."""
        return any(key.startswith(one[:-1]) if one.endswith("*") else key == one for one in self.patterns)

    def within(self, variables: Iterable[str]) -> FreeFields:
        """The same with `start` written out."""
        return FreeFields((*self.patterns, *variables)) if START in self.patterns else self

    def only(self, controls: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The controls that are left of these."""
        return [control for control in controls if self.has(control["key"])]


def lesson_scene(scene: dict[str, Any], experiment: Experiment, free: FreeFields, language: str) -> dict[str, Any]:
    """The scene with no control but the free ones, and a sentence about what is fixed."""
    free = free.within(experiment.surface.variables)
    published = [offered for offered in scene["optimizers"] if offered["slug"] in OPTIMIZERS]
    return scene | {
        "start": free.only(scene["start"]),
        "parameters": free.only(scene["parameters"]),
        "plane": free.only(scene["plane"]),
        "examples": _examples(scene["examples"], free),
        "box": scene["box"] if free.has("formula") else None,
        "settings": {name: spec for name, spec in scene["settings"].items() if free.has(spec["key"])},
        "stops": [what for what in scene["stops"] if free.has(f"stop.{what}")],
        "runs": [_run(run, free, language) for run in scene["runs"]],
        "optimizers": published if free.has(f"run{len(experiment.runs) + 1}") else [],
        "fixed": fixed_words(scene, experiment, free.has, language),
    }


def _examples(examples: dict[str, Any] | None, free: FreeFields) -> dict[str, Any] | None:
    """The examples with what may be changed of them."""
    if examples is None:
        return None
    moves = examples["editable"] and free.has(examples["keys"]["rows"])
    shape = {
        **examples["conditioning"],
        "standardise": examples["conditioning"]["standardise"] and free.has(STANDARDISE),
    }
    sets = examples["sets"] if free.has(examples["keys"]["set"]) else []
    return examples | {"editable": moves, "moved": examples["moved"] and moves, "sets": sets, "conditioning": shape}


def _run(run: dict[str, Any], free: FreeFields, language: str) -> dict[str, Any]:
    prefix = f"run{run['number']}"
    chosen = _optimizer_choice(run, prefix, language) if free.has(prefix) else []
    choices = chosen + [choice for one in run["choices"] if (choice := _choice(one, free))]
    return run | {
        "controls": free.only(run["controls"]),
        "changes": free.only(run["changes"]),
        "choices": choices,
        "branch": free.has(f"{prefix}.lr.from1"),
    }


def _choice(choice: dict[str, Any], free: FreeFields) -> dict[str, Any] | None:
    """A list whose own field is locked shows only the sliders that are free; None where nothing is left."""
    mine = free.has(choice["key"])
    controls = free.only(choice["controls"])
    if not mine and not controls:
        return None
    return choice | {"controls": controls, "fixed": not mine} | ({} if mine else {"compare": [], "notes": []})


def _optimizer_choice(run: dict[str, Any], prefix: str, language: str) -> list[dict[str, Any]]:
    known = dict.fromkeys((*OPTIMIZERS, run["optimizer"]))  # an assignment may have a rule of one's own
    options = [{"value": slug, "label": text(f"optimizer.{slug}.name", language)} for slug in known]
    label = text("stage.optimizer", language)
    chosen = {"key": prefix, "label": label, "value": run["optimizer"], "options": options}
    return [chosen | {"drops": [f"{prefix}."], "controls": [], "notes": []}]
