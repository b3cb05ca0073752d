"""Writes the functions of an accepted rule: the code that runs is printed from the whitelisted trees, never from text.

The learner's remarks stand in the source that people read (on screen, in a script), not in the text that is executed.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from optim_core.rules.source import with_source
from optim_core.typed_rule.names import NUMPY_NAMES, RULE_FUNCTIONS, STEP
from optim_core.typed_rule.records import Typed

MEMORY, RECORD, STEP_NAME = "memory", "_OwnState", "dx"  # no learner's name begins with _
_FUNCTIONS = {name: getattr(np, name) for name in {NUMPY_NAMES.get(n, n) for n in RULE_FUNCTIONS}}


class Written(NamedTuple):
    """`init` and `update` as an Optimizer has them."""

    init: Callable[..., Any]
    update: Callable[..., Any]


def write(typed: Typed, hypers: tuple[str, ...]) -> Written:
    """The functions of a rule with these hyperparameters."""
    record = _record(typed)
    space = {**_FUNCTIONS, "zeros_like": np.zeros_like, "full_like": np.full_like, RECORD: record}
    first = (f"full_like(x, {s.first!r})" if s.first else "zeros_like(x)" for s in typed.states)
    init = f"def init(x):\n    return {RECORD}({', '.join(first)})\n"
    head = f"def update(g, {MEMORY}, t, *, {', '.join(hypers)}):"
    body = list(_body(typed))
    plain = "\n".join([head, *(f"    {code}" for code, _ in body)]) + "\n"
    shown = "\n".join([head, *(f"    {code}" + (f"  # {remark}" if remark else "") for code, remark in body)]) + "\n"
    return Written(_defined("init", init, init, space), _defined("update", plain, shown, space))


def _record(typed: Typed) -> type:
    """The NamedTuple of what the rule remembers."""
    record: Any = NamedTuple(RECORD, [(state.name, Any) for state in typed.states])  # type: ignore[misc]
    record.__module__ = __name__
    lines = [f"    {s.name}: Any" + (f"  # {s.remark}" if s.remark else "") for s in typed.states]
    lines = lines or ['    """The rule remembers nothing."""']
    return with_source(record, "\n".join([f"class {RECORD}(NamedTuple):", *lines]) + "\n")  # type: ignore[no-any-return]


def _body(typed: Typed) -> Iterator[tuple[str, str]]:
    """Each line of `update` with its remark."""
    names: set[str] = set()
    for assignment in typed.assignments:
        spelled = _Spelled(typed.state_names - names)
        tree = ast.fix_missing_locations(spelled.visit(copy.deepcopy(assignment.tree)))
        names.add(assignment.name)
        yield f"{_named(assignment.name)} = {ast.unparse(tree)}", assignment.remark
    kept = [s.name if s.name in names else f"{MEMORY}.{s.name}" for s in typed.states]
    yield f"return {STEP_NAME}, {RECORD}({', '.join(kept)})", ""


def _named(name: str) -> str:
    return STEP_NAME if name == STEP else name


class _Spelled(ast.NodeTransformer):
    """A learner's expression as an update rule has it; `old` are the states that have no new value yet."""

    def __init__(self, old: frozenset[str] | set[str]) -> None:
        self.old = old

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.old:
            return ast.Attribute(ast.Name(MEMORY, ast.Load()), node.id, ast.Load())
        constant = {"pi": np.pi, "e": np.e}.get(node.id)
        return ast.Name(_named(node.id), ast.Load()) if constant is None else ast.Constant(constant)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:  # g^2 as g*g, which has the same bits for arrays and for plain numbers
            case ast.BinOp(left=ast.Name() | ast.Attribute() as base, op=ast.Pow(), right=ast.Constant(value=2)):
                return ast.BinOp(base, ast.Mult(), copy.deepcopy(base))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        assert isinstance(node.func, ast.Name)
        name = NUMPY_NAMES.get(node.func.id, node.func.id)
        return ast.Call(ast.Name(name, ast.Load()), [self.visit(argument) for argument in node.args], [])


def _defined(name: str, source: str, shown: str, names: dict[str, Any]) -> Callable[..., Any]:
    """Run the definition and return the function.

    The only text that is executed is what this file printed from whitelisted nodes and checked names; there are no
    builtins within its reach.
    """
    space = {"__builtins__": {}, "__name__": __name__, **names}
    exec(compile(source, "<own rule>", "exec"), space)
    return with_source(space[name], shown)  # type: ignore[no-any-return]
