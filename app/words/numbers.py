"""Numbers as a language writes them: its decimal sign, its thousands, and the words that go with one or with many."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from lessons.measuring.words import numeral
from optim_core.messages import forms

DIGITS = 3  # of a number in a sentence


@lru_cache(maxsize=8)
def conventions(language: str) -> Locale:
    """What is known of a language; one that nobody has described counts and writes numbers as English does."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=8)
def _signs(language: str) -> dict[int, str]:
    locale = conventions(language)
    signs = {".": get_decimal_symbol(locale), ",": get_group_symbol(locale), "-": "−"}
    return str.maketrans(signs)


def localized(number: str, language: str) -> str:
    """A number in the language's signs that Python has written in its own, such as -1,234.5."""
    return number.translate(_signs(language))


def chosen(spec: str, number: float, language: str) -> str:
    """Of “one row|other rows” the words that go with this number in this language."""
    known = forms(spec)
    return known.get(conventions(language).plural_form(number), known["other"])


class Number(float):
    """A float whose format is the way people write it: with three digits, or with six where a text asks for .6g."""

    language: str

    def __new__(cls, value: float, language: str = "en") -> Number:
        made = super().__new__(cls, value)
        made.language = language
        return made

    def __format__(self, spec: str) -> str:
        if "|" in spec:
            return chosen(spec, float(self), self.language)
        digits = re.fullmatch(r"(?:\.(\d+)g)?", spec)
        if digits and math.isfinite(self):
            return localized(numeral(float(self), int(digits[1] or DIGITS)), self.language)
        return localized(format(float(self), spec or "g"), self.language)


class Whole(int):
    """A whole number, which knows its words."""

    language: str

    def __new__(cls, value: int, language: str = "en") -> Whole:
        made = super().__new__(cls, value)
        made.language = language
        return made

    def __format__(self, spec: str) -> str:
        if "|" in spec:
            return chosen(spec, int(self), self.language)
        return localized(format(int(self), spec), self.language)
