"""What a landscape shows, and what it cannot show, in sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.panels.landscape.figure import Drawn
from app.words.words import text
from optim_core import Experiment, Trajectory
from optim_core.insights.landscape import Landscape, Plane
from optim_core.types import Array

STRAIGHT = 0.005  # of the variation: a second direction with less explains nothing worth a look
LOWER = 0.1  # of the loss at the end: by so much a place is lower
OTHER = 0.1  # of the fall of the loss: by so much the picture may miss the path's own heights unsaid


@dataclass(frozen=True)
class Seen:
    """A landscape with what it was made from; of the paths the first is the chosen run."""

    experiment: Experiment
    plane: Plane
    landscape: Landscape
    drawn: Sequence[Drawn]
    points: Sequence[Array]  # of each path, (n, dim)
    held_out: bool
    trajectory: Trajectory


def title(plane: Plane, axis: int, language: str) -> str:
    """What an axis is."""
    which = ("across", "up")[axis]
    if plane.shares is None:
        return text(f"landscape.title_random_{which}", language)
    return text(f"landscape.title_path_{which}", language, share=_percent(plane.shares[axis]))


def in_words(seen: Seen, language: str) -> Iterator[str]:
    """The plane, how much of the path it has, the heights, and what else is to be known."""
    dim = seen.experiment.surface.dim
    yield from _about_plane(seen, dim, language)
    yield _heights(seen, language)
    yield from _missed(seen, language)
    if len(seen.points[0]) <= int(seen.trajectory.ended_at[0]):
        yield text("landscape.exploded", language, step=len(seen.points[0]) - 1)
    if seen.held_out:
        yield text("landscape.held_out", language)
    elif seen.experiment.sampled:
        yield text("landscape.sampled", language, batch=seen.experiment.batch)


def _about_plane(seen: Seen, dim: int, language: str) -> Iterator[str]:
    plane, name = seen.plane, seen.drawn[0].look.label
    if plane.shares is None:
        filters = seen.experiment.surface.model is not None and seen.experiment.surface.model.filters
        yield text("landscape.random_filters" if filters else "landscape.random_whole", language)
        yield text("landscape.random_angle", language, angle=round(plane.angle))
        share = _percent(plane.inside(seen.points[0]))
        yield text("landscape.random_inside", language, share=share, dim=dim, usual=_percent(2 / dim))
        return
    first, second = plane.shares
    facts = {"name": name, "first": _percent(first), "second": _percent(second), "both": _percent(first + second)}
    key = "all" if len(seen.drawn) > 1 else "straight" if second < STRAIGHT else "path"
    yield text(f"landscape.explained_{key}", language, **facts, count=len(seen.drawn))
    if len(seen.drawn) > 1:
        shares = [(path.look.label, plane.inside(points)) for path, points in zip(seen.drawn, seen.points, strict=True)]
        listed = ", ".join(f"{label} {_percent(share)} %" for label, share in shares)
        yield text("landscape.inside", language, listed=listed)
    yield text("landscape.hidden", language, hidden=dim - 2, dim=dim)


def _heights(seen: Seen, language: str) -> str:
    """The losses in the middle and around, and whether the picture has a lower place than the run found."""
    loss, end = seen.landscape.loss, float(seen.drawn[0].height[-1])
    edge = np.concatenate([loss[0], loss[-1], loss[1:-1, 0], loss[1:-1, -1]])
    edge, known = edge[np.isfinite(edge)], loss[np.isfinite(loss)]
    if not len(edge):
        return text("landscape.no_edge", language, end=end)
    facts = {"end": end, "low": float(edge.min()), "high": float(edge.max()), "lowest": float(known.min())}
    lower = facts["lowest"] < end - LOWER * abs(end)
    return text("landscape.heights_lower" if lower else "landscape.heights", language, **facts)


def _missed(seen: Seen, language: str) -> Iterator[str]:
    """Where on its way the chosen run's own loss differs most from the height of the picture."""
    path = seen.drawn[0]
    apart, fall = np.abs(path.loss - path.height), float(np.ptp(path.loss))
    if not np.isfinite(apart).all() or not fall > 0:
        return
    row = int(apart.argmax())
    facts = {"step": int(path.steps[row]), "loss": float(path.loss[row]), "height": float(path.height[row])}
    yield text("landscape.missed" if apart[row] > OTHER * fall else "landscape.matched", language, **facts)


def _percent(share: float) -> str:
    """A share in percent as people write it: three digits, "under 0.01" for next to nothing."""
    return f"{100 * share:.3g}" if share >= 1e-4 else "0" if share < 1e-12 else "under 0.01"
