"""What the lines of a rule are worth for given numbers, worked out from their whitelisted trees."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from optim_core.typed_rule.names import NUMPY_NAMES
from optim_core.typed_rule.records import Assignment, Typed

OPERATORS: Mapping[type[ast.operator], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}


class Worth(NamedTuple):
    """A line, what its names stood for before it, and its value."""

    assignment: Assignment
    names: Mapping[str, Any]
    value: Any


def values(lines: Typed, names: Mapping[str, Any]) -> list[Worth]:
    """Each line in order. `names` has everything that is given before the first one, as NumPy's numbers or arrays."""
    values = []
    for assignment in lines.assignments:
        result = value(assignment.tree, names)
        values.append(Worth(assignment, names, result))
        names = {**names, assignment.name: result}
    return values


def value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What a whitelisted expression is worth; arrays give all their values at once."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return np.float64(number)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=op, operand=operand):
            inner = value(operand, names)
            return -inner if isinstance(op, ast.USub) else inner
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](value(left, names), value(right, names))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            function = getattr(np, NUMPY_NAMES.get(name, name))
            return function(*(value(argument, names) for argument in arguments))
    raise AssertionError(f"the parser let {ast.dump(node)} through")
