"""Puts the live stage into a Streamlit page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from app.server import assets
from app.server.options import base_path
from app.stage.answers.scene import stage_texts

# The stage's own files come from our route, cacheable for ever; Streamlit re-sends inline code at every rerun.
LOADER = """
export default function (component) {
  let close = () => {};
  const url = new URL(`${component.data.assets}/joined/stage.js`, window.location.origin).href;
  import(url).then((stage) => { close = stage.mount(component); }, (error) => {
    component.parentElement.textContent = component.data.texts.failed;
    console.error(error);
  });
  return () => close();
}
"""


def stage(
    *,
    key: str,
    query: str,
    revision: str,
    language: str,
    play: bool | str,
    on_change: Callable[[], None],
    free: Sequence[str] | None = None,
    view: Mapping[str, Any] | None = None,
    hold: bool = False,
    waits: bool = False,
    optimizers: Sequence[str] | None = None,
    assignment: str = "",
) -> None:
    """The stage for an experiment. A new `revision` makes it load `query`; else it goes on with what the learner does.

    With `play` true the first paths are drawn step by step, once; a text plays the runs from the start whenever it
    becomes another text that is not empty. What the learner commits is in `st.session_state[key]["query"]`;
    `on_change` is called with it there.

    In a lesson `free` are the patterns of the fields that may be set; everything else has no control. `view` says
    what is shown: `paths`, `panels`, `log`, `row`. While `hold` is true no run is drawn, and with
    `waits` it is said that the run waits for an answer. `optimizers` may be added where runs are free; None means all.
    `assignment` is the address of the page that makes one of an experiment.
    """
    base = base_path()
    component = st.components.v2.component("descent_stage", html="<div></div>", js=LOADER, isolate_styles=False)
    data: dict[str, Any] = {
        "query": query,
        "revision": revision,
        "language": language,
        "play": play,
        "free": None if free is None else list(free),
        "view": None if view is None else dict(view),
        "hold": hold,
        "waits": waits,
        "optimizers": None if optimizers is None else list(optimizers),
        "assignment": assignment,
        "base": base,
        "assets": assets.address(base),
        "texts": stage_texts(language),
    }
    component(key=key, data=data, on_query_change=on_change)
