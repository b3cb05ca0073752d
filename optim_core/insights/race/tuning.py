"""Follows one optimizer with many learning rates at once, and reads its losses off by what they cost."""

import numpy as np

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.race.settings import RATES
from optim_core.insights.rate_map.axis import short
from optim_core.insights.rate_strip.kinds import BROKEN
from optim_core.simulation.simulate import ASKED
from optim_core.types import Array, Trajectory


def rates_of(run: Run) -> Array:
    """The learning rates that are tried, all above 0, with few digits: spread over the slider as it moves."""
    hyper = run.rule.hypers["lr"]
    if hyper.low > 0:
        spread = np.geomspace if hyper.log else np.linspace
        return short(spread(hyper.low, hyper.high, RATES)).clip(hyper.low, hyper.high)
    return short(np.linspace(0, hyper.high, RATES + 1)[1:]).clip(max=hyper.high)


def losses_by_cost(experiment: Experiment, run: Run, rates: Array, budget: int, seed: int) -> Array:
    """The loss after 0, 1, ... `budget` evaluations with each rate, (budget + 1, rates); infinite for a lost path.

    A rule that asks for more than the gradient takes fewer steps.
    """
    asks = bool(ASKED & set(run.rule.needs))
    steps = -(-budget // 2) if asks else budget
    while True:
        trajectory = experiment.follow(run, steps, seed=seed, hypers={"lr": rates}, planned=steps)
        if steps == budget or not _unspent(trajectory, budget):
            return _by_cost(trajectory, budget)
        steps = min(2 * steps, budget)


def _unspent(trajectory: Trajectory, budget: int) -> bool:
    """Whether a path could go on: it has evaluations left and did not end."""
    going = trajectory.ended_at == len(trajectory.updates)
    return bool((going & (trajectory.evaluations[-1] < budget)).any())


def _by_cost(trajectory: Trajectory, budget: int) -> Array:
    costs = np.arange(budget + 1)
    losses = np.full((budget + 1, len(trajectory.outcome)), np.inf)
    for path, (outcome, last) in enumerate(zip(trajectory.outcome, trajectory.ended_at, strict=True)):
        if last < 0:
            continue
        rows = np.searchsorted(trajectory.evaluations[: last + 1, path], costs, side="right") - 1
        losses[:, path] = trajectory.loss[rows, path]
        if outcome in BROKEN:  # what it paid for its last finite loss it has; from then on there is none
            losses[trajectory.evaluations[last, path] + 1 :, path] = np.inf
            losses[-1, path] = np.inf
    return losses
