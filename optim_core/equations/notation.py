"""The symbols of one rule: what each name in its source is called on paper, at this step and at the one before."""

import ast
import inspect
from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import Any

from optim_core.equations.numbers import OPENING
from optim_core.equations.program import POINT, Line, Program
from optim_core.equations.typeset import KNOWN, typeset
from optim_core.latex.names import NEIGHBOURS, distinct, operation, symbol, word
from optim_core.latex.piece import ATOM, POWER, Piece, bracketed
from optim_core.rules.reading import STEP
from optim_core.types import Hyper

SURFACE = {"loss": "f", "gradient": r"\nabla f", "hessian": r"\nabla^2 f"}
HOUSE = ("optim_core.rules.vectors", "optim_core.rules.operations.matrices")  # whose functions have a notation


class Notation:
    """Symbols for a program's names; `leaf` is what a symbolic line is typeset with."""

    def __init__(self, program: Program, scheduled: bool = False) -> None:
        rule, hypers = program.rule, program.optimizer.hypers
        self.program, self.memory = program, rule.memory
        self.operations = operations(program)
        self.names = {rule.time: Piece("t", ATOM), rule.gradient: symbol(rule.gradient, 0), POINT: symbol(POINT, 0)}
        self.names |= {"rows": Piece(word("rows"), ATOM), **{name: Piece(f, ATOM) for name, f in SURFACE.items()}}
        for name, hyper in hypers.items():
            self.names[name] = chosen_symbol(hyper)
        if scheduled and "lr" in hypers:
            self.names["lr"] = at_step(self.names["lr"])
        lent, moving = self._lent(), self._moving()
        for line in program.lines:
            if line.kind == "local" and line.name not in self.names:
                piece = symbol(lent.get(line.name, line.name), 0 if line.name in moving else None)
                self.names[line.name] = distinct(piece, self.names)

    def target(self, line: Line) -> str:
        """What stands on the left of a line."""
        if line.kind == "point":
            return symbol(POINT, 1).text
        return self._field(line.name, 0).text if line.kind == "state" else self.names[line.name].text

    def leaf(self, node: ast.expr) -> Piece | None:
        """The symbol of a name, and the notation of a named operation."""
        match node:
            case ast.Name() | ast.Attribute():
                return self.symbol(node)
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in SURFACE or name in self.operations:
                return applied(self.title(name), [typeset(argument, self.leaf) for argument in arguments])
        return None

    def symbol(self, node: ast.Name | ast.Attribute) -> Piece:
        """The symbol of a name or of a field of the old state."""
        if isinstance(node, ast.Attribute):
            return self._field(node.attr, -1)
        if node.id not in self.names:
            raise ValueError(f"{self.program.optimizer.slug}: nothing is known of {node.id}")
        return self.names[node.id]

    def title(self, name: str) -> str:
        """How the name of a function is written that has no notation of its own."""
        return SURFACE.get(name) or operation(name)

    def _field(self, field: str, moment: int) -> Piece:
        name = self.program.aliases.get(field, field)
        if name == field or name in self._lent():
            return symbol(field, moment, field=True)
        return symbol(name, moment)

    def _lent(self) -> dict[str, str]:
        """The local names that go by the name of the field which keeps them: AdaGrad's `total` is its s."""
        inputs = {self.program.rule.gradient, POINT, STEP}
        lent = {name: field for field, name in self.program.aliases.items() if name != field and name not in inputs}
        return {name: field for name, field in lent.items() if NEIGHBOURS.keys().isdisjoint(field.split("_"))}

    def _moving(self) -> set[str]:
        """The names whose values change from step to step."""
        rule = self.program.rule
        moving = {rule.gradient, rule.memory, rule.time, POINT, STEP, *SURFACE, *self.program.aliases.values()}
        for line in self.program.lines:
            parts = {part.id for part in ast.walk(line.value) if isinstance(part, ast.Name)}
            if line.kind == "local" and not moving.isdisjoint(parts):
                moving.add(line.name)
        return moving


def operations(program: Program) -> dict[str, FunctionType]:
    """The functions that the lines call and that have no notation but their name, in the order of their calls."""
    nodes = [node for line in program.lines for node in ast.walk(line.value)]
    called = [n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return {name: f for name in called if (f := own_function(name, program.space))}


def own_function(name: str, space: Mapping[str, Any]) -> FunctionType | None:
    """The function that `name` means, if it is one of ours that has no notation but its name."""
    function = inspect.unwrap(space[name]) if callable(space.get(name)) else None
    if not isinstance(function, FunctionType) or function.__module__.partition(".")[0] == "numpy":
        return None
    return None if function.__module__ in HOUSE and name in KNOWN else function


def applied(title: str, arguments: Iterable[Piece]) -> Piece:
    """A function of something. A single vector brings its own brackets."""
    texts = [argument.text for argument in arguments]
    alone = len(texts) == 1 and texts[0].startswith(OPENING)
    return Piece(title + (texts[0] if alone else bracketed(", ".join(texts))), POWER)


def at_step(symbol: Piece) -> Piece:
    """A hyperparameter that changes from step to step, with an index t beside the one it may have."""
    base, _, below = symbol.text.partition("_")
    return symbol._replace(text=f"{base}_{{{below.strip('{}')},t}}" if below else f"{base}_t")


def chosen_symbol(hyper: Hyper) -> Piece:
    """The symbol of a hyperparameter; a switch goes by its name."""
    if hyper.switch:
        return Piece(word(hyper.name), ATOM)
    return Piece(hyper.symbol, POWER if "^" in hyper.symbol else ATOM)
