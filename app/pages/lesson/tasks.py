"""The tasks of a lesson: checked by the server on the learner's own runs, each time one is let go of."""

from functools import partial
from typing import cast
from urllib.parse import urlencode

import streamlit as st

from app.pages import places, state
from app.pages.lesson.prose import markdown, remark
from app.pages.lesson.runs import own_runs
from app.pages.lesson.sitting import Sitting
from app.words.words import say, text
from lessons.grading.grading import Grade, grade
from lessons.measuring.words import answered
from lessons.records import Task
from optim_core import Message

ANSWER, MOVES = "answer", "moves"
LISTED = ("pair", "collect")  # the kinds for which several runs count


def task(sitting: Sitting, name: str) -> None:
    """One task: what is to be done, how far it is, hints, and the way back to its beginning."""
    one = sitting.lesson.tasks[name]
    result = _checked(sitting, one)
    solved = not sitting.open(name)
    with st.container(border=True, key=f"task_{'solved' if solved else 'open'}_{name}"):
        _heading(sitting, one, solved)
        st.markdown(markdown(sitting.task_words(name, one.say)))
        if solved and not sitting.proved(name):
            st.caption(text("lesson.solved_earlier_help", sitting.language))
        if one.kind == ANSWER:
            _answer(sitting, one)
        elif one.kind == MOVES:
            _counter(sitting, one)
        _feedback(sitting, one, result)
        if one.kind in LISTED:
            own_runs(sitting, one, sitting.record.solved.get(name) or _counted(sitting, result))
        _help(sitting, one, solved)


def _heading(sitting: Sitting, one: Task, solved: bool) -> None:
    names, language = list(sitting.lesson.tasks), sitting.language
    number = text("lesson.task_number", language, number=names.index(one.name) + 1, count=len(names))
    kept = "lesson.solved" if sitting.proved(one.name) else "lesson.solved_earlier"
    mark = f"✓ {text(kept, language)}" if solved else f"○ {text('lesson.open', language)}"
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(number, anchor=False, width="content")
        st.markdown(f"**{mark}**", width="content")


# ---- checking


def runs_for(sitting: Sitting, one: Task) -> tuple[str, ...]:
    """The runs that a task is graded on: those that solved it by today's rules, or else all that are kept.

    For a task that counts moves, those since the counting began: how many there were is part of what is said.
    """
    if one.kind == MOVES:
        return sitting.record.moves.get(one.name, ())
    return sitting.record.solved[one.name] if sitting.proved(one.name) else sitting.record.runs


def _checked(sitting: Sitting, one: Task) -> Grade | None:
    """The grade of what the learner did last. It is worked out once for each new run.

    Runs of earlier screens may have solved it, but nobody is told that they did not.
    """
    runs = runs_for(sitting, one)
    before, result = cast(tuple[object, Grade | None], sitting.marked(f"grade_{one.name}", (None, None)))
    if one.kind == ANSWER or not runs or before == runs:
        return result
    with st.spinner(text("lesson.checking", sitting.language)):
        result = grade(sitting.lesson, one.name, runs, sitting.seed)
    if not sitting.proved(one.name):
        if result.passed:
            sitting.keep(sitting.record.solved_by(one.name, tuple(runs[i] for i in result.runs) or runs[-1:]))
        if sitting.marked("ran_here", False):
            sitting.say(_words(sitting, result))
    sitting.mark(f"grade_{one.name}", (runs_for(sitting, one), result))
    return result


def _words(sitting: Sitting, result: Grade) -> str:
    mark = text("lesson.solved" if result.passed else "lesson.not_yet", sitting.language)
    return f"{mark}. {_feedback_words(sitting, result)}"


def _feedback_words(sitting: Sitting, result: Grade) -> str:
    return " ".join(say(message, sitting.language) for message in result.feedback)


def _counted(sitting: Sitting, result: Grade | None) -> tuple[str, ...]:
    runs = sitting.record.runs
    return tuple(runs[i] for i in result.runs if i < len(runs)) if result else ()


def _feedback(sitting: Sitting, one: Task, result: Grade | None) -> None:
    tried_here = one.kind == ANSWER or sitting.marked("ran_here", False)
    if result is None or (not result.passed and (sitting.proved(one.name) or not tried_here)):
        return
    kind, mark = ("right", "lesson.solved") if result.passed else ("wrong", "lesson.not_yet")
    remark(kind, f"{text(mark, sitting.language)}.", _feedback_words(sitting, result), f"task_{one.name}")


# ---- the kinds with controls of their own


def _answer(sitting: Sitting, one: Task) -> None:
    """A number to type."""
    if sitting.proved(one.name):
        return
    with st.form(f"form_{one.name}", border=False):
        label = text("lesson.free_answer", sitting.language)
        st.text_input(label, key=f"{sitting.key}_{one.name}_given", max_chars=80, autocomplete="off")
        button = text("lesson.check", sitting.language)
        st.form_submit_button(button, on_click=partial(_submit, sitting, one), type="primary")


def _submit(sitting: Sitting, one: Task) -> None:
    """Checks a typed number. What is no number stays in the field; where there are rounds, a right one leads on."""
    state.untouched()
    field = f"{sitting.key}_{one.name}_given"
    typed, before = str(st.session_state[field]), sitting.record.tries.get(one.name, ())
    if isinstance(answered(typed), Message):
        result = grade(sitting.lesson, one.name, (), sitting.seed, (typed,))
    else:
        tries = (*before, typed)
        result = grade(sitting.lesson, one.name, (), sitting.seed, tries)
        round_before = sitting.round(one.name)
        sitting.keep(sitting.record.tried(one.name, tries))
        if result.passed:
            sitting.keep(sitting.record.solved_by(one.name, ()))
        elif result.round != round_before:
            st.session_state[field] = ""
            sitting.load(sitting.opening(sitting.at))
    sitting.mark(f"grade_{one.name}", (None, result))
    sitting.lead(_place(one))
    sitting.say(_words(sitting, result))


def _counter(sitting: Sitting, one: Task) -> None:
    """Start counting, and how many moves were used since."""
    language, counted = sitting.language, sitting.record.moves.get(one.name)
    button = "lesson.counting_start" if counted is None else "lesson.counting_again"
    st.button(text(button, language), key=f"counting_{one.name}", on_click=partial(_start_counting, sitting, one))
    if counted is None:
        st.caption(text("lesson.counting_none", language))
    else:
        st.markdown(text("lesson.counting", language, moves=len(counted), most=one.moves))


def _start_counting(sitting: Sitting, one: Task) -> None:
    start = sitting.lesson.task_start(one.name, sitting.seed)
    sitting.load(start)
    sitting.keep(sitting.record.counting(one.name))
    sitting.say(text("lesson.counting", sitting.language, moves=0, most=one.moves))


# ---- hints, and back to the beginning


def _help(sitting: Sitting, one: Task, solved: bool) -> None:
    language, hints = sitting.language, sitting.record.hints.get(one.name, 0)
    for number, hint in enumerate(one.hints[:hints], start=1):
        st.markdown(
            f"**{text('lesson.hint_title', language, number=number)}** {markdown(sitting.task_words(one.name, hint))}"
        )
    with st.container(horizontal=True):
        if hints < len(one.hints) and not solved:
            label = text(
                "lesson.hint" if not hints else "lesson.hint_more", language, given=hints, count=len(one.hints)
            )
            st.button(label, key=f"hint_{one.name}", on_click=partial(_hint, sitting, one))
        if one.kind != ANSWER:
            st.button(text("lesson.reset", language), key=f"reset_{one.name}", on_click=partial(_reset, sitting, one))
        if solved and sitting.kept:
            make = urlencode({"make": f"{sitting.lesson.slug}/{one.name}"})
            places.link(places.ASSIGNMENT, text("assignment.from_task", language), make)


def _hint(sitting: Sitting, one: Task) -> None:
    state.untouched()
    hints = sitting.record.hints.get(one.name, 0) + 1
    sitting.keep(sitting.record.hinted(one.name, hints))
    sitting.lead(_place(one))
    sitting.say(sitting.task_words(one.name, one.hints[hints - 1]))


def _reset(sitting: Sitting, one: Task) -> None:
    sitting.load(sitting.lesson.task_start(one.name, sitting.seed))


def _place(one: Task) -> str:
    """Where the page shows a task: its heading."""
    return f":is(.st-key-task_open_{one.name}, .st-key-task_solved_{one.name}) h3"
