"""A dot for each of the learner's runs: one of its numbers against another, and a cross where the other never comes."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from app.figures.lesson_frame import Row, Words, frame, scopes
from app.figures.theme import BACKGROUND, INK, Scheme
from lessons import Lesson
from lessons.measuring.words import written
from lessons.records import Chart

DOT: dict[Scheme, str] = {"light": "#0072B2", "dark": "#56B4E9"}
MISS: dict[Scheme, str] = {"light": "#A50F15", "dark": "#FF7F6E"}
NEVER = 1.6  # how far above the highest dot the crosses stand
Dots = dict[float, float]


def figure(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, scheme: Scheme, words: Words) -> go.Figure:
    """One dot for each x; the newest run is ringed."""
    dots = _dots(lesson, chart, runs, seed)
    there = {x: y for x, y in dots.items() if math.isfinite(y)}
    never = [x for x, y in dots.items() if not math.isfinite(y)]
    kinds = {"xaxis_type": "log" if chart.xlog else "linear", "yaxis_type": "log" if chart.ylog else "linear"}
    chart_frame = frame(scheme, chart.label_x or chart.x, chart.label_y or chart.y, **kinds)
    hover = f"{chart.label_x or chart.x} %{{x}}<br>{chart.label_y or chart.y} "
    chart_frame.add_scatter(
        x=list(there),
        y=list(there.values()),
        mode="markers",
        marker={"size": 11, "color": DOT[scheme], "line": {"color": BACKGROUND[scheme], "width": 1.5}},
        hovertemplate=f"{hover}%{{y}}<extra></extra>",
    )
    top = max(there.values(), default=1.0)
    if never:
        chart_frame.add_scatter(
            x=never,
            y=[top * NEVER if top > 0 else 1.0] * len(never),
            mode="markers+text",
            marker={"symbol": "x", "size": 10, "color": MISS[scheme]},
            text=[words["never"]] * len(never),
            textposition="top center",
            textfont={"color": INK[scheme]},
            cliponaxis=False,
            hovertemplate=f"{hover}{words['never']}<extra></extra>",
        )
    if dots:
        x, y = list(dots.items())[-1]
        ring = {"symbol": "circle-open", "size": 18, "color": INK[scheme], "line": {"width": 2}}
        place = y if math.isfinite(y) else top * NEVER
        chart_frame.add_scatter(x=[x], y=[place], mode="markers", marker=ring, hoverinfo="skip")
    return chart_frame


def table(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, words: Words) -> list[Row]:
    """The dots from left to right."""
    x, y = chart.label_x or chart.x, chart.label_y or chart.y
    dots = sorted(_dots(lesson, chart, runs, seed).items())
    return [{x: written(left), y: written(up) if math.isfinite(up) else words["never"]} for left, up in dots]


def _dots(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int) -> Dots:
    """Where the dots are, the newest last; of several runs with one x the newest counts."""
    dots: Dots = {}
    for scope in scopes(lesson, chart, runs, seed):
        x, y = scope.number(chart.x), scope.number(chart.y)
        drawn = math.isfinite(x) and (x > 0 or not chart.xlog) and not math.isnan(y) and (y > 0 or not chart.ylog)
        if drawn:
            dots.pop(x, None)
            dots[x] = y
    return dots
