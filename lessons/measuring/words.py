"""How numbers are written in texts and read from answers, and how claims stand in prose."""

import math
import re
from collections.abc import Callable

from lessons.measuring.measures import Value
from optim_core import Message

_CLAIM = re.compile(
    r"(?P<written>[-−]?\d[\d   ]{0,24}(?:[.,]\d{1,20})?(?:e[-+−]?\d{1,3})?)(?P<mark>[*_`]{0,3})"
    r"\{=\s*(?P<name>[A-Za-z][\w-]*)(?:\s+of\s+(?P<of>[A-Za-z][\w-]*))?(?:\s*~\s*(?P<within>\d+(?:\.\d+)?)\s*%)?\s*\}"
)
CLAIM = _CLAIM
MATHS_OR_CODE = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`", re.DOTALL)
NAMES = re.compile(r"\{([A-Za-z][\w.-]*)\}")
_ANSWER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def written(value: Value) -> str:
    """A value as it is read in a sentence: four digits, no exponent where it can be avoided."""
    if isinstance(value, str):
        return value.replace("_", " ")
    if not math.isfinite(value):
        return str(no_number(value))
    if value == 0:
        return "0"
    size = abs(value)
    if 1e-4 <= size < 1e7:
        digits = max(0, 3 - math.floor(math.log10(size)))
        text = f"{value:.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, exponent = f"{value:.3e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


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
    typed = typed.replace("−", "-").replace("–", "-").replace("·10^", "e").replace("*10^", "e")
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
