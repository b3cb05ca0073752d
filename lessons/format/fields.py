"""Takes the fields of one table of a lesson file one by one, each checked; what is left was not understood."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from lessons.problems import Problems, unknown
from optim_core import Message

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
LONGEST_TEXT = 2000
LONGEST_LIST = 60
T = TypeVar("T")


class Fields:
    """One table. Each method takes one field away and returns it, or its default with a problem noted."""

    def __init__(self, table: dict[str, Any], path: str, problems: Problems) -> None:
        self.rest, self.path, self.problems = dict(table), path, problems
        self.asked: list[str] = []

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, message: Message) -> None:
        self.problems.add(self.at(key), message)

    def has(self, key: str) -> bool:
        return key in self.rest

    def _take(self, key: str, required: bool) -> Any:
        self.asked.append(key)
        if required and key not in self.rest:
            self.problems.add(self.at(key), Message("file.missing"))
        return self.rest.pop(key, None)

    def text(self, key: str, default: str = "", required: bool = False) -> str:
        value = self._take(key, required)
        if value is None:
            return default
        if not isinstance(value, str):
            self.wrong(key, Message("file.text_needed", given=_shown(value)))
        elif len(value) > LONGEST_TEXT:
            self.wrong(key, Message("file.text_long", high=LONGEST_TEXT, length=len(value)))
        elif required and not value.strip():
            self.wrong(key, Message("file.text_empty"))
        else:
            return value
        return default

    def choice(self, key: str, known: Iterable[str], default: str = "", required: bool = False) -> str:
        value, names = self.text(key, default, required), list(known)
        if value and value not in names:
            self.wrong(key, unknown("value", value, names))
            return default
        return value

    def flag(self, key: str, default: bool | None = None) -> bool | None:
        value = self._take(key, False)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.wrong(key, Message("file.flag_needed", given=_shown(value)))
        return default

    def number(self, key: str, default: float | None = None, required: bool = False) -> float | None:
        value = self._take(key, required)
        if value is None:
            return default
        if is_number(value):
            return float(value)
        self.wrong(key, Message("file.number_needed", given=_shown(value)))
        return default

    def whole(self, key: str, default: int | None, low: int, high: int) -> int | None:
        value = self._take(key, False)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(key, Message("file.whole_needed", low=low, high=high, given=_shown(value)))
        return default

    def number_or_text(self, key: str, required: bool = False) -> float | str | None:
        """A number, or the text of a formula."""
        value = self._take(key, required)
        if value is None or (isinstance(value, str) and len(value) <= LONGEST_TEXT):
            return value
        if is_number(value):
            return float(value)
        self.wrong(key, Message("file.formula_needed", given=_shown(value)))
        return None

    def listed(self, key: str) -> list[Any]:
        value = self._take(key, False)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > LONGEST_LIST:
            self.wrong(key, Message("file.list_needed", high=LONGEST_LIST, given=_shown(value)))
            return []
        return value

    def names(self, key: str, known: Iterable[str] | None = None, kind: str = "value") -> tuple[str, ...]:
        """A list of texts, each one of `known` where that is given."""
        texts, names = [], None if known is None else list(known)
        for k, value in enumerate(self.listed(key)):
            if not isinstance(value, str) or len(value) > LONGEST_TEXT:
                self.wrong(f"{key}[{k}]", Message("file.text_needed", given=_shown(value)))
            elif names is not None and value not in names:
                self.wrong(f"{key}[{k}]", unknown(kind, value, names))
            else:
                texts.append(value)
        return tuple(texts)

    def tables(self, key: str) -> list[Fields]:
        """A list of tables."""
        tables = []
        for k, value in enumerate(self.listed(key)):
            if isinstance(value, dict):
                tables.append(Fields(value, f"{self.at(key)}[{k}]", self.problems))
            else:
                self.wrong(f"{key}[{k}]", Message("file.inner_needed", given=_shown(value)))
        return tables

    def table(self, key: str) -> Fields | None:
        value = self._take(key, False)
        if value is None or isinstance(value, dict):
            return None if value is None else Fields(value, self.at(key), self.problems)
        self.wrong(key, Message("file.table_needed", given=_shown(value)))
        return None

    def sections(self, key: str, most: int) -> Iterator[tuple[str, Fields]]:
        """The named tables [key.name]."""
        fields = self.table(key)
        for count, (name, value) in enumerate(fields.rest.items() if fields else ()):
            if not NAME.fullmatch(name):
                self.wrong(f"{key}.{name[:40]}", Message("file.name"))
            elif not isinstance(value, dict):
                self.wrong(f"{key}.{name}", Message("file.section_needed", name=f"{key}.{name}", given=_shown(value)))
            elif count >= most:
                self.wrong(f"{key}.{name}", Message("file.sections", high=most))
            else:
                yield name, Fields(value, f"{self.at(key)}.{name}", self.problems)

    def done(self) -> None:
        """Complain about every field that nobody asked for."""
        for key in self.rest:
            self.wrong(key[:40], unknown("field", key, self.asked))


def is_number(value: object) -> bool:
    """Whether this is a finite number and not a truth value."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _shown(value: object) -> str | Message:
    kinds: dict[type, str] = {dict: "file.a_table", list: "file.a_list", str: "file.a_text"}
    if type(value) in kinds:
        return Message(kinds[type(value)])
    try:
        return str(value)[:40]
    except ValueError:
        return Message("file.a_long_number")
