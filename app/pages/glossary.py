"""The glossary: every term with its meaning, a picture and the way to its lesson; popovers; links from prose."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import streamlit as st

from app.pages import places, reader
from app.server.options import base_path
from app.words.words import text
from lessons import Lesson, readable
from lessons.glossary import Term, glossary

COLUMNS = 3
LONGEST_SEARCH = 60
STYLE = """<style>
.glossary-picture { width: 100%; max-width: 520px; height: auto; border-radius: 8px; display: block; }
[class*="st-key-term_"] h2 { font-size: 1.15rem; padding: 0 0 0.4rem; }
[class*="st-key-term_"] [data-testid="stPageLink"] :is(a, span, p) { white-space: normal; overflow: visible; }
</style>"""
# What no link may be put into: code, maths, links, headings, and blocks of the lesson's own.
_LEFT_ALONE = re.compile(
    r"```[\s\S]*?```|`[^`\n]*`|\$\$[\s\S]*?\$\$|\$[^$\n]*\$|!?\[[^\]\n]*\]\([^)\n]*\)|^#.*$|^\{.*$", re.MULTILINE
)


def glossary_page(language: str) -> None:
    """The page: a search box and all terms in alphabetical order; `?term=key` shows that one first."""
    st.html(STYLE)
    st.title(text("glossary.title", language), anchor=False)
    st.markdown(text("glossary.intro", language))
    asked = glossary(language).get(st.query_params.get("term", ""))
    if asked is not None:
        _card(asked, language, "asked")
        st.divider()
    wanted = st.text_input(
        text("glossary.search", language), key="glossary_search", max_chars=LONGEST_SEARCH, autocomplete="off"
    )
    terms = matching(wanted, language)
    st.caption(text("glossary.found" if wanted.strip() else "glossary.all", language, count=len(terms)))
    if not terms:
        st.info(text("glossary.none", language))
    for row in range(0, len(terms), COLUMNS):
        for column, one in zip(st.columns(COLUMNS), terms[row : row + COLUMNS], strict=False):
            with column:
                _card(one, language)


def matching(wanted: str, language: str = "en") -> list[Term]:
    """The terms that a search finds, in alphabetical order: those whose name has the words, then the others."""
    words = wanted.casefold().split()
    terms = sorted(glossary(language).values(), key=lambda one: one.name.casefold())

    def has(one: Term, texts: Iterable[str]) -> bool:
        joined = " ".join(texts).casefold()
        return all(word in joined for word in words)

    named = [one for one in terms if has(one, one.forms)]
    return named + [one for one in terms if one not in named and has(one, (*one.forms, one.meaning, one.more))]


def term_popovers(keys: Iterable[str], language: str) -> None:
    """A row of small buttons, one for each term, each with its meaning behind it."""
    terms = [glossary(language)[key] for key in keys if key in glossary(language)]
    if not terms:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="terms"):
        st.caption(text("glossary.words_here", language), width="content")
        for one in terms:
            with st.popover(one.name):
                _meaning(one, language)
                places.link(places.GLOSSARY, text("glossary.more", language), f"term={one.key}")


def address(key: str) -> str:
    """Where the glossary says what a term means."""
    return f"{base_path()}/{places.GLOSSARY}?term={key}"


def linked(words: str, language: str = "en", leave: Iterable[str] = ()) -> str:
    """Markdown in which the first mention of each term leads to the glossary; but not those whose keys are in `leave`.

    Code, maths, headings and what is a link already stay as they are.
    """
    forms, pattern = _forms(language)
    used = {*leave}
    pieces, position = [], 0

    def mention(match: re.Match[str]) -> str:
        key = forms[match[0].casefold()]
        if key in used:
            return match[0]
        used.add(key)
        return f"[{match[0]}]({address(key)})"

    for kept in _LEFT_ALONE.finditer(words):
        pieces += [pattern.sub(mention, words[position : kept.start()]), kept[0]]
        position = kept.end()
    return "".join([*pieces, pattern.sub(mention, words[position:])])


@lru_cache(maxsize=8)
def _forms(language: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Every form of every term with its key, and a pattern that finds them, longer ones first."""
    forms = {form.casefold(): one.key for one in glossary(language).values() for form in one.forms}
    longest = sorted(forms, key=len, reverse=True)
    return forms, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=8)
def taught_in(language: str) -> Mapping[str, Lesson]:
    """The first lesson that teaches each term."""
    lessons: dict[str, Lesson] = {}
    for lesson in readable(language).values():
        for key in lesson.terms:
            lessons.setdefault(key, lesson)
    return lessons


def _card(one: Term, language: str, place: str = "") -> None:
    """One term: its picture, its meaning, where it is taught and what is related."""
    with st.container(border=True, key=f"term_{place}{one.key}"):
        st.markdown(f"## {one.name}")
        source = f"{base_path()}/stage/picture/{reader.scheme()}.svg?{one.picture}".replace("&", "&amp;")
        alt = text("glossary.picture_alt", language, name=one.name).replace('"', "&quot;")
        st.html(f'<img class="glossary-picture" loading="lazy" width="360" height="220" src="{source}" alt="{alt}">')
        _meaning(one, language)
        related = ", ".join(f"[{glossary(language)[key].name}]({address(key)})" for key in one.see)
        if related:
            st.markdown(text("glossary.see", language, terms=related))
        with st.container(horizontal=True):
            lesson = taught_in(language).get(one.key)
            if lesson is not None:
                places.link(lesson.slug, text("glossary.lesson", language, title=lesson.title))
            places.link(places.PLAYGROUND, text("glossary.play", language), one.picture)


def _meaning(one: Term, language: str) -> None:
    st.markdown(f"**{one.meaning}**")
    if one.more:
        st.markdown(one.more)
