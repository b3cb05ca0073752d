"""A formula as SymPy sees it: built part by part from the checked tree, then differentiated.

SymPy is never given text: reading text is something it does with Python's eval.
"""

from __future__ import annotations

import ast
from typing import Any

import sympy
from sympy.core.parameters import distribute

from optim_core.formula.elementary import EXP, FUNCTIONS, KINKED, LARGER, LOG, MAGNITUDE, POWER, SIGN
from optim_core.formula.latex import latex
from optim_core.formula.paper import on_paper
from optim_core.formula.parse import Parsed
from optim_core.formula.record import Compiled
from optim_core.formula.source import define
from optim_core.messages import FormulaError, Message

Expression = Any  # SymPy ships no types
NOT_REAL = (sympy.I, sympy.zoo, sympy.nan, sympy.oo, -sympy.oo)
MOST_DIGITS = 10**15  # whole numbers up to here are shown without a decimal point


def work_out(parsed: Parsed) -> Compiled:
    """The derivatives of a formula, as LaTeX and as source."""
    try:
        with distribute(False):  # 2*(x - 1) stays as it is, so the chain rule can be seen in the gradient
            return _work_out(parsed)
    except (
        RecursionError
    ):  # then some of SymPy's functions, such as the absolute value, turn some sums round without end
        with distribute(True):
            return _work_out(parsed)


def _work_out(parsed: Parsed) -> Compiled:
    names = parsed.variables
    symbols = [sympy.Symbol(name, real=True) for name in names]
    tree = Tree(dict(zip(names, symbols, strict=True)))
    value = tidy(tree.build(parsed.tree))
    gradient = [tidy(value.diff(symbol)) for symbol in symbols]
    upper = [[tidy(slope.diff(symbol)) for symbol in symbols[i:]] for i, slope in enumerate(gradient)]
    n = len(names)
    hessian = [[upper[min(i, j)][abs(i - j)] for j in range(n)] for i in range(n)]
    entries = [entry for row in hessian for entry in row]
    if any(expression.has(*NOT_REAL) for expression in (value, *gradient, *entries)):
        raise FormulaError(Message("formula.no_value"), parsed.text)
    return Compiled(
        text=parsed.text,
        variables=names,
        latex=latex(parsed.tree),
        gradient_latex=tuple(on_paper(slope) for slope in gradient),
        hessian_latex=tuple(tuple(on_paper(entry) for entry in row) for row in hessian),
        kinks=value.has(*KINKED),
        value_source=define("value", names, [value, *gradient], only=1),
        value_and_gradient_source=define("value_and_gradient", names, [value, *gradient]),
        hessian_source=define("hessian", names, entries),
        outside_source=define("outside", names, *tree.conditions()),
    )


class Tree:
    """Builds the SymPy tree and notes on the way what its parts need: a logarithm's argument above zero, and so on."""

    def __init__(self, symbols: dict[str, Expression]) -> None:
        self.names = {"pi": sympy.pi, "e": sympy.E, **symbols}
        self.needs: list[tuple[Expression, str]] = []  # an expression, and the comparison with 0 that breaks the need

    def build(self, node: ast.expr) -> Expression:
        match node:
            case ast.Constant(value=int() | float() as value):
                whole = float(value).is_integer()
                return sympy.Integer(int(value)) if whole else sympy.Float(value)
            case ast.Name(id=name):
                return self.names[name]
            case ast.UnaryOp(op=sign, operand=operand):
                return sympy.Mul(-1 if isinstance(sign, ast.USub) else 1, self.build(operand))
            case ast.BinOp(left=left, op=sign, right=right):
                return self._combine(sign, self.build(left), self.build(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                built = [self.build(argument) for argument in arguments]
                if name in ("log", "ln"):
                    self._need(built[0], "<=")
                elif name == "sqrt":
                    self._need_of_root(built[0], sympy.S.Half)
                return FUNCTIONS[name](*built)
        raise AssertionError(f"parse() let {ast.dump(node)} through")

    def _combine(self, sign: ast.operator, left: Expression, right: Expression) -> Expression:
        match sign:
            case ast.Add():
                return sympy.Add(left, right)
            case ast.Sub():
                return sympy.Add(left, sympy.Mul(-1, right))
            case ast.Mult():
                return sympy.Mul(left, right)
            case ast.Div():
                self._need(right, "==")
                return sympy.Mul(left, sympy.Pow(right, -1))
        if not right.is_number:
            if not left.is_number:
                self._need(left, "<")
                # at 0 there is a slope from exponent 1 on: this is negative where left is 0 and right below 1
                if not left.is_extended_positive:
                    self._need(LARGER(sympy.Add(right, -1), sympy.Add(SIGN(left), -sympy.S.Half)), "<")
            return POWER(left, right)
        elif float(right).is_integer():
            if right < 0:
                self._need(left, "==")
        else:
            self._need_of_root(left, right)
        return sympy.Pow(left, right)

    def _need_of_root(self, base: Expression, exponent: Expression) -> None:
        """What a power that is not whole needs: below exponent 1 there is a value at 0, but the slope is infinite."""
        if base.is_Pow and base.exp.is_Integer and base.exp % 2 == 0:  # the root of a square is an absolute value
            base, exponent = MAGNITUDE(base.base), base.exp * exponent
            self._need(base, "<" if exponent >= 1 else "<=")
        else:
            self._need(base, "<" if exponent > 1 or not base.free_symbols else "<=")

    def _need(self, expression: Expression, broken: str) -> None:
        if broken == "==" and expression.is_Pow and expression.exp.is_Integer:
            expression = expression.base  # a small number's square may round to 0
        certain = {
            "<=": expression.is_extended_positive,
            "<": expression.is_extended_nonnegative,
            "==": expression.is_extended_nonzero,
        }
        if not certain[broken]:
            self.needs.append((tidy(expression), broken))

    def conditions(self) -> tuple[list[Expression], list[str]]:
        """The expressions that are restricted, and the comparison with 0 that must not hold for each."""
        needs = [(e, broken) for e, broken in self.needs if broken == "<=" or (e, "<=") not in self.needs]
        needs = list(dict.fromkeys(needs))
        return [expression for expression, _ in needs], [broken for _, broken in needs]


def tidy(expression: Expression) -> Expression:
    """Write what SymPy made by itself with the functions that formulas have, and whole floats as whole numbers."""
    for own, ours in ((sympy.Abs, MAGNITUDE), (sympy.log, LOG), (sympy.exp, EXP)):
        if expression.has(own):
            expression = expression.replace(own, ours)
    floats = [f for f in expression.atoms(sympy.Float) if abs(f) < MOST_DIGITS and float(f).is_integer()]
    whole = {f: sympy.Integer(int(f)) for f in floats}
    return expression.xreplace(whole) if whole else expression
