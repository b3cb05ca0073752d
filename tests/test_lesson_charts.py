"""The charts under a lesson's text: dots of the learner's own runs, the stability map, a range test, and values."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.lesson_charts import KINDS, lesson_chart, lesson_chart_alt, lesson_chart_table
from app.words.words import catalogue
from lessons import read_lesson
from lessons.format.read_numbers import CHARTS
from lessons.measuring.words import answered
from optim_core.rules.stability import heavy_ball_factor

WORDS = {key.removeprefix("chart."): words for key, words in catalogue().items() if key.startswith("chart.")}
LESSON = read_lesson(
    """+++
title = "Charts"
idea = "One of each kind."
able = "read a chart"
minutes = 1
experiment = "surface=quadratic&L=2&x=2&steps=60&run1=gd&run1.lr=0.1"
free = ["run1.lr"]

[number.steps_needed]
measure = "steps_to"
limit = 0.001

[show.range]
label = "Range test"
set = "steps=80&run1.lr=0.001&run1.schedule=range_test&run1.schedule.high=3"

[chart.dots]
kind = "runs"
x = "lr"
y = "steps_needed"
xlog = true
ylog = true
label_x = "learning rate"
label_y = "steps"

[chart.map]
kind = "stability"
curvature = 2

[chart.range]
kind = "range"
from = "range"

[chart.numbers]
kind = "values"
rows = ["loss", "outcome"]
+++
## One screen
Look at the charts.
{show range}
{chart dots}
{chart map}
{chart range}
{chart numbers}
""",
    "01-charts.md",
)


def run(rate, rule="gd", more=""):
    return f"surface=quadratic&L=2&x=2&steps=60&run1={rule}&run1.lr={rate}{more}"


RUNS = (run(0.1), run(0.3), run(1.04), run(0.9), run(0.3))


def table(name, runs):
    return lesson_chart_table(LESSON, name, runs, 0, WORDS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("runs", [(), RUNS], ids=["no run", "runs"])
@pytest.mark.parametrize("name", LESSON.charts)
def test_every_kind_is_a_figure_with_words(name, runs, scheme):
    """Each chart is valid Plotly on a clear ground, without a run too, and has a sentence that says the same."""
    figure = lesson_chart(LESSON, name, runs, 0, scheme, WORDS)
    assert isinstance(figure, go.Figure)
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.xaxis.automargin
    assert lesson_chart_alt(LESSON, name, runs, 0, WORDS).strip()


def test_every_kind_that_a_lesson_may_have_is_drawn():
    """The kinds that are read from a file and those that are drawn are the same."""
    assert set(KINDS) == set(CHARTS)


def test_each_run_is_a_dot_and_what_never_comes_a_cross():
    """f = x^2 from 2: 19 steps at .1, 5 at .3, 19 at .9, and never above the limit; the same rate twice is one dot."""
    assert table("dots", RUNS) == [
        {"learning rate": "0.1", "steps": "19"},
        {"learning rate": "0.3", "steps": "5"},
        {"learning rate": "0.9", "steps": "19"},
        {"learning rate": "1.04", "steps": "never"},
    ]
    dots, crosses, newest = lesson_chart(LESSON, "dots", RUNS, 0, "light", WORDS).data
    assert dict(zip(dots.x, dots.y, strict=True)) == {0.1: 19, 0.9: 19, 0.3: 5}
    assert list(crosses.x) == [1.04]
    assert crosses.y[0] > max(dots.y)
    assert list(newest.x) == [0.3]


def test_runs_on_another_surface_are_no_dots():
    """One curve is not made of dots of several surfaces; a text that is no experiment is passed over."""
    others = ("surface=quadratic&L=5&x=2&steps=60&run1=gd&run1.lr=0.2", "surface=parabola&run1=gd", "run1.lr=much", "")
    assert len(table("dots", (*RUNS, *others))) == 4


def test_the_map_has_the_factor_and_the_run():
    """The colours are the factor per step, the line is the limit 2 (1 + beta)/L, a run stands at its settings."""
    heat, _, line, mine = lesson_chart(
        LESSON, "map", (run(0.1), run(0.5, "momentum", "&run1.beta=0.5")), 0, "light", WORDS
    ).data
    np.testing.assert_allclose(heat.customdata[5][7], heavy_ball_factor(heat.x[7], heat.y[5], 2.0))
    np.testing.assert_allclose(line.x, (1 + np.array(line.y)))
    assert list(zip(mine.x, mine.y, strict=True)) == [(0.1, 0.0), (0.5, 0.5)]
    rows = table("map", (run(0.5, "momentum", "&run1.beta=0.5"),))
    assert rows[0][WORDS["factor"]] == "0.7071"  # the root of beta
    assert rows[0][WORDS["limit"]] == "1.5"


def test_the_range_test_is_marked():
    """The rate grows by equal ratios; the marked points are in order, and the blow-up lies above the limit of 1."""
    curve, *marks = lesson_chart(LESSON, "range", (), 0, "light", WORDS).data
    ratios = np.array(curve.x[1:]) / np.array(curve.x[:-1])
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-6)
    rows = {row[WORDS["point"]]: float(str(row[WORDS["learning_rate"]])) for row in table("range", ())}
    assert len(marks) == len(rows) >= 3
    assert rows[WORDS["tenth"]] == pytest.approx(rows[WORDS["lowest"]] / 10, rel=1e-3)
    assert rows[WORDS["blown"]] > rows[WORDS["lowest"]]
    assert rows[WORDS["blown"]] > 1
    assert list(rows.values()) == sorted(rows.values())


def test_values_are_those_of_the_last_run():
    """The table has the numbers of the newest run, and of the start where there is none."""
    rows = {row[WORDS["number"]]: row[WORDS["value"]] for row in table("numbers", RUNS)}
    assert rows["outcome"] == "converged"
    assert math.isclose(answered(rows["loss"]), 4 * 0.4**120, rel_tol=1e-3)
    assert {row[WORDS["number"]] for row in table("numbers", ())} == {"loss", "outcome"}
