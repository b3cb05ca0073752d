"""A file of one's own: any bytes give examples or a clear reason why not, and what is read is what stands there."""

from __future__ import annotations

import codecs
import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import SURFACES, Experiment, ExperimentError
from optim_core.examples.dataset import LARGEST_NUMBER, Kind, rounded
from optim_core.examples.samples import LONGEST_LABEL, tidy_label
from optim_core.examples.table import MOST_BYTES, Choice, Format, learn, read_table, scale_of, usual_choice
from optim_core.examples.table.numbers import number_in
from optim_core.examples.table.reading import MOST_COLUMNS
from tests.tables import FLATS, keys, learned, rows

KINDS: tuple[Kind, ...] = ("curve", "classes")


def refused(text: str, kind: Kind, choice: Choice | None) -> list[str]:
    table = read_table(text.encode())
    with pytest.raises(ExperimentError) as found:
        learn(table, kind, choice or usual_choice(table, kind))
    assert all(str(problem) for problem in found.value.problems)
    return keys(found.value.problems)


# --- any bytes


def check_any(data: bytes, cut: bool = False) -> None:
    """Either there are examples that a model of the kind takes and a link holds, or there is a reason."""
    for kind in KINDS:
        try:
            table = read_table(data, cut=cut)
            found = learn(table, kind, usual_choice(table, kind))
        except ExperimentError as error:
            reasons = [str(problem) for problem in error.problems]
            found = None
        if found is None:
            assert all(reasons)
            continue
        assert all(str(note) for note in found.notes + table.notes)
        assert all(
            math.isfinite(v) and abs(v) <= LARGEST_NUMBER and v == rounded(v) for r in rows(found.sample) for v in r
        )
        surface = SURFACES["line" if kind == "curve" else "logistic"].learning(found.sample)
        experiment = Experiment(surface=surface, steps=1)
        assert Experiment.from_query(experiment.to_query()).surface.sample == found.sample


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_give_examples_or_a_reason(data, cut):
    """Nothing else than ExperimentError is ever raised."""
    check_any(data, cut)


CELL = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "1",
            "-2.5",
            "1e3",
            "1,5",
            "=1+1",
            "@SUM(A1)",
            "+cmd|x",
            "NaN",
            "inf",
            "a",
            '"',
            "#",
            "é",
            "1e400",
            "\x00",
        ]
    ),
    st.floats(allow_nan=False, width=32).map(repr),
    st.text(max_size=6),
)


@given(
    st.lists(st.lists(CELL, max_size=5), max_size=12),
    st.sampled_from([",", ";", "\t", " ", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]),
)
def test_anything_like_a_table_gives_examples_or_a_reason(cells, delimiter, ending, encoding):
    """Ragged, quoted, with gaps, in any encoding."""
    check_any(ending.join(delimiter.join(row) for row in cells).encode(encoding, errors="replace"))


NUMBER = st.floats(-1e6, 1e6, allow_nan=False).map(rounded)
NAME = st.text(st.characters(categories=["L"]), min_size=2, max_size=8)


@given(
    st.lists(st.tuples(NUMBER, NUMBER), min_size=2, max_size=60),
    st.tuples(NAME, NAME).filter(lambda names: len(set(map(tidy_label, names))) == 2),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_written_table_is_read_back(pairs, names, delimiter, quoting, encoding):
    """Whatever csv writes of numbers and names comes back to the last digit, in order."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, quoting=quoting).writerows([["zz" + names[0], "zz" + names[1]], *pairs])
    table, found = learned(target.getvalue().encode(encoding), inputs=(0,), target=1, held=0.0)
    assert found.sample.train == tuple(pairs)
    assert table.format.header


# --- encodings, delimiters, numbers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_encodings_are_found_out(encoding):
    """With a mark or without one the same table is read; what had to be assumed is said."""
    table = read_table("größe,preis\n1,2\n3,5\n".encode(encoding))
    assert table.names == ("größe", "preis")
    guessed = encoding in ("latin-1", "utf-16-le", "utf-16-be")
    assert keys(table.notes) == ["table.letters"] * guessed


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "table.empty"),
        (b" \r\n\n \t", "table.empty"),
        (codecs.BOM_UTF8, "table.empty"),
        (b"PK\x03\x04abc", "table.workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "table.workbook"),
        (b"%PDF-1.7 1 2", "table.binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "table.binary"),
        (b"1,2\n3,\x004\n", "table.binary"),
        (b"\x01\x02\x03\x04 1,2\n", "table.binary"),
        (b"<html><table>", "table.markup"),
        (b'[{"x": 1}]', "table.json"),
        (codecs.BOM_UTF8 + b"x,y\n1,\xff\n", "table.encoding"),
        (codecs.BOM_UTF16_LE + b"x\x00\x00\xd8", "table.encoding"),
        (b"1," * (MOST_BYTES // 2) + b"1", "table.too_large"),
        (b"x,y\n", "table.only_names"),
        (b"a," * 200_000, "table.only_names"),
        (b"\xff" * 200_000, "table.only_names"),
        (b"x,y,z\n1,2\n3,4\n5,6\n7,8,9\n", "table.ragged_all"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(data, key):
    """Each with a sentence that says what to do."""
    with pytest.raises(ExperimentError) as found:
        read_table(data)
    assert keys(found.value.problems) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1.5,2\n3,4.5\n",
        "x;y\n1,5;2\n3;4,5\n",
        "x\ty\n1,5\t2\n3\t4,5\n",
        "x y\n1.5   2\n3 4.5\n",
        "x|y\r\n1.5|2\r\n\r\n3|4.5\r\n",
        '"x","y"\r"1.5","2"\r"3","4.5"\r',
        'x, y\n"1,5", 2\n3, "4,5"\n',
        "sep=;\nx;y\n1,5;2\n3;4,5\n",
        "Measured in May\n\nx,y\n1.5,2,\n3,4.5,\n",
        "x,y\n1.5,2\n,\n3,4.5",
    ],
)
def test_delimiters_and_decimal_marks_are_found_out(text):
    """Comma, semicolon, tab, white space and bar; decimal commas; quoted cells; rows above the table; blank lines."""
    table, found = learned(text, held=0.0)
    assert table.names == ("x", "y")
    assert found.sample.train == ((1.5, 2.0), (3.0, 4.5))


@pytest.mark.parametrize(
    ("cell", "comma", "value"),
    [
        ("1", False, 1.0),
        (" -1.50 ", False, -1.5),
        ("−2", False, -2.0),
        ("1e3", False, 1000.0),
        ("1,5", True, 1.5),
        ("1.234,5", True, 1234.5),
        ("1,234.5", False, 1234.5),
        ("1 234", False, 1234.0),
        ("1e400", False, math.inf),
        ("=1+1", False, None),
        ("0x10", False, None),
        ("1_000", False, None),
        ("inf", False, None),
        ("١", False, None),
        ("5 %", False, None),
        ("1,5", False, None),
        ("9" * 41, False, None),
        ("1.012.345", True, 1012345.0),
        ("42,50,000", False, 4250000.0),
        ("(1,234.50)", False, -1234.5),
        ("(3,5)", True, -3.5),
        ("12.25-", False, -12.25),
        ("'7", False, 7.0),
        ("–4", False, -4.0),
        ("(-5)", False, None),
        ("1,23,45", False, None),
        ("2020-", False, -2020.0),
    ],
)
def test_a_cell_is_a_number_or_text(cell, comma, value):
    """Only plain decimal numbers are numbers; nothing is evaluated."""
    assert number_in(cell, comma) == value


@pytest.mark.parametrize(
    "cell",
    ["", " ", "NaN", "n/a", "NULL", "-", "?", "<NA>", "k. A.", "N.A.", "#DIV/0!", "#WERT!", "keine Angabe", "н/д", "…"],
)
def test_signs_for_no_value_are_gaps(cell):
    """What programs write for a missing value is no text."""
    assert math.isnan(number_in(cell))


def test_an_unclear_comma_is_said_with_an_example():
    """1,234 is read one way or the other by what stands between the cells, and the reader is told."""
    decimal, thousands = read_table(b"x;y\n1,234;2\n3;4\n"), read_table(b'x,y\n"1,234",2\n3,4\n')
    assert "1,234 is 1.234." in str(decimal.notes[0])
    assert "1,234 is 1234." in str(thousands.notes[0])


def test_a_table_without_names_has_the_places_of_its_columns():
    """A first row of numbers is a row; whoever reads it may know better."""
    assert read_table(b"1,2\n3,4\n").names == ("column 1", "column 2")
    assert read_table(b"2019,2020\n3,4\n", Format(header=True)).names == ("2019", "2020")
    assert len(read_table(b"a,b\n3,4\n", Format(header=False)).places) == 2


def test_the_name_that_r_leaves_out_is_added():
    """A first column of row numbers without a name shifts no other name."""
    table = read_table(b'"mpg" "cyl"\n"Mazda RX4" 21 6\n"Merc 280" 22 4\n')
    assert table.names == ("column 1", "mpg", "cyl")
    assert table.cells[1] == ("21", "22")


def test_rows_that_do_not_fit_are_left_out_and_the_first_is_named():
    """A row's number counts the names and blank lines, as a spreadsheet does."""
    table = read_table(b"x,y\n1,2\n\n3\n4,5,6\n7,8\n9,1\n2,2\n")
    (note,) = table.notes
    assert (note.key, note.values["count"], note.values["row"]) == ("table.ragged", 2, 4)
    assert table.places == (2, 6, 7, 8)


def test_a_quotation_mark_without_a_partner_swallows_nothing():
    """The rows behind it are still there."""
    table = read_table(b'x,y\n1,"2\n3,4\n5,6\n')
    assert keys(table.notes) == ["table.quotes"]
    assert len(table.places) == 3


def test_many_columns_and_long_names_are_bounded():
    """Of thousands of columns the first can be chosen; names that are alike can be told apart."""
    wide = read_table(b"\n".join([b",".join([b"n" * 10_000] * 60), b",".join([b"1"] * 60)]))
    assert len(set(wide.names)) == 60
    assert max(map(len, wide.names)) <= LONGEST_LABEL
    many = read_table(b"\n".join([b",".join([b"1"] * 3000)] * 3))
    assert len(many.columns) == MOST_COLUMNS
    assert "table.columns" in keys(many.notes)


@given(st.text(max_size=300))
def test_a_name_is_one_short_line_that_no_page_and_no_link_can_mistake(text):
    """No control characters, no marks of direction, no brackets of HTML, no signs of links; tidy is tidy."""
    name = tidy_label(text)
    assert len(name) <= LONGEST_LABEL
    assert not set(name) & set("~_&<>\n\r\t\x00\u202e\u200f\u2066")
    assert tidy_label(name) == name


# --- from columns to examples


def test_the_likely_columns_are_chosen():
    """Numbers before text, row numbers last, the last one as target; for classes one with two values."""
    table = read_table(b"id,name,size,price\n1,a,52,190\n2,b,80,265\n3,a,61,210\n")
    assert usual_choice(table, "curve").inputs == (2,)
    assert usual_choice(table, "curve").target == 3
    assert usual_choice(table, "classes") == Choice((2, 3), 1)


def test_text_and_gaps_are_left_out_counted_and_named():
    """The model learns from the other rows."""
    _, found = learned(FLATS + "large,3\n,7\n70,240\nx,9\n", held=0.0)
    text, gaps = found.notes[:2]
    assert (text.key, text.values["count"], text.values["row"], text.values["value"]) == ("table.text", 2, 6, "large")
    assert (gaps.key, gaps.values["count"], gaps.values["row"]) == ("table.gaps", 1, 7)
    assert len(found.sample.train) == 5


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("=1+1", "table.hint_formula"),
        ("@SUM(A1)", "table.hint_formula"),
        ("+cmd|' /C calc'!A0", "table.hint_formula"),
        ("inf", "table.hint_infinite"),
        ("2020-01-31", "table.hint_date"),
        ("31.1.2020", "table.hint_date"),
        ("5 kg", "table.hint_unit"),
        ("$5", "table.hint_unit"),
        ("<5", "table.hint_bound"),
        ("5-10", "table.hint_range"),
        ("1/2", "table.hint_range"),
        ("5 [1]", "table.hint_footnote"),
        ("1.2.3.4", "table.hint_marks"),
        ("12:30", "table.hint_date"),
        ("true", "table.hint_truth"),
        ("green", None),
    ],
)
def test_the_usual_mistakes_have_a_hint(cell, hint):
    """Formulas, infinity, dates and units are named as what they are."""
    _, found = learned(FLATS + f"{cell},3\n")
    assert [key for key in keys(found.notes) if "hint" in key] == ([hint] if hint else [])


@pytest.mark.parametrize(
    ("text", "kind", "choice", "key"),
    [
        ("x,y\n1,2\n", "curve", None, "table.few"),
        ("x,y\n1,\n,2\n3,\n,4\n", "curve", None, "table.few"),
        ("x\n1\n2\n3\n", "curve", None, "table.few_columns"),
        ("x,y\na,2\nb,3\n", "curve", None, "table.few_columns"),
        ("x,y\na,2\nb,3\n1,4\n", "curve", {"inputs": (0,), "target": 1}, "table.mostly_text"),
        (FLATS, "curve", {"inputs": (1,), "target": 1}, "table.twice"),
        ("x,y\n1,2\n1e400,1\n", "curve", None, "table.huge"),
        ("x,c\n1,a\n2,b\n", "classes", None, "table.few_inputs"),
        ("u,v\n" + "".join(f"{i},{-i}\n" for i in range(20)), "classes", None, "table.no_classes"),
        ("u,v,c\n1,2,a\n3,4,a\n", "classes", {"inputs": (0, 1), "target": 2}, "table.one_class"),
        ("u,v,c\n1,2,a\n3,4,a\n,4,b\n", "classes", None, "table.one_class"),
        (
            "u,v,c\n" + "".join(f"{i},{-i},k{i}\n" for i in range(20)),
            "classes",
            {"inputs": (0, 1), "target": 2},
            "table.many_classes",
        ),
    ],
)
def test_what_cannot_be_learned_from_is_refused_with_the_reason(text, kind, choice, key):
    """Each with a sentence that says what to do."""
    assert refused(text, kind, choice and Choice(**choice))[0] == key


def test_a_constant_column_is_allowed_and_said():
    """There is nothing to be learned from it, but the surface is worth a look."""
    _, found = learned("x,y\n5,1\n5,2\n5,3\n", inputs=(0,), target=1, held=0.0)
    assert keys(found.notes) == ["table.constant"]
    assert scale_of(found.sample).condition == math.inf


def test_numbers_are_rounded_to_what_a_link_holds_and_that_is_said():
    """Six digits; where that changes nothing there is nothing to say."""
    _, found = learned("x,y\n1.23456789,2\n3,4\n", held=0.0)
    assert found.sample.train[0] == (1.23457, 2.0)
    assert "table.rounded" in keys(found.notes)
    assert "table.rounded" not in keys(learned(FLATS)[1].notes)


def test_numbers_above_a_million_are_learned_from_in_a_larger_unit():
    """Thousands, or as many as it takes; the name and a sentence say so."""
    _, found = learned("size,price\n52,1900000\n80,2650000\n61,950000\n", held=0.0)
    assert found.sample.labels == ("size", "price / 1000")
    assert found.sample.train == ((52.0, 1900.0), (80.0, 2650.0), (61.0, 950.0))
    assert "divided by 1,000" in str(next(note for note in found.notes if note.key == "table.scaled"))
    _, larger = learned("x,y\n1,2e9\n2,3e12\n", held=0.0)
    assert larger.sample.labels == ("x", "y / 1e9")
    assert larger.sample.train == ((1.0, 2.0), (2.0, 3000.0))


def test_classes_are_two_or_one_against_the_rest():
    """Names of the two classes go along; a number is the same class however it is written."""
    _, two = learned("u,v,c\n1,2,no\n3,4,yes\n5,6,no\n7,9,yes\n", "classes", held=0.0)
    assert two.sample.labels == ("u", "v", "c", "no", "yes")
    assert [row[-1] for row in two.sample.train] == [0.0, 1.0, 0.0, 1.0]
    _, turned = learned("u,v,c\n1,2,no\n3,4,yes\n5,6,no\n", "classes", group=0, held=0.0)
    assert turned.sample.labels[3:] == ("yes", "no")
    _, three = learned("u,v,c\n1,2,a\n3,4,b\n5,6,c\n7,8,\n", "classes", group=1, held=0.0)
    assert three.sample.labels[3:] == ("the rest", "b")
    assert [row[-1] for row in three.sample.train] == [0.0, 1.0, 0.0]
    assert keys(three.notes) == ["table.against", "table.gaps"]
    _, numbers = learned(
        "u,v,c\n1,2,1\n3,4,1.0\n5,6,0\n7,8,2.50\n", "classes", inputs=(0, 1), target=2, group=1, held=0.0
    )
    assert numbers.sample.labels[3:] == ("the rest", "1")
    assert [row[-1] for row in numbers.sample.train] == [1.0, 1.0, 0.0, 0.0]


def test_standardising_is_advised_where_it_helps():
    """Large inputs, or inputs of unlike size; not for those that are fine as they are."""
    assert scale_of(learned(FLATS)[1].sample).advised
    assert not scale_of(learned("x,y\n-1,0\n-0.4,1\n0.3,2\n1.1,1\n")[1].sample).advised
    small = scale_of(learned("u,v,c\n0.001,1,a\n-0.001,2,b\n0.002,-1,a\n-0.002,-2,b\n0.001,0,b\n", "classes")[1].sample)
    assert small.advised
    assert small.condition > 1e4 > small.standardised
