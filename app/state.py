"""What the page remembers of one visitor: the experiment as text, and where it came from.

The address bar always holds the experiment. Whoever changes it (the stage, a widget of the page, the back button)
does so through here. A new revision tells the stage that the page changed the experiment and it should load it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from app.presets import FIRST, PRESETS
from optim_core import Experiment, Message

STAGE = "stage"  # key of the stage component; what it commits is in session_state[STAGE]["query"]
_OWN_FIELDS = ("embed", "embed_options")  # Streamlit's, not the experiment's


@dataclass
class Visit:
    """One browser session. It is kept in session_state, so it belongs to this visitor alone."""

    experiment: Experiment
    notes: tuple[Message, ...]
    revision: int
    token: str
    newcomer: bool = False  # came without a link: the stage plays its first paths once
    fresh: bool = True  # what is on the stage was not compared yet
    first_run: bool = True
    edited: bool = False  # a callback changed the experiment in this run, so the address is older than it

    @property
    def revision_text(self) -> str:
        return f"{self.token}.{self.revision}"


def visit() -> Visit:
    """The visit as this run finds it: a new one, or the old one with what the address bar says since."""
    state = st.session_state
    address = _address()
    if "visit" not in state:
        experiment, notes = _read(address)
        state["visit"] = Visit(experiment, notes, 0, secrets.token_hex(4), newcomer=not address)
        state["written"] = address
    found: Visit = state["visit"]
    if not found.edited and address and address != found.experiment.to_query() and address != state.get("written"):
        found.experiment, found.notes = _read(address)
        found.revision += 1
    found.edited = False
    return found


def caught_up() -> bool:
    """Whether a new session had to be told what is on the stage; the page then has to be drawn again.

    After a server restart the browser still holds what was last committed, which the address may be older than. It is
    known only once the stage is mounted. The stage itself goes on with what it has.
    """
    found: Visit = st.session_state["visit"]
    fresh, found.fresh = found.fresh, False
    committed = _committed()
    if not fresh or not committed or committed == found.experiment.to_query():
        return False
    found.experiment, found.notes = Experiment.repair(committed)
    found.edited, found.newcomer, found.first_run = True, False, False
    return True


def write_address(found: Visit) -> None:
    """Puts the experiment into the address bar, where it differs from what stands there.

    Not in the first run: Streamlit would make it a new step for the back button. There the stage mends the address.
    """
    if found.first_run:
        found.first_run = False
        return
    query = found.experiment.to_query()
    if _address() != query:
        st.query_params.from_dict(_fields(query))
    st.session_state["written"] = query


def change(make: Callable[[Experiment], Experiment]) -> None:
    """Called by a widget: the page changes the experiment, and the stage follows."""
    found: Visit = st.session_state["visit"]
    found.experiment, found.notes, found.edited = make(found.experiment), (), True
    found.revision += 1


def stage_changed() -> None:
    """Called when the stage commits: the page follows."""
    found: Visit = st.session_state["visit"]
    committed = _committed()
    if committed:
        found.experiment, found.notes = Experiment.repair(committed)
        found.edited = True


def untouched() -> None:
    """Called by widgets that do not change the experiment: the address of this run may be a moment old."""
    st.session_state["visit"].edited = True


def _read(query: str) -> tuple[Experiment, tuple[Message, ...]]:
    return Experiment.repair(query) if query else (PRESETS[FIRST], ())


def _committed() -> str:
    try:
        return str(st.session_state[STAGE]["query"] or "")
    except (KeyError, TypeError):
        return ""


def _address() -> str:
    pairs = [(k, v) for k in st.query_params for v in st.query_params.get_all(k) if k not in _OWN_FIELDS]
    return urlencode(pairs)


def _fields(query: str) -> dict[str, str]:
    return dict(parse_qsl(query))
