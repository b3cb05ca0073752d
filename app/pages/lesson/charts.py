"""A lesson's own charts: drawn from the learner's runs, with the same as a table."""

import streamlit as st

from app.figures.lesson_charts import lesson_chart, lesson_chart_alt, lesson_chart_table
from app.pages import reader
from app.pages.lesson.sitting import Sitting
from app.words.words import catalogue, text


def chart(sitting: Sitting, name: str) -> None:
    """One chart; a few plain numbers are a table from the start."""
    asked = sitting.lesson, name, sitting.record.runs, sitting.seed
    words = {key.removeprefix("chart."): t for key, t in catalogue(sitting.language).items() if key[:6] == "chart."}
    rows = lesson_chart_table(*asked, words)
    if sitting.lesson.charts[name].kind == "values":
        st.table(rows)
        return
    figure = lesson_chart(*asked, reader.scheme(), words)
    alt = lesson_chart_alt(*asked, words)
    st.plotly_chart(figure, key=f"chart_{name}", theme=None, alt=alt, config={"displayModeBar": False})
    if rows:
        with st.expander(text("lesson.chart_table", sitting.language)):
            st.table(rows)
    else:
        st.caption(text("lesson.chart_empty", sitting.language))
