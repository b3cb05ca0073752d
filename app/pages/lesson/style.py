"""How a lesson looks: words and stage side by side, on a phone one below the other."""

import streamlit as st

from app.figures.theme import Scheme
from app.pages import reader

COLORS: dict[Scheme, dict[str, str]] = {
    "light": {"right": "#00795A", "wrong": "#B35900", "plain": "#5C6A7E", "way": "#0060A0", "on-way": "#FFFFFF"},
    "dark": {"right": "#44D7A8", "wrong": "#E69F00", "plain": "#9AA7BA", "way": "#56B4E9", "on-way": "#11151C"},
}
STYLE = """<style>
.st-key-lesson_header { row-gap: 0.25rem; align-items: baseline; }
.st-key-lesson_header .stPageLink a { padding: 0; background: none; min-height: 0; }
.st-key-lesson_header .stPageLink a p { color: var(--lesson-way); text-decoration: underline; }
.st-key-screen h2 { font-size: 1.4rem; padding: 0.2rem 0 0.4rem; outline: none; scroll-margin-top: 4rem; }
.st-key-screen h3 { padding: 0; font-size: 1rem; }
.st-key-screen [tabindex="-1"]:focus { outline: none; }
.st-key-terms button { min-height: 1.9rem; padding: 0.1rem 0.7rem; border-radius: 999px; font-size: 0.875rem; }
.st-key-screen a[href*="/glossary?term="] { color: inherit; text-decoration-style: dotted; }
.st-key-screen p, .st-key-screen li { line-height: 1.6; }
.st-key-onward .stPageLink a { padding: 0; background: none; }
.st-key-onward .stPageLink a p { color: var(--lesson-way); text-decoration: underline; }
.stMain button[kind^="primary"]:not(:disabled) p { color: var(--lesson-on-way); }
.lesson-speaker { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
[class*="st-key-remark_"] { border-left: 4px solid; padding: 0.1rem 0 0.1rem 0.8rem; }
[class*="st-key-remark_right_"] { border-color: var(--lesson-right); }
[class*="st-key-remark_wrong_"] { border-color: var(--lesson-wrong); }
[class*="st-key-remark_plain_"] { border-color: var(--lesson-plain); }
[class*="st-key-task_"] { border-left-width: 4px; }
[class*="st-key-task_solved_"] { border-color: var(--lesson-right); }
[class*="st-key-side_"] > * { flex: 1 1 9rem; min-width: 0; }
@media (min-width: 1100px) {
  .st-key-screen { position: sticky; top: 4.5rem; }
}
@media (max-width: 1099px) {
  .st-key-lesson_columns .stHorizontalBlock:has(> .stColumn) { flex-direction: column; }
  .st-key-lesson_columns .stHorizontalBlock > .stColumn { width: 100%; min-width: 100%; flex: 1 1 auto; }
}
</style>"""


def style() -> None:
    st.html(colors() + STYLE)


def colors() -> str:
    """The colours of this visitor's scheme by name. Streamlit does not tell the browser which scheme it drew."""
    named = "".join(f"--lesson-{name}: {color}; " for name, color in COLORS[reader.scheme()].items())
    return f"<style>:root {{ {named}}}</style>"
