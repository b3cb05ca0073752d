"""From a table to examples: the columns that are chosen, the rows that can be used, those that are drawn of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.examples.dataset import DIGITS, FEWEST_ROWS, LARGEST_NUMBER, MOST_ROWS, OWN_DATA, Kind, Sample, rounded
from optim_core.examples.table.columns import MOST_GROUPS, Column
from optim_core.examples.table.drawing import drawn, held_out
from optim_core.examples.table.numbers import hint
from optim_core.examples.table.reading import Table
from optim_core.messages import ExperimentError, Message
from optim_core.types import Array

MOST_HELD = 0.5
LARGE_TARGET = 100.0  # as far from 0 a network's sum of small units gets only slowly


@dataclass(frozen=True)
class Choice:
    """Which columns are the inputs and the target, by their places; which group is the class 1; what is held out."""

    inputs: tuple[int, ...]
    target: int
    group: int | None = None  # None: the likely one
    held: float = 0.25  # share of the rows
    seed: int = 0


class Learned(NamedTuple):
    """The examples, and what is to be said about how they were chosen."""

    sample: Sample
    notes: tuple[Message, ...]


def usual_choice(table: Table, kind: Kind, *, held: float = 0.25, seed: int = 0) -> Choice:
    """The columns that are likely meant. Raises ExperimentError where there are too few that could be."""
    columns, wanted = table.columns, 1 if kind == "curve" else 2
    numeric = [place for place, column in enumerate(columns) if column.numeric]
    numeric.sort(key=lambda place: (columns[place].counts_rows, columns[place].different < 2))
    if kind == "curve":
        if len(numeric) < 2:
            raise ExperimentError(Message("table.few_columns", wanted=2, count=len(numeric)), *_hints(columns))
        target = max(numeric[: max(2, sum(not columns[place].counts_rows for place in numeric))])
    else:
        target = _likely_classes(columns)
    inputs = sorted([place for place in numeric if place != target][:wanted])
    if len(inputs) < wanted:
        raise ExperimentError(Message("table.few_inputs", count=len(inputs)), *_hints(columns))
    return Choice(tuple(inputs), target, None, held, seed)


def _hints(columns: tuple[Column, ...]) -> list[Message]:
    """What may be done about columns that are text."""
    first = (column.cells[int(column.read.text.argmax())] for column in columns if column.text)
    return list(dict.fromkeys(message for cell in first if (message := hint(cell))))


def _likely_classes(columns: tuple[Column, ...]) -> int:
    """The last column with two different values; else the last one with few, text before numbers."""
    few = [place for place, column in enumerate(columns) if len(column.groups) > 1]
    if not few:
        raise ExperimentError(Message("table.no_classes", high=MOST_GROUPS))
    return max(few, key=lambda place: (len(columns[place].groups) == 2, columns[place].text > 0, place))


def learn(table: Table, kind: Kind, choice: Choice, rest: str = "the rest") -> Learned:
    """The examples that are chosen. `rest` is the name for all classes but the chosen one.

    Raises ExperimentError where they cannot be learned from.
    """
    if len({*choice.inputs, choice.target}) < len(choice.inputs) + 1:
        raise ExperimentError(Message("table.twice", name=_twice(table, choice)))
    inputs = [table.columns[place] for place in choice.inputs]
    target = table.columns[choice.target]
    notes: list[Message] = []
    groups: tuple[str, ...] = ()
    if kind == "classes":
        y, groups, said = _classes(target, group_of(choice, target), rest)
        notes += said
        numbers = inputs
    else:
        y, numbers = target.read.values, [*inputs, target]
    for column in numbers:
        notes += _text_notes(table, column)
    x = np.column_stack([column.read.values for column in inputs])
    usable = ~np.isnan(x).any(axis=1) & ~np.isnan(y)
    notes += _gap_notes(table, usable, numbers)
    rows = np.flatnonzero(usable)
    if len(rows) < FEWEST_ROWS:
        raise ExperimentError(Message("table.few", count=len(rows), low=FEWEST_ROWS))
    for column in numbers:
        _check_size(table, column, rows)
    classes = y[rows] if kind == "classes" else np.zeros(len(rows))
    if kind == "classes" and len(np.unique(classes)) < 2:
        raise ExperimentError(Message("table.one_class", name=target.name, value=groups[int(classes[0])]))
    rng = np.random.default_rng(choice.seed)
    chosen = drawn(classes, MOST_ROWS, rng)
    if len(chosen) < len(rows):
        notes.append(Message("table.drawn", rows=table.rows, count=MOST_ROWS, seed=choice.seed))
    rows, classes = rows[chosen], classes[chosen]
    held = held_out(classes, min(choice.held, MOST_HELD), rng)
    notes += _constants([*inputs, *([target] if kind == "curve" else [])], rows)
    if kind == "curve" and np.abs(y[rows]).max() > LARGE_TARGET:
        notes.append(Message("table.large_target", name=target.name, value=float(np.abs(y[rows]).max())))
    exact = np.column_stack([x, y])[rows]
    examples = tuple(tuple(rounded(float(value)) for value in row) for row in exact)
    if not np.array_equal(np.array(examples), exact):
        notes.append(Message("table.rounded", digits=DIGITS))
    train = tuple(row for row, out in zip(examples, held, strict=True) if not out)
    test = tuple(row for row, out in zip(examples, held, strict=True) if out)
    labels = (*(column.name for column in inputs), target.name, *groups)
    return Learned(Sample(OWN_DATA, train, test or None, labels), tuple(notes))


def _twice(table: Table, choice: Choice) -> str:
    chosen = (*choice.inputs, choice.target)
    return next(table.names[place] for place in chosen if chosen.count(place) > 1)


def group_of(choice: Choice, target: Column) -> int:
    """Which of the target's groups is the class 1: of two the second, of more the first, unless another is chosen."""
    usual = 1 if len(target.groups) == 2 else 0
    return max(0, min(usual if choice.group is None else choice.group, len(target.groups) - 1))


def _classes(target: Column, group: int, rest: str) -> tuple[Array, tuple[str, ...], list[Message]]:
    """0 and 1 for each row, nan where there is no class, and the names of the two."""
    groups = target.groups
    if not groups:
        raise ExperimentError(Message("table.many_classes", name=target.name, count=target.different, high=MOST_GROUPS))
    if len(groups) == 1:
        raise ExperimentError(Message("table.one_class", name=target.name, value=groups[0].label))
    one = groups[group]
    others = [other for other in groups if other is not one]
    known = {cell: float(of is one) for of in groups for cell in of.cells}
    values = np.array([known.get(cell, np.nan) for cell in target.cells])
    if len(others) == 1:
        return values, (others[0].label, one.label), []
    said = Message("table.against", count=len(groups), name=target.name, value=one.label, rest=rest)
    return values, (rest, one.label), [said]


def _text_notes(table: Table, column: Column) -> list[Message]:
    """A word about the rows that have text where a number is needed; refused where most have."""
    if not column.text:
        return []
    place = int(np.flatnonzero(column.read.text)[0])
    facts = {"name": column.name, "row": table.places[place], "value": _quoted(column.cells[place])}
    why = hint(column.cells[place])
    said = [why] if why else []
    if column.text >= len(column.cells) / 2:
        message = Message("table.mostly_text", count=column.text, rows=len(column.cells), **facts)
        raise ExperimentError(message, *said)
    return [Message("table.text", count=column.text, **facts), *said]


def _gap_notes(table: Table, usable: NDArray[np.bool_], numbers: list[Column]) -> list[Message]:
    """A word about the rows that cannot be used for another reason than text."""
    gaps = np.flatnonzero(~usable & ~np.any([column.read.text for column in numbers], axis=0))
    return [Message("table.gaps", count=len(gaps), row=table.places[int(gaps[0])])] if len(gaps) else []


def _check_size(table: Table, column: Column, rows: NDArray[np.intp]) -> None:
    large = rows[np.abs(column.read.values[rows]) > LARGEST_NUMBER]
    if len(large):
        facts = {"row": table.places[int(large[0])], "value": _quoted(column.cells[int(large[0])])}
        raise ExperimentError(Message("table.huge", name=column.name, high=int(LARGEST_NUMBER), **facts))


def _constants(columns: list[Column], rows: NDArray[np.intp]) -> list[Message]:
    return [
        Message("table.constant", name=column.name, value=float(values[0]))
        for column in columns
        if (values := column.read.values[rows]).min() == values.max()
    ]


def _quoted(cell: str) -> str:
    """What stands in a cell, as far as it can be said."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in cell[:60]).split())
    return plain if len(plain) <= 30 else plain[:29] + "…"
