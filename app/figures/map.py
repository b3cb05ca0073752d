"""The map: contour lines of a 2-D surface or the curve of a 1-D one, and empty traces for each run's path.

The browser fills the traces while the learner drags. `meta` says what a trace is for; `uid` lets the stage hide all
of a run's traces while its overlay draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures.heights import BANDS, Heights
from app.theme import BACKGROUND, GRID, INK, Look, Scheme
from optim_core import Surface

SURFACE_COLORS = "Cividis"
SURFACE_OPACITY: dict[Scheme, float] = {"light": 0.85, "dark": 0.85}


def map_figure(
    surface: Surface, heights: Heights, looks: Sequence[Look], scheme: Scheme, words: Mapping[str, str]
) -> go.Figure:
    """The map of `surface` without paths; `words` are the hover and axis texts."""
    figure = go.Figure(layout=base_layout(scheme))
    if surface.dim == 1:
        _add_curve(figure, surface, heights, scheme, words)
    else:
        _add_contours(figure, surface, heights, scheme, words)
    _add_minima(figure, surface, scheme, words)
    for number, look in enumerate(looks):
        for trace in _run_traces(surface, number, look, scheme, words):
            figure.add_trace(trace)
    figure.add_trace(
        _scatter(
            "start",
            None,
            mode="markers",
            marker={"symbol": "circle-open", "size": 17, "color": INK[scheme], "line": {"width": 3}},
            hoverinfo="skip",
        )
    )
    return figure


def base_layout(scheme: Scheme) -> dict[str, Any]:
    """What all figures of the stage share."""
    axis = {"gridcolor": GRID[scheme], "zeroline": False, "linecolor": GRID[scheme], "ticks": "outside", "ticklen": 4}
    return {
        "paper_bgcolor": BACKGROUND[scheme],
        "plot_bgcolor": BACKGROUND[scheme],
        "font": {"color": INK[scheme], "size": 13},
        "margin": {"l": 60, "r": 74, "t": 12, "b": 40},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": "pan",
        "uirevision": "stage",
        "xaxis": {**axis, "tickcolor": GRID[scheme]},
        "yaxis": {**axis, "tickcolor": GRID[scheme]},
        "hoverlabel": {"namelength": -1},
    }


def _add_contours(
    figure: go.Figure, surface: Surface, heights: Heights, scheme: Scheme, words: Mapping[str, str]
) -> None:
    ticks, labels = heights.ticks()
    drawn = heights.drawn(heights.loss)
    top = ticks[-1] or 1.0
    across, up = surface.variables[:2]
    figure.add_trace(
        go.Contour(
            x=heights.axes[0],
            y=heights.axes[1],
            z=drawn,
            customdata=heights.loss,
            meta={"role": "surface"},
            colorscale=SURFACE_COLORS,
            opacity=SURFACE_OPACITY[scheme],
            contours={"start": 0.0, "end": top, "size": top / BANDS, "coloring": "heatmap"},
            line={"width": 0.7, "color": "rgba(255,255,255,0.55)"},
            zmin=0.0,
            zmax=top,
            colorbar={
                "title": {"text": words["loss_axis"], "side": "right"},
                "tickvals": ticks,
                "ticktext": labels,
                "thickness": 12,
                "len": 1.0,
                "outlinewidth": 0,
            },
            hovertemplate=f"{across} %{{x:.4g}}<br>{up} %{{y:.4g}}<br>{words['hover_loss']} %{{customdata:.5g}}<extra></extra>",
        )
    )
    figure.update_xaxes(range=list(surface.domain[0]), title={"text": across, "standoff": 4})
    figure.update_yaxes(range=list(surface.domain[1]), title={"text": up, "standoff": 4})


def _add_curve(
    figure: go.Figure, surface: Surface, heights: Heights, scheme: Scheme, words: Mapping[str, str]
) -> None:
    variable = surface.variables[0]
    figure.add_trace(
        go.Scatter(
            x=heights.axes[0],
            y=heights.loss,
            mode="lines",
            meta={"role": "surface"},
            line={"color": "#7A8698", "width": 3},
            hovertemplate=f"{variable} %{{x:.4g}}<br>{words['hover_loss']} %{{y:.5g}}<extra></extra>",
        )
    )
    known = heights.loss[np.isfinite(heights.loss)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    room = 0.08 * (high - low) or 1.0
    figure.update_xaxes(range=list(surface.domain[0]), title={"text": variable, "standoff": 4})
    figure.update_yaxes(range=[low - room, high + room], title={"text": words["loss_axis"], "standoff": 4})


def _add_minima(figure: go.Figure, surface: Surface, scheme: Scheme, words: Mapping[str, str]) -> None:
    if not surface.minima:
        return
    points = np.array(surface.minima)
    losses = surface.value(points)
    figure.add_trace(
        go.Scatter(
            x=points[:, 0],
            y=losses if surface.dim == 1 else points[:, 1],
            mode="markers",
            meta={"role": "minima"},
            marker={
                "symbol": "star",
                "size": 13,
                "color": BACKGROUND[scheme],
                "line": {"color": INK[scheme], "width": 1.5},
            },
            customdata=losses,
            hovertemplate=f"{words['hover_minimum']}<br>%{{x:.5g}}, %{{y:.5g}}<br>"
            f"{words['hover_loss']} %{{customdata:.5g}}<extra></extra>",
        )
    )


def _run_traces(
    surface: Surface, number: int, look: Look, scheme: Scheme, words: Mapping[str, str]
) -> list[go.Scatter]:
    line = {"color": look.color, "width": 2.6, "dash": look.dash}
    arrow = {"color": look.color, "size": 0, "angleref": "up", "line": {"width": 0}}
    hover = run_hover(surface, words)
    traces = [
        _scatter("trail", number, mode="lines", line={**line, "width": 1.6}, opacity=0.7, hoverinfo="skip"),
        _scatter("halo", number, mode="lines", line={"color": BACKGROUND[scheme], "width": 6}, opacity=0.75, hoverinfo="skip"),
        _scatter(
            "path",
            number,
            name=look.label,
            mode="lines+markers",
            line=line,
            marker={"symbol": look.marker, "size": 4.5, "color": look.color},
            hovertemplate=hover,
        ),
        _scatter("downhill", number, mode="lines+markers", line={"color": look.color, "width": 1.4}, hoverinfo="skip")
        .update(marker={**arrow, "symbol": "arrow-open", "line": {"width": 1.6, "color": look.color}}),
        _scatter("steps", number, mode="markers", marker={**arrow, "symbol": "arrow"}, hoverinfo="skip"),
        _scatter("nowlines", number, mode="lines", line={"color": look.color, "width": 2.2}, hoverinfo="skip"),
        _scatter(
            "now",
            number,
            name=look.label,
            mode="markers",
            marker={"symbol": look.marker, "size": 13, "color": look.color, "line": {"color": BACKGROUND[scheme], "width": 2}},
            hovertemplate=hover,
        ),
        _scatter(
            "exit",
            number,
            mode="markers+text",
            marker={**arrow, "symbol": "arrow", "size": 18},
            textfont={"color": look.color, "size": 12},
            hoverinfo="skip",
            cliponaxis=False,
        ),
    ]
    if surface.dim == 1:
        traces.append(
            _scatter("tangent", number, mode="lines", line={"color": look.color, "width": 1.8, "dash": "dash"}, hoverinfo="skip")
        )
    return traces


def run_hover(surface: Surface, words: Mapping[str, str]) -> str:
    """What hovering over a path says. customdata: step, loss, step size, the point, the gradient."""
    point = "".join(f"<br>{v} = %{{customdata[{3 + i}]:.6g}}" for i, v in enumerate(surface.variables))
    first = 3 + surface.dim
    gradient = ", ".join(f"%{{customdata[{first + i}]:.4g}}" for i in range(surface.dim))
    return (
        f"<b>%{{fullData.name}}</b>, {words['step_axis']} %{{customdata[0]}}{point}"
        f"<br>{words['hover_loss']} %{{customdata[1]:.6g}}<br>{words['hover_gradient']} ({gradient})"
        f"<br>{words['hover_size']} %{{customdata[2]:.4g}}<extra></extra>"
    )


def _scatter(role: str, run: int | None, **options: Any) -> go.Scatter:
    """A trace for the stage to fill. Plotly puts the uid into the class of what it draws."""
    uid = f"run{role}" if run is None else f"run{run}{role}"
    return go.Scatter(x=[], y=[], uid=uid, meta={"role": role, "run": run}, **options)
