"""More than a hundred formulas as people type and paste them: read, or answered by what a careful person would take."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from optim_core.formula import compile_formula, parse
from optim_core.formula.callables import functions
from optim_core.messages import FormulaError

READ = """
x^2 + y^2
x**2 + y**2
(1-x)^2+100*(y-x^2)^2
(x^2+y-11)^2 + (x+y^2-7)^2
(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2
-cos(x)*cos(y)*exp(-((x-pi)^2 + (y-pi)^2))
20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)
-sin(x)*sin(x^2/pi)^20-sin(y)*sin(2*y^2/pi)^20
0.5 + (sin(x^2-y^2)^2-0.5)/(1+0.001*(x^2+y^2))^2
-20*exp(-0.2*sqrt(0.5*(x^2+y^2))) - exp(0.5*(cos(2*pi*x)+cos(2*pi*y))) + e + 20
(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2
abs(x) + abs(y)
max(abs(x), abs(y))
asin(x/4)^2 + acos(y/5)
atan(x) + y^2
log(1 + exp(-x)) + 0.01*x^2
1/(1 + exp(-x))
x^64 + y^20
x^2 + y^2 + 2.
1e-3*x^4 - .5*x^2
"""

# What is typed, and what is offered for it: two where it has two readings.
OFFERED: dict[str, tuple[str, ...]] = {
    # indices and other names
    "x1^2 + x2^2": ("x^2 + y^2",),
    "x_1^2 + x_2^2": ("x^2 + y^2",),
    "x_{1}^{2}+x_{2}^{2}": ("x^2+y^2",),
    "x[0]**2 + x[1]**2": ("x**2 + y**2",),
    "x[1]^2+10*x[2]^2": ("x^2+10*y^2",),
    "x(1)^2 + x(2)^2": ("x^2 + y^2",),
    "x₁² + x₂²": ("x^2 + y^2",),
    "100*(x2-x1^2)^2+(1-x1)^2": ("100*(y-x^2)^2+(1-x)^2",),
    "(x1 + 2*x2 - 7)^2 + (2*x1 + x2 - 5)^2": ("(x + 2*y - 7)^2 + (2*x + y - 5)^2",),
    "w1^2 + 3*w2^2": ("x^2 + 3*y^2",),
    "w^2 + b^2": ("x^2 + y^2",),
    "(a-1)^2 + b^2": ("(x-1)^2 + y^2",),
    "theta^2": ("x^2",),
    "θ₀² + θ₁²": ("x^2 + y^2",),
    "θ^2 + φ^2": ("x^2 + y^2",),
    "x^2 + z^2": ("x^2 + y^2",),
    "t^2 - 4*t": ("x^2 - 4*x",),
    "X^2 + Y^2": ("x^2 + y^2",),
    # code
    "np.sin(x) + x**2": ("sin(x) + x**2",),
    "numpy.exp(-x**2) + np.cos(np.pi*y)": ("exp(-x**2) + cos(pi*y)",),
    "math.sqrt(x**2 + y**2)": ("sqrt(x**2 + y**2)",),
    "Math.pow(x, 2) + Math.pow(y, 2)": ("x^2 + y^2",),
    "Math.abs(x) + Math.PI": ("abs(x) + pi",),
    "pow(x - 1, 2)": ("(x - 1)^2",),
    "torch.sigmoid(x)": ("1/(1 + exp(-x))",),
    "tf.square(x) + tf.square(y)": ("x^2 + y^2",),
    "np.power(1 - x, 2) + 100*np.power(y - x**2, 2)": ("(1 - x)^2 + 100*(y - x**2)^2",),
    "np.maximum(x, 0)": ("max(x, 0)",),
    "lambda x: x**2": ("x**2",),
    "lambda x, y: (1-x)**2 + 100*(y-x**2)**2": ("(1-x)**2 + 100*(y-x**2)**2",),
    "f = lambda x: x**2 - 2*x": ("x**2 - 2*x",),
    "def f(x): return x**2": ("x**2",),
    "return x**2;": ("x**2",),
    "const f = (x, y) => x**2 + y**2;": ("x**2 + y**2",),
    "function(x) x^2": ("x^2",),
    "@(x,y) x.^2 + y.^2": ("x^2 + y^2",),
    "x -> x^2": ("x^2",),
    "x**2;": ("x**2",),
    "x^2 + y^2 .": ("x^2 + y^2",),
    "'x^2'": ("x^2",),
    '"x^2 + y^2"': ("x^2 + y^2",),
    "`x**2`": ("x**2",),
    "“x^2”": ("x^2",),
    "x^2 + y^2  # bowl": ("x^2 + y^2",),
    "x^2 // bowl": ("x^2",),
    "x^2 % bowl": ("x^2",),
    "x^2 /* a bowl */ + y^2": ("x^2 + y^2",),
    "print(x**2 + 1)": ("x**2 + 1",),
    "x<sup>2</sup> + y<sup>2</sup>": ("x^2 + y^2",),
    "x^2 &plus; y^2": ("x^2 + y^2",),
    # LaTeX
    r"\frac{1}{2}x^2": ("(1/2)*x^2",),
    r"\frac{1}{2} x^{2} + 3 y^{2}": ("(1/2)*x^2 + 3*y^2",),
    r"$x^2 + y^2$": ("x^2 + y^2",),
    r"\left(1-x\right)^2 + 100\left(y-x^2\right)^2": ("(1-x)^2 + 100*(y - x^2)^2",),
    r"x \cdot y": ("x*y",),
    r"\sqrt{x^2+y^2}": ("sqrt(x^2+y^2)",),
    r"e^{-x^2}": ("e^(-x^2)",),
    r"\sin(x) + \cos{y}": ("sin (x) + cos (y)",),
    r"\sin^2 x": ("sin(x)^2",),
    r"\ln(1+e^{x})": ("ln (1+e^x)",),
    r"\frac{x^2}{a}": (),
    r"f(x) = \frac{x^2}{2}": ("((x^2)/2)",),
    r"\sum_{i=1}^{2} x_i^2": ("(x^2 + y^2)",),
    r"\sum_{i=1}^{n-1} 100(x_{i+1} - x_i^2)^2 + (1-x_i)^2": (),
    r"10d + \sum": (),
    # sums
    "sum(x_i^2, i=1..2)": ("(x^2 + y^2)",),
    "sum(x[i]**2 for i in range(2))": ("(x**2 + y**2)",),
    "sum(i*x_i^2, i=1..n)": ("(1*x^2 + 2*y^2)",),
    "np.sum(x**2)": ("(x**2 + y**2)",),
    # a domain, an equation, words
    "x^2, x in [-1, 1]": ("x^2",),
    "x^2 for x in [-5, 5]": ("x^2",),
    "x^2 + y^2, -5 <= x <= 5": ("x^2 + y^2",),
    "x*sin(x) where x > 0": ("x*sin(x)",),
    "f(x) = x^2": ("x^2",),
    "f(x, y) = x^2 + y^2": ("x^2 + y^2",),
    "f(x,y) := x*y": ("x*y",),
    "y = x^2": ("x^2",),
    "x^2 = 0": ("x^2",),
    "minimize x^2": ("x^2",),
    "minimise (x-1)^2 + y^2": ("(x-1)^2 + y^2",),
    "min x^2 + y^2": ("x^2 + y^2",),
    "maximize 4*x - x^2": ("-(4*x - x^2)",),
    "x squared plus y squared": ("x^2 + y^2",),
    "x to the power of 4": ("x^4",),
    # two readings
    "1/2x": ("(1/2)*x", "1/(2*x)"),
    "1/2x^2 + y^2": ("(1/2)*x^2 + y^2", "1/(2*x^2) + y^2"),
    "x^2y": ("x^2*y", "x^(2*y)"),
    "e^2x": ("e^2*x", "e^(2*x)"),
    "sin x^2": ("sin(x^2)", "sin(x)^2"),
    "sin^-1(x/4)": ("asin(x/4)", "1/sin(x/4)"),
    "sqr(x)": ("x^2", "sqrt(x)"),
    "sinc(x)": ("sin(x)/x", "sin(pi*x)/(pi*x)"),
    "1,000*x^2": ("1000*x^2", "1.000*x^2"),
    # signs
    "2x + 3y": ("2*x + 3*y",),
    "3(x+1)(y-1)": ("3*(x + 1)*(y - 1)",),
    "x² + 2xy + y²": ("x^2 + 2*x*y + y^2",),
    "|x| + |y|": ("abs(x) + abs(y)",),
    "√(x²+y²)": ("sqrt(x^2+y^2)",),
    "½x²": ("(1/2)*x^2",),
    "0,5*x^2": ("0.5*x^2",),
    "5%*x": ("0.05*x",),
    "x2 + y2": ("x^2 + y^2",),
    "sin x + cos y": ("sin(x) + cos(y)",),
    "exp -x": ("exp(-x)",),
    "x^(1/3": ("x^(1/3)",),
    "[x + 1]^2": ("(x + 1)^2",),
    "max(x, y, 0)": ("max(x, max(y, 0))",),
    # functions
    "arcsin(x/4)": ("asin(x/4)",),
    "arctan(x)": ("atan(x)",),
    "atan2(y, x)": ("2*atan(y/(sqrt(x^2 + y^2) + x))",),
    "logistic(x)": ("1/(1 + exp(-x))",),
    "sigmoid(2*x)": ("1/(1 + exp(-(2*x)))",),
    "softplus(x) + relu(y)": ("log(1 + exp(x)) + max(y, 0)",),
    "lg(x)": ("log(x)/log(10)",),
    "log10(x)": ("log(x)/log(10)",),
    "log2(x^2 + 1)": ("log(x^2 + 1)/log(2)",),
    "exp2(x)": ("2^x",),
    "cot(x)/2": ("1/tan(x)/2",),
    "hypot(x, y)": ("sqrt(x^2 + y^2)",),
    "sign(x)": ("tanh(10*x)",),
    "erf(x)": ("tanh(1.1284*(x + 0.0894*x^3))",),
    "Sin(x)": ("sin(x)",),
    "cosinus(x)": ("cos(x)",),
    "tahn(x)": ("tanh(x)",),
    "np.where(x > 0, x, 0)": ("max(x, 0)",),
    "where(x < 0, -x, x)": ("abs(x)",),
    "x if x > 0 else 0.1*x": ("max(x, 0.1*x)",),
    "where(x > 1, x^2, sin(x))": ("((x^2)/(1 + exp(-10*(x - 1))) + (sin(x))/(1 + exp(10*(x - 1))))",),
    "where(x < y, 3, 0)": ("(3/(1 + exp(-10*(y - x))))",),
    "x^2 if x > 0 else y": ("((x^2)/(1 + exp(-10*x)) + y/(1 + exp(10*x)))",),
    "floor(x)": ("x - 0.5 + sin(2*pi*x)/(2*pi)",),
    "2*np.floor(x + y)": ("2*((x + y) - 0.5 + sin(2*pi*(x + y))/(2*pi))",),
    "ceil(x)": ("x + 0.5 + sin(2*pi*x)/(2*pi)",),
    "round(x)^2": ("(x - sin(2*pi*x)/(2*pi))^2",),
    "mod(x, 2)": ("2*(0.5 - sin(2*pi*x/2)/pi)",),
    "x % 2": ("2*(0.5 - sin(2*pi*x/2)/pi)",),
    "x + sin(y) mod 3 - y": ("x + 3*(0.5 - sin(2*pi*sin(y)/3)/pi) - y",),
}

# What cannot be offered, and by which sentence that is answered.
ANSWERED = {
    "x in [-1, 1]": "domain",
    "2*x % 3": "remainder",  # of 2x, or twice that of x?
    "-x % 2": "remainder",
    "x % 2^3": "remainder",
    "trunc(x)": "no_gradient",
    "inf*x": "infinite",
    "a*x^2 + b*x + c": "unknown_variable",
    "x1^2 + x2^2 + x3^2": "many_variables",
    "x^2 + y^2 + z^2": "many_variables",
    "x^2 = 4": "equals",
    "x!": "factorial",
    "gamma(x)": "unknown_function",
    "x^100": "exponent_too_large",
    "where((x > 0) & (y > 0), 1, 0)": "condition",
    "piecewise(x^2)": "condition",
    r"\begin{cases} x^2 \end{cases}": "typesetting",
    "sum(x_i^2, i=1..100)": "sum",
    "hello": "unknown_variable",
}


@pytest.mark.parametrize("text", READ.split("\n")[1:-1])
def test_read_as_it_is(text: str) -> None:
    """Formulas of textbooks and test suites are read."""
    assert parse(text).text == text


@pytest.mark.parametrize(("text", "offered"), OFFERED.items(), ids=[ascii(text) for text in OFFERED])
def test_what_is_offered(text: str, offered: tuple[str, ...]) -> None:
    """What came from elsewhere is answered by what it was, and what it means here is offered whole."""
    with pytest.raises(FormulaError) as caught:
        parse(text)
    error = caught.value
    assert error.suggestions == offered
    for mistake in (error, *error.later):
        assert mistake.position is not None
        assert 0 <= mistake.position <= mistake.position + mistake.length <= len(text)
    for suggestion in offered:
        assert suggestion in str(error)
        assert compile_formula(parse(suggestion))


@pytest.mark.parametrize(("text", "key"), ANSWERED.items(), ids=[ascii(text) for text in ANSWERED])
def test_what_is_answered(text: str, key: str) -> None:
    """Where nothing can be offered a sentence says what it was."""
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.message.key == f"formula.{key}"
    assert caught.value.suggestions == ()


@pytest.mark.parametrize(
    ("text", "meant", "off"),
    [
        ("floor(x)", np.floor, 0.66),
        ("ceil(x)", np.ceil, 0.66),
        ("round(x)", np.round, 0.66),
        ("frac(x)", lambda x: x - np.floor(x), 0.51),
        ("mod(x, 3)", lambda x: np.mod(x, 3), 1.51),
        ("sign(x)", np.sign, 1.01),
        ("heaviside(x)", lambda x: np.heaviside(x, 0.5), 0.51),
        ("where(x > 1, x^2, -x)", lambda x: np.where(x > 1, x**2, -x), 1.01),
        ("erf(x)", np.vectorize(math.erf), 0.0005),
        ("atan2(x, 2)", lambda x: np.arctan2(x, 2), 1e-12),
    ],
)
def test_what_is_offered_lies_beside_what_was_typed(text: str, meant: Callable[[Any], Any], off: float) -> None:
    """A step is rounded off by no more than half its height and a bit; what does not jump is met closely."""
    with pytest.raises(FormulaError) as caught:
        parse(text)
    made = functions(compile_formula(parse(caught.value.suggestions[0])))
    x = np.linspace(-4.03, 4.01, 401)
    assert np.abs(np.ravel(made.value(x)) - meant(x)).max() <= off
