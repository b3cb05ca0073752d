"""Replays a game from its log. What a player has done is the whole state: anybody can play it again and check it."""

from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians, sin
from typing import Literal

import numpy as np

from lessons.jungle.log import MOST_LISTENS, Action, LogError, read_log, write_log
from lessons.jungle.place import Place, place
from lessons.jungle.score import Tally, falls
from lessons.jungle.voice import Voice, heading_of, loudness_of, turned
from optim_core import Message
from optim_core.types import Array

End = Literal["found", "tired", "stopped"]


@dataclass(frozen=True, eq=False)
class Stop:
    """Where one action led: the place, what is heard there, and what the way there cost."""

    action: Action | None  # None at the camp
    x: float
    y: float
    height: float
    voice: Voice
    metres: float = 0.0
    fell: bool = False
    edge: bool = False  # the walk ended at the edge of the map

    @property
    def point(self) -> Array:
        return np.array([self.x, self.y])


@dataclass(frozen=True, eq=False)
class Game:
    """A game after its log. `end` says how it ended; None while it goes on."""

    place: Place
    log: str
    stops: tuple[Stop, ...]
    end: End | None

    @property
    def last(self) -> Stop:
        return self.stops[-1]

    @property
    def tally(self) -> Tally:
        return Tally(
            listens=len(self.stops),
            metres=sum(stop.metres for stop in self.stops),
            falls=sum(stop.fell for stop in self.stops),
            height=self.last.height,
            camp=self.stops[0].height,
            success=self.end == "found",
        )

    @property
    def headings(self) -> tuple[float | None, ...]:
        """The heading of each walk; None for a walk of no length, and for listening."""
        return tuple(heading_of(b.x - a.x, b.y - a.y) for a, b in pairwise(self.stops))


def replay(level: int, seed: int, log: str) -> Game:
    """The game that these actions make. Raises LogError where a log says what cannot be done."""
    where = place(level, seed)
    actions = read_log(log)
    camp = np.zeros(2)
    heard = where.downhill(camp, 0)
    shouts = [heard]
    stops = [Stop(None, 0.0, 0.0, _height(where, camp), _voice(shouts, None))]
    end: End | None = None
    for number, action in enumerate(actions, start=1):
        if end is not None:
            raise LogError(Message("jungle.log_after_end", place=number))
        if action.kind == "stop":
            end = "stopped"
            continue
        here = stops[-1]
        point, edge = (here.point, False) if action.kind == "listen" else _walk(where, here, action, number)
        shouts = shouts if action.kind == "listen" else []
        shouts = [*shouts, where.downhill(point, len(stops))]
        metres, height = float(np.hypot(*(point - here.point))), _height(where, point)
        voice = _voice(shouts, here.voice.heading)
        fell = falls(here.height, height)
        stops.append(Stop(action, float(point[0]), float(point[1]), height, voice, metres, fell, edge))
        if where.at_friend(point):
            end = "found"
        elif len(stops) == MOST_LISTENS:
            end = "tired"
    return Game(where, write_log(actions), tuple(stops), end)


def _height(where: Place, point: Array) -> float:
    return float(where.heights(point))


def _voice(shouts: list[Array], before: float | None) -> Voice:
    east, north = np.mean(shouts, axis=0).tolist()
    heading = heading_of(east, north)
    return Voice(heading, loudness_of(east, north), turned(before, heading), len(shouts))


def _walk(where: Place, here: Stop, action: Action, number: int) -> tuple[Array, bool]:
    """Where a walk ends, and whether the edge of the map ended it."""
    heading = here.voice.heading if action.kind == "voice" else action.heading
    if heading is None:
        raise LogError(Message("jungle.log_silence", place=number))
    if action.metres > where.level.longest:
        raise LogError(Message("jungle.log_longest", place=number, high=where.level.longest))
    way = np.array([sin(radians(heading)), cos(radians(heading))])
    left, right, low, high = where.box
    room = action.metres
    for at, along, ends in ((here.x, way[0], (left, right)), (here.y, way[1], (low, high))):
        if abs(along) > 1e-12:
            room = min(room, max((ends[int(along > 0)] - at) / along, 0.0))
    point = here.point + room * way
    return point, hypot(*(here.point + action.metres * way - point)) > 1e-9
