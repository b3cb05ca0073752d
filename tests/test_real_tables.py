"""Tables as people have them are read as a careful person reads them, or answered by a sentence that helps."""

from __future__ import annotations

import json

import pytest

from app.stage.answers.csv_rows import csv_rows
from optim_core.examples.samples import BETWEEN_ROWS, read_rows
from tests.real_tables import REAL


def test_there_are_fifty_tables():
    """As many shapes as the promise says."""
    assert len(REAL) >= 50


@pytest.mark.parametrize("name", REAL)
def test_a_real_table_is_read_as_it_is_meant(name):
    """The columns that are chosen first, the first example, how many there are, and what is said about a guess."""
    real = REAL[name]
    surface = "line" if real.kind == "curve" else "logistic"
    answer = csv_rows(real.text.encode(real.encoding), f"surface={surface}&held=0", "en")
    assert real.says in json.dumps(answer, ensure_ascii=False).replace("\\\\", "\\")
    if not real.labels:
        assert answer["problem"]
        return
    assert answer["problem"] is None
    learn = answer["learn"]
    assert tuple(learn["names"].split(BETWEEN_ROWS)) == real.labels
    examples = read_rows(learn["points"])
    assert (examples[0], len(examples)) == (real.first, real.rows)
