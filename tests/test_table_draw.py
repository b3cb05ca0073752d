"""Of a table with many rows some are drawn, and a share is held out: evenly, and of each class."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core.examples.dataset import MOST_ROWS, Kind
from optim_core.examples.table import MOST_BYTES, read_table
from optim_core.examples.table.drawing import FEWEST_OF_CLASS, drawn, held_out, spread
from optim_core.examples.table.splitting import MOST_LOOKED_AT
from tests.tables import keys, learned, rows

KINDS: tuple[Kind, ...] = ("curve", "classes")


@given(st.integers(0, 500), st.floats(0, 1), st.integers(0, 99))
def test_a_draw_is_even_over_all_places(count, share, seed):
    """One place from each of as many stretches of one length, in order, the same again with the same seed."""
    wanted = int(share * count)
    places = spread(count, wanted, np.random.default_rng(seed))
    assert np.array_equal(places, spread(count, wanted, np.random.default_rng(seed)))
    ends = np.arange(wanted + 1) * count // max(wanted, 1)
    assert ((ends[:-1] <= places) & (places < ends[1:])).all()


def test_of_many_rows_some_are_drawn_with_a_seed_and_that_is_said():
    """As many as a link holds; another seed draws others."""
    text = "x,y\n" + "".join(f"{i},{i % 7}\n" for i in range(5000))
    _, first = learned(text, inputs=(0,), target=1)
    _, again = learned(text, inputs=(0,), target=1)
    _, other = learned(text, inputs=(0,), target=1, seed=1)
    assert first == again
    assert first.sample != other.sample
    assert len(rows(first.sample)) == MOST_ROWS
    assert len(first.sample.test) == MOST_ROWS // 4
    (said,) = [note for note in first.notes if note.key == "table.drawn"]
    assert "5,000 rows; 200 of them" in str(said)
    places = sorted(row[0] for row in rows(first.sample))
    assert np.diff(places).max() < 2 * 5000 / MOST_ROWS


def test_a_million_rows_are_looked_at_in_part_and_counted_in_whole():
    """As many as fit into what is sent; the first row and the last stretch are among them."""
    data = b"0,1\n" * ((MOST_BYTES - 8) // 4) + b"7,8\n"
    table = read_table(data, cut=True)
    assert table.rows == len(data) // 4
    assert len(table.places) == MOST_LOOKED_AT
    assert table.places[-1] > 0.99 * table.rows
    assert keys(table.notes) == ["table.cut", "table.thinned"]


def test_the_last_line_of_a_cut_file_is_left_out():
    """It may be a piece of a row, or of a number; a letter that was cut does no harm."""
    data = "x,y\n1,2\n3,4\n5,6 é".encode()
    assert read_table(data[:-1], cut=True).places == (2, 3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_the_share_that_is_held_out_is_of_each_class(kind, share):
    """Nothing is in both parts, and the class that is rarer is in both."""
    text = "u,v,c\n" + "".join(f"{i},{i * i % 97},{'ab'[i % 10 == 0]}\n" for i in range(100))
    _, found = learned(text, kind, held=share, **({"inputs": (0,), "target": 1} if kind == "curve" else {}))
    test = found.sample.test or ()
    assert len(test) == round(share * 100)
    assert len({*found.sample.train} | {*test}) == 100
    if kind == "classes" and share:
        assert sum(row[-1] for row in test) == round(share * 10)


def test_a_rare_class_is_not_lost_by_the_draw():
    """Of a class with a few rows among thousands a few are drawn, and never all of it is held out."""
    classes = (np.arange(9000) % 1000 == 5).astype(float)
    rng = np.random.default_rng(0)
    places = drawn(classes, MOST_ROWS, rng)
    assert classes[places].sum() == 9
    assert len(places) == MOST_ROWS
    many = (np.arange(9000) % 300 == 5).astype(float)
    assert many[drawn(many, MOST_ROWS, rng)].sum() == FEWEST_OF_CLASS
    assert not held_out(np.array([0.0, 1.0]), 0.5, rng).any()
