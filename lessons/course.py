"""The course: every lesson of a language, in order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from lessons.lesson import Lesson
from lessons.reading import read_lesson

HERE = Path(__file__).parent
LANGUAGES = re.compile(r"[a-z]{2,3}")
_NUMBERED = re.compile(r"\d+-[a-z0-9-]+\.md")


def lesson_files(language: str = "en") -> list[Path]:
    """The lesson files of a language in order; English where there are none."""
    folder = HERE / (language if LANGUAGES.fullmatch(language) else "en")
    found = sorted(path for path in folder.glob("*.md") if _NUMBERED.fullmatch(path.name))
    return found if found or language == "en" else lesson_files("en")


@lru_cache(maxsize=8)
def course(language: str = "en") -> Mapping[str, Lesson]:
    """The lessons of a language by slug, in order. Raises LessonError for a file that cannot be read."""
    lessons = [read_lesson(path.read_text(encoding="utf-8"), path.name) for path in lesson_files(language)]
    return MappingProxyType({lesson.slug: lesson for lesson in sorted(lessons, key=lambda lesson: lesson.number)})
