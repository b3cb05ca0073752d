"""Typed formulas by the thousand: whatever is typed is accepted or refused in words, and what is accepted is right."""

from __future__ import annotations

import ast
import math
import re
from typing import Any

import mpmath
import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from optim_core.formula import Parsed, compile_formula, functions, parse
from optim_core.formula.latex import latex
from optim_core.formula.names import FUNCTIONS
from optim_core.messages import FormulaError
from tests.selection import examples

ATOMS = st.sampled_from(["x", "y", "x", "y", "1", "2", "3", "0.5", "1.5", "pi", "e"])


def _larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = sorted(name for name, arguments in FUNCTIONS.items() if arguments == 1)
    return st.one_of(
        st.builds("({}{}{})".format, parts, st.sampled_from("+-*/"), parts),
        st.builds(
            "({})^{}".format, parts, st.sampled_from(["2", "3", "4", "0.5", "(1/3)", "(-1)", "1.5", "x", "(-y)"])
        ),
        st.builds("{}({})".format, st.sampled_from(one), parts),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), parts, parts),
        st.builds("(-{})".format, parts),
    )


FORMULAS = st.recursive(ATOMS, _larger, max_leaves=8)
COORDINATES = st.floats(-3, 3).map(lambda value: round(value, 3))


def accepted(text: str) -> Any:
    """The formula worked out; the example is dropped where it is refused, but not for an exception of SymPy's."""
    try:
        parsed = parse(text)
        return parsed, compile_formula(parsed)
    except FormulaError as error:
        if error.message.key == "formula.no_gradient_found":
            raise
        return assume(False)


def exact(node: ast.expr, values: dict[str, Any]) -> Any:
    """The value with the digits that mpmath is set to; ValueError where it is not real."""
    names = {"ln": mpmath.log, "abs": abs, "min": min, "max": max}
    match node:
        case ast.Constant(value=value):
            return mpmath.mpf(value)
        case ast.Name(id=name):
            return values[name] if name in values else +getattr(mpmath, name)
        case ast.UnaryOp(operand=operand):
            return -exact(operand, values)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            result = (names.get(name) or getattr(mpmath, name))(*(exact(part, values) for part in arguments))
        case ast.BinOp(left=left, op=sign, right=right):
            a, b = exact(left, values), exact(right, values)
            how = {"Add": "__add__", "Sub": "__sub__", "Mult": "__mul__", "Div": "__truediv__", "Pow": "__pow__"}
            result = getattr(a, how[type(sign).__name__])(b)
    if isinstance(result, mpmath.mpc):
        raise ValueError("not real")
    return result


def close(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-6)


@given(st.text(max_size=60))
@examples(8)
def test_any_text(text: str) -> None:
    """Any text at all is read as a formula, or refused in words and with a place inside it."""
    _read(text)


@given(st.text(alphabet="xyz0123456789.,+-*/^()|²= \te_", max_size=30))
@examples(25)
def test_any_signs(text: str) -> None:
    """The same for texts that look like formulas."""
    _read(text)


@given(st.lists(st.sampled_from([*FUNCTIONS, "x", "y", "pi", "2", "0.5", "+", "-", "*", "/", "^", "(", ")", ",", " "])))
@examples(25)
def test_any_words(words: list[str]) -> None:
    """The same for the words of formulas in any order."""
    _read("".join(words))


# What comes along from code, LaTeX, web pages, mails and textbooks.
SCRAPS = r"""
np.¦Math.¦x1¦x_2¦x_{1}¦x[0]¦θ²¦theta¦lambda x:¦x =>¦return ¦def f(x):¦f(x) =¦;¦'¦"¦`¦#¦//¦/*¦%¦ if ¦ else ¦where(¦?¦:
\frac{¦\sqrt{¦}¦{¦\left(¦\right)¦^{2}¦_{i}¦\cdot ¦\sin ¦\sum_{i=1}^{n}¦$¦\begin¦\,¦&amp;¦&lt;¦<sup>2</sup>¦<b>¦sum(¦Σ¦∑
 for i in range(2)¦ in [-1, 1]¦ for x > 0¦minimize ¦maximize ¦min ¦ squared¦ plus ¦ times ¦.^¦.*¦|x|¦½¦√¦,¦1,000¦pow(
atan2(¦sigmoid(¦clip(¦erf(¦sqr(¦2x¦1/2x¦sin x^2¦sin^-1(¦inf¦ mod ¦=¦:=¦==¦ = 0¦exp -¦log_2(¦)¦)¦(¦x¦y¦2¦+¦-¦*¦/¦^¦0.5
"""


@given(st.lists(st.sampled_from(re.split("[¦\n]", SCRAPS.strip("\n"))), max_size=14))
@examples(25)
def test_any_scraps(scraps: list[str]) -> None:
    """The same for scraps of code, LaTeX and words, in any order."""
    _read("".join(scraps))


def _read(text: str) -> None:
    outcome = _outcome(text)
    if isinstance(outcome, FormulaError):
        assert len(outcome.suggestions) <= 2
        for suggestion in outcome.suggestions:
            assert parse(suggestion)
        for mistake in outcome.later:
            assert mistake.position is not None
            assert 0 <= mistake.position <= mistake.position + mistake.length <= len(text)
        assert str(outcome)
        assert outcome.position is not None
        assert outcome.position >= 0
        assert outcome.position + outcome.length <= len(text)
    else:
        assert parse(outcome.text) == outcome
        assert latex(outcome.tree)


def _outcome(text: str) -> Parsed | FormulaError:
    try:
        return parse(text)
    except FormulaError as error:
        return error


@given(FORMULAS, COORDINATES, COORDINATES)
def test_numbers_are_arrays(text: str, x: float, y: float) -> None:
    """A point alone and the same point in an array give the same, and floats in either case."""
    parsed, compiled = accepted(text)
    made = functions(compiled)
    point = (x, y)[: len(parsed.variables)]
    with np.errstate(all="ignore"):
        columns = made.value_and_gradient(*(np.array([value, 0.5]) for value in point))
    assert all(column.dtype == np.float64 and column.shape == (2,) for column in columns)
    try:
        single = made.scalar_value_and_gradient(*point)
    except (ValueError, OverflowError, ZeroDivisionError):
        return
    assert all(type(value) is float for value in single)
    assume(all(abs(value) < 1e8 for value in single))  # beyond, a last bit may be blown up to anything
    assert all(close(value, float(column[0])) for value, column in zip(single, columns, strict=True))


@given(FORMULAS, COORDINATES, COORDINATES)
def test_gradients_are_slopes(text: str, x: float, y: float) -> None:
    """Where a formula is defined, its gradient is what differences in 40 digits give; elsewhere it has no value."""
    parsed, compiled = accepted(text)
    made = functions(compiled)
    if compiled.kinks:
        x, y = x + math.e * 1e-4, y + math.pi * 1e-4  # off the ties, where a slope is a convention
    point = (x, y)[: len(parsed.variables)]
    with np.errstate(all="ignore"):
        value, *gradient = (float(column) for column in made.value_and_gradient(*point))
        defined = bool(made.defined(*point))
    if not defined:
        _assert_edge_of_domain(parsed, point)
        return
    assume(all(math.isfinite(part) and abs(part) < 1e8 for part in (value, *gradient)))
    with mpmath.workdps(40):
        place = {name: mpmath.mpf(part) for name, part in zip(parsed.variables, point, strict=True)}
        assert close(value, float(exact(parsed.tree, place)))
        for name, slope in zip(parsed.variables, gradient, strict=True):
            step = mpmath.mpf(10) ** -15
            try:
                up = exact(parsed.tree, {**place, name: place[name] + step})
                down = exact(parsed.tree, {**place, name: place[name] - step})
            except (ValueError, ZeroDivisionError):  # the edge of the domain, as x^1.5 has at 0: a slope on one side
                continue
            assert close(slope, float((up - down) / (2 * step)))


INNER = st.sampled_from(["x", "-x", "2*x", "y", "x - y", "x*y", "-(x - 1)/2", "0.3*x + y", "1 - x", "x^2"])
COUNTED = st.sampled_from(["1", "2", "0.5", "3"])
TERM = st.one_of(
    COUNTED,
    st.builds("{}*exp({})".format, COUNTED, INNER),
    st.builds("e^({})".format, INNER),
    st.builds("cosh({})".format, INNER),
)
SUM = st.lists(TERM, min_size=1, max_size=3).map(" + ".join)
QUOTIENT = st.builds("({})/({})".format, st.one_of(SUM, st.builds("x*exp({}) - {}".format, INNER, TERM)), SUM)
EXPONENTIALS = st.one_of(
    st.builds("log({})".format, SUM),
    QUOTIENT,
    st.builds("log({})".format, st.builds("({})/({})".format, SUM, SUM)),
    st.builds("{} - 2*({})".format, st.builds("log(1 - 1/(1 + exp({})))".format, INNER), QUOTIENT),
    st.builds("({})/({})^{}".format, SUM, SUM, st.sampled_from(["2", "3"])),
    st.builds("(exp({0}) - exp(-({0})))/(exp({0}) + exp(-({0})))".format, INNER),
)


@given(EXPONENTIALS, st.sampled_from([1.0, 30.0, 400.0]), COORDINATES, COORDINATES)
def test_sums_of_exponentials_do_not_overflow(text: str, scale: float, x: float, y: float) -> None:
    """Where value and slope are ordinary numbers they are found, however large an exponential in them is."""
    parsed, compiled = accepted(text + " + 0*x + 0*y")
    point = (scale * x, scale * y)
    with np.errstate(all="ignore"):
        found = [float(column) for column in functions(compiled).value_and_gradient(*point)]
    with mpmath.workdps(60):
        place = {name: mpmath.mpf(part) for name, part in zip(parsed.variables, point, strict=True)}
        wanted = [exact(parsed.tree, place)]
        step = mpmath.mpf(10) ** -25
        for name in parsed.variables:
            up = exact(parsed.tree, {**place, name: place[name] + step})
            wanted.append((up - exact(parsed.tree, {**place, name: place[name] - step})) / (2 * step))
    for one, other in zip(found, wanted, strict=True):
        if abs(other) < 1e8:
            assert math.isfinite(one)
            assert abs(one - float(other)) <= 1e-6 * max(1.0, scale, abs(float(other)))


def _assert_edge_of_domain(parsed: Parsed, point: tuple[float, ...]) -> None:
    """The formula has no value here, or none on one side, or an infinite slope."""
    with mpmath.workdps(40):
        for nudge in (0, mpmath.mpf(10) ** -15, -(mpmath.mpf(10) ** -15)):
            for k in range(len(point)):
                moved = [mpmath.mpf(part) + nudge * (i == k) for i, part in enumerate(point)]
                try:
                    exact(parsed.tree, dict(zip(parsed.variables, moved, strict=True)))
                except (ValueError, ZeroDivisionError):
                    return
        assert any(part == 0 for part in point)  # such as sqrt(x^2), a kink that is written as a root
