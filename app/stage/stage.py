"""Puts the live stage into a Streamlit page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.options import base_path
from app.stage.routes import VERSION
from app.stage.scene import stage_texts

# The stage's own files come from our route, cacheable for ever; Streamlit re-sends inline code at every rerun.
LOADER = """
export default function (component) {
  let close = () => {};
  const url = new URL(`${component.data.assets}/stage.js`, window.location.origin).href;
  import(url).then((stage) => { close = stage.mount(component); }, (error) => {
    component.parentElement.textContent = component.data.texts.failed;
    console.error(error);
  });
  return () => close();
}
"""


def stage(*, key: str, query: str, revision: str, language: str, play: bool, on_change: Callable[[], None]) -> None:
    """The stage for an experiment. A new `revision` makes it load `query`; else it goes on with what the learner does.

    With `play` the first paths are drawn step by step, once. What the learner commits is in
    `st.session_state[key]["query"]`; `on_change` is called with it there.
    """
    base = base_path()
    component = st.components.v2.component("descent_stage", html="<div></div>", js=LOADER, isolate_styles=False)
    data: dict[str, Any] = {
        "query": query,
        "revision": revision,
        "language": language,
        "play": play,
        "base": base,
        "assets": f"{base}/stage/assets/{VERSION}",
        "texts": stage_texts(language),
    }
    component(key=key, data=data, on_query_change=on_change)
