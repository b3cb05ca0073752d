"""Tables read and learned from with their usual choice, or with one that a test makes."""

from __future__ import annotations

from optim_core.examples.dataset import Kind, Sample
from optim_core.examples.table import Choice, Learned, Table, learn, read_table, usual_choice

FLATS = "size,price\n52,190\n80,265\n61,210\n99,300\n"


def keys(messages) -> list[str]:
    return [message.key for message in messages]


def learned(text: str | bytes, kind: Kind = "curve", **choice) -> tuple[Table, Learned]:
    table = read_table(text if isinstance(text, bytes) else text.encode())
    usual = usual_choice(table, kind)
    return table, learn(table, kind, Choice(**{**vars(usual), **choice}))


def rows(sample: Sample) -> list[tuple[float, ...]]:
    return [*(sample.train or ()), *(sample.test or ())]
