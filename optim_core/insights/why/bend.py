"""How a surface curves at a point: the curvatures and their directions, where they are finite."""

from typing import NamedTuple

import numpy as np

from optim_core.surfaces.surface import Surface
from optim_core.types import Array


class Bend(NamedTuple):
    """How the surface curves at one point: the curvatures in ascending order, and the direction of each as a column."""

    curvatures: Array  # (dim,)
    directions: Array  # (dim, dim)

    @property
    def sharpest(self) -> float:
        """The largest curvature, whichever way it bends."""
        return float(np.abs(self.curvatures).max())

    @property
    def flattest(self) -> float:
        return float(np.abs(self.curvatures).min())


def bend_at(surface: Surface, point: Array) -> Bend | None:
    """The curvature at a point (dim,); None where it is not finite, so that nobody claims anything of it."""
    matrix = surface.hessian(point)
    if not np.isfinite(matrix).all():
        return None
    curvatures, directions = np.linalg.eigh(matrix)
    return Bend(curvatures, directions)
