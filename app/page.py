"""The playground: pick a surface and optimizers, drag, and watch the path bend."""

from __future__ import annotations

import gc

import streamlit as st

from app import state, widgets
from app.stage.stage import stage
from app.words import text


@st.cache_resource
def _freeze() -> bool:
    """Takes what was imported out of the garbage collector's sight; else every rerun pays for looking through it."""
    gc.collect()
    gc.freeze()
    return True


language = widgets.language()
st.set_page_config(page_title=text("page.title", language), page_icon=widgets.ICON, layout="wide")
widgets.style()

visit = state.visit()
experiment = visit.experiment

widgets.heading(language)
widgets.notes(visit.notes, language)
widgets.surface_row(experiment, language)
widgets.preset_row(language)
stage(
    key=state.STAGE,
    query=experiment.to_query(),
    revision=visit.revision_text,
    language=language,
    play=visit.newcomer,
    on_change=state.stage_changed,
)
if state.caught_up():
    st.rerun()
widgets.space(experiment, language)
widgets.stored(language)

state.write_address(visit)
_freeze()
