"""What was learned, on one page to print: the learner's own solved runs, their words, and how sure they were."""

from collections.abc import Iterator, Mapping

import streamlit as st

from app.pages import progress
from app.pages.copyable import copyable
from app.pages.course.pictures import picture_of
from app.pages.lesson.runs import settings_of
from app.pages.lesson.sitting import Sitting
from app.words.words import text
from lessons import Lesson
from lessons.learner.record import Answer, LessonRecord

MOST_RUNS = 2  # of each task
ABOUT = 10  # percent by which being sure and being right may differ


def summary(lessons: Mapping[str, Lesson], language: str) -> None:
    mine = progress.current()
    with st.container(key="summary_paper"):
        st.title(text("course.summary_title", language), anchor=False)
        st.caption(text("course.summary_print", language))
        worked = [(lesson, mine.lesson(slug)) for slug, lesson in lessons.items()]
        worked = [(lesson, record) for lesson, record in worked if record.solved or record.answers]
        if not worked:
            st.markdown(text("course.summary_none", language))
        for lesson, record in worked:
            _learned(lesson, record, language)
        _calibration([answer for _, record in worked for answer in predictions(record)], language)


def _learned(lesson: Lesson, record: LessonRecord, language: str) -> None:
    sitting = Sitting(lesson, language, lesson.slug)
    with st.container(key=f"learned_{lesson.slug}"):
        st.header(f"{lesson.number}. {lesson.title}", anchor=False)
        if record.seen >= len(lesson.screens):
            st.markdown(text("lesson.now_you_can", language, able=lesson.able))
        for name, runs in record.solved.items():
            if name in lesson.tasks:
                say = sitting.task_words(name, lesson.tasks[name].say)
                st.markdown(f"✓ **{text('course.summary_task', language)}** {say}")
                if name in record.earlier:
                    st.caption(text("lesson.solved_earlier", language))
                for number, run in enumerate(runs[-MOST_RUNS:]):
                    _run(sitting, name, number, run, language)
        for name, answer in record.answers.items():
            if name in lesson.questions and lesson.questions[name].purpose == "explain":
                st.markdown(f"**{text('course.summary_words', language)}** – {lesson.questions[name].ask}")
                st.text(answer.entries[0])


def _run(sitting: Sitting, task: str, number: int, query: str, language: str) -> None:
    settings = settings_of(sitting, task, query)
    st.markdown(f"![{settings}]({picture_of(query, 'light')})")  # it is made for paper
    st.caption(f"{text('course.summary_runs', language)} {settings}")
    copyable(query, f"run_{sitting.key}_{task}_{number}", language)


def predictions(record: LessonRecord) -> Iterator[Answer]:
    """The answers with which the learner said how sure they were."""
    return (answer for answer in record.answers.values() if answer.sure is not None and answer.right is not None)


def _calibration(answers: list[Answer], language: str) -> None:
    """How sure the learner was, beside how often they were right. It counts for nothing."""
    if not answers:
        return
    right, sure = sum(bool(answer.right) for answer in answers), sum(answer.sure or 0 for answer in answers)
    share, mean = round(100 * right / len(answers)), round(sure / len(answers))
    st.header(text("course.calibration", language), anchor=False)
    words = text("course.calibration_words", language, count=len(answers), right=right, share=share, sure=mean)
    verdict = "over" if mean > share + ABOUT else "under" if mean < share - ABOUT else "good"
    st.markdown(f"{words} {text(f'course.calibration_{verdict}', language)}")
    for level in sorted({answer.sure or 0 for answer in answers}):
        of = [answer for answer in answers if answer.sure == level]
        hits = sum(bool(answer.right) for answer in of)
        st.markdown("- " + text("course.calibration_row", language, sure=level, right=hits, count=len(of)))
