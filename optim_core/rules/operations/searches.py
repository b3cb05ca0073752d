"""A line search: the direction is chosen, how far to go is tried out."""

from collections.abc import Callable
from typing import Any

import numpy as np

from optim_core.types import Array

MOST_TRIALS = 400
SHORTEST = 1e-16  # of the first length: what is shorter is lost in the rounding of the point


def backtracking(loss: Callable[..., Array], x: Array, d: Array, slope: Array, t: Any, c: Any, shrink: Any) -> Array:
    """The first of the lengths t, shrink t, shrink^2 t, ... that lowers the loss enough along d (Armijo's condition).

    Enough is a share c of what the slope of the loss along d promises. 0 where no length is enough: the point stays.
    """
    start = loss(x)
    first = t = np.broadcast_to(t, start.shape)
    found = np.zeros(start.shape, dtype=np.bool_)
    searching = slope <= 0.0  # a direction that leads uphill is not tried
    for _ in range(MOST_TRIALS):
        enough = loss(x + t * d, searching) <= start + c * t * slope
        found = found | (searching & enough)
        searching = searching & ~enough & (t > SHORTEST * first)
        if not searching.any():
            break
        t = np.where(searching, shrink * t, t)
    return np.where(found, t, 0.0)
