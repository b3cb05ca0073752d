"""A file's bytes as a table: names, columns of cells, and the number that each row has in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from optim_core.examples.samples import LONGEST_LABEL, tidy_label
from optim_core.examples.table.columns import Column
from optim_core.examples.table.decoding import decoded
from optim_core.examples.table.numbers import decimal_comma, number_in
from optim_core.examples.table.splitting import FIRST, MOST_LOOKED_AT, split
from optim_core.messages import ExperimentError, Message

MOST_COLUMNS = 500
Placed = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Table:
    """The rows that have a cell for each column. A row's number in the file counts names and blank lines too."""

    names: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]  # column by column
    places: tuple[int, ...]  # of each row in the file, from 1
    rows: int  # how many there are in the file, those that are left out included
    header: bool  # whether the first row holds names
    comma: bool  # whether commas are decimal marks
    notes: tuple[Message, ...]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What is in each column."""
        return tuple(Column(name, cells, self.comma) for name, cells in zip(self.names, self.cells, strict=True))


def read_table(data: bytes, *, cut: bool = False, header: bool | None = None) -> Table:
    """The table in a file. `cut`: the file goes on; `header`: whether the first row holds names, None to find out.

    Raises ExperimentError where there is no table: with what is wrong, and what to do.
    """
    text, notes = decoded(data, cut=cut)
    delimiter, kept, count, loose = split(text)
    if not kept:
        raise ExperimentError(Message("table.empty"))
    comma, said = decimal_comma(chain.from_iterable(row for _, row in kept), delimiter)
    above = _above(kept, comma)
    del kept[:above]
    named = _is_header([row for _, row in kept[:2]], comma) if header is None else header
    names = kept.pop(0)[1] if named else []
    if not kept:
        raise ExperimentError(Message("table.only_names"))
    count -= above + named
    width, fitting, odd = _alike(kept, names)
    if width > MOST_COLUMNS:
        odd = (*odd, Message("table.columns", count=width, high=MOST_COLUMNS))
        width, fitting = MOST_COLUMNS, [(place, row[:MOST_COLUMNS]) for place, row in fitting]
    remarks = [Message("table.quotes")] * loose + [Message("table.above", count=above)] * (above > 0)
    if count > MOST_LOOKED_AT:
        remarks.append(Message("table.thinned", rows=count, count=len(kept)))
    return Table(
        names=_unique(names, width),
        cells=tuple(zip(*(row for _, row in fitting), strict=True)),
        places=tuple(place for place, _ in fitting),
        rows=count,
        header=named,
        comma=comma,
        notes=(*notes, *remarks, *((said,) if said else ()), *odd),
    )


def _above(rows: Placed, comma: bool) -> int:
    """How many rows stand above the table: a title, remarks."""
    usual = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    for place, (_, row) in enumerate(rows[:FIRST]):
        lonely = _length(row) < 2 <= usual and not _is_number(row[0], comma)
        under = rows[place + 1][1] if place + 1 < len(rows) else []
        if not (lonely and (usual > 2 or not any(_is_number(cell, comma) for cell in under))):
            return place
    return 0


def _is_header(rows: Sequence[Sequence[str]], comma: bool) -> bool:
    """Names are no numbers, and something below them is one; a gap is neither."""
    first, *rest = rows
    if any(_is_number(cell, comma) for cell in first):
        return False
    return not rest or any(_is_number(cell, comma) for cell in rest[0]) or len({*first}) == len(first) > 1


def _is_number(cell: str, comma: bool) -> bool:
    value = number_in(cell, comma)
    return value is not None and value == value


def _alike(rows: Placed, names: list[str]) -> tuple[int, Placed, tuple[Message, ...]]:
    """How many columns there are, the rows that have a cell for each, and a word about the others.

    Empty cells at the end do not count as too many. R leaves out a name for its row numbers, so one is added.
    """
    del names[_length(names) :]
    usual = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    filled = Counter(_length(row) for _, row in rows).most_common(1)[0][0]
    notes = []
    if names and filled == len(names) + 1:
        names.insert(0, "")
        notes.append(Message("table.unnamed"))
    width = max(filled, len(names)) if names else usual
    odd = [(place, len(row)) for place, row in rows if not _length(row) <= width <= len(row)]
    if odd:
        facts = {"count": len(odd), "row": odd[0][0], "cells": odd[0][1], "wanted": width}
        if len(odd) > len(rows) / 2:
            raise ExperimentError(Message("table.ragged_all", rows=len(rows), **facts))
        notes.append(Message("table.ragged", **facts))
    fitting = [(place, row[:width]) for place, row in rows if _length(row) <= width <= len(row)]
    return width, fitting, tuple(notes)


def _length(row: Sequence[str]) -> int:
    """How many cells a row has without the empty ones at its end."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)


def _unique(names: Sequence[str], width: int) -> tuple[str, ...]:
    """A name for each column, none of them twice: the file's own, or its place."""
    unique: dict[str, None] = {}
    for place in range(1, width + 1):
        name = tidy_label(names[place - 1]) if place <= len(names) else ""
        base = name or f"column {place}"
        name, again = base, 1
        while name in unique:
            again += 1
            name = f"{base[: LONGEST_LABEL - 8]} ({again})"
        unique[name] = None
    return tuple(unique)
