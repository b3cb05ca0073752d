"""Keeps the learner's progress in their own browser, by a small component; nothing is stored on the server.

At the start of a session the component tells what the browser holds, and from then on it stores what the session has.
Where another tab has stored something meanwhile it tells that first, and the two are merged.
"""

import secrets
from pathlib import Path
from typing import Any

import streamlit as st

from app.pages import reader
from app.pages.progress.record import current, put
from app.words.words import text
from lessons.learner.progress import Progress
from lessons.learner.proven import proven

KEY = "keeper"
_SCRIPT = (Path(__file__).parent / "keeper.js").read_text(encoding="utf-8")
_TOKEN, _KNOWN, _HEARD, _NOTES, _WORKS = "keeper_token", "keeper_known", "keeper_heard", "keeper_notes", "keeper_works"
_TOLD = "keeper_told"


def known() -> bool:
    """Whether the browser has told what it holds. Until then nobody knows where the learner is."""
    return _KNOWN in st.session_state


def session() -> str:
    """Tells this session on the server from the one before a restart."""
    return str(st.session_state.get(_TOKEN, ""))


def tell(language: str) -> None:
    """Says what the learner should know of how their progress is kept: once, and only where something is wrong."""
    reader.notes(st.session_state.pop(_NOTES, ()), language, title="progress.notes_title")
    if not st.session_state.get(_WORKS, True) and not st.session_state.get(_TOLD):
        st.session_state[_TOLD] = True
        st.info(text("progress.off", language))


def keep() -> None:
    """Puts the keeper into the page. Called at the end of a page, it stores what the page has made of the progress."""
    state = st.session_state
    token = state.setdefault(_TOKEN, secrets.token_hex(4))
    ours = state.get(_HEARD) == token  # an answer to an older session is a beginning, but nothing is written over it
    component = st.components.v2.component("descent_keeper", html="<div></div>", js=_SCRIPT, isolate_styles=False)
    data = {"token": token, "text": current().text() if known() and ours else None}
    result = component(key=KEY, data=data, on_stored_change=_on_stored)
    if not known() and result.stored:  # after a restart of the server: the browser has told another session before
        _hear(result.stored)
        st.rerun()


def _on_stored() -> None:
    _hear(st.session_state[KEY]["stored"])


def _hear(stored: Any) -> None:
    """Merges what the browser holds into what the session has."""
    state, mine = st.session_state, current()
    if not isinstance(stored, dict):
        return
    text, first = str(stored.get("text") or ""), not known()
    state[_HEARD], state[_WORKS], state[_KNOWN] = stored.get("token"), bool(stored.get("works", True)), True
    if text:
        theirs, notes = Progress.read(text, mine.seed)
        theirs, lost = proven(theirs) if first else (theirs, ())  # what this session added was graded here
        state[_NOTES] = (*notes, *lost)
        put(theirs if first and not (mine.lessons or mine.games) else theirs.merged(mine))
