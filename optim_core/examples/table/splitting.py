"""From text to rows of cells: what stands between the cells, quoted cells, and rows that do not fit."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from optim_core.examples.table.drawing import spread
from optim_core.examples.table.numbers import number_in

DELIMITERS = (";", "\t", ",", "|", " ")  # where several fit as well the first one is meant; " " is any white space
MOST_LOOKED_AT = 20_000  # rows
FIRST = 20  # rows that are looked at in any case: names stand there
LOOKED_AT = 40  # lines that tell what stands between cells
LONGEST_LOOK = 60_000  # characters of these
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)  # Excel's own line about it


class Split(NamedTuple):
    """The rows that are not blank, each with its number in the file, which counts every row from 1."""

    delimiter: str
    rows: list[tuple[int, list[str]]]
    total: int  # rows in the file; of more than MOST_LOOKED_AT some are drawn evenly, and always the first ones
    loose: bool  # whether quotation marks had to be taken as plain characters


def split(text: str) -> Split:
    """The rows of a text."""
    first, _, _ = text.partition("\n")
    hint = _SEPARATOR.fullmatch(first.strip())
    delimiter = hint[1] if hint else likely_delimiter(text)
    try:
        rows, count, loose = *_some(lambda: _strictly(text, delimiter)), False
    except csv.Error:  # a quotation mark without its partner
        rows, count, loose = *_some(lambda: _loosely(_lines(text), delimiter)), True
    rows = [(place, row) for place, row in rows if "".join(row).strip()]
    return Split(delimiter, rows[1:] if hint else rows, count - bool(hint), loose)


def _some(read: Callable[[], Iterator[list[str]]]) -> tuple[list[tuple[int, list[str]]], int]:
    """The rows, of very many some, and how many there are. Reading twice costs less than keeping them all."""
    count = sum(map(bool, read()))
    if count <= MOST_LOOKED_AT:
        return [(place, row) for place, row in enumerate(read(), start=1) if row], count
    later = FIRST + spread(count - FIRST, MOST_LOOKED_AT - FIRST, np.random.default_rng(0))
    wanted = iter([*range(FIRST), *later.tolist()])
    filled = ((place, row) for place, row in enumerate(read(), start=1) if row)
    kept, next_one = [], next(wanted)
    for ordinal, row in enumerate(filled):
        if ordinal == next_one:
            kept.append(row)
            next_one = next(wanted, -1)
    return kept, count


def likely_delimiter(text: str) -> str:
    """What gives the most numbers in rows of one length."""
    head = [line for line in text[:LONGEST_LOOK].splitlines() if line.strip()][:LOOKED_AT]
    scores = {delimiter: _score(head, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def _score(lines: list[str], delimiter: str) -> tuple[float, float]:
    rows = [row for row in _strictly("\n".join(lines), delimiter, strict=False) if row]
    if not rows:
        return 0.0, 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0.0, 0.0
    cells = [cell for row in rows for cell in row if cell.strip()]
    numbers = sum(number_in(cell) is not None or number_in(cell, comma=True) is not None for cell in cells)
    alike = count / len(rows)
    return alike * numbers / max(1, len(cells)), alike


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def _strictly(text: str, delimiter: str, strict: bool = True) -> Iterator[list[str]]:
    """`strict`: csv.Error where a quotation mark has no partner."""
    if delimiter != " ":
        return csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True, strict=strict)
    return csv.reader((" ".join(line.split()) + "\n" for line in _lines(text)), delimiter=" ", strict=strict)


def _loosely(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    for line in lines:
        plain = line.rstrip("\r\n")
        cells = (plain.split() if delimiter == " " else plain.split(delimiter)) if plain.strip() else []
        yield [cell.strip().strip('"') for cell in cells]
