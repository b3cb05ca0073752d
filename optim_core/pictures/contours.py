"""Lines of equal height on a grid, by marching squares (Lorensen & Cline 1987, in the plane)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Heights = NDArray[np.float64]

# The sides of a cell, each from one corner to another; corners go round from the lower left: 0 1 2 3.
_SIDES = ((0, 1), (1, 2), (2, 3), (3, 0))


def levels(heights: Heights, count: int = 10) -> list[float]:
    """Heights worth a line: close together near the lowest point, where a path spends its steps."""
    seen = heights[np.isfinite(heights)]
    if seen.size == 0 or seen.min() == seen.max():
        return []
    low, unit = seen.min(), np.quantile(seen - seen.min(), 0.1) or float(np.ptp(seen))
    steps = np.linspace(0.0, np.log1p((seen.max() - low) / unit), count + 2)[1:-1]
    return [float(level) for level in low + unit * np.expm1(steps)]


def segments(heights: Heights, level: float) -> NDArray[np.float64]:
    """Where the height is `level`, as pieces (n, 2 ends, 2 places). Row i and column j of the grid lie at (j, i)."""
    rows, columns = heights.shape
    above = heights - level
    i, j = (axis.ravel() for axis in np.mgrid[: rows - 1, : columns - 1])
    corners = np.array([(j, i), (j + 1, i), (j + 1, i + 1), (j, i + 1)], dtype=np.float64)  # (corner, 2, cells)
    values = np.array([above[i, j], above[i, j + 1], above[i + 1, j + 1], above[i + 1, j]])
    crossed, places = [], []
    with np.errstate(all="ignore"):
        for first, second in _SIDES:
            a, b = values[first], values[second]
            crossed.append((a > 0) != (b > 0))
            share = a / (a - b)
            places.append(corners[first] + share * (corners[second] - corners[first]))
    met = np.array(crossed) & np.isfinite(values).all(axis=0)
    pieces = []
    for one in range(4):
        for other in range(one + 1, 4):
            # with all four sides crossed, a saddle, the pieces 0-1 and 2-3 are as good as any
            pair = met[one] & met[other] & ((met.sum(axis=0) == 2) | ((one, other) in ((0, 1), (2, 3))))
            pieces.append(np.stack([places[one][:, pair].T, places[other][:, pair].T], axis=1))
    return np.concatenate(pieces)
