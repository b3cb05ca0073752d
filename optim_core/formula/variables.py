"""What variables are called elsewhere, such as x1 and x2, and which of x and y each of them is here."""

from __future__ import annotations

import re
from typing import NamedTuple

from optim_core.formula.names import CONSTANTS, listed
from optim_core.messages import FormulaError, Message

HERE = ("x", "y")
GREEK = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi chi psi omega"
USUAL = frozenset(("u", "v", "w", "z", "s", "t", "r", "theta", "phi", "psi", "xi", "θ", "φ", "ψ", "ξ"))  # beside an x
NUMBERS = frozenset("ij")  # complex numbers, and indices
_SMALL = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_VARIABLE = re.compile(
    rf"(?<![A-Za-z_.\\])(?P<head>{'|'.join(GREEK.split())}|[A-Za-zα-ωϑϕ])"
    r"(?P<index>_\{?\s*\d{1,2}\s*\}?|\[\s*\d{1,2}\s*\]|[₀-₉]{1,2}|\d{1,2}|\(\s*[12]\s*\)(?!\())?(?![A-Za-z0-9_(])"
)


class Variable(NamedTuple):
    """A letter or a Greek name, and its index where it has one."""

    head: str
    number: str

    @property
    def here(self) -> bool:
        return self.head in HERE and not self.number


def check_variables(text: str) -> None:
    """Raise FormulaError where the variables have other names, with the formula in x and y."""
    places = _places(text)
    plain = {variable.head for variable in places.values() if variable.here}
    foreign = list(dict.fromkeys(variable for variable in places.values() if not variable.here))
    meant = [v for v in foreign if v.number or v.head in USUAL]
    if not plain and (not meant or len(foreign) <= len(HERE)):
        meant = [variable for variable in foreign if variable.head not in NUMBERS]
    if not meant:
        return
    start = next(place for place, variable in places.items() if variable in meant)
    typed = {variable: _typed(text, places, variable) for variable in meant}
    if len(plain) + len(meant) > len(HERE):
        names = listed((*sorted(plain), *typed.values()))
        raise FormulaError(Message("formula.many_variables", names=names), text, start, len(typed[places[start]]))
    free = [name for name in HERE if name not in plain]
    new: dict[Variable, str] = {}
    for variable in sorted(meant, key=lambda v: (int(v.number or 0), meant.index(v))):
        own = variable.head if variable.head in free and not _several(meant, variable.head) else free[0]
        free.remove(own)
        new[variable] = own
    ordered = sorted(new, key=lambda variable: new[variable])
    message = Message(
        "formula.variables", new=listed(tuple(new[v] for v in ordered)), old=listed(tuple(typed[v] for v in ordered))
    )
    raise FormulaError(message, text, start, len(typed[places[start]]), _renamed(text, places, new))


def _places(text: str) -> dict[int, Variable]:
    """Where each variable stands. A digit is an index only where it cannot be a lost power: x1, or x2 beside x1."""
    found = {m.start(): Variable(m["head"], _digits(m["index"])) for m in _VARIABLE.finditer(text) if _is_one(text, m)}
    glued = {
        m.start(): Variable(m["head"], m["index"])
        for m in _VARIABLE.finditer(text)
        if m.start() in found and m["index"] and m["index"].isascii() and m["index"].isdigit()
    }
    for place, variable in glued.items():
        indices = {other.number for other in found.values() if other.head == variable.head}
        lost_power = variable.head in HERE and variable.number not in "01" and len(indices) == 1
        if lost_power or (indices == {"", variable.number} and variable.number not in "01"):
            del found[place]
    return found


def _is_one(text: str, match: re.Match[str]) -> bool:
    head, index = match["head"], match["index"] or ""
    if head in (*CONSTANTS, "π") or (match.start() and text[match.start() - 1] == "0" and head in "xXbBoO"):
        return False  # 0x10
    if index.startswith("("):  # x(1) and x(2), as MATLAB has them
        return all(re.search(rf"\b{head}\(\s*{k}\s*\)", text) for k in (1, 2))
    return not (head in "XY" and not index)  # only its capital is wrong


def _digits(index: str | None) -> str:
    return "".join(re.findall(r"\d", (index or "").translate(_SMALL)))


def _several(variables: list[Variable], head: str) -> bool:
    return sum(variable.head == head for variable in variables) > 1


def _typed(text: str, places: dict[int, Variable], variable: Variable) -> str:
    place = next(place for place, found in places.items() if found == variable)
    match = _VARIABLE.match(text, place)
    assert match
    return match[0]


def _renamed(text: str, places: dict[int, Variable], new: dict[Variable, str]) -> str:
    return _VARIABLE.sub(lambda m: new.get(places.get(m.start(), Variable("", "")), m[0]), text)
