"""All lines that lead from a gradient to the next point, in the order in which they run, if they are in force."""

import ast
import copy
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from optim_core.equations.notes import notes
from optim_core.rules.choices import ready
from optim_core.rules.reading import STEP, Rule, read_rule
from optim_core.types import Optimizer

POINT = "x"


@dataclass(frozen=True)
class Line:
    """`name` is given the value of `value`: a local name, a field of the new state, or the new point."""

    name: str
    value: ast.expr
    note: str = ""
    kind: str = "local"  # or "state", "point"


@dataclass(frozen=True)
class Program:
    """A rule with a run's choices made. `space` holds the functions its lines call."""

    optimizer: Optimizer
    rule: Rule
    lines: tuple[Line, ...]
    aliases: Mapping[str, str]  # field -> the name whose value it keeps
    space: dict[str, Any]


def program(optimizer: Optimizer, hypers: Mapping[str, Any]) -> Program:
    """The lines of `optimizer`. Where `hypers` says how a switch stands, only the branch in force is left.

    Lines that then lead nowhere are left out.
    """
    optimizer = ready(optimizer)
    switches = {name: bool(hypers[name]) for name, h in optimizer.hypers.items() if h.switch and name in hypers}
    return _program(optimizer, tuple(switches.items()))


@lru_cache(maxsize=256)
def _program(optimizer: Optimizer, chosen: tuple[tuple[str, bool], ...]) -> Program:
    rule, switches = read_rule(optimizer), dict(chosen)
    aliases = _aliases(rule)
    written = list(_written(optimizer, rule))
    in_force = [Line(line.name, resolved(line.value, switches), line.note, line.kind) for line in written]
    idle = _leading(written, rule) - _leading(in_force, rule)
    lines = [line for line in in_force if _key(line) not in idle]
    shown = [line for line in lines if not (line.kind == "state" and line.name in aliases)]
    changes = (*optimizer.before, *optimizer.after)
    space = {name: value for f in (*changes, optimizer.update) for name, value in inspect.unwrap(f).__globals__.items()}
    return Program(optimizer, rule, tuple(shown), aliases, space)


def resolved(node: ast.expr, switches: Mapping[str, bool]) -> ast.expr:
    """The expression without the branches of `where` that a switch rules out."""
    result: ast.expr = _Resolved(switches).visit(copy.deepcopy(node))  # a rule is shared and stays as it is
    return result


class _Resolved(ast.NodeTransformer):
    def __init__(self, switches: Mapping[str, bool]) -> None:
        self.switches = switches

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node:
            case ast.Call(func=ast.Name(id="where"), args=[condition, yes, no]) if self.known(condition):
                wanted = eval(code(condition), {"__builtins__": {}}, dict(self.switches))
                return self.visit(yes if wanted else no)  # type: ignore[no-any-return]
        return self.generic_visit(node)

    def known(self, condition: ast.expr) -> bool:
        names = {part.id for part in ast.walk(condition) if isinstance(part, ast.Name)}
        calls = any(isinstance(part, ast.Call | ast.Attribute) for part in ast.walk(condition))
        return bool(names) and names <= self.switches.keys() and not calls


def code(expression: ast.expr) -> Any:
    """An expression of a rule, compiled: from our own source files, or printed by us from whitelisted nodes."""
    return compile(ast.fix_missing_locations(ast.Expression(expression)), "<a line of a rule>", "eval")


def _written(optimizer: Optimizer, rule: Rule) -> Iterable[Line]:
    """Every line, in order. What a run's choice does is explained by that choice's docstring."""
    remarks = [_remark(change, note) for change in optimizer.before for note in notes(change)]
    remarks += [*notes(optimizer.update)]
    for (name, value), note in zip(rule.assignments, remarks, strict=True):
        yield Line(name, value, note)
    if not (isinstance(rule.step, ast.Name) and rule.step.id == STEP):
        yield Line(STEP, rule.step)
    for field, value in rule.state:
        yield Line(field, value, kind="state")
    remarks = [_remark(change, note) for change in optimizer.after for note in notes(change)]
    for (name, value), note in zip(rule.after, remarks, strict=True):
        yield Line(name, value, note)
    yield Line(POINT, ast.BinOp(_name(POINT), ast.Add(), _name(STEP)), kind="point")


def _remark(change: Callable[..., Any], note: str) -> str:
    return note or (inspect.getdoc(change) or "").partition("\n")[0]


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _key(line: Line) -> str:
    return line.name if line.kind == "local" else f"{line.kind} {line.name}"


def _leading(lines: Iterable[Line], rule: Rule) -> set[str]:
    """What the new point depends on, at this step or, through the state, at a later one."""
    lines = list(lines)
    leading = {f"point {POINT}"}
    while True:
        more = {part for line in lines if _key(line) in leading for part in _parts(line.value, rule)}
        if more <= leading:
            return leading
        leading |= more


def _parts(expression: ast.expr, rule: Rule) -> Iterable[str]:
    for node in ast.walk(expression):
        match node:
            case ast.Attribute(value=ast.Name(id=memory), attr=field) if memory == rule.memory:
                yield f"state {field}"
            case ast.Name(id=name):
                yield name


def _aliases(rule: Rule) -> dict[str, str]:
    """The fields that only keep a value which has a name already, so that no line has to say so.

    A name can lend itself to one field only, and not where it is another field's own name.
    """
    fields = [field for field, _ in rule.state]
    locals_ = [name for name, _ in rule.assignments]
    kept = {field: value.id for field, value in rule.state if isinstance(value, ast.Name)}
    return {
        field: name
        for field, name in kept.items()
        if name == field or (list(kept.values()).count(name) == 1 and name not in fields and field not in locals_)
    }
