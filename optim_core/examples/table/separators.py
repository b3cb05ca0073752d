"""What stands between the cells of a row: a comma, a semicolon, a tab, a bar, or white space."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from optim_core.examples.table.heading import is_comment
from optim_core.examples.table.numbers import is_number, number_in

SEPARATORS = (";", "\t", ",", "|", " ")  # where several fit as well the first one is meant; " " is any white space
STRONG = ";\t|"  # hardly ever stand in a number or in a sentence
LOOKED_AT = 40  # lines
LONGEST_LOOK = 60_000  # characters of these
OFTEN = 0.5  # of the lines
MOSTLY = 0.75
_NO_DECIMAL = re.compile(r",(?!\d)|(?<!\d),")  # a comma that cannot be a decimal mark


class Fit(NamedTuple):
    """How well a sign cuts the lines: the share of lines with as many cells as most have, and that of numbers."""

    alike: float = 0.0
    numbers: float = 0.0


def likely_separator(text: str) -> str:
    """A strong sign that most lines have alike; else what gives the most numbers in rows of one length."""
    lines = [line for line in text[:LONGEST_LOOK].splitlines() if line.strip()][:LOOKED_AT]
    head = [line for line in lines if not is_comment(line)] or lines
    fits = {sign: _fit(head, sign) for sign in SEPARATORS}
    unlike_decimals = any(map(_NO_DECIMAL.search, head))
    enough = MOSTLY if unlike_decimals else OFTEN
    strong = [sign for sign in STRONG if fits[sign].alike >= enough and fits[sign].numbers]
    if strong and not (unlike_decimals and fits[","].alike > max(fits[sign].alike for sign in strong)):
        return max(strong, key=lambda sign: (round(fits[sign].alike, 1), fits[sign].numbers))
    return max(SEPARATORS, key=lambda sign: (fits[sign].alike * fits[sign].numbers, fits[sign].alike))


def rows_of(text: str, separator: str, strict: bool = True) -> Iterator[list[str]]:
    """`strict`: csv.Error where a quotation mark has no partner."""
    lines = io.StringIO(text, newline="")
    if separator != " ":
        return csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=strict)
    return csv.reader((" ".join(line.split()) + "\n" for line in lines), delimiter=" ", strict=strict)


def _fit(lines: list[str], separator: str) -> Fit:
    rows = [row for row in rows_of("\n".join(lines), separator, strict=False) if row]
    width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
    if width < 2:
        return Fit()
    cells = [cell for row in rows for cell in row if cell.strip()]
    numbers = sum(is_number(cell) or number_in(cell) is not None for cell in cells)
    return Fit(count / len(rows), numbers / max(1, len(cells)))
