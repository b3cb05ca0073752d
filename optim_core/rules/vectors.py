"""What a rule may ask of a whole vector: its length, its mean, and how far two of them agree.

Coordinates are added one after another, by `cumsum`: NumPy's `sum` adds those of a single path in another order than
those of many, and the last bits would tell whether a path is followed alone.
"""

from typing import Any

import numpy as np

from optim_core.types import Array


def norm(v: Any) -> Array:
    """The length of each path's vector (dim, batch), shape (batch,)."""
    return np.asarray(np.sqrt((v * v).cumsum(axis=0)[-1]))


def dot(a: Any, b: Any) -> Array:
    """The inner product of each path's two vectors (dim, batch), shape (batch,)."""
    return np.asarray((a * b).cumsum(axis=0)[-1])


def mean(v: Any) -> Array:
    """The mean over each path's coordinates (dim, batch), shape (batch,)."""
    return np.asarray(v.cumsum(axis=0)[-1] / len(v))
