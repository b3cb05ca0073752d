"""What stands in a cell: a number, a gap, or text. Nothing is evaluated: `=1+1` is text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.messages import Message
from optim_core.types import Array

GAPS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?", ".", "missing"})
LONGEST_NUMBER = 40
LOOKED_AT = 5000  # cells with a comma that tell what commas mean
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([,' \u00a0\u202f’]\d{3})+(\.\d*)?", re.ASCII)
_SEPARATORS = str.maketrans("", "", ",' \u00a0\u202f’")
_SWAPPED = str.maketrans(",.", ".,")
_FAST = frozenset("0123456789+-.eE")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}:\d\d.*|\d{1,2}\.? [A-Za-z]{3}.*", re.ASCII | re.DOTALL)
_UNIT = re.compile(r"\D{0,3}[\d.,]*\d\s*[^\d\s]{1,4}|[^\d\s]{1,3}\s*\d[\d.,]*")


class Cells(NamedTuple):
    """A column's cells as numbers: nan where there is none, and there whether it is text or a gap."""

    values: Array
    text: NDArray[np.bool_]


def read_cells(cells: Sequence[str], comma: bool) -> Cells:
    """A column's cells; `comma` where commas are decimal marks."""
    if "" not in cells and not comma and _FAST.issuperset("".join(cells)):
        try:
            return Cells(np.array([*map(float, cells)]), np.zeros(len(cells), dtype=bool))
        except ValueError:
            pass
    known = {cell: number_in(cell, comma) for cell in set(cells)}
    numbers = [known[cell] for cell in cells]
    values = np.array([np.nan if value is None else value for value in numbers])
    return Cells(values, np.array([value is None for value in numbers]))


def number_in(cell: str, comma: bool = False) -> float | None:
    """The number in a cell, nan for a gap, None for text. A number that is too large for a float is infinite."""
    plain = cell.strip().replace("\u2212", "-")
    if plain.casefold() in GAPS:
        return float("nan")
    if len(plain) > LONGEST_NUMBER:
        return None
    if comma:
        plain = "" if plain.endswith(",") else plain.translate(_SWAPPED)
    if _PLAIN.fullmatch(plain):
        return float(plain)
    return float(plain.translate(_SEPARATORS)) if _GROUPED.fullmatch(plain) else None


def decimal_comma(cells: Iterable[str], delimiter: str) -> tuple[bool, Message | None]:
    """Whether commas in numbers are decimal marks, and what is to be said about it."""
    commas, points, unclear = "", "", ""
    for cell in islice((cell.strip() for cell in cells if "," in cell), LOOKED_AT):
        as_comma, as_point = number_in(cell, comma=True) is not None, number_in(cell) is not None
        if as_comma and as_point:
            unclear = unclear or cell
        elif as_comma:
            commas = commas or cell
        elif as_point:
            points = points or cell
    if commas or (unclear and not points and delimiter != ","):
        example = commas or unclear
        return True, Message("table.comma", text=example, value=f"{number_in(example, comma=True):.12g}")
    if points or unclear:
        example = points or unclear
        return False, Message("table.thousands", text=example, value=f"{number_in(example):.12g}")
    return False, None


def hint(cell: str) -> Message | None:
    """What to do about a cell where a number was wanted, if it is one of the usual mistakes."""
    plain = cell.strip()
    if plain.casefold().strip("+-") in ("inf", "infinity", "∞"):
        return Message("table.hint_infinite")
    if plain[:1] in "=@" or (plain[:1] in "+-" and plain[1:2].isalpha()):
        return Message("table.hint_formula")
    if _DATE.fullmatch(plain[:LONGEST_NUMBER]):
        return Message("table.hint_date")
    if _UNIT.fullmatch(plain[:LONGEST_NUMBER]):
        return Message("table.hint_unit")
    return None
