"""The lesson engine: files are read, or refused with line, field and nearest name; locks hold; runs are graded."""

from __future__ import annotations

import math
import sys
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import Lesson, LessonError, course, read_lesson, readable
from lessons.check import check_job, check_text
from lessons.format.lines import lines_of
from lessons.grading.grading import Grade, admitted, grade, judge
from lessons.grading.locks import free_fields
from lessons.grading.questions import shuffled, worded
from lessons.measuring import formulas
from lessons.measuring.measures import MEASURES
from lessons.measuring.scope import Scope, measured
from lessons.measuring.words import answered, written
from lessons.records import Number
from lessons.settings import fields_of, laid_over, setting
from lessons.variants import in_round
from optim_core import Experiment, Message

TEMPLATE = (Path(__file__).parent.parent / "lessons" / "template.md").read_text(encoding="utf-8")

TEXT = """+++
title = "T"
idea = "I"
able = "a"
experiment = "surface=quadratic&L={L}&x=2&steps=200&run1=gd&run1.lr=0.1"
free = ["run1.lr"]
[variant]
L = [1, 2, 5, 10]
[number.final]
measure = "loss"
[number.lim]
formula = "2/L"
[show.big]
label = "Big"
set = "run1.lr=1.9"
[predict.side]
ask = "Which?"
options = [
  {text = "A", right = true},
  {text = "B", say = "no", show = "big"},
]
[predict.numbers]
ask = "How much?"
fields = [{label = "limit", number = "lim", within = "2%"}]
right = "Yes, {lim}."
wrong = "No, {lim}."
[explain.why]
ask = "Why?"
ours = "The limit is {lim}."
[task.one]
say = "Below."
needs = [{number = "final", below = 1e-9, miss = "It is {final} at {lr}."}]
solution = "run1.lr=0.2"
hints = ["h"]
[task.bracket]
say = "Bracket."
kind = "pair"
one = [{number = "outcome", is = "converged"}]
other = [{number = "outcome", is = "diverged"}]
ratio = {number = "lr", at_most = 1.1}
same = ["steps"]
miss = "Too far apart."
miss_one = "None converges."
miss_other = "None diverges."
solution = ["run1.lr=0.19", "run1.lr=0.205"]
[task.three]
say = "Three."
kind = "collect"
count = 3
distinct = "lr"
each = [{number = "final", below = 1}]
groups = [[{number = "lr", above = 0.15}]]
solution = ["run1.lr=0.1", "run1.lr=0.12", "run1.lr=0.16"]
[task.limit]
say = "The limit for {L}?"
kind = "answer"
formula = "2/L"
within = "2%"
rounds = 3
right = "Yes, {given}."
wrong = "{given} is not {lim}."
[task.few]
say = "Few."
kind = "moves"
moves = 2
needs = [{number = "final", below = 1e-9}]
solution = "run1.lr=0.2"
+++
## One
Text.
{predict side}
{show big}
## Two
{predict numbers}
{explain why}
{task one}
## Three
{task bracket}
{task three}
{task limit}
{task few}
"""
TEN = next(seed for seed in range(99) if read_lesson(TEXT, "07-small.md").drawn(seed)["L"] == 10)


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(TEXT, "07-small.md")


def q(**fields: object) -> str:
    """A run of the small lesson for the learner whose curvature is 10."""
    base = "surface=quadratic&L=10&x=2&steps=200&run1=gd&run1.lr=0.1"
    return laid_over(base, "&".join(f"{key.replace('_', '.')}={value}" for key, value in fields.items()))


# ---- reading


def test_a_lesson_is_read(lesson: Lesson) -> None:
    """Slug and number come from the file's name, screens and blocks from the body, in order."""
    assert (lesson.slug, lesson.number, lesson.title) == ("small", 7, "T")
    assert [screen.title for screen in lesson.screens] == ["One", "Two", "Three"]
    assert [(b.kind, b.name) for b in lesson.screens[0].blocks] == [
        ("prose", "Text."),
        ("predict", "side"),
        ("show", "big"),
    ]
    assert lesson.preset(TEN).surface.values == (("L", 10.0),)
    assert setting(lesson.shown("big", TEN), "run1.lr") == 1.9


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


# ---- settings, formulas, words


def test_setting_fields_keeps_and_drops_what_belongs_together() -> None:
    """A new surface drops the old one's parameters and start, a new optimizer the old one's settings."""
    base = "surface=quadratic&L=3&x=1&steps=9&run1=momentum&run1.lr=1&run1.beta=0.5&run2=gd"
    over = fields_of(laid_over(base, "surface=parabola&run1=gd&run1.lr=0.2&run2="))
    assert over == {"surface": "parabola", "steps": "9", "run1": "gd", "run1.lr": "0.2"}
    assert fields_of(laid_over(base, "L=5"))["x"] == "1"


@pytest.mark.parametrize(
    ("text", "value"),
    [("2/L", 0.5), ("1 - L*lr", 0.6), ("2^3 + pi - pi", 8), ("sqrt(L)", 2), ("min(L, 1)", 1), ("-3", -3)],
)
def test_formulas_are_walked(text: str, value: float) -> None:
    """A formula over names has its value, also where it has no name."""
    names = {"L": 4.0, "lr": 0.1}
    assert formulas.evaluate(text, names, names.__getitem__) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "L.__class__",
        "[L]",
        "lambda: 1",
        "L if L else 1",
        "9**9**9**9",
        "(" * 90,
        "L;L",
        "f'{L}'",
        "x:=1",
    ],
)
def test_formula_tricks_are_refused(text: str) -> None:
    """Nothing but arithmetic gets through the whitelist."""
    assert formulas.problem_of(text, ["L"])
    assert formulas.problem_of("L/(L - 4)", ["L"]) is None
    assert math.isnan(formulas.evaluate("1/(L - 4)", ["L"], lambda name: 4.0))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25),
        ("0,25", 0.25),
        (" -3 ", -3),
        ("−3", -3),
        ("1e-3", 1e-3),
        ("1/4", 0.25),
        ("1 000", 1000),
        (".5", 0.5),
    ],
)
def test_answers_are_read_as_people_write_them(text: str, value: float) -> None:
    """Commas, real minus signs, spaces and fractions are understood."""
    assert answered(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["", "  ", "two", "1,2,3", "1/0", "nan", "inf", "1e999", "9" * 99, "1+1", "0x10", "1/2/3", "٣"]
)
def test_what_is_no_number_gets_a_sentence(text: str) -> None:
    """Words, nothing and infinities are answered, never raised."""
    found = answered(text)
    assert isinstance(found, Message)
    assert len(str(found)) < 200


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-7.0, "-7"), (2.2, "2.2"), (12345.0, "12345"), (1.23456e-6, "1.235e-6"), (math.inf, "never"),
     ("still_moving", "still moving"), (math.nan, "nothing"), (0.99996, "1"), (1e30, "1e30")],
)  # fmt: skip
def test_numbers_are_written_as_people_write_them(value: float | str, text: str) -> None:
    """Four digits, no trailing zeros, words where there is no number."""
    assert written(value) == text


# ---- measures


def test_measures_are_what_they_say() -> None:
    """On f = x^2 from 2 with rate 0.1 everything is known by hand."""
    query = "surface=quadratic&L=2&x=2&steps=10&run1=gd&run1.lr=0.1"
    at = {
        ("loss", 0): 4, ("point", 1): 1.6, ("gradient", 0): 4, ("step", 0): 0.4, ("move", 0): -0.4, ("rate", 3): 0.1,
        ("curvature", 0): 2, ("flattest", 0): 2, ("condition", 0): 1, ("limit", 0): 1, ("distance", 0): 2,
        ("valley", 0): 1, ("angle", 0): 0, ("last_row", None): 10, ("rises", None): 0, ("excess", 0): 4,
    }  # fmt: skip
    for (measure, row), value in at.items():
        assert measured(query, 0, Number("", measure, at=row)) == pytest.approx(value, abs=1e-9), measure
    assert measured(query, 0, Number("", "steps_to", limit=1.0)) == 4
    assert measured(query, 0, Number("", "steps_to", limit=1e-30)) == math.inf
    assert measured(query, 0, Number("", "outcome")) == "still_moving"
    assert measured(query, 0, Number("", "field", key="run.lr")) == 0.1
    assert measured(query, 0, Number("", "choice", key="run1")) == "gd"
    assert math.isnan(float(measured(query, 0, Number("", "loss", at=11))))


def test_the_limit_is_that_of_the_bare_rule_only(lesson: Lesson) -> None:
    """A run that clips or decays its weights has no limit that is known."""
    start = Experiment.from_query("surface=quadratic&L=2&x=2&steps=2&run1=gd&run1.lr=0.1")
    assert Scope(lesson, start).number("limit") == 1
    for extra in ("run1.clip=norm", "run1.decay=l2&run1.weight_decay=0.1"):
        other = Experiment.from_query(f"{start.to_query()}&{extra}")
        assert math.isnan(Scope(lesson, other).number("limit"))


def test_over_seeds_the_measure_is_summed_up() -> None:
    """One number for many seeds: the median, the worst, or how many lie below."""
    query = "surface=quadratic&L=1&x=5&steps=50&noise=1&seeds=5&run1=gd&run1.lr=0.1"
    singles = sorted(float(measured(laid_over(query, f"seed={k}&seeds=1"), 0, Number("", "loss"))) for k in range(5))
    assert measured(query, 0, Number("", "loss", over="seeds")) == pytest.approx(singles[2])
    assert measured(query, 0, Number("", "loss", over="seeds", take="worst")) == pytest.approx(singles[4])
    below = Number("", "loss", over="seeds", count_below=(singles[1] + singles[2]) / 2)
    assert measured(query, 0, below) == 2


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_survives_a_run_that_exploded(name: str) -> None:
    """A diverged run gives a number, a text or nothing, never an error."""
    query = "surface=rosenbrock&steps=30&run1=gd&run1.lr=5"
    number = Number("", name, limit=1.0, key="run1.lr", state="v")
    assert isinstance(measured(query, 0, number), (float, str))


def test_model_measures_follow_the_data() -> None:
    """The noise of a minibatch is that of one example over the root of the batch, and none where all are taken."""
    noise = Number("", "gradient_noise", at=0, variable="w")
    one, four, everything = (
        float(measured(f"surface=line256&steps=5&batch={batch}&run1=gd&run1.lr=0.01", 0, noise))
        for batch in (1, 4, 256)
    )
    assert one > 0
    assert everything == 0
    assert four == pytest.approx(one / 2 * math.sqrt(252 / 255))


# ---- locks


def test_what_is_locked_is_set_back_and_said(lesson: Lesson) -> None:
    """A locked field goes back to where the lesson has it; a free one stays."""
    experiment, messages = admitted(lesson, q(steps=70, run1_lr=0.15), TEN)
    assert (experiment.steps, setting(experiment, "run1.lr")) == (200, 0.15)
    assert [str(m) for m in messages] == ["“steps” is fixed in this lesson, so it was set back to 200."]
    assert [m.values["key"] for m in admitted(lesson, q(seed=5), TEN)[1]] == ["seed"]
    assert admitted(lesson, q(run1_lr=0.15), TEN)[1] == ()
    assert free_fields(lesson) == ("run1.lr",)


def test_runs_surfaces_and_other_optimizers_are_locked(lesson: Lesson) -> None:
    """Neither another surface nor more runs nor another optimizer gets through."""
    for tampered in (
        q(run2="adam"),
        q(run1="adam"),
        q(surface="parabola"),
        q(noise=1),
        "",
        "&&&",
        "run1=" + "x" * 9000,
    ):
        experiment, _ = admitted(lesson, tampered, TEN)
        assert fields_of(experiment.to_query()).keys() == fields_of(lesson.preset(TEN).to_query()).keys()
        assert experiment.surface == lesson.preset(TEN).surface


def test_a_show_may_set_what_is_locked() -> None:
    """Standing on a show is no tampering, also after a free slider was moved there."""
    lesson = read_lesson(TEXT.replace('set = "run1.lr=1.9"', 'set = "x=-1&steps=9"'))
    moved = laid_over(lesson.shown("big", TEN).to_query(), "run1.lr=0.05")
    experiment, messages = admitted(lesson, moved, TEN)
    assert (messages, experiment.steps) == ((), 9)


def test_the_start_follows_the_surface_where_nobody_set_it() -> None:
    """Where a free parameter moves the surface's own start, the start moves with it, silently."""
    changed = TEXT.replace("surface=quadratic&L={L}&x=2", "surface=ravine&kappa=25").replace(
        'free = ["run1.lr"]', 'free = ["run1.lr", "kappa"]'
    )
    lesson = read_lesson(changed)
    experiment, messages = admitted(lesson, "surface=ravine&kappa=9&x=25&y=1&steps=200&run1=gd&run1.lr=0.1", 0)
    assert (experiment.point, messages) == ((9.0, 1.0), ())


def test_only_the_lessons_optimizers_may_be_added() -> None:
    """With run* free, optimizers outside the list are left out and named."""
    lesson = read_lesson(TEXT.replace('free = ["run1.lr"]', 'free = ["run*"]\noptimizers = ["gd", "adam"]'))
    experiment, messages = admitted(lesson, q(run2="adam", run3="lion"), TEN)
    assert [run.optimizer for run in experiment.runs] == ["gd", "adam"]
    assert [m.key for m in messages] == ["lesson.optimizer"]


# ---- tasks


def told(result: Grade) -> list[str]:
    """The feedback in English."""
    return [str(message) for message in result.feedback]


def test_settings_are_graded_on_the_learners_runs(lesson: Lesson) -> None:
    """The default fails with its own numbers in the sentence, the solution passes, also when newer runs follow."""
    slow, best = q(run1_lr=0.001), q(run1_lr=0.1)  # the best is 1/L, which lands at once
    failed = grade(lesson, "one", [slow], TEN)
    assert (failed.passed, told(failed)) == (False, ["It is 0.359 at 0.001."])
    assert grade(lesson, "one", [best], TEN).passed
    assert grade(lesson, "one", [slow, best, slow], TEN).runs == (1,)
    assert grade(lesson, "one", [], TEN).feedback


def test_a_locked_formula_is_never_worked_out(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up record of runs with slow formulas would hold up the server for seconds each."""
    monkeypatch.setattr(Experiment, "repair", lambda *_: pytest.fail("it was read"))
    assert not grade(lesson, "one", ["formula=sin(x)^3&run1=gd"] * 60, TEN).passed


def test_a_run_with_other_locked_settings_does_not_count(lesson: Lesson) -> None:
    """Setting what is locked by hand in the address proves nothing, and the learner is told."""
    result = grade(lesson, "one", [q(run1_lr=0.1, steps=600)], TEN)
    assert not result.passed
    assert "steps" in told(result)[0]


def test_a_pair_brackets(lesson: Lesson) -> None:
    """Both kinds within the ratio pass; what is missing is said otherwise."""
    assert grade(lesson, "bracket", [q(run1_lr=0.19), q(run1_lr=0.205)], TEN).passed
    assert told(grade(lesson, "bracket", [q(run1_lr=0.19)], TEN)) == ["None diverges."]
    assert told(grade(lesson, "bracket", [q(run1_lr=0.3)], TEN)) == ["None converges."]
    apart = grade(lesson, "bracket", [q(run1_lr=0.05), q(run1_lr=0.4)], TEN)
    assert (apart.passed, told(apart)) == (False, ["Too far apart."])


def test_a_pair_may_change_one_thing_only() -> None:
    """Where a field has to stay the same, changing it as well is named."""
    lesson = read_lesson(TEXT.replace('free = ["run1.lr"]', 'free = ["run1.lr", "steps"]'), "07-small.md")
    result = grade(lesson, "bracket", [q(run1_lr=0.19, steps=190), q(run1_lr=0.205)], TEN)
    assert not result.passed
    assert "steps" in told(result)[-1]


TWO_RUNS = """+++
title = "T"
idea = "I"
able = "a"
experiment = "surface=quadratic&L=2&x=2&steps=20&run1=gd&run1.lr=0.1&run2=gd&run2.lr=0.1"
free = ["run2.lr", "L"]
[number.rate]
measure = "field"
key = "run.lr"
run = "any"
[task.pair]
kind = "pair"
say = "Close together."
one = [{number = "rate", between = [0.2, 1]}]
other = [{number = "rate", above = 1}]
ratio = {number = "rate", at_most = 1.1}
solution = ["run2.lr=0.95", "run2.lr=1.04"]
[task.collect]
kind = "collect"
say = "Three."
count = 3
same = ["L"]
distinct = "rate"
each = [{number = "rate", above = 0.11}]
solution = ["run2.lr=0.2", "run2.lr=0.3", "run2.lr=0.4"]
+++
## A
{task pair}
{task collect}
"""


def test_what_is_compared_and_collected_is_of_the_run_that_counts() -> None:
    """Where any run may meet the conditions, that run's numbers are compared; a first try elsewhere spoils nothing."""
    lesson = read_lesson(TWO_RUNS, "x.md")
    close, far, near = (laid_over(lesson.experiment, f"run2.lr={rate}") for rate in (0.95, 60, 1.04))
    assert not grade(lesson, "pair", [close, far], 0).passed
    assert grade(lesson, "pair", [close, near], 0).passed
    elsewhere = laid_over(lesson.experiment, "L=5&run2.lr=0.15")
    three = [laid_over(lesson.experiment, f"run2.lr={rate}") for rate in (0.2, 0.3, 0.4)]
    assert grade(lesson, "collect", [elsewhere, *three], 0).passed
    assert not grade(lesson, "collect", [elsewhere, *three[:2]], 0).passed


def test_a_collection_counts_different_runs_and_groups(lesson: Lesson) -> None:
    """The same value twice is one; each group needs one of them."""
    runs = [q(run1_lr=rate) for rate in (0.1, 0.1, 0.12)]
    assert told(grade(lesson, "three", runs, TEN))[-1] == "You have 2 of 3 different runs that count."
    assert not grade(lesson, "three", [*runs, q(run1_lr=0.13)], TEN).passed
    passed = grade(lesson, "three", [*runs, q(run1_lr=0.16)], TEN)
    assert (passed.passed, passed.runs) == (True, (1, 2, 3))


def test_moves_are_counted(lesson: Lesson) -> None:
    """What is reached with one move too many does not count."""
    far = [q(run1_lr=0.001), q(run1_lr=0.002)]
    assert grade(lesson, "few", [far[0], q(run1_lr=0.1)], TEN).passed
    late = grade(lesson, "few", [*far, q(run1_lr=0.1)], TEN)
    assert not late.passed
    assert "3 moves" in told(late)[0]


def test_an_answer_is_asked_in_rounds_with_new_variants(lesson: Lesson) -> None:
    """Each right answer brings other numbers; a wrong one starts the row again; words are no attempt."""
    right = [str(2 / float(lesson.drawn(in_round(TEN, k))["L"])) for k in range(6)]
    assert len({*right[:4]}) == 4
    assert grade(lesson, "limit", [], TEN, right[:3]).passed
    assert grade(lesson, "limit", [], TEN, right[:2]).round == 2
    again = [right[0], "77", *right[1:3]]
    assert not grade(lesson, "limit", [], TEN, again).passed
    assert grade(lesson, "limit", [], TEN, [*again, "many", right[3]]).passed
    assert told(grade(lesson, "limit", [], TEN, ["77"])) == ["77 is not 0.2."]
    assert grade(lesson, "limit", [], TEN, [right[0].replace(".", ",")]).round == 1


@given(st.lists(st.text(max_size=60), max_size=4), st.sampled_from(["one", "bracket", "three", "limit", "few"]))
def test_grading_never_crashes(texts: list[str], task: str) -> None:
    """Whatever is sent as runs or answers, there is a grade, and chance does not pass."""
    result = grade(read_once(), task, texts, TEN, texts)
    assert not result.passed or texts
    assert all(told(result))


def read_once() -> Lesson:
    return _LESSON


_LESSON = read_lesson(TEXT, "07-small.md")


# ---- questions


def test_questions_are_judged(lesson: Lesson) -> None:
    """A wrong option brings its counter-example; numbers are judged one by one; an explanation is shown ours."""
    assert judge(lesson, "side", "A", TEN).right
    wrong = judge(lesson, "side", "B", TEN)
    assert (wrong.right, str(wrong.say), wrong.show) == (False, "no", "big")
    assert judge(lesson, "side", "1", TEN).show == "big"
    assert judge(lesson, "side", "none of them", TEN).right is None
    assert str(judge(lesson, "numbers", ["0,2"], TEN).say) == "Yes, 0.2."
    assert str(judge(lesson, "numbers", ["0.3"], TEN).say) == "No, 0.2."
    empty = judge(lesson, "numbers", [""], TEN)
    assert (empty.right, empty.fields[0].true) == (None, pytest.approx(0.2))
    assert str(judge(lesson, "why", "because", TEN).say) == "The limit is 0.2."


def test_options_come_in_an_order_of_ones_own() -> None:
    """The same learner sees the same order; not all learners see the right one first."""
    question = _LESSON.questions["side"]
    assert shuffled(question, 3) == shuffled(question, 3)
    assert len({shuffled(question, seed)[0].text for seed in range(20)}) == 2


def test_names_in_texts_are_filled_in(lesson: Lesson) -> None:
    """Variants and numbers stand in texts by name, but never inside maths."""
    assert str(worded(lesson, "{L}, {lim}, $x_{L}$, {unknown}", TEN)) == "10, 0.2, $x_{L}$, {unknown}"


def test_numbers_of_a_run_are_lazy_and_by_name(lesson: Lesson) -> None:
    """A name is a number of the lesson, a variant, a measure, a setting, or nothing."""
    scope = Scope(lesson, Experiment.from_query(q()), TEN)
    assert [scope.value(n) for n in ("lim", "L", "lr", "steps", "optimizer")] == [0.2, 10.0, 0.1, 200.0, "gd"]
    assert math.isnan(scope.number("nobody"))


# ---- the proofs


def test_the_template_passes() -> None:
    """What a teacher starts from is a lesson without a problem."""
    assert check_text(TEMPLATE, "template.md").problems == ()


BROKEN = [
    ("went from 2 to **1.6**", "went from 2 to **1.61**", "1.61 is claimed for first, which is 1.6"),
    ("the distance by 0.8", "the distance by 0.9", "0.9 is claimed for factor"),
    ("with one coordinate", "with 17 coordinates", "the number 17 is no setting"),
    ('solution = "run1.lr=0.4"', 'solution = "run1.lr=0.1"', "the reference solution does not pass"),
    ("below = 1e-9", "below = 1", "the default passes"),
    ("below = 1e-9", "below = 0.03", "random settings pass"),
    ("{show long}\n", "", ""),
    ("{observe shape}\n", "", "no screen has a line {observe shape}"),
    ("Here is a bowl", "word " * 200, "at most 135"),
]


@pytest.mark.parametrize(("old", "new", "says"), BROKEN, ids=[b[2][:40] for b in BROKEN])
def test_a_claim_that_is_not_true_is_found(old: str, new: str, says: str) -> None:
    """The check proves numbers, tasks and sizes; a button that is only a counter-example is no problem."""
    assert old in TEMPLATE
    broken = TEMPLATE.replace(old, new)
    problems = check_text(broken, "template.md").problems
    assert any(says in str(p.message) for p in problems) if says else not problems
    pieces = check_job({"text": broken, "name": "template.md"})
    assert sorted(problem for piece in pieces for problem in piece["found"]) == list(problems), (
        "the page says otherwise"
    )


def test_unknown_terms_are_named() -> None:
    """A term that the glossary does not have is a problem with the nearest one."""
    text = TEMPLATE.replace("minutes = 6", 'minutes = 6\nterms = ["gradiant"]')
    found = check_text(text, "t.md", {"gradient", "loss"}, samples=1).problems
    assert any("did you mean “gradient”?" in str(p.message) for p in found)


# ---- the course


def test_the_course_is_in_order() -> None:
    """Lessons come in the order of their numbers, each slug once."""
    numbers = [lesson.number for lesson in course().values()]
    assert numbers == sorted(numbers)
    assert len({*numbers}) == len(numbers) >= 1


def test_a_lesson_that_is_not_translated_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language has its own lessons, and the English ones beside them; each says in which language it is."""
    for name in ("en/01-first", "en/02-second", "xx/02-second"):
        path = tmp_path / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(sys.modules[course.__module__], "HERE", tmp_path)
    sys.modules[course.__module__]._read.cache_clear()
    assert {slug: lesson.language for slug, lesson in course("xx").items()} == {"first": "en", "second": "xx"}
    assert {lesson.language for lesson in course("yy").values()} == {"en"}
    sys.modules[course.__module__]._read.cache_clear()


def test_one_lesson_with_a_mistake_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole course is refused with the mistake named; who learns still gets the lessons that can be read."""
    good, wrong = tmp_path / "01-good.md", tmp_path / "02-wrong.md"
    good.write_text(TEMPLATE, encoding="utf-8")
    wrong.write_text(TEMPLATE.replace("minutes = 6", "minuts = 6"), encoding="utf-8")
    module = sys.modules[course.__module__]  # the package has a function of the same name
    monkeypatch.setattr(module, "lesson_files", lambda language: [good, wrong])
    assert list(readable("xx")) == ["good"]
    with pytest.raises(LessonError, match=r"02-wrong\.md:5: minuts"):
        course("xx")
