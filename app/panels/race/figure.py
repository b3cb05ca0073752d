"""The two plots of a race, empty: best against best by what was spent, and what each learning rate led to.

The browser fills the curves in as they come. A trace's `meta` has its `role` and its `entry` in the race.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.figures.map import base_layout
from app.figures.theme import BACKGROUND, INK, Look, Scheme

MARGIN = {"l": 60, "r": 14, "t": 30, "b": 44}
BARS = 0.3  # of the height of the sweep's plot: the good ranges, below the losses


def curves_figure(
    budget: int, measure: str, looks: Sequence[Look], scheme: Scheme, words: Mapping[str, str]
) -> dict[str, Any]:
    """The loss of each at its best learning rate, over gradient evaluations. `measure` says what of the loss."""
    layout = _layout(scheme, words["race.curves"], measure)
    layout["xaxis"] |= {"range": [0, budget], "title": {"text": words["race.evaluations"], "standoff": 4}}
    hover = f"{words['race.evaluations']}: %{{x}}<br>{measure}: %{{y}}"
    return {"data": [_line("curve", *entry, hover) for entry in enumerate(looks)], "layout": layout}


def sweeps_figure(
    ends: tuple[float, float], measure: str, looks: Sequence[Look], scheme: Scheme, words: Mapping[str, str]
) -> dict[str, Any]:
    """The loss that each learning rate ended at; below, each one's range of good rates as a bar, the best marked."""
    layout = _layout(scheme, words["race.sweeps"], measure)
    layout["xaxis"] |= {"type": "log", "title": {"text": words["race.rate"], "standoff": 4}, "anchor": "y2"}
    layout["xaxis"] |= {"autorange": False, "range": list(ends), "exponentformat": "power", "nticks": 8}
    layout["yaxis"]["domain"] = [BARS + 0.06, 1]
    layout["yaxis2"] = layout["yaxis"] | {"type": "linear", "domain": [0, BARS], "range": [len(looks) - 0.4, -0.6]}
    layout["yaxis2"] |= {"showticklabels": False, "ticks": "", "showgrid": False}
    edge = {"color": BACKGROUND[scheme], "width": 1.5}
    traces = []
    led = f"{words['race.rate']}: %{{x}}<br>{measure}: %{{y}}"
    good = f"{words['race.col_good']}: %{{customdata[0]:.2g}} – %{{customdata[1]:.2g}}"
    for number, look in enumerate(looks):
        best = {"symbol": look.marker, "size": 11, "color": look.color, "line": edge}
        bar = {"color": look.color, "width": 7}
        traces += [
            _line("sweep", number, look, led),
            _line("good", number, look, good) | {"yaxis": "y2", "line": bar, "opacity": 0.75},
            _line("best", number, look, led) | {"mode": "markers", "marker": best},
            _line("pick", number, look, good) | {"mode": "markers", "marker": best, "yaxis": "y2", "cliponaxis": False},
        ]
    return {"data": traces, "layout": layout}


def _layout(scheme: Scheme, title: str, measure: str) -> dict[str, Any]:
    layout = base_layout(scheme)
    layout["yaxis"] |= {"exponentformat": "power", "nticks": 6}
    goal = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": 0, "y1": 0, "visible": False}
    place = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    layout |= {"margin": dict(MARGIN), "dragmode": False, "uirevision": "race"}
    layout["shapes"] = [goal | {"line": {"color": INK[scheme], "width": 1.2, "dash": "dot"}}]
    layout["annotations"] = [{"text": f"<b>{title}</b> – {measure}", "showarrow": False, **place}]
    return layout


def _line(role: str, number: int, look: Look, hover: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [],
        "y": [],
        "name": look.label,
        "uid": f"race{number}{role}",
        "meta": {"role": role, "entry": number},
        "line": {"color": look.color, "width": 2.2, "dash": look.dash},
        "hovertemplate": f"<b>%{{fullData.name}}</b><br>{hover}<extra></extra>",
    }
