"""The table of the steps as a CSV file: one row for each step of each run, numbers in full."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.controls import names_of
from app.stage.paths import columns
from app.theme import looks
from optim_core import Experiment

BLOCK = 2000  # lines that are sent at once


def steps_csv(experiment: Experiment, language: str) -> Iterator[str]:
    """The file in blocks of lines: run, step, point, gradient, learning rate, step, step size, loss."""
    variables = experiment.surface.variables
    dim = len(variables)
    gradients, steps = ([f"{kind}_{v}" for v in variables] for kind in ("gradient", "step"))
    yield _lines([["run", "step", *variables, *gradients, "learning_rate", *steps, "step_size", "loss"]])
    styles = looks(experiment.runs, "light", names_of(experiment.runs, language))
    for run, look in zip(experiment.runs, styles, strict=True):
        trajectory = experiment.trajectory(run)
        table = columns(trajectory).T
        updates = [*trajectory.updates[: len(table) - 1, 0].tolist(), [""] * dim]
        for first in range(0, len(table), BLOCK):
            rows = []
            for number, row in enumerate(table[first : first + BLOCK].tolist(), start=first):
                point, loss, gradient, (size, rate) = row[:dim], row[dim], row[dim + 1 : -2], row[-2:]
                if number == len(table) - 1:
                    size = rate = ""  # no step leaves the last row
                rows.append([look.label, number, *point, *gradient, rate, *updates[number], size, loss])
            yield _lines(rows)


def _lines(rows: list[list[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
