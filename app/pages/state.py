"""What a page remembers of one visitor: the experiment as text, and where it came from.

Each page with a stage has a Visit of its own. The address bar always holds the experiment of the page that is open.
Whoever changes it (the stage, a widget of the page, the back button) does so through here. A new revision tells the
stage that the page changed the experiment and it should load it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from app.pages import reader
from app.server.answering import split_query
from app.stage.gallery.presets import FIRST, PRESETS
from optim_core import Experiment, Message

PLAYGROUND = ""  # the key of the page that everybody sees first
_HERE = "here"  # the key of the page that is open
_SHOW = "show"  # what a link shows besides the experiment, such as a race
_OWN_FIELDS = (
    "embed",
    "embed_options",
    "assignment",
    reader.FIELD,
    _SHOW,
)  # Streamlit's and a page's, not the experiment's
_LONGEST_SHOW = 500

Notes = tuple[Message, ...]
Read = Callable[[str], tuple[Experiment, Notes]]


def read_freely(query: str) -> tuple[Experiment, Notes]:
    """Any experiment may be in the playground; without a link it is the newcomer's."""
    return Experiment.repair(query) if query else (PRESETS[FIRST], ())


@dataclass
class Visit:
    """One page in one browser session. It is kept in session_state, so it belongs to this visitor alone."""

    key: str
    read: Read  # a query as this page takes it: where settings are locked, they are set back
    experiment: Experiment
    notes: Notes
    revision: int
    token: str
    newcomer: bool = False  # came without a link: the stage plays its first paths once
    fresh: bool = True  # what is on the stage was not compared yet
    first_run: bool = True
    edited: bool = False  # a callback changed the experiment in this run, so the address is older than it
    written: str = ""  # what was last put into the address bar, or found there
    show: str = ""  # what a link shows besides; the stage puts it into the address, which Streamlit does not notice

    @property
    def revision_text(self) -> str:
        return f"{self.token}.{self.revision}"

    @property
    def stage(self) -> str:
        """Key of the page's stage component; what it commits is in session_state[stage]["query"]."""
        return stage_key(self.key)


def stage_key(key: str = PLAYGROUND) -> str:
    return f"stage_{key}" if key else "stage"


def visit_key(key: str = PLAYGROUND) -> str:
    return f"visit_{key}" if key else "visit"


def visit(key: str = PLAYGROUND, read: Read = read_freely) -> Visit:
    """The visit to a page as this run finds it: a new one, or the old one with what the address bar says since."""
    state, address = st.session_state, _address()
    if visit_key(key) not in state:
        experiment, notes = read(address)
        state[visit_key(key)] = Visit(
            key, read, experiment, notes, 0, secrets.token_hex(4), newcomer=not address, written=address, show=_shown()
        )
    current: Visit = state[visit_key(key)]
    current.read = read
    if state.get(_HERE, key) != key:  # back from another page, whose address is gone
        current.first_run, current.edited, current.written = True, False, ""
    state[_HERE] = key
    if not current.edited and address and address != current.experiment.to_query() and address != current.written:
        current.experiment, current.notes = read(address)
        current.written, current.show = address, _shown()
        current.revision += 1
    current.edited = False
    return current


def caught_up() -> bool:
    """Whether a new session had to be told what is on the stage; the page then has to be drawn again.

    After a server restart the browser still holds what was last committed, which the address may be older than. It is
    known only once the stage is mounted. The stage itself goes on with what it has.
    """
    current = here()
    fresh, current.fresh = current.fresh, False
    committed, _ = _committed(current)
    if not fresh or not committed or committed == current.experiment.to_query():
        return False
    _take(current)
    current.newcomer, current.first_run = False, False
    return True


def write_address(current: Visit) -> None:
    """Puts the experiment into the address bar, where it differs from what stands there.

    Not in the first run: Streamlit would make it a new step for the back button. There the stage mends the address.
    """
    if current.first_run:
        current.first_run = False
        return
    query = current.experiment.to_query()
    if _address() != query:
        shown = {_SHOW: current.show} if current.show else {}
        st.query_params.from_dict({**dict(parse_qsl(query)), **shown})
    current.written = query


def leave_address(current: Visit) -> None:
    """The page itself keeps the address, without steps for the back button; what it puts there is no news."""
    current.first_run, current.written = False, current.experiment.to_query()


def here() -> Visit:
    """The visit to the page that is open."""
    current: Visit = st.session_state[visit_key(st.session_state[_HERE])]
    return current


def change(make: Callable[[Experiment], Experiment]) -> None:
    """Called by a widget: the page changes the experiment, and the stage follows."""
    current = here()
    current.experiment, current.notes, current.edited = make(current.experiment), (), True
    current.revision += 1


def stage_changed() -> None:
    """Called when the stage commits: the page follows."""
    current = here()
    if _committed(current)[0]:
        _take(current)


def untouched() -> None:
    """Called by widgets that do not change the experiment: the address of this run may be a moment old."""
    here().edited = True


def notes_read() -> None:
    """Called where the notes on a link were read."""
    untouched()
    here().notes = ()


def _take(current: Visit) -> None:
    """Follows the stage. Where the page does not admit what it sent, the stage is told."""
    committed, current.show = _committed(current)
    current.experiment, current.notes = current.read(committed)
    current.edited = True
    if current.notes:
        current.revision += 1


def _committed(current: Visit) -> tuple[str, str]:
    """What the stage committed: the experiment's query, and what it shows besides."""
    try:
        query, own = split_query(str(st.session_state[current.stage]["query"] or ""), _SHOW)
    except (KeyError, TypeError):
        return "", ""
    return query, _bounded(own.get(_SHOW, ""))


def _shown() -> str:
    """What the address bar shows besides the experiment, as far as Streamlit knows."""
    return _bounded(st.query_params.get(_SHOW, ""))


def _bounded(show: str) -> str:
    return show if len(show) <= _LONGEST_SHOW else ""


def _address() -> str:
    pairs = [(k, v) for k in st.query_params for v in st.query_params.get_all(k) if k not in _OWN_FIELDS]
    return urlencode(pairs)
