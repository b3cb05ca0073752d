"""What stands above the numbers, between them and in them is found out: names, counts, separators, marks, dates."""

from __future__ import annotations

import pytest

from optim_core import ExperimentError
from optim_core.examples.table import Format, Misread, Table, read_table, usual_choice
from optim_core.examples.table.dates import are_dates, is_date
from optim_core.examples.table.separators import likely_separator


def read(text: str, **format) -> Table:
    return read_table(text.encode(), Format(**format))


@pytest.mark.parametrize(
    ("text", "header", "says"),
    [
        ("1999;2000\n7;26\n37;80\n21;22\n", True, "table.number_names"),
        ("1999;2000\n2001;2002\n2003;2004\n2005;2006\n", False, None),
        ("A;1999;2000\nB;1998;2001\nC;1997;2002\n", False, None),
        ("town;1999\nA;745\nB;3773\n", True, "table.number_names"),
        ("0,1\n1.5,3.25\n2.0,4.5\n3.25,6.75\n", True, "table.number_names"),
        ("0,1\n1,2\n2,3\n3,4\n", False, None),
        ("0,1\n0.5,1.6\n1,2.7\n1.5,4.5\n", False, "table.number_row"),
        ("1,2\n5,9\n7,3\n4,8\n", False, "table.number_row"),
        ("1.5,2.5\n5,9\n7,3\n4,8\n", False, None),
        ("name,2020,2021\nA,5,6\nB,7,8\n", True, "table.number_names"),
        ("x,3\n5,4\n6,5\n", True, "table.number_names"),
    ],
)
def test_names_may_be_numbers(text, header, says):
    """Years and 0, 1, 2 stand over what is no such row; where that is a guess it is said."""
    table = read(text)
    assert table.format.header is header
    assert [note.key for note in table.notes if note.key.startswith("table.number")] == [says] * bool(says)
    assert read(text, header=not header).format.header is not header


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("# x y\n1 2\n3 4\n", ("x", "y")),
        ("#x,y\n1,2\n3,4\n", ("x", "y")),
        ("# x, y\n1,2\n3,4\n", ("x", "y")),
        ("% t v\n1\t2\n3\t4\n", ("t", "v")),
        ("# made in May\n# a b\n1 2\n3 4\n", ("a", "b")),
        ("# made in May by us\n1 2\n3 4\n", ("column 1", "column 2")),
        ("#,a\n1,2\n2,4\n", ("#", "a")),
    ],
)
def test_names_stand_behind_the_sign_of_a_remark(text, names):
    """NumPy, gnuplot and MATLAB write them so; a column called # keeps its name."""
    assert read(text).names == names


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x,y\n1,5,2,5\n2,5,4,5\n", "table.names_few"),
        ("x,y\n1,2,5\n2,4,5\n4,8,5\n", "table.names_few"),
        ("a b c\n1 2\n3 4\n", "table.names_many"),
        ("a,b,c,d\n1,2\n3,4\n", "table.names_many"),
    ],
)
def test_names_that_stand_over_no_column_are_refused(text, key):
    """With both counts, and how it was read, so that it can be read in another way."""
    with pytest.raises(Misread) as found:
        read(text)
    assert found.value.problems[0].key == key
    assert found.value.format.separator in (",", " ")


def test_an_index_without_a_name_shifts_none():
    """The first column counts or names the rows."""
    assert read("x,y\n1,5,6\n2,7,8\n3,1,2\n").names == ("column 1", "x", "y")
    assert read("x,y\na,5,6\nb,7,8\n").names == ("column 1", "x", "y")


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("name;team;score\nA;red;3,5\nB;blue;4,25\n", ";"),
        ("A;red;3,5\nB;blue;4,25\nC;red;1,5\n", ";"),
        ("Report, May\nname;team;score\nA;red;3,5\nB;blue;4,25\n", ";"),
        ("name,tags\nA,x;y\nB,z;w\n", ","),
        ("name\tscore\nA, B\t3,5\nC, D\t4,5\n", "\t"),
        ("a|b\nx, y|1,5\nz, w|2,5\n", "|"),
        ("town,people\nNew York,8\nLos Angeles,4\n", ","),
        ("1,5 2,5\n3,5 4,5\n", " "),
        ("# x; y\n1,2\n3,4\n", ","),
    ],
)
def test_the_sign_between_cells_is_the_one_that_all_lines_have(text, separator):
    """Also in tables of mostly text with decimal commas."""
    assert likely_separator(text) == separator


@pytest.mark.parametrize(
    ("text", "commas"),
    [
        ("x;y\n1.5;2,5\n2.5;4,5\n", (False, True)),
        ("x;y\n1.012.345;2\n12.345;3\n", (True, True)),
        ("x;y\n4.434;1\n5.324;2\n", (False, False)),
        ("x;y\n4.434;1,5\n5.324;2\n", (True, True)),
        ("x;y\n4.434;1\n950;2\n", (True, False)),
        ("x\ty\n12,345\t1\n950\t2\n", (False, False)),
        ("x;y\n01.2020;1,5\n02.2020;2,5\n03.2020;3,5\n", (True, True)),
    ],
)
def test_each_column_has_its_own_decimal_mark(text, commas):
    """Sure numbers decide for their column, and for the others where these are unclear."""
    table = read(text)
    assert table.commas[:2] == commas
    assert read(text, decimal=",").commas[:2] == (True, True)


@pytest.mark.parametrize(
    "cell",
    [
        "1949-01",
        "01/2020",
        "2020-01-31",
        "31.1.2020",
        "Jan 2020",
        "3. März 2020",
        "Q1 2019",
        "2019Q3",
        "2019/20",
        "12:30",
    ],
)
def test_dates_are_known(cell):
    """Days, months, quarters, seasons and times."""
    assert is_date(cell)


@pytest.mark.parametrize("cell", ["1-2", "a", "Mars rover", "5 kg", "12/5", "March"])
def test_other_text_is_no_date(cell):
    """A month needs its year."""
    assert not is_date(cell)


def test_numbers_that_are_dates_are_known_by_their_whole_column():
    """One alone may be a number."""
    assert are_dates(["20200131", "20200201", "20200202"])
    assert are_dates(["01.2020", "02.2020", "03.2020"])
    assert not are_dates(["20200131"])
    assert not are_dates(["20200131", "20200201", "20209999"])
    assert not are_dates(["1.25", "1.50", "1.75"])
    assert not are_dates([])


@pytest.mark.parametrize(
    ("text", "inputs", "target"),
    [
        ("id,radius,texture\n87139402,12,12\n8910251,10,18\n905520,11,16\n", (1,), 2),
        ("customer_id,price,rooms\n7,900,3\n4,800,2\n9,700,4\n", (2,), 1),
        ("year,sales\n2001,5\n2002,6\n2003,9\n", (0,), 1),
        ("x,y,noise\n1,5,7\n2,6,3\n4,9,1\n", (0,), 1),
        ("constant,a,b\n1,5,7\n1,6,3\n1,9,1\n", (1,), 2),
        ("humid,paid\n1.5,5\n1.7,6\n2.5,9\n", (0,), 1),
    ],
)
def test_ids_and_constants_are_chosen_last_and_usual_targets_as_target(text, inputs, target):
    """So that the first view shows something to learn."""
    choice = usual_choice(read(text), "curve")
    assert (choice.inputs, choice.target) == (inputs, target)


def test_text_columns_are_named_with_a_cell_where_numbers_are_too_few():
    """Which column, which row, which cell."""
    with pytest.raises(ExperimentError) as found:
        usual_choice(read("x,y\n1,abc\n2,5\n3,def\n"), "curve")
    assert "In y, row 2, “abc” is no number." in str(found.value)
