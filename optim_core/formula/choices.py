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
    offered = _offered(condition, first.strip(), second.strip())
    if offered is None:
        return FormulaError(Message("formula.condition", name=text[start:end]), text, start, end - start)
    message = Message("formula.choice", typed=text[start:end], suggestion=offered)
    return FormulaError(message, text, start, end - start)


def _offered(condition: str, first: str, second: str) -> str | None:
    """The choice as max, min or abs; None where it is none of these."""
    match = _CONDITION.fullmatch(condition.strip().removeprefix("(").removesuffix(")"))
    if match is None:
        return None
    larger, smaller = match[1].strip(), match[3].strip()
    if match[2] in ("<", "<=", "≤", "=<"):
        larger, smaller = smaller, larger
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
