"""What the charts of lessons share: their frame, and the learner's runs with the numbers that a chart asks for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from app.figures.theme import FONT, GRID, INK, Scheme
from lessons import Lesson
from lessons.grading.locks import is_free
from lessons.lesson import experiment_of
from lessons.measuring.scope import Scope
from lessons.records import Chart
from lessons.settings import setting
from optim_core import Experiment, ExperimentError

Words = Mapping[str, str]
Row = dict[str, object]
HEIGHT = 300
CLEAR = "rgba(0,0,0,0)"
SURFACE_KEYS = ("surface", "formula")
MOST_RUNS = 60


def frame(scheme: Scheme, x: str, y: str, **axes: Any) -> go.Figure:
    """An empty chart on the page's own ground, fit for a phone. `axes` are properties such as `xaxis_type`."""
    figure = go.Figure()
    figure.update_layout(
        height=HEIGHT,
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"color": INK[scheme], **FONT},
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
        showlegend=False,
        dragmode=False,
        hovermode="closest",
    )
    axis = {
        "gridcolor": GRID[scheme],
        "linecolor": GRID[scheme],
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "exponentformat": "power",
    }
    figure.update_xaxes(**axis, title={"text": x, "standoff": 6})
    figure.update_yaxes(**axis, title={"text": y, "standoff": 6})
    figure.update_layout(**axes)
    return figure


def experiments(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int) -> Iterator[Experiment]:
    """The learner's experiments that belong on this chart, oldest first.

    They are on the surface that the chart is about: one curve would otherwise be made of dots of several surfaces.
    """
    origin = lesson.shown(chart.origin, seed)
    fixed = [
        key
        for key in (*SURFACE_KEYS, *dict(origin.surface.values))
        if not is_free(key, _patterns(lesson), origin.surface.variables)
    ]
    for query in runs[-MOST_RUNS:]:
        try:
            experiment = experiment_of(query)
        except ExperimentError:
            continue
        if all(setting(experiment, key) == setting(origin, key) for key in fixed):
            yield experiment


def scopes(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int) -> Iterator[Scope]:
    """The numbers of each of these experiments, once for each run in it."""
    for experiment in experiments(lesson, chart, runs, seed):
        whole = Scope(lesson, experiment, seed)
        yield from (whole.with_run(number) for number in range(1, len(experiment.runs) + 1))


def _patterns(lesson: Lesson) -> tuple[str, ...]:
    return (*lesson.free, *(pattern for task in lesson.tasks.values() for pattern in task.free or ()))
