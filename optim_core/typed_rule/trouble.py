"""Where a running rule first gave no finite number: the step, the line, and why."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from optim_core.formula.names import CONSTANTS
from optim_core.messages import Message
from optim_core.rules.reading import inputs
from optim_core.typed_rule.names import GRADIENT, TIME
from optim_core.typed_rule.parse import parse_rule
from optim_core.typed_rule.records import Assignment, Typed
from optim_core.typed_rule.value import value, values
from optim_core.types import Array, Optimizer, Trajectory


def first_trouble(rule: Optimizer, typed: str, hypers: Mapping[str, float], trajectory: Trajectory) -> Message | None:
    """What went wrong in which line at the first step whose numbers are not all finite; None where all are.

    `rule` is the optimizer as the run has it, `trajectory` that run's, of which the first path counts.
    """
    steps = min(int(trajectory.ended_at[0]) + 1, len(trajectory.updates))
    if steps < 1:
        return None
    lines = parse_rule(typed)
    with np.errstate(all="ignore"):
        worth = values(lines, _inputs(rule, lines, hypers, trajectory, steps))
        broken = [_first_broken(line.value) for line in worth]
        firsts = [(place[0], k, place[1]) for k, place in enumerate(broken)]
        row, k, axis = min(firsts, default=(np.inf, 0, 0))
        if row == np.inf:
            return None
        assignment, names, _ = worth[k]
        here = {name: _at(whole, int(row), int(axis)) for name, whole in names.items()}
        return _why(assignment, here, int(row) + 1)


def _inputs(
    rule: Optimizer, lines: Typed, hypers: Mapping[str, float], trajectory: Trajectory, steps: int
) -> dict[str, Any]:
    """What the names stand for before the first line, (dim, steps) or (steps,): the gradient as the run changes it."""
    values: dict[str, Any] = {name: np.float64(value) for name, value in hypers.items()}
    values |= {"lr": trajectory.learning_rate[:steps, 0], "x": trajectory.points[:steps, 0].T}
    g: Any = trajectory.gradients[:steps, 0].T
    for change in rule.before:
        g = change(g, **{name: values[name] for name in inputs(change)})
    old = {state.name: trajectory.state[state.name][:steps, 0].T for state in lines.states}
    return {**CONSTANTS, **values, **old, GRADIENT: g, TIME: np.arange(1.0, steps + 1)}


def _first_broken(values: Any) -> tuple[float, int]:
    """The first step, from 0, and the coordinate where values are not all finite; (inf, 0) where they always are."""
    bad = ~np.isfinite(np.atleast_2d(np.asarray(values, dtype=np.float64)))
    if not bad.any():
        return np.inf, 0
    row = int(bad.any(axis=0).argmax())
    return float(row), int(bad[:, row].argmax())


def _at(whole: Any, row: int, axis: int) -> Any:
    array: Array = np.asarray(whole, dtype=np.float64)
    if array.ndim == 2:
        return array[axis, row]
    return array[row] if array.ndim == 1 else array[()]


def _why(assignment: Assignment, names: Mapping[str, Any], step: int) -> Message:
    """What the first part of the line that is not finite did."""
    said: dict[str, Any] = {"step": step, "line": assignment.line}
    for node in _inside_out(assignment.tree):
        if np.isfinite(value(node, names)):
            continue
        match node:
            case ast.BinOp(op=ast.Div(), right=below) if value(below, names) == 0:
                return Message("own.divides", **said, below=_spelled(below))
            case ast.BinOp(left=base, op=ast.Pow()) if value(base, names) < 0 and np.isnan(value(node, names)):
                return Message("own.negative_power", **said, inside=_spelled(base))
            case ast.BinOp(left=base, op=ast.Pow(), right=power) if value(base, names) == 0 > value(power, names):
                return Message("own.divides", **said, below=_spelled(base))
            case ast.Call(func=ast.Name(id="sqrt"), args=[inside]) if value(inside, names) < 0:
                return Message("own.negative_root", **said, inside=_spelled(inside))
            case ast.Call(func=ast.Name(id="log" | "ln"), args=[inside]) if value(inside, names) <= 0:
                return Message("own.no_log", **said, inside=_spelled(inside), value=float(value(inside, names)))
        break
    lost = np.isnan(value(assignment.tree, names))
    return Message("own.undefined" if lost else "own.infinite", **said, name=assignment.name)


def _inside_out(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of an expression, each after its own parts."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr) and not (isinstance(node, ast.Call) and child is node.func):
            yield from _inside_out(child)
    yield node


def _spelled(node: ast.expr) -> str:
    return ast.unparse(node).replace("**", "^")
