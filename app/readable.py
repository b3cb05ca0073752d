"""The lessons of the course that can be read. One with a mistake must not take the others, or the playground, away."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache

from lessons import Lesson, LessonError, read_lesson
from lessons.course import lesson_files


@lru_cache(maxsize=8)
def lessons_in(language: str) -> Mapping[str, Lesson]:
    """The lessons of a language by slug, in order. What is wrong with a file that is left out is logged."""
    found = []
    for path in lesson_files(language):
        try:
            found.append(read_lesson(path.read_text(encoding="utf-8"), path.name))
        except LessonError as error:
            logging.getLogger(__name__).error("a lesson was left out:\n%s", error)
    return {lesson.slug: lesson for lesson in sorted(found, key=lambda lesson: lesson.number)}
