"""How the course home looks, on screen and on paper."""

from __future__ import annotations

import streamlit as st

from app.lesson_page.style import colors

STYLE = """<style>
[class*="st-key-card_"] img { width: 100%; border-radius: 6px; }
[class*="st-key-card_"] .stPageLink { margin-left: -0.5rem; }
[class*="st-key-card_"] .stPageLink p { font-size: 1.05rem; }
.st-key-go_on .stPageLink a { background: var(--lesson-way); padding: 0.5rem 1rem; }
.st-key-go_on .stPageLink a * { color: var(--lesson-on-way) !important; }
.st-key-summary_paper img { max-width: 16rem; border-radius: 6px; }
@media print {
  .stAppHeader, .stSidebar, .st-key-summary_back, .st-key-summary_how { display: none !important; }
  .stApp, .stMain, .stAppViewContainer, .stMainBlockContainer {
    position: static !important; overflow: visible !important; height: auto !important; max-width: none;
    padding: 0 !important;
  }
  .stApp { color-scheme: light; }
  .st-key-summary_paper [class*="st-key-learned_"] { break-inside: avoid; }
}
</style>"""


def style() -> None:
    st.html(colors() + STYLE)
