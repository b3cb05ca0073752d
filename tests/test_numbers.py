"""Numbers are written in one way, by Python and in the browser, and read back as what they were."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from app.words.numbers import Number, localized
from lessons.measuring.words import answered, numeral, written
from tests.node import NODE

SCRIPT = Path(__file__).parent / "javascript" / "write.mjs"
RNG = np.random.default_rng(7)
FAR = (RNG.choice([-1, 1], 300) * 10.0 ** RNG.uniform(-320, 308, 300)).tolist()
NEAR = (RNG.choice([-1, 1], 600) * 10.0 ** RNG.uniform(-6, 7, 600)).tolist()
ROUND = [float(f"{value:.{digits}g}") for value in NEAR for digits in (1, 2, 3, 4, 5)]
EDGES = [0.0, -0.0, 0.001, 0.00099999, 9999.0, 9999.5, 9999.4999, 10000.0, 0.5, 2.5, 0.125, 1e300, 5e-324, 1e-4]


def test_python_and_the_browser_write_every_number_alike():
    """Any number, with any digits, in a language with a decimal point and in one with a comma."""
    asked = [
        (value, digits, language)
        for value in (*FAR, *NEAR, *ROUND, *EDGES)
        for digits, language in ((1, "en"), (3, "en"), (4, "de"), (5, "en"), (17, "en"))
    ]
    assert NODE
    answer = subprocess.run([NODE, str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True, check=True)
    ours = [localized(numeral(value, digits), language) for value, digits, language in asked]
    differ = [(one, a, b) for one, a, b in zip(asked, ours, json.loads(answer.stdout), strict=True) if a != b]
    assert not differ


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.63217e-10, "5.63\u00a0×\u00a010⁻¹⁰"),
        (0.00119537, "0.0012"),
        (0.001, "0.001"),
        (0.0001, "10⁻⁴"),
        (-0.25, "−0.25"),
        (9999.0, "9999"),
        (279200000.0, "2.792\u00a0×\u00a010⁸"),
        (2.006e162, "2.006\u00a0×\u00a010¹⁶²"),
        (1 / 3, "0.333"),
        (0.1234, "0.1234"),
    ],
)
def test_a_sentence_has_numbers_that_people_can_read(value, text):
    """Three digits, plain from 0.001 to 9999, else a power of ten; one digit more where that is the number itself."""
    assert f"{Number(value)}" == text


def test_a_text_may_ask_for_its_own_digits():
    """{low:.12g} is exact, and in the same signs."""
    assert f"{Number(1e-7):.12g}" == "10⁻⁷"
    assert f"{Number(0.123456789):.6g}" == "0.123457"
    assert f"{Number(-1234567.0, 'de'):,.0f}" == "−1.234.567"


@pytest.mark.parametrize("value", [*NEAR[:60], *FAR[:20], 1e-4, -1e-4, 1e6])
def test_what_a_lesson_writes_may_be_typed_as_an_answer(value):
    """A number copied from the text of a lesson is read as the number it stands for."""
    assert answered(written(value)) == pytest.approx(value, rel=6e-4)


@pytest.mark.parametrize(
    ("text", "value"), [("10^-4", 1e-4), ("5·10^-3", 5e-3), ("2*10^3", 2e3), ("1,5 × 10⁻²", 0.015)]
)
def test_powers_of_ten_may_be_typed_in_many_ways(text, value):
    """With a raised digit or a caret, a cross, a dot or a star, and alone."""
    assert answered(text) == value
