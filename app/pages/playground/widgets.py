"""What Streamlit itself draws around the stage: the page's style, the ways to and from the course, notes on a link."""

from pathlib import Path

import streamlit as st
from PIL import Image

from app.figures.theme import BACKGROUND, GRID, Scheme
from app.pages import places, progress, reader, state
from app.words.words import text
from lessons import readable
from optim_core import Message

STYLE = """<style>
.stAppHeader { height: var(--header); min-height: var(--header); border-bottom: 1px solid var(--page-line); }
.stAppToolbar > div > div:first-child { align-items: center; }
.stAppToolbar > div > div:first-child::after { content: var(--page-name); padding: 0 1.25rem 0 0.5rem;
  font-size: 1.0625rem; font-weight: 600; white-space: nowrap; }
.stAppToolbar > div > div:first-child:empty::after { padding-left: 24px; }
[data-testid="stExpandSidebarButton"] [data-testid="stIconMaterial"] { display: none; }
[data-testid="stExpandSidebarButton"]::before { content: "☰"; font-size: 1.25rem; line-height: 1; }
.stAppToolbar [data-testid="stTopNavLink"] { height: 48px; padding: 0; border-radius: 0; background: none;
  box-shadow: inset 0 -2px transparent; }
.stAppToolbar [data-testid="stTopNavLinkContainer"] { margin: 0 0.6rem; }
.stAppToolbar [data-testid="stTopNavLink"]:hover { box-shadow: inset 0 -2px var(--page-line); }
.stAppToolbar [data-testid="stTopNavLink"][aria-current] { box-shadow: inset 0 -2px var(--page-way); }
.stAppToolbar [data-testid="stTopNavLink"][aria-current] p { color: var(--page-way); font-weight: 600; }
@media (max-width: 340px) { .stAppToolbar > div > div:first-child::after { display: none; } }
@media (forced-colors: active) { [data-testid="stTopNavLink"][aria-current] { border-bottom: 2px solid; } }
.stMainBlockContainer { padding-top: 4rem; padding-bottom: 3rem; max-width: 1400px; }
.stMainBlockContainer h1 { font-size: 1.75rem; padding: 0 0 0.25rem; }
.stMainBlockContainer > .stVerticalBlock { gap: 0.5rem; }
[data-testid="stCaptionContainer"] { opacity: 0.8; } /* Streamlit's own 0.6 has too little contrast */
</style>"""
# On the playground the stage fills the window below the header; all else lies over it and moves nothing.
FRAME = """<style>
.stMainBlockContainer { padding: 48px 24px 0; max-width: none; }
.stMainBlockContainer > .stVerticalBlock { gap: 0; }
.st-key-ways { position: fixed; top: 0; right: 3.5rem; z-index: 999991; width: auto; max-width: min(20rem, 40vw);
  height: 48px; justify-content: center; }
.st-key-ways a { min-height: 32px; padding: 0 0.5rem; }
.st-key-ways a :is(span, p) { color: var(--page-way); overflow: visible; white-space: normal; line-height: 1.15; }
.st-key-notes { position: fixed; top: 56px; left: 50%; z-index: 999; width: min(40rem, 100vw - 24px); max-height: 60vh;
  overflow: auto; transform: translateX(-50%); padding: 0.75rem; border-radius: 10px;
  background: var(--page-ground); box-shadow: 0 12px 40px rgb(9 15 22 / 0.22); }
@media (min-width: 768px) { .st-key-ways { max-width: min(20rem, 100vw - 632px); } }
@media (max-width: 600px) { .stMainBlockContainer { padding: 48px 14px 0; } }
</style>"""
WAY: dict[Scheme, str] = {"light": "#0060A0", "dark": "#56B4E9"}  # what can be moved, or leads on
ICON = Image.open(Path(__file__).parents[1] / "icon.png")  # ours: Streamlit fetches named icons from a font server


def style(language: str) -> None:
    """A low header that begins with the app's name, and less empty space below it."""
    name = text("page.title", language).replace("\\", "").replace('"', "").replace("<", "")
    inks = {"ground": BACKGROUND, "line": GRID, "way": WAY}
    own = {"name": f'"{name}"'} | {key: f"light-dark({ink['light']}, {ink['dark']})" for key, ink in inks.items()}
    named = "".join(f"--page-{key}: {value}; " for key, value in own.items())
    st.html(f"<style>:root {{ --header: 48px; {named}}}</style>{STYLE}")


def frame() -> None:
    """The whole window for the stage."""
    st.html(FRAME)


def ways(language: str) -> None:
    """For a newcomer the way to the course; for who comes from a lesson the way back."""
    lesson = readable(language).get(progress.current().last)
    with st.container(key="ways"):
        if lesson is None:
            first = next(iter(readable(language)))
            places.link(first, text("page.start_course", language))
        else:
            places.link(lesson.slug, text("page.back_to_lesson", language, title=lesson.title))


def notes(messages: tuple[Message, ...], language: str) -> None:
    """What was changed of a link, until it is read."""
    if not messages:
        return
    with st.container(key="notes"):
        reader.notes(messages, language)
        st.button(text("page.notes_read", language), on_click=state.notes_read)
