"""The app's pages: the playground at the front, the course with a page for each lesson, the jungle, the glossary."""

from __future__ import annotations

import gc
from functools import partial
from importlib import import_module
from importlib.util import find_spec

import streamlit as st

from app import places, playground, widgets
from app.readable import lessons_in
from app.words import text


@st.cache_resource
def _freeze() -> bool:
    """Takes what was imported out of the garbage collector's sight; else every rerun pays for looking through it."""
    gc.collect()
    gc.freeze()
    return True


language = widgets.language()
pages = [places.page(places.PLAYGROUND, text("page.playground", language), partial(playground.render, language))]
for address, module in (
    (places.COURSE, "app.course"),
    (places.JUNGLE, "app.jungle.page"),
    (places.GLOSSARY, "app.glossary"),
    (places.ASSIGNMENT, "app.assignment"),
):
    if find_spec(module.rpartition(".")[0]) and find_spec(module):
        draw = partial(import_module(module).render, language)
        pages.append(places.page(address, text(f"page.{address}", language), draw))
if find_spec("lessons.course") and find_spec("app.lesson"):
    from app import lesson

    pages += [
        places.page(slug, one.title, partial(lesson.render, one, language, slug), listed=False)
        for slug, one in lessons_in(language).items()
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
