"""Expressions and numbers are written as on paper, and read back they mean what the source says."""

from __future__ import annotations

import ast
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core.equations.conditions import negated
from optim_core.equations.numbers import beside, block, chosen, number
from optim_core.equations.typeset import typeset
from optim_core.latex.piece import ATOM, SIGNED, Piece
from tests.selection import examples


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("a * a", "a^{2}"),
        ("a * a * a / b", r"\frac{a^{3}}{b}"),
        ("2 * a * 3", r"2 a \cdot 3"),
        ("-a * b", "-a b"),
        ("a * -b", r"a \left(-b\right)"),
        ("a * (-b * c)", r"a \left(-b c\right)"),
        ("a - -b", r"a - \left(-b\right)"),
        ("a - -b * c", r"a - \left(-b\right) c"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("(-a) ** 2", r"\left(-a\right)^{2}"),
        ("-(a ** 2)", "-a^{2}"),
        ("(a / b) ** 2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a / b / c", r"\frac{a}{b c}"),
        ("a / (b / c)", r"\frac{a}{\frac{b}{c}}"),
        ("a / b * c", r"\frac{a}{b} c"),
        ("a / b * (c / d)", r"\frac{a}{b} \cdot \frac{c}{d}"),
        ("lr * a / b", r"lr \frac{a}{b}"),
        ("lr / b * a", r"\frac{lr}{b} a"),
        ("abs(a) ** 2", r"\left|a\right|^{2}"),
        ("sqrt(a) ** 2", r"\left(\sqrt{a}\right)^{2}"),
        ("sqrt(a + b)", r"\sqrt{a + b}"),
        ("maximum(a, -b)", r"\max\left(a, -b\right)"),
        ("a * minimum(b, 1e-6)", r"a \, \min\left(b, 10^{-6}\right)"),
        ("exp(-a)", "e^{-a}"),
        ("dot(a, b)", r"a^{\top} b"),
        ("dot(a, b - c)", r"\left\langle a, b - c \right\rangle"),
        ("norm(a - b) ** 2", r"\left\lVert a - b\right\rVert^{2}"),
        ("sign(a) * b", r"\text{sign}\left(a\right) \, b"),
        ("a % b", r"a \bmod b"),
        ("c * where(a > 0, a, b)", r"c \begin{cases} a & \text{if }a > 0 \\ b & \text{otherwise} \end{cases}"),
        ("(a > 0) & ((b > 0) | (c > 0))", r"a > 0\text{ and }\left(b > 0\text{ or }c > 0\right)"),
    ],
)
def test_an_expression_is_written_as_on_paper(source: str, latex: str) -> None:
    """Products without clutter, divisions as fractions, brackets where they are needed and nowhere else."""
    assert typeset(ast.parse(source, mode="eval").body, plain_leaf).text == latex


def plain_leaf(node: ast.expr) -> Piece | None:
    return Piece(node.id, ATOM) if isinstance(node, ast.Name) else None


class Reader:
    """Reads LaTeX back as a person would: what stands side by side is multiplied, a minus goes with what follows."""

    TOKENS = re.compile(r"\\frac|\\sqrt|\\cdot|\\left\|?|\\right\|?|[a-e]|\d+(?:\.\d+)?|[-+(){}^]|\|")

    def __init__(self, latex: str, names: dict[str, float]) -> None:
        self.tokens, self.names = self.TOKENS.findall(latex), names
        assert "".join(self.tokens) == latex.replace(" ", ""), latex

    def next(self, expected: str = "") -> str:
        token = self.tokens.pop(0)
        assert not expected or token == expected, (expected, token, self.tokens)
        return token

    def here(self, *tokens: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in tokens

    def sum(self) -> float:
        total = self.product()
        while self.here("+", "-"):
            total += self.product() if self.next() == "+" else -self.product()
        return total

    def product(self) -> float:
        if self.here("-"):
            self.next()
            return -self.product()
        result = self.power()
        while self.tokens and not self.here("+", "-", "}", r"\right", r"\right|", ")"):
            if self.here(r"\cdot"):
                self.next()
            result *= self.power()
        return result

    def power(self) -> float:
        base = self.atom()
        if self.here("^"):
            self.next()
            base = base ** self.group()
        return base

    def group(self) -> float:
        self.next("{")
        value = self.sum()
        self.next("}")
        return value

    def atom(self) -> float:
        token = self.next()
        match token:
            case r"\frac":
                above = self.group()
                return above / self.group()
            case r"\sqrt":
                return math.sqrt(self.group())
            case r"\left":
                self.next("(")
                value = self.sum()
                self.next(r"\right")
                self.next(")")
                return value
            case r"\left|":
                value = self.sum()
                self.next(r"\right|")
                return math.fabs(value)
        return self.names[token] if token in self.names else float(token)


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["a", "b", "c", "d", "e", "2", "0.5"])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
            st.builds("(-{})".format, inner),
            st.builds("({} ** 2)".format, inner),
            st.builds("abs({})".format, inner),
            st.builds("sqrt(abs({}))".format, inner),
        ),
        max_leaves=8,
    )


class TestNothingIsAmbiguous:
    @examples(5)
    @given(source=expressions(), values=st.lists(st.sampled_from([-3.0, -0.5, 0.25, 1.5, 4.0]), min_size=5, max_size=5))
    def test_symbols_mean_what_the_source_says(self, source: str, values: list[float]) -> None:
        """Read back with the usual precedence, the typeset expression has the value of the source."""
        names = dict(zip("abcde", values, strict=True))
        self.check(source, names, plain_leaf, names, " ")

    @examples(5)
    @given(source=expressions(), values=st.lists(st.sampled_from([-3.0, -0.5, 0.25, 1.5, 4.0]), min_size=5, max_size=5))
    def test_numbers_mean_what_the_source_says(self, source: str, values: list[float]) -> None:
        """The same with the numbers filled in, negative ones too."""
        names = dict(zip("abcde", values, strict=True))

        def filled(node: ast.expr) -> Piece | None:
            return number(names[node.id]) if isinstance(node, ast.Name) else None

        self.check(source, names, filled, {}, r" \cdot ")

    @staticmethod
    def check(source: str, names: dict[str, float], leaf: Any, known: dict[str, float], times: str) -> None:
        latex = typeset(ast.parse(source, mode="eval").body, leaf, times).text
        try:
            wanted = eval(source, {"abs": math.fabs, "sqrt": math.sqrt}, names)
        except (ZeroDivisionError, OverflowError):
            return
        reader = Reader(latex, known)
        try:
            found = reader.sum()
        except (ZeroDivisionError, OverflowError):
            return  # 1 / (a - a) * 0, regrouped
        assert not reader.tokens, latex
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9), latex


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (0.1234567, "0.1235"),
            (-12.3449, "-12.34"),
            (9999.4, "9999"),
            (9999.9, "10^{4}"),
            (12345.0, r"1.234 \cdot 10^{4}"),
            (0.001, "0.001"),
            (0.000999, r"9.99 \cdot 10^{-4}"),
            (1e-8, "10^{-8}"),
            (-1.2e-5, r"-1.2 \cdot 10^{-5}"),
            (math.inf, r"\infty"),
            (-math.inf, r"-\infty"),
            (math.nan, r"\text{undefined}"),
        ],
    )
    def test_a_number_has_four_digits(self, value: float, text: str) -> None:
        """Four digits, no trailing zeros, a power of ten where the number is very large or small."""
        assert number(value).text == text

    @given(st.floats(-1.79e308, 1.79e308))  # the largest ones round to what no float can hold
    def test_a_number_can_be_read_back(self, value: float) -> None:
        """What is written differs from the number by at most half a unit of the fourth digit."""
        text = number(value).text.replace(r" \cdot 10^", "e").replace("10^", "1e").replace("{", "").replace("}", "")
        assert float(text) == pytest.approx(value, rel=5.01e-4, abs=0.0)

    def test_a_negative_number_gets_brackets_behind_an_operator(self) -> None:
        """A negative number is looser than a product."""
        assert number(-2.0).at_least(SIGNED) == "-2"
        assert number(-2.0).at_least(ATOM) == r"\left(-2\right)"

    @pytest.mark.parametrize("value", [0.9, 0.99995, 0.9999999, 1.0, 2.0, 1e-8])
    def test_a_chosen_number_close_to_one_stays_below_it(self, value: float) -> None:
        """Of a memory of 0.9999999 all digits are shown: 1 minus it is what counts."""
        assert float(chosen(value).text.replace("10^{-8}", "1e-8")) == value

    def test_a_small_change_is_seen(self) -> None:
        """A number that something small is added to has the decimals that this needs."""
        assert beside(1.23456789, 1e-6).text == "1.23456789"
        assert beside(1.23456789, 0.5).text == "1.2346"
        assert beside(1.23456789, 0.0).text == "1.235"

    def test_long_columns_are_cut(self) -> None:
        """Of a long vector the first and last entries are shown, of a long matrix its corners."""
        assert block(np.array([1.0, -2.0])).text == r"\left(\begin{matrix} 1 \\ -2 \end{matrix}\right)"
        assert block(np.array([[5.0]])).text == "5"
        assert block(np.arange(9.0)).text.count(r"\\") == 5
        corners = block(np.arange(81.0).reshape(9, 9)).text
        assert (corners.count("&"), corners.count(r"\vdots"), corners.count(r"\cdots")) == (30, 6, 5)


CONDITIONS = st.recursive(
    st.builds(
        "({} {} {})".format, st.sampled_from("abc"), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.just("1")
    ),
    lambda inner: st.one_of(
        st.builds("({} | {})".format, inner, inner),
        st.builds("({} & {})".format, inner, inner),
        st.builds("(~{})".format, inner),
    ),
    max_leaves=5,
)


@given(source=CONDITIONS, values=st.lists(st.sampled_from([0, 1, 2]), min_size=3, max_size=3))
def test_the_opposite_of_a_condition(source: str, values: list[int]) -> None:
    """The opposite holds exactly where the condition does not, and has no `not` in front of a comparison."""
    opposite = negated(ast.parse(source, mode="eval").body)
    names = {name: np.array(value) for name, value in zip("abc", values, strict=True)}
    code = compile(ast.fix_missing_locations(ast.Expression(opposite)), "opposite", "eval")
    assert bool(eval(code, {}, names)) is not bool(eval(source, {}, names))
