"""What to do about a cell where a number was wanted, if it is one of the usual mistakes."""

import re

from optim_core.examples.table.dates import is_date
from optim_core.examples.table.numbers import LONGEST_NUMBER, is_number
from optim_core.examples.table.truth import FALSE, TRUE
from optim_core.messages import Message

_FOOTNOTE = re.compile(r"[+-]?[\d.,]*\d\s*([*†‡§¹²³]+|\[\w{1,3}\]|\(\w{1,2}\))")
_BOUND = re.compile(r"[<>≤≥~≈±]=?\s*[\d.,]+")
_RANGE = re.compile(r"[\d.,]+\s*(-|–|—|\.\.+|to|bis|à|/)\s*[\d.,]+", re.IGNORECASE)
_MARKS = re.compile(r"[+-]?\d+([.,]+\d*){2,}")
_UNIT = re.compile(r"\D{0,3}[\d.,]*\d\s*[^\d\s]{1,4}|[^\d\s]{1,3}\s*\d[\d.,]*")
_MISTAKES = {
    "table.hint_bound": _BOUND,
    "table.hint_range": _RANGE,
    "table.hint_footnote": _FOOTNOTE,
    "table.hint_marks": _MARKS,
    "table.hint_unit": _UNIT,
}


def hint(cell: str) -> Message | None:
    """A word about a cell that is text, or nothing."""
    plain = cell.strip()
    if plain.casefold().strip("+-") in ("inf", "infinity", "∞"):
        return Message("table.hint_infinite")
    if is_number(plain):
        return Message("table.hint_mark")
    if plain[:1] in "=@" or (plain[:1] in "+-" and plain[1:2].isalpha()):
        return Message("table.hint_formula")
    if plain.casefold() in TRUE | FALSE:
        return Message("table.hint_truth")
    if is_date(plain):
        return Message("table.hint_date")
    for key, mistake in _MISTAKES.items():
        if mistake.fullmatch(plain[:LONGEST_NUMBER]):
            return Message(key)
    return None
