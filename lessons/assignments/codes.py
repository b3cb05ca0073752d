"""A result code: what a learner set to solve an assignment, as a short text that anybody can check.

A code holds no result, only the settings: whoever checks it follows the runs again. So it cannot claim what is not so.
Layout: how many bytes follow, the rules by which it was graded, the assignment's digest, seed, nickname, answers, runs
(each as the fields in which it differs from the task's start), and three bytes to notice a slip of the finger. Whole
numbers are written seven bits to a byte. The letters are Crockford's, in which 0 and O, 1, I and L are the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lessons.assignments.assignment import AssignmentError
from lessons.grading.grading import RULES
from lessons.settings import fields_of, query_of
from optim_core import Message
from optim_core.experiment.fields import number

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
GROUP = 5
LONGEST = 4000  # characters
LONGEST_NICKNAME, LONGEST_TEXT = 24, 400
MOST_RUNS, MOST_FIELDS, MOST_ANSWERS = 60, 60, 60
CHECK = 3  # bytes
# Fields by their place here; only ever add at the end, or old codes change their meaning.
KEYS = (
    "run1.lr", "x", "y", "w", "b", "steps", "run1", "run1.beta", "run1.beta1", "run1.beta2", "run1.rho", "run1.eps",
    "run1.schedule", "run1.warmup", "run1.decay", "run1.weight_decay", "run1.clip", "run1.clip_at", "noise", "seed",
    "seeds", "batch", "kappa", "rotation", "L", "scale", "shift", "standardise", "width", "run2", "run2.lr",
    "run2.beta", "run2.schedule", "stop.loss", "stop.gradient", "v", "surface", "formula", "run1.schedule.total",
    "run1.lambda",
)  # fmt: skip
TEXT, ABSENT, NUMBERS = 0, 1, 2  # what a value begins with; a number with its exponent above NUMBERS

Fields = Mapping[str, str]  # key -> value; an empty value takes the field away


@dataclass(frozen=True)
class Code:
    """What stands in a code."""

    digest: bytes
    seed: int = 0
    runs: tuple[Fields, ...] = ()
    answers: tuple[str, ...] = ()
    nickname: str = ""
    rules: int = RULES  # those it was graded by when it was made


def write_code(code: Code) -> str:
    """The code as people read and type it. Raises AssignmentError where there is too much to put into one."""
    nickname = neat_nickname(code.nickname)
    bounded = len(code.runs) <= MOST_RUNS and len(code.answers) <= MOST_ANSWERS
    if not bounded or any(len(run) > MOST_FIELDS for run in code.runs):
        raise AssignmentError(Message("assignment.code_too_much"))
    body = bytes([code.rules]) + code.digest + _whole(code.seed) + _text(nickname) + _whole(len(code.answers))
    body += b"".join(_value(answer) for answer in code.answers) + _whole(len(code.runs))
    for run in code.runs:
        body += _whole(len(run)) + b"".join(_key(key) + _value(value) for key, value in sorted(run.items()))
    body += hashlib.sha256(body).digest()[:CHECK]
    letters = _letters(_whole(len(body)) + body)
    written = "-".join(letters[k : k + GROUP] for k in range(0, len(letters), GROUP))
    if len(written) > LONGEST:
        raise AssignmentError(Message("assignment.code_too_much"))
    return written


def read_code(text: str) -> Code:
    """What stands in a code, in whatever letters and groups it was typed. Raises AssignmentError."""
    if len(text) > 2 * LONGEST:
        raise AssignmentError(Message("assignment.code_long", length=len(text)))
    letters = re.sub(r"[\s‐-―−_.,-]", "", text).upper().translate(ALIKE)
    if not letters:
        raise AssignmentError(Message("assignment.code_empty"))
    strange = sorted({letter for letter in letters if letter not in LETTERS})
    if strange:
        raise AssignmentError(Message("assignment.code_letters", letters=" ".join(strange[:6])))
    data, clean = _bytes(letters)
    reader = _Reader(data)
    length = reader.whole()
    have = len(data) - reader.position
    if have < length <= LONGEST:  # else it begins as no code of ours does
        raise AssignmentError(Message("assignment.code_short", missing=-(-(length - have) * 8 // 5)))
    body, check = data[reader.position : -CHECK], data[-CHECK:]
    if not clean or have != length or length <= CHECK or hashlib.sha256(body).digest()[:CHECK] != check:
        raise AssignmentError(Message("assignment.code_wrong"))
    return _read(_Reader(body))


def neat_nickname(name: str) -> str:
    """A name as it goes into a code: one line, no invisible characters, not too long."""
    visible = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(visible.split())[:LONGEST_NICKNAME].strip()


def _read(reader: _Reader) -> Code:
    rules = reader.take(1)[0]
    if not 1 <= rules <= RULES:
        raise AssignmentError(Message("assignment.code_version", version=rules))
    digest, seed, nickname = reader.take(3), reader.whole(), reader.text()
    answers = tuple(reader.value() for _ in range(reader.count(MOST_ANSWERS)))
    runs = tuple(
        {reader.key(): reader.value() for _ in range(reader.count(MOST_FIELDS))} for _ in range(reader.count(MOST_RUNS))
    )
    if reader.position != len(reader.data) or neat_nickname(nickname) != nickname:
        raise AssignmentError(Message("assignment.code_wrong"))
    return Code(digest, seed, runs, answers, nickname, rules)


# ---- bytes


def _whole(value: int) -> bytes:
    parts = []
    while value >= 128:
        parts.append(value % 128 + 128)
        value //= 128
    return bytes([*parts, value])


def _folded(value: int) -> int:
    """A whole number without its sign: 0, -1, 1, -2 ... become 0, 1, 2, 3 ..."""
    return 2 * value if value >= 0 else -2 * value - 1


def _unfolded(value: int) -> int:
    return value // 2 if value % 2 == 0 else -(value + 1) // 2


def _text(text: str) -> bytes:
    data = text.encode()
    if len(data) > LONGEST_TEXT:
        raise AssignmentError(Message("assignment.code_too_much"))
    return _whole(len(data)) + data


def _key(key: str) -> bytes:
    return _whole(KEYS.index(key) + 1) if key in KEYS else _whole(0) + _text(key)


def _value(value: str) -> bytes:
    """A field's value: a number as whole number and power of ten where that says the same, else its text."""
    if not value:
        return _whole(ABSENT)
    try:
        plain = len(value) <= 40 and value.isascii() and number(float(value)) == value
    except ValueError:
        plain = False
    if not plain or value in ("inf", "-inf", "nan", "-0"):  # a whole number has no sign to 0
        return _whole(TEXT) + _text(value)
    sign, digits, exponent = Decimal(value).normalize().as_tuple()
    mantissa = int("".join(map(str, digits))) * (-1 if sign else 1)
    return _whole(NUMBERS + _folded(int(exponent))) + _whole(_folded(mantissa))


class _Reader:
    """Takes values off bytes that may be anything."""

    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0

    def take(self, count: int) -> bytes:
        part = self.data[self.position : self.position + count]
        if len(part) < count:
            raise AssignmentError(Message("assignment.code_wrong"))
        self.position += count
        return part

    def whole(self) -> int:
        value, shift = 0, 0
        while True:
            (part,) = self.take(1)
            value += (part % 128) << shift
            shift += 7
            if part < 128:
                return value
            if shift > 70:
                raise AssignmentError(Message("assignment.code_wrong"))

    def count(self, most: int) -> int:
        value = self.whole()
        if value > most:
            raise AssignmentError(Message("assignment.code_wrong"))
        return value

    def text(self) -> str:
        try:
            return self.take(self.count(LONGEST_TEXT)).decode()
        except UnicodeDecodeError:
            raise AssignmentError(Message("assignment.code_wrong")) from None

    def key(self) -> str:
        place = self.count(len(KEYS))
        return KEYS[place - 1] if place else self.text()

    def value(self) -> str:
        kind = self.whole()
        if kind == TEXT:
            return self.text()
        if kind == ABSENT:
            return ""
        exponent = _unfolded(kind - NUMBERS)
        if abs(exponent) > 400:
            raise AssignmentError(Message("assignment.code_wrong"))
        return number(float(f"{_unfolded(self.whole())}e{exponent}"))


# ---- letters


def _letters(data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(LETTERS[int(bits[k : k + 5], 2)] for k in range(0, len(bits), 5))


def _bytes(letters: str) -> tuple[bytes, bool]:
    """The bytes, and whether nothing is left over that does not belong to them."""
    bits = "".join(f"{LETTERS.index(letter):05b}" for letter in letters)
    whole, rest = len(bits) // 8 * 8, bits[len(bits) // 8 * 8 :]
    return bytes(int(bits[k : k + 8], 2) for k in range(0, whole, 8)), "1" not in rest and len(rest) < 5


def differences(start: str, query: str) -> dict[str, str]:
    """The fields in which one query text differs from another; what is gone has an empty value."""
    before, after = fields_of(start), fields_of(query)
    gone = dict.fromkeys((key for key in before if key not in after), "")
    return {key: value for key, value in after.items() if before.get(key) != value} | gone


def applied(start: str, changes: Fields) -> str:
    """The query text with these fields set."""
    merged = {**fields_of(start), **changes}
    return query_of({key: value for key, value in merged.items() if value})


def queries(start: str, runs: Sequence[Fields]) -> tuple[str, ...]:
    return tuple(applied(start, changes) for changes in runs)
