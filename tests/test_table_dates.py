"""A column of dates as numbers: the time since the first, where it can be told; else the rows are counted."""

from __future__ import annotations

import pytest

from optim_core.examples.table import read_table
from optim_core.examples.table.moments import moments
from optim_core.examples.table.usual import usual_columns


@pytest.mark.parametrize(
    ("cells", "unit", "numbers"),
    [
        ("2020-02-28 2020-02-29 2020-03-01", "days", "0 1 2"),
        ("20191231 20200101", "days", "0 1"),
        ("2020-01-02T12:00:00 2020-01-03T06:00", "days", "0 0.75"),
        ("2020-01-02T6:00 2020-01-02T0930", "days", "0 0.145833"),
        ("1.2.2020 1.3.2020", "days", "0 29"),  # with dots the day comes first
        ("31/1/2020 1/2/2020", "days", "0 1"),
        ("1/31/2020 2/1/2020", "days", "0 1"),
        ("31/12/99 01/01/00", "days", "0 1"),
        ("3-Jan-2020 1-Jan-2020", "days", "2 0"),
        ("3-März-2020 1-mai-2020", "days", "0 59"),
        ("1949-12 1950-01 1951-01", "months", "0 1 13"),
        ("12/1949 01/1950", "months", "0 1"),
        ("Dez-20 Jan-21", "months", "0 1"),
        ("2019Q4 2020Q1", "quarters", "0 1"),
    ],
)
def test_dates_become_time(cells: str, unit: str, numbers: str) -> None:
    """Days with their hours, months and quarters, from the earliest on."""
    found = moments(cells.split())
    assert found is not None
    assert (found.unit, " ".join(found.cells)) == (unit, numbers)


@pytest.mark.parametrize(
    "cells", ["1/2/2020 3/4/2020", "20-01-02 21-02-03", "2020-02-30", "12:30", "2019/20", "soon", ""]
)
def test_what_cannot_be_told_is_not_guessed(cells: str) -> None:
    """Day and month that could be either, a day that there is not, times and seasons."""
    assert moments(cells.split()) is None


def test_a_gap_stays_a_gap() -> None:
    """An empty cell among dates is no day."""
    found = moments(["2020-01-02", "", "2020-01-04", "n/a"])
    assert found is not None
    assert found.cells == ("0", "", "2", "")


def test_time_is_chosen_only_where_there_is_little_else() -> None:
    """It is offered after all other columns, is never what is predicted, and an input where no other is left."""
    alone = read_table(b"temp,date\n4,2020-01-02\n6,2020-01-03\n5,2020-01-09\n")
    assert usual_columns(alone, "curve") == ((2,), 0)
    beside = read_table(b"date,open,close\n2020-01-02,4,2\n2020-01-03,2,3\n2020-01-06,3,5\n")
    assert beside.names[beside.time or 0] == "days since 2020-01-02"
    assert usual_columns(beside, "curve") == ((1,), 2)
