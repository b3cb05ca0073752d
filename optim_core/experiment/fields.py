"""The fields of a link, taken one by one: what is wrong with one becomes a note, and something else is used.

What a mail, a chat or a hand did to a link is put right first (`as_meant.py`) and said in one note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qsl

from optim_core.experiment.as_meant import Meant, tidied
from optim_core.messages import Message
from optim_core.rules.problems import HasHypers, hyper_problem, shown
from optim_core.types import Interval

MAX_TEXT = 40_000  # six rules of one's own, all weights of a network, and examples of one's own
MAX_FIELDS = 600  # a network of two layers has 337 weights
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,12}", re.ASCII)
T = TypeVar("T")


class Fields:
    """The fields that nobody has taken yet. `prefix` stood before each of their keys in the link."""

    def __init__(
        self, rest: dict[str, str], notes: list[Message], prefix: str = "", meant: Meant | None = None
    ) -> None:
        self.rest, self.notes, self.prefix = rest, notes, prefix
        self.meant = Meant() if meant is None else meant

    @classmethod
    def of(cls, text: str) -> Fields:
        """The fields of a link; none where it is too long to be read."""
        text, notes, rest = text.removeprefix("?"), list[Message](), dict[str, str]()
        if len(text) > MAX_TEXT:
            return cls({}, [Message("query.too_long", length=len(text), high=MAX_TEXT)])
        try:
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            return cls({}, [Message("query.too_many", high=MAX_FIELDS)])
        meant = Meant()
        for key, value in tidied(pairs, meant):
            if key in rest:
                notes.append(Message("query.twice", key=shown(key)))
            else:
                rest[key] = value
        return cls(rest, notes, meant=meant)

    def under(self, prefix: str) -> Fields:
        """Takes the fields whose keys begin so, as fields of their own."""
        keys = [key for key in self.rest if key.startswith(prefix)]
        return Fields({key.removeprefix(prefix): self.rest.pop(key) for key in keys}, self.notes, prefix, self.meant)

    def take(self, key: str) -> str | None:
        return self.rest.pop(key, None)

    def instead(self, problem: Message, used: T, said: str = "") -> T:
        """Notes that something else is used; returns that."""
        self.notes.append(Message("query.instead", problem=problem, used=said or str(used)))
        return used

    def left_out(self, problem: Message) -> None:
        self.notes.append(Message("query.left_out", problem=problem))

    def unknown(self, key: str) -> None:
        self.notes.append(Message("query.unknown", key=self.full(key)))

    def full(self, key: str) -> str:
        """The key as it stands in the link, for a message."""
        return shown(self.prefix + key)

    def number(self, key: str, usual: float, valid: Interval) -> float:
        value = self.number_in(key, valid) if key in self.rest else usual
        return self.instead(value, usual, number(usual)) if isinstance(value, Message) else value

    def whole(self, key: str, usual: int, valid: Interval) -> int:
        text = self.take(key)
        if text is None:
            return usual
        used = int(text) if _WHOLE.fullmatch(text) else None
        if used is not None and used in valid:
            return used
        low, high = int(valid.low), int(valid.high)
        problem = Message("query.whole", key=self.full(key), value=shown(text), low=low, high=high)
        return self.instead(problem, usual if used is None else min(max(used, low), high))

    def hyper(self, key: str, owner: HasHypers, name: str) -> float:
        """The value of a hyperparameter of `owner`."""
        value, usual = self.checked(key, lambda value: hyper_problem(owner, name, value)), owner.hypers[name].default
        return self.instead(value, usual, number(usual)) if isinstance(value, Message) else value

    def number_in(self, key: str, valid: Interval) -> float | Message:
        """Takes the number that a field holds, or what is wrong with it."""
        outside = Message(
            "query.outside", key=self.full(key), value=shown(self.rest[key]), low=valid.low, high=valid.high
        )
        return self.checked(key, lambda value: None if value in valid else outside)

    def checked(self, key: str, problem: Callable[[float], Message | None]) -> float | Message:
        """Takes the number that a field holds, or what is wrong with it."""
        text = self.meant.number(self.rest.pop(key), _float)
        value = _float(text)
        if value is None:
            return Message("query.number", key=self.full(key), value=shown(text))
        wrong = problem(value)
        return value if wrong is None else wrong


def number(value: float) -> str:
    """A number as it stands in a link: the shortest text that reads back as the same float."""
    return repr(float(value)).removesuffix(".0")


def _float(text: str) -> float | None:
    """The number that plain decimal text stands for; None for anything else, also for one too large for a float."""
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) != float("inf") else None
