"""The charts under a lesson's text: a figure, the same as a table, and what they say in one sentence."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import plotly.graph_objects as go

from app.figures import chart_range, chart_runs, chart_stability, chart_values
from app.figures.lesson_frame import Row, Words
from app.figures.theme import Scheme
from lessons import Lesson
from lessons.records import Chart


class Kind(Protocol):
    """A kind of chart: a module with these two."""

    def figure(
        self, lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, scheme: Scheme, words: Words
    ) -> go.Figure: ...

    def table(self, lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, words: Words) -> list[Row]: ...


KINDS: Mapping[str, Kind] = {
    "runs": chart_runs,
    "stability": chart_stability,
    "range": chart_range,
    "values": chart_values,
}


def lesson_chart(lesson: Lesson, name: str, runs: Sequence[str], seed: int, scheme: Scheme, words: Words) -> go.Figure:
    """The chart `name` of a lesson from the learner's runs, query texts with the newest last."""
    chart = lesson.charts[name]
    return KINDS[chart.kind].figure(lesson, chart, runs, seed, scheme, words)


def lesson_chart_table(lesson: Lesson, name: str, runs: Sequence[str], seed: int, words: Words) -> list[Row]:
    """The numbers of the chart, one record for each row."""
    chart = lesson.charts[name]
    return KINDS[chart.kind].table(lesson, chart, runs, seed, words)


def lesson_chart_alt(lesson: Lesson, name: str, runs: Sequence[str], seed: int, words: Mapping[str, str]) -> str:
    """What can be seen on the chart, for those who do not see it."""
    chart = lesson.charts[name]
    rows = KINDS[chart.kind].table(lesson, chart, runs, seed, words)
    if not rows:
        return words["alt_empty"]
    shown = "; ".join(", ".join(f"{key} {value}" for key, value in row.items()) for row in rows[:12])
    more = words["alt_more"].format(count=len(rows) - 12) if len(rows) > 12 else ""
    return words[f"alt_{chart.kind}"].format(x=chart.label_x, y=chart.label_y, rows=shown) + more
