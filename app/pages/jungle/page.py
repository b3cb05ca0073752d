"""The jungle page: the game as a component that talks to its endpoint; what it tells of a game is graded here."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.pages import progress
from app.pages.jungle.routes import today
from app.server import assets
from app.server.options import base_path
from app.words.words import catalogue, text
from lessons.jungle import LEVELS, graded

KEY = "jungle"
# The game's own files come from our route, cacheable for ever; Streamlit re-sends inline code at every rerun.
LOADER = """
export default function (component) {
  let close = () => {};
  const url = new URL(`${component.data.assets}/joined/jungle.js`, window.location.origin).href;
  import(url).then((jungle) => { close = jungle.mount(component); }, (error) => {
    component.parentElement.textContent = component.data.texts.failed;
    console.error(error);
  });
  return () => close();
}
"""


def jungle_page(language: str) -> None:
    """The page, top to bottom."""
    st.title(text("jungle.title", language), anchor=False)
    progress.tell(language)
    base, words = base_path(), catalogue(language)
    component = st.components.v2.component("descent_jungle", html="<div></div>", js=LOADER, isolate_styles=False)
    data: dict[str, Any] = {
        "language": language,
        "seed": today(),
        "base": base,
        "assets": assets.address(base),
        "levels": [{"number": number, "name": words[f"jungle.level_{number}"]} for number in LEVELS],
        "best": {level: game.score for level, game in progress.current().games.items()},
        "texts": {key.removeprefix("jungle."): words[key] for key in words if key.startswith("jungle.")},
    }
    component(key=KEY, data=data, on_result_change=_ended)
    progress.keep()


def _ended() -> None:
    result = (st.session_state.get(KEY) or {}).get("result")
    if not isinstance(result, Mapping):
        return
    level: Any = result.get("level")  # anything, until it is graded
    game = graded(level, result.get("seed"), result.get("log"))
    if game is not None:
        progress.put(progress.current().played(level, game))
