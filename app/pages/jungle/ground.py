"""The ground as the map draws it: a shade for each cell that was seen, nothing at all for what lies in the fog."""

import base64
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lessons.jungle import Game, Place, place
from optim_core.types import Array

CELLS = 80  # on each side
FOG = 0  # shades go from 1, the height of the friend, to DARKEST
DARKEST = 65_535
DETAIL = 60.0  # how much more of the shades the low ground gets than the high


def ground(game: Game) -> str:
    """The shades of all cells row by row from the south, as base64; none is in the fog once the game has ended."""
    where = game.place
    shades = _shades(where.level.number, where.seed)
    if game.end is None:
        shades = np.where(_seen(game), shades, FOG)
    return base64.b64encode(shades.astype("<u2").tobytes()).decode()


def _cells(where: Place) -> Array:
    """The middles of the cells, (CELLS, CELLS, 2)."""
    left, right, low, high = where.box
    middles = (np.arange(CELLS) + 0.5) / CELLS
    east, north = np.meshgrid(left + (right - left) * middles, low + (high - low) * middles)
    return np.stack([east, north], axis=-1)


@lru_cache(maxsize=64)
def _shades(level: int, seed: int) -> Array:
    where = place(level, seed)
    heights = where.heights(_cells(where))
    share = np.log1p(DETAIL * heights / heights.max()) / np.log1p(DETAIL)
    return np.asarray(np.round(1 + (DARKEST - 1) * share))


def _seen(game: Game) -> NDArray[np.bool_]:
    """Which cells lie within sight of the trail, and one more around them: the browser draws the edge."""
    where = game.place
    cells, sight = _cells(where), where.level.sight + 3 * where.level.half / CELLS
    seen = _distance(cells - game.stops[0].point) <= sight
    for before, after in pairwise(game.stops):
        way = after.point - before.point
        squared = float(way @ way) or 1.0
        along = np.clip((cells - before.point) @ way / squared, 0.0, 1.0)
        seen |= _distance(cells - before.point - along[..., None] * way) <= sight
    return seen


def _distance(vectors: Array) -> Array:
    return np.asarray(np.hypot(vectors[..., 0], vectors[..., 1]))
