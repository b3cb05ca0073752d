"""Examples of one's own from a file: its bytes become a table, and some columns of it examples to learn from."""

from __future__ import annotations

from optim_core.examples.table.choosing import MOST_HELD, Choice, Learned, group_of, learn, usual_choice
from optim_core.examples.table.columns import Column
from optim_core.examples.table.decoding import MOST_BYTES
from optim_core.examples.table.reading import Table, read_table
from optim_core.examples.table.scale import Scale, scale_of

__all__ = [
    "MOST_BYTES",
    "MOST_HELD",
    "Choice",
    "Column",
    "Learned",
    "Scale",
    "Table",
    "group_of",
    "learn",
    "read_table",
    "scale_of",
    "usual_choice",
]
