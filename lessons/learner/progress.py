"""What a learner has done: a record for each lesson, as JSON that a browser keeps and a learner may carry in a file.

Whatever comes from outside is checked field by field and bounded: what is not understood is left out and said, and
nothing else is lost. Two records of the same learner, from two tabs or two devices, are merged so that nothing that
was achieved goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from lessons.jungle import LEVELS, Best, graded
from optim_core import Message

VERSION = 1
MAX_TEXT = 400_000  # characters of a whole record
MAX_LESSONS, MAX_NAMES, MAX_RUNS = 100, 40, 60
MAX_ANSWER, MAX_QUERY, MAX_GIVEN, MAX_TRIES = 4000, 2000, 12, 100
MAX_SCREEN, MAX_SEED = 99, 2**32 - 1
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")

Notes = tuple[Message, ...]
T = TypeVar("T")


class Answer(NamedTuple):
    """What a learner answered to a question."""

    given: tuple[str, ...]  # the option, the numbers, or the free text
    right: bool | None  # None where nothing is right or wrong
    sure: int | None = None  # how sure they were, in percent


@dataclass(frozen=True)
class LessonRecord:
    """What a learner did in one lesson."""

    screen: int = 0  # where they are
    seen: int = 0  # the farthest they came
    runs: tuple[str, ...] = ()  # the experiments they let go of, newest last
    answers: Mapping[str, Answer] = field(default_factory=dict)  # by question
    solved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task: the runs that solved it
    hints: Mapping[str, int] = field(default_factory=dict)  # by task: how many were shown
    tries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task: the numbers typed, newest last
    moves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task: the runs since counting began

    def ran(self, query: str) -> LessonRecord:
        """The record with one more run; the same run twice in a row is one."""
        if self.runs[-1:] == (query,):
            return self
        return replace(self, runs=(*self.runs, query)[-MAX_RUNS:])

    def at(self, screen: int) -> LessonRecord:
        """The record of a learner who is at this screen."""
        return replace(self, screen=screen, seen=max(self.seen, screen))

    def answered(self, question: str, answer: Answer) -> LessonRecord:
        return replace(self, answers={**self.answers, question: answer})

    def solved_by(self, task: str, runs: tuple[str, ...]) -> LessonRecord:
        """The record with the task solved. What is solved stays solved, by the runs that did it first."""
        return self if task in self.solved else replace(self, solved={**self.solved, task: runs})

    def hinted(self, task: str, count: int) -> LessonRecord:
        return replace(self, hints={**self.hints, task: count})

    def tried(self, task: str, answers: tuple[str, ...]) -> LessonRecord:
        return replace(self, tries={**self.tries, task: answers[-MAX_TRIES:]})

    def counting(self, task: str) -> LessonRecord:
        """The record of a learner whose moves in a task are counted from now on."""
        return replace(self, moves={**self.moves, task: ()})

    def moved(self, task: str, query: str) -> LessonRecord:
        """The record with one more move, where moves are counted. Of too many only the first are kept."""
        counted = self.moves.get(task)
        if counted is None or counted[-1:] == (query,) or len(counted) >= MAX_RUNS:
            return self
        return replace(self, moves={**self.moves, task: (*counted, query)})

    def merged(self, newer: LessonRecord) -> LessonRecord:
        """All that was achieved in either; where both have something to say about the same, the newer."""
        known = set(self.runs)
        added = tuple(run for run in newer.runs if run not in known)
        solving = {task: tries for task, tries in self.tries.items() if task in self.solved}  # they are its proof
        return LessonRecord(
            screen=newer.screen or self.screen,
            seen=max(self.seen, newer.seen),
            runs=(*self.runs, *added)[-MAX_RUNS:],
            answers={**self.answers, **newer.answers},
            solved={**newer.solved, **self.solved},
            hints={**self.hints, **newer.hints},
            tries={**self.tries, **newer.tries, **solving},
            moves={**self.moves, **newer.moves},
        )


@dataclass(frozen=True)
class Progress:
    """What a learner did in all lessons. The seed draws the learner's own variants of the tasks."""

    seed: int
    last: str = ""  # the lesson they were in last
    lessons: Mapping[str, LessonRecord] = field(default_factory=dict)
    games: Mapping[str, Best] = field(default_factory=dict)  # by level of the jungle: the best search

    def lesson(self, slug: str) -> LessonRecord:
        return self.lessons.get(slug, LessonRecord())

    def with_lesson(self, slug: str, record: LessonRecord) -> Progress:
        return replace(self, last=slug, lessons={**self.lessons, slug: record})

    def played(self, level: int, game: Best) -> Progress:
        """The record after a search in the jungle; of each level the best is kept."""
        return replace(self, games=_better(self.games, {str(level): game}))

    def merged(self, newer: Progress) -> Progress:
        """Both together; nothing that was achieved in either is lost. The seed is that of whoever has done more."""
        slugs = [*self.lessons, *(slug for slug in newer.lessons if slug not in self.lessons)]
        return Progress(
            seed=self.seed if self._achieved() > newer._achieved() else newer.seed,
            last=newer.last or self.last,
            lessons={slug: self.lesson(slug).merged(newer.lesson(slug)) for slug in slugs},
            games=_better(self.games, newer.games),
        )

    def _achieved(self) -> int:
        return sum(1 + len(record.solved) + len(record.answers) for record in self.lessons.values())

    def text(self) -> str:
        """The record as JSON. Where it would be too long to be read again, the oldest runs go first."""
        for most in (MAX_RUNS, MAX_RUNS // 2, MAX_RUNS // 6, 1, 0):
            lessons = {
                slug: _plain(replace(record, runs=record.runs[-most:] if most else ()))
                for slug, record in self.lessons.items()
            }
            games = {level: [best.seed, best.log] for level, best in self.games.items()}
            parts = {"version": VERSION, "seed": self.seed, "last": self.last, "lessons": lessons, "games": games}
            text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
            if len(text) <= MAX_TEXT:
                break
        return text

    @staticmethod
    def read(text: str, seed: int = 0) -> tuple[Progress, Notes]:
        """The record in a text, and what had to be left out of it. `seed` is taken where the text has none."""
        reader = _Reader()
        if len(text) > MAX_TEXT:
            return Progress(seed), (Message("progress.too_long", most=MAX_TEXT),)
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return Progress(seed), (Message("progress.no_json"),)
        if not isinstance(found, dict) or not isinstance(found.get("lessons"), dict):
            return Progress(seed), (Message("progress.no_record"),)
        if not _whole(found.get("version"), 1, VERSION):
            reader.note("version")
        lessons = reader.table(found, "lessons", "", reader.record, MAX_LESSONS)
        return (
            Progress(
                seed=reader.field(found, "seed", "", seed, lambda value: _whole(value, 0, MAX_SEED)),
                last=reader.field(found, "last", "", "", lambda value: value == "" or _is_name(value)),
                lessons=lessons,
                games=reader.table(found, "games", "", _game, len(LEVELS)),
            ),
            tuple(reader.notes),
        )


def _plain(record: LessonRecord) -> dict[str, Any]:
    """A lesson's record for JSON, without what is empty."""
    answers = {name: list(answer) for name, answer in record.answers.items()}
    parts = {
        "screen": record.screen,
        "seen": record.seen,
        "runs": list(record.runs),
        "answers": answers,
        "solved": {name: list(runs) for name, runs in record.solved.items()},
        "hints": dict(record.hints),
        "tries": {name: list(tries) for name, tries in record.tries.items()},
        "moves": {name: list(runs) for name, runs in record.moves.items()},
    }
    return {name: part for name, part in parts.items() if part}


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_name(value: object) -> bool:
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


class _Reader:
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
        found = table.get(name, {})
        if not isinstance(found, dict):
            self.note(f"{where}{name}")
            return {}
        entries: dict[str, T] = {}
        for key, value in list(found.items())[:most]:
            entry = read(value, f"{where}{name}.{key}.") if _is_name(key) else None
            if entry is None:
                self.note(f"{where}{name}.{key}")
            else:
                entries[key] = entry
        if len(found) > most:
            self.note(f"{where}{name}")
        return entries

    def record(self, value: Any, where: str) -> LessonRecord | None:
        if not isinstance(value, dict):
            return None

        def screen(name: str) -> int:
            return self.field(value, name, where, 0, lambda n: _whole(n, 0, MAX_SCREEN))

        none: list[str] = []
        runs = self.field(value, "runs", where, none, lambda r: _texts(r, MAX_QUERY, MAX_RUNS))
        return LessonRecord(
            screen=screen("screen"),
            seen=screen("seen"),
            runs=tuple(runs),
            answers=self.table(value, "answers", where, _answer),
            solved=self.table(value, "solved", where, _queries),
            hints=self.table(value, "hints", where, lambda n, _: n if _whole(n, 0, 99) else None),
            tries=self.table(value, "tries", where, _tries),
            moves=self.table(value, "moves", where, _queries),
        )


def _better(one: Mapping[str, Best], other: Mapping[str, Best]) -> dict[str, Best]:
    return {level: max(games[level] for games in (one, other) if level in games) for level in sorted({*one, *other})}


def _game(value: Any, where: str) -> Best | None:
    """A search, played again: what is kept is its log, never its score."""
    level = where.removeprefix("games.").removesuffix(".")
    if not isinstance(value, list) or len(value) != 2 or not level.isdecimal():
        return None
    return graded(int(level), *value)


def _answer(value: Any, _: str) -> Answer | None:
    if not isinstance(value, list) or len(value) != 3:
        return None
    given, right, sure = value
    good = _texts(given, MAX_ANSWER, MAX_GIVEN) and given and (right is None or isinstance(right, bool))
    return Answer(tuple(given), right, sure) if good and (sure is None or _whole(sure, 0, 100)) else None


def _queries(value: Any, _: str) -> tuple[str, ...] | None:
    return tuple(value) if _texts(value, MAX_QUERY, MAX_RUNS) else None


def _tries(value: Any, _: str) -> tuple[str, ...] | None:
    return tuple(value) if _texts(value, 80, MAX_TRIES) else None
