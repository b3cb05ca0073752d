"""Which of its examples each step of a path looks at: drawn by the path's seed, and kept for the next frame."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

MOST_KEPT = 50_000  # numbers of minibatches that are kept: 100 kB


def minibatches(seed: int, steps: int, population: int, size: int) -> NDArray[np.int16]:
    """Which `size` of `population` examples each step of a path looks at, (steps + 1, size): no one twice in a step."""
    few = (steps + 1) * size <= MOST_KEPT
    return (_kept if few else _drawn)(seed, steps, population, size)


def _drawn(seed: int, steps: int, population: int, size: int) -> NDArray[np.int16]:
    rows = np.tile(np.arange(population), (steps + 1, 1))
    np.random.default_rng([seed, 1]).permuted(rows, axis=1, out=rows)
    drawn = rows[:, :size].astype(np.int16)
    drawn.flags.writeable = False
    return drawn


_kept = lru_cache(maxsize=128)(_drawn)  # a learning rate that is dragged has the same ones in every frame
