"""Examples of one's own from a file: its bytes become a table, and some columns of it examples to learn from."""

from optim_core.examples.table.choosing import MOST_HELD, Choice, Learned, group_of, learn, usual_choice
from optim_core.examples.table.columns import Column
from optim_core.examples.table.decoding import ENCODINGS, MOST_BYTES, encoding_name
from optim_core.examples.table.messages import TABLE_ENGLISH
from optim_core.examples.table.reading import Format, Misread, Table, read_table
from optim_core.examples.table.scale import Scale, scale_of
from optim_core.messages import ENGLISH

ENGLISH.update(TABLE_ENGLISH)

__all__ = [
    "ENCODINGS",
    "MOST_BYTES",
    "MOST_HELD",
    "Choice",
    "Column",
    "Format",
    "Learned",
    "Misread",
    "Scale",
    "Table",
    "encoding_name",
    "group_of",
    "learn",
    "read_table",
    "scale_of",
    "usual_choice",
]
