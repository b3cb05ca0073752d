"""The voice in the fog: a game in which you are the optimizer. Pure: a level, a seed and a log give everything."""

from lessons.jungle.averaging import averaged, mostly_averaged
from lessons.jungle.best import Best, graded
from lessons.jungle.game import Game, Stop, replay
from lessons.jungle.ghosts import Ghost, ghosts
from lessons.jungle.levels import LEVELS, Level
from lessons.jungle.log import MOST_LISTENS, Action, LogError, read_log, write_log
from lessons.jungle.place import SEEDS, Place, place
from lessons.jungle.score import Tally
from lessons.jungle.voice import Voice, turned, wind

__all__ = [
    "LEVELS",
    "MOST_LISTENS",
    "SEEDS",
    "Action",
    "Best",
    "Game",
    "Ghost",
    "Level",
    "LogError",
    "Place",
    "Stop",
    "Tally",
    "Voice",
    "averaged",
    "ghosts",
    "graded",
    "mostly_averaged",
    "place",
    "read_log",
    "replay",
    "turned",
    "wind",
    "write_log",
]
