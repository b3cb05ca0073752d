"""The course: every lesson of a language, in order."""

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
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
    """The lesson files of a language in order."""
    if not LANGUAGES.fullmatch(language):
        return []
    return sorted(path for path in (HERE / language).glob("*.md") if _NUMBERED.fullmatch(path.name))


@lru_cache(maxsize=8)
def _read(language: str) -> tuple[Mapping[str, Lesson], tuple[LessonError, ...]]:
    """The lessons of a language by slug, in order, English where one is missing; and what is wrong with the rest."""
    lessons, errors = dict[str, Lesson](), list[LessonError]()
    for each in dict.fromkeys(("en", language)):
        for path in lesson_files(each):
            try:
                lesson = read_lesson(path.read_text(encoding="utf-8"), path.name)
            except LessonError as error:
                logging.getLogger(__name__).error("a lesson was left out:\n%s", error)
                errors.append(error)
            else:
                lessons[lesson.slug] = replace(lesson, language=each)
    in_order = sorted(lessons.values(), key=lambda lesson: lesson.number)
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
