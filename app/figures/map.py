"""The map: contour lines of a 2-D surface or the curve of a 1-D one, and empty traces for each run's path.

The browser fills the traces while the learner drags. `meta` says what a trace is for; `uid` lets the stage hide all
of a run's traces while its overlay draws. The stage's figures are the plain records that Plotly reads: scenes are made
while a slider moves, and Plotly's own classes would take most of that time. Tests have Plotly check them.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.figures.heights import BANDS, Heights
from app.figures.hover import DIGITS, median_hover, run_hover
from app.figures.theme import BACKGROUND, CONTOUR, CURVE, FONT, GRID, INK, MAP, SOFT, Look, Scheme
from lessons.measuring.words import numeral
from optim_core import Surface
from optim_core.types import Array

FITS_FLOAT32 = 1e37
SEEDS_OPACITY = 0.45
HALO, RIM = 4.5, 1  # pixels around arrows: of their lines all in all, of a filled head
MEDIAN_WIDTH, MEDIAN_CORE = 3.8, 1.4


def map_figure(
    surface: Surface,
    heights: Heights,
    looks: Sequence[Look],
    scheme: Scheme,
    words: Mapping[str, str],
    axes: tuple[int, ...] = (0, 1),
) -> dict[str, Any]:
    """The map of `surface` without paths, of its coordinates `axes`; `words` are the hover and axis texts."""
    layout = base_layout(scheme)
    if surface.dim == 1:
        traces = [_curve(surface, heights, layout, scheme, words)]
    else:
        traces = [_contours(surface, heights, layout, scheme, words, axes)]
    if surface.minima:
        traces.append(_minima(surface, scheme, words, axes))
    traces += [seeds_trace(number, look) for number, look in enumerate(looks)]
    for number, look in enumerate(looks):
        traces.extend(_run_traces(surface, number, look, scheme, words, axes))
    ring = {"symbol": "circle-open", "size": 17, "color": INK[scheme], "line": {"width": 3}}
    traces.append(_scatter("start", None, mode="markers", marker=ring, hoverinfo="skip"))
    return {"data": traces, "layout": layout}


def base_layout(scheme: Scheme) -> dict[str, Any]:
    """What all figures of the stage share."""
    axis = {
        "exponentformat": "power",
        "gridcolor": GRID[scheme],
        "zeroline": False,
        "linecolor": GRID[scheme],
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": GRID[scheme],
    }
    return {
        "paper_bgcolor": BACKGROUND[scheme],
        "plot_bgcolor": BACKGROUND[scheme],
        "font": {"color": INK[scheme], **FONT},
        "margin": {
            "l": 60,
            "r": 94,
            "t": 12,
            "b": 40,
            "autoexpand": False,
        },
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": "pan",
        "uirevision": "stage",
        "xaxis": axis,
        "yaxis": dict(axis),
        "hoverlabel": {"namelength": -1},
    }


def _contours(
    surface: Surface,
    heights: Heights,
    layout: dict[str, Any],
    scheme: Scheme,
    words: Mapping[str, str],
    axes: tuple[int, ...],
) -> dict[str, Any]:
    """The map fills its place, so the page writes what its axes are called into its corners; a picture has room."""
    across, up = (surface.variables[axis] for axis in axes)
    inside = {"ticks": "", "ticklabelposition": "inside", "tickfont": {"color": SOFT[scheme]}}
    layout["xaxis"] |= {"range": _ends(heights.axes[0]), "title": {"text": across, "standoff": 4}, **inside}
    layout["yaxis"] |= {"range": _ends(heights.axes[1]), "title": {"text": up, "standoff": 4}, **inside}
    layout["margin"] |= dict.fromkeys("lrtb", 0)
    return contours(heights, across, up, scheme, words) | {"showscale": False}


def contours(heights: Heights, across: str, up: str, scheme: Scheme, words: Mapping[str, str]) -> dict[str, Any]:
    """The trace of a grid of heights; `across` and `up` are what hovering calls the two coordinates."""
    ticks, labels = heights.ticks()
    top = ticks[-1] or 1.0
    loss = f"{words['hover_loss']} %{{customdata:.{DIGITS}~g}}"
    return {
        "type": "contour",
        "x": packed(heights.axes[0]),
        "y": packed(heights.axes[1]),
        "z": packed(heights.drawn(heights.loss)),
        "customdata": packed(heights.loss),
        "meta": {"role": "surface"},
        "colorscale": [[share, color] for share, color in enumerate(MAP[scheme])],
        "contours": {"start": 0.0, "end": top, "size": top / BANDS, "coloring": "heatmap"},
        "line": {"width": 1, "color": CONTOUR[scheme]},
        "zmin": 0.0,
        "zmax": top,
        "colorbar": {
            "title": {"text": words["loss_axis"], "side": "right"},
            "tickvals": ticks,
            "ticktext": labels,
            "thickness": 12,
            "len": 1.0,
            "outlinewidth": 0,
        },
        "hovertemplate": f"{across} %{{x}}<br>{up} %{{y}}<br>{loss}<extra></extra>",
    }


def _curve(
    surface: Surface, heights: Heights, layout: dict[str, Any], scheme: Scheme, words: Mapping[str, str]
) -> dict[str, Any]:
    variable = surface.variables[0]
    known = heights.loss[np.isfinite(heights.loss)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    room = 0.08 * (high - low) or 1.0
    layout["xaxis"] |= {"range": _ends(heights.axes[0]), "title": {"text": variable, "standoff": 4}}
    layout["yaxis"] |= {"range": [low - room, high + room], "title": {"text": words["loss_axis"], "standoff": 4}}
    return {
        "type": "scatter",
        "x": packed(heights.axes[0]),
        "y": packed(heights.loss),
        "mode": "lines",
        "meta": {"role": "surface"},
        "line": {"color": CURVE, "width": 3},
        "hovertemplate": f"{variable} %{{x}}<br>{words['hover_loss']} %{{y}}<extra></extra>",
    }


def _ends(places: Array) -> list[float]:
    return [float(places[0]), float(places[-1])]


def packed(values: Array) -> dict[str, str]:
    """An array in Plotly's own compact form; float32 where every value fits."""
    small = bool(np.abs(values[np.isfinite(values)]).max(initial=0.0) < FITS_FLOAT32)
    data = np.ascontiguousarray(values, dtype="<f4" if small else "<f8")
    record = {"dtype": "f4" if small else "f8", "bdata": base64.b64encode(data.tobytes()).decode()}
    return record if values.ndim == 1 else record | {"shape": ", ".join(map(str, values.shape))}


def _minima(surface: Surface, scheme: Scheme, words: Mapping[str, str], axes: tuple[int, ...]) -> dict[str, Any]:
    points = np.array(surface.minima)
    losses = surface.value(points)
    place, loss, told = "%{x}, %{y}", "%{customdata[0]}", losses[:, np.newaxis]
    if surface.dim > 2:  # only two of the coordinates can be read off the map
        place = ", ".join(f"{v} = %{{customdata[{1 + i}]}}" for i, v in enumerate(surface.variables))
        told = np.column_stack([losses, points])
    return {
        "type": "scatter",
        "x": points[:, axes[0]].tolist(),
        "y": (losses if surface.dim == 1 else points[:, axes[1]]).tolist(),
        "mode": "markers",
        "meta": {"role": "minima"},
        "marker": {
            "symbol": "star",
            "size": 13,
            "color": BACKGROUND[scheme],
            "line": {"color": INK[scheme], "width": 1.5},
        },
        "customdata": [[numeral(value, DIGITS) for value in row] for row in told.tolist()],
        "hovertemplate": f"{words['hover_minimum']}<br>{place}<br>{words['hover_loss']} {loss}<extra></extra>",
    }


def _run_traces(
    surface: Surface, number: int, look: Look, scheme: Scheme, words: Mapping[str, str], axes: tuple[int, ...]
) -> list[dict[str, Any]]:
    """The traces of one run, from the lowest to the topmost."""
    color, paper = look.color, BACKGROUND[scheme]
    line = {"color": color, "width": 2.6, "dash": look.dash}
    arrow = {"color": color, "size": 0, "angleref": "up", "line": {"width": RIM, "color": paper}, "symbol": "arrow"}
    arrow["opacity"] = 1  # of many sizes Plotly would make them pale
    open_arrow = arrow | {"symbol": "arrow-open", "line": {"width": 1.6, "color": color}}
    around = {"color": paper, "width": HALO}
    arrow_halo = open_arrow | {"color": paper, "line": around}
    dots = {"symbol": look.marker, "size": 4.5, "color": color}
    now = {"symbol": look.marker, "size": 13, "color": color, "line": {"color": paper, "width": 2}}
    hover = {"name": look.label, "hovertemplate": run_hover(surface, words, axes)}
    silent = {"hoverinfo": "skip"}

    def trace(role: str, mode: str, **options: Any) -> dict[str, Any]:
        return _scatter(role, number, mode=mode, **options)

    traces = [
        trace("trail", "lines", line=line | {"width": 1.6}, opacity=0.7, **silent),
        trace("halo", "lines", line={"color": paper, "width": 6}, opacity=0.75, **silent),
        trace("path", "lines+markers", line=line, marker=dots, **hover),
        *median_traces(number, look, scheme, median_hover(surface, words, axes)),
        trace("arrowhalo", "lines+markers", line=around, marker=arrow_halo, opacity=0.75, **silent),
        trace("downhill", "lines+markers", line={"color": color, "width": 1.4}, marker=open_arrow, **silent),
        trace("steps", "markers", marker=arrow, **silent),
        trace("nowlines", "lines", line={"color": color, "width": 2.2}, **silent),
        trace("now", "markers", marker=now, **hover),
        trace("exit", "markers+text", marker=arrow, textfont={"color": color, "size": 12}, cliponaxis=False, **silent),
    ]
    if surface.dim == 1:
        traces.append(trace("tangent", "lines", line={"color": color, "width": 1.8, "dash": "dash"}, **silent))
    return traces


def seeds_trace(number: int, look: Look) -> dict[str, Any]:
    """The same run with other seeds; beneath all paths."""
    line = {"color": look.color, "width": 1}
    return _scatter("bundle", number, mode="lines", line=line, opacity=SEEDS_OPACITY, hoverinfo="skip")


def median_traces(number: int, look: Look, scheme: Scheme, hover: str) -> list[dict[str, Any]]:
    """The median of the seeds: a double line, so that no colour is needed to tell it from the path."""
    said = f"<b>%{{fullData.name}}</b>, %{{fullData.text}}<br>{hover}<extra></extra>"
    rails = {"color": look.color, "width": MEDIAN_WIDTH}
    core = {"color": BACKGROUND[scheme], "width": MEDIAN_CORE}
    return [
        _scatter("median", number, mode="lines", line=rails, name=look.label, hovertemplate=said),
        _scatter("mediancore", number, mode="lines", line=core, hoverinfo="skip"),
    ]


def _scatter(role: str, run: int | None, **options: Any) -> dict[str, Any]:
    """A trace for the stage to fill. Plotly puts the uid into the class of what it draws."""
    uid = f"run{role}" if run is None else f"run{run}{role}"
    return {"type": "scatter", "x": [], "y": [], "uid": uid, "meta": {"role": role, "run": run}, **options}
