"""The loss around a path with many coordinates: a plane through its end, the losses on it, and the path on it.

Two kinds of plane, both from Li, Xu, Taylor, Studer and Goldstein 2018, "Visualizing the Loss Landscape of Neural
Nets": the two directions in which a path varies most (section 7.2), and two random directions whose parts are as long
as the weights they change (section 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optim_core.surfaces.measures import test_loss
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Trajectory

GRID = 41  # points a side
DIRECTIONS = 3  # the stream of random numbers; 1 is that of minibatches, 2 that of starts
ROOM = 0.2  # on each side of a path, of its own width
NARROWEST = 0.25  # of the wider side of a box
FAR = 10.0  # times its first loss: from there on an exploding path is no longer drawn
PARALLEL = 0.98  # the cosine of two directions that do not make a plane
TRIES = 50

Filters = Sequence[tuple[slice, bool]]


@dataclass(frozen=True)
class Plane:
    """Two directions through a point; a place (a, b) on it is the point centre + a first + b second."""

    centre: Array  # (dim,)
    directions: Array  # (2, dim)
    shares: tuple[float, float] | None = None  # of the paths' variance along each direction; None where not from paths

    def points(self, places: Array) -> Array:
        """The points (..., dim) at `places` (..., 2)."""
        return self.centre + places @ self.directions

    def places(self, points: Array) -> Array:
        """The nearest places (..., 2) to `points` (..., dim): the projection at right angles, by least squares."""
        places: Array = (points - self.centre) @ np.linalg.pinv(self.directions)
        return places

    def inside(self, points: Array) -> float:
        """Which share of the squared distances of `points` (n, dim) from the centre lies in the plane."""
        apart = points - self.centre
        outside = apart - self.places(points) @ self.directions
        total = float((apart * apart).sum())
        return 1.0 if total == 0 else max(0.0, 1 - float((outside * outside).sum()) / total)

    @property
    def angle(self) -> float:
        """Between the two directions, in degrees from 0 to 90."""
        return float(np.degrees(np.arccos(min(1.0, _cosine(*self.directions)))))


@dataclass(frozen=True)
class Landscape:
    """The losses over a grid of places on a plane."""

    axes: tuple[Array, Array]
    loss: Array  # (places up, places across)


def path_plane(path: Array, others: Sequence[Array] = ()) -> Plane | None:
    """The plane through the end of `path` (n, dim) in which the path and `others` vary most.

    The directions are the principal components of the points less the end, at right angles and of length 1. They are
    turned so that the path begins on the left and bends upwards, so a small change of the path is a small change of
    the picture. None where nothing moves or the points are no numbers that a square fits.
    """
    end = path[-1]
    points = np.concatenate([path, *others]) - end
    with np.errstate(all="ignore"):
        apart = points - points.mean(axis=0)
        total = float((apart * apart).sum())
    if not 0 < total < np.inf or path.shape[1] < 2:
        return None
    _, sizes, directions = np.linalg.svd(np.linalg.qr(apart, mode="r"), full_matrices=True)
    sizes = np.append(sizes, 0.0)  # two points vary in one direction only
    variances = sizes[:2] ** 2 / (sizes @ sizes)
    places = (path - end) @ directions[:2].T
    farthest = places[np.abs(places[:, 1]).argmax(), 1]
    turned = np.array([-1.0 if places[0, 0] > 0 else 1.0, -1.0 if farthest < 0 else 1.0])
    return Plane(end, directions[:2] * turned[:, None], (float(variances[0]), float(variances[1])))


def random_plane(centre: Array, seed: int, filters: Filters = ()) -> Plane:
    """Two random directions, normalised filter by filter: each part has the length of the weights that it changes.

    A filter has the weights that go into one unit; biases do not change. Without `filters` the point is one. Numbers
    come from `default_rng([seed, 3])`. As in the paper the two are not made orthogonal; only two that nearly coincide,
    as can happen with a handful of weights, are no plane, and the second is drawn again.
    """
    drawn = np.random.default_rng([seed, DIRECTIONS])
    first = _direction(drawn, centre, filters)
    for _ in range(TRIES):
        second = _direction(drawn, centre, filters)
        if _cosine(first, second) < PARALLEL:
            return Plane(centre, np.stack([first, second]))
    second = _direction(drawn, np.zeros(len(centre)), ())  # only one direction is as the filters want it
    return Plane(centre, np.stack([first, second * np.linalg.norm(first)]))


def _direction(drawn: np.random.Generator, centre: Array, filters: Filters) -> Array:
    direction = drawn.standard_normal(len(centre))
    whole = direction / np.linalg.norm(direction)
    for part, biases in filters or ((slice(0, len(centre)), False),):
        length = 0.0 if biases else float(np.linalg.norm(centre[part]))
        direction[part] *= length / np.linalg.norm(direction[part])
    return direction if direction.any() else whole  # where all weights are 0 there is no length to take


def _cosine(first: Array, second: Array) -> float:
    return abs(float(first @ second)) / float(np.linalg.norm(first) * np.linalg.norm(second))


def rows_drawn(trajectory: Trajectory) -> int:
    """How many rows of a path are worth a picture: all that are finite, or where it explodes those before.

    Without that, the last steps of an explosion would be the whole picture. Two rows are kept in any case.
    """
    rows = int(trajectory.ended_at[0]) + 1
    if str(trajectory.outcome[0]) != "diverged" or rows < 2:
        return rows
    loss = trajectory.loss[:rows, 0]
    far = np.flatnonzero(loss > FAR * abs(float(loss[0])))
    return max(2, int(far[0])) if len(far) else rows


def box_around(places: Array, least: float = 0.0) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends across and up of a box with room around `places` (n, 2), at least from -`least` to `least`."""
    low, high = places.min(axis=0), places.max(axis=0)
    middle, half = (low + high) / 2, (high - low) * (0.5 + ROOM)
    half = np.maximum(half, NARROWEST * half.max())
    low, high = np.minimum(middle - half, -least), np.maximum(middle + half, least)
    return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))


def landscape(
    surface: Surface, plane: Plane, box: Sequence[tuple[float, float]], count: int = GRID, held_out: bool = False
) -> Landscape:
    """The losses over `count` x `count` places of a box on a plane, over the training or the held-out examples."""
    across, up = (np.linspace(low, high, count) for low, high in box)
    places = np.stack(np.meshgrid(across, up), axis=-1)
    return Landscape((across, up), losses(surface, plane.points(places), held_out))


def losses(surface: Surface, points: Array, held_out: bool = False) -> Array:
    """The losses at `points` (..., dim), over the training or the held-out examples."""
    if not held_out:
        return surface.value(points)
    tested = test_loss(surface, points)
    assert tested is not None, "it is asked for where examples are held out"
    return tested
