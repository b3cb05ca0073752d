"""Assignments: a teacher makes a link, a learner who solves it gets a code, and anybody can check that code."""

import streamlit as st

from app.pages import places, reader
from app.pages.assignment.check import check_box
from app.pages.assignment.make import choose_task, make
from app.pages.assignment.take import take
from app.pages.assignment.words import ASSIGNMENT, CHECK, MAKE, pasted
from app.words.words import text
from lessons.assignments.assignment import Assignment, AssignmentError, read_assignment

STYLE = """<style>
.stMainBlockContainer { padding-top: 4.5rem; }
.stMainBlockContainer h1 { padding: 0 0 0.5rem; }
.stMainBlockContainer h2 { font-size: 1.3rem; padding: 0; }
</style>"""


def assignment_page(language: str) -> None:
    """The page. The address says what it is about: an assignment to solve, one to make, or a code to check."""
    fields = st.query_params
    st.html(STYLE)
    try:
        assignment = _assignment(language)
        if fields.get(MAKE):
            make(fields[MAKE], language)
            return
        if assignment is not None and CHECK not in fields:
            take(assignment, language)
            return
    except AssignmentError as error:
        st.title(text("assignment.title", language), anchor=False)
        st.error(reader.plain(error.message, language), icon=":material/error:")
        _home(None, language, titled=False)
        return
    _home(assignment, language)


def _assignment(language: str) -> Assignment | None:
    """The assignment that the address names."""
    name = st.query_params.get(ASSIGNMENT, "")
    return read_assignment(pasted(name)[0] if "=" in name else name, language) if name else None


def _home(assignment: Assignment | None, language: str, titled: bool = True) -> None:
    if titled:
        st.title(text("assignment.title", language), anchor=False)
    st.markdown(text("assignment.intro", language))
    check_box(assignment, st.query_params.get(CHECK, ""), language)
    choose_task(language)
    with st.container(border=True):
        st.markdown(f"## {text('assignment.own_title', language)}")
        st.markdown(text("assignment.own_how", language))
        places.link(places.PLAYGROUND, text("assignment.to_playground", language))
