"""The effective rate of each coordinate over the steps of one run, beside its learning rate."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.figures.map import base_layout
from app.figures.theme import DASHES, INK, Look, Scheme
from optim_core.types import Array


def rates_figure(
    steps: Sequence[int],
    plain: Array,
    curves: Mapping[str, Array],
    look: Look,
    scheme: Scheme,
    words: Mapping[str, str],
) -> dict[str, Any]:
    """`plain` is the learning rate at `steps` and `curves` the effective rates by name, (steps,) each, NaN for a gap.

    The scale is logarithmic, for rates lie powers of ten apart; what is 0 or below is a gap too.
    """
    layout = base_layout(scheme)
    layout["margin"] |= {"t": 30, "r": 20}
    layout["xaxis"] |= {
        "title": {"text": words["step_axis"], "standoff": 4},
        "range": [0, steps[-1]],
        "fixedrange": True,
    }
    low, high = _decades(plain, *curves.values())
    layout["yaxis"] |= {"type": "log", "exponentformat": "power", "range": [low, high], "fixedrange": True}
    layout["yaxis"]["dtick"] = max(1, -(-(high - low) // 4))
    layout |= {"dragmode": False, "showlegend": True}
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"}
    traces = [
        _line(name, steps, values, {"color": look.color, "width": 2.2, "dash": DASHES[place % len(DASHES)]}, words)
        for place, (name, values) in enumerate(curves.items())
    ]
    ink = {"color": INK[scheme], "width": 1.4, "dash": "dot"}
    return {"data": [*traces, _line(words["rate_axis"], steps, plain, ink, words)], "layout": layout}


def _decades(*columns: Array) -> tuple[int, int]:
    """The powers of ten that hold all rates above 0."""
    values = np.concatenate(columns)
    exponents = np.log10(values[np.isfinite(values) & (values > 0)])
    if not len(exponents):
        return -1, 0
    low = math.floor(exponents.min() - 0.05)
    return low, max(math.ceil(exponents.max() + 0.05), low + 1)


def _line(
    name: str, steps: Sequence[int], values: Array, line: dict[str, Any], words: Mapping[str, str]
) -> dict[str, Any]:
    shown = np.where(np.isfinite(values) & (values > 0), values, np.nan).tolist()
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(steps) < 3 else "lines",
        "name": name,
        "x": list(steps),
        "y": [None if value != value else value for value in shown],
        "line": line,
        "hovertemplate": f"<b>%{{fullData.name}}</b>, {words['step_axis']} %{{x}}<br>%{{y}}<extra></extra>",
    }
