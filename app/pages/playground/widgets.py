"""The page around the stage, in Streamlit's own widgets: surface, presets, the 3-D view."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import streamlit as st
from PIL import Image

from app.figures import space_figure
from app.figures.theme import looks
from app.pages import places, progress, state
from app.pages.playground.presets import FIRST, PRESETS
from app.pages.playground.situations import SITUATIONS
from app.pages.reader import scheme
from app.server.options import base_path
from app.stage.answers.controls import names_of
from app.stage.answers.scene import stage_texts
from app.words.words import catalogue, text
from lessons import readable
from optim_core import SURFACES, Experiment, surface_from_formula

STYLE = """<style>
.stMainBlockContainer { padding-top: 4.25rem; padding-bottom: 3rem; max-width: 1400px; }
.stMainBlockContainer h1 { font-size: 1.75rem; padding: 0 0 0.25rem; }
.stMainBlockContainer > .stVerticalBlock { gap: 0.5rem; }
.st-key-presets { gap: 0.4rem !important; }
.st-key-presets :is(.stButton, .stMenuButton) button { min-height: 2rem; padding: 0.1rem 0.55rem; }
.st-key-presets button p { font-size: 0.875rem; }
[data-testid="stCaptionContainer"] { opacity: 0.8; } /* Streamlit's own 0.6 has too little contrast */
[role="dialog"] .stMarkdown img { width: 100%; border-radius: 6px; }
@media (max-width: 640px) {
  .st-key-presets { flex-wrap: nowrap !important; overflow-x: auto; padding-bottom: 0.3rem; }
  .st-key-presets > * { flex-shrink: 0; }
}
</style>"""
OWN = ""  # the choice of a formula of one's own
OWN_FIRST = "sin(2*x) + cos(y) + (x^2 + y^2)/10"
COLUMNS = 4
ICON = Image.open(Path(__file__).parents[1] / "icon.png")  # ours: Streamlit fetches named icons from a font server


def style() -> None:
    """Less empty space above the title; on a phone the presets are one row that is moved sideways."""
    st.html(STYLE)


def heading(language: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.title(text("page.title", language), anchor=False, width="content")
        st.markdown(text("page.tagline", language), width="content")
        _to_course(language)


def _to_course(language: str) -> None:
    """For a newcomer the way to the course; for who comes from a lesson the way back."""
    lesson = readable(language).get(progress.current().last)
    if lesson is None:
        places.link(places.COURSE, text("page.start_course", language))
    else:
        places.link(lesson.slug, text("page.back_to_lesson", language, title=lesson.title))


def surface_row(experiment: Experiment, language: str) -> None:
    """The surface: a list to choose from, all pictures on demand, and what it teaches."""
    words, slug = catalogue(language), experiment.surface.slug
    st.session_state["surface_choice"] = slug
    with st.container(horizontal=True, vertical_alignment="center"):
        st.selectbox(
            text("page.surface", language),
            [*SURFACES, OWN],
            key="surface_choice",
            format_func=lambda s: words[f"surface.{s}.name"] if s else text("page.own_formula", language),
            on_change=_surface_chosen,
            label_visibility="collapsed",
            width=260,
        )
        if st.button(text("page.browse", language), icon=":material/grid_view:", on_click=state.untouched):
            st.dialog(text("page.browse_title", language), width="large")(_gallery)(language)
        st.button(text("page.reset", language), icon=":material/restart_alt:", on_click=_reset)
        if slug:
            st.caption(words[f"surface.{slug}.teaches"], width="content")


def preset_row(language: str) -> None:
    """One button for each phenomenon."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="presets"):
        st.markdown(f"**{text('page.presets', language)}**", width="content")
        _situations(language)
        for name, preset in PRESETS.items():
            st.button(
                text(f"preset.{name}", language),
                key=f"preset_{name}",
                help=text(f"preset.{name}_help", language),
                on_click=state.change,
                args=(partial(_take, preset),),
            )


def _situations(language: str) -> None:
    """One button for all that can go wrong; without a tooltip, which would lie over the open list of surfaces."""
    st.menu_button(
        text("situation.title", language),
        list(SITUATIONS),
        key="situation",
        format_func=lambda name: text(f"situation.{name}", language),
        on_click=_situation_chosen,
    )


def space(experiment: Experiment, language: str) -> None:
    """The surface in space, on demand: it is drawn by WebGL and heavier than the map."""
    shown = st.toggle(
        text("page.three_d", language), key="space", help=text("page.three_d_help", language), on_change=state.untouched
    )
    if not shown:
        return
    if experiment.surface.dim != 2:
        st.info(text("page.three_d_1d" if experiment.surface.dim == 1 else "page.three_d_more", language))
        return
    styles = looks(experiment.runs, scheme(), names_of(experiment.runs, language))
    figure = space_figure(experiment.surface, experiment.trajectories(), styles, scheme(), stage_texts(language))
    st.plotly_chart(figure, key="space_chart", theme=None, alt=text("page.three_d_alt", language))


def stored(language: str) -> None:
    st.divider()
    st.caption(text("page.stored", language))


def _surface_chosen() -> None:
    slug = st.session_state["surface_choice"]
    state.change(partial(_own if slug == OWN else partial(_on, slug)))


def _on(slug: str, experiment: Experiment) -> Experiment:
    return experiment.on(SURFACES[slug])


def _situation_chosen() -> None:
    state.change(partial(_take, SITUATIONS[st.session_state["situation"]]))


def _own(experiment: Experiment) -> Experiment:
    """A formula of one's own begins as the present surface's, where that is in x or in x and y."""
    same = experiment.surface.variables in (("x",), ("x", "y"))
    if not same:
        return experiment.on(surface_from_formula(OWN_FIRST))
    surface = surface_from_formula(experiment.surface.formula, domain=experiment.surface.domain, start=experiment.point)
    return experiment.on(surface)


def _take(preset: Experiment, _: Experiment) -> Experiment:
    return preset


def _reset() -> None:
    state.change(partial(_take, PRESETS[FIRST]))


def _gallery(language: str) -> None:
    """All surfaces with a small picture of each."""
    words = catalogue(language)
    for row in _rows(SURFACES, COLUMNS):
        for column, slug in zip(st.columns(COLUMNS), row, strict=False):
            with column:
                name = words[f"surface.{slug}.name"]
                picture = f"{base_path()}/stage/surface/{scheme()}/{slug}.png"
                st.markdown(f"![{text('page.picture_alt', language, name=name)}]({picture})")
                if st.button(name, key=f"take_{slug}", width="stretch"):
                    state.change(partial(_on, slug))
                    st.rerun()
                st.caption(words[f"surface.{slug}.teaches"], width="content")


def _rows(slugs: Iterable[str], size: int) -> Iterator[list[str]]:
    """The slugs in rows of `size`, so that they are read, and on a phone stacked, in teaching order."""
    rest = list(slugs)
    while rest:
        yield rest[:size]
        rest = rest[size:]
