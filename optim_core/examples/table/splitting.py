"""From text to rows of cells: what stands between the cells, quoted cells, and rows that do not fit."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from optim_core.examples.table.drawing import spread
from optim_core.examples.table.heading import FIRST
from optim_core.examples.table.separators import likely_separator, rows_of

MOST_LOOKED_AT = 20_000  # rows
LONGEST_LINE = 10_000  # characters of one that may stand in quotation marks as a whole
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)  # Excel's own line about it


class Split(NamedTuple):
    """The rows that are not blank, each with its number in the file, which counts every row from 1."""

    separator: str
    rows: list[tuple[int, list[str]]]
    total: int  # rows in the file; of more than MOST_LOOKED_AT some are drawn evenly, and always the first ones
    loose: bool  # whether quotation marks had to be taken as plain characters


def split(text: str, separator: str | None = None) -> Split:
    """The rows of a text; `separator` is what stands between cells, None to find out."""
    first, _, _ = text.partition("\n")
    hint = _SEPARATOR.fullmatch(first.strip())
    sign = separator or (hint[1] if hint else likely_separator(text))
    try:
        rows, count, loose = *_some(lambda: rows_of(text, sign)), False
    except csv.Error:  # a quotation mark without its partner
        rows, count, loose = *_some(lambda: _loosely(io.StringIO(text, newline=""), sign)), True
    rows = [(place, row) for place, row in rows if "".join(row).strip()]
    if not separator and rows and all(len(row) == 1 and len(row[0]) < LONGEST_LINE for _, row in rows):
        sign, rows = _unwrapped(sign, rows)
    return Split(sign, rows[1:] if hint else rows, count - bool(hint), loose)


def _unwrapped(separator: str, rows: list[tuple[int, list[str]]]) -> tuple[str, list[tuple[int, list[str]]]]:
    """Each line as a whole may stand in quotation marks, as programs leave it that write a written table again."""
    inner = likely_separator("\n".join(row[0] for _, row in rows[:FIRST]))
    cut = [(place, next(rows_of(" ".join(row[0].split("\n")), inner, strict=False), row)) for place, row in rows]
    return (inner, cut) if all(len(row) > 1 for _, row in cut[:FIRST]) else (separator, rows)


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


def _loosely(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    for line in lines:
        plain = line.rstrip("\r\n")
        cells = (plain.split() if separator == " " else plain.split(separator)) if plain.strip() else []
        yield [cell.strip().strip('"') for cell in cells]
