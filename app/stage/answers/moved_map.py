"""The losses over another box than the usual one, for a map that was moved or zoomed."""

from typing import Any

from app.figures import grid
from app.server.answering import Refused, for_json
from optim_core import Experiment


def moved_map(query: str, language: str) -> dict[str, Any]:
    """The map over the box `view=left,right,low,high`, coloured as the usual one, through the point `at`."""
    query, _, rest = query.partition("&view=")
    view, _, point = rest.partition("&at=")
    experiment = Experiment.from_query(query)
    surface, axes = experiment.surface, experiment.axes
    ends, at = _list(view), _list(point) if point else list(experiment.point)
    box = tuple(zip(ends[::2], ends[1::2], strict=False))
    if len(ends) != 2 * len(axes) or not all(-1e9 <= low < high <= 1e9 for low, high in box):
        raise Refused("view needs a low and a high end for each axis, low before high, within a billion.")
    if len(at) != surface.dim or not all(abs(value) < 1e300 for value in at):
        raise Refused("at needs a finite number for each coordinate of the surface.")
    usual, moved = grid(surface, axes=axes, at=at), grid(surface, box, axes=axes, at=at)
    return {
        "axes": [axis.tolist() for axis in moved.axes],
        "loss": for_json(moved.loss.tolist()),
        "drawn": for_json(usual.drawn(moved.loss).tolist()),
        "ticks": usual.ticks(),
    }


def _list(text: str) -> list[float]:
    try:
        return [float(end) for end in text.replace("%2C", ",").split(",")]
    except ValueError:
        return []
