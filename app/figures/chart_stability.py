"""Momentum's map over learning rate and beta: by what each step multiplies the distance, and where that is below 1."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.lesson_frame import Row, Words, frame, scopes
from app.figures.theme import BACKGROUND, INK, RATES, Scheme
from lessons import Lesson
from lessons.measuring.scope import Scope
from lessons.measuring.words import written
from lessons.records import Chart
from optim_core.rules.stability import heavy_ball_factor, heavy_ball_limit

POINTS = 120
LOWEST_SHARE, HIGHEST = 0.02, 4.4  # of 1/L: from tiny to a bit beyond the limit for beta = 1, which is 4
BETAS = (0.0, 0.99)
WORST = 1.5  # above, everything is drawn as unstable as this


def figure(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, scheme: Scheme, words: Words) -> go.Figure:
    """Darker is faster; the line is the limit 2 (1 + beta)/L; each dot is a run, the ringed one the newest."""
    curvature = _curvature(lesson, chart, seed)
    rates = np.linspace(LOWEST_SHARE / curvature, HIGHEST / curvature, POINTS)
    betas = np.linspace(*BETAS, POINTS)
    across, up = np.meshgrid(rates, betas)
    factor = heavy_ball_factor(across, up, curvature)
    labels = chart.label_x or words["learning_rate"], chart.label_y or words["beta"]
    drawn = frame(scheme, *labels, xaxis_range=[0, HIGHEST / curvature], yaxis_range=[0, 1])
    drawn.add_heatmap(
        x=rates,
        y=betas,
        z=np.minimum(factor, WORST),
        customdata=factor,
        colorscale=RATES,
        zmin=0.0,
        zmax=WORST,
        opacity=0.85,
        colorbar={
            "title": {"text": words["factor"], "side": "right"},
            "thickness": 10,
            "outlinewidth": 0,
            "tickvals": [0, 0.5, 1, WORST],
            "ticktext": ["0", "0.5", "1", f"≥ {WORST:g}"],
        },
        hovertemplate=f"{labels[0]} %{{x}}<br>{labels[1]} %{{y}}<br>{words['factor']} %{{customdata:.4g}}"
        "<extra></extra>",
    )
    limit = [heavy_ball_limit(curvature, beta) for beta in betas.tolist()]
    for color, width in ((BACKGROUND[scheme], 5), (INK[scheme], 2.2)):
        line = {"color": color, "width": width}
        drawn.add_scatter(x=limit, y=betas, mode="lines", line=line, hoverinfo="skip")
    places = _places(lesson, chart, runs, seed)
    if places:
        marker = {
            "size": [9] * (len(places) - 1) + [14],
            "color": BACKGROUND[scheme],
            "line": {"color": INK[scheme], "width": 2.5},
        }
        drawn.add_scatter(
            x=[rate for rate, _ in places],
            y=[beta for _, beta in places],
            mode="markers",
            marker=marker,
            cliponaxis=False,
            hovertemplate=f"{words['your_run']}<br>{labels[0]} %{{x}}<br>{labels[1]} %{{y}}<extra></extra>",
        )
    return drawn


def table(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, words: Words) -> list[Row]:
    """Each run with its factor and the limit for its beta."""
    curvature = _curvature(lesson, chart, seed)
    labels = chart.label_x or words["learning_rate"], chart.label_y or words["beta"]
    return [
        {
            labels[0]: written(rate),
            labels[1]: written(beta),
            words["factor"]: written(float(heavy_ball_factor(rate, beta, curvature))),
            words["limit"]: written(heavy_ball_limit(curvature, beta)),
        }
        for rate, beta in _places(lesson, chart, runs, seed)
    ]


def _curvature(lesson: Lesson, chart: Chart, seed: int) -> float:
    scope = Scope(lesson, lesson.shown(chart.origin, seed), seed)
    curvature = scope.number("curvature") if chart.curvature is None else scope.limit(chart.curvature)
    return curvature if curvature > 0 else 1.0


def _places(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int) -> list[tuple[float, float]]:
    """Learning rate and beta of each different run, the newest last; a rule without beta has beta 0."""
    places: dict[tuple[float, float], None] = {}
    for scope in scopes(lesson, chart, runs, seed):
        run = scope.experiment.runs[scope.run - 1]
        place = run.hypers["lr"], run.hypers.get("beta", 0.0)
        places.pop(place, None)
        places[place] = None
    return list(places)
