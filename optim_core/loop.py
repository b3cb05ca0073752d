"""The fast way to follow one path: a plain loop over numbers, written out from the optimizer's own rule.

Python's floats are several times faster than arrays of two numbers. So for a few paths the rule's lines are written
once for each coordinate into a loop without arrays, which gives the same numbers as the array step.
"""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from optim_core.rule import Rule, read_rule
from optim_core.types import Optimizer

# What a rule may call, for plain numbers. The array step finds the same names in numpy.
SCALAR_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": math.sqrt,
    "abs": abs,
    "maximum": lambda a, b: a if a >= b else b if b > a else math.nan,
    "minimum": lambda a, b: a if a <= b else b if b < a else math.nan,
    "sign": lambda a: (a > 0.0) - (a < 0.0),
    "where": lambda condition, a, b: a if condition else b,
}

_LOOP = """\
def follow(value_and_gradient, with_arrays, point, memory, steps, rates, noise, hypers):
    rows = []
    record = rows.extend
    {x} = point
    ({state}) = memory
    {read_hypers}
    for t in range(1, steps + 2):
        try:
            loss, {g} = value_and_gradient({x_args})
        except (ValueError, OverflowError, ZeroDivisionError):
            loss, {g} = with_arrays({x_args})
        if noise is not None:
            {add_noise}
        if t > steps or (not isfinite({total}) and not ({finite})):
            record(({x_args}, loss, {g}, {state}))
            return rows
        h_lr = rates[t - 1]
        {rule}
        record(({x_args}, loss, {g}, {state}{dx}))
        {remember}
        {move}
"""


@lru_cache(maxsize=256)
def path_loop(optimizer: Optimizer, dim: int) -> Callable[..., list[float]]:
    """The loop for `optimizer` in `dim` dimensions.

    `follow(value_and_gradient, with_arrays, point, memory, steps, rates, noise, hypers)` starts with the state `memory`
    and returns one flat list of floats: for each row the point, loss, gradient, state and update, but no update in the
    last one. It ends after the first row that is not finite. Where plain numbers raise an error in the surface,
    `with_arrays` is asked, which gives inf or nan; an error in the rule is raised: ValueError, OverflowError or
    ZeroDivisionError.

    Raises ValueError for a rule that is not straight-line code, or that uses what plain numbers do not know.
    """
    rule = read_rule(optimizer)
    axes = range(dim)
    names = [name for name, _ in rule.state]
    state = "".join(f"s_{name}_{i}, " for name in names for i in axes)
    spelled = [_Spelled(rule, optimizer, i) for i in axes]

    def each(pattern: str, joiner: str = ", ") -> str:
        return joiner.join(pattern.format(i=i) for i in axes)

    source = _LOOP.format(
        x=each("x_{i}") + ",",
        x_args=each("x_{i}"),
        state=state,
        read_hypers="; ".join(f"h_{name} = hypers[{name!r}]" for name in optimizer.hypers),
        g=each("g_{i}"),
        add_noise=each("g_{i} += noise[t - 1][{i}]", "; "),
        total=each("x_{i} + g_{i}", " + ") + " + loss",  # one test for all: not finite where one of them is not
        finite=each("isfinite(x_{i}) and isfinite(g_{i})", " and ") + " and isfinite(loss)",
        rule="\n        ".join(line for axis in spelled for line in axis.step()),
        remember=f"{state} = {''.join(axis.state(name) + ', ' for name in names for axis in spelled)}" if state else "",
        dx=each("dx_{i}"),
        move=each("x_{i} += dx_{i}", "; "),
    )
    # The text comes from our own registry's source code (or from rules built of whitelisted nodes), never from a form.
    space: dict[str, Any] = {**SCALAR_FUNCTIONS, "isfinite": math.isfinite}
    exec(compile(source, f"<path loop of {optimizer.slug}>", "exec"), space)
    follow: Callable[..., list[float]] = space["follow"]
    return follow


class _Spelled(ast.NodeTransformer):
    """The rule for one coordinate: what belongs to the coordinate gets its number, a hyperparameter gets an h."""

    def __init__(self, rule: Rule, optimizer: Optimizer, axis: int) -> None:
        own = {name for name, _ in rule.assignments}
        given = {rule.gradient: f"g_{axis}", rule.time: "t", **{name: f"h_{name}" for name in optimizer.hypers}}
        given |= {name: name for name in SCALAR_FUNCTIONS}
        if not own.isdisjoint({*given, rule.memory}):
            raise ValueError(f"{optimizer.slug}: update assigns to one of its inputs")
        self.names = given | {name: f"_{name}_{axis}" for name in own}
        self.rule, self.slug, self.axis = rule, optimizer.slug, axis

    def step(self) -> list[str]:
        """The lines that lead to this coordinate's update."""
        lines = [f"{self.names[name]} = {self.text(value)}" for name, value in self.rule.assignments]
        return [*lines, f"dx_{self.axis} = {self.text(self.rule.step)}"]

    def state(self, field: str) -> str:
        """What this coordinate remembers next."""
        return self.text(dict(self.rule.state)[field])

    def text(self, expression: ast.expr) -> str:
        return ast.unparse(self.visit(copy.deepcopy(expression)))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not (isinstance(node.value, ast.Name) and node.value.id == self.rule.memory):
            raise ValueError(f"{self.slug}: plain numbers do not know {ast.unparse(node)}")
        return ast.Name(f"s_{node.attr}_{self.axis}", ast.Load())

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.names:
            raise ValueError(f"{self.slug}: plain numbers do not know {node.id}")
        return ast.Name(self.names[node.id], ast.Load())
