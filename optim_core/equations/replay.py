"""Steps of a path taken again by the rule's own lines, many at once, so that any name in them can be looked at."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.equations.program import code, program
from optim_core.rules.reading import STEP, Line
from optim_core.simulation.asking import Asking
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Optimizer, Trajectory

Names = Mapping[str, Any]  # what each name in the rule stands for; arrays are (dim, steps) or (steps,)


@dataclass(frozen=True)
class Replay:
    """Some steps of one path. `inputs` is what the names stand for before the first line, as columns (dim, steps).

    What a run adds to its rule after the step, such as decoupled weight decay, is no part of the replay.
    """

    lines: tuple[Line, ...]  # in order, the rule's own step last
    inputs: Names
    space: dict[str, Any]  # the functions that the lines call
    gradient: str
    memory: str

    def follow(self, names: Names | None = None, first: int = 0) -> dict[str, Any]:
        """All names after the lines from `first` on, where they stood for `names` before. The step is STEP."""
        known = dict(self.inputs if names is None else names)
        with np.errstate(all="ignore"):  # a path may overflow: that is a result
            for name, value in self.lines[first:]:
                known[name] = eval(code(value), self.space, known)
        known[STEP] = np.broadcast_to(known[STEP], known["x"].shape)
        return known

    def without(self, field: str) -> dict[str, Any]:
        """All names after the lines, had the rule remembered zero as the field `field` of its state."""
        memory = SimpleNamespace(**vars(self.inputs[self.memory]))
        setattr(memory, field, np.zeros_like(getattr(memory, field)))
        return self.follow({**self.inputs, self.memory: memory})

    def last_use(self, name: str) -> int:
        """The last line that uses `name`. Raises ValueError where none does."""
        places = [place for place, (_, value) in enumerate(self.lines) if name in _names(value)]
        if not places:
            raise ValueError(f"no line of the rule uses {name}")
        return places[-1]


def replay(
    optimizer: Optimizer,
    surface: Surface,
    trajectory: Trajectory,
    steps: Sequence[int] | NDArray[np.int64],
    hypers: Mapping[str, float],
) -> Replay:
    """The steps `steps` = 1, 2, ... of the first path of `trajectory`, ready to be taken again.

    Not for rules that ask for gradients at other points: what chance disturbed there is not replayed.
    """
    recipe = program(optimizer, hypers)
    rule, rows = recipe.rule, np.asarray(steps, dtype=np.int64) - 1
    values = {name: hyper.default for name, hyper in recipe.optimizer.hypers.items()} | dict(hypers)
    memory = {name: np.ascontiguousarray(kept[rows, 0].T) for name, kept in trajectory.state.items()}
    inputs = Asking(surface, None, None, len(rows)).inputs(recipe.optimizer)
    inputs |= {name: np.float64(value) for name, value in values.items()}
    inputs |= {
        "lr": trajectory.learning_rate[rows, 0],
        "x": np.ascontiguousarray(trajectory.points[rows, 0].T),
        rule.gradient: np.ascontiguousarray(trajectory.gradients[rows, 0].T),
        rule.memory: SimpleNamespace(**memory),
        rule.time: rows + 1.0,
    }
    return Replay((*rule.assignments, (STEP, rule.step)), inputs, recipe.space, rule.gradient, rule.memory)


def moves(values: Any, like: Array) -> Array:
    """What a name stands for as one number for each coordinate and step, in the shape of `like`."""
    return np.broadcast_to(np.asarray(values, dtype=np.float64), like.shape)


def _names(value: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
