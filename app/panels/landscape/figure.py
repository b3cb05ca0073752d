"""The losses on a plane through the end of a run, with the paths on it. The browser marks the step that is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.figures.heights import Heights
from app.figures.map import base_layout, contours, packed
from app.figures.theme import BACKGROUND, INK, Look, Scheme
from optim_core.types import Array


@dataclass(frozen=True)
class Drawn:
    """One path on the plane, thinned."""

    number: int  # of the run, from 1
    look: Look
    steps: NDArray[np.int64]
    places: Array  # (n, 2)
    loss: Array  # (n,): the run's own
    height: Array  # (n,): the picture's at the same places


def landscape_figure(
    heights: Heights, paths: Sequence[Drawn], titles: tuple[str, str], scheme: Scheme, words: Mapping[str, str]
) -> dict[str, Any]:
    """`titles` say what the two axes are. The first path lies on top."""
    layout = base_layout(scheme)
    for axis, title, values in zip(("xaxis", "yaxis"), titles, heights.axes, strict=True):
        ends = [float(values[0]), float(values[-1])]
        layout[axis] |= {"range": ends, "title": {"text": title, "standoff": 4}, "fixedrange": True, "nticks": 7}
    layout |= {"dragmode": False, "uirevision": "landscape"}
    names = words["landscape.across"], words["landscape.up"]
    surface = contours(heights, *names, scheme, words)
    traces = [trace for path in reversed(paths) for trace in _path(path, names, scheme, words)]
    return {"data": [surface, *traces], "layout": layout}


def _path(path: Drawn, names: tuple[str, str], scheme: Scheme, words: Mapping[str, str]) -> list[dict[str, Any]]:
    x, y = path.places.T
    hover = (
        f"<b>%{{fullData.name}}</b>, {words['step_axis']} %{{customdata[0]}}"
        f"<br>{names[0]} %{{x}}<br>{names[1]} %{{y}}"
        f"<br>{words['hover_loss']} %{{customdata[1]:.5g}}<br>{words['landscape.height']} %{{customdata[2]:.5g}}"
        "<extra></extra>"
    )
    table = np.column_stack([path.steps, path.loss, path.height])
    color, paper = path.look.color, BACKGROUND[scheme]

    def trace(role: str, rows: slice, **more: Any) -> dict[str, Any]:
        meta = {"role": role, "run": path.number}
        shown = {"x": packed(x[rows]), "y": packed(y[rows]), "customdata": packed(table[rows]), "name": path.look.label}
        return {"type": "scatter", "meta": meta, "hovertemplate": hover, **shown, **more}

    def end(symbol: str, ink: str) -> dict[str, Any]:
        return {"symbol": symbol, "size": 13, "color": paper, "line": {"color": ink, "width": 2.4}}

    every = slice(None)
    dots = {"symbol": path.look.marker, "size": 4.5, "color": color}
    line = {"color": color, "width": 2.6, "dash": path.look.dash}
    return [
        trace("halo", every, mode="lines", line={"color": paper, "width": 6}, opacity=0.75),
        trace("path", every, mode="lines+markers", line=line, marker=dots),
        trace("start", slice(0, 1), mode="markers", marker=end("circle", INK[scheme]), cliponaxis=False),
        trace("end", slice(-1, None), mode="markers", marker=end("circle-x", color), cliponaxis=False),
    ]
