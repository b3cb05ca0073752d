"""How the course home looks, on screen and on paper."""

import streamlit as st

from app.pages.lesson.style import colors

STYLE = """<style>
[class*="st-key-card_"] { gap: 0.5rem; padding: 0.9rem; }
[class*="st-key-card_"] img { width: 100%; border-radius: 6px; display: block; }
[class*="st-key-card_"] p { margin: 0; }
[class*="st-key-card_"] [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
[class*="st-key-card_"] .stPageLink a { padding: 0; background: none; min-height: 0; }
[class*="st-key-card_"] .stPageLink p { font-size: 1.05rem; color: var(--lesson-way); }
[class*="st-key-card_"] .stPageLink :is(span, p) { white-space: normal; }
[class*="st-key-card_"] .stPageLink a:hover p { text-decoration: underline; }
[class*="st-key-state_"] { align-items: baseline; margin-top: auto; row-gap: 0; font-size: 0.9rem; }
[class*="st-key-state_done_"] > :first-child p { color: var(--lesson-right); font-weight: 600; }
[class*="st-key-state_begun_"] > :first-child p { color: var(--lesson-wrong); font-weight: 600; }
[class*="st-key-card_"]:has([class*="st-key-state_done_"]) { border-color: var(--lesson-right); }
[class*="st-key-part_"] { align-items: baseline; }
[class*="st-key-part_"] h2 { font-size: 1.25rem; padding: 1rem 0 0; }
.st-key-go_on .stPageLink a { background: var(--lesson-way); padding: 0.5rem 1rem; }
.st-key-go_on .stPageLink a * { color: var(--lesson-on-way) !important; }
.st-key-for_teachers .stPageLink a { padding: 0; background: none; }
.st-key-for_teachers .stPageLink :is(a, span, p) { white-space: normal; overflow: visible; }
.st-key-for_teachers .stPageLink a p { color: var(--lesson-way); text-decoration: underline; }
.st-key-summary_paper h2 { font-size: 1.5rem; }
.st-key-summary_paper img { max-width: 16rem; border-radius: 6px; }
@media print {
  .stAppHeader, .stSidebar, .st-key-summary_back, .st-key-summary_how { display: none !important; }
  .stApp, .stMain, .stAppViewContainer, .stMainBlockContainer {
    position: static !important; overflow: visible !important; height: auto !important; max-width: none;
    padding: 0 !important;
  }
  .stApp, .stApp * { color-scheme: light; color: #1B2330 !important; background-color: #FFFFFF !important; }
  .st-key-summary_paper [class*="st-key-learned_"] { break-inside: avoid; }
}
</style>"""


def style() -> None:
    st.html(colors() + STYLE)
