"""The playground: pick a surface and optimizers, drag, and watch the path bend."""

import streamlit as st

from app.pages import places, state
from app.pages.playground import widgets
from app.stage.stage import stage


def playground_page(language: str) -> None:
    """The page: the stage has all of it."""
    visit = state.visit()
    widgets.frame()
    widgets.ways(language)
    widgets.notes(visit.notes, language)
    stage(
        key=visit.stage,
        query=visit.experiment.to_query(),
        revision=visit.revision_text,
        language=language,
        play=visit.newcomer,
        on_change=state.stage_changed,
        assignment=places.ASSIGNMENT,
    )
    if state.caught_up():
        st.rerun()
    state.write_address(visit)
