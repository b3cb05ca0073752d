"""The two charts under the map: loss and step size for each step, one above the other on the same step axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from app.figures.map import base_layout
from app.theme import BACKGROUND, INK, Look, Scheme

GAP = 0.14


def charts_figure(steps: int, looks: Sequence[Look], scheme: Scheme, words: Mapping[str, str]) -> go.Figure:
    """Empty charts for `looks`, with the step axis from 0 to `steps`; the browser fills in the curves."""
    figure = go.Figure(layout=base_layout(scheme))
    for number, look in enumerate(looks):
        for role, axis, label in (("loss", "y", words["hover_loss"]), ("size", "y2", words["hover_size"])):
            line = {"color": look.color, "width": 2.2, "dash": look.dash}
            figure.add_scatter(
                x=[],
                y=[],
                yaxis=axis,
                name=look.label,
                uid=f"run{number}{role}",
                meta={"role": role, "run": number},
                mode="lines",
                line=line,
                hovertemplate=f"<b>%{{fullData.name}}</b>, {words['step_axis']} %{{x}}<br>{label} %{{y:.6g}}<extra></extra>",
            )
            figure.add_scatter(
                x=[],
                y=[],
                yaxis=axis,
                uid=f"run{number}{role}now",
                meta={"role": f"{role}now", "run": number},
                mode="markers",
                marker={"symbol": look.marker, "size": 10, "color": look.color, "line": {"color": BACKGROUND[scheme], "width": 2}},
                hoverinfo="skip",
            )
    figure.add_scatter(
        x=[],
        y=[],
        yaxis="y2",
        uid="runcursor",
        meta={"role": "cursor", "run": None},
        mode="lines",
        line={"color": INK[scheme], "width": 1, "dash": "dot"},
        hoverinfo="skip",
    )
    half = (1 - GAP) / 2
    axis = figure.layout.yaxis.to_plotly_json()
    exponent = {"exponentformat": "power", "nticks": 5, "fixedrange": True}
    tops = {words["loss_axis"]: 1.0, words["size_axis"]: half}
    figure.update_layout(
        yaxis={**axis, **exponent, "domain": [1 - half, 1], "type": "log"},
        yaxis2={**axis, **exponent, "domain": [0, half], "type": "log"},
        annotations=[
            {"text": f"<b>{name}</b>", "x": 0, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left"}
            | {"yanchor": "bottom", "showarrow": False}
            for name, top in tops.items()
        ],
        dragmode=False,
        margin_t=24,
    )
    figure.update_xaxes(range=[0, steps], title={"text": words["step_axis"], "standoff": 4}, anchor="y2", fixedrange=True)
    return figure
