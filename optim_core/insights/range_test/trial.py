"""A learning-rate range test of a run: a copy of it is followed while its rate grows from tiny to huge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.range_test.reading import RangeTest, read_losses
from optim_core.messages import ExperimentError, Message
from optim_core.schedules.ramps import RANGE_TEST
from optim_core.types import Array, Interval, Trajectory

RATES = Interval(1e-12, 1e6)
DECADE = 10.0
STEPS = Interval(20, 1000)
SEEDS = Interval(1, 32)
SMOOTHING = Interval(1, 51)
USUAL_HIGH = 10.0
FAR = 1e3
TRIED, SLOW_TRIED = 300, 20  # steps of a whole run; of rules that do much more work at each step
USUAL_STEPS, SLOW_STEPS = 120, 60
APART = 1.5  # times: nearer to the lowest loss the steepest fall is the last jump before it
LOST = 0.5  # of the fall: as much has to be lost again where a rate is said to be too large


@dataclass(frozen=True)
class Terms:
    """Between which rates a test goes, in how many steps, with how many seeds, and how its losses are smoothed."""

    low: float
    high: float
    steps: int = USUAL_STEPS
    seeds: int = 1
    smoothing: int = 5

    @property
    def per_decade(self) -> float:
        """How many steps there are for each factor of ten."""
        return (self.steps - 1) / float(np.log10(self.high / self.low))


@dataclass(frozen=True)
class Trial:
    """What a test found. Losses are those of all examples; of several seeds the median at each step."""

    terms: Terms
    trajectory: Trajectory  # of all seeds
    losses: Array  # (steps + 1,), not finite from where the path, or half of the paths, ended
    read: RangeTest
    single: tuple[RangeTest, ...]  # the same for each seed that had a finite step

    @property
    def first(self) -> float:
        return float(self.losses[0])

    @property
    def fall(self) -> float:
        """From the start to the lowest smoothed loss."""
        return self.first - float(self.read.losses.min())

    @property
    def points(self) -> dict[str, float]:
        """The rates with a name, from the lowest up: those that can be taken have two digits."""
        read = self.read
        rates = {"tenth": two_digits(read.suggestion), "lowest": read.lowest}
        if read.steepest < read.lowest / APART:
            rates["steepest"] = two_digits(read.steepest)
        if read.blow_up is not None:
            rates["blow_up"] = read.blow_up
        return dict(sorted(rates.items(), key=lambda point: point[1]))

    @property
    def bottom(self) -> int:
        """The row of the lowest smoothed loss."""
        return int(self.read.losses.argmin())


def usual_terms(run: Run) -> Terms:
    """The range of the learning rate's slider, and up to 10 where that ends sooner."""
    lr = run.rule.hypers["lr"]
    return Terms(lr.low, max(lr.high, USUAL_HIGH), USUAL_STEPS if run.base.quick else SLOW_STEPS)


def range_trial(experiment: Experiment, run: Run, terms: Terms) -> Trial | Message:
    """The test of one run here: from its start, with its minibatches and seeds, without its own schedule and stop.

    A Message says why there is none where not one step is possible. Raises ExperimentError for terms that do not fit.
    """
    problems = list(_problems(run, terms))
    if problems:
        raise ExperimentError(*problems)
    hypers = {**run.hypers, "lr": terms.low}
    tested = replace(run, hypers=hypers, schedule=RANGE_TEST.slug, plan={"high": terms.high}, changes=(), warmup=0)
    alone = replace(experiment, runs=(tested,), steps=terms.steps, seeds=terms.seeds, stop=None)
    trajectory = alone.bundle(tested)
    losses = np.median(np.where(np.isfinite(trajectory.loss), trajectory.loss, np.inf), axis=1)
    if not np.isfinite(losses[:2]).all():
        return Message("rangetest.no_step", low=terms.low)
    rates = trajectory.learning_rate

    def read(loss: Array) -> RangeTest:
        return read_losses(rates[:, 0], loss, terms.smoothing, LOST)

    begun = [path for path, last in enumerate(trajectory.ended_at.tolist()) if last >= 1]
    single = tuple(read(trajectory.loss[:, path]) for path in begun)
    return Trial(terms, trajectory, losses, read(losses), single)


def two_digits(rate: float) -> float:
    """A rate as people set it."""
    return float(f"{rate:.2g}")


def whole_runs(experiment: Experiment, run: Run, rates: Sequence[float]) -> tuple[int, Array]:
    """After how many steps, and with which loss, the run ends at each of the rates; NaN where it is lost.

    A long run is followed for its first steps only. It is lost where the loss is no number, or far above the first.
    """
    steps = min(experiment.steps, TRIED if run.base.quick else SLOW_TRIED)
    ends = experiment.follow(run, steps, hypers={"lr": np.array(rates)}, keep="last")
    most = FAR * (1 + abs(float(experiment.surface.value(experiment.point))))
    return steps, np.where((ends.ended_at == steps) & (ends.loss[-1] < most), ends.loss[-1], np.nan)


def _problems(run: Run, terms: Terms) -> Iterator[Message]:
    low, high, valid = terms.low, terms.high, run.rule.hypers["lr"].valid
    if low not in RATES or high not in RATES or high < DECADE * low:
        yield Message("range_test.rates", low=low, high=high)
    elif low not in valid:
        yield Message("range_test.rate", optimizer=run.base.called, low=low, first=valid.low, last=valid.high)
    if terms.steps not in STEPS:
        yield Message("range_test.steps", value=terms.steps, low=int(STEPS.low), high=int(STEPS.high))
    if terms.seeds not in SEEDS:
        yield Message("range_test.seeds", value=terms.seeds, high=int(SEEDS.high))
    if terms.smoothing not in SMOOTHING:
        yield Message("range_test.smoothing", value=terms.smoothing, high=int(SMOOTHING.high))
