"""Everything there is to check about one lesson, as problems and a line of summary."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lessons.check.claims import false_claims, unclaimed_numbers
from lessons.check.proofs import Share, chance, failed_proofs, too_easy
from lessons.check.style import glossary_terms, style_problems
from lessons.course import HERE
from lessons.format.reading import read_lesson
from lessons.lesson import Lesson
from lessons.problems import LessonError, Problem
from optim_core import Message


@dataclass(frozen=True)
class Report:
    """What was found: no problems means that everything the lesson says has been proved."""

    name: str
    problems: tuple[Problem, ...]
    summary: str = ""


@dataclass(frozen=True)
class Part:
    """What one part of the check found; of a task, also how often chance solves it."""

    problems: tuple[Problem, ...]
    shares: Mapping[str, Share] = field(default_factory=dict)


def parts(lesson: Lesson, terms: set[str] | None = None, samples: int | None = None) -> Iterator[Part]:
    """Everything there is to check in a lesson that could be read, what is quick first."""
    yield Part((*style_problems(lesson, terms), *unclaimed_numbers(lesson)))
    yield Part(tuple(false_claims(lesson)))
    wrong = Part(tuple(failed_proofs(lesson)))
    yield wrong
    for name, task in lesson.tasks.items() if not wrong.problems else ():
        shares = {name: chance(lesson, task, samples=samples)}
        yield Part(tuple(too_easy(lesson, shares)), shares)


def check_lesson(lesson: Lesson, name: str, terms: set[str] | None = None, samples: int | None = None) -> Report:
    """Check a lesson that could be read."""
    problems: list[Problem] = []
    shares: dict[str, Share] = {}
    for part in parts(lesson, terms, samples):
        problems += part.problems
        shares |= part.shares
    tasks = ", ".join(f"{name} {share}" for name, share in shares.items())
    summary = f"{len(lesson.screens)} screens, {len(lesson.claims)} claimed numbers; by chance: {tasks or 'nothing'}"
    return Report(name, tuple(sorted(problems)), summary)


def check_text(text: str, name: str, terms: set[str] | None = None, samples: int | None = None) -> Report:
    """Check the text of a lesson file."""
    try:
        lesson = read_lesson(text, name)
    except LessonError as error:
        return Report(name, error.problems)
    return check_lesson(lesson, name, terms, samples)


def check_file(path: Path, samples: int | None = None) -> Report:
    """Check a lesson file; its terms have to be in the glossary beside it, or else in the English one."""
    terms = glossary_terms(path.parent)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Report(str(path), (Problem(1, "", Message("check.unreadable", why=str(error))),))
    return check_text(text, str(path), glossary_terms(HERE / "en") if terms is None else terms, samples)


def check_job(request: Mapping[str, str]) -> Iterator[dict[str, tuple[Problem, ...]]]:
    """The check of a lesson's `text` as a job: its `problems`, part by part. By the `name` chance is drawn."""
    try:
        lesson = read_lesson(request.get("text", ""), request.get("name", ""))
    except LessonError as error:
        yield {"problems": error.problems}
        return
    for part in parts(lesson, glossary_terms(HERE / "en")):
        yield {"problems": part.problems}
