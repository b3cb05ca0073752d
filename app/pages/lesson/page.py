"""A lesson: the words on one side, one screen at a time, and on the other the live stage with what is unlocked."""

from functools import partial
from itertools import groupby

import streamlit as st

from app.pages import places, progress, reader, state
from app.pages.glossary import term_popovers
from app.pages.lesson.charts import chart
from app.pages.lesson.ending import ending
from app.pages.lesson.guide import guide
from app.pages.lesson.prose import prose, remark
from app.pages.lesson.questions import question
from app.pages.lesson.sitting import Sitting
from app.pages.lesson.style import style
from app.pages.lesson.tasks import task
from app.stage.stage import stage
from app.words.words import text
from lessons import Lesson
from lessons.grading.locks import free_fields
from lessons.records import Block

WORDS, STAGE = 38, 62  # percent of the width


def lesson_page(
    lesson: Lesson, language: str, key: str, *, kept: bool = True, seed: int | None = None, alone: bool = False
) -> None:
    """The page of a lesson. `key` tells lessons apart in a session; with `kept` what is done is kept in the browser.

    A `seed` draws everybody's variant, where it is given. With `alone` there are the lesson's own screens and no more.
    """
    sitting = Sitting(lesson, language, key, kept, seed, alone)
    style()
    if not progress.known():  # a moment, until the browser has told where the learner was
        st.title(lesson.title, anchor=False)
        st.caption(text("progress.waiting", language))
        progress.keep()
        return
    if kept and progress.current().last != key:
        sitting.keep(sitting.record)
    visit = state.visit(key, sitting.read)
    _header(sitting, visit)
    progress.tell(language)
    reader.notes(visit.notes, language, title="lesson.notes_title")
    if lesson.language not in ("", language):
        st.caption(text("lesson.untranslated", language))
    with st.container(key="lesson_columns"):
        words, live = st.columns([WORDS, STAGE], gap="medium")
    with live:
        _stage(sitting, visit)
    if state.caught_up():
        st.rerun()
    with words, st.container(key="screen"):
        _screen(sitting)
    sitting.mark("opened", True)
    state.leave_address(visit)
    guide(sitting, visit.experiment.to_query())
    progress.keep()


def _header(sitting: Sitting, visit: state.Visit) -> None:
    language, lesson = sitting.language, sitting.lesson
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="lesson_header"):
        st.title(lesson.title, anchor=False, width="content")
        label = (
            text("lesson.label", language, number=lesson.number) if sitting.kept else text("lesson.own_label", language)
        )
        if not sitting.alone:
            st.markdown(label, width="content")
        if sitting.kept:
            places.link(places.COURSE, text("lesson.course", language))
        query, help = visit.experiment.to_query(), text("lesson.playground_help", language)
        places.link(places.PLAYGROUND, text("lesson.playground", language), query, help=help)


def _stage(sitting: Sitting, visit: state.Visit) -> None:
    """The live stage: only what is unlocked can be set, and a run waits for its prediction."""
    lesson, task = sitting.lesson, sitting.task
    view = lesson.stage
    stage(
        key=visit.stage,
        query=visit.experiment.to_query(),
        revision=visit.revision_text,
        language=sitting.language,
        play=str(sitting.marked("plays", 0)),
        on_change=partial(_ran, sitting),
        free=free_fields(lesson, task.name if task else None, visit.experiment),
        view={"paths": view.paths, "panels": view.panels, "log": view.log, "row": view.row},
        hold=sitting.held,
        waits=sitting.waiting is not None,
        optimizers=lesson.optimizers or None,
    )


def _ran(sitting: Sitting) -> None:
    """The learner let go of something: one more run of their own."""
    state.stage_changed()
    record = sitting.record.ran(state.here().experiment.to_query())
    for name in sitting.named("task"):
        record = record.moved(name, record.runs[-1])
    sitting.keep(record)
    sitting.mark("ran_here", True)


def _screen(sitting: Sitting) -> None:
    """The words of one screen, and the way to the next."""
    st.header(sitting.words(sitting.screen.title), anchor=False)
    linked: set[str] = set()
    for shows, blocks in groupby(sitting.screen.blocks, lambda block: block.kind == "show"):
        if shows:
            _shows(sitting, [block.name for block in blocks])
        else:
            for block in blocks:
                _block(sitting, block, linked)
    if sitting.alone:
        return
    if sitting.at == sitting.last:
        ending(sitting)
    _walk(sitting)
    _terms(sitting)


def _block(sitting: Sitting, block: Block, linked: set[str]) -> None:
    if block.kind == "prose":
        prose(sitting, block.text, linked)
    elif block.kind == "task":
        task(sitting, block.name)
    elif block.kind == "chart":
        chart(sitting, block.name)
    else:
        question(sitting, block.name)


def _shows(sitting: Sitting, names: list[str]) -> None:
    """A row of “show me” buttons, and what there is to say about the one that was pressed."""
    with st.container(horizontal=True, key=f"shows_{names[0]}"):
        for name in names:
            label = sitting.words(sitting.lesson.shows[name].label)
            st.button(label, key=f"show_{name}", icon=":material/play_arrow:", on_click=partial(_show, sitting, name))
    shown = sitting.marked("shown", "")
    if shown in names and sitting.lesson.shows[shown].say:
        remark("plain", "", sitting.words(sitting.lesson.shows[shown].say), f"show_{shown}")


def _show(sitting: Sitting, name: str) -> None:
    sitting.show(name)
    sitting.say(sitting.words(sitting.lesson.shows[name].say))


def _walk(sitting: Sitting) -> None:
    """Back, where one is, and on. The middle leads to any screen."""
    language, at, count = sitting.language, sitting.at, sitting.last + 1
    if any(sitting.open(name) for name in sitting.named("task")):
        st.caption(text("lesson.tasks_open", language))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="walk"):
        st.button(text("lesson.back", language), key="back", disabled=at == 0, on_click=partial(sitting.go, at - 1))
        label = text("lesson.screen", language, number=at + 1, count=count)
        with st.popover(label, help=text("lesson.screens", language), key="screens"):
            for number in range(count):
                title = text("lesson.screen_choice", language, number=number + 1, title=sitting.screen_at(number).title)
                st.button(title, key=f"to_{number}", type="tertiary", on_click=partial(sitting.go, number))
        st.button(
            text("lesson.next", language),
            key="next",
            type="primary",
            disabled=at == sitting.last,
            on_click=partial(sitting.go, at + 1),
        )


def _terms(sitting: Sitting) -> None:
    """The glossary's words of this lesson."""
    if sitting.lesson.terms:
        term_popovers(sitting.lesson.terms, sitting.language)
