"""The last screen of a lesson: what the learner can do now, what is open, what to read, and where it goes on."""

from functools import partial

import streamlit as st

from app.pages import places
from app.pages.lesson.sitting import Sitting
from app.pages.progress.earlier import earlier
from app.words.words import text
from lessons import readable


def ending(sitting: Sitting) -> None:
    language, lesson = sitting.language, sitting.lesson
    st.markdown(text("lesson.now_you_can", language, able=sitting.words(lesson.able)))
    if sitting.unsolved:
        _unsolved(sitting)
    elif lesson.tasks:
        st.markdown(f"✓ **{text('lesson.all_solved', language)}**")
    earlier(sitting.lesson, sitting.record, language)
    if lesson.reading:
        st.subheader(text("lesson.reading", language), anchor=False)
        st.markdown("\n".join(f"- [{r.title}]({r.url}) – {r.why}" for r in lesson.reading))
    if sitting.kept:
        _onward(sitting)


def _unsolved(sitting: Sitting) -> None:
    """A way back to each task that is still open."""
    st.markdown(f"**{text('lesson.tasks_left', sitting.language)}**")
    for number, screen in enumerate(sitting.lesson.screens):
        if any(block.kind == "task" and sitting.open(block.name) for block in screen.blocks):
            label = text("lesson.go_there", sitting.language, title=screen.title)
            st.button(label, key=f"open_{number}", on_click=partial(sitting.go, number))


def _onward(sitting: Sitting) -> None:
    language, lessons = sitting.language, readable(sitting.language)
    slugs = list(lessons)
    after = slugs[slugs.index(sitting.lesson.slug) + 1 :]
    with st.container(border=True, key="onward"):
        if after:
            following = lessons[after[0]]
            places.link(following.slug, f"**{text('lesson.next_lesson', language, title=following.title)}** →")
            st.caption(following.idea)
        else:
            st.markdown(f"**{text('lesson.no_next', language)}**")
        places.link(places.COURSE, text("lesson.to_course", language))
