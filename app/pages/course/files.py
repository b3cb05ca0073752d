"""Files at the course home: the learner's progress to take along, and a teacher's own lesson."""

import hashlib

import streamlit as st

from app.pages import progress, reader
from app.pages.course import proof
from app.pages.lesson.page import lesson_page
from app.words.words import text
from lessons import Lesson, LessonError, read_lesson
from lessons.format.safety import LARGEST
from lessons.learner.progress import MAX_TEXT, Progress
from lessons.learner.proven import proven

OWN, OWN_PROBLEMS, IMPORTED = "own_lesson", "own_lesson_problems", "imported"
FILE_NAME = "descent-progress.json"


def take_along(language: str) -> None:
    """Progress as a file, both ways; and a lesson from a file."""
    _progress_files(language)
    _lesson_file(language)


# ---- progress


def _progress_files(language: str) -> None:
    with st.expander(text("course.keep_title", language), key="keep_files"):
        st.download_button(
            text("course.export", language), progress.current().text(), FILE_NAME, "application/json", on_click="ignore"
        )
        st.file_uploader(text("course.import", language), type=["json"], key="progress_file", on_change=_import)
        notes = st.session_state.get(IMPORTED)
        if notes is not None:
            reader.notes(notes, language, title="progress.notes_title")
            if not any(note.key in ("progress.no_json", "progress.no_record", "progress.too_long") for note in notes):
                st.success(text("course.imported", language))


def _import() -> None:
    """Merges a file into what is there, which nothing in the file can take away."""
    uploaded = st.session_state["progress_file"]
    st.session_state[IMPORTED] = None
    if uploaded is None:
        return
    mine = progress.current()
    theirs, notes = Progress.read(uploaded.read(MAX_TEXT + 1).decode("utf-8", errors="replace"), mine.seed)
    theirs, lost = proven(theirs)
    st.session_state[IMPORTED] = (*notes, *lost)
    if theirs.lessons:
        progress.put(theirs.merged(mine))


# ---- a lesson of one's own


def own_lesson(language: str) -> bool:
    """Shows the lesson that was opened from a file, if there is one."""
    opened: Lesson | None = st.session_state.get(OWN)
    if opened is None:
        return False
    st.button(text("course.own_close", language), key="own_close", on_click=_close)
    progress.tell(language)
    proof.proof(language)
    lesson_page(opened, language, _own_key(opened), kept=False)
    return True


def _own_key(opened: Lesson) -> str:
    """Unlike any lesson of the course, and the same for the same file."""
    return f"own-{opened.slug}"


def _close() -> None:
    proof.end()
    st.session_state[OWN] = None


def _lesson_file(language: str) -> None:
    with st.expander(text("course.own_title", language), key="own_files"):
        st.markdown(text("course.own_words", language))
        st.file_uploader(
            text("course.own_choose", language), type=["md"], key="lesson_file", on_change=_read, args=(language,)
        )
        problems = st.session_state.get(OWN_PROBLEMS, ())
        if problems:
            st.warning(text("course.own_errors", language))
            proof.table(problems, language)


def _read(language: str) -> None:
    """Reads the file; nothing in it is run, and what is wrong in it is listed."""
    uploaded = st.session_state["lesson_file"]
    st.session_state[OWN_PROBLEMS] = ()
    if uploaded is None:
        return
    raw = uploaded.read(LARGEST + 1)
    if len(raw) > LARGEST:
        st.session_state[OWN_PROBLEMS] = ((1, "", text("course.own_large", language, most=LARGEST // 1024)),)
        return
    try:
        words = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        st.session_state[OWN_PROBLEMS] = ((1, "", text("course.own_coding", language)),)
        return
    try:
        st.session_state[OWN] = read_lesson(words, f"{hashlib.sha256(raw).hexdigest()[:12]}.md")
    except LessonError as error:
        st.session_state[OWN_PROBLEMS] = error.problems
        return
    proof.begin(words, uploaded.name, language)
