"""The functions that formulas know, for SymPy: each with its slopes, and with no further opinions.

SymPy's own rewrite what they are applied to: exp(log(x)) to x, which has more values, or tan(x + pi/2) to a cotangent.
Their second derivatives of abs, min and max are infinite spikes at the ties. Here the slope at a tie is the mean of
both sides, and the curvature is that beside the tie.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

import sympy

from optim_core.formula.functions import KNOWN, Function

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


def formula(text: str, **arguments: Expression) -> Expression:
    """A formula of the registry, in u and v, as an expression. (Not of a learner's: nothing is checked here.)"""
    return _built(ast.parse(text.replace("^", "**"), mode="eval").body, arguments)


def _built(node: ast.expr, arguments: Mapping[str, Expression]) -> Expression:
    match node:
        case ast.Constant(value=int() as value):
            return sympy.Integer(value)
        case ast.Name(id=name):
            return arguments[name]
        case ast.UnaryOp(operand=operand):
            return sympy.Mul(-1, _built(operand, arguments))
        case ast.BinOp(left=left, op=sign, right=right):
            return combined(sign, _built(left, arguments), _built(right, arguments))
        case ast.Call(func=ast.Name(id=name), args=parts):
            return FUNCTIONS[name](*(_built(part, arguments) for part in parts))
    raise AssertionError(ast.dump(node))


def combined(sign: ast.operator, left: Expression, right: Expression) -> Expression:
    """Two expressions with a sign between them."""
    match sign:
        case ast.Add():
            return sympy.Add(left, right)
        case ast.Sub():
            return sympy.Add(left, sympy.Mul(-1, right))
        case ast.Mult():
            return sympy.Mul(left, right)
        case ast.Div():
            return sympy.Mul(left, sympy.Pow(right, -1))
    return sympy.Pow(left, right)


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


def _applied(function: Function) -> Any:
    """A function of the registry as a class of SymPy's."""
    name = function.name
    exact = EXACT.get(name) or getattr(sympy, name, None) or (lambda u: formula(function.means, u=u))
    slopes = [partial(_slope, text) for text in function.slopes]
    facts = {"any": {}, "positive": {"is_extended_positive": True}, "not negative": {"is_extended_nonnegative": True}}
    shortcut = SHORTCUTS.get(name, lambda *arguments: None)
    return _function(function.in_source, exact, *slopes, shortcut=shortcut, **facts[function.values])


def _slope(text: str, *arguments: Expression) -> Expression:
    return formula(text, **dict(zip("uv", arguments, strict=False)))


EXACT: dict[str, Callable[..., Expression]] = {  # SymPy's own, for constants, where they have other names
    "ln": sympy.log,
    "abs": sympy.Abs,
    "max": sympy.Max,
    "min": sympy.Min,
    "exceeds": lambda a, b: sympy.Heaviside(a - b, sympy.S.Half),  # 1, 0; at a tie 1/2
    "log1p": lambda u: sympy.log(1 + u),
    "expm1": lambda u: sympy.exp(u) - 1,
}
SHORTCUTS: dict[str, Callable[..., Expression | None]] = {
    "abs": lambda u: u if u.is_extended_nonnegative else None,
    "max": lambda a, b: a if a == b else None,
    "min": lambda a, b: a if a == b else None,
}
FUNCTIONS: dict[str, Any] = {name: _applied(function) for name, function in KNOWN.items()}
FUNCTIONS |= {"ln": FUNCTIONS["log"], "sqrt": sympy.sqrt}
EXP, LOG, SIGN, MAGNITUDE, LARGER = (FUNCTIONS[name] for name in ("exp", "log", "sign", "abs", "max"))
KINKED = tuple(FUNCTIONS[name] for name, function in KNOWN.items() if function.kinked)
OURS = ((sympy.Abs, MAGNITUDE), (sympy.log, LOG), (sympy.exp, EXP))


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


def gathered(expression: Expression) -> Expression:
    """The same with x^2 (x^2)^(y - 1) as (x^2)^y in every product: where x is 0 the first is 0 times infinity."""
    if not expression.has(POWER, POWER_LOG):
        return expression
    return sympy.Add(*map(_gathered, sympy.Add.make_args(sympy.expand_mul(expression))))


def _gathered(product: Expression) -> Expression:
    for power in product.atoms(POWER, POWER_LOG) & {*sympy.Mul.make_args(product)}:
        base, (inner, whole) = power.args[0], power.args[0].as_base_exp()
        beside = product / power
        count = beside.as_powers_dict().get(inner, sympy.S.Zero)
        if whole.is_Integer and whole % 2 == 0 and count.is_Integer and count > 0:
            sign = SIGN(inner) if count % 2 else sympy.S.One
            exponent = sympy.Add(power.args[1], count / whole)
            product = beside / inner**count * sign * power.func(base, exponent, *power.args[2:])
    return product


def written_out(expression: Expression) -> Expression:
    """The same with each function that has a stable form in that form."""
    for name, function in KNOWN.items():
        if function.stable and expression.has(FUNCTIONS[name]):
            expression = expression.replace(FUNCTIONS[name], partial(_slope, function.stable))
    return expression
