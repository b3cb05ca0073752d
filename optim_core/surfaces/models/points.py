"""The examples that models learn from. All are made here, from fixed seeds, and rounded so that they can be read."""

from functools import lru_cache

import numpy as np

from optim_core.examples.data import Points
from optim_core.types import Array

TWELVE = Points(
    x=np.array([0.2, 0.5, 0.8, 1.1, 1.3, 1.7, 2.0, 2.2, 2.5, 2.9, 3.2, 3.6]),
    y=np.array([1.4, 1.2, 2.1, 1.9, 2.6, 2.5, 2.8, 3.5, 3.1, 3.6, 4.3, 4.2]),
)
WAVE_SEED = 15  # of the noise on the networks' examples


def scattered(seed: int, count: int, ends: tuple[float, float], slope: float, height: float, noise: float) -> Points:
    """Points around a line: inputs spread evenly at random, targets with noise, both rounded to two digits."""
    rng = np.random.default_rng(seed)
    x = np.round(rng.uniform(*ends, count), 2)
    return Points(x, np.round(slope * x + height + noise * rng.standard_normal(count), 2))


@lru_cache(maxsize=64)
def wave(shape: str, noise: float, count: int) -> tuple[Points, Points]:
    """`count` examples of a function, evenly spread over [-1, 1], and 63 to test with, spread evenly inside of it.

    Both have normal noise of the given size on their targets.
    """

    def drawn(inputs: Array, stream: int) -> Points:
        rng = np.random.default_rng([WAVE_SEED, stream])
        return Points(inputs, SHAPES[shape](inputs) + noise * rng.standard_normal(len(inputs)))

    return drawn(np.linspace(-1.0, 1.0, count), 0), drawn(np.linspace(-1.0, 1.0, 127)[1::2], 1)


def one_wave(x: Array) -> Array:
    """sin(pi x)."""
    return np.asarray(np.sin(np.pi * x))


def two_waves(x: Array) -> Array:
    """sin(2 pi x)."""
    return np.asarray(np.sin(2 * np.pi * x))


def corner(x: Array) -> Array:
    """|x|."""
    return np.abs(x)


SHAPES = {"sin(pi x)": one_wave, "sin(2 pi x)": two_waves, "|x|": corner}
