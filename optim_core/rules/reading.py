"""Reads an optimizer's update rule from the very source that runs: its assignments, its step, its new state.

An `update` is straight-line code: assignments to plain names, then `return dx, SomeState(...)`. That is what lets one
definition serve the array step, the fast loop for one path and the equations on screen. What a run does to the
gradient before, or to the step after (clipping, weight decay), is straight-line code too and becomes part of the rule.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from optim_core.rules.source import source_of
from optim_core.types import Array, Optimizer, State

Line = tuple[str, ast.expr]  # name, what is assigned to it


@dataclass(frozen=True)
class Rule:
    """An update rule as syntax trees. `memory` is the parameter that holds the old state.

    A line of `assignments` may assign the gradient anew (clipping does), a line of `after` changes the step.
    """

    assignments: tuple[Line, ...]
    step: ast.expr
    after: tuple[Line, ...]  # each assigns to STEP
    state: tuple[Line, ...]  # field -> its new value
    gradient: str
    memory: str
    time: str


STEP = "dx"


@lru_cache(maxsize=512)
def read_rule(optimizer: Optimizer) -> Rule:
    """The rule of `optimizer`. Raises ValueError where `update` is not straight-line code or has no source."""
    what = f"{optimizer.slug}: update"
    function = function_tree(optimizer.update, what)
    gradient, memory, time = (argument.arg for argument in function.args.args)
    lines, last = straight_lines(function, what)
    match last:
        case ast.Return(value=ast.Tuple(elts=[step, ast.Call(args=new_state, keywords=[])])):
            pass
        case _:
            raise ValueError(f"{what} must end with `return dx, State(...)`")
    before = [line for change in optimizer.before for line in _change(change, gradient)]
    return Rule(
        assignments=(*before, *lines),
        step=step,
        after=tuple(line for change in optimizer.after for line in _change(change, STEP)),
        state=tuple(zip(optimizer.state_names, new_state, strict=True)),
        gradient=gradient,
        memory=memory,
        time=time,
    )


def inputs(function: Callable[..., Any]) -> tuple[str, ...]:
    """The keyword-only arguments of a function, in order."""
    code = function.__code__
    return code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]


@lru_cache(maxsize=256)
def array_step(optimizer: Optimizer) -> Callable[..., tuple[Array, State]]:
    """`step(g, s, t, given)`: the whole rule on arrays, (dx, state). `given` holds hyperparameters and inputs."""
    update, asked = optimizer.update, inputs(optimizer.update)
    before = [(change, inputs(change)) for change in optimizer.before]
    after = [(change, inputs(change)) for change in optimizer.after]

    def step(g: Array, s: State, t: int, values: dict[str, Any]) -> tuple[Array, State]:
        for change, names in before:
            g = change(g, **{name: values[name] for name in names})
        dx, state = update(g, s, t, **{name: values[name] for name in asked})
        for change, names in after:
            dx = change(dx, **{name: values[name] for name in names})
        return dx, state

    return step


def function_tree(function: Callable[..., Any], what: str) -> ast.FunctionDef:
    try:
        tree = ast.parse(source_of(function)).body[0]
    except (OSError, TypeError, SyntaxError) as error:
        raise ValueError(f"{what}: the source cannot be read") from error
    if not isinstance(tree, ast.FunctionDef):
        raise ValueError(f"{what} must be a plain function")
    return tree


def straight_lines(function: ast.FunctionDef, what: str) -> tuple[list[Line], ast.stmt]:
    """The assignments of straight-line code, and the statement after them."""
    body = [line for line in function.body if not _is_docstring(line)]
    lines = []
    for line in body[:-1]:
        if not (isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name)):
            raise ValueError(f"{what} may only assign to plain names, line {line.lineno}")
        lines.append((line.targets[0].id, line.value))
    return lines, body[-1]


def _change(change: Callable[..., Any], name: str) -> list[Line]:
    """The lines of what is done to the gradient or the step, which is called `name` in the rule."""
    function = function_tree(change, change.__name__)
    lines, last = straight_lines(function, change.__name__)
    own = function.args.args[0].arg
    match last:
        case ast.Return(value=ast.Name(id=returned)) if returned == own:
            pass
        case _:
            raise ValueError(f"{change.__name__} must end with `return {own}`")
    renamed = _Renamed(own, name)
    return [(name if target == own else target, renamed.visit(value)) for target, value in lines]


class _Renamed(ast.NodeTransformer):
    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self.new, ast.Load()) if node.id == self.old else node


def _is_docstring(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
