"""How much an experiment may hold: bounds of its numbers, and how many steps and seeds its runs may have."""

from collections.abc import Sequence

from optim_core.experiment.run import Run
from optim_core.messages import Message
from optim_core.simulation.request import MAX_STEPS
from optim_core.surfaces.surface import Surface
from optim_core.types import LARGEST, Interval

USUAL_SURFACE = "rosenbrock"
MAX_RUNS = 6
MAX_SLOW_STEPS = 5_000  # for a rule that does many times the work of others at each step
MAX_NETWORK_STEPS = 10_000  # each of them looks at all examples through all units
MAX_SEEDS = 64
MAX_SEED_ROWS = 500_000  # steps x seeds of one run
MAX_SLOW_SEED_ROWS = 12_800
COORDINATE = Interval(-1e6, 1e6)
NOISE = Interval(0.0, 1e6)
SEED = Interval(0, 2**32 - 1)
BATCH = Interval(1, 1_000_000)
SEEDS = Interval(1, MAX_SEEDS)
LIMIT = Interval(-LARGEST, LARGEST)


def usual_batch(surface: Surface) -> int:
    """How many examples a step looks at unless it is told: all of them; without data a gradient counts as one."""
    return 1 if surface.data is None else len(surface.data)


def batches(surface: Surface) -> Interval:
    """How many examples a step can look at."""
    return BATCH if surface.data is None else Interval(1, len(surface.data))


def load(surface: Surface, batch: int | None) -> float:
    """How many times the memory and work of a plain surface in two dimensions one row of a run takes."""
    sampled = surface.data is not None and batch is not None and batch < len(surface.data)
    return max(1.0, surface.dim / 2, batch / 8 if sampled and batch else 0.0)


def most_steps(runs: Sequence[Run], surface: Surface | None = None) -> int:
    """How many steps such runs may have: fewer where a rule looks at matrices, curvature or more losses."""
    usual = MAX_STEPS if surface is None or surface.columns is None else MAX_NETWORK_STEPS
    return usual if all(run.base.quick for run in runs) else MAX_SLOW_STEPS


def most_seeds(runs: Sequence[Run], steps: int, load: float = 1.0) -> int:
    """How many seeds such runs of so many steps may have."""
    rows = MAX_SEED_ROWS if all(run.base.quick for run in runs) else MAX_SLOW_SEED_ROWS
    return max(1, min(MAX_SEEDS, int(rows / load) // steps))


def steps_problem(runs: Sequence[Run], steps: int, surface: Surface | None = None) -> Message | None:
    """Why such runs cannot have so many steps; None where they can."""
    most = most_steps(runs, surface)
    if steps <= most:
        return None
    slow = next((run.base.called for run in runs if not run.base.quick), None)
    if slow is None:
        return Message("experiment.network_steps", value=steps, high=most)
    return Message("experiment.slow_steps", optimizer=slow, value=steps, high=most)


def seeds_problem(runs: Sequence[Run], steps: int, seeds: int, load: float = 1.0) -> Message | None:
    """Why such runs of so many steps cannot have so many seeds; None where they can."""
    fit = most_seeds(runs, steps, load)
    return None if seeds <= fit else Message("experiment.seed_rows", seeds=seeds, steps=steps, fit=fit)
