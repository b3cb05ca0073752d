"""Whether commas or points are decimal marks: each column by itself, and what is unclear by the other columns."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from optim_core.examples.table.dates import are_dates
from optim_core.examples.table.numbers import number_in
from optim_core.messages import Message

LOOKED_AT = 20_000  # cells with a mark, shared out among the columns
_BELOW_A_THOUSAND, _ABOVE = re.compile(r"-?[1-9]\d\d", re.ASCII), re.compile(r"-?\d{4,}", re.ASCII)


class Signs(NamedTuple):
    """What the marks in a column can be: the first cell that is a number only so, or both ways."""

    comma: str = ""  # only with a decimal comma
    point: str = ""  # only with a decimal point
    unclear: str = ""  # 1,234 and 1.234
    commas: int = 0
    points: int = 0
    grouped: bool = False  # 950 stands beside 1.234, which is then a thousand

    @property
    def sure(self) -> bool | None:
        """Whether commas are decimal marks, None where nothing says so."""
        return None if self.commas == self.points else self.commas > self.points


def decimal_commas(
    columns: Sequence[Sequence[str]], names: Sequence[str], separator: str
) -> tuple[tuple[bool, ...], tuple[Message, ...]]:
    """For each column whether commas are decimal marks, and what is to be said about that."""
    most = LOOKED_AT // max(1, len(columns))
    signs = [Signs() if are_dates(cells) else _signs(cells, most) for cells in columns]
    known = {one.sure for one in signs} - {None}
    others = known.pop() if len(known) == 1 else None
    commas = tuple(_likely(one, others, separator) for one in signs)
    return commas, tuple(_said(signs, names, commas, others))


def _signs(cells: Sequence[str], most: int) -> Signs:
    comma, point, unclear, commas, points = "", "", "", 0, 0
    for cell in islice((cell.strip() for cell in cells if "," in cell or "." in cell), most):
        with_comma, with_point = number_in(cell, comma=True), number_in(cell)
        if with_comma is not None and with_point is not None:
            unclear = unclear or (cell if with_comma != with_point and with_point == with_point else "")
        elif with_comma is not None:
            comma, commas = comma or cell, commas + 1
        elif with_point is not None:
            point, points = point or cell, points + 1
    whole = [cell.strip() for cell in cells[:most] if cell.strip().lstrip("-").isdigit()] if unclear else []
    grouped = any(map(_BELOW_A_THOUSAND.fullmatch, whole)) and not any(map(_ABOVE.fullmatch, whole))
    return Signs(comma, point, unclear, commas, points, grouped)


def _likely(signs: Signs, others: bool | None, separator: str) -> bool:
    """Whether commas are decimal marks in a column, by its own numbers or else by the `others`."""
    if signs.sure is not None:
        return signs.sure
    if not signs.unclear:
        return bool(others)
    if others is not None:
        return others
    is_comma = "," in signs.unclear
    if signs.grouped:
        return not is_comma
    return is_comma and separator != ","


def _said(signs: Sequence[Signs], names: Sequence[str], commas: Sequence[bool], others: bool | None) -> list[Message]:
    """An example of each reading that is not the plain one."""
    notes = []
    read = [*zip(signs, commas, names, strict=True)]
    comma = next((s.comma or s.unclear for s, is_comma, _ in read if is_comma and "," in (s.comma or s.unclear)), "")
    point = next((name for s, is_comma, name in read if s.point and not is_comma), None)
    if comma:
        notes.append(_example("table.comma", comma, True))
    if comma and point is not None:
        name = next(name for s, is_comma, name in read if is_comma and "," in (s.comma or s.unclear))
        notes.append(Message("table.marks", name=name, other=point))
    large = [(s.unclear or s.comma, True) for s, is_comma, _ in read if is_comma and "." in (s.unclear or s.comma)]
    large += [(s.unclear, False) for s, is_comma, _ in read if not is_comma and "," in s.unclear]
    large += [(s.point, False) for s, is_comma, _ in read if not is_comma and "," in s.point]
    for text, is_comma in large[:1]:
        notes.append(_example("table.point_thousands" if is_comma else "table.thousands", text, is_comma))
    doubtful = next((s.unclear for s, is_comma, _ in read if not is_comma and "." in s.unclear and not s.point), "")
    if doubtful and others is not False:
        notes.append(_example("table.points", doubtful, False))
    return notes


def _example(key: str, text: str, comma: bool) -> Message:
    return Message(key, text=text, value=f"{number_in(text, comma=comma):.12g}")
