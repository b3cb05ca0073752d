"""A column of dates as numbers: the days, months or quarters since the earliest of them."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from optim_core.examples.table.dates import MONTHS
from optim_core.examples.table.numbers import is_gap

UNITS = ("days", "months", "quarters")
DIGITS = 6  # of a day: a tenth of a second
CENTURY = 69  # a year of two digits from here on is one of the last century
_DAY_SECONDS = 86_400
_TIME = r"(?:[ T]+(?P<time>\d{1,2}:?\d\d(?::?\d\d(?:\.\d+)?)?)(?: ?Z| ?UTC)?)?"
_NUMBERS = re.compile(rf"(?P<a>\d{{1,4}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<c>\d{{1,4}})\.?{_TIME}")
_PACKED = re.compile(rf"(?P<a>\d{{4}})(?P<b>\d\d)(?P<c>\d\d){_TIME}")
_NAMED = re.compile(rf"(?P<day>\d{{1,2}})[-. ]+(?P<month>[^\W\d]+)[-., ]+(?P<year>\d{{4}}|\d\d){_TIME}")
_NAMED_FIRST = re.compile(rf"(?P<month>[^\W\d]+)\.? +(?P<day>\d{{1,2}}),? +(?P<year>\d{{4}}){_TIME}")
_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})|(?P<month2>\d{1,2})[-/.](?P<year2>\d{4})")
_MONTH_NAMED = re.compile(
    r"(?P<month>[^\W\d]+)\.?[- ]*(?P<year>\d{4}|\d\d)|(?P<year2>\d{4})[- ]*(?P<month2>[^\W\d]+)\.?"
)
_QUARTER = re.compile(r"(?P<year>\d{4})[-/ ]?Q(?P<q>[1-4])|Q(?P<q2>[1-4])[-/ ]?(?P<year2>\d{4})", re.IGNORECASE)


class Moments(NamedTuple):
    """How many units each cell is after the earliest, as text; a gap stays one."""

    unit: str  # of UNITS
    first: str  # the earliest cell
    cells: tuple[str, ...]


def moments(cells: Sequence[str]) -> Moments | None:
    """The cells of a column of dates as numbers; None where one is not understood, or could be either of two days."""
    plain = [cell.strip() for cell in cells]
    known = [cell for cell in dict.fromkeys(plain) if not is_gap(cell)]
    for unit, read in (("days", _days), ("months", _each(_month)), ("quarters", _each(_quarter))):
        found = read(known)
        if found is not None and known:
            least = min(found)
            values = dict(zip(known, found, strict=True))
            numbers = tuple(f"{round(values[cell] - least, DIGITS):.12g}" if cell in values else "" for cell in plain)
            return Moments(unit, known[found.index(least)], numbers)
    return None


def _each(read: Callable[[str], float | None]) -> Callable[[Sequence[str]], list[float] | None]:
    def all_of(cells: Sequence[str]) -> list[float] | None:
        found = [value for cell in cells if (value := read(cell)) is not None]
        return found if len(found) == len(cells) else None

    return all_of


def _days(cells: Sequence[str]) -> list[float] | None:
    """The days of a column. Which number is the day and which the month shows where one of them is above 12."""
    numbers = [match for cell in cells if (match := _NUMBERS.fullmatch(cell) or _PACKED.fullmatch(cell))]
    if len(numbers) < len(cells):
        return _each(_named_day)(cells)
    marks, readings = {match.groupdict().get("mark") for match in numbers}, []
    for year, month, day in (("c", "b", "a"), ("c", "a", "b"), ("a", "b", "c")):
        short = year == "c" or marks == {"-"}  # nobody writes 20/1/31 for a day of 2020
        if all(len(match[year]) == 4 or (short and len(match[year]) == 2) for match in numbers):
            found = [_day(match[year], int(match[month]), match[day], match["time"]) for match in numbers]
            days = [value for value in found if value is not None]
            readings += [days] if len(days) == len(cells) else []
    return readings[0] if len(readings) == 1 or (readings and marks == {"."}) else None  # with dots the day comes first


def _named_day(cell: str) -> float | None:
    match = _NAMED.fullmatch(cell) or _NAMED_FIRST.fullmatch(cell)
    month = match and _month_called(match["month"])
    return _day(match["year"], month, match["day"], match["time"]) if match and month else None


def _day(year: str, month: int, day: str, time: str | None) -> float | None:
    """The day as a number, with the time as a part of it; None where there is no such day."""
    digits = re.sub(r"^(?=\d:)", "0", time or "").replace(":", "")  # 9:30 is 0930
    seconds = float(digits[4:] or 0)
    try:
        start = datetime(_year(year), month, int(day), int(digits[:2] or 0), int(digits[2:4] or 0), int(seconds))
    except ValueError:
        return None
    return start.toordinal() + (start.hour * 3600 + start.minute * 60 + seconds) / _DAY_SECONDS


def _month(cell: str) -> float | None:
    match = _MONTH.fullmatch(cell)
    if match:
        month = int(match["month"] or match["month2"])
    else:
        match = _MONTH_NAMED.fullmatch(cell)
        month = (match and _month_called(match["month"] or match["month2"])) or 0
    return 12.0 * _year(match["year"] or match["year2"]) + month if match and 1 <= month <= 12 else None


def _quarter(cell: str) -> float | None:
    match = _QUARTER.fullmatch(cell)
    return 4.0 * int(match["year"] or match["year2"]) + int(match["q"] or match["q2"]) if match else None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= CENTURY else 2000)


def _month_called(name: str) -> int | None:
    """The number of a month by the beginning of its name, in the languages that are known."""
    word = name.casefold()
    return next((k for k, stems in enumerate(MONTHS, start=1) if word.startswith(stems)), None)
