"""The elementary functions for plain numbers, which give the very bits that NumPy's arrays have.

Python's own are several times faster. But on some processors NumPy has its own exp or tanh, whose last bit may differ:
a path that is followed alone would then not be the path that is followed among others.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

PROBES = np.linspace(0.001, 0.999, 997)
REACH = 30.0  # of what is tried, but for the logarithm


def same_bits(python: Callable[..., float], numpy: np.ufunc, *probes: np.ndarray) -> Callable[..., float]:
    """Python's function where it gives the bits of NumPy's on all probes, else NumPy's."""
    tried = [python(*values) for values in zip(*(probe.tolist() for probe in probes), strict=True)]
    if np.array_equal(numpy(*probes), tried):
        return python

    def elementary(*values: float) -> float:
        return float(numpy(*values))

    return elementary


_WIDE = REACH * (2 * PROBES - 1)
ELEMENTARY: dict[str, Callable[..., float]] = {
    "exp": same_bits(math.exp, np.exp, _WIDE),
    "log": same_bits(math.log, np.log, REACH * PROBES),
    "sin": same_bits(math.sin, np.sin, _WIDE),
    "cos": same_bits(math.cos, np.cos, _WIDE),
    "tan": same_bits(math.tan, np.tan, _WIDE),
    "sinh": same_bits(math.sinh, np.sinh, _WIDE),
    "cosh": same_bits(math.cosh, np.cosh, _WIDE),
    "tanh": same_bits(math.tanh, np.tanh, _WIDE / 10),
    "atan": same_bits(math.atan, np.arctan, _WIDE),
    "asin": same_bits(math.asin, np.arcsin, 2 * PROBES - 1),
    "acos": same_bits(math.acos, np.arccos, 2 * PROBES - 1),
    "log1p": same_bits(math.log1p, np.log1p, PROBES),
    "expm1": same_bits(math.expm1, np.expm1, -REACH * PROBES),
    "power": same_bits(math.pow, np.power, REACH * PROBES, _WIDE[::-1] / 10),
}
