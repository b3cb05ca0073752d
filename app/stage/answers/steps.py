"""The table of the steps as a file: one row for each step of each run, numbers in full, as CSV or as JSON."""

import csv
import io
import json
import math
from collections.abc import Iterator

from app.figures.theme import looks
from app.stage.answers.controls import names_of
from app.stage.answers.path_cache import path_of
from app.stage.answers.paths import columns
from optim_core import Experiment, Trajectory
from optim_core.surfaces.measures import test_loss
from optim_core.types import Array

BLOCK = 2000  # rows that are sent at once
Row = list[float | int | None]


def steps_csv(experiment: Experiment, language: str) -> Iterator[str]:
    """The file in blocks of lines: run, step, point, gradient, learning rate, step, step size, loss.

    Where examples are held out the loss on these stands behind it.
    """
    yield _lines([["run", *_columns(experiment)]])
    for label, trajectory in _runs(experiment, language):
        for rows in _blocks(experiment, trajectory):
            yield _lines([[label, *row] for row in rows])


def steps_json(experiment: Experiment, language: str) -> Iterator[str]:
    """The same in blocks of text: the query, the columns, and for each run its label, outcome and rows.

    Where there is no number there is null: no step leaves the last row of a run.
    """
    head = {"query": experiment.to_query(), "columns": _columns(experiment)}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "runs": ['
    for number, (label, trajectory) in enumerate(_runs(experiment, language)):
        run = {"run": label, "outcome": str(trajectory.outcome[0])}
        yield (",\n" if number else "\n") + json.dumps(run, ensure_ascii=False)[:-1] + ', "rows": ['
        between = "\n"
        for rows in _blocks(experiment, trajectory):
            yield between + ",\n".join(json.dumps(list(map(_finite, row))) for row in rows)
            between = ",\n"
        yield "]}"
    yield "\n]}\n"


def _columns(experiment: Experiment) -> list[str]:
    variables = experiment.surface.variables
    gradients, steps = ([f"{kind}_{v}" for v in variables] for kind in ("gradient", "step"))
    data = experiment.surface.data
    tested = [] if data is None or data.test is None else ["test_loss"]
    return ["step", *variables, *gradients, "learning_rate", *steps, "step_size", "loss", *tested]


def _runs(experiment: Experiment, language: str) -> Iterator[tuple[str, Trajectory]]:
    styles = looks(experiment.runs, "light", names_of(experiment.runs, language))
    for run, look in zip(experiment.runs, styles, strict=True):
        yield look.label, path_of(experiment, run)


def _blocks(experiment: Experiment, trajectory: Trajectory) -> Iterator[list[Row]]:
    """The rows of one run that are finite, some at a time."""
    dim = experiment.surface.dim
    table = columns(trajectory).T
    updates: list[Row] = [*trajectory.updates[: len(table) - 1, 0].tolist(), [None] * dim]
    for first in range(0, len(table), BLOCK):
        rows: list[Row] = []
        for number, row in enumerate(table[first : first + BLOCK].tolist(), start=first):
            point, loss, gradient, (size, rate) = row[:dim], row[dim], row[dim + 1 : -2], row[-2:]
            if number == len(table) - 1:
                size = rate = None  # no step leaves the last row
            rows.append([number, *point, *gradient, rate, *updates[number], size, loss])
        yield _with_tests(experiment, table[first : first + BLOCK, :dim], rows)


def _with_tests(experiment: Experiment, points: Array, rows: list[Row]) -> list[Row]:
    """The rows with the loss on the held-out examples behind them, where there are some."""
    tested = test_loss(experiment.surface, points)
    return rows if tested is None else [[*row, loss] for row, loss in zip(rows, tested.tolist(), strict=True)]


def _finite(number: float | None) -> float | None:
    """JSON has no infinity; the length of a huge step may be one."""
    return number if number is not None and math.isfinite(number) else None


def _lines(rows: list[list[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
