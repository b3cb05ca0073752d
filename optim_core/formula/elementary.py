"""The functions that formulas know, for SymPy: each with its slopes, and with no further opinions.

SymPy's own rewrite what they are applied to: exp(log(x)) to x, which has more values, or tan(x + pi/2) to a cotangent.
Their second derivatives of abs, min and max are infinite spikes at the ties. Here the slope at a tie is the mean of
both sides, and the curvature is that beside the tie.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import sympy

Expression = Any  # SymPy ships no types


class AppliedBase(sympy.Function):  # type: ignore[misc]  # SymPy ships no types, and its functions are classes
    """One of the functions, applied to real arguments. (SymPy's printers look only for base classes of such a name.)"""

    name: ClassVar[str]  # in the generated source
    exact: Callable[..., Expression]  # SymPy's own, for constants
    slopes: ClassVar[tuple[Callable[..., Expression], ...]]  # one for each argument
    shortcut: Callable[..., Expression | None]
    is_extended_real = True

    @classmethod
    def eval(cls, *arguments: Expression) -> Expression | None:
        # SymPy knows that tan(pi) is 0. A sum it may turn round without end, sin(1 - pi) = -sin(pi - 1).
        constant = all(argument.is_number and not argument.has(sympy.Add) for argument in arguments)
        return cls.exact(*arguments) if constant else cls.shortcut(*arguments)

    def fdiff(self, argindex: int = 1) -> Expression:
        return self.slopes[argindex - 1](*self.args)

    def _eval_evalf(self, prec: int) -> Expression:
        return self.exact(*(argument._evalf(prec) for argument in self.args))


def _function(
    name: str,
    exact: Callable[..., Expression],
    *slopes: Callable[..., Expression],
    shortcut: Callable[..., Expression | None] = lambda *arguments: None,
    **facts: bool,
) -> Any:
    parts = {"name": name, "exact": staticmethod(exact), "slopes": slopes, "shortcut": staticmethod(shortcut)}
    return type(f"Applied_{name}", (AppliedBase,), {**parts, "nargs": len(slopes), **facts})


def _zero(*arguments: Expression) -> Expression:
    return sympy.S.Zero


EXP: Expression = _function("exp", sympy.exp, lambda u: EXP(u), is_extended_positive=True)
LOG: Expression = _function("log", sympy.log, lambda u: 1 / u)
SIN: Expression = _function("sin", sympy.sin, lambda u: COS(u))
COS: Expression = _function("cos", sympy.cos, lambda u: -SIN(u))
TAN: Expression = _function("tan", sympy.tan, lambda u: TAN(u) ** 2 + 1)
ATAN: Expression = _function("atan", sympy.atan, lambda u: 1 / (u**2 + 1))
SINH: Expression = _function("sinh", sympy.sinh, lambda u: COSH(u))
COSH: Expression = _function("cosh", sympy.cosh, lambda u: SINH(u), is_extended_positive=True)
TANH: Expression = _function("tanh", sympy.tanh, lambda u: 1 - TANH(u) ** 2)


def _power_slope(base: Expression, exponent: Expression) -> Expression:
    return exponent * POWER(base, exponent - 1)


# A base that may be 0 under an exponent that varies. SymPy's slope divides by the base: at 0 that is no number, also
# where the slope is 0. `power_log` is base^exponent log(base)^k, and 0 where base is 0 and exponent above it.
POWER: Expression = _function(
    "power", sympy.Pow, _power_slope, lambda a, b: POWER_LOG(a, b, sympy.S.One), shortcut=lambda a, b: _simple(a, b)
)
POWER_LOG: Expression = _function(
    "power_log",
    lambda a, b, k: a**b * sympy.log(a) ** k,
    lambda a, b, k: b * POWER_LOG(a, b - 1, k) + k * (POWER_LOG(a, b - 1, k - 1) if k > 1 else POWER(a, b - 1)),
    lambda a, b, k: POWER_LOG(a, b, k + 1),
    _zero,
)


def _simple(base: Expression, exponent: Expression) -> Expression | None:
    """The power as SymPy has it where that is as good: where the exponent is a number, or the base never 0."""
    return base**exponent if exponent.is_number or base.is_extended_positive else None


SIGN: Expression = _function("sign", sympy.sign, _zero)
MAGNITUDE: Expression = _function(
    "magnitude",
    sympy.Abs,
    lambda u: SIGN(u),
    shortcut=lambda u: u if u.is_extended_nonnegative else None,
    is_extended_nonnegative=True,
)
EXCEEDS: Expression = _function(
    "exceeds", lambda a, b: sympy.Heaviside(a - b, sympy.S.Half), _zero, _zero
)  # 1, 0; at a tie 1/2
LARGER: Expression = _function(
    "larger",
    sympy.Max,
    lambda a, b: EXCEEDS(a, b),
    lambda a, b: EXCEEDS(b, a),
    shortcut=lambda a, b: a if a == b else None,
)
SMALLER: Expression = _function(
    "smaller",
    sympy.Min,
    lambda a, b: EXCEEDS(b, a),
    lambda a, b: EXCEEDS(a, b),
    shortcut=lambda a, b: a if a == b else None,
)
KINKED = (MAGNITUDE, LARGER, SMALLER)

FUNCTIONS = {
    "exp": EXP,
    "log": LOG,
    "ln": LOG,
    "sqrt": sympy.sqrt,
    "sin": SIN,
    "cos": COS,
    "tan": TAN,
    "atan": ATAN,
    "sinh": SINH,
    "cosh": COSH,
    "tanh": TANH,
    "abs": MAGNITUDE,
    "max": LARGER,
    "min": SMALLER,
}
