"""Where a running rule first gave no finite number: the step, the line, and why."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from optim_core.formula.names import CONSTANTS
from optim_core.messages import Message
from optim_core.own.names import GRADIENT, NUMPY_NAMES, TIME
from optim_core.own.parse import Assignment, Typed, parse_rule
from optim_core.rule import inputs
from optim_core.types import Array, Optimizer, Trajectory

OPERATORS: Mapping[type[ast.operator], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}


def first_trouble(rule: Optimizer, typed: str, hypers: Mapping[str, float], trajectory: Trajectory) -> Message | None:
    """What went wrong in which line at the first step whose numbers are not all finite; None where all are.

    `rule` is the optimizer as the run has it, `trajectory` that run's, of which the first path counts.
    """
    steps = min(int(trajectory.ended_at[0]) + 1, len(trajectory.updates))
    if steps < 1:
        return None
    lines = parse_rule(typed)
    with np.errstate(all="ignore"):
        values = _values(lines, _inputs(rule, lines, hypers, trajectory, steps))
        broken = [_first_broken(value) for _, _, value in values]
        found = min((place[0], k, place[1]) for k, place in enumerate(broken)) if broken else (np.inf, 0, 0)
        row, k, axis = found
        if row == np.inf:
            return None
        assignment, names, _ = values[k]
        here = {name: _at(value, int(row), int(axis)) for name, value in names.items()}
        return _why(assignment, here, int(row) + 1)


def _inputs(
    rule: Optimizer, lines: Typed, hypers: Mapping[str, float], trajectory: Trajectory, steps: int
) -> dict[str, Any]:
    """What the names stand for before the first line, (dim, steps) or (steps,): the gradient as the run changes it."""
    given: dict[str, Any] = {name: np.float64(value) for name, value in hypers.items()}
    given |= {"lr": trajectory.learning_rate[:steps, 0], "x": trajectory.points[:steps, 0].T}
    g: Any = trajectory.gradients[:steps, 0].T
    for change in rule.before:
        g = change(g, **{name: given[name] for name in inputs(change)})
    old = {state.name: trajectory.state[state.name][:steps, 0].T for state in lines.states}
    return {**CONSTANTS, **given, **old, GRADIENT: g, TIME: np.arange(1.0, steps + 1)}


def _values(lines: Typed, names: dict[str, Any]) -> list[tuple[Assignment, dict[str, Any], Any]]:
    """Each line with what its names stood for and what came out."""
    found = []
    for assignment in lines.assignments:
        value = _value(assignment.tree, names)
        found.append((assignment, names, value))
        names = {**names, assignment.name: value}
    return found


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What a whitelisted expression is worth, for all steps at once."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return np.float64(value)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, names)
            return -value if isinstance(op, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            function = getattr(np, NUMPY_NAMES.get(name, name))
            return function(*(_value(argument, names) for argument in arguments))
    raise AssertionError(f"the parser let {ast.dump(node)} through")


def _first_broken(value: Any) -> tuple[float, int]:
    """The first step, from 0, and the coordinate where a value is not finite; (inf, 0) where it always is."""
    bad = ~np.isfinite(np.atleast_2d(np.asarray(value, dtype=np.float64)))
    if not bad.any():
        return np.inf, 0
    row = int(bad.any(axis=0).argmax())
    return float(row), int(bad[:, row].argmax())


def _at(value: Any, row: int, axis: int) -> Any:
    array: Array = np.asarray(value, dtype=np.float64)
    if array.ndim == 2:
        return array[axis, row]
    return array[row] if array.ndim == 1 else array[()]


def _why(assignment: Assignment, names: Mapping[str, Any], step: int) -> Message:
    """What the first part of the line that is not finite did."""
    said: dict[str, Any] = {"step": step, "line": assignment.line}
    for node in _inside_out(assignment.tree):
        if np.isfinite(_value(node, names)):
            continue
        match node:
            case ast.BinOp(op=ast.Div(), right=below) if _value(below, names) == 0:
                return Message("own.divides", **said, below=_spelled(below))
            case ast.BinOp(left=base, op=ast.Pow()) if _value(base, names) < 0 and np.isnan(_value(node, names)):
                return Message("own.negative_power", **said, inside=_spelled(base))
            case ast.BinOp(left=base, op=ast.Pow(), right=power) if _value(base, names) == 0 > _value(power, names):
                return Message("own.divides", **said, below=_spelled(base))
            case ast.Call(func=ast.Name(id="sqrt"), args=[inside]) if _value(inside, names) < 0:
                return Message("own.negative_root", **said, inside=_spelled(inside))
            case ast.Call(func=ast.Name(id="log" | "ln"), args=[inside]) if _value(inside, names) <= 0:
                return Message("own.no_log", **said, inside=_spelled(inside), value=float(_value(inside, names)))
        break
    lost = np.isnan(_value(assignment.tree, names))
    return Message("own.undefined" if lost else "own.infinite", **said, name=assignment.name)


def _inside_out(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of an expression, each after its own parts."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr) and not (isinstance(node, ast.Call) and child is node.func):
            yield from _inside_out(child)
    yield node


def _spelled(node: ast.expr) -> str:
    return ast.unparse(node).replace("**", "^")
