"""A teacher makes an assignment: what stays free, what is to be reached, and the link that comes out."""

from collections.abc import Iterator

import streamlit as st

from app.pages import places, reader
from app.pages.assignment.words import (
    ASSIGNMENT,
    MAKE,
    free_choices,
    goal_words,
    link_of,
    numbers_of,
    setting_name,
    wording,
)
from app.pages.copyable import copyable
from app.server.options import base_path
from app.words.words import text
from lessons import readable
from lessons.assignments.assigned import TASK, lesson_for, title_of
from lessons.assignments.assignment import (
    LONGEST_SAY,
    LONGEST_TITLE,
    MOST_FREE,
    NUMBER_TESTS,
    Assignment,
    AssignmentError,
    Goal,
    OwnAssignment,
    TaskAssignment,
    checked,
    experiment_for,
    read_assignment,
    write_assignment,
)
from lessons.grading.grading import grade
from lessons.settings import setting
from optim_core import OUTCOMES, Experiment

MOST_VARIANT = 9999
DARK_TAGS = "<style>.st-key-make_free [data-tag] { color: #11151C; }</style>"  # Streamlit's white is too faint there


def choose_task(language: str) -> None:
    """A list of all lesson tasks, each of which can become an assignment."""
    with st.container(border=True, key="choose_task"):
        st.markdown(f"## {text('assignment.task_title', language)}")
        names = [f"{slug}/{task}" for slug, lesson in readable(language).items() for task in lesson.tasks]
        if not names:
            return
        chosen = st.selectbox(
            text("assignment.task", language),
            names,
            key="chosen_task",
            format_func=lambda name: str(title_of(read_assignment(name, language), "", language)),
        )
        places.link(places.ASSIGNMENT, text("assignment.make_this", language), f"{MAKE}={chosen}")


def make(name: str, language: str) -> None:
    """The page of a teacher who makes an assignment of a task, `lesson/task`, or of an experiment's query text."""
    st.title(text("assignment.make_title", language), anchor=False)
    if "=" in name:
        _own(name, language)
    else:
        _of_task(name, language)


def _of_task(name: str, language: str) -> None:
    assignment = read_assignment(name, language)
    assert isinstance(assignment, TaskAssignment)  # a text without = that is packed leads to take()
    lesson = readable(language)[assignment.lesson]
    st.markdown(f"**{title_of(assignment, '', language)}**")
    st.markdown(text("assignment.task_how", language))
    if lesson.variants:
        help = text("assignment.variant_help", language)
        seed = st.number_input(text("assignment.variant", language), 0, MOST_VARIANT, assignment.seed, help=help)
        assignment = TaskAssignment(assignment.lesson, assignment.task, int(seed))
    _link(assignment, language)


def _own(query: str, language: str) -> None:
    experiment = experiment_for(query)
    picture, words = st.columns([1, 2])
    with picture:
        source = f"{base_path()}/stage/picture/{reader.scheme()}.svg?{experiment.to_query()}".replace("&", "&amp;")
        alt = text("assignment.start_alt", language)
        st.html(f'<img src="{source}" alt="{alt}" width="360" style="width:100%;height:auto;border-radius:8px">')
        places.link(places.PLAYGROUND, text("assignment.change_start", language), experiment.to_query())
    with words:
        st.markdown(text("assignment.own_start", language))
        title = st.text_input(text("assignment.name", language), key="make_title", max_chars=LONGEST_TITLE)
        sentence = st.text_area(text("assignment.sentence", language), key="make_say", max_chars=LONGEST_SAY)
    if reader.scheme() == "dark":
        st.html(DARK_TAGS)
    choices = free_choices(experiment)
    free = st.multiselect(
        text("assignment.free", language),
        choices,
        default=choices[:1],
        key="make_free",
        format_func=lambda key: setting_name(key, experiment, language),
        max_selections=MOST_FREE,
        help=text("assignment.free_help", language),
    )
    st.markdown(f"## {text('assignment.goals', language)}")
    goals = tuple(_goals(experiment, language))
    if not free or not goals:
        st.info(text("assignment.incomplete", language))
        return
    try:
        made = checked(OwnAssignment(experiment.to_query(), tuple(free), goals, title, sentence))
    except AssignmentError as error:
        st.error(reader.plain(error.message, language))
        return
    lines = "\n".join(f"- {goal_words(goal, experiment, language)}" for goal in made.goals)
    st.markdown(f"{text('assignment.in_words', language)}\n\n{lines}")
    lesson = lesson_for(made, wording(made, language), language)
    if grade(lesson, TASK, [made.experiment], 0).passed:
        st.warning(text("assignment.solved_already", language))
    _link(made, language)


def _goals(experiment: Experiment, language: str) -> Iterator[Goal]:
    """One row for each kind of goal, with what belongs to it where it is chosen."""
    if _wanted("loss", language, True):
        yield Goal("loss", "below", _number("goal_loss_limit", text("assignment.loss_limit", language), 0.001))
    if _wanted("steps", language):
        reached = _number("goal_steps_loss", text("assignment.steps_loss", language), 0.001)
        yield Goal("steps", "at_most", _number("goal_steps_most", text("assignment.steps_most", language), 20), reached)
    if _wanted("outcome", language):
        label = text("assignment.outcome_is", language)
        wanted: str = st.selectbox(label, OUTCOMES, key="goal_outcome_is", format_func=_spaced)
        yield Goal("outcome", "is", wanted)
    if experiment.surface.minima and _wanted("distance", language):
        label = text("assignment.distance_limit", language)
        yield Goal("distance", "below", _number("goal_distance_limit", label, 0.01))
    if _wanted("rises", language):
        yield Goal("rises", "at_most", _number("goal_rises_most", text("assignment.rises_most", language), 0))
    if _wanted("setting", language):
        yield _setting_goal(experiment, language)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _setting_goal(experiment: Experiment, language: str) -> Goal:
    with st.container(horizontal=True):
        key = st.selectbox(
            text("assignment.setting", language),
            numbers_of(experiment),
            key="goal_setting_key",
            format_func=lambda key: setting_name(key, experiment, language),
        )
        test = st.selectbox(
            text("assignment.setting_test", language),
            NUMBER_TESTS,
            key="goal_setting_test",
            format_func=lambda test: text(f"assignment.test_{test}", language, limit="…"),
        )
    now = setting(experiment, key)
    usual = now if isinstance(now, float) else 0.0
    return Goal("setting", test, _number("goal_setting_limit", text("assignment.setting_limit", language), usual), key)


def _wanted(kind: str, language: str, usual: bool = False) -> bool:
    return st.checkbox(text(f"assignment.want_{kind}", language), value=usual, key=f"goal_{kind}")


def _number(key: str, label: str, usual: float) -> float:
    return float(st.number_input(label, value=float(usual), format="%g", key=key, width=320))


def _link(assignment: Assignment, language: str) -> None:
    """The link to hand on, and the way to see it as a learner does."""
    with st.container(border=True, key="made_link"):
        st.markdown(f"## {text('assignment.link_title', language)}")
        copyable(link_of(assignment), "assignment_link", language)
        st.caption(text("assignment.link_how", language))
        query = f"{ASSIGNMENT}={write_assignment(assignment)}"
        places.link(places.ASSIGNMENT, text("assignment.try", language), query)
