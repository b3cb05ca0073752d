"""The app's pages: the playground at the front, the course with a page for each lesson, the jungle, the glossary."""

from __future__ import annotations

import gc
from functools import partial

import streamlit as st

from app.pages import glossary, places, reader
from app.pages.assignment import page as assignment
from app.pages.course import page as course
from app.pages.jungle import page as jungle
from app.pages.lesson import page as lesson
from app.pages.playground import page as playground
from app.pages.playground import widgets
from app.words.words import text
from lessons import readable


@st.cache_resource
def _freeze() -> bool:
    """Takes what was imported out of the garbage collector's sight; else every rerun pays for looking through it."""
    gc.collect()
    gc.freeze()
    return True


language = reader.language()
listed = (
    (places.PLAYGROUND, "page.playground", playground.render),
    (places.COURSE, "page.course", course.render),
    (places.JUNGLE, "page.jungle", jungle.render),
    (places.GLOSSARY, "page.glossary", glossary.render),
    (places.ASSIGNMENT, "page.assignment", assignment.render),
)
pages = [places.page(address, text(title, language), partial(draw, language)) for address, title, draw in listed]
pages += [
    places.page(slug, one.title, partial(lesson.render, one, language, slug), listed=False)
    for slug, one in readable(language).items()
]
shown = st.navigation(pages, position="top")
title = text("page.title", language)
st.set_page_config(
    page_title=title if shown.url_path == places.PLAYGROUND else f"{shown.title} · {title}",
    page_icon=widgets.ICON,
    layout="wide",
)
widgets.style()
shown.run()
_freeze()
