"""A derivative as it is written on paper."""

from __future__ import annotations

from typing import Any

from sympy import Pow
from sympy.printing.latex import LatexPrinter

from optim_core.formula.functions import LATEX
from optim_core.formula.latex import symbol

Expression = Any  # SymPy ships no types


class Paper(LatexPrinter):  # type: ignore[misc]  # SymPy ships no types, and its printers are made to be subclassed
    """SymPy's printer, with a positive term in front of a sum where it has any, and with our functions."""

    def _as_ordered_terms(self, expr: Expression, order: Any = None) -> list[Expression]:
        terms: list[Expression] = super()._as_ordered_terms(expr, order=order)
        positive = [term for term in terms if not term.could_extract_minus_sign()]
        return terms if not positive else [positive[0], *(term for term in terms if term is not positive[0])]

    def _print_Symbol(self, expr: Expression, style: str = "plain") -> str:  # noqa: N802 (SymPy finds it by this name)
        return symbol(expr.name)

    def _print_AppliedBase(self, expr: Expression, exp: str | None = None) -> str:  # noqa: N802
        arguments = [self._print(argument) for argument in expr.args]
        raised = "" if exp is None else f"^{{{exp}}}"
        match expr.name:
            case "exp":
                power = f"e^{{{arguments[0]}}}"
                return rf"\left({power}\right){raised}" if raised else power
            case "power" | "power_log":
                power = self._print(Pow(*expr.args[:2], evaluate=False))
                if expr.name == "power_log":
                    count = "" if expr.args[2] == 1 else f"^{{{arguments[2]}}}"
                    power = rf"{power} \ln{count}\left({arguments[0]}\right)"
                return rf"\left({power}\right){raised}" if raised else power
            case "magnitude":
                return rf"\left|{arguments[0]}\right|{raised}"
            case "exceeds":  # Iverson's bracket: 1 where what it says is true, else 0
                return rf"\left[{arguments[0]} > {arguments[1]}\right]{raised}"
        name = LATEX.get(expr.name, rf"\operatorname{{{expr.name}}}")
        return rf"{name}{raised}\left({', '.join(arguments)}\right)"


def on_paper(expression: Expression) -> str:
    """LaTeX of a SymPy expression."""
    text: str = Paper({"ln_notation": True}).doprint(expression)
    return text
