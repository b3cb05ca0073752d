"""The functions that formulas know, each written once: its value, its slopes, and its name in each library.

Slopes, needs and stable forms are formulas themselves, in u (the first argument) and v (the second).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Any, Literal

import numpy as np

from optim_core.formula.plain import ELEMENTARY

power, log = ELEMENTARY["power"], ELEMENTARY["log"]


def _larger(a: float, b: float) -> float:
    return a if a >= b else b if b > a else nan


def _smaller(a: float, b: float) -> float:
    return a if a <= b else b if b < a else nan


def _sign(a: float) -> float:
    return 1.0 if a > 0.0 else -1.0 if a < 0.0 else a * 0.0


def _power_log(a: float, b: float, k: float) -> float:
    return 0.0 if a == 0.0 < b else power(a, b) * log(a) ** k


def _power_logs(a: Any, b: Any, k: float) -> Any:
    return np.where((a == 0.0) & (b > 0.0), 0.0, np.power(a, b) * np.log(a) ** k)


def exceeds(a: Any, b: Any) -> Any:
    """1 where a > b, 0 where a < b, one half at a tie; for numbers and for arrays."""
    return 0.5 * ((a > b) + 1.0 * (a >= b))


@dataclass(frozen=True)
class Function:
    """A function: `number` works it out for plain numbers, NumPy's of the name `numpy` for arrays.

    `source` is its name in the generated source, `torch` in PyTorch; JAX has NumPy's names. `needs` are expressions and
    the comparison with 0 that must not hold for them; where nothing varies, 0 itself is allowed. What is not `typed` is
    only made by the program. A function with a `stable` form is written out so in the end, since its own formula,
    `means`, overflows.
    """

    name: str
    number: Callable[..., float]
    slopes: tuple[str, ...]
    latex: str = ""
    numpy: str = ""
    source: str = ""
    torch: str = ""
    needs: tuple[tuple[str, str], ...] = ()
    values: Literal["any", "positive", "not negative"] = "any"
    kinked: bool = False
    typed: bool = True
    means: str = ""
    stable: str = ""

    @property
    def in_source(self) -> str:
        return self.source or self.name

    @property
    def in_numpy(self) -> str:
        return self.numpy or self.name


def _stable(
    name: str, slope: str, values: Literal["any", "positive", "not negative"], means: str, form: str
) -> Function:
    def number(u: float) -> float:
        raise NotImplementedError(f"{name} is written out as {form}")

    return Function(name, number, (slope,), values=values, typed=False, means=means, stable=form)


_ALL = (
    Function("sin", ELEMENTARY["sin"], ("cos(u)",), r"\sin"),
    Function("cos", ELEMENTARY["cos"], ("-sin(u)",), r"\cos"),
    Function("tan", ELEMENTARY["tan"], ("tan(u)^2 + 1",), r"\tan"),
    Function("exp", ELEMENTARY["exp"], ("exp(u)",), values="positive"),
    Function("log", ELEMENTARY["log"], ("1/u",), r"\ln", needs=(("u", "<="),)),
    Function("ln", ELEMENTARY["log"], ("1/u",), r"\ln", numpy="log", source="log", torch="log", needs=(("u", "<="),)),
    Function("sqrt", math.sqrt, ("1/(2*sqrt(u))",)),
    Function("abs", math.fabs, ("sign(u)",), source="magnitude", values="not negative", kinked=True),
    Function("tanh", ELEMENTARY["tanh"], ("1 - tanh(u)^2",), r"\tanh"),
    Function("sinh", ELEMENTARY["sinh"], ("cosh(u)",), r"\sinh"),
    Function("cosh", ELEMENTARY["cosh"], ("sinh(u)",), r"\cosh", values="positive"),
    Function("asin", ELEMENTARY["asin"], ("1/sqrt(1 - u^2)",), r"\arcsin", numpy="arcsin", needs=(("1 - u^2", "<="),)),
    Function("acos", ELEMENTARY["acos"], ("-1/sqrt(1 - u^2)",), r"\arccos", numpy="arccos", needs=(("1 - u^2", "<="),)),
    Function("atan", ELEMENTARY["atan"], ("1/(u^2 + 1)",), r"\arctan", numpy="arctan"),
    Function("min", _smaller, ("exceeds(v, u)", "exceeds(u, v)"), r"\min", "minimum", "smaller", "minimum",
             kinked=True),
    Function("max", _larger, ("exceeds(u, v)", "exceeds(v, u)"), r"\max", "maximum", "larger", "maximum",
             kinked=True),
    # what only slopes and stable forms have
    Function("sign", _sign, ("0",), typed=False),
    Function("exceeds", exceeds, ("0", "0"), typed=False),
    Function("log1p", ELEMENTARY["log1p"], ("1/(1 + u)",), typed=False),
    Function("expm1", ELEMENTARY["expm1"], ("exp(u)",), typed=False),
    _stable(
        "softplus", "sigmoid(u)", "positive", "log(1 + exp(u))", "(u + abs(u))/2 + log1p(exp(-abs(u)))"
    ),
    _stable(
        "sigmoid", "sigmoid(u)*sigmoid(-u)", "positive", "1/(1 + exp(-u))", "exp((u - abs(u))/2)/(1 + exp(-abs(u)))"
    ),
    _stable(
        "log_cosh", "tanh(u)", "not negative", "log(cosh(u))", "abs(u) + log1p(expm1(-2*abs(u))/2)"
    ),
)  # fmt: skip
KNOWN = {function.name: function for function in _ALL}
TYPED = {name: function for name, function in KNOWN.items() if function.typed}
LATEX = {
    name: function.latex
    for function in _ALL
    if function.latex
    for name in (function.name, function.in_source, function.in_numpy)
}

# What the generated source calls, for plain numbers and for arrays.
_BASIC = [function for function in _ALL if not function.stable]
NUMBERS: dict[str, Any] = {
    "power": power,
    "power_log": _power_log,
    **{function.in_source: function.number for function in _BASIC},
}
ARRAYS: dict[str, Any] = {
    "power": np.power,
    "power_log": _power_logs,
    **{function.in_source: getattr(np, function.in_numpy, function.number) for function in _BASIC},
}
