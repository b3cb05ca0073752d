"""Whether a lesson can be read one screen at a time, uses what it defines, and names terms that exist."""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from lessons.lesson import Lesson
from lessons.problems import Problem, unknown
from lessons.records import Screen
from optim_core import Message

MOST_WORDS = 135
MOST_PARTS = 4
_TERM = re.compile(r"\]\(term:([a-z0-9_-]+)\)", re.IGNORECASE)


def style_problems(lesson: Lesson, terms: set[str] | None) -> Iterator[Problem]:
    """What makes a lesson hard to follow. `terms` are those of the glossary, None where there is none."""
    for screen in lesson.screens:
        yield from _screen(screen)
    used = {block.name for screen in lesson.screens for block in screen.blocks if block.kind != "prose"}
    used |= {option.show for q in lesson.questions.values() for option in q.options if option.show}
    used |= {q.show for q in lesson.questions.values() if q.show} | {q.origin for q in lesson.questions.values()}
    used |= {task.origin for task in lesson.tasks.values()} | {number.of for number in lesson.numbers.values()}
    used |= {claim.of for claim in lesson.claims} | {chart.origin for chart in lesson.charts.values()}
    defined = [(q.purpose, name) for name, q in lesson.questions.items()]
    defined += [(kind, name) for kind in ("task", "show", "chart") for name in getattr(lesson, f"{kind}s")]
    for kind, name in defined:
        if name not in used:
            field = f"{kind}.{name}"
            yield Problem(lesson.lines.get(field, 1), field, Message("check.unused", line=f"{{{kind} {name}}}"))
    if terms is None:
        return
    for k, term in enumerate(lesson.terms):
        if term not in terms:
            line = lesson.lines.get(f"terms[{k}]", lesson.lines.get("terms", 1))
            yield Problem(line, f"terms[{k}]", unknown("glossary_term", term, terms))
    for line, field, text in lesson.texts:
        for match in _TERM.finditer(text):
            if match[1] not in terms:
                yield Problem(line, field, unknown("glossary_term", match[1], terms))


def _screen(screen: Screen) -> Iterator[Problem]:
    words = sum(len(re.findall(r"\w[\w'’.-]*", block.text)) for block in screen.blocks if block.kind == "prose")
    if words > MOST_WORDS:
        yield Problem(
            screen.line, f"screen “{screen.title}”", Message("check.screen_words", count=words, high=MOST_WORDS)
        )
    kinds = ["", *(block.kind for block in screen.blocks if block.kind != "prose")]
    parts = sum(after != "show" or before != "show" for before, after in pairwise(kinds))
    if parts > MOST_PARTS:
        yield Problem(
            screen.line, f"screen “{screen.title}”", Message("check.screen_parts", count=parts, high=MOST_PARTS)
        )


def glossary_terms(folder: Path) -> set[str] | None:
    """The terms of the glossary beside the lessons; None where there is none."""
    file = folder / "glossary.toml"
    if not file.exists():
        return None
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    nested = [value for value in table.values() if isinstance(value, dict)]
    inner = {name for value in nested for name, entry in value.items() if isinstance(entry, dict)}
    return {*table, *inner}
