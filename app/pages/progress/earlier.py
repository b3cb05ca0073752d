"""Says of a lesson that tasks of it were solved in an earlier version: they stay done, but prove nothing today."""

import streamlit as st

from app.words.words import text
from lessons import Lesson
from lessons.learner.record import LessonRecord


def earlier(lesson: Lesson, record: LessonRecord, language: str) -> None:
    """How many of the tasks were solved in an earlier version, and not by today's rules."""
    if record.earlier:
        words = text("course.solved_earlier", language, solved=len(record.earlier), count=len(lesson.tasks))
        st.caption(words)
