"""What a lesson measures: numbers of a run, formulas over them, and how numbers are read and written."""

from __future__ import annotations

import math

import pytest

from lessons.measuring import formulas
from lessons.measuring.measures import MEASURES
from lessons.measuring.scope import Scope, measured
from lessons.measuring.words import answered, written
from lessons.records import Number
from lessons.settings import laid_over
from optim_core import Experiment, Message
from tests.lesson_text import LESSON, TEN, q


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
    [(0.0, "0"), (-7.0, "−7"), (2.2, "2.2"), (1234.5, "1234.5"), (1.23456e-6, "1.235\u00a0×\u00a010⁻⁶"),
     (math.inf, "never"), ("still_moving", "still moving"), (math.nan, "nothing"), (0.999964, "1"), (1e30, "10³⁰")],
)  # fmt: skip
def test_numbers_are_written_as_people_write_them(value: float | str, text: str) -> None:
    """Four digits, no trailing zeros, words where there is no number."""
    assert written(value) == text


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


def test_the_limit_is_that_of_the_rule_as_it_runs() -> None:
    """Decay lowers it, for its pull is curvature too; a run that clips has no limit that is known."""
    start = Experiment.from_query("surface=quadratic&L=2&x=2&steps=2&run1=gd&run1.lr=0.1")
    assert Scope(LESSON, start).number("limit") == 1
    decays, clips = (
        Scope(LESSON, Experiment.from_query(f"{start.to_query()}&{extra}")).number("limit")
        for extra in ("run1.decay=l2&run1.weight_decay=0.1", "run1.clip=norm")
    )
    assert decays == pytest.approx(2 / 2.1)
    assert math.isnan(clips)


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


def test_numbers_of_a_run_are_lazy_and_by_name() -> None:
    """A name is a number of the LESSON, a variant, a measure, a setting, or nothing."""
    scope = Scope(LESSON, Experiment.from_query(q()), TEN)
    assert [scope.value(n) for n in ("lim", "L", "lr", "steps", "optimizer")] == [0.2, 10.0, 0.1, 200.0, "gd"]
    assert math.isnan(scope.number("nobody"))
