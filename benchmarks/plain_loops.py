"""The loops that one would write by hand for one path on Rosenbrock, rule by rule: the yardstick for `simulate`.

Each records what `simulate` records and gives it as arrays: points, loss, gradients, updates and the state. All of
that is the same for every rule, so it is written once, around the rule's own lines.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from math import sqrt
from textwrap import indent
from typing import Any

import numpy as np

from benchmarks.plain_rules import RULES

Loop = Callable[..., dict[str, np.ndarray]]
FRAME = """
def loop(start, steps, {hypers}, **_):
    x, y = start
    {begin}
    points, losses, gradients, updates = [], [], [], []
    {lists}
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        {record}
        if t > steps:
            break
{lines}
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, {state})
"""


def rosenbrock(x: float, y: float) -> tuple[float, float, float]:
    """The loss and the gradient."""
    across = y - x * x
    return (1 - x) ** 2 + 100 * across * across, -2 * (1 - x) - 400 * x * across, 200 * across


def arrays(**histories: list[Any]) -> dict[str, np.ndarray]:
    """What was recorded, as arrays."""
    return {name: np.array(rows) for name, rows in histories.items()}


def plain_loop(rule: Callable[..., Any]) -> Loop:
    """The loop (start, steps, hyperparameters by name) around a rule's lines, as one function without calls."""
    parameters = list(inspect.signature(rule).parameters.values())[5:]  # after t, x, y, gx, gy
    begin = {p.name: p.default for p in parameters if p.default is not p.empty}
    state = dict(_pairs(list(begin)))
    [function] = ast.parse(inspect.getsource(rule)).body
    assert isinstance(function, ast.FunctionDef)
    lines = function.body[:-1]  # all but `return dx, dy`
    source = FRAME.format(
        hypers=", ".join(p.name for p in parameters if p.default is p.empty),
        begin="; ".join(f"{name} = {value}" for name, value in begin.items()),
        lists="; ".join(f"all_{name} = []" for name in state),
        record="; ".join(f"all_{name}.append(({', '.join(both)}))" for name, both in state.items()),
        lines=indent("\n".join(map(ast.unparse, lines)), " " * 8),
        state=", ".join(f"{name}=all_{name}" for name in state),
    )
    space: dict[str, Any] = {"rosenbrock": rosenbrock, "arrays": arrays, "sqrt": sqrt}
    exec(source, space)  # the text of plain_rules.py
    loop: Loop = space["loop"]
    return loop


def _pairs(names: list[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The state's names with what is recorded of them: both coordinates, or one number for both."""
    for name in names:
        if not name.endswith("y"):
            yield name, (name, f"{name[:-1]}y" if name.endswith("x") else name)


PLAIN = {rule.__name__: plain_loop(rule) for rule in RULES}
