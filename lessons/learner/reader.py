"""Reads the parts of a record that comes from outside: each is checked and bounded, and what is left out is said."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from lessons.grading.grading import RULES
from lessons.jungle import Best, graded
from lessons.learner.record import MAX_RUNS, MAX_TRIES, Answer, LessonRecord
from optim_core import Message

MAX_NAMES, MAX_ANSWER, MAX_QUERY, MAX_GIVEN, MAX_SCREEN = 40, 4000, 2000, 12, 99
MAX_SEED = 2**32 - 1
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
T = TypeVar("T")


class Reader:
    """Reads what may be anything, and notes what it leaves out."""

    def __init__(self) -> None:
        self.notes: list[Message] = []

    def note(self, where: str) -> None:
        if len(self.notes) < 20:
            where = where[:80].encode("utf-8", "replace").decode()  # a name may hold half of a character
            self.notes.append(Message("progress.left_out", where=where))

    def field(self, table: Mapping[str, Any], name: str, where: str, default: T, good: Callable[[Any], bool]) -> T:
        value = table.get(name, default)
        if name in table and not good(value):
            self.note(f"{where}{name}")
            return default
        return value  # type: ignore[no-any-return]

    def table(
        self,
        table: Mapping[str, Any],
        name: str,
        where: str,
        read: Callable[[Any, str], T | None],
        most: int = MAX_NAMES,
    ) -> dict[str, T]:
        """A table of names; an entry that is not understood is left out."""
        inner = table.get(name, {})
        if not isinstance(inner, dict):
            self.note(f"{where}{name}")
            return {}
        entries: dict[str, T] = {}
        for key, value in list(inner.items())[:most]:
            entry = read(value, f"{where}{name}.{key}.") if is_name(key) else None
            if entry is None:
                self.note(f"{where}{name}.{key}")
            else:
                entries[key] = entry
        if len(inner) > most:
            self.note(f"{where}{name}")
        return entries

    def record(self, value: Any, where: str) -> LessonRecord | None:
        if not isinstance(value, dict):
            return None

        def screen(name: str) -> int:
            return self.field(value, name, where, 0, lambda n: whole(n, 0, MAX_SCREEN))

        none: list[str] = []
        runs = self.field(value, "runs", where, none, lambda r: _texts(r, MAX_QUERY, MAX_RUNS))
        return LessonRecord(
            screen=screen("screen"),
            seen=screen("seen"),
            runs=tuple(runs),
            answers=self.table(value, "answers", where, _answer),
            solved=self.table(value, "solved", where, _queries),
            hints=self.table(value, "hints", where, lambda n, _: n if whole(n, 0, 99) else None),
            tries=self.table(value, "tries", where, _tries),
            moves=self.table(value, "moves", where, _queries),
            rules=self.table(value, "rules", where, lambda n, _: n if whole(n, 1, RULES) else None),
            seeds=self.table(value, "seeds", where, lambda n, _: n if whole(n, 0, MAX_SEED) else None),
        )


def game(value: Any, where: str) -> Best | None:
    """A search, played again: what is kept is its log, never its score."""
    level = where.removeprefix("games.").removesuffix(".")
    if not isinstance(value, list) or len(value) != 2 or not level.isdecimal():
        return None
    return graded(int(level), *value)


def _answer(value: Any, _: str) -> Answer | None:
    if not isinstance(value, list) or len(value) != 3:
        return None
    texts, right, sure = value
    good = _texts(texts, MAX_ANSWER, MAX_GIVEN) and texts and (right is None or isinstance(right, bool))
    return Answer(tuple(texts), right, sure) if good and (sure is None or whole(sure, 0, 100)) else None


def _queries(value: Any, _: str) -> tuple[str, ...] | None:
    return tuple(value) if _texts(value, MAX_QUERY, MAX_RUNS) else None


def _tries(value: Any, _: str) -> tuple[str, ...] | None:
    return tuple(value) if _texts(value, 80, MAX_TRIES) else None


def whole(value: object, low: int, high: int) -> bool:
    """Whether this is a whole number from `low` to `high`."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_name(value: object) -> bool:
    """Whether this can be the name of a lesson, a question or a task."""
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def _writable(text: str) -> bool:
    """Whether a text can be sent to a browser: JSON may hold half of a character, \\ud800."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _texts(value: object, longest: int, most: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= most
        and all(isinstance(part, str) and len(part) <= longest and _writable(part) for part in value)
    )
