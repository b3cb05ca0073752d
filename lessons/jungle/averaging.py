"""What a player did without being asked: facts about the headings that were walked."""

from lessons.jungle.game import Game
from lessons.jungle.voice import turned

CLEAR = 20.0  # degrees between the last walk and the voice: less is no choice
INSIDE = 0.15  # a heading this share of the way from either one counts as between them


def averaged(game: Game) -> tuple[int, int]:
    """How many walks went between the last walk's heading and the voice, as momentum does, and how many could have."""
    between = possible = 0
    before: float | None = None
    for stop, after, heading in zip(game.stops, game.stops[1:], game.headings, strict=False):
        if heading is None:
            continue  # listened, or could not move
        apart, turn = turned(before, stop.voice.heading), turned(before, heading)
        if apart is not None and turn is not None and CLEAR <= abs(apart) <= 180 - CLEAR:
            possible += 1
            free = after.action is not None and after.action.kind == "heading"
            between += free and INSIDE <= turn / apart <= 1 - INSIDE
        before = heading
    return between, possible


def mostly_averaged(game: Game) -> bool:
    """Whether averaging was a habit, not an accident."""
    between, possible = averaged(game)
    return between >= 2 and 2 * between >= possible
