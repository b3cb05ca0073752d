"""Choices by a condition, such as where(x > 0, x, 0), which is a maximum and is offered as one."""

from __future__ import annotations

import re
from itertools import pairwise

from optim_core.messages import FormulaError, Message

_CALL = re.compile(r"\b(?:(?:np|numpy|torch|jnp|tf|K)\.)?(where|if|ifelse|iif|cond)\s*\(", re.IGNORECASE)
_ELSE = re.compile(r"(?P<first>[^()]+?|\(.+\))\s+if\s+(?P<condition>.+?)\s+else\s+(?P<second>.+)")
_QUESTION = re.compile(r"(?P<condition>[^?]+)\?(?P<first>[^:]+):(?P<second>.+)")
_CONDITION = re.compile(r"([^<>=≤≥]+)(<=|>=|<|>|≤|≥|=<)([^<>=≤≥]+)")
_SCALED = re.compile(r"(\d*\.?\d+)\*?(.+)")


def check_choices(text: str) -> None:
    """Raise FormulaError at a choice by a condition, with what it is where that is known."""
    if match := _CALL.search(text):
        end, inside = _parts(text, match.end())
        if end is not None and len(inside) == 3:
            raise _answer(text, match.start(), end, *inside)
    for form in (_ELSE, _QUESTION):
        if match := form.fullmatch(text):
            raise _answer(text, 0, len(text), match["condition"], match["first"], match["second"])


def _parts(text: str, start: int) -> tuple[int | None, list[str]]:
    """Where the parenthesis closes that was opened before `start`, and what stands between its commas."""
    depth, edges = 1, [start]
    for place in range(start, len(text)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[place], 0)
        if depth == 0:
            edges.append(place + 1)
            return place + 1, [text[a : b - 1] for a, b in pairwise(edges)]
        if depth == 1 and text[place] == ",":
            edges.append(place + 1)
    return None, []


def _answer(text: str, start: int, end: int, condition: str, first: str, second: str) -> FormulaError:
    typed, compared = text[start:end], _compared(condition)
    message = Message("formula.condition", name=typed)
    if compared is not None:
        parts = (*compared, first.strip(), second.strip())
        exact = _offered(*parts)
        message = Message("formula.smooth_choice", name=typed, suggestion=_smooth(*parts))
        message = message if exact is None else Message("formula.choice", typed=typed, suggestion=exact)
    return FormulaError(message, text, start, end - start)


def _compared(condition: str) -> tuple[str, str] | None:
    """What is to be larger, and what smaller; None where it is no comparison of two."""
    plain = condition.strip()
    match = _CONDITION.fullmatch(plain[1:-1] if plain.startswith("(") and plain.endswith(")") else plain)
    if match is None:
        return None
    sides = match[1].strip(), match[3].strip()
    return sides[::-1] if match[2] in ("<", "<=", "≤", "=<") else sides


def _smooth(larger: str, smaller: str, first: str, second: str) -> str:
    """Each formula times a step that is smooth, one up and one down."""
    way = larger if smaller == "0" else f"{larger} - {_held(smaller)}"
    steps = ((first, "-"), (second, ""))
    return f"({' + '.join(f'{_held(one)}/(1 + exp({sign}10*{_held(way)}))' for one, sign in steps if one != '0')})"


def _held(part: str) -> str:
    """The part in parentheses where it is more than one name or number."""
    return part if part.isalnum() else f"({part})"


def _offered(larger: str, smaller: str, first: str, second: str) -> str | None:
    """The choice as max, min or abs; None where it is none of these."""
    a, b, u, v = (re.sub(r"\s+", "", part) for part in (first, second, larger, smaller))
    if {a, b} == {u, v} and u != v:
        return f"max({first}, {second})" if a == u else f"min({first}, {second})"
    if "0" in (u, v):
        inner = larger if v == "0" else smaller
        positive, negative = (a, b) if v == "0" else (b, a)
        plain = re.sub(r"\s+", "", inner)
        if positive == plain and negative in (f"-{plain}", f"-({plain})"):
            return f"abs({inner})"
        scaled = _SCALED.fullmatch(negative)
        if positive == plain and scaled and scaled[2] in (plain, f"({plain})") and 0 < float(scaled[1]) < 1:
            return f"max({inner}, {scaled[1]}*({inner}))" if len(plain) > 1 else f"max({inner}, {scaled[1]}*{inner})"
    return None
