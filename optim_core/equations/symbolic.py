"""An optimizer's update rule as equations, line by line, read from the very source that runs."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optim_core.equations.notation import Notation
from optim_core.equations.program import Line, program
from optim_core.equations.typeset import typeset
from optim_core.types import Optimizer

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Equation:
    """One line of a rule. `operation` is the named operation that it calls, if any: see `listings`."""

    name: str  # what the line assigns to, as in the source
    latex: str
    note: str  # what its author says about it
    operation: str


def equations(
    optimizer: Optimizer, switches: Mapping[str, Any] = NOTHING, scheduled: bool = False
) -> tuple[Equation, ...]:
    r"""The lines that lead to the next point.

    `switches` are values of hyperparameters: where a switch among them decides between two branches, only the one in
    force is shown. With `scheduled` the learning rate changes from step to step and gets an index t.

    >>> [line.latex for line in equations(OPTIMIZERS["gd"])]
    ['\\Delta x_t = -\\eta g_t', 'x_{t+1} = x_t + \\Delta x_t']
    """
    rule = program(optimizer, switches)
    notation = Notation(rule, scheduled)
    return tuple(
        Equation(
            line.name,
            f"{left} {typeset(line.value, notation.leaf).right_side}",
            line.note,
            operation_in(line, notation),
        )
        for line, left in left_sides(rule.lines, notation)
    )


def left_sides(lines: tuple[Line, ...], notation: Notation) -> Iterator[tuple[Line, str]]:
    """Each line with what stands before its right side; an arrow where a name is given a new value."""
    known = {notation.program.rule.gradient}
    for line in lines:
        again = line.kind == "local" and line.name in known
        yield line, notation.target(line) + (r" \leftarrow" if again else " =")
        known.add(line.name)


def operation_in(line: Line, notation: Notation) -> str:
    """The first named operation that a line calls, or nothing."""
    names = [n.func.id for n in ast.walk(line.value) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return next((name for name in names if name in notation.operations), "")
