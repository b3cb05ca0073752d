"""The part of a surface that its map shows at first, and whether both axes have one scale there."""

import numpy as np

from optim_core import Experiment
from optim_core.surfaces.form import Domain
from optim_core.types import Array

LIKE_SCALES = (0.4, 1.7)  # boxes within these proportions, height over width, are drawn with one scale for both axes
UPRIGHT = 0.6  # height over width
BEYOND, BEHIND = 0.3, 0.45  # of the way from the minimum to the start: shown beyond the start, and behind the minimum
ACROSS = 0.25  # of the way to the edge: where a start is nearer to the floor of a valley, stretched axes show more


def drawn_box(experiment: Experiment) -> Domain:
    """The surface's own box, or, in a long valley, one around minimum and start that needs no stretched axes.

    Nothing but the picture depends on it: what is said of a run goes by the surface's own box.
    """
    surface = experiment.surface
    box = tuple(surface.domain[axis] for axis in experiment.axes)
    if surface.dim != 2 or _alike(box) or len(surface.minima) != 1:
        return box
    sizes = [high - low for low, high in box]
    along = sizes.index(max(sizes))
    far, off = (experiment.point[axis] - surface.minima[0][axis] for axis in (along, 1 - along))
    narrow = LIKE_SCALES[0] if along == 0 else 1 / LIKE_SCALES[1]
    behind, beyond = BEHIND, 1 + BEYOND
    long = max(abs(far), 2 * abs(off) / narrow) * (behind + beyond)
    half = long * narrow / 2
    if abs(off) <= ACROSS * half:
        return box
    ends = [-behind, beyond] if far >= 0 else [-beyond, behind]
    middle, floor = surface.minima[0][along], surface.minima[0][1 - along]
    way = long / (behind + beyond)
    sides = (middle + way * ends[0], middle + way * ends[1]), (floor - half, floor + half)
    return sides if along == 0 else sides[::-1]


def aspect(experiment: Experiment) -> float | None:
    """Height over width of the map where both axes can have one scale; None where the map is stretched."""
    box = drawn_box(experiment)
    return _aspect(box) if _alike(box) else None


def upright(experiment: Experiment) -> bool:
    """Whether the map is so high that the charts stand beside it, and not below."""
    return experiment.surface.data is None and (aspect(experiment) or 0.0) >= UPRIGHT


def stretch(experiment: Experiment, stretched: str | None = None) -> Array | None:
    """How long the map draws a unit of each of its coordinates; None where all are alike.

    A map is drawn for the start of its scene and stays while that is moved, so the page tells whether its own is
    `stretched`, "1" or "0"; left out, it is as it would be drawn now.
    """
    if len(experiment.axes) != 2 or (aspect(experiment) is not None if stretched is None else stretched != "1"):
        return None
    low, high = np.array([experiment.surface.domain[axis] for axis in experiment.axes]).T
    return np.asarray(1 / (high - low))


def _alike(box: Domain) -> bool:
    return len(box) == 2 and LIKE_SCALES[0] - 1e-9 <= _aspect(box) <= LIKE_SCALES[1] + 1e-9


def _aspect(box: Domain) -> float:
    (left, right), (low, high) = box
    return (high - low) / (right - left)
