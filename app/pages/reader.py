"""Who reads: their language and colour scheme, and what is said to them of what came from outside."""

import streamlit as st

from app.figures.theme import Scheme, scheme_of
from app.words.words import known_language, say, text
from lessons.plain import plain_words
from optim_core import Message

FIELD = "lang"  # of the address


def language() -> str:
    """The language chosen in the address, now or before, or else the browser's; English where it is not known."""
    if FIELD in st.query_params:
        st.session_state[FIELD] = st.query_params[FIELD]
    return known_language(st.session_state.get(FIELD) or st.context.locale or "en")


def scheme() -> Scheme:
    return scheme_of(st.context.theme.type)


def notes(messages: tuple[Message, ...], language: str, title: str = "page.notes_title") -> None:
    """What had to be changed in what came from outside: a link, or a file."""
    if messages:
        lines = "\n".join(f"- {plain(message, language)}" for message in messages)
        st.warning(f"{text(title, language)}\n\n{lines}")


def plain(message: Message, language: str) -> str:
    """A message in words, in which what it repeats from outside is text and nothing else."""
    return plain_words(say(message, language))
