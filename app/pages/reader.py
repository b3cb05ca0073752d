"""Who reads: their language and colour scheme, and what is said to them of what came from outside."""

from __future__ import annotations

import streamlit as st

from app.figures.theme import Scheme
from app.words.words import known_language, say, text
from optim_core import Message


def language() -> str:
    """The reader's language where there is a catalogue for it, else English."""
    return known_language((st.context.locale or "en").split("-")[0])


def scheme() -> Scheme:
    return "dark" if st.context.theme.type == "dark" else "light"


def notes(messages: tuple[Message, ...], language: str, title: str = "page.notes_title") -> None:
    """What had to be changed in what came from outside: a link, or a file."""
    if messages:
        lines = "\n".join(f"- {plain(say(message, language))}" for message in messages)
        st.warning(f"{text(title, language)}\n\n{lines}")


def plain(words: str) -> str:
    """Text from a link as text, whatever marks it contains."""
    for mark in "\\`*_{}[]()<>#+-.!|~$:":
        words = words.replace(mark, f"\\{mark}")
    return words
