"""The course: every lesson of a language, in order."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from lessons.format.reading import read_lesson
from lessons.lesson import Lesson
from lessons.problems import LessonError

HERE = Path(__file__).parent
LANGUAGES = re.compile(r"[a-z]{2,3}")
_NUMBERED = re.compile(r"\d+-[a-z0-9-]+\.md")


def lesson_files(language: str = "en") -> list[Path]:
    """The lesson files of a language in order; English where there are none."""
    folder = HERE / (language if LANGUAGES.fullmatch(language) else "en")
    found = sorted(path for path in folder.glob("*.md") if _NUMBERED.fullmatch(path.name))
    return found if found or language == "en" else lesson_files("en")


@lru_cache(maxsize=8)
def _read(language: str) -> tuple[Mapping[str, Lesson], tuple[LessonError, ...]]:
    """The lessons of a language by slug, in order, and what is wrong with the files that are none."""
    lessons, errors = list[Lesson](), list[LessonError]()
    for path in lesson_files(language):
        try:
            lessons.append(read_lesson(path.read_text(encoding="utf-8"), path.name))
        except LessonError as error:
            logging.getLogger(__name__).error("a lesson was left out:\n%s", error)
            errors.append(error)
    in_order = sorted(lessons, key=lambda lesson: lesson.number)
    return MappingProxyType({lesson.slug: lesson for lesson in in_order}), tuple(errors)


def course(language: str = "en") -> Mapping[str, Lesson]:
    """Every lesson of a language by slug, in order. Raises LessonError for a file that cannot be read."""
    lessons, errors = _read(language)
    if errors:
        raise errors[0]
    return lessons


def readable(language: str = "en") -> Mapping[str, Lesson]:
    """The lessons that can be read: one with a mistake must not take the others away from those who learn."""
    return _read(language)[0]
