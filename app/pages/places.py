"""The addresses of the pages, and links between them."""

from collections.abc import Callable
from typing import Literal
from urllib.parse import parse_qsl

import streamlit as st

Width = Literal["stretch", "content"]

PLAYGROUND, COURSE, JUNGLE, GLOSSARY, ASSIGNMENT = "", "course", "jungle", "glossary", "assignment"
WITHOUT_STAGE = (COURSE, JUNGLE, GLOSSARY, ASSIGNMENT)


def page(address: str, title: str, draw: Callable[[], None], *, listed: bool = True) -> st.Page:
    """A page at an address; one that is not `listed` is reached by links only."""
    if address == PLAYGROUND:
        return st.Page(draw, title=title, default=True)
    return st.Page(draw, url_path=address, title=title, visibility="visible" if listed else "hidden")


def link(address: str, label: str, query: str = "", *, help: str | None = None, width: Width = "content") -> None:
    """A link to another page of the app, with an experiment for it where it should not go on with its own."""
    there = page(address, label, _elsewhere)  # Streamlit knows a page by its address
    st.page_link(there, label=label, help=help, width=width, query_params=dict(parse_qsl(query)) or None)


def _elsewhere() -> None:
    """What the page draws is known where the pages are listed."""
