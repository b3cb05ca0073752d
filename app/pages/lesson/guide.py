"""A small component for what Streamlit lacks: a live region, the focus on a new screen, the address without history."""

from pathlib import Path

import streamlit as st

from app.pages import progress
from app.pages.lesson.sitting import Sitting

_SCRIPT = (Path(__file__).parent / "guide.js").read_text(encoding="utf-8")


def guide(sitting: Sitting, query: str) -> None:
    """Put at the end of the page, when it is known what there is to say."""
    component = st.components.v2.component("descent_guide", html="<div></div>", js=_SCRIPT, isolate_styles=False)
    said, led = list(sitting.marked("said", (0, ""))), list(sitting.marked("led", (0, "")))
    data = {"said": said, "led": led, "screen": sitting.at, "query": query, "session": progress.session()}
    component(key=f"guide_{sitting.key}", data=data)
