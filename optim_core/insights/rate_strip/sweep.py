"""The learning-rate strip: what every rate on a run's slider leads to, followed as one batch."""

from dataclasses import dataclass, replace
from math import nan
from typing import Any, NamedTuple

import numpy as np
from numpy import log, maximum, minimum, where
from numpy.typing import ArrayLike, NDArray

from optim_core.experiment.bounds import load
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run
from optim_core.insights.rate_strip.kinds import BROKEN, Reach, ends_of, inside_of, kinds_of, reach_of
from optim_core.messages import Message
from optim_core.types import Array, Hyper, Trajectory, lengths

RATES = 128
FINER = 12  # rates between two neighbours of the strip, where a border is looked for
MOST_STEPS, MOST_SLOW_STEPS = 2_000, 300  # of a strip on a plain surface; a longer run is followed so far
DEEPEST = 1e-4  # of the way down: the lowest excess that the height of a curve shows
MOSTLY = 0.8  # of the rates above a border have to bounce: single ones may do well by chance
SAME = 1e-12  # of the way down: losses that differ by less are equally low
DIGITS = 3


@dataclass(frozen=True)
class Strip:
    """What the rates of a slider lead to. Arrays are (n,), in order of the rates."""

    rates: Array
    kinds: NDArray[np.str_]  # of rate_kinds.KINDS
    losses: Array  # at the end of the path; NaN where it has none
    last: NDArray[np.int64]  # after so many steps
    steps: int  # for how many steps each rate was followed at most
    reach: Reach

    @property
    def heights(self) -> Array:
        """The final losses between 0 and 1."""
        with np.errstate(all="ignore"):
            return np.asarray(height(self.losses, self.reach.lowest, self.reach.span))

    @property
    def best(self) -> int | None:
        """The place of the rate with the lowest final loss, the middle one of several.

        None where all break, and where the lowest loss lies outside the box: there it may fall for ever.
        """
        fit = np.isfinite(self.losses) & ~np.isin(self.kinds, list(BROKEN.values()))
        if not (fit.any() and self.reach.inside) or (lowest := self.losses[fit].min()) < self.reach.lowest:
            return None
        (places,) = np.nonzero(fit & (self.losses <= lowest + SAME * self.reach.span))
        return int(places[len(places) // 2])


def height(loss: Any, lowest: Any, span: Any) -> Any:
    """A loss between 0, a ten-thousandth of the span above the lowest, and 1, the start's loss or more."""
    above = loss - lowest
    share = maximum(above / span, DEEPEST)
    high = where(span > 0, minimum(1 - log(share) / log(DEEPEST), 1.0), where(above > 0, 1.0, 0.0))
    return where(loss == loss, high, nan)


class Borders(NamedTuple):
    """The rates at which a strip changes; None where it does not."""

    moves: float | None  # below it a run barely moves
    bounces: float | None  # above it, it mostly bounces
    breaks: float | None  # above it, it explodes, or cannot go on


def strip(experiment: Experiment, run: Run) -> Strip | Message:
    """The strip of one run, or why there is none. The run's own learning rate makes no difference."""
    hyper = run.rule.hypers.get("lr")
    if hyper is None:
        return Message("strip.no_rate")
    steps = followed(experiment, run)
    rates = rates_of(hyper)
    trajectory = sweep(experiment, run, rates, steps)
    if int(trajectory.ended_at[0]) < 0:
        return Message("strip.no_start", point=experiment.point)
    ends = ends_of(trajectory, _stops(experiment, trajectory))
    reach = reach_of(experiment.surface, trajectory, ends)
    return Strip(rates, kinds_of(trajectory, ends, reach), ends.loss, ends.row, steps, reach)


def with_own(experiment: Experiment, run: Run, strip: Strip) -> Strip:
    """The strip with the run's own rate among the others, where it has another one."""
    rate = run.hypers["lr"]
    if rate in strip.rates:
        return strip
    trajectory = sweep(experiment, run, [rate], strip.steps)
    ends = ends_of(trajectory, _stops(experiment, trajectory))
    own = (rate, kinds_of(trajectory, ends, strip.reach)[0], ends.loss[0], ends.row[0])
    columns = (strip.rates, strip.kinds, strip.losses, strip.last)
    place = int(np.searchsorted(strip.rates, rate))
    rates, kinds, losses, last = (np.insert(column, place, value) for column, value in zip(columns, own, strict=True))
    fits = bool(inside_of(experiment.surface, trajectory, ends)[0])
    reach = replace(strip.reach, lowest=min(strip.reach.lowest, float(ends.loss[0]))) if fits else strip.reach
    return Strip(rates, kinds, losses, last, strip.steps, reach)


def rates_of(hyper: Hyper, count: int = RATES) -> Array:
    """Rates over the whole slider, spaced as it moves and rounded as it shows them."""
    spaced = np.geomspace if hyper.log else np.linspace
    return _rounded(spaced(hyper.low, hyper.high, count))


def followed(experiment: Experiment, run: Run) -> int:
    """For how many of a run's steps its strip is followed: all, unless these are many or dear."""
    most = MOST_STEPS if run.base.quick else MOST_SLOW_STEPS
    return max(1, min(experiment.steps, int(most / load(experiment.surface, experiment.batch))))


def sweep(experiment: Experiment, run: Run, rates: ArrayLike, steps: int) -> Trajectory:
    """The first `steps` steps of the same run with each of the `rates` (n,), n paths."""
    return experiment.follow(run, steps, start=experiment.point, hypers={"lr": rates})


def borders(strip: Strip) -> Borders:
    """The borders of a strip, as fine as its rates lie."""
    return Borders(*(None if k is None else float(strip.rates[k]) for k in _places(strip.kinds)))


def refined(experiment: Experiment, run: Run, strip: Strip) -> Borders:
    """The borders, each looked for between two neighbouring rates in one more batch."""
    places = _places(strip.kinds)
    inner = [None if not k else _between(strip.rates[k - 1], strip.rates[k]) for k in places]
    tried = [rates for rates in inner if rates is not None]
    if not tried:
        return borders(strip)
    trajectory = sweep(experiment, run, np.concatenate(tried), strip.steps)
    kinds = kinds_of(trajectory, ends_of(trajectory, _stops(experiment, trajectory)), strip.reach)
    result, first = [], 0
    for which, (place, rates) in enumerate(zip(places, inner, strict=True)):
        if rates is None:
            result.append(None if place is None else float(strip.rates[place]))
            continue
        own = np.append(kinds[first : first + len(rates)], strip.kinds[place])
        first += len(rates)
        result.append(float(np.append(rates, strip.rates[place])[_beyond(own)[which].argmax()]))
    return Borders(*result)


def _between(low: float, high: float) -> Array:
    return _rounded(np.linspace(low, high, FINER + 2)[1:-1])


def _beyond(kinds: NDArray[np.str_]) -> tuple[NDArray[np.bool_], ...]:
    """Which rates are beyond each of the three borders, where there is one of each."""
    broken = np.isin(kinds, list(BROKEN.values()))
    to_the_end = [np.logical_and.accumulate(mask[::-1])[::-1] for mask in (broken | (kinds == "bouncing"), broken)]
    return np.logical_or.accumulate(kinds != "barely"), *to_the_end


def _places(kinds: NDArray[np.str_]) -> list[int | None]:
    """The first rate beyond each border; None for a border that lies off the slider."""
    moving, _, broken = _beyond(kinds)
    breaks = int(broken.argmax()) if broken.any() else None
    bouncing = kinds[:breaks] == "bouncing"
    share = np.cumsum(bouncing[::-1])[::-1] / np.arange(len(bouncing), 0, -1)  # of all rates from here to the break
    (bounces,) = np.nonzero(bouncing & (share >= MOSTLY))
    return [int(moving.argmax()) or None, int(bounces[0]) if len(bounces) else None, breaks]


def _stops(experiment: Experiment, trajectory: Trajectory) -> NDArray[np.bool_] | None:
    stop = experiment.stop
    if stop is None:
        return None
    measure = trajectory.loss if stop.what == "loss" else lengths(trajectory.gradients, axis=2)
    return np.asarray(measure <= stop.limit)


def _rounded(rates: Array) -> Array:
    return np.array([float(f"{rate:.{DIGITS}g}") for rate in rates.tolist()])
