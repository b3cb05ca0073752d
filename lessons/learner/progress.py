"""What a learner has done: a record for each lesson, as JSON that a browser keeps and a learner may carry in a file.

Whatever comes from outside is checked field by field and bounded: what is not understood is left out and said, and
nothing else is lost. Two records of the same learner, from two tabs or two devices, are merged so that nothing that
was achieved goes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lessons.jungle import LEVELS, Best
from lessons.learner.reader import MAX_SEED, Reader, game, is_name, whole
from lessons.learner.record import MAX_RUNS, LessonRecord
from optim_core import Message

VERSION = 1
MAX_TEXT = 400_000  # characters of a whole record
MAX_LESSONS = 100

Notes = tuple[Message, ...]


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
        seed = max(self, newer, key=Progress._achieved).seed

        def of(progress: Progress, slug: str) -> LessonRecord:
            return progress.lesson(slug).drawn_by(progress.seed, seed)

        return Progress(
            seed=seed,
            last=newer.last or self.last,
            lessons={slug: of(self, slug).merged(of(newer, slug)) for slug in (*self.lessons, *newer.lessons)},
            games=_better(self.games, newer.games),
        )

    def _achieved(self) -> tuple[int, int]:
        done = sum(1 + len(record.solved) + len(record.answers) for record in self.lessons.values())
        return done, self.seed

    def text(self) -> str:
        """The record as JSON. Where it would be too long to be read again, the oldest runs go first."""
        for most in (MAX_RUNS, MAX_RUNS // 2, MAX_RUNS // 6, 1, 0):
            lessons = {
                slug: replace(record, runs=record.runs[-most:] if most else ()).plain()
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
        reader = Reader()
        if len(text) > MAX_TEXT:
            return Progress(seed), (Message("progress.too_long", most=MAX_TEXT),)
        try:
            table = json.loads(text)
        except (ValueError, RecursionError):
            return Progress(seed), (Message("progress.no_json"),)
        if not isinstance(table, dict) or not isinstance(table.get("lessons"), dict):
            return Progress(seed), (Message("progress.no_record"),)
        if not whole(table.get("version"), 1, VERSION):
            reader.note("version")
        lessons = reader.table(table, "lessons", "", reader.record, MAX_LESSONS)
        return (
            Progress(
                seed=reader.field(table, "seed", "", seed, lambda value: whole(value, 0, MAX_SEED)),
                last=reader.field(table, "last", "", "", lambda value: value == "" or is_name(value)),
                lessons=lessons,
                games=reader.table(table, "games", "", game, len(LEVELS)),
            ),
            tuple(reader.notes),
        )


def _better(one: Mapping[str, Best], other: Mapping[str, Best]) -> dict[str, Best]:
    return {level: max(games[level] for games in (one, other) if level in games) for level in sorted({*one, *other})}
