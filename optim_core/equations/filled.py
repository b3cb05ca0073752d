"""A step of a run with its numbers filled in: the very lines that ran, down to the new weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.equations.notation import Notation
from optim_core.equations.numeric import Numbers
from optim_core.equations.program import program
from optim_core.equations.step import at, moments
from optim_core.equations.symbolic import left_sides, operation_in
from optim_core.equations.typeset import typeset
from optim_core.rules.choices import ready
from optim_core.rules.reading import STEP
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Optimizer, Trajectory


@dataclass(frozen=True)
class Filled:
    """One line at one step: in symbols, with numbers for the symbols, and what comes out.

    `value` is a number for one coordinate, or an array where the line is about a whole vector or matrix.
    """

    name: str
    latex_symbolic: str  # with the left side and its equals sign
    latex_numbers: str  # the right side
    value: float | Array
    latex_value: str
    because: str  # the conditions that decided which branch of the line was taken, in LaTeX
    note: str
    operation: str

    @property
    def latex(self) -> str:
        """The whole line: symbols = numbers = value."""
        line = self.latex_symbolic
        for more in (self.latex_numbers, self.latex_value):
            line += "" if line.endswith(f"= {more}") else f" = {more}"
        return line


def step_in_numbers(
    optimizer: Optimizer,
    surface: Surface,
    trajectory: Trajectory,
    step: int,
    axis: int = 0,
    hypers: Mapping[str, Any] | None = None,
    *,
    noise: Array | None = None,
    examples: NDArray[np.int16] | None = None,
    scheduled: bool = False,
) -> tuple[Filled, ...]:
    """Step `step` = 1, 2, ... of the first path of `trajectory`, for the coordinate `axis`.

    `optimizer`, `surface` and `hypers` are those of the run; `noise` (dim,) is what was added to the gradients of this
    step and `examples` the rows of the data they are over, for rules that ask for the gradient at other points too.
    """
    optimizer = ready(optimizer)
    values = {name: hyper.default for name, hyper in optimizer.hypers.items()} | dict(hypers or {})
    rule = program(optimizer, values)
    notation = Notation(rule, scheduled)
    sides = {id(line): side for line, side in left_sides(rule.lines, notation)}
    rate = float(trajectory.learning_rate[step - 1, 0])
    chosen = {name for name in values if name != "lr" or values[name] == rate}
    lines = []
    for line, moment, value in moments(rule, surface, trajectory, step, values, noise, examples):
        numbers = Numbers(notation, moment, line.value, axis, surface.dim, chosen)
        if line.kind == "point":
            numbers.change = float(moment.names[STEP][axis, 0])
        single = None if numbers.whole else at(value, axis, surface.dim)
        lines.append(
            Filled(
                name=line.name,
                latex_symbolic=f"{sides[id(line)]} {typeset(line.value, notation.leaf).right_side}",
                latex_numbers=numbers.typeset(line.value).right_side,
                value=np.asarray(value)[..., 0] if single is None else single,
                latex_value=numbers.shown(value).text,
                because=r",\; ".join(dict.fromkeys(numbers.reasons)),
                note=line.note,
                operation=operation_in(line, notation),
            )
        )
    return tuple(lines)
