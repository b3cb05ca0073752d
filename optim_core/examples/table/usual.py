"""Which columns of a table are likely meant: no row numbers and no ids, and what is usually asked for as the target."""

import re

import numpy as np

from optim_core.examples.dataset import LARGEST_NUMBER, Kind
from optim_core.examples.table.columns import MOST_GROUPS, Column
from optim_core.examples.table.hints import hint
from optim_core.examples.table.reading import Table
from optim_core.examples.table.remarks import quoted
from optim_core.messages import ExperimentError, Message

_TARGETS = """
    y target label class species survived survival outcome output result response quality price prices cost value
    charges charge sales salary wage income revenue profit demand consumption mpg medv rating score grade yield strength
    status disease heartdisease stroke sentiment loan deposit risk failure rent expenses purchase cnt count msrp
diagnosis diabetes churn attrition exited default approved purchased fraud spam variety category passengers
    preis ziel klasse gehalt umsatz precio prix prezzo klass цена цель класс 가격 価格 价格 價格
"""
_MOMENTS = "x t time day days week month year hour minute second seconds step distance age zeit tag jahr"
_IDS = "id ids nr no num number idx index key code zip plz phone row rownum uid uuid oid isbn"
TARGETS, IDS, MOMENTS = (frozenset(words.split()) for words in (_TARGETS, _IDS, _MOMENTS))
_UNNAMED = re.compile(r"unnamed( |:|$).*|row ?names?", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
LONG_ENOUGH = 6  # letters of userid; humid and paid are no ids
REPEATED = 4  # rows of a value: so many make it a kind, not a measure


def usual_columns(table: Table, kind: Kind) -> tuple[tuple[int, ...], int]:
    """The places of the inputs and of the target. Raises ExperimentError where there are too few that could be."""
    columns, wanted = table.columns, 1 if kind == "curve" else 2
    numeric = [place for place, column in enumerate(columns) if column.numeric]
    if kind == "classes":
        target = _likely_classes(columns)
    elif len(numeric) < 2:
        raise ExperimentError(Message("table.few_columns", wanted=2, count=len(numeric)), *_reasons(table))
    else:
        target = max(numeric, key=lambda place: (place != table.time, *_as_target(columns[place]), place))
    others = (place for place in numeric if place != target)
    best = sorted(others, key=lambda place: _as_input(columns[place], place == table.time))
    inputs = tuple(sorted(best[:wanted]))
    if len(inputs) < wanted:
        raise ExperimentError(Message("table.few_inputs", count=len(inputs)), *_reasons(table))
    return inputs, target


def _reasons(table: Table) -> list[Message]:
    """A cell of each column that is text though it has numbers or a usual mistake, and what may be done about it."""
    said: dict[Message, None] = {}
    texts = [column for column in table.columns if column.text and not column.numeric]
    for column in texts:
        place = int(column.read.text.argmax())
        advice = hint(column.cells[place])
        if advice or column.numbers or (column is texts[-1] and not said):
            facts = {"name": column.name, "row": table.places[place], "value": quoted(column.cells[place])}
            said[Message("table.no_number", **facts)] = None
        if advice:
            said[advice] = None
    return [*said][:4]


def _likely_classes(columns: tuple[Column, ...]) -> int:
    """A column with a usual name; else one with two values; else the last one with few, text before numbers."""
    few = [place for place, column in enumerate(columns) if len(column.groups) > 1]
    if not few:
        raise ExperimentError(Message("table.no_classes", high=MOST_GROUPS))

    def merit(place: int) -> tuple[bool, bool, bool, bool, int]:
        column = columns[place]
        repeats = not _is_id(column) and not column.dates and column.different < len(column.cells)
        return repeats, _is_usual(column.name), len(column.groups) == 2, column.text > 0, place

    return max(few, key=merit)


def _as_target(column: Column) -> tuple[bool, bool, bool]:
    """The better, the larger."""
    return not _is_useless(column), _is_usual(column.name) and column.different > 2, not _is_kind(column)


def _as_input(column: Column, time: bool) -> tuple[bool, bool, bool, bool, bool]:
    """The better, the smaller. Time that was made of dates is for tables that have little else."""
    useless = _is_useless(column)
    return useless, useless and _is_called_id(column.name), time, _is_large(column), _is_kind(column)


def _is_useless(column: Column) -> bool:
    return column.different < 2 or _is_id(column)


def _is_kind(column: Column) -> bool:
    """Whether it has a few values over and over."""
    return 0 < len(column.groups) * REPEATED <= len(column.cells)


def _is_large(column: Column) -> bool:
    return column.ends is not None and max(map(abs, column.ends)) > LARGEST_NUMBER


def _is_id(column: Column) -> bool:
    """Whether it counts the rows, or has another whole number in each and is called an id."""
    values = column.read.values[~np.isnan(column.read.values)]
    if len(values) < 2 or (values != np.floor(values)).any() or len(np.unique(values)) < len(values):
        return False
    name = column.name.casefold()
    if len(values) > 2 and values[0] in (0, 1) and (np.diff(values) == 1).all():
        return name not in MOMENTS
    return (bool(_UNNAMED.fullmatch(name)) and bool((np.diff(values) > 0).all())) or _is_called_id(column.name)


def _is_called_id(name: str) -> bool:
    words = [word.casefold() for word in _WORD.findall(name)]
    return bool(words) and (
        words[-1] in IDS or words[0] == "id" or (len(words[-1]) >= LONG_ENOUGH and words[-1].endswith(("id", "num")))
    )


def _is_usual(name: str) -> bool:
    words = [word.casefold() for word in _WORD.findall(name)]
    return name.casefold() in TARGETS or (bool(words) and (words[-1] in TARGETS or words[0] in TARGETS))
