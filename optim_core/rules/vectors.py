"""What a rule may ask of a whole vector: its length, its mean, and how far two of them agree.

Coordinates are added one after another. NumPy's `sum` does so for many paths, but not for a single one: the last bits
would tell whether a path is followed alone.
"""

from typing import Any

import numpy as np

from optim_core.types import Array


def total(v: Any) -> Any:
    """The sum of the coordinates of each path's vector (dim, batch), shape (batch,)."""
    return v.sum(axis=0) if v.shape[-1] > 1 else v.cumsum(axis=0)[-1]


def norm(v: Any) -> Array:
    """The length of each path's vector (dim, batch), shape (batch,)."""
    return np.asarray(np.sqrt(total(v * v)))


def dot(a: Any, b: Any) -> Array:
    """The inner product of each path's two vectors (dim, batch), shape (batch,)."""
    return np.asarray(total(a * b))


def mean(v: Any) -> Array:
    """The mean over each path's coordinates (dim, batch), shape (batch,)."""
    return np.asarray(total(v) / len(v))
