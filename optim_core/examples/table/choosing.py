"""From a table to examples: the columns that are chosen, the rows that can be used, those that are drawn of them."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.examples.dataset import DIGITS, FEWEST_ROWS, LARGEST_NUMBER, MOST_ROWS, OWN_DATA, Kind, Sample, rounded
from optim_core.examples.table.columns import MOST_GROUPS, Column
from optim_core.examples.table.drawing import drawn, held_out
from optim_core.examples.table.reading import Table
from optim_core.examples.table.remarks import constants, gap_notes, quoted, reading_notes, spelling_notes, text_notes
from optim_core.examples.table.truth import usual_one
from optim_core.examples.table.usual import usual_columns
from optim_core.messages import ExperimentError, Message
from optim_core.types import Array

MOST_HELD = 0.5
LARGE_TARGET = 100.0  # as far from 0 a network's sum of small units gets only slowly
THOUSAND = 1000.0
Rows = NDArray[np.intp]
LONGEST_SCALED = 28  # characters of a name that a unit is put behind


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
    return Choice(*usual_columns(table, kind), None, held, seed)


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
        notes += text_notes(table, column)
    x = np.column_stack([column.read.values for column in inputs])
    usable = ~np.isnan(x).any(axis=1) & ~np.isnan(y)
    notes += gap_notes(table, usable, [*inputs, target], numbers)
    for column in numbers:
        notes += reading_notes(column)
    rows = np.flatnonzero(usable)
    if len(rows) < FEWEST_ROWS:
        raise ExperimentError(Message("table.few", count=len(rows), low=FEWEST_ROWS), *notes)
    classes = y[rows] if kind == "classes" else np.zeros(len(rows))
    if kind == "classes" and len(np.unique(classes)) < 2:
        raise ExperimentError(Message("table.one_class", name=target.name, value=groups[int(classes[0])]))
    rng = np.random.default_rng(choice.seed)
    chosen = drawn(classes, MOST_ROWS, rng)
    if len(chosen) < len(rows):
        notes.append(Message("table.drawn", rows=table.rows, count=MOST_ROWS, seed=choice.seed))
    names, scaled, said = _scaled(table, numbers, rows)
    notes += said
    exact = np.column_stack([scaled, y[rows]] if kind == "classes" else [scaled])[chosen]
    held = held_out(classes[chosen], min(choice.held, MOST_HELD), rng)
    notes += constants(numbers, exact[:, : len(numbers)])
    largest = float(np.abs(exact[:, -1]).max())
    if kind == "curve" and largest > LARGE_TARGET:
        notes.append(Message("table.large_target", name=names[-1], value=largest))
    examples = tuple(tuple(rounded(float(value)) for value in row) for row in exact)
    if not np.array_equal(np.array(examples), exact):
        notes.append(Message("table.rounded", digits=DIGITS))
    train = tuple(row for row, out in zip(examples, held, strict=True) if not out)
    test = tuple(row for row, out in zip(examples, held, strict=True) if out)
    labels = (*names, target.name, *groups) if kind == "classes" else names
    return Learned(Sample(OWN_DATA, train, test or None, labels), tuple(notes))


def _twice(table: Table, choice: Choice) -> str:
    chosen = (*choice.inputs, choice.target)
    return next(table.names[place] for place in chosen if chosen.count(place) > 1)


def group_of(choice: Choice, target: Column) -> int:
    """Which of the target's groups is the class 1, where no other is chosen the one that is likely meant."""
    usual = usual_one(target.groups)
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
    spelled = spelling_notes(target, groups)
    if len(others) == 1:
        return values, (others[0].label, one.label), spelled
    said = Message("table.against", count=len(groups), name=target.name, value=one.label, rest=rest)
    return values, (rest, one.label), [said, *spelled]


def _scaled(
    table: Table, columns: list[Column], rows: NDArray[np.intp]
) -> tuple[tuple[str, ...], Array, list[Message]]:
    """The columns' names and numbers, in thousands, millions, ... where they are larger than a link holds."""
    names, scaled, notes = [], [], []
    for column in columns:
        values = column.read.values[rows]
        largest = int(np.abs(values).argmax())
        row = int(rows[largest])
        facts = {"row": table.places[row], "value": quoted(column.cells[row])}
        if not np.isfinite(values[largest]):
            raise ExperimentError(Message("table.huge", name=column.name, high=int(LARGEST_NUMBER), **facts))
        unit = 1.0
        while abs(values[largest]) / unit > LARGEST_NUMBER:
            unit *= THOUSAND
        name = column.name
        if unit > 1:
            written = f"{unit:.0f}" if unit < LARGEST_NUMBER else f"{unit:.0e}".replace("e+0", "e").replace("e+", "e")
            name = f"{name[:LONGEST_SCALED]} / {written}"
            notes.append(Message("table.scaled", name=column.name, unit=unit, scaled=name, **facts))
        names.append(name)
        scaled.append(values / unit)
    return tuple(names), np.column_stack(scaled), notes
