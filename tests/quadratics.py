"""Surfaces with one minimum and the same curvature everywhere, so that what a rule does there is known."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import SURFACES, Surface

QUADRATICS = [
    SURFACES["quadratic"],
    SURFACES["ravine"].at(kappa=90, rotation=30),
    SURFACES["booth"],
    SURFACES["matrix"],
]
FOUR = Surface(  # four different curvatures, on axes that are none of the coordinates
    formula="(a + b)^2 + 3*(a - b + c)^2 + 0.2*(c + d)^2 + (d - a - 1)^2",
    domain=((-5.0, 5.0),) * 4,
    start=np.array([3.0, -2.0, 1.0, 4.0]),
    variables=("a", "b", "c", "d"),
)
quadratics = pytest.mark.parametrize("surface", [*QUADRATICS, FOUR], ids=lambda s: s.slug or "four")


def lowest(surface: Surface) -> np.ndarray:
    """The minimum of a quadratic surface, by NumPy's own solver."""
    origin = np.zeros(surface.dim)
    return np.linalg.solve(surface.hessian(origin), -surface.gradient(origin))
