"""Typed formulas: what is accepted, what is refused and with which words, and that the functions are right."""

from __future__ import annotations

import ast
import json
import math
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

import optim_core.formula
from optim_core.formula import Compiled, Parsed, compile_formula, compile_text, compile_trusted, functions, parse, warm
from optim_core.formula.asking import POOL, _outcome
from optim_core.formula.messages import FORMULA_ENGLISH
from optim_core.messages import FormulaError
from optim_core.workers.marks import BEGUN, DONE
from optim_core.workers.worker import Task, Worker

FOLDER = Path(optim_core.formula.__file__).parent
SLOW = f"{'tan(' * 17}x*y{')' * 17}*{'sin(' * 17}x-y{')' * 17}"  # keeps SymPy busy for seconds


def refused(text: str, variables: tuple[str, ...] | None = None) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse(text, variables)
    return caught.value


# --- what is accepted


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("x", ("x",)),
        ("y", ("x", "y")),
        ("  x^2 + 1 \n", ("x",)),
        ("x**2", ("x",)),
        ("(1 - x)^2 + 100*(y - x^2)^2", ("x", "y")),
        ("-x^-2", ("x",)),
        ("+x--y", ("x", "y")),
        ("sin(x)*cos(y) + tan(x/2) - exp(-x^2) + log(x^2 + 1) + ln(2 + y^2)", ("x", "y")),
        ("sqrt(x^2 + 1) + abs(x) + tanh(x) + sinh(x) + cosh(x) + atan(x)", ("x",)),
        ("max(x, 0) + min(x, y)", ("x", "y")),
        ("e^x + pi*x + 2^x + x^x", ("x",)),
        (".5*x + 1.*x + 1e-3*x + 2.5E2*x", ("x",)),
        ("+".join(["x"] * 50), ("x",)),
        ("1e9*x", ("x",)),
        ("((x^2)^2)^16", ("x",)),
        ("-sin(x)*sin(x^2/pi)^20 + y^64", ("x", "y")),
        ("x^0.5 + x^(1/3)", ("x",)),
    ],
)
def test_accepted(text: str, variables: tuple[str, ...]) -> None:
    """A learner's formula is in x, or in x and y; ^ and ** are powers; white space around it does not matter."""
    parsed = parse(text)
    assert parsed.variables == variables
    assert parsed.text == text.strip()
    assert isinstance(parsed.tree, ast.expr)


def test_own_variables() -> None:
    """A surface may name its own variables, and then no others are known."""
    assert parse("(w - 5)^2", ("w",)).variables == ("w",)
    assert parse("x1*x3", ("x1", "x2", "x3")).variables == ("x1", "x2", "x3")
    assert refused("x + w", ("w",)).message.values["variables"] == "w"


def test_parsed_is_a_value() -> None:
    """Two readings of one text are equal and cannot be changed."""
    parsed = parse("x^2")
    assert parsed == parse(" x^2 ") == Parsed("x^2", ("x",), parsed.tree)
    with pytest.raises(FrozenInstanceError):
        parsed.text = "y"  # type: ignore[misc]  # that is the point


# --- what is refused: text, key, position, length, and the spelling that is suggested for just that place

REFUSALS = [
    # products without a sign
    ("2x", "implicit_product", 0, 2, "2*x"),
    ("1 + 2x^2", "implicit_product", 4, 2, "2*x"),
    ("3(x+1)", "implicit_product", 0, 6, "3*(x + 1)"),
    ("(x+1)(x-1)", "implicit_product", 0, 10, "(x + 1)*(x - 1)"),
    ("y + (x+1) (x-1)", "implicit_product", 4, 11, "(x + 1)*(x - 1)"),
    ("x(y)", "implicit_product", 0, 4, "x*(y)"),
    ("x (y+1)", "implicit_product", 0, 7, "x*(y + 1)"),
    ("pi(x)", "implicit_product", 0, 5, "pi*(x)"),
    ("xy", "implicit_product", 0, 2, "x*y"),
    ("x y", "implicit_product", 0, 3, "x*y"),
    ("2xy", "implicit_product", 0, 3, "2*x*y"),
    ("xsin(x)", "implicit_product", 0, 4, "x*sin"),
    ("sin(x)cos(x)", "implicit_product", 0, 12, "sin(x)*cos(x)"),
    ("x sin(x)", "implicit_product", 0, 8, "x*sin(x)"),
    ("2e3x", "implicit_product", 0, 4, "2e3*x"),
    ("ex", "implicit_product", 0, 2, "e*x"),
    # functions without parentheses
    ("sin x", "function_parentheses", 0, 5, "sin(x)"),
    ("sin 2x", "function_parentheses", 0, 6, "sin(2*x)"),
    ("x + sinx", "function_parentheses", 4, 4, "sin(x)"),
    ("sin2x", "function_parentheses", 0, 5, "sin(2*x)"),
    ("lnx", "function_parentheses", 0, 3, "ln(x)"),
    ("sqrt x+1", "function_parentheses", 0, 6, "sqrt(x)"),
    ("sin^2(x)", "function_power", 0, 8, "sin(x)^2"),
    ("1 + sin^2 x", "function_power", 4, 7, "sin(x)^2"),
    ("x + sin", "function_alone", 4, 3, None),
    ("sin + x", "function_alone", 0, 3, None),
    # other ways to write
    ("|x|", "bars", 0, 3, "abs(x)"),
    ("1 + |x - y|", "bars", 4, 7, "abs(x - y)"),
    ("||x|-1|", "bars", 0, 7, "abs(|x|-1)"),
    ("x + |y", "bar", 4, 1, None),
    ("x²", "superscript", 0, 2, "x^2"),
    ("1 + (x+1)²", "superscript", 4, 6, "(x+1)^2"),
    ("x⁻¹", "superscript", 0, 3, "x^(-1)"),
    ("x − y", "character_spelling", 2, 1, "-"),
    ("x×y", "character_spelling", 1, 1, "*"),
    ("2·x", "character_spelling", 1, 1, "*"),
    ("π*x", "character_spelling", 0, 1, "pi"),
    ("√(x)", "character_spelling", 0, 1, "sqrt"),
    ("½*x", "character_spelling", 0, 1, "(1/2)"),
    ("[x + 1]*2", "character_spelling", 0, 1, "("),
    ("x + ｙ", "character_spelling", 4, 1, "y"),
    ("f(x) = x^2", "left_part", 0, 7, ""),
    ("f(x,y)=x*y", "left_part", 0, 7, ""),
    ("y = x^2", "left_part", 0, 4, ""),
    (" z = x + y", "left_part", 0, 5, ""),
    ("x^2 = 4", "equals", 4, 1, None),
    ("x == 4", "equals", 2, 1, None),
    ("x < 4", "comparison", 2, 1, None),
    ("x!", "factorial", 1, 1, None),
    ("5%*x", "share", 0, 2, "0.05"),
    ("f'(x)", "prime", 1, 1, None),
    (r"\sin(x)", "latex", 0, 7, "sin (x)"),
    (r"\binom{x}{2}", "typesetting", 0, 6, None),
    ("sin(45°)*x", "degrees", 6, 1, None),
    ("x_1", "variables", 0, 3, None),
    ("x + θ", "variables", 4, 1, None),
    ("x +\ny", "one_line", 3, 1, " "),
    ("x\u200f+1", "invisible", 1, 1, ""),
    ("x\u00a0+ 1", "invisible", 1, 1, " "),
    ("x\x00", "invisible", 1, 1, ""),
    ("x\ud800", "invisible", 1, 1, ""),
    # numbers
    ("0,5*x", "decimal_comma", 0, 3, "0.5"),
    ("x + sin(1,5)", "decimal_comma", 8, 3, "1.5"),
    ("1_000*x", "digit_groups", 0, 5, "1000"),
    ("x + 0x10", "number_base", 4, 4, "16"),
    ("007*x", "leading_zero", 0, 3, "7"),
    ("x*1e999", "number_too_large", 2, 5, None),
    ("1000000001*x", "number_too_large", 0, 10, None),
    ("x + 1e5*1e5", "number_too_large", 4, 7, None),
    ("x*exp(99)", "number_too_large", 2, 7, None),
    ("x*9.9.9", "two_points", 2, 5, None),
    ("x + 1 000", "two_numbers", 4, 5, None),
    ("x.y", "point", 1, 1, None),
    # signs and parentheses
    ("x +", "nothing_after", 2, 1, None),
    ("(x +)*2", "nothing_after", 3, 1, None),
    ("*x", "nothing_before", 0, 1, None),
    ("max(x,)", "nothing_before", 6, 1, None),
    ("x*/y", "two_signs", 1, 2, None),
    ("x^^2", "two_signs", 1, 2, None),
    ("x + ()", "empty_parentheses", 4, 2, None),
    ("2*(x + (y)", "unclosed", 2, 1, None),
    ("exp(x", "unclosed", 3, 1, None),
    ("x + 1)", "unopened", 5, 1, ""),
    ("(x, y)", "comma", 2, 1, None),
    ("(" * 21 + "x" + ")" * 21, "too_deep", 20, 1, None),
    ("-" * 25 + "x", "too_deep", 20, 6, None),
    # names
    ("x2", "digit_after_name", 0, 2, "x^2"),
    ("x + z", "variables", 4, 1, None),
    ("x + a", "unknown_variable", 4, 1, None),
    ("Sin(x)", "small_letters", 0, 3, "sin"),
    ("1 + X", "small_letters", 4, 1, "x"),
    ("cosinus(x)", "other_name", 0, 7, "cos"),
    ("tahn(x)", "nearest_name", 0, 4, "tanh"),
    ("sqr(x)", "two_readings", 0, 6, "x^2"),
    ("sqt(x)", "nearest_name", 0, 3, "sqrt"),
    ("arctan(x)", "other_name", 0, 6, "atan"),
    ("cot(x)", "written_otherwise", 0, 6, "1/tan(x)"),
    ("floor(x)", "no_gradient", 0, 5, None),
    ("foo(x)", "unknown_function", 0, 3, None),
    # the number of arguments
    ("sin()*x", "arguments", 0, 5, None),
    ("sin(x, y)", "arguments", 0, 9, None),
    ("max(x)", "arguments", 0, 6, None),
    ("max(x,y,1)", "arguments", 0, 10, "max(x, max(y, 1))"),
    ("log(x, 2)", "arguments", 0, 9, "(log(x)/log(2))"),
    # values that cannot be
    ("x/0", "division_by_zero", 0, 3, None),
    ("x + y/(2 - 2)", "division_by_zero", 4, 9, None),
    ("x*0^(-1)", "division_by_zero", 2, 6, None),
    ("x + log(-2)", "log_not_positive", 4, 7, None),
    ("x*ln(0)", "log_not_positive", 2, 5, None),
    ("sqrt(1 - 2)*x", "sqrt_negative", 0, 11, None),
    ("(-8)^(1/3) + x", "power_of_negative", 0, 10, None),
    ("(-2)^x", "base_not_positive", 1, 2, None),
    ("0^x", "base_not_positive", 0, 1, None),
    ("x^65", "exponent_too_large", 2, 2, None),
    ("x^(-70)", "exponent_too_large", 3, 3, None),
    ("1 + (x^9)^8", "powers_too_large", 5, 3, None),
    ("x^(x^(x^(x^x)))", "powers_too_large", 9, 3, None),
    # the whole
    ("", "empty", 0, 0, None),
    ("   ", "empty", 0, 3, None),
    ("1 + pi", "no_variable", 0, 6, None),
    ("x" * 401, "too_long", 400, 1, None),
    ("+".join(["x"] * 101), "too_many_parts", 0, 201, None),
]


@pytest.mark.parametrize(("text", "key", "position", "length", "suggestion"), REFUSALS)
def test_refused(text: str, key: str, position: int, length: int, suggestion: str | None) -> None:
    """Every refusal has its own sentence, points at the place in the text as it was typed, and says what to type."""
    error = refused(text)
    assert (error.message.key, error.message.values.get("suggestion")) == (f"formula.{key}", suggestion)
    assert error.text == text
    assert (error.position, error.length) == (position, length)
    if suggestion:
        assert suggestion in str(error)


def mended(text: str) -> str:
    """The text with the first suggestion put in the place it is made for; the same text where there is none."""
    try:
        parse(text)
    except FormulaError as error:
        if error.position is not None and "suggestion" in error.message.values:
            end = error.position + error.length
            return f"{text[: error.position]}{error.message.values['suggestion']}{text[end:]}"
    return text


@pytest.mark.parametrize("text", [row[0] for row in REFUSALS if row[4] is not None])
def test_suggestions_lead_to_a_formula(text: str) -> None:
    """Whoever puts each suggestion in the place it is made for soon has a formula that is accepted."""
    for _ in range(8):
        text = mended(text)
    assert parse(text + " + x")  # what was typed may well be a number only


def test_every_refusal_is_worded() -> None:
    """Every key that the code uses has an English sentence, every sentence is used, and none of them scolds."""
    used = {key for file in FOLDER.glob("*.py") for key in re.findall(r'"(formula\.[a-z_]+)"', file.read_text())}
    assert used == set(FORMULA_ENGLISH)
    for sentence in FORMULA_ENGLISH.values():
        assert not re.search(r"\b(invalid|illegal|error|syntax|token)\b", sentence, re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('echo')",
        "x.__class__",
        "().__class__.__base__",
        "lambda x: x",
        "f'{x}'",
        "(x:=2)",
        "[x for x in (1,2)]",
        "{x: y}",
        "x if x else y",
        "x and y",
        "not x",
        "x in y",
        "x @ y",
        "x // y",
        "x ; import os",
        "print(x)",
        "eval(x)",
        "max(*x)",
        "max(x, y, key=abs)",
        "None",
        "True + x",
        "1j*x",
        "x # y",
        "x\\\n+1",
        "x\r\n+ 1",
        "'x'",
        '"x"',
        "`x`",
        "...",
        "x\u202e+1",
        "x\u2066+1",
        "\ufeffx",
        "x\x1b[31m",
        "sin(" * 60 + "x" + ")" * 60,
        "(" * 390,
        "x" + "^x" * 199,
        "-" * 399 + "x",
        "9" * 399 + "x",
        "e" * 400,
        "exp" * 133,
        "１＋x",
        "x" * 10_000_000,
        " " * 10_000_000,
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_hostile(text: str) -> None:
    """Code, names of Python, hidden characters and texts that strain a parser are refused like any other mistake."""
    error = refused(text)
    assert str(error)
    assert error.position is not None
    assert len(error.text) <= 401


def test_not_a_text() -> None:
    """What is not a text is refused as a formula, too."""
    for value in (None, 3, b"x", ["x"]):
        assert refused(value).message.key == "formula.not_text"  # type: ignore[arg-type]  # that is the point


def test_parse_needs_no_sympy() -> None:
    """Reading a formula, and importing the package, do not load SymPy."""
    code = "import sys, optim_core.formula as f; f.parse('x^2'); print('sympy' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER.parents[1], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"


# --- the functions

FUNCTION: dict[str, Any] = {"ln": mpmath.log, "abs": abs, "min": min, "max": max}


def exact(node: ast.expr, values: dict[str, Any]) -> Any:
    """The value of a checked formula with 50 digits; ValueError where it has none."""
    match node:
        case ast.Constant(value=value):
            result = mpmath.mpf(value)
        case ast.Name(id=name):
            result = values[name] if name in values else {"pi": +mpmath.pi, "e": +mpmath.e}[name]
        case ast.UnaryOp(op=sign, operand=operand):
            result = exact(operand, values) * (-1 if isinstance(sign, ast.USub) else 1)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            result = (FUNCTION.get(name) or getattr(mpmath, name))(*(exact(a, values) for a in arguments))
        case ast.BinOp(left=left, op=sign, right=right):
            a, b = exact(left, values), exact(right, values)
            kind = type(sign).__name__
            result = a + b if kind == "Add" else a - b if kind == "Sub" else a * b if kind == "Mult" else None
            if result is None:
                result = a / b if kind == "Div" else a**b
    if isinstance(result, mpmath.mpc):
        raise ValueError("not real")
    return result


def exact_derivative(parsed: Parsed, point: tuple[float, ...], axes: tuple[int, ...]) -> float:
    """A derivative by central differences in 50 digits, right to far more digits than a float has."""

    def along(values: list[Any], remaining: tuple[int, ...]) -> Any:
        if not remaining:
            return exact(parsed.tree, dict(zip(parsed.variables, values, strict=True)))
        step = mpmath.mpf(10) ** -12
        up, down = list(values), list(values)
        up[remaining[0]] += step
        down[remaining[0]] -= step
        return (along(up, remaining[1:]) - along(down, remaining[1:])) / (2 * step)

    with mpmath.workdps(50):
        return float(along([mpmath.mpf(value) for value in point], axes))


DIFFERENTIATED = [
    ("x", None),
    ("3*x - 1", None),
    ("-x", None),
    ("x^2 - 4*x + 1/3", None),
    ("(1 - x)^2 + 100*(y - x^2)^2", None),
    ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", None),
    ("sin(3*x)*cos(y/2) + tan(x/3)", None),
    ("exp(-x^2/2)*y + e^(x - y)", None),
    ("log(x^2 + 1)/ln(2) + sqrt(x + 4)", None),
    ("tanh(x) + sinh(y/2) - cosh(x*y/4) + atan(x/y)", None),
    ("abs(x - 1) + abs(x*y)^3", None),
    ("max(x, y^2) - min(2*x, sin(y))", None),
    ("x^1.5*y^(1/3) + x^(-2.5) + 2^x + x^y + x^x", None),
    ("x^-3/(y^2*(x + 1)^4) + 1/sqrt(x)", None),
    ("(x*y)^16/1000 - x^7", None),
    ("sqrt(x^2 + y^2) + (x^2)^0.5", None),
    ("20 - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) + e - exp((cos(2*pi*x) + cos(2*pi*y))/2)", None),
    ("tan(x + pi/2) + sin(1 - x) + cos(1 - pi) + sin(x - y - x/y)", None),
    ("((-y - sin(1))^4)^(1/3) + sqrt((1 - x)^2)", None),
    ("(w - 5)^2", ("w",)),
    ("x1^2*x2 + sin(x3)/x1 + x2*x3", ("x1", "x2", "x3")),
]


@pytest.mark.parametrize(("text", "variables"), DIFFERENTIATED, ids=[row[0] for row in DIFFERENTIATED])
def test_derivatives(text: str, variables: tuple[str, ...] | None) -> None:
    """Value, gradient and Hessian are those of the formula, in any number of variables."""
    parsed = parse(text, variables)
    made = functions(compile_formula(parsed))
    rng = np.random.default_rng(7)
    points = rng.uniform(0.3, 2.5, size=(8, len(parsed.variables)))
    with np.errstate(all="ignore"):
        columns = made.value_and_gradient(*points.T)
        value, second = made.value(*points.T), made.hessian(*points.T)
        assert made.defined(*points.T).all()
    np.testing.assert_array_equal(value, columns[0])
    for k, point in enumerate(points):
        place = tuple(point)
        assert columns[0][k] == pytest.approx(exact_derivative(parsed, place, ()), rel=1e-13, abs=1e-13)
        for i in range(len(place)):
            slope = exact_derivative(parsed, place, (i,))
            assert columns[i + 1][k] == pytest.approx(slope, rel=1e-11, abs=1e-11)
            for j in range(len(place)):
                curvature = exact_derivative(parsed, place, (i, j))
                assert second[i][j][k] == pytest.approx(curvature, rel=1e-9, abs=1e-9)


POLYNOMIALS = [
    "(1 - x)^2 + 100*(y - x^2)^2",
    "0.26*(x^2 + y^2) - 0.48*x*y",
    "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
    "(x - 1)^16 + (x + y)^7*(x - y)^3",
    "x*y",
    "-x",
]


@pytest.mark.parametrize("text", POLYNOMIALS)
def test_polynomials_have_the_same_bits(text: str) -> None:
    """A polynomial gives the same bits as arrays and as plain numbers."""
    made = functions(compile_trusted(text, ("x", "y")))
    points = np.random.default_rng(3).normal(size=(200, 2)) * 3
    columns = np.array(made.value_and_gradient(*points.T))
    singles = np.array([made.scalar_value_and_gradient(*map(float, point)) for point in points]).T
    np.testing.assert_array_equal(columns, singles)


def test_functions_agree_to_an_ulp_or_two() -> None:
    """Where no difference of close numbers is taken, arrays and plain numbers agree to the last bits."""
    for text in ("exp(x)", "sin(x)", "log(x)", "sqrt(x)", "tanh(x)", "x^2.7", "atan(x)", "cosh(x)", "x*exp(-x)", "2^x"):
        made = functions(compile_trusted(text, ("x",)))
        xs = np.random.default_rng(5).uniform(0.1, 5, size=300)
        for k, column in enumerate(made.value_and_gradient(xs)):
            if (text, k) == ("tanh(x)", 1):
                continue  # 1 - tanh(x)^2 is such a difference
            single = np.array([made.scalar_value_and_gradient(float(x))[k] for x in xs])
            np.testing.assert_array_max_ulp(column, single, maxulp=3)


def test_constant_parts_fill_the_shape() -> None:
    """A part of the gradient or Hessian that is constant comes back as an array like the others, in float64."""
    made = functions(compile_trusted("3*x + y^2/2", ("x", "y")))
    for shape in ((), (1,), (5,), (2, 3)):
        x, y = np.ones(shape), np.zeros(shape)
        second = made.hessian(x, y)
        parts = [*made.value_and_gradient(x, y), made.value(x, y), *second[0], *second[1]]
        assert {part.shape for part in parts} == {shape}
        assert {part.dtype for part in parts} == {np.dtype(np.float64)}
        assert made.defined(x, y).shape == shape
    np.testing.assert_array_equal(made.value_and_gradient(np.zeros(2), np.ones(2))[1], [3.0, 3.0])


def test_whole_numbers_become_floats() -> None:
    """Integers are taken as floats: nothing overflows, and results are floats."""
    for text in ("x*y", "x + y", "-x*y", "max(x, y)", "x^16", "abs(x)", "x/y"):
        made = functions(compile_trusted(text, ("x", "y")))
        columns = made.value_and_gradient(np.array([1000, 2000]), np.array([3, 4]))
        assert all(column.dtype == np.float64 for column in columns)
        single = made.scalar_value_and_gradient(1000, 3)
        assert [type(part) for part in single] == [float] * 3
        assert single == pytest.approx([column[0] for column in columns], rel=1e-15)


def test_results_are_the_callers_own() -> None:
    """No result shares memory with an argument or with another result."""
    for text in ("x", "x + y", "sin(x + y)", "x*y"):
        made = functions(compile_trusted(text, ("x", "y")))
        x, y = np.array([1.0, 2.0]), np.array([3.0, 4.0])
        arrays = [x, y, *made.value_and_gradient(x, y)]
        for i, a in enumerate(arrays):
            assert not any(np.shares_memory(a, b) for b in arrays[:i])


def test_a_minimum_has_no_minus_zero() -> None:
    """The gradient at a minimum reads 0, not -0."""
    made = functions(compile_trusted("(1 - x)^2 + 100*(y - x^2)^2", ("x", "y")))
    assert [math.copysign(1, part) for part in made.scalar_value_and_gradient(1.0, 1.0)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("log(x)", -1.0),
        ("log(x)", 0.0),
        ("sqrt(x)", -1.0),
        ("x^(1/3)", -8.0),
        ("x^2.5", -1.0),
        ("1/x", 0.0),
        ("exp(x)", 1000.0),
        ("cosh(x)", -1000.0),
        ("sqrt(x)", 0.0),
        ("x^x", -0.5),
        ("sin(x)", math.inf),
    ],
)
def test_numbers_never_turn_complex(text: str, point: float) -> None:
    """Where arrays give nan or inf, plain numbers raise one of three errors or give a float, never a complex number."""
    made = functions(compile_trusted(text, ("x",)))
    with np.errstate(all="ignore"):
        value, slope = made.value_and_gradient(np.array([point]))
    assert not (np.isfinite(value) & np.isfinite(slope)).all()
    try:
        result = made.scalar_value_and_gradient(point)
    except (ValueError, OverflowError, ZeroDivisionError):
        return
    assert all(type(part) is float for part in result)


def test_kinks() -> None:
    """At a kink the slope is the mean of both sides and the curvature that of the rest; `kinks` says there is one."""
    cases = [
        ("abs(x)", 0.0, 0.0, 0.0),
        ("abs(x) + x^2", 0.0, 0.0, 2.0),
        ("max(x, 3*x)", 0.0, 2.0, 0.0),
        ("min(x, 0)", 0.0, 0.5, 0.0),
        ("max(x, 0)^2", 1.0, 2.0, 2.0),
        ("max(0.5*x, 1.5 - x)", 1.0, -0.25, 0.0),
    ]
    for text, x, slope, curvature in cases:
        compiled = compile_trusted(text, ("x",))
        made = functions(compiled)
        assert compiled.kinks
        assert made.scalar_value_and_gradient(x)[1] == slope
        assert made.value_and_gradient(np.array([x]))[1] == slope
        assert made.hessian(np.array([x]))[0][0] == curvature
        assert made.defined(np.array([x]))
    assert not compile_trusted("x^2", ("x",)).kinks
    assert not compile_trusted("abs(x^2 + 1)", ("x",)).kinks


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("x^2", [0, -1e300, 1e300], [1, 1, 1]),
        ("log(x)", [-1, 0, 1], [0, 0, 1]),
        ("sqrt(x)", [-1, 0, 1], [0, 0, 1]),  # at 0 there is a value, but no gradient
        ("x*sqrt(2)", [-1, 0, 1], [1, 1, 1]),
        ("x^0.5", [-1, 0, 1], [0, 0, 1]),
        ("x^1.5", [-1, 0, 1], [0, 1, 1]),
        ("x^(-0.5)", [-1, 0, 1], [0, 0, 1]),
        ("x^(1/3)", [-1, 0, 1], [0, 0, 1]),
        ("1/x", [-1, 0, 1], [1, 0, 1]),
        ("x^-2", [-1e-200, 0, 1], [1, 0, 1]),
        ("x/x", [-1, 0, 1], [1, 0, 1]),  # what cancels is still a division
        ("sqrt(x)^2", [-1, 0, 1], [0, 0, 1]),
        ("exp(log(x))", [-1, 0, 1], [0, 0, 1]),
        ("x - x + log(x - x + 1)", [-1, 0, 1], [1, 1, 1]),
        ("x^x", [-1, 0, 1], [0, 0, 1]),
        ("2^x", [-1, 0, 1], [1, 1, 1]),
        ("log(1 + exp(x))", [-1000, 0, 1000], [1, 1, 1]),
        ("1/(1 + exp(-x))", [-1000, 0, 1000], [1, 1, 1]),
        ("log(exp(x) - exp(2*x))", [-1, 1, 1000], [1, 0, 1]),  # inf - inf at 1000: overflow is not leaving the domain
        ("log(sqrt(x) + 1)", [-1, 0, 1], [0, 0, 1]),
        ("abs(x)", [-1, 0, 1], [1, 1, 1]),
        ("sin(x)/x", [-1, 0, 1], [1, 0, 1]),
        ("log(-x^2)", [-1, 0, 1], [0, 0, 0]),
    ],
)
def test_defined(text: str, x: list[float], expected: list[int]) -> None:
    """A point counts where the formula has a value and a gradient there; overflow is divergence, not leaving."""
    made = functions(compile_formula(parse(text)))
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(made.defined(np.array(x)), np.array(expected, dtype=bool))


@pytest.mark.parametrize(
    ("text", "point", "slopes"),
    [
        ("(x^2)^(y^2 + 1) + (y^2)^(x^2 + 1)", (0.0, 0.0), (0, 0)),  # Brown's function at its minimum
        ("(x^2)^(y^2 + 1) + (y^2)^(x^2 + 1)", (0.0, 1.0), (0, 2)),
        ("(x^2)^(y^2 + 1) + (y^2)^(x^2 + 1)", (1e-200, 0.0), (2e-200, 0)),
        ("abs(x)^(1 + y^2)", (0.0, 2.0), (0, 0)),
        ("x^y", (0.0, 2.0), (0, 0)),
        ("x^y", (0.0, 1.0), (1, 0)),
        ("sqrt(x^2)", (0.0,), (0,)),  # the absolute value
        ("((x - 1)^2)^0.75", (1.0,), (0,)),
        ("sqrt(x^4)", (0.0,), (0,)),
    ],
)
def test_powers_of_zero(text: str, point: tuple[float, ...], slopes: tuple[float, ...]) -> None:
    """Where a power of 0 has a slope it is found, not 0/0, and the point counts; arrays and numbers agree."""
    made = functions(compile_formula(parse(text)))
    arrays = [np.array([value]) for value in point]
    with np.errstate(all="ignore"):
        _, *found = made.value_and_gradient(*arrays)
        assert made.defined(*arrays).all()
    assert np.ravel(found).tolist() == list(slopes)
    assert made.scalar_value_and_gradient is not None
    assert made.scalar_value_and_gradient(*point)[1:] == slopes


@pytest.mark.parametrize(("text", "point"), [("x^y", (0.0, 0.5)), ("x^y", (0.0, 0.0)), ("(x^2)^(y + 1)", (0.0, -1.5))])
def test_powers_of_zero_without_a_slope(text: str, point: tuple[float, float]) -> None:
    """Below exponent 1 the slope at 0 is infinite, so the point does not count."""
    made = functions(compile_formula(parse(text)))
    with np.errstate(all="ignore"):
        assert not made.defined(*(np.array([value]) for value in point)).any()


def test_no_value_at_all() -> None:
    """A formula that turns out to have no real value is refused with words, not with an exception of SymPy's."""
    for text in ("sqrt(-x^2)", "1/(x - x)", "x/sin(pi)", "log(x - x)"):
        with pytest.raises(FormulaError) as caught:
            compile_formula(parse(text))
        assert caught.value.message.key == "formula.no_value"


def test_source_is_plain() -> None:
    """What is executed holds nothing but floats, + - * /, comparisons and calls of known names."""
    allowed = (ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Assign, ast.Return, ast.Tuple, ast.BinOp)
    allowed += (ast.UnaryOp, ast.USub, ast.operator, ast.Name, ast.expr_context, ast.Call, ast.Compare, ast.cmpop)
    for text, variables in DIFFERENTIATED:
        compiled = compile_formula(parse(text, variables))
        sources = (compiled.value_source, compiled.value_and_gradient_source, compiled.hessian_source)
        for source in (*sources, compiled.outside_source):
            for node in ast.walk(ast.parse(source)):
                assert isinstance(node, allowed) or (isinstance(node, ast.Constant) and type(node.value) is float)


# --- what is shown


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("(1 - x)^2 + 100*(y - x^2)^2", r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}"),
        ("2*(x + y)", r"2 \left(x + y\right)"),
        ("x*2*3", r"x \cdot 2 \cdot 3"),
        ("-x*y/2", r"-\frac{x y}{2}"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("x - (y - 1)", r"x - \left(y - 1\right)"),
        ("x^(1/3)", r"x^{1/3}"),
        ("sin(x)^2", r"\sin^{2}\left(x\right)"),
        ("exp(-x^2/2)", r"e^{-\frac{x^{2}}{2}}"),
        ("sqrt(abs(x))", r"\sqrt{\left|x\right|}"),
        ("log(x) + atan(x)", r"\ln\left(x\right) + \arctan\left(x\right)"),
        ("max(x, pi)", r"\max\left(x, \pi\right)"),
        ("1e-5*x + 0.1", r"10^{-5} x + 0.1"),
        ("1e9*x", r"1000000000 x"),
    ],
)
def test_latex(text: str, latex: str) -> None:
    """A formula is shown in the order it was typed."""
    assert compile_formula(parse(text)).latex == latex


def test_derivatives_as_latex() -> None:
    """Derivatives keep the factors that the chain rule gives, and show no SymPy names."""
    compiled = compile_trusted("(1 - x)^2 + 100*(y - x^2)^2", ("x", "y"))
    assert compiled.gradient_latex == (
        r"- 400 x \left(y - x^{2}\right) - 2 \left(1 - x\right)",
        r"200 \left(y - x^{2}\right)",
    )
    assert compiled.hessian_latex[1] == ("- 400 x", "200")
    assert compile_trusted("0.5*x^2", ("x",)).gradient_latex == ("x",)
    assert compile_trusted("x1^2", ("x1",)).gradient_latex == ("2 x_{1}",)
    assert compile_trusted("sin(x)^3", ("x",)).gradient_latex == (r"3 \cos\left(x\right) \sin^{2}\left(x\right)",)
    assert compile_trusted("max(x, 0)", ("x",)).gradient_latex == (r"\left[x > 0\right]",)
    for text, variables in DIFFERENTIATED:
        compiled = compile_formula(parse(text, variables))
        shown = "".join((*compiled.gradient_latex, *compiled.hessian_latex[0]))
        assert not re.search("Applied|theta|Delta|operatorname{(?!sign)", shown)


def test_compiled_survives_json() -> None:
    """The record is plain data: it comes back equal from JSON."""
    for text, variables in DIFFERENTIATED:
        compiled = compile_formula(parse(text, variables))
        assert Compiled.from_json(compiled.to_json()) == compiled


# --- in a worker


@pytest.fixture(scope="module", autouse=True)
def _close_the_pool() -> Iterator[None]:
    yield
    POOL.close()


def test_worker_gives_the_same() -> None:
    """What is typed gives the very record that a built-in surface with this formula has."""
    warm()
    assert compile_text(" x^2*sin(y)") == compile_trusted("x^2*sin(y)", ("x", "y"))
    assert compile_text("w^2", ("w",)) == compile_trusted("w^2", ("w",))


def test_typing_mistakes_need_no_worker() -> None:
    """A refused text is answered here, with its place in the text as typed."""
    with pytest.raises(FormulaError) as caught:
        compile_text("  2x")
    assert (caught.value.position, caught.value.text) == (2, "  2x")


def test_refusals_come_back_and_are_kept() -> None:
    """What a worker finds wrong is said in the same words, and is not worked out twice."""
    for _ in range(2):
        before = _outcome.cache_info().hits
        with pytest.raises(FormulaError) as caught:
            compile_text("x + sqrt(-x^2)")
        assert caught.value.message.key == "formula.no_value"
        assert caught.value.text == "x + sqrt(-x^2)"
    assert _outcome.cache_info().hits == before + 1
    assert _outcome.cache_info().maxsize


def test_slow_formula_is_ended_and_others_go_on() -> None:
    """A formula that takes too long is given up with advice, its worker is killed, and the next formula is served."""
    assert compile_text("x^2 + cos(2*y)").variables == ("x", "y")
    with pytest.raises(FormulaError) as caught:
        compile_text(SLOW, limit=0.05)
    assert caught.value.message.key == "formula.too_complicated"
    assert "0.05 seconds" in str(caught.value)
    assert compile_text("x^2 + cos(y)").variables == ("x", "y")


class Listener:
    """A task whose lines are kept."""

    def __init__(self, text: str) -> None:
        self.heard: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self.task = Task(json.dumps({"text": text, "variables": ["x", "y"]}), lambda *line: self.heard.put(line))

    def until(self, mark: str) -> str:
        """What stands behind the first such mark."""
        while (line := self.heard.get(timeout=60))[0] != mark:
            pass
        return line[1]


def occupy(listener: Listener) -> None:
    """Gives a worker a task and stops it: by itself it will never be done."""
    POOL.submit(listener.task)
    listener.until(BEGUN)
    (pid,) = [worker.pid for worker in POOL._workers if worker.task is listener.task]
    os.kill(pid, signal.SIGSTOP)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_is_too_slow_is_dead() -> None:
    """Killing is real: the process is gone."""
    compile_text("x^2 + cos(3*y)")
    before = {*POOL.pids}
    with pytest.raises(FormulaError):
        compile_text(SLOW, limit=0.04)
    (killed,) = before - {*POOL.pids}
    deadline = time.monotonic() + 60
    while alive(killed):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_workers_trust_nobody() -> None:
    """A worker reads every text by the same rules again, has bounded memory, and ends when its input is closed."""
    changes = threading.Semaphore(0)
    worker = Worker("optim_core.formula.worker", lambda _: changes.release(), quiet=True)
    assert changes.acquire(timeout=60)
    assert worker.free
    listener = Listener("__import__('os')")
    worker.begin(listener.task)
    assert json.loads(listener.until(DONE))["error"] == "formula.character"
    assert changes.acquire(timeout=60)
    limits = Path(f"/proc/{worker.pid}/limits")
    if limits.exists():
        assert re.search(r"Max address space +2147483648", limits.read_text())
    assert worker._process.stdin
    worker._process.stdin.close()
    assert changes.acquire(timeout=60)
    assert worker.ended
    assert worker._process.returncode == 0


def test_one_learner_does_not_hold_up_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one worker is busy a second one answers; when all are, waiting is bounded and ends in plain words."""
    listeners = [Listener(SLOW) for _ in range(POOL.at_work)]
    occupy(listeners[0])
    assert compile_text("x^2 + tan(y/5)").variables == ("x", "y")
    for listener in listeners[1:]:
        occupy(listener)
    with monkeypatch.context() as patch:
        patch.setattr("optim_core.formula.asking.PATIENCE", 0.01)
        with pytest.raises(FormulaError) as caught:
            compile_text("x^2 + tan(y/6)")
    assert caught.value.message.key == "formula.busy"
    for listener in listeners:
        POOL.cancel(listener.task)
    assert compile_text("x^2 + tan(y/6)").variables == ("x", "y")


def test_the_server_goes_on() -> None:
    """While a formula is worked out, this process is free to do other things."""
    compile_text("x^2 + cos(4*y)")
    caught: list[FormulaError] = []

    def ask() -> None:
        try:
            compile_text(SLOW, limit=1.5)
        except FormulaError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(100):
        parse("(1 - x)^2 + 100*(y - x^2)^2")
    assert thread.is_alive()
    thread.join(60)
    assert caught  # given up for its time or for its length, as fast as the machine is


def test_many_at_once() -> None:
    """Many threads may ask at the same time, and each gets its own answer."""
    texts = [f"x^2 + {k}*y" for k in range(12)]
    answers: dict[str, str] = {}

    def ask(text: str) -> None:
        answers[text] = compile_text(text).text

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == {text: text for text in texts}


def test_recovers_from_a_worker_that_was_killed() -> None:
    """A worker that ends by itself, such as one that the system killed, is replaced and the formula still answered."""
    compile_text("x^2 + cos(5*y)")
    os.kill(POOL.pids[0], signal.SIGKILL)
    assert compile_text("x^2 + sin(7*y)").variables == ("x", "y")


def test_works_from_any_folder(tmp_path: Path) -> None:
    """The worker finds the program wherever the server was started, and imports nothing from there."""
    (tmp_path / "sympy.py").write_text("raise SystemExit('wrong sympy')")
    code = "from optim_core.formula import compile_text; print(compile_text('x^2').gradient_latex[0])"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(FOLDER.parents[1])},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ran.stdout.strip(), ran.stderr) == ("2 x", "")
