"""The charts of the runs, on one step axis: loss, step size, length of the gradient, learning rate."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.figures.map import base_layout, median_traces, seeds_trace
from app.figures.theme import BACKGROUND, TITLE, Look, Scheme

CHARTS = ("loss", "size", "gradient", "rate")
GAPS = 0.28  # of the height, all of them together
ABOVE, BARE = 24, 8  # pixels above the first chart: with a title, and without
RATE_SCALE = {"type": "linear", "nticks": 4}


def charts_figure(
    steps: int,
    looks: Sequence[Look],
    scheme: Scheme,
    words: Mapping[str, str],
    shown: Sequence[str] = CHARTS[:2],
    tested: bool = False,
    titled: bool = True,
) -> dict[str, Any]:
    """Empty charts for `looks`, with the step axis from 0 to `steps`; the browser fills in the curves.

    `shown` are one or more of CHARTS, from the top down. Where examples are held out (`tested`) the loss on these is a
    second, thinner line. Without `titled` the first chart's name is left to the page, which has it as a menu;
    `meta` keeps what a picture to take away has in its place.
    """
    gap = GAPS / len(shown)
    height = (1 - gap * (len(shown) - 1)) / len(shown)
    tops = [1 - place * (height + gap) for place in range(len(shown))]
    layout = base_layout(scheme)
    axis = layout["yaxis"] | {"nticks": 5, "fixedrange": True, "type": "log"}
    layout["xaxis"] |= {
        "range": [0, steps],
        "title": {"text": words["step_axis"], "standoff": 4},
        "anchor": _axis(len(shown) - 1),
        "fixedrange": True,
    }
    for place, (name, top) in enumerate(zip(shown, tops, strict=True)):
        scale = RATE_SCALE if name == "rate" else {}
        layout["yaxis" + _axis(place)[1:]] = axis | scale | {"domain": [max(0.0, top - height), top]}
    layout["dragmode"] = False
    notes = {"loss": words["test_note"]} if tested else {}
    titles = [
        _title(f"<b>{words[f'{name}_axis']}</b> {notes.get(name, '')}".strip(), top)
        for name, top in zip(shown, tops, strict=True)
    ]
    first = titles[:1] if titled else [_title(note, 1.0) for note in (notes.get(shown[0]),) if note]
    layout["annotations"] = [*first, *titles[1:]]
    layout["margin"] |= {"r": 16, "t": ABOVE if first else BARE}
    layout["meta"] = {"charts": list(shown), "paper": {"annotations": titles, "margin": {"t": ABOVE}}}
    traces = [seeds_trace(number, look) for number, look in enumerate(looks)]
    for number, look in enumerate(looks):
        for place, name in enumerate(shown):
            traces += _curve(number, look, scheme, words, name, _axis(place), tested)
    return {"data": traces, "layout": layout}


def _axis(place: int) -> str:
    return f"y{place + 1}" if place else "y"


def _curve(
    number: int, look: Look, scheme: Scheme, words: Mapping[str, str], name: str, axis: str, tested: bool
) -> list[dict[str, Any]]:
    """One run's curve in one chart, and its value at the step shown. The rate at t is that of step t."""
    value = f"{words[f'hover_{name}']} %{{y}}"
    shared = {"type": "scatter", "x": [], "y": [], "yaxis": axis, "name": look.label}
    hover = f"<b>%{{fullData.name}}</b>, {words['step_axis']} %{{{'customdata' if name == 'rate' else 'x'}}}<br>{value}"

    def trace(role: str, mode: str, **options: Any) -> dict[str, Any]:
        return shared | {"mode": mode, "uid": f"run{number}{role}", "meta": {"role": role, "run": number}} | options

    line = {"color": look.color, "width": 2.2, "dash": look.dash, "shape": "vh" if name == "rate" else "linear"}
    cross = {"symbol": "x-thin", "size": 7, "color": look.color, "line": {"color": look.color, "width": 1.8}}
    now = {"symbol": look.marker, "size": 10, "color": look.color, "line": {"color": BACKGROUND[scheme], "width": 2}}
    traces = [
        trace(name, "lines", line=line, hovertemplate=f"{hover}<extra></extra>"),
        trace(f"{name}now", "markers", marker=now, hoverinfo="skip", cliponaxis=False),
    ]
    if name == "loss":
        traces[1:1] = median_traces(number, look, scheme, f"{words['step_axis']} %{{x}}<br>{value}")
        if tested:
            thin = {"color": look.color, "width": 1.4, "dash": "5px,3px"}
            test = f"{words['step_axis']} %{{x}}<br>{words['hover_test']} %{{y}}"
            tip = f"<b>%{{fullData.name}}</b>, {test}<extra></extra>"
            traces.insert(1, trace("test", "lines", line=thin, hovertemplate=tip))
    if name == "size":
        tip = f"{hover}<br>{words['hover_clipped']}<extra></extra>"
        traces.insert(1, trace("clipped", "markers", marker=cross, hovertemplate=tip))
    return traces


def _title(words: str, top: float) -> dict[str, Any]:
    place = {
        "x": 0,
        "y": top,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
    }
    return {"text": words, "showarrow": False, "font": {"size": TITLE}, **place}
