"""A formula's functions are right: values, derivatives, kinks, where it is defined, and what is shown of it."""

from __future__ import annotations

import ast
import math
import re
from typing import Any

import mpmath
import numpy as np
import pytest

from optim_core.formula import Compiled, Parsed, compile_formula, compile_trusted, functions, parse
from optim_core.messages import FormulaError

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
    ("asin(x/4)*y + acos(y/5)^2", None),
    ("log(1 + exp(x*y)) + 1/(1 + exp(-x)) + log(cosh(x - y)) + exp(x)/(exp(x) + exp(y))", None),
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
        ("asin(x)", [-2, 0, 1], [0, 1, 0]),  # at 1 there is a value, but no gradient
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


@pytest.mark.parametrize(
    ("point", "curvatures"),
    [
        ((0.0, 0.0), [[2, 0], [0, 2]]),  # along the axes it is x^2 and y^2
        ((1.0, 0.0), [[2, 0], [0, 0]]),  # across, (y^2)^2
        ((0.0, 1.0), [[0, 0], [0, 2]]),
    ],
)
def test_powers_of_zero_have_a_curvature(point: tuple[float, float], curvatures: list[list[float]]) -> None:
    """Brown's function bends at its minimum, and beside it on an axis: no 0 times infinity."""
    made = functions(compile_formula(parse("(x^2)^(y^2 + 1) + (y^2)^(x^2 + 1)")))
    with np.errstate(all="ignore"):
        entries = made.hessian(*(np.array([value]) for value in point))
    np.testing.assert_allclose(np.ravel(entries).reshape(2, 2), curvatures, atol=1e-6)


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
