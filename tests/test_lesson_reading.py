"""A lesson's file is read, or refused with line, field and nearest name."""

from __future__ import annotations

import tomllib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import LessonError, read_lesson
from lessons.format.lines import lines_of
from lessons.settings import setting
from tests.lesson_text import LESSON, TEN, TEXT


def test_a_lesson_is_read() -> None:
    """Slug and number come from the file's name, screens and blocks from the body, in order."""
    assert (LESSON.slug, LESSON.number, LESSON.title) == ("small", 7, "T")
    assert [screen.title for screen in LESSON.screens] == ["One", "Two", "Three"]
    assert [(b.kind, b.name) for b in LESSON.screens[0].blocks] == [
        ("prose", "Text."),
        ("predict", "side"),
        ("show", "big"),
    ]
    assert LESSON.preset(TEN).surface.values == (("L", 10.0),)
    assert setting(LESSON.shown("big", TEN), "run1.lr") == 1.9


def test_claims_are_taken_out_of_what_is_shown() -> None:
    """A claim is a mark for the check; a learner sees only the number."""
    lesson = read_lesson(TEXT.replace("\nText.", "\nIt is **1.5**{=final} and 2{=lim of big ~ 5%}."))
    assert lesson.screens[0].blocks[0].text == "It is **1.5** and 2."
    assert [(c.written, c.number, c.of, c.within) for c in lesson.claims] == [
        ("1.5", "final", "", None),
        ("2", "lim", "big", 0.05),
    ]


MALFORMED = [
    ('title = "T"\n', "", 1, "title", "is needed and is missing"),
    ('title = "T"', "title = 3", 2, "title", "a text in quotation marks is needed, not 3"),
    ('title = "T"', 'titel = "T"', 2, "titel", "did you mean “title”?"),
    ('title = "T"', 'title = "T', 2, "front matter", "not valid TOML"),
    ('title = "T"', "title = " + "9" * 5000, 2, "front matter", "not valid TOML"),
    ('title = "T"', 'title = "T"\nminutes = true', 3, "minutes", "a whole number from 1 to 120"),
    ('title = "T"', 'title = "T"\nminutes = 2000-01-01', 3, "minutes", "not 2000-01-01"),
    ("run1=gd", "run1=adm", 5, "experiment", "Did you mean: adam?"),
    ("surface=quadratic", "surface=quadratc", 5, "experiment", "Did you mean: quadratic?"),
    ("steps=200", "steps=lots", 5, "experiment", "a whole number"),
    ('free = ["run1.lr"]', 'free = ["run1.le"]', 6, "free[0]", "did you mean “run1.lr”?"),
    ('free = ["run1.lr"]', 'free = "run1.lr"', 6, "free", "a list of at most 60 is needed, not a text"),
    ("L = [1, 2, 5, 10]", "L = []", 8, "variant.L", "a list of 1 to 24"),
    ('measure = "loss"', 'measure = "los"', 10, "number.final.measure", "did you mean “loss”?"),
    ('measure = "loss"', 'measure = "loss"\nvariabel = "x"', 11, "number.final.variabel", "did you mean “variable”?"),
    ('measure = "loss"', 'measure = "point"\nvariable = "q"', 11, "number.final.variable", "there is no variable “q”"),
    ('measure = "loss"', 'measure = "steps_to"', 9, "number.final.limit", "needs this field"),
    ('measure = "loss"', 'measure = "loss"\nat = -1', 11, "number.final.at", "a whole number from 0"),
    ('measure = "loss"', 'measure = "field"\nkey = "run1.lt"', 11, "number.final.key", "did you mean “run1.lr”?"),
    ('"2/L"\n[show', '"2/M"\n[show', 12, "number.lim.formula", "there is no number “M”"),
    ('"2/L"\n[show', '"2//L"\n[show', 12, "number.lim.formula", "cannot be used"),
    ('"2/L"\n[show', '"lim + 1"\n[show', 11, "number.lim", "worked out from itself"),
    ('set = "run1.lr=1.9"', 'set = "run1.rl=1.9"', 15, "show.big.set", "means nothing here"),
    ("right = true", "rigth = true", 19, "predict.side.options[0].rigth", "did you mean “right”?"),
    ("right = true", "right = false", 18, "predict.side.options", "exactly one option has to be right, not 0"),
    ('show = "big"', 'show = "bog"', 20, "predict.side.options[1].show", "did you mean “big”?"),
    (', say = "no", show = "big"', "", 20, "predict.side.options[1]", "a wrong option needs show"),
    (', show = "big"', "", 18, "predict.side.options", "at least one wrong option needs show"),
    ('number = "lim", within', 'number = "lin", within', 24, "predict.numbers.fields[0].number", "did you mean “lim”?"),
    ('within = "2%"}', 'within = "2"}', 24, "predict.numbers.fields[0].within", "a share such as"),
    ("Yes, {lim}.", "Yes, {lmi}.", 25, "predict.numbers.right", "there is no number “lmi”"),
    ('kind = "pair"', 'kind = "pear"', 37, "task.bracket.kind", "did you mean “pair”?"),
    ("below = 1e-9, miss", "belw = 1e-9, miss", 32, "task.one.needs[0].number", "exactly one of below"),
    ("below = 1e-9, miss", "below = inf, miss", 32, "task.one.needs[0].below", "a number or a formula"),
    ("below = 1e-9, miss", 'below = "2/K", miss', 32, "task.one.needs[0]", "there is no number “K”"),
    ('"final", below = 1e-9, m', '"fnal", below = 1e-9, m', 32, "task.one.needs[0].number", "did you mean “final”?"),
    ('solution = "run1.lr=0.2"\nhints', "hints", 30, "task.one.solution", "each task needs a reference solution"),
    ('same = ["steps"]', 'same = ["stepps"]', 41, "task.bracket.same[0]", "did you mean “steps”?"),
    ("ratio = {", "ration = {", 40, "task.bracket.ration", "did you mean “ratio”?"),
    ("{predict side}", "{predict sied}", 71, "screens", "there is no predict “sied”; did you mean “side”?"),
    ("{predict side}", "{predikt side}", 71, "screens", "did you mean “predict”?"),
    ("## One\n", "", 69, "screens", "before the first screen"),
    ("\nText.", "\nIt is 5{=fnal}.", 70, "screen “One”", "there is no number “fnal”"),
    ("\nText.", "\nIt is five{=final}.", 70, "screen “One”", "cannot be read"),
    ("\nText.", "\nIt is 5{=final of bog}.", 70, "screen “One”", "there is no show “bog”"),
    ("+++\n## One", "## One", 1, "front matter", "a second line +++"),
]


@pytest.mark.parametrize(("old", "new", "line", "field", "says"), MALFORMED, ids=[f"{m[3]}-{m[4]}" for m in MALFORMED])
def test_a_mistake_is_named_with_line_field_and_nearest_name(
    old: str, new: str, line: int, field: str, says: str
) -> None:
    """Each mistake in a file gives one problem that says where it is and what was probably meant."""
    assert TEXT.count(old) >= 1
    with pytest.raises(LessonError) as caught:
        read_lesson(TEXT.replace(old, new, 1), "x.md")
    assert any(p.line == line and p.field == field and says in str(p.message) for p in caught.value.problems), str(
        caught.value
    )


HOSTILE = [
    ("<script>alert(1)</script>", "HTML is not allowed"),
    ("<img src=x onerror=alert(1)>", "HTML is not allowed"),
    ("$x$ <b>bold</b> $y$", "HTML is not allowed"),
    ("$<script>alert(1)</script>$", "HTML is not allowed"),
    ("<!-- a comment -->", "HTML is not allowed"),
    ("<https://example.com>", "HTML is not allowed"),
    ("![a picture](https://example.com/a.png)", "pictures are not allowed"),
    ("[a link](javascript:alert(1))", "a link can lead to https://"),
    ("[a link](JaVaScRiPt:alert(1))", "a link can lead to https://"),
    ("[a link]( data:text/html,hello)", "a link can lead to https://"),
    ("[a link](<javascript:alert(1)>)", "HTML is not allowed"),
    ("[a link](//example.com)", "a link can lead to https://"),
    ("[a link](term:../../etc)", "a link can lead to https://"),
    ("[a]\n\n[a]: javascript:alert(1)", "a link can lead to https://"),
    ("[a](&#106;avascript:alert(1))", "a link can lead to https://"),
    ("null\0byte", "U+0000"),
    ("right\u202eleft", "U+202E"),
]


@pytest.mark.parametrize(("text", "says"), HOSTILE, ids=[text[:30] for text, _ in HOSTILE])
@pytest.mark.parametrize("place", ["\nText.", '"Which?"'], ids=["prose", "field"])
def test_hostile_text_is_refused_wherever_it_stands(text: str, says: str, place: str) -> None:
    """HTML, pictures, scripts in links and invisible characters are refused in prose and in fields."""
    new = f"\n{text}" if place.startswith("\n") else '"""' + text + '"""'
    with pytest.raises(LessonError) as caught:
        read_lesson(TEXT.replace(place, new, 1), "x.md")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('idea = "I"', r'idea = "\u0021[x](https://example.com/p.png)"'),
        ('idea = "I"', r'idea = "[x]\u0028javascript\u003aalert(1))"'),
        ('label = "Big"', r'label = "\u003cb>"'),
        ("L = [1, 2, 5, 10]", 'L = [1, 2, 5, 10]\nmark = ["!"]'),
    ],
    ids=["picture", "link", "HTML", "variant"],
)
def test_nothing_hides_behind_an_escape_or_a_variant(old: str, new: str) -> None:
    """What only TOML's escapes or a variant put together is refused like what is written plainly."""
    with pytest.raises(LessonError):
        read_lesson(TEXT.replace(old, new, 1), "x.md")


def test_a_less_than_sign_and_maths_are_fine() -> None:
    """What is harmless is let through: comparisons, maths, web links and terms of the glossary."""
    words = "If 1 < 2 and $a<b$, see [this](https://example.com/a_b?c=1) or [that](term:gradient)."
    lesson = read_lesson(TEXT.replace("\nText.", f"\n{words}"))
    assert lesson.screens[0].blocks[0].text == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+++",
        "+++\n+++",
        "\0" * 100,
        "+++\na = " + "[" * 30_000 + "\n+++\n",
        "+++\n" + "[a." * 10_000 + "\n+++\n",
        "+++\n" + "a." * 20_000 + "b = 1\n+++\n",
        "+++\n" + "\n".join(f"k{k} = 1" for k in range(5000)) + "\n+++\n",
        "x" * 10_000_000,
        "+++\n" + '"' * 50_000 + "\n+++\n",
        "+++\n" + "[x" * 20_000 + "\n+++\n",
        "﻿+++\r\ntitle = 1\r\n+++\r\n",
    ],
    ids=lambda text: f"{text[:8]!r} {len(text)}",
)
def test_a_monstrous_file_is_refused_and_nothing_else_happens(text: str) -> None:
    """Huge, deep, empty or binary files give a LessonError with a bounded number of problems."""
    with pytest.raises(LessonError) as caught:
        read_lesson(text, "x.md")
    assert 1 <= len(caught.value.problems) <= 60
    assert len(str(caught.value)) < 20_000


@given(
    st.text(max_size=300),
    st.sampled_from([0, 4, 30, 200, 700, 1500, len(TEXT) - 40, len(TEXT)]),
    st.integers(0, 60),
)
def test_reading_never_crashes(noise: str, at: int, cut: int) -> None:
    """Whatever is put into a file or cut out of it, it is a lesson or a LessonError."""
    with suppress(LessonError):
        assert read_lesson(TEXT[:at] + noise + TEXT[at + cut :], "x.md").screens


def test_too_much_work_is_refused() -> None:
    """An uploaded lesson cannot ask the server for more than seconds of work."""
    with pytest.raises(LessonError, match="too much to compute"):
        read_lesson(TEXT.replace("steps=200", "steps=40000&run2=adam&run3=adam&run4=adam"), "x.md")


def test_too_many_experiments_are_refused() -> None:
    """Variants times shows is bounded, too: each experiment is made when the file is read."""
    variants = "".join(f"V{k} = {list(range(4))}\n" for k in range(4))
    shows = "".join(f'[show.s{k}]\nlabel = "S"\nset = "x={k}.{{V0}}{{V1}}{{V2}}{{V3}}"\n' for k in range(12))
    text = TEXT.replace("[variant]\n", f"{shows}[variant]\n{variants}")
    with pytest.raises(LessonError, match="too many different experiments"):
        read_lesson(text, "x.md")
    formulas = "".join(f'[show.s{k}]\nlabel = "S"\nset = "formula={k}*x^2+{{L}}"\n' for k in range(12))
    with pytest.raises(LessonError, match="too many different experiments"):
        read_lesson(TEXT.replace("[variant]\n", f"{formulas}[variant]\n"), "x.md")


def test_one_formula_counts_once() -> None:
    """Many experiments on the same formula are fine: it is differentiated once."""
    shows = "".join(f'[show.s{k}]\nlabel = "S"\nset = "formula=x^2&x=1.{k}{{L}}"\n' for k in range(12))
    assert read_lesson(TEXT.replace("[variant]\n", f"{shows}[variant]\n"), "x.md").shows


def test_an_own_formula_is_a_preset_with_a_plain_plus() -> None:
    """A lesson may stand on a formula of its author, with variants in it."""
    text = TEXT.replace("surface=quadratic&L={L}", "formula={L}*x^2/2+1&x.low=-4&x.high=4")
    assert read_lesson(text, "07-small.md").preset(TEN).surface.formula == "10*x^2/2+1"


def test_lines_are_those_of_the_file() -> None:
    """Fields, tables, arrays of tables and list elements are found in their lines, past strings and comments."""
    toml = 'a = "[x]" # [no]\nb = """\n[no]\n"""\n[c.d]\ne = [\n  {f = 1}, # two\n  [2],\n]\n[[g]]\nh=1\n[[g]]\nh = 2\n'
    assert tomllib.loads(toml)
    expected = {"a": 1, "b": 2, "c.d": 5, "c.d.e": 6, "c.d.e[0]": 7, "c.d.e[1]": 8}
    expected |= {"g[0]": 10, "g[0].h": 11, "g[1]": 12, "g[1].h": 13}
    assert lines_of(toml) == expected
