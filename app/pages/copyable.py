"""A text to hand on, such as a link, with a button that copies it; Streamlit's own says nothing where it may not."""

from pathlib import Path

import streamlit as st

from app.server import assets
from app.server.options import base_path
from app.words.words import text

_SCRIPT = (Path(__file__).parent / "copyable.js").read_text(encoding="utf-8")
_STYLES = (Path(__file__).parent / "copyable.css", assets.APP / "stage" / "browser" / "dom" / "copied.css")
_STYLE = "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)


def copyable(words: str, key: str, language: str) -> None:
    """The text as it is, in letters of one width, and the button below it."""
    component = st.components.v2.component(
        "descent_copyable", html='<div class="copyable"></div>', css=_STYLE, js=_SCRIPT, isolate_styles=False
    )
    data = {
        "text": words,
        "assets": assets.address(base_path()),
        "copy": text("page.copy", language),
        "copied": text("page.copied", language),
        "not_copied": text("page.not_copied", language),
    }
    component(key=key, data=data)
