"""Typed formulas: what is accepted, what is refused and with which words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import optim_core.formula
from optim_core.formula import Parsed, parse
from optim_core.formula.messages import FORMULA_ENGLISH
from optim_core.messages import FormulaError

FOLDER = Path(optim_core.formula.__file__).parent


def refused(text: str, variables: tuple[str, ...] | None = None) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse(text, variables)
    return caught.value


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
    ("ln**-", "function_alone", 0, 2, None),
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
    ("floor(x)", "smooth", 0, 8, "x - 0.5 + sin(2*pi*x)/(2*pi)"),
    ("trunc(x)", "no_gradient", 0, 5, None),
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
    ("asin(2)*x", "beyond_one", 0, 7, None),
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
