"""How many columns a table has: rows of one length, and names that stand over them."""

from collections import Counter

from optim_core.examples.table.heading import Placed, length
from optim_core.examples.table.numbers import is_number, number_in
from optim_core.messages import ExperimentError, Message


def alike(rows: Placed, names: list[str], separator: str) -> tuple[int, Placed, tuple[Message, ...]]:
    """How many columns there are, the rows that have a cell for each, and a word about the others.

    Empty cells at the end do not count as too many. R leaves out a name for its row numbers, so one is added.
    """
    del names[length(names) :]
    usual = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    filled = Counter(length(row) for _, row in rows).most_common(1)[0][0]
    notes = list(_fitted(names, rows, usual, filled, separator)) if names else []
    width = max(filled, len(names)) if names else usual
    odd = [(place, len(row)) for place, row in rows if not length(row) <= width <= len(row)]
    if odd:
        facts = {"count": len(odd), "row": odd[0][0], "cells": odd[0][1], "wanted": width}
        if len(odd) > len(rows) / 2:
            raise ExperimentError(Message("table.ragged_all", rows=len(rows), **facts))
        notes.append(Message("table.ragged", **facts))
    fitting = [(place, row[:width]) for place, row in rows if length(row) <= width <= len(row)]
    return width, fitting, tuple(notes)


def _fitted(names: list[str], rows: Placed, usual: int, filled: int, separator: str) -> list[Message]:
    """Adds the name that is left out over an index, and says where names and cells do not go together."""
    count = len(names)
    facts = {"names": count, "cells": filled}
    if count == filled - 1 and (separator != "," or _is_index(rows)):
        names.insert(0, "")
        doubt = separator == "," and _may_be_decimals(rows, filled)
        return [Message("table.unnamed"), *[Message("table.comma_between")] * doubt]
    if count < filled and separator == "," and _may_be_decimals(rows, filled):
        raise ExperimentError(Message("table.names_few", **facts), Message("table.comma_between"))
    if count < filled:
        return [Message("table.names_missing", **facts)]
    if count > usual and not any(len(row) >= count for _, row in rows):
        spaces = [Message("table.space_between")] if separator == " " else []
        raise ExperimentError(Message("table.names_many", **facts), *spaces)
    return []


def _is_index(rows: Placed) -> bool:
    """Whether the first cells name or count the rows."""
    first = [row[0] for _, row in rows if row]
    if not any(map(is_number, first)):
        return True
    numbers = [number_in(cell) for cell in first]
    return (len(first) > 2 and numbers == [*range(len(first))]) or numbers == [*range(1, len(first) + 1)]


def _may_be_decimals(rows: Placed, width: int) -> bool:
    """Whether all cells but words are whole numbers, as the two parts of 2,5 are."""
    cells = [cell.strip().lstrip("+-") for _, row in rows for cell in row[:width]]
    return all(cell.isdigit() for cell in cells if is_number(cell))
