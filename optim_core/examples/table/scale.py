"""Whether inputs should be standardised: how large they are, and how unlike the curvatures that they make."""

from typing import NamedTuple

import numpy as np

from optim_core.examples.dataset import Sample, points_of
from optim_core.types import Array

LARGE = 10.0  # a mean or a spread of an input
UNLIKE = 100.0  # a condition number


class Scale(NamedTuple):
    """The condition number of a straight model through the examples, as they are and standardised."""

    condition: float
    standardised: float
    advised: bool


def scale_of(sample: Sample) -> Scale:
    """What standardising the inputs of a sample would do."""
    assert sample.train is not None, "a sample of one's own has rows"
    return scale_of_inputs(points_of(sample.train).x)


def scale_of_inputs(x: Array) -> Scale:
    """The same of inputs (n,) or (n, inputs)."""
    x = x.reshape(len(x), -1)
    middle, spread = x.mean(axis=0), x.std(axis=0)
    even = (x - middle) / np.where(spread > 0, spread, 1.0)
    condition, standardised = _condition(x), _condition(even)
    large = bool((np.abs(middle) > LARGE).any() or (spread > LARGE).any())
    return Scale(condition, standardised, large or (condition > UNLIKE and condition > 2 * standardised))


def _condition(x: Array) -> float:
    """The largest curvature of the squared error over the smallest; infinite where a direction has none."""
    sizes = np.linalg.svd(np.column_stack([x, np.ones(len(x))]), compute_uv=False)
    return float((sizes[0] / sizes[-1]) ** 2) if sizes[-1] > 1e-13 * sizes[0] and len(x) > x.shape[1] else float("inf")
