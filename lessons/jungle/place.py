"""Where a game is played: a level's surface, turned, mirrored and moved by the seed, with the player's camp at (0, 0).

Only quarter turns and mirrors are drawn: rules that treat each coordinate by itself, such as Adam, walk the same way on
a surface that was turned so, and the opponents' paths may be computed on the surface itself.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.jungle.levels import LEVELS, Level
from lessons.jungle.log import MOST_LISTENS
from optim_core import Experiment, Surface
from optim_core.types import Array

SEEDS = 2**32


@dataclass(frozen=True, eq=False)
class Place:
    """The jungle of one level and one seed. East is the first coordinate, north the second, in metres from the camp."""

    level: Level
    seed: int
    surface: Surface
    start: Array  # the camp, on the surface
    turn: Array  # (2, 2), from directions on the surface to directions on the map
    middle: Array  # of the map
    echo: Array  # (MOST_LISTENS, 2): what is added to the gradient at each listening

    @property
    def friends(self) -> Array:
        """Where the holes with a friend in them are, (holes, 2)."""
        return (np.array(self.surface.minima) - self.start) @ self.turn.T

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The map's left, right, lower and upper edge."""
        (x, y), half = self.middle.tolist(), self.level.half
        return x - half, x + half, y - half, y + half

    @property
    def lowest(self) -> float:
        return float(self.surface.value(self.surface.minima).min())

    def on_surface(self, points: Array) -> Array:
        """Points of the map (..., 2) as points of the surface."""
        return points @ self.turn + self.start

    def on_map(self, points: Array) -> Array:
        """Points of the surface (..., 2) as points of the map."""
        return (points - self.start) @ self.turn.T

    def heights(self, points: Array) -> Array:
        """The loss at points of the map above that of the friend's hole, never below 0."""
        return np.maximum(self.surface.value(self.on_surface(points)) - self.lowest, 0.0)

    def downhill(self, point: Array, listening: int) -> Array:
        """Minus the gradient as it is heard at the listening with this number (from 0), echo and all."""
        gradient = self.surface.gradient(self.on_surface(point)) + self.echo[listening]
        heard: Array = -gradient @ self.turn.T
        return heard

    def at_friend(self, point: Array) -> bool:
        return bool(np.hypot(*(self.friends - point).T).min() <= self.level.reach)

    @property
    def experiment(self) -> Experiment:
        """What the opponents do: the same start, the same echoes, and as many gradients as a player may hear."""
        return Experiment(
            surface=self.surface,
            runs=self.level.runs,
            start=tuple(self.start.tolist()),
            steps=MOST_LISTENS - 1,
            noise=self.level.noise,
            seed=self.seed,
        )


@lru_cache(maxsize=256)
def place(number: int, seed: int) -> Place:
    """The jungle of level `number` for a seed from 0 to 4294967295: the same for everybody, on every machine."""
    level = LEVELS[number]
    rng = np.random.default_rng([seed, number])
    surface, start = level.draw(rng)
    turn = np.diag(rng.choice((-1.0, 1.0), 2))
    if rng.integers(2):
        turn = turn[::-1]
    camp = np.array(start)
    friends = (np.array(surface.minima) - camp) @ turn.T
    middle = friends.mean(axis=0) / (2 if level.jitter else 1)  # halfway, or around the friends
    echo = level.noise * np.random.default_rng(seed).standard_normal((MOST_LISTENS, 2))
    return Place(level, seed, surface, camp, turn, middle + rng.uniform(-1, 1, 2) * level.jitter, echo)
