"""One step of a run, taken again line by line, so that every number on the way can be looked at."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.equations.program import POINT, Line, Program, code
from optim_core.rules.reading import STEP
from optim_core.simulation.asking import Asking
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Trajectory


@dataclass(frozen=True)
class Moment:
    """What the names of a rule stand for just before one of its lines. Arrays are (dim, 1) or (1,)."""

    space: dict[str, Any]  # the functions
    names: Mapping[str, Any]

    def value(self, node: ast.expr) -> Any:
        """What an expression is at this moment."""
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.names[node.id]
        with np.errstate(all="ignore"):  # a path may overflow: that is a result
            return eval(code(node), self.space, self.names)


def moments(
    program: Program,
    surface: Surface,
    trajectory: Trajectory,
    step: int,
    hypers: Mapping[str, Any],
    noise: Array | None,
    examples: NDArray[np.int16] | None = None,
) -> Iterator[tuple[Line, Moment, Any]]:
    """Each line of step `step` = 1, 2, ... of the first path: the line, the moment before it, and its value."""
    rule, row = program.rule, step - 1
    disturbed = None if noise is None else np.asarray(noise, dtype=np.float64)[None, :, None]
    drawn = None if examples is None else examples[None, :, None]
    names: dict[str, Any] = Asking(surface, None, disturbed, 1, drawn).inputs(program.optimizer)
    names |= {name: np.float64(value) for name, value in hypers.items()}
    names |= {
        "lr": np.float64(trajectory.learning_rate[row, 0]),
        POINT: trajectory.points[row, 0][:, None],
        rule.gradient: trajectory.gradients[row, 0][:, None],
        rule.memory: SimpleNamespace(**{name: kept[row, 0][:, None] for name, kept in trajectory.state.items()}),
        rule.time: np.float64(step),
    }
    for line in program.lines:
        moment = Moment(program.space, names)
        value = moment.value(line.value)
        if line.name == STEP:  # a step of 0 has no coordinates yet
            value = np.broadcast_to(value, names[POINT].shape)
        yield line, moment, value
        if line.kind == "local":
            names = {**names, line.name: value}


def at(value: Any, axis: int, dim: int) -> float | bool | None:
    """The one number that `value` is for a coordinate; None where it is a vector or matrix of another kind."""
    array: NDArray[Any] = np.asarray(value)
    if array.size == 1:
        return array.item()  # type: ignore[no-any-return]
    return array[axis, 0].item() if array.shape == (dim, 1) else None
