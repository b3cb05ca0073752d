"""A range test: the loss against the learning rate that rises through one run, with the points one reads off it."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.lesson_frame import Row, Words, experiments, frame
from app.figures.range_marks import SMOOTH, Mark, positions, room
from app.figures.theme import BACKGROUND, INK, Scheme
from lessons import Lesson
from lessons.measuring.scope import Scope
from lessons.measuring.words import written
from lessons.records import Chart
from optim_core import Experiment
from optim_core.types import Array

SCHEDULE = "range_test"
BLOWN = 4.0  # times the lowest loss: where the run counts as blown up
LINE: dict[Scheme, str] = {"light": "#0072B2", "dark": "#56B4E9"}


def figure(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, scheme: Scheme, words: Words) -> go.Figure:
    """The curve on two log axes; what lies far above the first loss is left out."""
    labels = chart.label_x or words["learning_rate"], chart.label_y or words["loss"]
    drawn = frame(scheme, *labels, xaxis_type="log", yaxis_type="log")
    curve = _curve(lesson, chart, runs, seed)
    if curve is None:
        return drawn
    rates, losses = curve
    shown = losses <= 30 * losses[0]
    drawn.add_scatter(
        x=rates[shown],
        y=losses[shown],
        mode="lines",
        line={"color": LINE[scheme], "width": 2.4},
        hovertemplate=f"{labels[0]} %{{x}}<br>{labels[1]} %{{y}}<extra></extra>",
    )
    marks = _marks(lesson, chart, curve, runs, seed, words)
    drawn.update_yaxes(dtick=1, range=room(losses[shown], [mark.loss for mark in marks]))
    for mark, position in zip(marks, positions(curve, marks), strict=True):
        drawn.add_scatter(
            x=[mark.rate],
            y=[mark.loss],
            mode="markers+text",
            marker={
                "symbol": mark.symbol,
                "size": 13,
                "color": BACKGROUND[scheme],
                "line": {"color": INK[scheme], "width": 2},
            },
            text=[mark.label],
            textposition=position,
            cliponaxis=False,
            hovertemplate=f"{mark.label}<br>{labels[0]} %{{x}}<br>{labels[1]} %{{y}}<extra></extra>",
        )
    return drawn


def table(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int, words: Words) -> list[Row]:
    """The named points with their rate and loss."""
    curve = _curve(lesson, chart, runs, seed)
    labels = chart.label_x or words["learning_rate"], chart.label_y or words["loss"]
    if curve is None:
        return []
    return [
        {words["point"]: mark.label, labels[0]: written(mark.rate), labels[1]: written(mark.loss)}
        for mark in _marks(lesson, chart, curve, runs, seed, words)
    ]


def _tested(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int) -> tuple[Experiment, int] | None:
    """The newest range test among the runs, else that of the experiment the chart starts from."""
    listed = [lesson.shown(chart.origin, seed), *experiments(lesson, chart, runs, seed)]
    for experiment in reversed(listed):
        for place, run in enumerate(experiment.runs):
            if run.schedule == SCHEDULE:
                return experiment, place
    return None


def _curve(lesson: Lesson, chart: Chart, runs: Sequence[str], seed: int) -> tuple[Array, Array] | None:
    """The rate of each step and the loss that it led to; None where there is nothing to see."""
    test = _tested(lesson, chart, runs, seed)
    if test is None:
        return None
    experiment, place = test
    trajectory = experiment.trajectory(experiment.runs[place])
    last = int(trajectory.ended_at[0])
    rates, losses = trajectory.learning_rate[:last, 0], trajectory.loss[1 : last + 1, 0]
    usable = (rates > 0) & (losses > 0) & np.isfinite(losses)
    return (rates[usable], losses[usable]) if usable.sum() >= 3 else None


def _marks(
    lesson: Lesson, chart: Chart, curve: tuple[Array, Array], runs: Sequence[str], seed: int, words: Words
) -> list[Mark]:
    """What `rows` name; else the lowest point, a tenth of its rate, the steepest fall and the blow-up."""
    rates, losses = curve

    def at(rate: float, label: str, symbol: str) -> Mark:
        nearest = int(np.abs(np.log(rates / rate)).argmin())
        return Mark(label, rate, float(losses[nearest]), symbol)

    if chart.rows:
        test = _tested(lesson, chart, runs, seed)
        assert test is not None  # there is a curve
        scope = Scope(lesson, test[0], seed, test[1] + 1)
        named = [(name.replace("_", " "), scope.number(name)) for name in chart.rows]
        symbols = ("star", "diamond", "triangle-up", "x", "square", "circle")
        return [at(rate, name, symbols[k % 6]) for k, (name, rate) in enumerate(named) if rate > 0]
    lowest = int(losses.argmin())
    marks = [at(float(rates[lowest]), words["lowest"], "star")]
    if rates[lowest] / 10 >= rates[0]:
        marks.append(at(float(rates[lowest]) / 10, words["tenth"], "diamond"))
    blown = np.flatnonzero(losses[lowest:] > BLOWN * losses[lowest])
    if len(blown):
        marks.append(at(float(rates[lowest + int(blown[0])]), words["blown"], "x"))
    if lowest > SMOOTH:
        falls = (losses[SMOOTH : lowest + 1] - losses[: lowest + 1 - SMOOTH]) / np.log(
            rates[SMOOTH : lowest + 1] / rates[: lowest + 1 - SMOOTH]
        )
        steepest = int(falls.argmin()) + SMOOTH // 2
        marks.append(at(float(rates[steepest]), words["steepest"], "triangle-up"))
    return sorted(marks, key=lambda mark: mark.rate)
