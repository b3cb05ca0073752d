"""A rule's lines, each written once for every coordinate: what a loop over plain numbers is made of."""

from __future__ import annotations

import ast
import copy
import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from optim_core.formula.functions import NUMBERS
from optim_core.formula.plain import ELEMENTARY
from optim_core.rules import vectors
from optim_core.rules.operations import matrices
from optim_core.rules.reading import STEP, Rule, read_rule
from optim_core.types import Optimizer

# What a rule may call, for plain numbers. The array step finds the same names in numpy.
SCALAR_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": math.sqrt,
    "abs": math.fabs,  # which takes no complex number, the power of a negative one
    "maximum": NUMBERS["larger"],
    "minimum": NUMBERS["smaller"],
    "sign": lambda a: 1.0 if a > 0.0 else -1.0 if a < 0.0 else 0.0 if a == 0.0 else math.nan,
    **{name: ELEMENTARY[name] for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{f"arc{name}": ELEMENTARY[f"a{name}"] for name in ("sin", "cos", "tan")},
}
WHERE = "where"  # where(condition, a, b) becomes `a if condition else b`
# One number from all coordinates; they are added in the order in which arrays add their rows.
REDUCTIONS: dict[str, str] = {"norm": "sqrt({sum})", "dot": "({sum})", "mean": "(({sum}) / {dim})"}
# A vector is a matrix of one column: each of its rows has one entry.
COLUMN: dict[str, str] = {"row_means": "", "column_means": "mean"}
ASKED = "gradient"  # the gradient at another point: a tuple of as many numbers


def spell(optimizer: Optimizer, dim: int) -> Spelled:
    """The rule of `optimizer`, to be written out for `dim` coordinates.

    Raises ValueError for a rule that is not straight-line code, or that uses what plain numbers do not know.
    """
    for function in (*optimizer.before, optimizer.update, *optimizer.after):
        _check_names(optimizer, function)
    if any(size != dim for size in optimizer.state_sizes(dim)):
        raise ValueError(f"{optimizer.slug}: plain numbers keep one number for each coordinate")
    return Spelled(read_rule(optimizer), optimizer, dim)


def _check_names(optimizer: Optimizer, function: Callable[..., Any]) -> None:
    """Raises ValueError where a name we know means something else to this function, such as a `norm` of its own."""
    meant = {**inspect.getclosurevars(function).globals, **inspect.getclosurevars(function).nonlocals}
    for name, value in meant.items():
        known = getattr(vectors if name in REDUCTIONS else matrices if name in COLUMN else np, name, None)
        if (name in {*SCALAR_FUNCTIONS, *REDUCTIONS, *COLUMN, WHERE}) and value is not known and value is not abs:
            raise ValueError(f"{optimizer.slug}: plain numbers do not know this {name}")


class Spelled:
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

    @property
    def memory(self) -> list[str]:
        """The names of what is remembered: each field for every coordinate."""
        return [f"s_{name}_{i}" for name, _ in self.rule.state for i in range(self.dim)]

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

    def state(self) -> list[str]:
        """What is remembered next, in the order of `memory`."""
        written = [(self._write(value), name) for name, value in self.rule.state]
        if any(before for (before, _), _ in written):
            raise ValueError(f"{self.slug}: a reduction belongs on a line of its own, not into the new state")
        return [text for (_, texts), _ in written for text in texts]

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

    def __init__(self, rule: Spelled, axis: int, before: list[str], common: dict[str, str]) -> None:
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
        if name in COLUMN and len(node.args) == 2:
            of_column = ast.Call(ast.Name(COLUMN[name], ast.Load()), node.args[:1], [])
            written: ast.AST = self.visit(of_column if COLUMN[name] else node.args[0])
            return written
        if name == ASKED and len(node.args) == 1:
            return ast.Subscript(ast.Name(self._asked(node), ast.Load()), ast.Constant(self.axis), ast.Load())
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
            total = REDUCTIONS[name].format(sum=" + ".join(terms), dim=self.spelled.dim)
            self._before(key, total)
        return self.common[key]

    def _asked(self, node: ast.Call) -> str:
        """The name of the gradient at another point, worked out once in a line before."""
        key = ast.dump(node)
        if key not in self.common:
            axes = [_Axis(self.spelled, i, self.before, self.common) for i in range(self.spelled.dim)]
            point = ", ".join(ast.unparse(axis.visit(copy.deepcopy(node.args[0]))) for axis in axes)
            self._before(key, f"{ASKED}({point})")
        return self.common[key]

    def _before(self, key: str, value: str) -> None:
        """Writes a line that comes before, and remembers what it is the value of."""
        self.common[key] = f"_r{self.spelled.reductions}"
        self.spelled.reductions += 1
        self.before.append(f"{self.common[key]} = {value}")
