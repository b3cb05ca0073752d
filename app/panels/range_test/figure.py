"""A range test on the stage: the loss after each step against the rate of that step, with what is read off it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.figures.map import base_layout
from app.figures.range_marks import Mark, positions, room
from app.figures.theme import BACKGROUND, INK, Look, Scheme
from optim_core.insights.range_test.trial import Trial
from optim_core.types import Array

TOO_HIGH = 1.0  # times the fall: so far above the start the picture goes
ONE_DECADE = 1.6  # up to here a logarithmic axis needs labels between the powers of ten
FEW = 0.7  # decades
EDGE = 0.15  # of the axis: nearer to its ends a label needs the other side
MOST_SEEDS = 8  # whose own curves are drawn


def range_figure(
    trial: Trial,
    marks: Sequence[Mark],
    lines: Sequence[tuple[str, float]],
    look: Look,
    scheme: Scheme,
    words: Mapping[str, str],
) -> dict[str, Any]:
    """`lines` are upright: what they are, and their rate. The scale of losses is logarithmic where all are above 0."""
    read, layout = trial.read, base_layout(scheme)
    top = trial.first + TOO_HIGH * max(trial.fall, 0.0)
    log = bool((read.losses > 0).all()) and trial.first > 0
    shown = read.losses[read.losses <= top] if (read.losses <= top).any() else read.losses[:1]
    ends = room(shown, [trial.first]) if log else _ends(shown, trial.first)
    layout["xaxis"] |= {
        "type": "log",
        "range": np.log10([trial.terms.low, trial.terms.high]).tolist(),
        "title": {"text": words["rate_axis"], "standoff": 4},
        "exponentformat": "power",
        "fixedrange": True,
        "dtick": 1,
    }
    ticks: dict[str, Any] = {"nticks": 6}
    if log:
        decades = ends[1] - ends[0]
        ticks = {"dtick": 1} if decades > ONE_DECADE else {"dtick": "D2" if decades > FEW else "D1", "tickformat": "~g"}
    layout["yaxis"] |= {"type": "log" if log else "linear", "range": list(ends), "fixedrange": True, **ticks}
    layout["yaxis"] |= {"title": {"text": words["loss_axis"], "standoff": 4}, "exponentformat": "power"}
    layout |= {"dragmode": False, "uirevision": "rangetest", "margin": {"l": 66, "r": 16, "t": 34, "b": 44}}
    layout["shapes"] = [_upright(rate, place, scheme) for place, (_, rate) in enumerate(lines)]
    layout["annotations"] = [_label(text, rate, trial) for text, rate in lines]
    curve = (read.rates, read.losses)
    places = [_aside(place, mark.rate, trial) for mark, place in zip(marks, positions(curve, marks), strict=True)]
    points = [_point(mark, place, scheme, words) for mark, place in zip(marks, places, strict=True)]
    return {"data": [*_curves(trial, look, words), *points], "layout": layout}


def _ends(shown: Array, first: float) -> tuple[float, float]:
    """The range of a linear axis of losses."""
    low, high = float(min(shown.min(), first)), float(max(shown.max(), first))
    span = (high - low) or abs(high) or 1.0
    return low - 0.2 * span, high + 0.06 * span


def _curves(trial: Trial, look: Look, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each seed's own losses, or the only one's before they are smoothed; then the curve that is read."""
    rates, seeds = trial.trajectory.learning_rate[:, 0], trial.trajectory.loss.shape[1]
    fine = [trial.trajectory.loss[1:, path] for path in range(min(seeds, MOST_SEEDS))]
    hover = f"{words['rate_axis']} %{{x}}<br>{words['hover_loss']} %{{y}}<extra></extra>"
    faint = {"color": look.color, "width": 1.1}
    smooth = {"color": look.color, "width": 2.6, "dash": look.dash}
    return [
        *(_line("fine", rates, loss, faint) | {"opacity": 0.45, "hoverinfo": "skip"} for loss in fine),
        _line("curve", trial.read.rates, trial.read.losses, smooth) | {"hovertemplate": hover},
    ]


def _line(role: str, rates: Array, losses: Array, line: dict[str, Any]) -> dict[str, Any]:
    y = [loss if np.isfinite(loss) else None for loss in losses.tolist()]
    return {"type": "scatter", "mode": "lines", "x": rates.tolist(), "y": y, "line": line, "meta": {"role": role}}


def _point(mark: Mark, position: str, scheme: Scheme, words: Mapping[str, str]) -> dict[str, Any]:
    hover = f"<b>{mark.label}</b><br>{words['rate_axis']} %{{x}}<br>{words['hover_loss']} %{{y}}<extra></extra>"
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [mark.rate],
        "y": [mark.loss],
        "text": [mark.label],
        "textposition": position,
        "marker": {
            "symbol": mark.symbol,
            "size": 13,
            "color": BACKGROUND[scheme],
            "line": {"color": INK[scheme], "width": 2},
        },
        "meta": {"role": "mark"},
        "hovertemplate": hover,
    }


def _aside(position: str, rate: float, trial: Trial) -> str:
    """The position of a label that would go beyond an end of the axis, moved inwards."""
    share = float(np.log(rate / trial.terms.low) / np.log(trial.terms.high / trial.terms.low))
    upright, _, _ = position.partition(" ")
    return f"{upright} right" if share < EDGE else f"{upright} left" if share > 1 - EDGE else position


def _upright(rate: float, place: int, scheme: Scheme) -> dict[str, Any]:
    line = {"color": INK[scheme], "width": 1.4, "dash": ("dash", "dot")[place % 2]}
    return {"type": "line", "xref": "x", "x0": rate, "x1": rate, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _label(text: str, rate: float, trial: Trial) -> dict[str, Any]:
    """Above the plot, on the side of the line that has more room."""
    middle = float(np.sqrt(trial.terms.low * trial.terms.high))
    side = "left" if rate < middle else "right"
    place = {"x": float(np.log10(rate)), "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": side}
    return {"text": text, "showarrow": False, "font": {"size": 12}, **place}
