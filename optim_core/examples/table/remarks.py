"""What is said about the rows and columns that are learned from: what was left out, and how cells were read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optim_core.examples.table.columns import Column
from optim_core.examples.table.hints import hint
from optim_core.examples.table.numbers import is_gap, is_unusual
from optim_core.examples.table.reading import Table
from optim_core.examples.table.truth import Group
from optim_core.messages import ExperimentError, Message
from optim_core.types import Array

MOST_WORDS = 5  # for no value that are named
MOST_CLASSES = 3  # whose spellings are named
NINES = (-9.0, -99.0, -999.0, -9999.0, -99999.0)  # numbers that often stand for no value


def text_notes(table: Table, column: Column) -> list[Message]:
    """A word about the rows that have text where a number is needed; refused where most have."""
    if not column.text:
        return []
    place = int(np.flatnonzero(column.read.text)[0])
    facts = {"name": column.name, "row": table.places[place], "value": quoted(column.cells[place])}
    why = hint(column.cells[place])
    said = [why] if why else []
    if column.text >= len(column.cells) / 2:
        message = Message("table.mostly_text", count=column.text, rows=len(column.cells), **facts)
        raise ExperimentError(message, *said)
    return [Message("table.text", count=column.text, **facts), *said]


def gap_notes(
    table: Table, usable: NDArray[np.bool_], chosen: Sequence[Column], numbers: Sequence[Column]
) -> list[Message]:
    """A word about the rows that cannot be used for another reason than text, and the words that say so in them."""
    gaps = np.flatnonzero(~usable & ~np.any([column.read.text for column in numbers], axis=0))
    if not len(gaps):
        return []
    first: dict[str, Message] = {}
    for place in gaps.tolist():
        for column in chosen:
            cell = column.cells[place].strip()
            if cell and cell not in first and is_gap(cell):
                first[cell] = Message("table.gap", value=quoted(cell), name=column.name, row=table.places[place])
        if len(first) >= MOST_WORDS:
            break
    said = [Message("table.gap_words", words=tuple(first.values()))] if first else []
    return [Message("table.gaps", count=len(gaps), row=table.places[int(gaps[0])]), *said]


def reading_notes(column: Column) -> list[Message]:
    """An example of numbers that are written in an unusual way, and of numbers that often mean that there is none."""
    notes = []
    for cell, value in zip(column.cells, column.read.values.tolist(), strict=True):
        if value == value and is_unusual(cell):
            notes.append(Message("table.read_as", name=column.name, text=quoted(cell), value=f"{value:.12g}"))
            break
    values = column.read.values[~np.isnan(column.read.values)]
    lowest = float(values.min()) if len(values) else 0.0
    others = values[values != lowest]
    if lowest in NINES and len(others) and others.min() >= 0:
        notes.append(Message("table.nines", name=column.name, value=lowest, count=int((values == lowest).sum())))
    return notes


def spelling_notes(column: Column, groups: Sequence[Group]) -> list[Message]:
    """Which spellings were taken for one class."""
    notes = []
    for group in groups:
        spellings = list(dict.fromkeys(quoted(cell) for cell in sorted(group.cells)))
        if len(spellings) > 1 and not all(map(_is_plain_number, spellings)):
            said = ", ".join(f"“{spelling}”" for spelling in spellings[:MOST_WORDS])
            notes.append(Message("table.spellings", name=column.name, spellings=said, value=group.label))
    return notes[:MOST_CLASSES]


def constants(columns: Sequence[Column], values: Array) -> list[Message]:
    """A word about each column of numbers that is the same in all rows."""
    return [
        Message("table.constant", name=column.name, value=float(own[0]))
        for column, own in zip(columns, values.T, strict=True)
        if own.min() == own.max()
    ]


def quoted(cell: str) -> str:
    """What stands in a cell, as far as it can be said."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in cell[:60]).split())
    return plain if len(plain) <= 30 else plain[:29] + "…"


def _is_plain_number(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "", 1).lstrip("+-").isdigit()
