"""The voice: where it comes from (minus the gradient) and how loud it is (the size of the gradient)."""

from dataclasses import dataclass
from math import atan2, degrees, hypot, log10

LOUDEST = 10.0
PER_TENFOLD = 2.5  # a gradient ten times as large is this much louder; 0.01 is silence, 100 the loudest
WINDS = ("north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west")


@dataclass(frozen=True)
class Voice:
    """What is heard at one place. `turn` is the change since the voice before, to the right; None the first time."""

    heading: float | None  # degrees clockwise from north; None where there is no voice at all
    loudness: float  # 0 to 10
    turn: float | None = None
    shouts: int = 1  # how many were averaged, all at this place


def heading_of(east: float, north: float) -> float | None:
    """The compass heading of a direction, 0 <= heading < 360; None where it has no length."""
    if east == 0 and north == 0:
        return None
    return degrees(atan2(east, north)) % 360.0


def loudness_of(east: float, north: float) -> float:
    """From 0 to 10 on a log scale of the length."""
    length = hypot(east, north)
    if length == 0:
        return 0.0
    return min(max(PER_TENFOLD * (log10(length) + 2), 0.0), LOUDEST)


def turned(before: float | None, now: float | None) -> float | None:
    """How far one turns from a heading to another: -180 < turn <= 180, positive to the right."""
    if before is None or now is None:
        return None
    turn = (now - before) % 360.0
    return turn - 360.0 if turn > 180.0 else turn


def wind(heading: float) -> str:
    """The nearest of the eight winds."""
    return WINDS[round(heading / 45.0) % 8]
