"""Numbers about a point: how far above the best, how good on new data, how noisy the gradient of a minibatch."""

import numpy as np
from numpy.typing import ArrayLike

from optim_core.messages import Message
from optim_core.surfaces.surface import Surface
from optim_core.types import Array

NOTHING = 1e-12


def lowest_loss(surface: Surface) -> float | None:
    """The lowest loss that is known: that of the best known minimum; None where none is known."""
    return float(surface.value(surface.minima).min()) if surface.minima else None


def next_to_0(loss: float, first: float) -> float | Message:
    """A loss as it is said: one that is nothing beside the first has no digits worth reading."""
    return Message("loss.next_to_0") if 0 < abs(loss) < NOTHING * abs(first) else loss


def excess(surface: Surface, points: ArrayLike) -> Array | None:
    """How far the loss at `points` (..., dim) is above the lowest that is known, shape (...)."""
    lowest = lowest_loss(surface)
    return None if lowest is None else surface.value(points) - lowest


def test_loss(surface: Surface, points: ArrayLike) -> Array | None:
    """The loss at `points` (..., dim) on the examples that were held out; None where none were."""
    if surface.model is None or surface.data is None or surface.data.test is None:
        return None
    return surface.model.error(points, surface.data.test)


def example_gradients(surface: Surface, point: ArrayLike) -> Array | None:
    """The gradient of each single example at one point (dim,), shape (n, dim); None without data."""
    if surface.model is None:
        return None
    count = len(surface.model.data)
    weights = np.repeat(np.asarray(point, dtype=np.float64)[:, None], count, axis=1)
    return surface.model.gradients(weights, np.arange(count, dtype=np.int16)[None]).T


def gradient_noise(surface: Surface, point: ArrayLike, batch: int) -> Array | None:
    """The standard deviation of a minibatch's gradient at one point (dim,), for each coordinate; None without data.

    It is exact, over all ways to draw `batch` of the N examples without drawing one twice: that of one example over
    the root of `batch`, times the root of (N - batch)/(N - 1), which is 0 where the batch is everything.
    """
    each = example_gradients(surface, point)
    if each is None:
        return None
    count = len(each)
    share = (count - batch) / (count - 1) if count > 1 else 0.0
    return np.asarray(each.std(axis=0) * np.sqrt(max(share, 0.0) / batch))
