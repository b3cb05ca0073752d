"""The fast way to follow one path: a plain loop over numbers, written out from the optimizer's own rule.

Python's floats are several times faster than arrays of two numbers. So for a few paths the rule's lines are written
once for each coordinate into a loop without arrays, which gives the same numbers as the array step.
"""

import ast
import copy
import inspect
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from optim_core.formula.plain import ELEMENTARY
from optim_core.rules import vectors
from optim_core.rules.reading import STEP, Rule, read_rule
from optim_core.types import Optimizer

# What a rule may call, for plain numbers. The array step finds the same names in numpy.
SCALAR_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": math.sqrt,
    "abs": math.fabs,  # which takes no complex number, the power of a negative one
    "maximum": lambda a, b: a if a >= b else b if b > a else math.nan,
    "minimum": lambda a, b: a if a <= b else b if b < a else math.nan,
    "sign": lambda a: 1.0 if a > 0.0 else -1.0 if a < 0.0 else 0.0 if a == 0.0 else math.nan,
    **{name: ELEMENTARY[name] for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{f"arc{name}": ELEMENTARY[f"a{name}"] for name in ("sin", "cos", "tan")},
}
WHERE = "where"  # where(condition, a, b) becomes `a if condition else b`
# One number from all coordinates; they are added in the order in which arrays add their rows.
REDUCTIONS: dict[str, str] = {"norm": "sqrt({sum})", "dot": "({sum})", "mean": "(({sum}) / {dim})"}

_LOOP = """\
def follow(value_and_gradient, with_arrays, point, memory, steps, rates, noise, hypers, react=None):
    rows = []
    record = rows.extend
    {x} = point
    ({state}) = memory
    {read_hypers}
    now = 0.0
    for t in range(1, steps + 2):
        now += 1.0
        try:
            loss, {g} = value_and_gradient({x_args})
        except (ValueError, OverflowError, ZeroDivisionError):
            loss, {g} = with_arrays({x_args})
        if noise is not None:
            {add_noise}
        if t > steps or (not isfinite({total}) and not ({finite})):
            record(({x_args}, loss, {g}, {state}))
            return rows
        h_lr = rates[t - 1] if react is None else react(t, loss)
        {rule}
        record(({x_args}, loss, {g}, {state}{dx}))
        {remember}
        {move}
"""


@lru_cache(maxsize=256)
def path_loop(optimizer: Optimizer, dim: int) -> Callable[..., list[float]]:
    """The loop for `optimizer` in `dim` dimensions.

    `follow(value_and_gradient, with_arrays, point, memory, steps, rates, noise, hypers, react)` starts with the state
    `memory` and returns one flat list of floats: for each row the point, loss, gradient, state and update, but no
    update in the last one. It ends after the first row that is not finite. Where plain numbers raise an error in the
    surface, `with_arrays` is asked, which gives inf or nan; an error in the rule is raised: ValueError, OverflowError
    or ZeroDivisionError. Where `react(t, loss)` is given, it gives the learning rates.

    Raises ValueError for a rule that is not straight-line code, or that uses what plain numbers do not know.
    """
    rule = read_rule(optimizer)
    for function in (*optimizer.before, optimizer.update, *optimizer.after):
        _check_names(optimizer, function)
    if any(size != dim for size in optimizer.state_sizes(dim)):
        raise ValueError(f"{optimizer.slug}: plain numbers keep one number for each coordinate")
    axes = range(dim)
    state = "".join(f"s_{name}_{i}, " for name, _ in rule.state for i in axes)
    spelled = _Spelled(rule, optimizer, dim)
    lines = spelled.lines()

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
        rule="\n        ".join(lines),
        remember=f"{state} = {spelled.state()}" if state else "",
        dx=each("dx_{i}"),
        move=each("x_{i} += dx_{i}", "; "),
    )
    # The text comes from our own registry's source code (or from rules built of whitelisted nodes), never from a form.
    space: dict[str, Any] = {**SCALAR_FUNCTIONS, "isfinite": math.isfinite}
    exec(compile(source, f"<path loop of {optimizer.slug}>", "exec"), space)
    follow: Callable[..., list[float]] = space["follow"]
    return follow


def _check_names(optimizer: Optimizer, function: Callable[..., Any]) -> None:
    """Raises ValueError where a name we know means something else to this function, such as a `norm` of its own."""
    meant = {**inspect.getclosurevars(function).globals, **inspect.getclosurevars(function).nonlocals}
    for name, value in meant.items():
        known = getattr(vectors if name in REDUCTIONS else np, name, None)
        if (name in {*SCALAR_FUNCTIONS, *REDUCTIONS, WHERE}) and value is not known and value is not abs:
            raise ValueError(f"{optimizer.slug}: plain numbers do not know this {name}")


class _Spelled:
    """The rule's lines, each written once for every coordinate."""

    def __init__(self, rule: Rule, optimizer: Optimizer, dim: int) -> None:
        fixed = {rule.time: "now", **{name: f"h_{name}" for name in optimizer.hypers}}
        own = {name for name, _ in rule.assignments}
        if not own.isdisjoint({*fixed, *SCALAR_FUNCTIONS, *REDUCTIONS, WHERE, rule.memory, "x"}):
            raise ValueError(f"{optimizer.slug}: update assigns to one of its inputs")
        self.rule, self.slug, self.dim, self.shared = rule, optimizer.slug, dim, fixed
        self.current = {rule.gradient: "g", "x": "x"}  # a name that has a value for each coordinate -> its stem
        self.assigned = 0
        self.reductions = 0

    def lines(self) -> list[str]:
        """The lines that lead to the update `dx_0, dx_1, ...`."""
        lines = []
        for name, value in self.rule.assignments:
            lines += self._assign(name, value, f"_{self.assigned}_{name}")
        lines += self._assign(STEP, self.rule.step, "dx")
        for place, (name, value) in enumerate(self.rule.after, start=1):
            lines += self._assign(name, value, f"_dx{place}")
        last = self.current[STEP]
        return lines if last == "dx" else [*lines, *(f"dx_{i} = {last}_{i}" for i in range(self.dim))]

    def state(self) -> str:
        """What is remembered next: each field for every coordinate."""
        written = [(self._write(value), name) for name, value in self.rule.state]
        if any(before for (before, _), _ in written):
            raise ValueError(f"{self.slug}: a reduction belongs on a line of its own, not into the new state")
        return "".join(f"{text}, " for (_, texts), _ in written for text in texts)

    def _assign(self, name: str, value: ast.expr, stem: str) -> list[str]:
        before, texts = self._write(value)
        self.assigned += 1
        if name != STEP and len(set(texts)) == 1 and name not in self.current:
            self.shared[name] = stem  # the same for every coordinate, such as a bias correction: worked out once
            return [*before, f"{stem} = {texts[0]}"]
        self.current[name] = stem
        return [*before, *(f"{stem}_{i} = {text}" for i, text in enumerate(texts))]

    def _write(self, value: ast.expr) -> tuple[list[str], list[str]]:
        """The lines that have to come first, and the expression for each coordinate."""
        before: list[str] = []
        common: dict[str, str] = {}
        texts = [ast.unparse(_Axis(self, i, before, common).visit(copy.deepcopy(value))) for i in range(self.dim)]
        return before, texts


class _Axis(ast.NodeTransformer):
    """One expression for one coordinate: what belongs to the coordinate gets its number, a hyperparameter gets an h."""

    def __init__(self, rule: _Spelled, axis: int, before: list[str], common: dict[str, str]) -> None:
        self.spelled, self.axis, self.before, self.common = rule, axis, before, common

    def unknown(self, node: ast.AST) -> ValueError:
        return ValueError(f"{self.spelled.slug}: plain numbers do not know {ast.unparse(node)}")

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not (isinstance(node.value, ast.Name) and node.value.id == self.spelled.rule.memory):
            raise self.unknown(node)
        return ast.Name(f"s_{node.attr}_{self.axis}", ast.Load())

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.spelled.current:
            return ast.Name(f"{self.spelled.current[node.id]}_{self.axis}", ast.Load())
        if node.id not in self.spelled.shared:
            raise self.unknown(node)
        return ast.Name(self.spelled.shared[node.id], ast.Load())

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Invert):  # ~True is -2 for plain numbers
            raise self.unknown(node)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if node.keywords or not (name in SCALAR_FUNCTIONS or name in REDUCTIONS or name == WHERE):
            raise self.unknown(node.func)
        if name in REDUCTIONS:
            return ast.Name(self._reduced(name, node), ast.Load())
        arguments = [self.visit(argument) for argument in node.args]
        if name == WHERE:
            condition, chosen, other = arguments
            return ast.IfExp(condition, chosen, other)
        return ast.Call(node.func, arguments, [])

    def _reduced(self, name: str, node: ast.Call) -> str:
        """The name of a number from all coordinates, computed once in a line before."""
        key = ast.dump(node)
        if key not in self.common:
            terms = []
            for i in range(self.spelled.dim):
                axis = _Axis(self.spelled, i, self.before, self.common)
                factors = [f"({ast.unparse(axis.visit(copy.deepcopy(argument)))})" for argument in node.args]
                terms.append("*".join(factors * 2 if name == "norm" else factors))
            self.common[key] = f"_r{self.spelled.reductions}"
            self.spelled.reductions += 1
            total = REDUCTIONS[name].format(sum=" + ".join(terms), dim=self.spelled.dim)
            self.before.append(f"{self.common[key]} = {total}")
        return self.common[key]
