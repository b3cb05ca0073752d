"""Dates, months and times of day, which are no numbers although some look like one: 1949-01, 01.2020, 20200131."""

import re
from collections.abc import Sequence

LONGEST = 40
LOOKED_AT = 200  # cells of a column
_YEAR, _MONTH, _DAY = r"(1[5-9]|20|21)\d\d", r"(0?[1-9]|1[0-2])", r"(0?[1-9]|[12]\d|3[01])"
MONTHS = tuple(  # how their names begin, in several languages
    tuple(stems.split())
    for stems in (
        "jan ene gen янв", "feb fév fev фев", "mar mär mrz мар", "apr avr abr апр", "may mai mag maj май мая",
        "jun giu juin июн", "jul lug juil июл", "aug août aou ago авг", "sep set сен", "oct okt ott окт", "nov ноя",
        "dec dez déc dic дек",
    )
)  # fmt: skip
_NAMES = f"({'|'.join(stem for stems in MONTHS for stem in stems)})"
_DATE = re.compile(
    rf"\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}\.?([ T].*)?|\d{{1,2}}:\d\d.*|{_YEAR}[-/]{_MONTH}|{_MONTH}[-/]{_YEAR}"
    rf"|{_YEAR}[-/ ]?[QMWH]\d{{1,2}}|[QH][1-4][-/ ]?'?(\d\d)?\d\d|{_YEAR}[-/]\d\d(\d\d)?"
    rf"|({_DAY}[-. ]*)?{_NAMES}[^\W\d]{{0,7}}[-., '’/]*\d{{1,4}}.*|{_YEAR}[-. ]*{_NAMES}.*"
    rf"|\d\d[-. ]*{_NAMES}|\d{{8}}T\d{{4,6}}Z?"
    rf"|{_YEAR} ?年.*|{_YEAR} ?년.*",
    re.IGNORECASE | re.DOTALL,
)
_AS_NUMBER = re.compile(
    rf"0[1-9]\.{_YEAR}|1[0-2]\.{_YEAR}|{_YEAR}\.(0[1-9]|1[0-2])|{_YEAR}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
)
_MONTH_ALONE = re.compile(rf"{_NAMES}[^\W\d]{{0,7}}\.?", re.IGNORECASE)
FEWEST = 3  # such numbers in a row that are no chance


def is_date(cell: str) -> bool:
    """Whether a cell that is no number is a date, a month, a quarter or a time."""
    return bool(_DATE.fullmatch(cell.strip()[:LONGEST]))


def are_dates(cells: Sequence[str]) -> bool:
    """Whether a column holds dates, also those that can be read as numbers, where all of it looks like that."""
    seen = [cell.strip() for cell in cells[:LOOKED_AT] if cell.strip()]
    if all(map(is_date, seen)):
        return bool(seen)
    if all(map(_MONTH_ALONE.fullmatch, seen)):
        return len({cell[:3].casefold() for cell in seen}) >= FEWEST
    return len({*seen}) >= FEWEST and all(map(_AS_NUMBER.fullmatch, seen))
