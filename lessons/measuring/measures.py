"""What can be measured on a run: each measure is a function of the experiment, the run, its trajectory and options."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lessons.records import Number
from lessons.settings import setting
from optim_core import Experiment, Run, Trajectory
from optim_core.experiment.run import stability_limit
from optim_core.surfaces.measures import gradient_noise, lowest_loss, test_loss
from optim_core.types import Array, lengths

Value = float | str
Measure = Callable[[Experiment, Run, Trajectory, Number], Value]


def row_of(trajectory: Trajectory, number: Number) -> int:
    """The row that is meant; -1 where the run did not get so far."""
    last = int(trajectory.ended_at[0])
    return last if number.at is None else number.at if number.at <= last else -1


def _along(vector: Array, experiment: Experiment, number: Number) -> float:
    """The part along the variable that is named; with one variable that one, else the length."""
    variables = experiment.surface.variables
    if number.variable:
        return float(vector[variables.index(number.variable)])
    return float(vector[0]) if len(variables) == 1 else float(lengths(vector[None], axis=1)[0])


def _at_row(read: Callable[[Experiment, Run, Trajectory, Number, int], Value]) -> Measure:
    def measure(experiment: Experiment, run: Run, trajectory: Trajectory, number: Number) -> Value:
        row = row_of(trajectory, number)
        return math.nan if row < 0 else read(experiment, run, trajectory, number, row)

    return measure


def _at_step(read: Callable[[Experiment, Run, Trajectory, Number, int], Value]) -> Measure:
    """For what belongs to the step that leaves a row; without a row it is the last step."""

    def measure(experiment: Experiment, run: Run, trajectory: Trajectory, number: Number) -> Value:
        last = min(int(trajectory.ended_at[0]), len(trajectory.updates)) - 1
        row = last if number.at is None else number.at
        return read(experiment, run, trajectory, number, row) if 0 <= row <= last else math.nan

    return measure


def _point(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    variable = n.variable or e.surface.variables[0]
    return float(t.points[row, 0, e.surface.variables.index(variable)])


def _state(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    values = t.state.get(n.state)
    if values is None:
        return math.nan
    part = values[row, 0]
    return _along(part, e, n) if len(part) == e.surface.dim else float(part.ravel()[0])


def _eigenvalues(e: Experiment, point: Array) -> Array:
    matrix = e.surface.hessian(point)
    return np.abs(np.linalg.eigvalsh(matrix)) if np.isfinite(matrix).all() else np.full(e.surface.dim, math.nan)


def _curvature(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> float:
    return float(_eigenvalues(e, t.points[row, 0]).max())


def _flattest(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    return float(_eigenvalues(e, t.points[row, 0]).min())


def _condition(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    values = _eigenvalues(e, t.points[row, 0])
    return float(values.max() / values.min()) if values.min() > 0 else math.inf


def _limit(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    limit = stability_limit(run, _curvature(e, run, t, n, row))
    return math.nan if limit is None else limit


def _away(e: Experiment, point: Array) -> tuple[int, Array]:
    """Which known minimum is nearest, from 0, and the way there; -1 where none is known."""
    if not e.surface.minima:
        return -1, np.full(e.surface.dim, math.nan)
    ways = np.array(e.surface.minima) - point
    nearest = int(lengths(ways, axis=1).argmin())
    return nearest, ways[nearest]


def _distance(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    return float(lengths(_away(e, t.points[row, 0])[1][None], axis=1)[0])


def _valley(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    nearest, _ = _away(e, t.points[row, 0])
    return float(nearest + 1) if nearest >= 0 else math.nan


def _angle(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    down, way = -e.surface.gradient(t.points[row, 0]), _away(e, t.points[row, 0])[1]
    product = float(np.linalg.norm(down) * np.linalg.norm(way))
    if not (math.isfinite(product) and product > 0):
        return math.nan
    return math.degrees(math.acos(max(-1.0, min(1.0, float(down @ way) / product))))


def _excess(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    return float(t.loss[row, 0]) - (lowest_loss(e.surface) or 0.0)


def _losses(t: Trajectory) -> Array:
    """The losses of the rows that a run got to."""
    return t.loss[: int(t.ended_at[0]) + 1, 0]


def _steps_to(e: Experiment, run: Run, t: Trajectory, n: Number) -> Value:
    rows = int(t.ended_at[0]) + 1
    values = _losses(t) if n.what == "loss" else lengths(t.gradients[:rows, 0], axis=1)
    below = values - ((n.above_best and lowest_loss(e.surface)) or 0.0) < float(n.limit or 0.0)
    return float(below.argmax()) if below.any() else math.inf


def _mean_loss(e: Experiment, run: Run, t: Trajectory, n: Number) -> Value:
    return float(t.loss[-n.last :, 0].mean())


def _mean_point(e: Experiment, run: Run, t: Trajectory, n: Number) -> Value:
    axis = e.surface.variables.index(n.variable) if n.variable else 0
    return float(t.points[-n.last :, 0, axis].mean())


def _rises(e: Experiment, run: Run, t: Trajectory, n: Number) -> Value:
    return float((np.diff(_losses(t)) > 0).sum())


def _field(e: Experiment, run: Run, t: Trajectory, n: Number) -> Value:
    value = setting(e, _key(e, run, n))
    return value if isinstance(value, float) else math.nan


def _choice(e: Experiment, run: Run, t: Trajectory, n: Number) -> Value:
    value = setting(e, _key(e, run, n))
    return "" if value is None else str(value)


def _key(e: Experiment, run: Run, n: Number) -> str:
    """The field that is meant: `run.lr` is the rate of the run at hand."""
    return f"run{e.runs.index(run) + 1}{n.key[3:]}" if n.key == "run" or n.key.startswith("run.") else n.key


def _test_loss(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    held_out = test_loss(e.surface, t.points[row, 0])
    return math.nan if held_out is None else float(held_out)


def _right(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    """The share of the examples, in percent, whose class the model takes for the likelier one."""
    model = e.surface.model
    if model is None or not model.data.groups:
        return math.nan
    return 100 * float(model.accuracy(t.points[row, 0], model.data.train))


def _minimum(e: Experiment, run: Run, t: Trajectory, n: Number) -> Value:
    """Where the lowest known minimum lies, along a variable."""
    if not e.surface.minima:
        return math.nan
    lowest = min(e.surface.minima, key=lambda point: float(e.surface.value(point)))
    return lowest[e.surface.variables.index(n.variable) if n.variable else 0]


def _gradient_noise(e: Experiment, run: Run, t: Trajectory, n: Number, row: int) -> Value:
    """The standard deviation of a minibatch's gradient; that of a single example where all are used."""
    deviation = gradient_noise(e.surface, t.points[row, 0], e.batch or 1)
    return math.nan if deviation is None else _along(deviation, e, n)


@dataclass(frozen=True)
class Entry:
    """A measure, which options it understands, and whether it is read off the settings alone, without running."""

    measure: Measure
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    settings_only: bool = False


MEASURES: dict[str, Entry] = {
    "loss": Entry(_at_row(lambda e, run, t, n, row: float(t.loss[row, 0])), ("at",)),
    "point": Entry(_at_row(_point), ("at", "variable")),
    "gradient": Entry(_at_row(lambda e, run, t, n, row: _along(t.gradients[row, 0], e, n)), ("at", "variable")),
    "step": Entry(_at_step(lambda e, run, t, n, row: float(t.step_sizes[row, 0])), ("at",)),
    "move": Entry(_at_step(lambda e, run, t, n, row: _along(t.updates[row, 0], e, n)), ("at", "variable")),
    "rate": Entry(_at_step(lambda e, run, t, n, row: float(t.learning_rate[row, 0])), ("at",)),
    "outcome": Entry(lambda e, run, t, n: str(t.outcome[0])),
    "last_row": Entry(lambda e, run, t, n: float(t.ended_at[0])),
    "steps_to": Entry(_steps_to, ("limit", "what", "above_best"), ("limit",)),
    "mean_loss": Entry(_mean_loss, ("last",)),
    "mean_point": Entry(_mean_point, ("last", "variable")),
    "rises": Entry(_rises),
    "curvature": Entry(_at_row(_curvature), ("at",)),
    "flattest": Entry(_at_row(_flattest), ("at",)),
    "condition": Entry(_at_row(_condition), ("at",)),
    "limit": Entry(_at_row(_limit), ("at",)),
    "angle": Entry(_at_row(_angle), ("at",)),
    "distance": Entry(_at_row(_distance), ("at",)),
    "valley": Entry(_at_row(_valley), ("at",)),
    "field": Entry(_field, ("key",), ("key",), settings_only=True),
    "choice": Entry(_choice, ("key",), ("key",), settings_only=True),
    "state": Entry(_at_row(_state), ("at", "name", "variable"), ("name",)),
    "excess": Entry(_at_row(_excess), ("at",)),
    "test_loss": Entry(_at_row(_test_loss), ("at",)),
    "right": Entry(_at_row(_right), ("at",)),
    "minimum": Entry(_minimum, ("variable",), settings_only=True),
    "gradient_noise": Entry(_at_row(_gradient_noise), ("at", "variable")),
}
TEXTS = ("outcome", "choice")  # these give a text, all others a number
