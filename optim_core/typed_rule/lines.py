"""A typed rule cut into lines: declarations and assignments, each with its place in the text."""

import difflib
from dataclasses import dataclass
from typing import NoReturn

from optim_core.formula.characters import check_characters
from optim_core.messages import FormulaError, Message
from optim_core.typed_rule.habits import habit
from optim_core.typed_rule.names import CHARACTERS, INPUTS, LONGEST_NAME, NAME, PARAMETER, POINTS, STATE, STEP, TAKEN

MAX_LENGTH = 500
MAX_BYTES = 600  # it is a field of the link, where a letter that is not ASCII takes six characters or more
MAX_LINES = 24
LONGEST_ECHO = 30  # of what a message repeats
REMARK = "#"


@dataclass(frozen=True)
class Line:
    """One line that says something: `number` from 1, `name` what it declares or assigns, `right` what is behind `=`.

    `start` is where the line begins in the text, `at` where its right side does.
    """

    number: int
    kind: str  # "state", "parameter", or "" for an assignment
    name: str
    right: str
    remark: str
    start: int
    at: int
    end: int


def tidied(text: str) -> str:
    """The text without what cannot be seen: other line ends, and blanks behind lines."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip("\n")


def line_of(text: str, position: int | None) -> int | None:
    """The number, from 1, of the line that a position lies in."""
    return None if position is None else text.count("\n", 0, position) + 1


def cut(text: str) -> list[Line]:
    """The lines of a rule. Raises FormulaError at the first one that is none."""
    if len(text) > MAX_LENGTH or len(text.encode(errors="replace")) > MAX_BYTES:
        raise FormulaError(Message("own.too_long", limit=MAX_LENGTH, given=len(text)), text, min(len(text), MAX_LENGTH))
    rows = text.split("\n")
    if len(rows) > MAX_LINES:
        past = len("\n".join(rows[:MAX_LINES])) + 1
        raise FormulaError(Message("own.too_many_lines", limit=MAX_LINES, given=len(rows)), text, past)
    lines, start = [], 0
    for number, row in enumerate(rows, start=1):
        code, _, remark = row.replace("\t", " ").partition(REMARK)
        for k, character in enumerate(row):
            if not (character.isprintable() or character == "\t"):
                raise FormulaError(Message("own.invisible", code=f"U+{ord(character):04X}"), text, start + k)
        if code.strip():
            lines.append(_Row(text, number, start, code).line(remark.strip()))
        start += len(row) + 1
    if not lines:
        raise FormulaError(Message("own.empty"), text, 0, len(text))
    return lines


class _Row:
    """One row of the text that is not empty, while it is cut."""

    def __init__(self, text: str, number: int, start: int, code: str) -> None:
        self.text, self.number, self.start, self.code = text, number, start, code

    def fail(self, first: int, end: int, key: str, /, **values: str | int) -> NoReturn:
        """Raise the message, pointing at these characters of the row."""
        raise FormulaError(Message(key, **values), self.text, self.start + first, max(1, end - first))

    def line(self, remark: str) -> Line:
        code, first = self.code, len(self.code) - len(self.code.lstrip())
        end = len(code.rstrip())
        if message := habit(code):
            raise FormulaError(message[2], self.text, self.start + message[0], message[1] - message[0])
        word = code.split(maxsplit=1)[0]
        kind = word if word in (STATE, PARAMETER) else ""
        at = code.find("=")
        if at < 0:
            self.fail(first, end, f"own.no_equals_{kind or 'line'}")
        if (second := code.find("=", at + 1)) >= 0:
            self.fail(second, second + 1, "own.two_equals")
        begin = first + len(kind)
        before = code[begin:at]
        begin += len(before) - len(before.lstrip())
        name = before.strip()
        self.check_name(name, kind, begin if name else at)
        if not code[at + 1 :].strip():
            self.fail(at, at + 1, "own.nothing_behind", name=name)
        self.check_characters(at + 1)
        right = code[at + 1 : end]
        behind = at + 1 + len(right) - len(right.lstrip())
        return Line(self.number, kind, name, right.strip(), remark, self.start, self.start + behind, self.start + end)

    def check_name(self, name: str, kind: str, at: int) -> None:
        """What stands before the equals sign has to be one new name."""
        end = at + max(1, len(name))
        if len(words := name.split()) > 1 and all(NAME.fullmatch(word) for word in words):
            meant = difflib.get_close_matches(words[0].lower(), (STATE, PARAMETER), n=1, cutoff=0.5)
            if meant and not kind:
                self.fail(at, at + len(words[0]), "formula.nearest_name", name=words[0], suggestion=meant[0])
            self.fail(at, end, "own.two_words", typed=name[:LONGEST_ECHO])
        if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            self.fail(at, end, "own.name", typed=name[:LONGEST_ECHO] or "=", limit=LONGEST_NAME)
        if name in POINTS:
            self.fail(at, end, "own.point", name=name)
        if name in INPUTS:
            self.fail(at, end, f"own.given_{name}")
        if name in TAKEN or (kind and name == STEP):
            self.fail(at, end, "own.taken", name=name)

    def check_characters(self, first: int) -> None:
        """Only what an expression can hold; an underscore only inside a name."""
        try:
            check_characters(self.code[first:].rstrip(), CHARACTERS)
        except FormulaError as error:
            place = first + (error.position or 0)
            raise FormulaError(error.message, self.text, self.start + place, error.length) from None
        named = {k for match in NAME.finditer(self.code, first) for k in range(*match.span())}
        for k in range(first, len(self.code)):
            if self.code[k] == "_" and k not in named:
                self.fail(k, k + 1, "own.underscore")
