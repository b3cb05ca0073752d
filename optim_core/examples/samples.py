"""Checks examples of one's own, and writes them as text and back: `0.2_1.4__0.5_1.2`, a row each."""

import difflib
import math
import re
import unicodedata
from collections.abc import Iterator
from typing import Protocol

from optim_core.examples.builtin import DATASETS, datasets
from optim_core.examples.dataset import FEWEST_ROWS, LARGEST_NUMBER, MOST_ROWS, OWN_DATA, Kind, Sample, rounded
from optim_core.messages import Message, Name

Rows = tuple[tuple[float, ...], ...]
LONGEST_LABEL = 40
NUMBER = re.compile(r"-?[0-9.e-]+")
BETWEEN_ROWS, BETWEEN_NUMBERS = "__", "_"  # neither Python nor a browser changes these in a link
_SPACES = frozenset(f"{BETWEEN_NUMBERS}~&")
_BRACKETS = str.maketrans("<>", "‹›")


def tidy_label(text: str) -> str:
    """A name as it can be shown anywhere: one short line without marks that change how others are read.

    Control characters and marks of direction go; what links use for themselves becomes a space, and brackets that HTML
    reads become those that it does not.
    """
    known = "".join(" " if char.isspace() or char in _SPACES else char for char in text[: 4 * LONGEST_LABEL])
    seen = "".join(char for char in known if not unicodedata.category(char).startswith("C"))
    return " ".join(seen.translate(_BRACKETS).split())[:LONGEST_LABEL].strip()


class Learns(Protocol):
    """A surface that may learn from examples that are chosen."""

    @property
    def called(self) -> Name: ...
    @property
    def sample(self) -> Sample | None: ...


def kind_of(sample: Sample) -> Kind:
    """What a sample is for: a curve, or classes."""
    if sample.data in DATASETS:
        return DATASETS[sample.data].kind
    return "classes" if sample.train and len(sample.train[0]) > 2 else "curve"


def columns_of(kind: Kind) -> int:
    """How many numbers a row has: input(s) and target."""
    return 3 if kind == "classes" else 2


def sample_problems(surface: Learns, sample: Sample) -> Iterator[Message]:
    """Everything that is wrong with a sample for a surface."""
    if surface.sample is None:
        yield Message("data.fixed", surface=surface.called)
        return
    kind = kind_of(surface.sample)
    known = datasets(kind)
    if sample.data != OWN_DATA and sample.data not in known:
        near = difflib.get_close_matches(sample.data[:40], known, n=1, cutoff=0.5)
        yield Message("data.unknown", name=sample.data[:40], near=near[0] if near else ", ".join(known))
        return
    if sample.data == OWN_DATA and sample.train is None:
        yield Message("data.no_rows")
    for rows, least in ((sample.train, FEWEST_ROWS), (sample.test, 0)):
        if rows is not None:
            yield from _row_problems(rows, kind, least)
    count = len(sample.train or ()) + len(sample.test or ())
    if count > MOST_ROWS:
        yield Message("data.too_many", count=count, high=MOST_ROWS)
    if any(len(label) > LONGEST_LABEL for label in sample.labels):
        yield Message("data.label", high=LONGEST_LABEL)


def _row_problems(rows: Rows, kind: Kind, least: int) -> Iterator[Message]:
    wanted = columns_of(kind)
    if len(rows) < least:
        yield Message("data.too_few", count=len(rows), low=least)
    for place, row in enumerate(rows, start=1):
        if len(row) != wanted:
            yield Message("data.columns", row=place, count=len(row), wanted=wanted)
            return
        bad = next((v for v in row if not (math.isfinite(v) and abs(v) <= LARGEST_NUMBER)), None)
        if bad is not None:
            yield Message("data.number", row=place, value=f"{bad:.6g}", high=LARGEST_NUMBER)
            return
        if kind == "classes" and row[-1] not in (0.0, 1.0):
            yield Message("data.class", row=place, value=f"{row[-1]:.6g}")
            return


def settled(sample: Sample) -> Sample:
    """A sample without problems as a link can hold it: with rounded numbers, and with labels only where they count."""
    count = columns_of(kind_of(sample))
    labels = tuple(map(tidy_label, sample.labels))
    used = sample.data == OWN_DATA and all(labels) and len(labels) in (count, count + 2 * (count > 2))
    return Sample(sample.data, _settled(sample.train), _settled(sample.test), labels if used else ())


def _settled(rows: Rows | None) -> Rows | None:
    return None if rows is None else tuple(tuple(rounded(value) for value in row) for row in rows)


def write_rows(rows: Rows) -> str:
    """Rows as they stand in a link."""
    return BETWEEN_ROWS.join(BETWEEN_NUMBERS.join(_number(value) for value in row) for row in rows)


def read_rows(text: str) -> Rows | Message:
    """The rows of a link; a message where a piece of it is no number."""
    table = []
    for place, row in enumerate(text.split(BETWEEN_ROWS) if text else (), start=1):
        if place > MOST_ROWS:
            return Message("data.too_many", count=text.count(BETWEEN_ROWS) + 1, high=MOST_ROWS)
        numbers = [_read(piece) for piece in row.split(BETWEEN_NUMBERS)]
        if None in numbers:
            return Message("data.row", row=place, value=row[:40])
        table.append(tuple(rounded(value) for value in numbers if value is not None))
    return tuple(table)


def _number(value: float) -> str:
    return repr(rounded(value)).removesuffix(".0").replace("e+", "e")


def _read(piece: str) -> float | None:
    if len(piece) > 24 or not NUMBER.fullmatch(piece):
        return None
    try:
        value = float(piece)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
