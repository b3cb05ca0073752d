"""Losses of exponentials that are typed out: where the loss is an ordinary number it is found, and so is its slope."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optim_core import simulate, surface_from_formula
from optim_core.formula import compile_formula, functions, parse
from optim_core.formula.stable import stable

# A formula, a point, its value and its slope there.
FAR = [
    ("log(1 + exp(-50*x))", -20.0, 1000.0, -50.0),
    ("log(1 + exp(x))", 1e5, 1e5, 1.0),
    ("log(1 + exp(x))", -800.0, 0.0, 0.0),
    ("ln(1 + e^x)", 900.0, 900.0, 1.0),
    ("log(1 + 2^x)", 2000.0, 2000 * math.log(2), math.log(2)),
    ("1/(1 + exp(-x))", -800.0, 0.0, 0.0),
    ("1/(1 + exp(-x))", 800.0, 1.0, 0.0),
    ("exp(x)/(1 + exp(x))", 800.0, 1.0, 0.0),
    ("x/(1 + exp(-x))", -800.0, 0.0, 0.0),
    ("exp(-x)/(1 + exp(-x))^2", -800.0, 0.0, 0.0),
    ("log(cosh(x))", -1000.0, 1000 - math.log(2), -1.0),
    ("log((exp(x) + exp(-x))/2)", 1000.0, 1000 - math.log(2), 1.0),
    ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", 400.0, 1.0, 0.0),
    ("(exp(2*x) - 1)/(exp(2*x) + 1)", 800.0, 1.0, 0.0),
    ("sinh(x)/cosh(x)", -800.0, -1.0, 0.0),
    ("1/cosh(x)^2", 800.0, 0.0, 0.0),
    ("-log(1/(1 + exp(-x)))", -1000.0, 1000.0, -1.0),
    ("-log(1 - 1/(1 + exp(-x)))", 1000.0, 1000.0, 1.0),
    ("log(exp(x) + exp(2*x) + exp(-x) + 3)", 500.0, 1000.0, 2.0),
]


@pytest.mark.parametrize(("text", "x", "value", "slope"), FAR)
def test_far_out_there_is_a_loss(text: str, x: float, value: float, slope: float) -> None:
    """Softplus, sigmoid, tanh, log cosh and their like have their value and slope far out, alone and among others."""
    made = functions(compile_formula(parse(text)))
    with np.errstate(all="ignore"):
        among = [float(column[0]) for column in made.value_and_gradient(np.array([x, 0.5]))]
    assert among == pytest.approx([value, slope], rel=1e-15, abs=1e-300)
    assert made.scalar_value_and_gradient is not None
    assert made.scalar_value_and_gradient(x) == pytest.approx(among, rel=1e-15)
    assert made.defined(np.array([x]))


def test_a_run_walks_in_from_far_out() -> None:
    """The slope of log(1 + exp(-50 x)) at -20 is -50, so a step with rate 0.1 leads to -15."""
    run = simulate("gd", surface_from_formula("log(1 + exp(-50*x))"), [-20.0], 20, hypers={"lr": 0.1})
    assert run.loss[0, 0] == 1000.0
    assert run.points[1, 0, 0] == -15.0
    assert run.outcome[0] != "diverged"


@pytest.mark.parametrize("text", ["x^2 + exp(-x^2)", "exp(x)*cos(x)", "log(x^2 + exp(x))", "x*exp(-x)", "1/(1 + x^2)"])
def test_other_formulas_stay_as_they_are(text: str) -> None:
    """Where nothing is gained the very same tree is used."""
    parsed = parse(text)
    assert stable(parsed.tree, parsed.variables) is parsed.tree


def test_small_values_keep_their_digits() -> None:
    """Near its minimum log(cosh(x)) is x^2/2, where cosh(x) itself rounds to 1."""
    made = functions(compile_formula(parse("log(cosh(x))")))
    value, slope = made.value_and_gradient(np.array([1e-6]))
    assert value[0] == pytest.approx(5e-13, rel=1e-6)
    assert slope[0] == pytest.approx(1e-6, rel=1e-9)


def test_the_derivatives_on_paper_are_those_of_what_was_typed() -> None:
    """Nobody has to know the functions that are worked with."""
    compiled = compile_formula(parse("log(1 + exp(x))"))
    assert compiled.latex == r"\ln\left(1 + e^{x}\right)"
    assert compiled.gradient_latex == (r"\frac{e^{x}}{e^{x} + 1}",)
    assert not compiled.kinks
