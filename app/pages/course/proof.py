"""What `python -m lessons check` finds in a lesson from a file, said above the lesson while one goes through it."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from app.pages import state
from app.server.jobs.aside import LIMIT, Aside
from app.server.jobs.stream import order
from app.words.words import shown, text
from lessons.plain import plain_words

PROOF = "own_lesson_proof"
LOOK = 1.0  # seconds between two looks at the worker


def begin(words: str, name: str, language: str) -> None:
    """Has the text of a lesson checked beside the page; the file's name decides what is drawn, as in the shell."""
    end()
    st.session_state[PROOF] = Aside(order("lesson", {"text": words, "name": name}, language, None), language)


def end() -> None:
    """The lesson is closed, or another takes its place."""
    before: Aside | None = st.session_state.pop(PROOF, None)
    if before is not None:
        before.end()


def proof(language: str) -> None:
    """What was found so far. It looks again by itself until everything is checked."""
    check: Aside | None = st.session_state.get(PROOF)
    if check is not None:
        st.fragment(_so_far, run_every=None if check.done else LOOK)(check, check.done, language)


def _so_far(check: Aside, drawn_done: bool, language: str) -> None:
    done = check.done
    problems = [problem for piece in check.pieces for problem in piece["problems"]]
    with st.container(key="own_proof"):
        if problems:
            st.warning(text("course.own_refused", language))
            table(sorted(problems), language)
        if not done:
            st.caption(text("course.own_proving", language))
        elif check.cut_short:
            st.info(text("course.own_cut", language, most=int(LIMIT)))
        elif check.trouble:
            st.info(text("course.own_unproved", language, why=check.trouble))
        elif not problems:
            st.caption(f"✓ {text('course.own_proved', language)}")
    if done and not drawn_done:  # once more, to look no further
        state.untouched()
        st.rerun()


def table(problems: Iterable[Sequence[Any]], language: str) -> None:
    """Problems with their line and field."""
    columns = [text(f"course.own_{name}", language) for name in ("line", "field", "message")]
    rows = [[plain_words(str(shown(part, language))) for part in problem] for problem in problems]
    st.table([dict(zip(columns, row, strict=True)) for row in rows])
