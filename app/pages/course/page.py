"""The course home: all lessons with what was done of each, and where to go on."""

from collections.abc import Mapping
from itertools import groupby

import streamlit as st

from app.pages import places, progress
from app.pages.course.ahead import load_ahead
from app.pages.course.files import own_lesson, take_along
from app.pages.course.pictures import pictured
from app.pages.course.style import style
from app.pages.course.summary import summary
from app.pages.progress.earlier import earlier
from app.words.words import text
from lessons import Lesson, readable
from lessons.learner.record import LessonRecord

COLUMNS = 4
SUMMARY = "summary_shown"


def course_page(language: str) -> None:
    """The page, top to bottom."""
    style()
    lessons = readable(language)
    if not progress.known():
        st.title(text("course.title", language), anchor=False)
        st.caption(text("progress.waiting", language))
        progress.keep()
        return
    if st.session_state.get(SUMMARY):
        st.button(text("course.summary_back", language), key="summary_back", on_click=_show_summary, args=(False,))
        summary(lessons, language)
    elif own_lesson(language):
        return  # a lesson's page keeps the progress itself
    else:
        st.title(text("course.title", language), anchor=False)
        st.markdown(text("course.intro", language))
        progress.tell(language)
        _go_on(lessons, language)
        _map(lessons, language)
        _abilities(lessons, language)
        take_along(language)
        with st.container(key="for_teachers"):
            places.link(places.ASSIGNMENT, text("course.for_teachers", language))
        st.caption(text("course.keeps", language))
        load_ahead()
    progress.keep()


def _show_summary(shown: bool) -> None:
    st.session_state[SUMMARY] = shown


def _go_on(lessons: Mapping[str, Lesson], language: str) -> None:
    """One clear way on, how much is done, and the summary."""
    mine = progress.current()
    done = sum(is_done(lesson, mine.lesson(slug)) for slug, lesson in lessons.items())
    last = lessons.get(mine.last)
    following = last if last and not is_done(last, mine.lesson(mine.last)) else _first_open(lessons)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="go_on"):
        if following is not None:
            key = "course.go_on" if mine.lessons else "course.start"
            places.link(following.slug, f"**{text(key, language, title=following.title)}** →")
        st.markdown(text("course.done_count", language, done=done, count=len(lessons)), width="content")
        st.button(text("course.summary", language), key="summary", on_click=_show_summary, args=(True,))


def _first_open(lessons: Mapping[str, Lesson]) -> Lesson | None:
    mine = progress.current()
    return next((lesson for slug, lesson in lessons.items() if not is_done(lesson, mine.lesson(slug))), None)


def is_done(lesson: Lesson, record: LessonRecord) -> bool:
    """A lesson is done when it was read to the end and all its tasks are solved."""
    return record.seen >= len(lesson.screens) and all(task in record.solved for task in lesson.tasks)


def state_of(lesson: Lesson, record: LessonRecord, language: str) -> tuple[str, str, str]:
    """How far a lesson is: its kind, a mark and the words."""
    count, open_tasks = len(lesson.screens) + 1, [name for name in lesson.tasks if name not in record.solved]
    if is_done(lesson, record):
        return "done", "✓", text("course.state_done", language)
    if record.seen >= len(lesson.screens):
        return "begun", "◐", text("course.state_read", language, left=len(open_tasks), count=len(lesson.tasks))
    if record.seen or record.runs or record.answers:
        return "begun", "◐", text("course.state_at", language, number=min(record.screen, count - 1) + 1, count=count)
    return "new", "○", text("course.state_new", language)


def _map(lessons: Mapping[str, Lesson], language: str) -> None:
    """A card for each lesson, in order, under the parts of the course."""
    mine = progress.current()
    for part, group in groupby(lessons.values(), lambda lesson: lesson.part):
        listed = list(group)
        done = sum(is_done(lesson, mine.lesson(lesson.slug)) for lesson in listed)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"part_{listed[0].slug}"):
            if part:
                st.header(part, anchor=False, width="content")
                st.caption(text("course.part_state", language, done=done, count=len(listed)), width="content")
        for first in range(0, len(listed), COLUMNS):
            for column, lesson in zip(st.columns(COLUMNS), listed[first : first + COLUMNS], strict=False):
                with column:
                    _card(lesson, language)


def _card(lesson: Lesson, language: str) -> None:
    mine = progress.current()
    kind, mark, words = state_of(lesson, mine.lesson(lesson.slug), language)
    with st.container(border=True, height="stretch", key=f"card_{lesson.slug}", gap="small"):
        st.markdown(f"![{text('course.picture_alt', language, title=lesson.title)}]({pictured(lesson)})")
        places.link(lesson.slug, f"**{lesson.number}. {lesson.title}**")
        st.markdown(lesson.idea)
        with st.container(horizontal=True, gap="small", key=f"state_{kind}_{lesson.slug}"):
            st.markdown(f"{mark} {words}", width="content")
            st.caption(text("course.minutes", language, minutes=lesson.minutes), width="content")
        earlier(lesson, mine.lesson(lesson.slug), language)


def _abilities(lessons: Mapping[str, Lesson], language: str) -> None:
    with st.expander(text("course.able", language)):
        st.markdown("\n".join(f"- {lesson.able}" for lesson in lessons.values()))
