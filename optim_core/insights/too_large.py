"""Which part of a formula is too large for a computer's numbers where the point itself is none."""

from __future__ import annotations

import ast
import math

import numpy as np

from optim_core.experiment.bounds import COORDINATE
from optim_core.experiment.experiment import Experiment
from optim_core.formula import parse
from optim_core.formula.names import CONSTANTS, EVALUATE
from optim_core.formula.stable import stable
from optim_core.messages import Message
from optim_core.types import Array, Trajectory

OPERATIONS: dict[type[ast.operator], np.ufunc] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}


class _Found(Exception):
    """The first part without a finite value."""


def too_large(experiment: Experiment, trajectory: Trajectory) -> list[Message]:
    """Names the part, where a run ended because of it and not because it had run far away."""
    surface, last = experiment.surface, int(trajectory.ended_at[0])
    if (
        not surface.formula
        or surface.model
        or str(trajectory.outcome[0]) != "diverged"
        or last >= len(trajectory.updates)
    ):
        return []
    point = np.array(experiment.point) if last < 0 else trajectory.points[last, 0] + trajectory.updates[last, 0]
    if not all(value in COORDINATE for value in point.tolist()) or not surface.defined(point):
        return []
    part = part_too_large(surface.formula, surface.variables, point)
    return [] if part is None else [Message("fact.too_large", step=last + 1, part=part)]


def part_too_large(formula: str, variables: tuple[str, ...], point: Array) -> str | None:
    """The innermost part of a formula that is infinite at a point; None where none is."""
    tree = stable(parse(formula, variables).tree, variables)
    constants = {name: np.float64(value) for name, value in CONSTANTS.items()}
    names = {**constants, **dict(zip(variables, point, strict=True))}
    try:
        with np.errstate(all="ignore"):
            _value(tree, names)
    except _Found as found:
        return str(found).replace(" ** ", "^")
    return None


def _value(node: ast.expr, names: dict[str, np.float64]) -> np.float64:
    match node:
        case ast.Constant(value=int() | float() as number):
            value = np.float64(number)
        case ast.Name(id=name):
            value = names[name]
        case ast.UnaryOp(op=sign, operand=operand):
            inner = _value(operand, names)
            value = -inner if isinstance(sign, ast.USub) else inner
        case ast.BinOp(left=left, op=sign, right=right):
            value = np.float64(OPERATIONS[type(sign)](_value(left, names), _value(right, names)))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in EVALUATE:
            value = _called(name, [_value(argument, names) for argument in arguments])
        case _:  # a function that was put in so that nothing overflows
            value = np.float64(0.0)
    if not math.isfinite(value):
        raise _Found(ast.unparse(node))
    return value


def _called(name: str, arguments: list[np.float64]) -> np.float64:
    try:
        return np.float64(EVALUATE[name](*arguments))
    except (OverflowError, ValueError):
        return np.float64(math.inf)
