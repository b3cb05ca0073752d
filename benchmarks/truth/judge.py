"""What is true of a run: read off the same run twenty times as long, and off points around its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from optim_core import Experiment, simulate
from optim_core.rules.reading import array_step
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Trajectory

LONGER = 20
NEAR = 0.01  # of the larger of the way and the box: so far may a settled point move
STARTED_THERE = 1e-6  # of the box: who moves less than this has nowhere to go
FLIPS = 10
RUN_OUT = 0.1  # of the base rate
TALL = 1e100  # a number that tells of an explosion
AROUND = 60  # points about an end
ROUNDS = 40


@dataclass(frozen=True)
class Truth:
    """What the longer run says of the shorter one."""

    stays: bool  # the point, or under chance its mean, stays where it is
    rests: bool  # it stays, and that is no matter of tiny steps: what is left is little beside the way it went
    bounces: bool  # its last steps are jumps to and fro that do not shrink
    grows: bool  # the loss grows and grows
    gone: bool  # the next point is none where the surface has a value
    broken: bool  # the rule gave no number at a place where the surface has its values
    spent: bool = False  # its schedule took the learning rate to next to nothing


def follow_on(experiment: Experiment) -> Trajectory:
    """The run of an experiment twenty times as long; its schedule goes on at the base rate."""
    run, steps = experiment.runs[0], experiment.steps
    rates, react = run.rates(steps), run.reaction()

    def planned(t: Any, lr: Any) -> Any:
        return lr if rates is None or t > steps else rates(t, lr)

    def reacted(t: int, rate: Any, loss: Any, memory: Any) -> tuple[Any, Any]:
        assert react is not None
        return (rate, memory) if t > steps else react(t, rate, loss, memory)

    return simulate(
        run.rule,
        experiment.surface,
        experiment.point,
        LONGER * steps,
        hypers=run.hypers,
        noise=experiment.sigma,
        seed=experiment.seed,
        schedule=planned,
        react=None if react is None else reacted,
        batch=experiment.batch if experiment.sampled else None,
    )


def truth(experiment: Experiment) -> Truth:
    """What is true of the run of an experiment."""
    surface, steps, run = experiment.surface, experiment.steps, experiment.runs[0]
    long = follow_on(experiment)
    points, losses, end = long.points[:, 0], long.loss[:, 0], int(long.ended_at[0])
    if end < steps:  # it broke off within the shorter run
        return Truth(False, False, False, *_broken(experiment, long))
    box, way = box_of(surface), float(np.linalg.norm(points[steps] - points[0]))
    tenth, chance = max(1, steps // 10), experiment.noise > 0 or experiment.sampled
    here = points[steps - tenth + 1 : steps + 1].mean(axis=0) if chance else points[steps]
    later = points[-LONGER * tenth :].mean(axis=0)[None] if chance else points[steps + 1 : end + 1]
    moved = float(np.linalg.norm(later - here, axis=1).max()) if end == LONGER * steps else np.inf
    if chance and end == LONGER * steps:  # by luck one mean may be where another is
        blocks = points[steps + 1 :].reshape(LONGER - 1, steps, -1).mean(axis=1)
        moved = max(moved, float(np.linalg.norm(blocks - here, axis=1).max()) / 2)
    before, after = losses[steps - tenth + 1 : steps + 1].mean(), losses[-LONGER * tenth :].mean()
    return Truth(
        stays=bool(moved <= NEAR * max(box, way)),
        rests=bool(moved <= max(NEAR * way, STARTED_THERE * box)),
        bounces=_bounces(points[: steps + 1]),
        grows=bool(end < LONGER * steps or (after > losses[0] and after >= (2 if chance else 1) * before)),
        gone=False,
        broken=False,
        spent=bool(long.learning_rate[steps - 1, 0] <= RUN_OUT * run.hypers.get("lr", 0.0)),
    )


def is_minimum(surface: Surface, point: Array, radius: float) -> bool:
    """Whether the lowest ground that a search finds downhill lies no further away than the radius."""
    rng, lowest, reach = np.random.default_rng(0), point, radius
    for _ in range(ROUNDS):
        ways = rng.standard_normal((AROUND, surface.dim))
        ways *= reach * 10 ** rng.uniform(-2, 0, (AROUND, 1)) / np.linalg.norm(ways, axis=1, keepdims=True)
        around = np.concatenate([lowest[None], lowest + ways])
        best = around[int(np.nanargmin(surface.value(around)))]
        reach, lowest = (reach / 2, lowest) if (best == lowest).all() else (reach, best)
        if np.linalg.norm(lowest - point) > radius:
            return False
    return True


def is_saddle(surface: Surface, point: Array, radius: float) -> bool:
    """Whether there is a level point nearby with lower ground beside it, by differences of the gradient."""
    for _ in range(5):
        step = 1e-5 * radius
        bend = np.array(
            [(surface.gradient(point + step * e) - surface.gradient(point - step * e)) / (2 * step)
             for e in np.eye(surface.dim)]
        )  # fmt: skip
        values, ways = np.linalg.eigh((bend + bend.T) / 2)
        go = np.linalg.lstsq(bend, -surface.gradient(point), rcond=1e-8)[0]
        if np.linalg.norm(go) > radius:
            return False
        point = point + go
    lower = surface.value(point[None] + np.outer([-0.1 * radius, 0.1 * radius], ways[:, 0]))
    return bool(values[0] < 0 and lower.min() < surface.value(point))


def box_of(surface: Surface) -> float:
    """The diagonal of a surface's box."""
    return float(np.linalg.norm([high - low for low, high in surface.domain]))


def _broken(experiment: Experiment, long: Trajectory) -> tuple[bool, bool, bool]:
    """Whether it grew beyond all numbers, left the surface, or had no step."""
    surface, end = experiment.surface, int(long.ended_at[0])
    if end < 0:
        return False, True, False
    with np.errstate(all="ignore"):
        following = _next(experiment, long, end)
        seen = (long.points[: end + 1], long.loss[: end + 1], long.gradients[: end + 1])
        tall = max(float(np.abs(numbers).max()) for numbers in seen)
        if following is None:  # the rule looks around before it steps
            return tall > TALL, tall <= TALL, tall <= TALL
        beyond = bool(np.isinf(following).any() or tall > TALL)
        gone = bool(np.isfinite(following).all() and not np.isfinite(surface.value(following)))
        beyond |= gone and bool(np.isinf(surface.value(following)))
    return beyond, gone and not beyond, not beyond and not gone


def _next(experiment: Experiment, long: Trajectory, end: int) -> Array | None:
    """The point after the last finite row, as the rule would have it; None where it asks for more than the gradient."""
    rule, x = experiment.runs[0].rule, long.points[end].T
    if not {*rule.needs} <= {"x", "rows"}:
        return None
    state = rule.init(x)._replace(**{name: rows[end].T for name, rows in long.state.items()})
    rate = long.learning_rate[end, 0]
    values = {**experiment.runs[0].hypers, "lr": rate, "x": x, "rows": experiment.surface.matrix_rows or len(x)}
    numbers = {name: np.float64(v) if isinstance(v, float) else v for name, v in values.items()}
    dx, _ = array_step(rule)(long.gradients[end].T, state, np.float64(end + 1), numbers)
    return np.asarray((x + dx)[:, 0])


def _bounces(points: Array) -> bool:
    if len(points) <= FLIPS:
        return False
    last = points[-FLIPS - 1 :]
    turns = (last[:-2] - 2 * last[1:-1] + last[2:]) / 4
    alternates = (np.sign(turns[1:]) * np.sign(turns[:-1]) < 0).all(axis=0)
    tall = (np.abs(turns) >= 0.05 * np.linalg.norm(np.diff(last, axis=0), axis=1)[1:, None]).all(axis=0)
    stays = np.abs(turns[-1]) >= 0.8 * np.abs(turns[0])
    return bool((alternates & tall & stays).any())
