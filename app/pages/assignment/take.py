"""A learner at an assignment: a lesson of one screen, and a code once it is solved."""

import streamlit as st

from app.pages import progress, reader, state
from app.pages.assignment.words import ASSIGNMENT, CHECK, url, wording
from app.pages.copyable import copyable
from app.pages.lesson.page import lesson_page
from app.words.words import text
from lessons.assignments.assigned import lesson_for, seed_of, task_name
from lessons.assignments.assignment import Assignment, AssignmentError, digest, write_assignment
from lessons.assignments.codes import LONGEST_NICKNAME
from lessons.assignments.verify import code_for
from lessons.lesson import Lesson


def take(assignment: Assignment, language: str) -> None:
    """The task with the live stage; above it, once it is solved, the code."""
    lesson = lesson_for(assignment, wording(assignment, language), language)
    key = f"assignment_{digest(assignment).hex()}_{seed_of(assignment)}"
    above = st.container()
    lesson_page(lesson, language, key, kept=False, seed=seed_of(assignment), alone=True)
    record = progress.lesson_record(key, kept=False)
    task = task_name(assignment)
    with above:
        if task in record.solved:
            runs = st.session_state.get(f"{key}:counting_{task}") or ()
            counted = tuple(runs[1:]) if lesson.tasks[task].kind == "moves" else ()
            _solved(assignment, lesson, counted or record.solved[task], record.tries.get(task, ()), key, language)
        else:
            st.caption(text("assignment.how", language))


def _solved(
    assignment: Assignment, lesson: Lesson, runs: tuple[str, ...], answers: tuple[str, ...], key: str, language: str
) -> None:
    """The code, with a nickname where the learner wants one."""
    with st.container(border=True, key="result_code"):
        st.markdown(f"## ✓ {text('assignment.solved', language)}")
        nickname = st.text_input(
            text("assignment.nickname", language),
            key=f"{key}_nickname",
            max_chars=LONGEST_NICKNAME,
            help=text("assignment.nickname_help", language),
            autocomplete="off",
            on_change=state.untouched,
        )
        try:
            code = code_for(assignment, lesson, runs, answers, nickname)
        except AssignmentError as error:
            st.warning(reader.plain(error.message, language))
            return
        st.markdown(text("assignment.your_code", language))
        copyable(code, "assignment_code", language)
        st.caption(text("assignment.code_how", language))
        with st.expander(text("assignment.check_link", language)):
            copyable(url({ASSIGNMENT: write_assignment(assignment), CHECK: code}), "assignment_check", language)
