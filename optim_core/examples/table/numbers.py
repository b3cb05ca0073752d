"""What stands in a cell: a number, a gap, or text. Nothing is evaluated: `=1+1` is text."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.types import Array

# What people and programs write where there is no value, without capitals and spaces.
_GAPS = """
    na n/a n.a. n.a na. <na> #n/a #na nan -nan nat null (null) <null> \\n none nil missing undefined unknown
unavailable
    nodata novalue notavailable notapplicable notreported notrecorded notknown n/d n.d. nd n/r (blank) (empty)
<empty> empty tbd
    #div/0! #value! #ref! #name? #num! #null! #error! #calc! #spill! 1.#qnan -1.#ind 1.#ind
    k.a. k.a k/a keineangabe o.a. ohneangabe keinedaten n.v. n.b. nichtverfügbar unbekannt fehlt leer #nv #wert!
#bezug! #zahl!
    inconnu manquant nondisponible n.c. nc [null] (none) #valeur! #nom? #nombre! s/d s.d. desconocido sindatos
#¡div/0! #¡valor! #¡ref! #¿nombre?
    н/д нет нетданных неизвестно b.d. brak なし 不明 缺失 未知 无 없음
    - -- --- – — − ? ?? . .. ... … * ** : /
"""
GAPS = frozenset(_GAPS.split()) | {""}
LONGEST_NUMBER = 40
# Other dashes, and the wide digits of Chinese and Japanese keyboards, as programs write them.
PLAIN = str.maketrans("‐‑‒–−﹣－＋０１２３４５６７８９．，", "-------+0123456789.,")
_SPACES = " \u00a0\u2009\u202f"
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?P<sign>[,'’{_SPACES}])\d{{3}}(?:(?P=sign)\d{{3}})*(\.\d*)?", re.ASCII)
_INDIAN = re.compile(r"[+-]?[1-9]\d?(,\d\d)+,\d{3}(\.\d*)?", re.ASCII)
_SEPARATORS = str.maketrans("", "", f",'’{_SPACES}")
_SWAPPED = str.maketrans(",.", ".,")
_DIGITS, _BEGINS = frozenset("0123456789"), frozenset(".,0123456789")
_FAST = frozenset("0123456789+-.eE")


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
    plain = cell.strip()
    if len(plain) > LONGEST_NUMBER:
        return None
    if not comma and _PLAIN.fullmatch(plain):
        return float(plain)
    if is_gap(plain):
        return float("nan")
    plain = _with_its_sign(plain.translate(PLAIN))
    if comma:
        plain = "" if plain.endswith(",") else plain.translate(_SWAPPED)
    if _PLAIN.fullmatch(plain):
        return float(plain)
    grouped = _GROUPED.fullmatch(plain) or (not comma and _INDIAN.fullmatch(plain))
    return float(plain.translate(_SEPARATORS)) if grouped else None


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, whichever its decimal mark is; a gap is none."""
    return any((value := number_in(cell, comma)) is not None and value == value for comma in (False, True))


def is_gap(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return len(cell) <= LONGEST_NUMBER and "".join(cell.split()).casefold() in GAPS


def is_unusual(cell: str) -> bool:
    """Whether a number is written as accountants, spreadsheets or people in India write it."""
    plain = cell.strip().translate(PLAIN)
    return _with_its_sign(plain) != plain or bool(_INDIAN.fullmatch(plain))


def _with_its_sign(plain: str) -> str:
    """(5) and 5- are -5, '5 is 5."""
    if plain[:1] not in "'(" and plain[-1:] != "-":
        return plain
    if plain[0] == "'":
        return plain[1:]
    inner = plain[1:-1] if plain[0] == "(" and plain[-1] == ")" else plain[:-1]
    inner = inner.strip()
    return f"-{inner}" if inner[:1] in _BEGINS and inner[-1:] in _DIGITS else plain
