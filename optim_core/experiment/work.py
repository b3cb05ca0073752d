"""How long the paths of an experiment take to follow: an estimate in seconds, from what its steps are made of.

The figures are those of one core of a usual machine. `python -m benchmarks.work` holds them against the clock.
"""

from dataclasses import replace

from optim_core.examples.data import Model
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.simulation.simulate import FEW_PATHS
from optim_core.types import Optimizer

SECOND = 1e6  # microseconds; all figures below are so many for one step
PLAIN, PLAIN_COORDINATE = 1.0, 0.7  # with plain numbers
ARRAYS = 25.0  # with arrays, whatever they hold
NUMBER = 0.03  # each coordinate of each path
MODEL, LAYER = 15.0, 30.0  # a loss from data, and each hidden layer of a network
UNIT = 0.013  # each example in each unit
DRAWN = 25.0  # a minibatch
ASKED = {"loss": 8.0, "gradient": 1.0}  # so many more looks at the surface, where a rule asks for them
CURVED = 0.6  # looks for each coordinate, where a rule asks for the curvature
SLOW = 40.0  # a rule with matrices


def work(experiment: Experiment) -> float:
    """The seconds that the paths of all runs take, those of other seeds included."""
    return sum(run_work(experiment, run) for run in experiment.runs)


def run_work(experiment: Experiment, run: Run) -> float:
    """The seconds that one run takes, with its other seeds."""
    bundle = experiment.seeds if experiment.seeds > 1 and experiment.chance else 0
    paths = (1, bundle) if bundle else (1,)
    return experiment.steps * sum(step_work(experiment, run, count) for count in paths)


def step_work(experiment: Experiment, run: Run, paths: int) -> float:
    """The seconds of one step of a run with so many paths at once."""
    return _step(experiment, run.rule, paths) / SECOND


def steps_within(experiment: Experiment, seconds: float) -> int:
    """How many steps of every run, without other seeds, take so many seconds; at least one."""
    alone = replace(experiment, seeds=1)
    return max(1, min(experiment.steps, int(seconds / work(alone) * experiment.steps)))


def _step(experiment: Experiment, rule: Optimizer, paths: int) -> float:
    surface = experiment.surface
    if paths <= FEW_PATHS and rule.elementwise and surface.scalar is not None and not experiment.sampled:
        return paths * (PLAIN + PLAIN_COORDINATE * surface.dim)
    look = NUMBER * paths * surface.dim
    if surface.model is not None:
        look += _look(experiment, surface.model, paths)
    asked = sum(ASKED.get(name, 0.0) for name in rule.needs) + ("hessian" in rule.needs) * CURVED * surface.dim
    return ARRAYS + (0.0 if rule.elementwise else SLOW) + look * (1 + asked)


def _look(experiment: Experiment, model: Model, paths: int) -> float:
    """One look at the loss and its gradient."""
    layers = sum(biases for _, biases in model.filters)
    units = len(model.filters) or experiment.surface.dim / 3
    examples = len(model.data) + (experiment.batch or 0 if experiment.sampled else 0)
    fixed = MODEL + LAYER * max(0, layers - 1) + (DRAWN if experiment.sampled else 0.0)
    return fixed + UNIT * paths * examples * units
