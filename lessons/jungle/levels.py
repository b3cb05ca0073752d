"""The seven levels, easy ones first. A new one is an entry in this file; its words stand in the app's catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np

from optim_core import SURFACES, Run, Surface

Point = tuple[float, float]
Draw = Callable[[np.random.Generator], tuple[Surface, Point]]


@dataclass(frozen=True)
class Level:
    """One jungle: how its surface and start are drawn, how far one sees and reaches, and who searches as well."""

    number: int
    draw: Draw  # the day's generator -> the surface and where the player stands on it
    half: float  # half the width of the map, in metres
    jitter: float  # how far the middle of the map may be moved
    reach: float  # this close to the friend, you have found him
    sight: float  # how far one sees through the fog
    usual: float  # the step length to begin with
    longest: float
    runs: tuple[Run, ...]  # the opponents
    noise: float = 0.0


TWO_VALLEYS = Surface(
    formula="2*((x/3)^2 - 1)^2 + 0.4*x + y^2/2",
    domain=((-5.5, 5.5), (-5.0, 5.0)),
    start=np.array([4.2, 1.5]),
    minima=((-3.203769041069092, 0.0),),
    name="Two valleys",
    teaches="A voice does not come over a hill: the nearest hole may be an empty one.",
    source="The double well of the lessons in two dimensions; the minimum is a root of its derivative",
)
PLATEAU_AND_SADDLE = Surface(
    formula="10 - 10*exp(-((x/2)^2/2 - (y/2)^2/2 + (y/2)^4/4 + 0.25)/1.2)",
    domain=((-7.0, 7.0), (-5.0, 5.0)),
    start=np.array([6.0, 0.05]),
    minima=((0.0, -2.0), (0.0, 2.0)),
    name="Plateau and saddle",
    teaches="Almost no voice far out, and silence at a place that is no hole.",
    source="The saddle between two wells of the lessons, flattened far out",
)


def _opponents(gd: float, momentum: float, adam: float, adagrad: float) -> tuple[Run, ...]:
    """The four that search as well, each with a learning rate that suits the level."""
    return (
        Run("gd", {"lr": gd}),
        Run("momentum", {"lr": momentum, "beta": 0.9}),
        Run("adam", {"lr": adam}),
        Run("adagrad", {"lr": adagrad}),
    )


def _around(slug: str, near: float, far: float) -> Draw:
    """A surface of the registry, from a point somewhere between two distances from the origin."""

    def draw(rng: np.random.Generator) -> tuple[Surface, Point]:
        distance, angle = rng.uniform(near, far), rng.uniform(0, 2 * pi)
        return SURFACES[slug], (distance * cos(angle), distance * sin(angle))

    return draw


def _ravine(rng: np.random.Generator) -> tuple[Surface, Point]:
    surface = SURFACES["ravine"].at(kappa=25.0, rotation=float(rng.integers(10, 81)))
    return surface, _pair(surface.start)


def _two_valleys(rng: np.random.Generator) -> tuple[Surface, Point]:
    return TWO_VALLEYS, (rng.uniform(3.8, 4.8), rng.choice((-1, 1)) * rng.uniform(1.0, 2.5))


def _plateau(rng: np.random.Generator) -> tuple[Surface, Point]:
    """A start almost on the ridge, so that the voice leads to the saddle."""
    return PLATEAU_AND_SADDLE, (rng.uniform(5.6, 6.4), rng.choice((-1, 1)) * rng.uniform(0.003, 0.01))


def _himmelblau(rng: np.random.Generator) -> tuple[Surface, Point]:
    """A start somewhere in [-4.5, 4.5]^2, but not beside a hole."""
    surface = SURFACES["himmelblau"]
    while True:
        start = rng.uniform(-4.5, 4.5, 2)
        if np.hypot(*(np.array(surface.minima) - start).T).min() > 1.5:
            return surface, _pair(start)


def _pair(point: np.ndarray) -> Point:
    return float(point[0]), float(point[1])


_ENTRIES = (
    # number, surface and start, half the width, jitter, reach, sight, usual and longest step, opponents
    Level(1, _around("bowl", 3.5, 4.5), 5.5, 0.0, 0.3, 0.9, 1.0, 6.0, _opponents(0.3, 0.05, 0.4, 1.0)),
    Level(2, _around("bowl", 8.0, 11.0), 9.5, 2.5, 0.3, 1.3, 2.0, 12.0, _opponents(0.3, 0.05, 0.7, 2.0)),
    Level(3, _ravine, 19.0, 3.0, 0.5, 2.0, 1.0, 25.0, _opponents(0.075, 0.03, 0.8, 3.0)),
    Level(4, _two_valleys, 6.5, 0.8, 0.3, 0.9, 1.0, 8.0, _opponents(0.2, 0.1, 0.3, 1.0)),
    Level(5, _plateau, 6.5, 0.8, 0.3, 0.9, 1.0, 8.0, _opponents(0.5, 0.1, 0.3, 1.0)),
    Level(6, _around("bowl", 6.0, 8.0), 7.5, 2.0, 0.3, 1.1, 1.5, 10.0, _opponents(0.2, 0.05, 0.5, 2.0), noise=1.5),
    Level(7, _himmelblau, 6.5, 0.0, 0.2, 0.8, 0.8, 8.0, _opponents(0.01, 0.005, 0.3, 1.0)),
)

LEVELS: dict[int, Level] = {level.number: level for level in _ENTRIES}
