"""How numbers are written in texts and read from answers, and how claims stand in prose."""

import math
import re
from collections.abc import Callable
from decimal import Decimal

from lessons.measuring.measures import Value
from optim_core import Message

_CLAIM = re.compile(
    r"(?P<written>[-−]?\d[\d   ]{0,24}(?:[.,]\d{1,20})?(?:e[-+−]?\d{1,3})?)(?P<mark>[*_`]{0,3})"
    r"\{=\s*(?P<name>[A-Za-z][\w-]*)(?:\s+of\s+(?P<of>[A-Za-z][\w-]*))?(?:\s*~\s*(?P<within>\d+(?:\.\d+)?)\s*%)?\s*\}"
)
CLAIM = _CLAIM
MATHS_OR_CODE = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`", re.DOTALL)
NAMES = re.compile(r"\{([A-Za-z][\w.-]*)\}")
SPACE = "\N{NO-BREAK SPACE}"
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
ROUNDING = 1e-12  # of a number: what arithmetic leaves of one that is whole
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_ANSWER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def written(value: Value) -> str:
    """A value as a lesson writes it."""
    if isinstance(value, str):
        return value.replace("_", " ")
    return numeral(value, 4) if math.isfinite(value) else str(no_number(value))


def numeral(value: float, digits: int) -> str:
    """A number as people write it: plain from 0.001 to 9999, beyond that with a power of ten, such as 5.63 × 10⁻¹⁰.

    It is rounded to so many digits, but for a number that has only one more: a setting is not changed by a sentence
    about it. dom/text.js writes the same in the browser.
    """
    whole = float(f"{value:.{digits + 1}g}")
    kept = whole if abs(whole - value) <= ROUNDING * abs(value) else float(f"{value:.{digits}g}")
    sign, figures, exponent = Decimal(repr(kept)).normalize().as_tuple()
    power = len(figures) + int(exponent) - 1
    minus = "−" if sign and kept else ""
    if not kept or -3 <= power <= 3:
        return minus + f"{abs(Decimal(repr(kept))):f}".removesuffix(".0")
    first, *rest = map(str, figures)
    mantissa = first + ("." if rest else "") + "".join(rest)
    times = "" if mantissa == "1" else f"{mantissa}{SPACE}×{SPACE}"
    return f"{minus}{times}10{str(power).translate(RAISED)}"


def no_number(value: float) -> Message:
    """What is said in place of a value that no digits can write."""
    if math.isnan(value):
        return Message("number.nothing")
    return Message("number.never") if value > 0 else Message("number.minus_infinity")


class LessonText(Message):
    """A sentence of a lesson, in whose language it is; its `values` are measured, and written as `written` does."""

    def __str__(self) -> str:
        return filled_in(self.key, {name: written(value) for name, value in self.values.items()}.get)


def names_of(text: str) -> list[str]:
    """Every {name} in a text but those in maths and code."""
    return NAMES.findall(MATHS_OR_CODE.sub("", text))


def filled_in(text: str, value: Callable[[str], str | None]) -> str:
    """The text with each {name} replaced by what `value` gives; maths and code stay as they are."""

    def replaced(part: str) -> str:
        return NAMES.sub(lambda m: m[0] if (number := value(m[1])) is None else number, part)

    pieces, position = [], 0
    for match in MATHS_OR_CODE.finditer(text):
        pieces += [replaced(text[position : match.start()]), match[0]]
        position = match.end()
    return "".join([*pieces, replaced(text[position:])])


def number_of(text: str) -> float:
    """The number that a written one stands for, such as −7.0 or 31 072."""
    return float(re.sub(r"[   ]", "", text).replace("−", "-").replace(",", "."))


def answered(text: str) -> float | Message:
    """The number that a learner typed, or why it is none. A comma for the decimal point is fine."""
    typed = re.sub(r"[\s  ]", "", text[:200])
    typed = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda raised: f"^{raised[0].translate(LOWERED)}", typed)
    typed = typed.replace("−", "-").replace("–", "-")
    typed = re.sub(r"[·*×]10\^", "e", re.sub(r"^([-+]?)10\^", r"\g<1>1e", typed))
    if not typed:
        return Message("grade.empty")
    if len(typed) > 40:
        return Message("grade.too_long")
    if typed.count(",") == 1 and "." not in typed:
        typed = typed.replace(",", ".")
    over = re.fullmatch(r"([^/]+)/([^/]+)", typed)
    parts = [over[1], over[2]] if over else [typed]
    if not all(_ANSWER.fullmatch(part) for part in parts):
        return Message("grade.no_number", given=text.strip()[:40])
    value = float(parts[0]) if len(parts) == 1 else _quotient(float(parts[0]), float(parts[1]))
    return value if math.isfinite(value) else Message("grade.infinite")


def _quotient(over: float, under: float) -> float:
    return over / under if under else math.inf
