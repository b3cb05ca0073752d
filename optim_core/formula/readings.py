"""What has two readings, such as 1/2x, and functions that are written with others: what can be typed instead."""

from __future__ import annotations

import re
from collections.abc import Callable

from optim_core.formula.elsewhere import NEARLY, SMOOTH, WRITTEN_OTHERWISE
from optim_core.formula.operands import closing, joined, operand_from, operand_until, parts
from optim_core.formula.tokens import CLOSE, COMMA, NAME, NUMBER, OPERATOR, Token, spell
from optim_core.messages import Message

Typed = Callable[[int, int], str]  # the text from one token to another
Said = tuple[int, int, Message]  # the first and the last token that are meant, and the sentence
_PLACE = re.compile(r"\{(\d)\}")
# How tightly something has to hold together beside a sign: as a product, a power, or one thing.
BEFORE = {"-": 1, "*": 1, "/": 2, "^": 3, "**": 3}
BEHIND = {"*": 1, "/": 1, "^": 3, "**": 3}


def written_otherwise(tokens: list[Token], i: int, typed: Typed, smooth: bool) -> Said | None:
    """How the call of a function that is not known is written with those that are; None where that is not known."""
    name = tokens[i].text.lower()
    close = NEARLY.get(name)
    templates = WRITTEN_OTHERWISE.get(name) or ((close[0],) if close else (SMOOTH[name],) if name in SMOOTH else ())
    last = closing(tokens, i + 1)
    if not templates or last is None or (name in SMOOTH and not smooth):
        return None
    given = parts(tokens, i + 1, last)
    wanted = 1 + max(int(place) for place in _PLACE.findall(templates[0]))
    if len(given) != wanted or not all(given):
        return None
    before = tokens[i - 1].text if i else ""
    behind = tokens[last + 1].text if last + 1 < len(tokens) else ""
    least = max(BEFORE.get(before, 0), BEHIND.get(behind, 0))
    filled = [_filled(template, given, least) for template in templates]
    values = {"name": tokens[i].text, "suggestion": filled[0], "example": filled[0]}
    if len(filled) > 1:
        return i, last, Message("formula.two_readings", typed=typed(i, last), suggestion=filled[0], other=filled[1])
    if close:
        return i, last, Message("formula.close", **values, off=close[1])
    key = "formula.smooth" if name in SMOOTH else "formula.written_otherwise"
    return i, last, Message(key, **values)


def _filled(template: str, given: list[list[Token]], least: int) -> str:
    """The template with its parts, in parentheses where it holds together less than it has to."""
    holds = _holds(template)
    for k, part in enumerate(given):
        template = template.replace(f"({{{k}}})", f"({spell(part)})").replace(f"{{{k}}}", joined(part))
    return f"({template})" if holds < least else template


def _holds(template: str) -> int:
    """How tightly a template holds together: 0 as a sum, 1 as a product, 2 as a power, 3 as one thing."""
    while (inner := re.sub(r"\([^()]*\)", "", template)) != template:
        template = inner
    return next((k for k, signs in enumerate(("+-", "*/", "^")) if set(signs) & set(template)), 3)


def product(tokens: list[Token], first: int, i: int, last: int, typed: Typed) -> Said:
    """A product without a sign, of the operands from `first` and from `i`: behind / or ^ it has two readings."""
    left, right = spell(tokens[first:i]), spell(tokens[i : last + 1])
    before = tokens[first - 1].text if first else ""
    if before not in ("/", "^", "**") or first < 2:
        whole = Message("formula.implicit_product", typed=typed(first, last), suggestion=f"{left}*{right}")
        return first, last, whole
    while last + 2 < len(tokens) and tokens[last + 1].text in ("^", "**"):  # 1/2x^2 is 1/(2*x^2) or (1/2)*x^2
        last = operand_from(tokens, last + 2)
    right = spell(tokens[i : last + 1])
    start = operand_until(tokens, first - 2)
    while start > 1 and tokens[start - 1].text in ("^", "**"):
        start = operand_until(tokens, start - 2)
    base = spell(tokens[start : first - 1])
    chained = start > 0 and tokens[start - 1].text == "/"
    alone = before != "/" or chained or all(token.kind != NUMBER for token in tokens[start : first - 1])
    one = f"{base}{before}{left}*{right}" if alone else f"({base}/{left})*{right}"
    other = f"{base}{before}({left}*{right})"
    return start, last, Message("formula.two_readings", typed=typed(start, last), suggestion=one, other=other)


def applied_to(tokens: list[Token], i: int, typed: Typed) -> Said | None:
    """sin x, sin -x, or sin x^2, which has two readings: what the function without parentheses is applied to."""
    name, at = tokens[i].text, i + 1
    minus = at + 1 < len(tokens) and tokens[at].text == "-"
    start = at + minus
    if (
        start >= len(tokens)
        or (minus and tokens[start].text in ("-", "+"))
        or tokens[start].kind in (CLOSE, COMMA, OPERATOR)
    ):
        return None
    last = operand_from(tokens, start)
    if tokens[start].kind == NUMBER and last + 1 < len(tokens) and tokens[last + 1].kind == NAME:
        inner = f"{'-' * minus}{spell(tokens[start : last + 1])}*{tokens[last + 1].text}"
        last += 1
    else:
        inner = spell(tokens[at : last + 1])
    if last + 2 < len(tokens) and tokens[last + 1].text in ("^", "**"):
        end = operand_from(tokens, last + 2)
        power = spell(tokens[last + 1 : end + 1])
        one, other = f"{name}({inner}{power})", f"{name}({inner}){power}"
        if tokens[last + 2].text != "-":
            return i, end, Message("formula.two_readings", typed=typed(i, end), suggestion=one, other=other)
    return i, last, Message("formula.function_parentheses", typed=typed(i, last), suggestion=f"{name}({inner})")
