"""Reads an optimizer's update rule from the very source that runs: its assignments, its step, its new state.

An `update` is straight-line code: assignments to plain names, then `return dx, SomeState(...)`. That is what lets one
definition serve the array step, the fast loop for one path and, later, the equations on screen.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from functools import lru_cache

from optim_core.types import Optimizer


@dataclass(frozen=True)
class Rule:
    """An update rule as syntax trees. `memory` is the parameter that holds the old state."""

    assignments: tuple[tuple[str, ast.expr], ...]
    step: ast.expr
    state: tuple[tuple[str, ast.expr], ...]  # field -> its new value
    gradient: str
    memory: str
    time: str


@lru_cache(maxsize=256)
def read_rule(optimizer: Optimizer) -> Rule:
    """The rule of `optimizer`. Raises ValueError where `update` is not straight-line code or has no source."""
    try:
        function = ast.parse(textwrap.dedent(inspect.getsource(optimizer.update))).body[0]
    except (OSError, TypeError, SyntaxError) as error:
        raise ValueError(f"{optimizer.slug}: the source of update cannot be read") from error
    if not isinstance(function, ast.FunctionDef):
        raise ValueError(f"{optimizer.slug}: update must be a plain function")
    gradient, memory, time = (argument.arg for argument in function.args.args)
    body = [line for line in function.body if not _is_docstring(line)]
    assignments = []
    for line in body[:-1]:
        if not (isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name)):
            raise ValueError(f"{optimizer.slug}: update may only assign to plain names, line {line.lineno}")
        assignments.append((line.targets[0].id, line.value))
    match body[-1]:
        case ast.Return(value=ast.Tuple(elts=[step, ast.Call(args=new_state, keywords=[])])):
            pass
        case _:
            raise ValueError(f"{optimizer.slug}: update must end with `return dx, State(...)`")
    return Rule(
        assignments=tuple(assignments),
        step=step,
        state=tuple(zip(optimizer.state_names, new_state, strict=True)),
        gradient=gradient,
        memory=memory,
        time=time,
    )


def _is_docstring(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
