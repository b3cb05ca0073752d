"""The menu of languages at the foot of every page, once there are two to choose from."""

from html import escape

import streamlit as st

from app.pages import reader
from app.words.numbers import conventions
from app.words.words import LANGUAGES, text


def menu(language: str) -> None:
    """A link for each language, which opens this page anew in it, by language.js with what the address has."""
    if len(LANGUAGES) < 2:
        return
    links = " · ".join(_link(each, language) for each in LANGUAGES)
    st.html(f'<nav aria-label="{escape(text("page.language", language))}" class="languages">{links}</nav>')


def _link(language: str, now: str) -> str:
    name = escape(conventions(language).get_display_name() or language)
    if language == now:
        return f'<b lang="{language}">{name}</b>'
    return f'<a href="?{reader.FIELD}={language}" target="_self" lang="{language}">{name}</a>'
