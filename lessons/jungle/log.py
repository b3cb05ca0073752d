"""What a player did, as a short text: `1_v0.8_h135:2_l_x`. A game is its level, its seed and this text.

1        the version of the grammar
v0.8     walk 0.8 metres towards the voice
h135:2   walk 2 metres on heading 135 (0 is north, 90 east)
l        shout and listen once more
x        stop here
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from optim_core import Message

VERSION = "1"
MOST_LISTENS = 60
MOST_CHARACTERS = 1000
SHORTEST, LONGEST = 0.01, 99.99  # metres in one walk
_WALK = re.compile(r"(?:v|h(?P<heading>\d{1,3}(?:\.\d)?):)(?P<metres>\d{1,2}(?:\.\d{1,2})?)", re.ASCII)

Kind = Literal["voice", "heading", "listen", "stop"]


@dataclass(frozen=True)
class Action:
    """One thing a player does. A walk has `metres`; a free one a `heading` in degrees, clockwise from north."""

    kind: Kind
    metres: float = 0.0
    heading: float = 0.0


class LogError(ValueError):
    """A log that no game could have written; `message` says where and why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.key)


def read_log(text: str) -> tuple[Action, ...]:
    """The actions of a log; an empty text is a game that has just begun. Raises LogError."""
    if len(text) > MOST_CHARACTERS:
        raise LogError(Message("jungle.log_long", length=len(text), high=MOST_CHARACTERS))
    if not text:
        return ()
    version, *words = text.split("_")
    if version != VERSION:
        raise LogError(Message("jungle.log_version", given=version[:20], version=VERSION))
    return tuple(_action(place, word) for place, word in enumerate(words, start=1))


def write_log(actions: Iterable[Action]) -> str:
    """The one way to write these actions."""
    return "_".join((VERSION, *map(_word, actions)))


def _action(place: int, word: str) -> Action:
    if word == "l":
        return Action("listen")
    if word == "x":
        return Action("stop")
    walk = _WALK.fullmatch(word)
    if walk is None:
        raise LogError(Message("jungle.log_word", place=place, word=word[:20]))
    metres, heading = float(walk["metres"]), walk["heading"]
    if metres < SHORTEST:
        raise LogError(Message("jungle.log_metres", place=place, low=SHORTEST, high=LONGEST))
    if heading is None:
        return Action("voice", metres)
    if float(heading) >= 360:
        raise LogError(Message("jungle.log_heading", place=place, word=word[:20]))
    return Action("heading", metres, float(heading))


def _word(action: Action) -> str:
    if action.kind in ("listen", "stop"):
        return action.kind[0] if action.kind == "listen" else "x"
    metres = f"{action.metres:.2f}".rstrip("0").rstrip(".")
    return f"v{metres}" if action.kind == "voice" else f"h{action.heading:.1f}".removesuffix(".0") + f":{metres}"
