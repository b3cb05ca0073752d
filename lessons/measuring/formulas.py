"""Formulas over names of numbers, such as 2/L: checked by the core's whitelist parser, then walked, never evaluated."""

import ast
import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from optim_core import FormulaError, Message
from optim_core.formula import parse
from optim_core.formula.names import CONSTANTS, EVALUATE

LONGEST = 200
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_CONSTANT = "nothing"  # the parser wants a variable in every formula, so a constant one gets this


@lru_cache(maxsize=512)
def tree_of(text: str, names: tuple[str, ...]) -> ast.expr:
    """The checked syntax tree of a formula over `names`. Raises FormulaError."""
    try:
        return parse(text, names or (_CONSTANT,)).tree
    except FormulaError as error:
        if error.message.key != "formula.no_variable":
            raise
        return parse(f"({text}) + 0*{_CONSTANT}", (_CONSTANT,)).tree


def problem_of(text: str, names: Iterable[str]) -> Message | None:
    """What is wrong with a formula; None where nothing is."""
    try:
        tree_of(text, usable(names))
    except FormulaError as error:
        if error.position is None:
            return error.message
        return Message("file.formula_at", problem=error.message, place=error.position + 1)
    return None


def usable(names: Iterable[str]) -> tuple[str, ...]:
    """The names that can stand in a formula: letters and digits, and no function or constant."""
    return tuple(sorted(n for n in {*names} if _NAME.fullmatch(n) and n not in CONSTANTS and n not in EVALUATE))


def names_in(text: str) -> tuple[str, ...]:
    """The words of a formula that are neither functions nor constants."""
    names = dict.fromkeys(re.findall(r"(?<![\w.])[A-Za-z][A-Za-z0-9]*", text))
    return tuple(name for name in names if name not in CONSTANTS and name not in EVALUATE)


def evaluate(text: str, names: Iterable[str], value: Callable[[str], float]) -> float:
    """The value of a formula; nan where it has none. `value` gives that of a name."""
    try:
        return _walk(tree_of(text, usable(names)), value)
    except (ValueError, OverflowError, ZeroDivisionError, TypeError):
        return math.nan


def _walk(node: ast.expr, value: Callable[[str], float]) -> float:
    match node:
        case ast.Constant(value=number) if isinstance(number, (int, float)):
            return float(number)
        case ast.Name(id=name):
            return 0.0 if name == _CONSTANT else CONSTANTS[name] if name in CONSTANTS else value(name)
        case ast.UnaryOp(op=sign, operand=operand):
            inner = _walk(operand, value)
            return -inner if isinstance(sign, ast.USub) else inner
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _walk(left, value), _walk(right, value)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
                case _:
                    return math.pow(a, b)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return float(EVALUATE[name](*(_walk(argument, value) for argument in arguments)))
    raise ValueError(ast.dump(node))
