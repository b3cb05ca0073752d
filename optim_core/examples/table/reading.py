"""A file's bytes as a table: names, columns of cells, and the number that each row has in the file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from optim_core.examples.samples import LONGEST_LABEL, tidy_label
from optim_core.examples.table.columns import Column
from optim_core.examples.table.decoding import decoded
from optim_core.examples.table.heading import FIRST, Placed, counts_line, holds_names, names_in_comment, rows_above
from optim_core.examples.table.marks import decimal_commas
from optim_core.examples.table.moments import moments
from optim_core.examples.table.numbers import number_in
from optim_core.examples.table.splitting import MOST_LOOKED_AT, Split, split
from optim_core.examples.table.widths import alike
from optim_core.messages import ExperimentError, Message

MOST_COLUMNS = 500
FEW = 2  # columns of numbers


class Format(NamedTuple):
    """How a file is written. What is None, or an empty mark, is found out; of decimal marks for each column."""

    encoding: str | None = None  # one of ENCODINGS
    separator: str | None = None  # between cells; " " is any white space
    decimal: str = ""  # "." or ","
    header: bool | None = None  # whether the first row holds names


UNKNOWN = Format()


class Misread(ExperimentError):
    """Text that is no table as it was read. Another format may make it one."""

    def __init__(self, format: Format, *problems: Message) -> None:
        self.format = format
        super().__init__(*problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.format, *self.problems)


@dataclass(frozen=True)
class Table:
    """The rows that have a cell for each column. A row's number in the file counts names and blank lines too."""

    names: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]  # column by column
    places: tuple[int, ...]  # of each row in the file, from 1
    rows: int  # how many there are in the file, those that are left out included
    commas: tuple[bool, ...]  # for each column whether commas are decimal marks
    format: Format  # as it was read
    notes: tuple[Message, ...]
    time: int | None = None  # the place of a column that was made of one of dates

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What is in each column."""
        return tuple(map(Column, self.names, self.cells, self.commas))


def read_table(
    data: bytes,
    format: Format = UNKNOWN,
    *,
    cut: bool = False,
    likely_encoding: Callable[[bytes], str] | None = None,
) -> Table:
    """The table in a file. `cut`: the file goes on; `likely_encoding` guesses where a file does not tell.

    Raises ExperimentError where there is no table: with what is wrong, and what to do.
    """
    text, encoding, notes = decoded(data, format.encoding, cut=cut, likely=likely_encoding)
    parts = split(text, format.separator)
    format = format._replace(encoding=encoding, separator=parts.separator)
    if not parts.rows:
        raise ExperimentError(Message("table.empty"))
    try:
        return _table(parts, format, notes)
    except ExperimentError as error:
        raise Misread(format, *error.problems) from error


def _table(parts: Split, format: Format, notes: tuple[Message, ...]) -> Table:
    kept, count = parts.rows, parts.total
    names, above, remarks = _heading(kept, parts, format.header)
    named = names is not None
    if not kept:
        raise ExperimentError(Message("table.only_names"))
    count -= above
    width, fitting, odd = alike(kept, names or [], parts.separator)
    if width > MOST_COLUMNS:
        odd = (*odd, Message("table.columns", count=width, high=MOST_COLUMNS))
        width, fitting = MOST_COLUMNS, [(place, row[:MOST_COLUMNS]) for place, row in fitting]
    remarks = [Message("table.quotes")] * parts.loose + remarks
    if count > MOST_LOOKED_AT:
        remarks.append(Message("table.thinned", rows=count, count=len(kept)))
    called = _unique(names or [], width)
    cells = tuple(zip(*(row for _, row in fitting), strict=True))
    if format.decimal:
        commas = (format.decimal == ",",) * width
    else:
        commas, said = decimal_commas(cells, called, parts.separator)
        remarks += said
    table = Table(
        names=called,
        cells=cells,
        places=tuple(place for place, _ in fitting),
        rows=count,
        commas=commas,
        format=format._replace(header=named),
        notes=(*notes, *remarks, *odd),
    )
    return _with_time(table)


def _heading(kept: Placed, parts: Split, header: bool | None) -> tuple[list[str] | None, int, list[Message]]:
    """Takes what stands above the numbers from the rows: the names, how many rows it is, and what is to be said."""
    remarks, names = names_in_comment(kept, parts.separator)
    del kept[:remarks]
    if names is not None and header is not False:
        return names, remarks, _left_out(remarks - 1)
    above = rows_above(kept)
    del kept[:above]
    above += remarks
    notes = _left_out(above)
    if counted := counts_line(kept, parts.total - above):
        notes.append(counted)
        del kept[0]
        above += 1
    named, said = holds_names([row[:MOST_COLUMNS] for _, row in kept[:FIRST]])
    if header is None and said:
        notes.append(said)
    if named if header is None else header:
        return kept.pop(0)[1], above + 1, notes
    return None, above, notes


def _left_out(rows: int) -> list[Message]:
    return [Message("table.above", count=rows)] if rows else []


def _with_time(table: Table) -> Table:
    """Where a column holds dates, one more with the days since the first; or, if it has to be, with the rows' count."""
    dates = next((column for column in table.columns if column.dates), None)
    if dates is None:
        return table
    first = next(cell for cell in dates.cells if number_in(cell) is None or cell.strip()).strip()[:30]
    found = moments(dates.cells)
    if found is not None:
        called, cells = f"{found.unit} since {found.first}", found.cells
        note = Message(f"table.{found.unit}_counted", name=dates.name, value=first, first=found.first[:30])
    elif sum(column.numeric for column in table.columns) < FEW:
        called, cells = "row", tuple(map(str, range(1, len(table.places) + 1)))
        note = Message("table.rows_counted", name=dates.name, value=first, row="row")
    else:
        return table
    return replace(
        table,
        names=_unique([*table.names, called], len(table.names) + 1),
        cells=(*table.cells, cells),
        commas=(*table.commas, False),
        notes=(*table.notes, note),
        time=len(table.names),
    )


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
