"""What comes along when a formula is pasted from code, a web page or a textbook, and what to leave out of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from optim_core.formula.names import FUNCTIONS
from optim_core.messages import FormulaError, Message

Put = str | Callable[[re.Match[str]], str | None]

MODULES = (
    "np numpy math Math cmath torch tf tensorflow jnp jax sp sympy scipy mpmath keras nn functional special linalg"
)


class Habit(NamedTuple):
    """A pattern with the sentence that answers it, and what is put in its place; None where it is something else."""

    key: str
    pattern: re.Pattern[str]
    put: Put = ""


def _habit(key: str, pattern: str, put: Put = "") -> Habit:
    return Habit(f"formula.{key}", re.compile(pattern, re.DOTALL), put)


def _comment(match: re.Match[str]) -> str | None:
    """Behind // or % stands a remark where it begins with a word that is no part of a formula."""
    word = match["word"].lower()
    return None if word in FUNCTIONS or word in ("pi", "sqrt") else ""


def _unescaped(match: re.Match[str]) -> str | None:
    plain = html.unescape(match[0])
    return None if plain == match[0] else plain


def _raised(match: re.Match[str]) -> str:
    return f"^{match[1]}" if match[1].isalnum() else f"^({match[1]})"


def _share(match: re.Match[str]) -> str:
    """5% as 0.05."""
    whole, _, part = match[1].partition(".")
    digits = whole.zfill(3) + part
    return f"{digits[: len(whole.zfill(3)) - 2]}.{digits[len(whole.zfill(3)) - 2 :]}".rstrip("0").rstrip(".") or "0"


def _remainder(match: re.Match[str]) -> str | None:
    """x % 2 as mod(x, 2), where it is sure what belongs to it."""
    before, behind = match.string[: match.start()].rstrip(), match.string[match.end() :].lstrip()
    alone = not before or before[-1] in "+(," or re.search(r"[\w)]\s*-$", before)
    sure = alone and (not behind or behind[0] in "+-*/),")
    return f"mod({match['one']}, {match['other']})" if sure else None


def _outside_parentheses(match: re.Match[str]) -> str | None:
    before = match.string[: match.start()]
    return "" if before.count("(") == before.count(")") else None


_NAMES = r"[A-Za-zα-ω][\w{}]{0,5}"
_OPERAND = r"(?:[A-Za-z]\w*\([^()]*\)|\b[A-Za-z]\b|\b\d+(?:\.\d+)?(?![\w.(])|\([^()]*\))"
_RANGE = r"(?:[\[\](){}ℝ]|\\\{|-?\d|R\b)"
_BOUND = r"(?:for|where|with|when|over|on|and|if|s\.?\s?t\.?|subject\s+to)"

HABITS = (
    _habit("quotes", r"^\s*([\"'`“”„‘’«»]+)(.*?)[\"'`“”‘’«»]+\s*[;,.]?\s*$", r"\2"),
    # code around a formula
    _habit("code_around", r"^\s*(?:import|from)\b[^\n;]*[\n;]"),
    _habit("code_around", r"^\s*(?:const|let|var|double|float|return|def\b[^:\n]*:|=(?!=))\s*(?=\S)"),
    _habit("code_around", r"^\s*(?:\w+\s*:?=\s*)?lambda\b[^:\n]*:"),
    _habit("code_around", r"^\s*(?:\w+\s*=\s*)?(?:@\s*|\\|function\b\s*\w*\s*)\([\w\s,]*\)\s*(?:\{\s*)?"),
    _habit("code_around", r"^\s*(?:\w+\s*[=:]\s*)?[(\w][\w\s,^]{0,30}\)?\s*(?:=>|->|↦|\|->)\s*\{?\s*"),
    _habit("code_around", r"^\s*(?:print|disp|console\.log|expand|simplify|lambdify)\s*\((.*)\)\s*;?\s*$", r"\1"),
    _habit("comment", r"\s*#[^\n]*"),
    _habit("comment", r"\s*/\*.*?(?:\*/|$)"),
    _habit("comment", r"\s*(?://|%)\s*(?P<word>[A-Za-z]{2,})[^\n]*", _comment),
    _habit("floor_division", r"//", "/"),
    _habit("markup", r"<sup>\s*([^<]{1,40}?)\s*</sup>", _raised),
    _habit("markup", r"<sub>\s*([^<]{1,9}?)\s*</sub>", r"_\1"),
    _habit("markup", r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,8});", _unescaped),
    _habit("markup", r"</?(?:p|b|i|em|span|div|code|math|strong|var)>|<br\s*/?>"),
    # what is said beside it
    _habit("domain", rf"[\s,;]*(?:\b{_BOUND}\s+)?(?:all\s+)?\(?\b{_NAMES}(?:\s*,\s*{_NAMES})*\s*\)?"
           rf"\s*(?:\bin\b|∈|\\in\b|\bfrom\b)\s*{_RANGE}.*$"),
    _habit("domain", rf"\s*(?:\b{_BOUND}\b(?!\s*\()|[,;])[^,;]*?(?:<|>|≤|≥|\\leq?|\\geq?).*$", _outside_parentheses),
    _habit("equals_zero", r"\s*==?\s*0(?:\.0*)?\s*$"),
    _habit("at_end", r"\s*(?:[;,:}]|(?<![\d.])\.)+\s*$", lambda match: None if "{" in match.string else ""),
    _habit("maximize", r"^\s*(?:maximi[sz]e\b|max(?=[:\s]+[^\s(]))[:\s]+(?=\S)(.*)$", r"-(\1)"),
    _habit("word_before", r"^\s*(?:minimi[sz]e|optimi[sz]e|argmin|minimum\s+of|find(?:\s+the\s+minimum(?:\s+of)?)?|plot"
           r"|draw|graph|solve|compute|calculate|the\s+function|[Tt]he\s+loss)\b(?:_\{?[xy,\s]+\}?)?[:\s]+(?=\S)"),
    _habit("word_before", r"^\s*(?:min|loss|function|formula)\b(?:_\{?[xy,\s]+\}?)?(?:\s*:\s*|\s+)(?=[^\s(=])"),
    # other signs
    _habit("module", rf"\b(?:{MODULES.replace(' ', '|')})\s*(?:\.|::)\s*(?=[A-Za-z])"),
    _habit("elementwise", r"(?<=[A-Za-z)\]])\s*\.(?=[\^*/])"),
    _habit("remainder", rf"(?P<one>{_OPERAND})\s*(?:%|\bmod\b)\s*(?P<other>{_OPERAND})", _remainder),
    _habit("remainder", r"\S+\s*%\s*(?=[\w(.])|(?<=[\w)\]])\s*\bmod\b", lambda match: None),
    _habit("share", r"(\d{1,9}(?:\.\d{1,9})?)\s*%", _share),
    _habit("words", r"\s*\b(?:to\s+the\s+(?:power\s+(?:of\s+)?)?|raised\s+to\s+)(?=[\w(])", "^"),
    _habit("words", r"\s*\b(squared|cubed)\b", lambda match: "^2" if match[1] == "squared" else "^3"),
    _habit("words", r"\s*\b(?:times|multiplied\s+by)\b\s*", "*"),
    _habit("words", r"\s*\b(?:divided\s+by|over)\b\s*", "/"),
    _habit("words", r"\s*\b(plus|minus)\b\s*", lambda match: " + " if match[1] == "plus" else " - "),
    _habit("words", r"\b(?:the\s+)?square\s+root(?:\s+of)?\b\s*", "sqrt "),
)  # fmt: skip
ANSWERED_ALONE = {"formula.remainder"}  # there is nothing to put in its place


def check_habits(text: str) -> None:
    """Raise FormulaError at the first habit in the order above."""
    for error in _found(text):
        raise error


def _found(text: str) -> Iterator[FormulaError]:
    for key, pattern, put in HABITS:
        for match in pattern.finditer(text):
            suggestion = put(match) if callable(put) else match.expand(put)
            length = match.end() - match.start()
            typed = match[0].strip()
            if suggestion is not None:
                yield FormulaError(Message(key, typed=typed, suggestion=suggestion), text, match.start(), length)
            elif key in ANSWERED_ALONE:
                yield FormulaError(Message(key, typed=typed), text, match.start(), length)
