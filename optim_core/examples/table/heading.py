"""What stands above the rows of numbers: titles, remarks, counts, and the names of the columns."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from optim_core.examples.table.numbers import is_number, number_in
from optim_core.messages import Message

Placed = list[tuple[int, list[str]]]
FIRST = 20  # rows that are looked at
FEWEST_BELOW = 3  # rows that tell numbers from names that are numbers
LONGEST_SAID = 60
_COMMENT = re.compile(r'\s*"?\s*(#|%|//|!)+\s*')
_PLAIN = re.compile(r"\d{1,9}([.,]\d{1,9})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
YEARS = range(1500, 2101)


def is_comment(line: str) -> bool:
    """Whether a line begins as remarks do in files of measurements."""
    return bool(_COMMENT.match(line))


def length(row: Sequence[str]) -> int:
    """How many cells a row has without the empty ones at its end."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)


def names_in_comment(rows: Placed, separator: str) -> tuple[int, list[str] | None]:
    """How many rows of remarks stand above the table, and the names in the last of them that has some.

    NumPy, gnuplot and R put the names behind a `#`, which is no name itself.
    """
    count = next((place for place, (_, row) in enumerate(rows) if not is_comment(row[0])), 0)
    if not count:
        return 0, None
    width = _usual(rows[count:])
    if count == 1 and rows[0][1][0].strip() == "#" and length(rows[0][1]) == width:
        return 0, None  # a column that counts the rows
    for _, row in reversed(rows[:count]):
        words = _COMMENT.sub("", separator.join(row), count=1)
        for sign in (separator, "\t", ";", ",", None):
            names = [name.strip(' "') for name in words.split(None if sign == " " else sign)]
            if len(names) == width and all(names) and not any(map(is_number, names)):
                return count, names
    return count, None


def rows_above(rows: Placed) -> int:
    """How many rows stand above the table: a title, remarks."""
    usual = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    for place, (_, row) in enumerate(rows[:FIRST]):
        lonely = length(row) < 2 <= usual and not is_number(row[0])
        under = rows[place + 1][1] if place + 1 < len(rows) else []
        if not (lonely and (usual > 2 or not any(map(is_number, under)))):
            return place
    return 0


def counts_line(rows: Placed, count: int) -> Message | None:
    """A word about a first row that counts the rows below it, and maybe their cells: 150,4,setosa,versicolor."""
    first = [cell.strip() for cell in rows[0][1] if cell.strip()]
    numbers = [int(cell) for cell in first[:2] if _WHOLE.fullmatch(cell)]
    width = _usual(rows[1:]) if len(rows) > FEWEST_BELOW else 0
    if width < 2 or not numbers or numbers[0] != count - 1:
        return None
    if len(first) == 1 or (len(numbers) == 2 and numbers[1] in (width, width - 1)):
        return Message("table.counts", text=_said(first))
    return None


def holds_names(rows: Sequence[Sequence[str]]) -> tuple[bool, Message | None]:
    """Whether the first row holds names, and a word where these are numbers too, which is a guess."""
    first, *rest = rows
    numbers = [place for place, cell in enumerate(first) if is_number(cell)]
    if not numbers:
        under = bool(rest) and any(map(is_number, rest[0]))
        return not rest or under or len({*first}) == len(first) > 1, None
    values = [number for place in numbers if (number := _plain(first[place])) is not None]
    others = [[row[place] for place in numbers if place < len(row)] for row in rest]
    words = [place for place, cell in enumerate(first) if number_in(cell) is None and place not in numbers]
    if any(_mostly_numbers(rest, place) for place in words):
        return True, Message("table.number_names", text=_said(first))
    if len(values) < len(numbers) or not (_are_years(values) or _count_up(values)):
        return False, None
    alike = sum(_like(values, row) for row in others) > len(others) / 2
    if alike:
        return False, None
    beside = len(first) > len(numbers) and (_are_years(values) or not first[0].strip() or len(values) > 2)
    sure = beside or (len(rest) >= FEWEST_BELOW and _are_names(values, others))
    key = "table.number_names" if sure else "table.number_row"
    return sure, Message(key, text=_said(first))


def _usual(rows: Placed) -> int:
    return Counter(length(row) for _, row in rows).most_common(1)[0][0] if rows else 0


def _mostly_numbers(rows: Sequence[Sequence[str]], place: int) -> bool:
    under = [row[place] for row in rows if place < len(row) and row[place].strip()]
    return sum(map(is_number, under)) > len(under) / 2


def _plain(cell: str) -> float | None:
    """A number without a sign, as names are."""
    return float(cell.replace(",", ".")) if _PLAIN.fullmatch(cell.strip()) else None


def _are_years(values: Sequence[float]) -> bool:
    steps = {second > first for first, second in itertools.pairwise(values)}
    return all(value in YEARS for value in values) and len({*values}) == len(values) and len(steps) < 2


def _count_up(values: Sequence[float]) -> bool:
    """0, 1 or 1, 2, or three and more in even steps."""
    even = len(steps := _steps(values)) == 1 and min(steps) > 0
    return even and (len(values) > 2 or (values[0] in (0, 1) and steps == {1}))


def _steps(values: Sequence[float]) -> set[float]:
    return {round(second - first, 9) for first, second in itertools.pairwise(values)}


def _like(values: Sequence[float], row: Sequence[str]) -> bool:
    """Whether a row below could stand in the place of the first one."""
    below = [number for cell in row if (number := _plain(cell)) is not None]
    if len(below) < len(values):
        return False
    return _are_years(below) if _are_years(values) else _steps(below) == _steps(values)


def _are_names(values: Sequence[float], others: Sequence[Sequence[str]]) -> bool:
    """Whether a row of nothing but numbers holds names: years, or 0, 1, ... where the column below does not go on."""
    if len(values) < 2:
        return False
    if _are_years(values):
        return True
    begins = values[0] == 0 or (values[0] == 1 and len(values) > 2)
    second, third = (number_in(row[0]) if row else None for row in others[:2])
    goes_on = second is not None and third is not None and second - values[0] == third - second
    return begins and values[1] == values[0] + 1 and not goes_on


def _said(cells: Sequence[str]) -> str:
    said = ", ".join(" ".join(cell.split()) for cell in cells)
    plain = "".join(sign if sign.isprintable() else " " for sign in said[: 2 * LONGEST_SAID])
    return plain if len(plain) <= LONGEST_SAID else plain[: LONGEST_SAID - 1] + "…"
