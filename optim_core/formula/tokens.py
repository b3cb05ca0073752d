"""A formula cut into numbers, names and signs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from optim_core.formula.names import FUNCTIONS
from optim_core.messages import FormulaError, Message

LARGEST = 1e9  # no number, typed or worked out from typed numbers, may be larger

NUMBER, NAME, FUNCTION, OPERATOR, OPEN, CLOSE, COMMA = "number", "name", "function", "operator", "(", ")", ","
PATTERN = re.compile(
    r" *(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)"
    r"|(?P<operator>\*\*|[-+*/^])|(?P<mark>[(),.]))"
)
OTHER_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)(?![A-Za-z0-9])")


class Token(NamedTuple):
    kind: str
    text: str
    start: int  # index into the learner's text

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokenize(text: str, functions: Mapping[str, int] = FUNCTIONS) -> list[Token]:
    """Cut `text`, whose characters have been checked, into tokens."""
    tokens = []
    position = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    while position < end:
        match = PATTERN.match(text, position)
        assert match  # every allowed character begins some token
        assert match.lastgroup
        word, start = match[match.lastgroup], match.start(match.lastgroup)
        if word == ".":
            raise FormulaError(Message("formula.point"), text, start)
        kind = word if match.lastgroup == "mark" else match.lastgroup
        if kind == NUMBER:
            _check_number(text, word, start)
        tokens.append(Token(FUNCTION if word in functions else kind, word, start))
        position = match.end()
    return tokens


def _check_number(text: str, word: str, start: int) -> None:
    if other := OTHER_BASE.match(text, start):
        message = Message("formula.number_base", typed=other[0], suggestion=str(int(other[0], 0)))
        raise FormulaError(message, text, start, len(other[0]))
    if word.isdigit() and word[0] == "0" and word.strip("0"):
        raise FormulaError(
            Message("formula.leading_zero", typed=word, suggestion=word.lstrip("0")), text, start, len(word)
        )
    if float(word) > LARGEST:
        raise FormulaError(Message("formula.number_too_large", limit="10^9"), text, start, len(word))


def spell(tokens: list[Token]) -> str:
    """The tokens as they are best typed: spaces around + and - between two things, and after a comma."""
    words: list[str] = []
    for i, token in enumerate(tokens):
        binary = token.text in ("+", "-") and i > 0 and tokens[i - 1].kind in (NUMBER, NAME, CLOSE)
        words.append(f" {token.text} " if binary else ", " if token.kind == COMMA else token.text)
    return "".join(words)
