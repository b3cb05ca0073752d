"""The two charts under the map: loss and step size for each step, one above the other on the same step axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.figures.map import base_layout
from app.theme import BACKGROUND, Look, Scheme

GAP = 0.14


def charts_figure(steps: int, looks: Sequence[Look], scheme: Scheme, words: Mapping[str, str]) -> dict[str, Any]:
    """Empty charts for `looks`, with the step axis from 0 to `steps`; the browser fills in the curves."""
    half = (1 - GAP) / 2
    layout = base_layout(scheme)
    axis = layout["yaxis"] | {"exponentformat": "power", "nticks": 5, "fixedrange": True, "type": "log"}
    layout["xaxis"] |= {
        "range": [0, steps],
        "title": {"text": words["step_axis"], "standoff": 4},
        "anchor": "y2",
        "fixedrange": True,
    }
    layout |= {"yaxis": axis | {"domain": [1 - half, 1]}, "yaxis2": axis | {"domain": [0, half]}, "dragmode": False}
    layout["margin"]["t"] = 24
    layout["annotations"] = [_title(words["loss_axis"], 1.0), _title(words["size_axis"], half)]
    traces = []
    for number, look in enumerate(looks):
        for role, which, label in (("loss", "y", words["hover_loss"]), ("size", "y2", words["hover_size"])):
            shared = {"type": "scatter", "x": [], "y": [], "yaxis": which}
            step = f"<b>%{{fullData.name}}</b>, {words['step_axis']} %{{x}}"
            now = {"symbol": look.marker, "size": 10, "color": look.color}
            traces += [
                shared
                | {
                    "name": look.label,
                    "mode": "lines",
                    "uid": f"run{number}{role}",
                    "meta": {"role": role, "run": number},
                }
                | {"line": {"color": look.color, "width": 2.2, "dash": look.dash}}
                | {"hovertemplate": f"{step}<br>{label} %{{y:.6g}}<extra></extra>"},
                shared
                | {"mode": "markers", "uid": f"run{number}{role}now", "meta": {"role": f"{role}now", "run": number}}
                | {"marker": now | {"line": {"color": BACKGROUND[scheme], "width": 2}}}
                | {"hoverinfo": "skip", "cliponaxis": False},
            ]
    return {"data": traces, "layout": layout}


def _title(name: str, top: float) -> dict[str, Any]:
    place = {"x": 0, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return {"text": f"<b>{name}</b>", "showarrow": False, **place}
