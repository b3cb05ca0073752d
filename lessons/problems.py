"""What is wrong with a lesson file: each problem with its line, its field and the nearest valid name."""

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from optim_core import Message


class Problem(NamedTuple):
    """One thing that is wrong. `line` counts from 1 in the file; `field` is its path, such as `task.four.needs[1]`."""

    line: int
    field: str
    message: Message

    def __str__(self) -> str:
        return f"{self.line}: {self.field}: {self.message}" if self.field else f"{self.line}: {self.message}"


class LessonError(ValueError):
    """A lesson file that cannot be read. `problems` has everything that was found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem], name: str = "") -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(f"{name}:{problem}" for problem in self.problems))


MOST_SHOWN = 40  # names in one message


def unknown(kind: str, name: object, known: Iterable[str]) -> Message:
    """Says that there is no such thing, and which one may have been meant."""
    names, shown, what = sorted(known), str(name)[:40], Message(f"kind.{kind}")
    near = difflib.get_close_matches(shown, names, n=1, cutoff=0.5)
    if near:
        return Message("file.unknown_near", kind=what, name=shown, near=near[0])
    if not names:
        return Message("file.unknown_none", kind=what, name=shown)
    listed, more = ", ".join(names[:MOST_SHOWN]), len(names) - MOST_SHOWN
    if more > 0:
        return Message("file.unknown_more", kind=what, name=shown, known=listed, more=more)
    return Message("file.unknown_known", kind=what, name=shown, known=listed)


class Problems:
    """Collects what is wrong while a file is read, and knows in which line each field stands."""

    MOST = 50

    def __init__(self, lines: dict[str, int] | None = None) -> None:
        self.lines = lines or {}
        self.all: list[Problem] = []

    def line(self, field: str) -> int:
        """The line of a field, or of the nearest field around it that stands in the file."""
        while field and field not in self.lines:
            field = field[: max(field.rfind("."), field.rfind("["), 0)]
        return self.lines.get(field, 1)

    def add(self, field: str, message: Message, line: int | None = None) -> None:
        if len(self.all) < self.MOST:
            self.all.append(Problem(self.line(field) if line is None else line, field, message))
