"""The lesson's words as Streamlit shows them, with the glossary's words linked."""

import re

import streamlit as st

from app.pages.glossary import linked
from app.pages.lesson.sitting import Sitting
from app.pages.places import GLOSSARY
from app.server.options import base_path

_TERM = re.compile(r"\]\(term:([a-z0-9_-]+)\)", re.IGNORECASE)
_LINKED = re.compile(r"[?]term=([a-z0-9_-]+)\)", re.IGNORECASE)


def markdown(words: str) -> str:
    """The lesson's Markdown with term:name as an address of the glossary."""
    return _TERM.sub(rf"]({base_path()}/{GLOSSARY}?term=\1)", words)


def prose(sitting: Sitting, words: str, known: set[str]) -> None:
    """Words between the blocks. A term leads to the glossary where a screen has it first; `known` are those before."""
    written = markdown(sitting.words(words))
    known.update(_LINKED.findall(written))
    written = linked(written, sitting.language, known)
    known.update(_LINKED.findall(written))
    st.markdown(written)


def remark(kind: str, title: str, words: str, key: str) -> None:
    """A sentence about what the learner did. `kind` is right, wrong or plain; the title says so in words."""
    with st.container(key=f"remark_{kind}_{key}", gap=None):
        st.markdown(f"**{title}** {markdown(words)}" if title else markdown(words))


def remark_of(key: str) -> str:
    """How the page finds a remark, of whichever kind."""
    return ", ".join(f".st-key-remark_{kind}_{key}" for kind in ("right", "wrong", "plain"))
