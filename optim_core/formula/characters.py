"""Which characters a formula may hold, and what to type instead of the others."""

from __future__ import annotations

import re
import string
import unicodedata

from optim_core.messages import FormulaError, Message

ALLOWED = frozenset(string.ascii_letters + string.digits + "+-*/^(),. ")

SPELLINGS = {
    **dict.fromkeys("−–—―‐‑‒﹣－", "-"),
    **dict.fromkeys("×·⋅∙•∗✕✖", "*"),
    **dict.fromkeys("÷∕⁄:", "/"),
    **dict.fromkeys("ˆ⌃", "^"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    "¼": "(1/4)",
    "½": "(1/2)",
    "¾": "(3/4)",
    "π": "pi",
    "√": "sqrt",
    "ℯ": "e",
    ";": ",",
}
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸ", "0123456789+-nxy")

# Characters with a meaning that a formula here cannot have. The key says which sentence answers them.
REASONS = {
    **dict.fromkeys("<>≤≥≠", "formula.comparison"),
    **dict.fromkeys("\\$", "formula.typesetting"),
    "=": "formula.equals",
    "%": "formula.percent",
    "!": "formula.factorial",
    "°": "formula.degrees",
    "'": "formula.prime",
    "′": "formula.prime",
}

LEFT_PART = re.compile(r"\s*([^\W\d]\w*\s*(?:\([^()=]*\))?)\s*:?=(?![=>])\s*(?=\S)")
OPERAND_BEFORE = re.compile(r"[A-Za-z0-9.]+$")


def check_left_part(text: str) -> None:
    """Raise FormulaError where the formula begins as an equation, f(x) = ..."""
    if match := LEFT_PART.match(text):
        rest = text[match.end() :].strip()
        raise FormulaError(
            Message("formula.left_part", left=f"{match[1].strip()} =", right=rest, suggestion=""), text, 0, match.end()
        )


def check_characters(text: str, allowed: frozenset[str] = ALLOWED) -> None:
    """Raise FormulaError at the first character that a formula cannot hold."""
    check_left_part(text)
    for position, character in enumerate(text):
        if character not in allowed and not _at_the_edge(text, position):
            raise _refusal(text, position, character)


def _at_the_edge(text: str, position: int) -> bool:
    """Whether this is white space around the formula: pasted text often ends in a line break."""
    return text[position].isspace() and (not text[:position].strip() or not text[position:].strip())


def _refusal(text: str, position: int, character: str) -> FormulaError:
    if ord(character) in SUPERSCRIPTS:
        return _superscript(text, position)
    if character == "|":
        return _bars(text, position)
    if character == "_" and (number := re.match(r"\d+(_\d+)+", text[len(text[:position].rstrip(string.digits)) :])):
        start = len(text[:position].rstrip(string.digits))
        digits = Message("formula.digit_groups", typed=number[0], suggestion=number[0].replace("_", ""))
        return FormulaError(digits, text, start, len(number[0]))
    if character in REASONS:
        return FormulaError(Message(REASONS[character], character=character), text, position)
    spelling = SPELLINGS.get(character) or unicodedata.normalize("NFKC", character)
    if spelling != character and spelling.strip() and set(spelling) <= ALLOWED:
        message = Message("formula.character_spelling", character=character, suggestion=spelling)
        return FormulaError(message, text, position)
    if character in "\t\n\r\v\f":
        return FormulaError(Message("formula.one_line", suggestion=" "), text, position)
    if character.isspace() or not character.isprintable():
        code = f"U+{ord(character):04X}"
        suggestion = " " if character.isspace() else ""
        return FormulaError(Message("formula.invisible", code=code, suggestion=suggestion), text, position)
    return FormulaError(Message("formula.character", character=character), text, position)


def _superscript(text: str, position: int) -> FormulaError:
    """x² is to be typed x^2."""
    end = position
    while end < len(text) and ord(text[end]) in SUPERSCRIPTS:
        end += 1
    power = text[position:end].translate(SUPERSCRIPTS)
    if not power.isalnum():
        power = f"({power})"
    base = OPERAND_BEFORE.search(text[:position])
    start = base.start() if base else _group_before(text, position)
    message = Message("formula.superscript", typed=text[start:end], suggestion=f"{text[start:position]}^{power}")
    return FormulaError(message, text, start, end - start)


def _group_before(text: str, position: int) -> int:
    """Where the parenthesis opens that closes just before `position`; `position` itself where none does."""
    depth = 0
    for start in range(position - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[start], 0)
        if depth == 0:
            return start if text[start] == "(" else position
    return position


def _bars(text: str, position: int) -> FormulaError:
    """|x| is to be typed abs(x)."""
    end = text.find("|", position + 1)
    if end == position + 1 or (end > 0 and text[position + 1 : end].strip()[-1:] in set("+-*/^(")):
        end = text.rfind("|")  # bars inside bars, ||x| - 1|: the first belongs to the last
    inner = text[position + 1 : end].strip()
    if end <= position or not inner:
        return FormulaError(Message("formula.bar"), text, position)
    message = Message("formula.bars", typed=text[position : end + 1], suggestion=f"abs({inner})")
    return FormulaError(message, text, position, end + 1 - position)
