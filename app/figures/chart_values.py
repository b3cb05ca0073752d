"""A small table of named numbers, measured on the learner's last run, or on the start where there is none."""

from collections.abc import Sequence

import plotly.graph_objects as go

from app.figures.lesson_frame import Row, Words, experiments, frame
from app.figures.theme import Scheme
from lessons import Lesson
from lessons.measuring.scope import Scope
from lessons.measuring.words import written
from lessons.records import Chart


def figure(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, scheme: Scheme, words: Words) -> go.Figure:
    """The numbers as bars; the page shows the table instead."""
    rows = _values(lesson, chart, runs, seed)
    drawn = frame(scheme, chart.label_x, chart.label_y)
    drawn.add_bar(x=[name for name, _ in rows], y=[value for _, value in rows])
    return drawn


def table(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, words: Words) -> list[Row]:
    """Each number with its name."""
    names = chart.label_x or words["number"], chart.label_y or words["value"]
    rows = _values(lesson, chart, runs, seed)
    return [{names[0]: name.replace("_", " "), names[1]: written(value)} for name, value in rows]


def _values(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int) -> list[tuple[str, float | str]]:
    last = next(reversed([lesson.shown(chart.origin, seed), *experiments(lesson, chart, runs, seed)]))
    scope = Scope(lesson, last, seed)
    return [(name, scope.value(name)) for name in chart.rows]
