"""Loads what every lesson's stage needs while the course home is read."""

from pathlib import Path

import streamlit as st

from app.server import assets
from app.server.options import base_path

_SCRIPT = (Path(__file__).parent / "ahead.js").read_text(encoding="utf-8")


def load_ahead() -> None:
    component = st.components.v2.component("descent_ahead", html="<div></div>", js=_SCRIPT, isolate_styles=False)
    component(key="ahead", data={"assets": assets.address(base_path())})
