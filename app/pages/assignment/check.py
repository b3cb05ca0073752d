"""Checking a code: what was set, what comes out when it is followed again, and whether that passes."""

import streamlit as st

from app.pages import places, reader
from app.pages.assignment.words import pasted, setting_name, wording
from app.server.options import base_path
from app.words.words import say, shown, text
from lessons.assignments.assigned import task_name, title_of
from lessons.assignments.assignment import Assignment, AssignmentError, read_assignment
from lessons.assignments.codes import LONGEST
from lessons.assignments.verify import Checked, check
from lessons.grading.locks import free_fields, is_free
from lessons.lesson import experiment_of
from lessons.plain import plain_words
from lessons.settings import keys_of, setting

MOST_SHOWN = 6  # runs


def check_box(usual: Assignment | None, code: str, language: str) -> None:
    """A field for a code, one for a link where it needs one, and the answer."""
    with st.container(border=True, key="check_code"):
        st.markdown(f"## {text('assignment.check_title', language)}")
        with st.form("check_form", border=False):
            st.session_state.setdefault("check_given", code)
            typed = st.text_input(
                text("assignment.code", language), key="check_given", max_chars=LONGEST, autocomplete="off"
            )
            known = usual is not None
            link = (
                ""
                if known
                else st.text_input(
                    text("assignment.link", language),
                    key="check_link",
                    max_chars=LONGEST,
                    help=text("assignment.link_help", language),
                    autocomplete="off",
                )
            )
            pressed = st.form_submit_button(text("assignment.check", language))
        if pressed or (code and typed == code):
            _answer(typed, link, usual, language)


def _answer(typed: str, link: str, usual: Assignment | None, language: str) -> None:
    try:
        with st.spinner(text("assignment.checking", language)):
            name, code = pasted(typed) if "=" in typed else ("", typed)
            name = name or (pasted(link)[0] if link.strip() else "")
            assignment = read_assignment(name, language) if name else usual
            checked = check(code, assignment, wording(assignment, language), language)
    except AssignmentError as error:
        st.error(reader.plain(error.message, language), icon=":material/error:")
        return
    _result(checked, language)


def _result(checked: Checked, language: str) -> None:
    """Passed or not, who, which assignment, with what settings, and the runs to look at."""
    name = plain_words(checked.nickname) or text("assignment.nobody", language)
    title = plain_words(str(title_of(checked.assignment, text("assignment.usual_title", language), language)))
    if checked.grade.passed:
        st.success(text("assignment.passed", language, name=name, title=title), icon=":material/check_circle:")
    elif checked.earlier:
        st.warning(text("assignment.earlier", language, name=name, title=title), icon=":material/history:")
    else:
        st.error(text("assignment.failed", language, name=name, title=title), icon=":material/cancel:")
    if checked.grade.feedback:
        st.markdown("\n\n".join(say(message, language) for message in checked.grade.feedback))
    if checked.answers:
        answers = ", ".join(plain_words(answer) for answer in checked.answers)
        st.markdown(text("assignment.answers", language, answers=answers))
    for number, query in enumerate(checked.runs[:MOST_SHOWN], start=1):
        _run(checked, number, query, language)
    if len(checked.runs) > MOST_SHOWN:
        st.caption(text("assignment.more_runs", language, count=len(checked.runs) - MOST_SHOWN))


def _run(checked: Checked, number: int, query: str, language: str) -> None:
    """One run: a picture, what was set, how it ended, and the way to the stage."""
    experiment = experiment_of(query)
    patterns = free_fields(checked.lesson, task_name(checked.assignment), experiment)
    chosen = [
        f"{setting_name(key, experiment, language)} {shown(value, language)}"
        for key in keys_of(experiment)
        if is_free(key, patterns, experiment.surface.variables)
        and (value := setting(experiment, key)) is not None
        and not (key.startswith("run") and "." not in key)
    ]
    picture, words = st.columns([1, 2], vertical_alignment="center")
    with picture:
        source = f"{base_path()}/stage/picture/{reader.scheme()}.svg?{query}".replace("&", "&amp;")
        alt = text("assignment.picture_alt", language, number=number)
        st.html(f'<img src="{source}" alt="{alt}" width="360" style="width:100%;height:auto;border-radius:8px">')
    with words:
        st.markdown(text("assignment.run", language, number=number, settings=plain_words("; ".join(chosen))))
        for run in experiment.runs:
            trajectory = experiment.trajectory(run)
            last = max(0, int(trajectory.ended_at[0]))
            outcome = str(trajectory.outcome[0]).replace("_", " ")
            loss = float(trajectory.loss[last, 0])
            st.markdown(text("assignment.outcome", language, outcome=outcome, steps=last, loss=loss))
        places.link(places.PLAYGROUND, text("assignment.on_stage", language), query)
