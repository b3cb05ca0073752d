"""The app's pages: the playground at the front, the course with a page for each lesson, the jungle, the glossary."""

import gc
from functools import partial

import streamlit as st

from app.pages import languages, places, reader
from app.pages.assignment.page import assignment_page
from app.pages.course.page import course_page
from app.pages.glossary import glossary_page
from app.pages.jungle.page import jungle_page
from app.pages.lesson.page import lesson_page
from app.pages.playground import widgets
from app.pages.playground.page import playground_page
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
    (places.PLAYGROUND, "page.playground", playground_page),
    (places.COURSE, "page.course", course_page),
    (places.JUNGLE, "page.jungle", jungle_page),
    (places.GLOSSARY, "page.glossary", glossary_page),
)
pages = [places.page(address, text(title, language), partial(draw, language)) for address, title, draw in listed]
pages += [  # reached by links: assignments are a teacher's, from the course and from what can be taken along
    places.page(places.ASSIGNMENT, text("page.assignment", language), partial(assignment_page, language), listed=False),
    *(
        places.page(slug, one.title, partial(lesson_page, one, language, slug), listed=False)
        for slug, one in readable(language).items()
    ),
]
shown = st.navigation(pages, position="top")
title = text("page.title", language)
st.set_page_config(
    page_title=title if shown.url_path == places.PLAYGROUND else f"{shown.title} · {title}",
    page_icon=widgets.ICON,
    layout="wide",
)
widgets.style(language)
shown.run()
languages.menu(language)
_freeze()
