"""A formula as SymPy sees it: built part by part from the checked tree, then differentiated.

SymPy is never given text: reading text is something it does with Python's eval.
"""

from __future__ import annotations

import ast
from typing import Any

import sympy
from sympy.core.parameters import distribute

from optim_core.formula.elementary import (
    FUNCTIONS,
    KINKED,
    LARGER,
    MAGNITUDE,
    OURS,
    POWER,
    SIGN,
    combined,
    formula,
    gathered,
    written_out,
)
from optim_core.formula.functions import KNOWN
from optim_core.formula.latex import latex
from optim_core.formula.paper import on_paper
from optim_core.formula.parse import Parsed
from optim_core.formula.record import Compiled
from optim_core.formula.source import define
from optim_core.formula.stable import stable
from optim_core.messages import FormulaError, Message

Expression = Any  # SymPy ships no types
NOT_REAL = (sympy.I, sympy.zoo, sympy.nan, sympy.oo, -sympy.oo)
MOST_DIGITS = 10**15  # whole numbers up to here are shown without a decimal point


def work_out(parsed: Parsed, constants: int = 0) -> Compiled:
    """The derivatives of a formula, as LaTeX and as source; so many of its last variables are constants."""
    try:
        with distribute(False):  # 2*(x - 1) stays as it is, so the chain rule can be seen in the gradient
            return _work_out(parsed, constants)
    except (
        RecursionError
    ):  # then some of SymPy's functions, such as the absolute value, turn some sums round without end
        with distribute(True):
            return _work_out(parsed, constants)


def _work_out(parsed: Parsed, constants: int) -> Compiled:
    names = parsed.variables
    dim = len(names) - constants
    every = [sympy.Symbol(name, real=True) for name in names]
    symbols = every[:dim]
    without_overflow = stable(parsed.tree, names)
    tree = Tree(dict(zip(names, every, strict=True)))
    value = tidy(tree.build(without_overflow))
    gradient, hessian = derivatives(value, symbols)
    entries = [gathered(entry) for row in hessian for entry in row]
    if any(expression.has(*NOT_REAL) for expression in (value, *gradient, *entries)):
        raise FormulaError(Message("formula.no_value"), parsed.text)
    results, curvatures = ([written_out(part) for part in parts] for parts in ([value, *gradient], entries))
    if without_overflow is not parsed.tree:  # on paper the derivatives are those of the formula as it was typed
        typed = tidy(Tree(tree.names).build(parsed.tree))
        gradient, hessian = derivatives(typed, symbols)
    return Compiled(
        text=parsed.text,
        variables=names[:dim],
        constants=names[dim:],
        latex=latex(parsed.tree),
        gradient_latex=tuple(on_paper(slope) for slope in gradient),
        hessian_latex=tuple(tuple(on_paper(entry) for entry in row) for row in hessian),
        kinks=value.has(*KINKED),
        value_source=define("value", names, results, only=1),
        value_and_gradient_source=define("value_and_gradient", names, results),
        hessian_source=define("hessian", names, curvatures),
        outside_source=define("outside", names, *tree.conditions()),
    )


def derivatives(value: Expression, symbols: list[Expression]) -> tuple[list[Expression], list[list[Expression]]]:
    """The gradient, and the matrix of second derivatives."""
    gradient = [tidy(value.diff(symbol)) for symbol in symbols]
    upper = [[tidy(slope.diff(symbol)) for symbol in symbols[i:]] for i, slope in enumerate(gradient)]
    axes = range(len(symbols))
    return gradient, [[upper[min(i, j)][abs(i - j)] for j in axes] for i in axes]


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
                if name == "sqrt":
                    self._need_of_root(built[0], sympy.S.Half)
                for text, broken in KNOWN[name].needs:
                    need = formula(text, u=built[0])
                    self._need(need, broken if need.free_symbols else "<")
                return FUNCTIONS[name](*built)
        raise AssertionError(f"parse() let {ast.dump(node)} through")

    def _combine(self, sign: ast.operator, left: Expression, right: Expression) -> Expression:
        if isinstance(sign, ast.Div):
            self._need(right, "==")
        if not isinstance(sign, ast.Pow):
            return combined(sign, left, right)
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
        return [written_out(expression) for expression, _ in needs], [broken for _, broken in needs]


def tidy(expression: Expression) -> Expression:
    """Write what SymPy made by itself with the functions that formulas have, and whole floats as whole numbers."""
    for own, ours in OURS:
        if expression.has(own):
            expression = expression.replace(own, ours)
    floats = [f for f in expression.atoms(sympy.Float) if abs(f) < MOST_DIGITS and float(f).is_integer()]
    whole = {f: sympy.Integer(int(f)) for f in floats}
    return expression.xreplace(whole) if whole else expression
