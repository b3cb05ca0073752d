"""The table of the steps as a CSV file: one row for each step of each run, numbers in full."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.controls import names_of
from app.stage.paths import columns
from app.theme import looks
from optim_core import Experiment


def steps_csv(experiment: Experiment, language: str) -> Iterator[str]:
    """The lines of the file: run, step, point, gradient, learning rate, step, step size, loss."""
    variables = experiment.surface.variables
    dim = len(variables)
    yield _line(
        "run",
        "step",
        *variables,
        *(f"gradient_{v}" for v in variables),
        "learning_rate",
        *(f"step_{v}" for v in variables),
        "step_size",
        "loss",
    )
    styles = looks(experiment.runs, "light", names_of(experiment.runs, language))
    for run, look in zip(experiment.runs, styles, strict=True):
        trajectory = experiment.trajectory(run)
        updates = trajectory.updates[:, 0].tolist()
        for number, row in enumerate(columns(trajectory).T.tolist()):
            point, loss, gradient, (size, rate) = row[:dim], row[dim], row[dim + 1 : -2], row[-2:]
            left = number < len(updates) and size == size
            step = updates[number] if left else [""] * dim
            yield _line(look.label, number, *point, *gradient, rate if left else "", *step, size if left else "", loss)


def _line(*cells: object) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
