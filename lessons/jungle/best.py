"""The best game of a level, as it is kept: its seed and its log. The score is never kept but played again."""

from typing import NamedTuple

from lessons.jungle.game import replay
from lessons.jungle.levels import LEVELS
from lessons.jungle.log import LogError
from lessons.jungle.place import SEEDS


class Best(NamedTuple):
    """A game that has ended; of two the one with the higher score is larger."""

    score: int
    seed: int
    log: str


def graded(level: object, seed: object, log: object) -> Best | None:
    """What somebody says of a game, played again here; None where it is no game that has ended."""
    if type(level) is not int or type(seed) is not int or not isinstance(log, str):
        return None
    if level not in LEVELS or not 0 <= seed < SEEDS:
        return None
    try:
        game = replay(level, seed, log)
    except LogError:
        return None
    return None if game.end is None else Best(game.tally.score, seed, game.log)
