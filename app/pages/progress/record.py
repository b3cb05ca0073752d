"""The learner's progress in this session: read and changed here, kept in the browser by the keeper."""

import secrets

import streamlit as st

from lessons.learner.progress import Progress
from lessons.learner.reader import MAX_SEED
from lessons.learner.record import LessonRecord

_PROGRESS = "progress"
_UNKEPT = "unkept_records"  # lessons that are not of the course are not kept


def current() -> Progress:
    """All that is known of this learner."""
    if _PROGRESS not in st.session_state:
        st.session_state[_PROGRESS] = Progress(secrets.randbelow(MAX_SEED))
    progress: Progress = st.session_state[_PROGRESS]
    return progress


def put(progress: Progress) -> None:
    st.session_state[_PROGRESS] = progress


def lesson_record(key: str, *, kept: bool = True) -> LessonRecord:
    """What the learner did in a lesson."""
    if kept:
        return current().lesson(key)
    record: LessonRecord = st.session_state.setdefault(_UNKEPT, {}).get(key, LessonRecord())
    return record


def put_lesson(key: str, record: LessonRecord, *, kept: bool = True) -> None:
    if kept:
        put(current().with_lesson(key, record))
    else:
        st.session_state.setdefault(_UNKEPT, {})[key] = record
