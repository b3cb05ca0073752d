"""Formulas become MathML that is well formed and set as in print."""

from __future__ import annotations

import pytest

from app.words.mathml import mathml
from optim_core import OPTIMIZERS, SURFACES, simulate
from optim_core.equations import equations, step_in_numbers
from tests.small_rules import variants
from tests.well_formed import well_formed

ROSENBROCK = SURFACES["rosenbrock"]


class TestMathML:
    @pytest.mark.parametrize("slug", OPTIMIZERS)
    def test_every_formula_can_be_typeset(self, slug: str) -> None:
        """All lines of an optimizer under all choices become MathML, in symbols and in numbers."""
        for rule in variants(slug):
            for line in equations(rule):
                well_formed(line.latex)
        path = simulate(slug, ROSENBROCK, [-1.2, 1.0], 2)
        for filled in step_in_numbers(OPTIMIZERS[slug], ROSENBROCK, path, 2):
            well_formed(filled.latex)
            well_formed(filled.because or "0")

    def test_a_sign_is_not_a_difference(self) -> None:
        """The minus of a number in brackets or after an equals sign has no space around it; a difference has."""
        signs = [e for e in well_formed(r"a = -b - \left(-3\right) - c").iter() if e.text == "\N{MINUS SIGN}"]
        assert [sign.get("form") for sign in signs] == ["prefix", None, "prefix", None]

    def test_names_of_functions_are_names(self) -> None:
        """max is an identifier, not an operator with spaces."""
        found = [e for e in well_formed(r"\max\left(a, 1\right)").iter() if e.text == "max"]
        assert [element.tag.rpartition("}")[2] for element in found] == ["mi"]

    def test_cases_are_aligned_and_as_large_as_other_lines(self) -> None:
        """The cells of cases begin at the left, and their fractions are not made small."""
        table = well_formed(r"\begin{cases} \frac{a}{b} & c \\ d & e \end{cases}").find(".//{*}mtable")
        assert table is not None
        assert table.get("displaystyle") == "true"
        assert [cell.get("style") for cell in table.iter() if cell.tag.endswith("mtd")] == ["text-align: left"] * 4

    def test_a_hat_sits_on_its_letter(self) -> None:
        """The hat is the small one that every font sets above the letter, not an operator set into it."""
        over = well_formed(r"\hat{m}_t").find(".//{*}mover")
        assert over is not None
        assert (over[1].text, over.get("accent")) == ("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", None)

    def test_no_text_can_become_markup(self) -> None:
        """A smaller-than sign is text in the MathML, never the start of an element."""
        assert "&lt;" in mathml("a < b")

    def test_formulas_are_remembered_but_not_for_ever(self) -> None:
        """The cache has a bound: a server's memory does not grow with the steps looked at."""
        assert mathml.cache_info().maxsize is not None
