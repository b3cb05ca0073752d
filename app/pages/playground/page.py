"""The playground: pick a surface and optimizers, drag, and watch the path bend."""

from urllib.parse import urlencode

import streamlit as st

from app.pages import places, reader, state
from app.pages.playground import widgets
from app.stage.stage import stage
from app.words.words import text


def playground_page(language: str) -> None:
    """The page, top to bottom."""
    visit = state.visit()
    experiment = visit.experiment

    widgets.heading(language)
    reader.notes(visit.notes, language)
    widgets.surface_row(experiment, language)
    widgets.preset_row(language)
    stage(
        key=visit.stage,
        query=experiment.to_query(),
        revision=visit.revision_text,
        language=language,
        play=visit.newcomer,
        on_change=state.stage_changed,
    )
    if state.caught_up():
        st.rerun()
    widgets.space(experiment, language)
    make = urlencode({"make": experiment.to_query()})
    places.link(
        places.ASSIGNMENT, text("assignment.from_here", language), make, help=text("assignment.from_help", language)
    )
    widgets.stored(language)

    state.write_address(visit)
