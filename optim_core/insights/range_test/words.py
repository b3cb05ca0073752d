"""What a range test says, as facts: a rate to take with the reasons for it, and what makes the test worth less."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import Run, stability_limit
from optim_core.insights.range_test.trial import APART, Trial, two_digits
from optim_core.insights.rate_strip.ruler import largest_curvature
from optim_core.messages import Message
from optim_core.simulation.simulate import simulate
from optim_core.types import Array

NOTHING = 1e-3  # of the first loss: a fall that is none
ROUGH = 0.05  # of the fall: how far losses may lie off their mean over neighbours
AGREE = 2.0  # times: seeds whose suggestions differ by more do not agree
STEEP = 10.0  # times the slope at the start, to see what that makes of a step
DEAF = 2.0  # times: a step that grows by less does not follow the slope
SAME = 1.05  # times: a step that grows by less does not grow
ECHO = 60  # steps after a single push
LATE = 2.0  # steps, on average: so late does a rule answer that remembers
SPARSE = 10.0  # steps for each factor of ten
ALIKE = 1e-6  # relative: so near are the curvatures of a parabola
MOST_COORDINATES = 100  # of which the curvature is worked out


@dataclass(frozen=True)
class Advice:
    """What is said of a test."""

    headline: Message
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...]
    takes: tuple[tuple[str, float], ...]  # what is offered and its rate, the best first
    limit: float | None  # the largest stable rate where it is known


def advice(experiment: Experiment, run: Run, trial: Trial) -> Advice:
    """Everything there is to say of the test of a run."""
    truth = _truth(experiment, run, trial)
    limit = None if truth is None else truth[1]
    known = () if truth is None else (truth[0],)
    left_out = (*_left_out(experiment, run),)
    if trial.fall <= NOTHING * abs(trial.first):
        return Advice(_nothing(experiment, trial), known, left_out, (), limit)
    tenth, steepest = trial.points["tenth"], trial.points.get("steepest")
    reasons = () if _open(trial) else (_why_tenth(trial), *_steepest(trial))
    reasons += (*_blow_up(trial), *_rule(experiment, run, trial), *known)
    takes = (("tenth", tenth),) if steepest in (tenth, None) else (("tenth", tenth), ("steepest", steepest))
    headline = Message("rangetest.take", tenth=tenth, lowest=_short(trial.read.lowest))
    if _open(trial):
        headline = Message("rangetest.open", high=_short(float(trial.read.rates[-1])), tenth=tenth)
    return Advice(headline, reasons, (*_edges(trial), *_noise(experiment, trial), *left_out), takes, limit)


def tried_in_words(rate: float, now: float, ends: Mapping[float, float], steps: int) -> Iterator[Message]:
    """What whole runs made of the suggested rate, the present one and others; `ends` has their last losses by rate."""
    facts = {"rate": rate, "now": now, "loss": ends[rate], "loss_now": ends[now], "steps": steps}
    if not np.isfinite(ends[rate]):
        yield Message("rangetest.tried_lost", **facts)
    elif rate == now:
        yield Message("rangetest.tried_same", **facts)
    else:
        yield Message("rangetest.tried" if np.isfinite(ends[now]) else "rangetest.tried_now_lost", **facts)
    known = {other: loss for other, loss in ends.items() if np.isfinite(loss)}
    best = min(known, key=lambda other: known[other], default=rate)
    if best not in (rate, now):
        yield Message("rangetest.tried_best", rate=_short(best), loss=known[best])


def _short(rate: float) -> float:
    return float(f"{rate:.3g}")


def _nothing(experiment: Experiment, trial: Trial) -> Message:
    """Why there is nothing to read off a test in which the loss did not fall."""
    if trial.read.blow_up is not None:
        return Message("rangetest.too_high", low=trial.terms.low)
    if not experiment.surface.gradient(experiment.point).any():
        return Message("rangetest.no_slope")
    return Message("rangetest.flat", low=trial.terms.low, high=trial.terms.high)


def _open(trial: Trial) -> bool:
    """Whether the lowest loss lies at the end of the range, so that nobody knows what comes behind."""
    return trial.read.blow_up is None and trial.bottom >= len(trial.read.rates) - 1 - trial.terms.smoothing // 2


def _why_tenth(trial: Trial) -> Message:
    """Why the rate with the lowest loss is not the one to take."""
    before = trial.read.rates <= trial.read.lowest / APART
    won = trial.first - float(trial.read.losses[before].min(initial=trial.first))
    return Message(
        "rangetest.why_tenth" if won >= trial.fall / 2 else "rangetest.why_jump", lowest=_short(trial.read.lowest)
    )


def _steepest(trial: Trial) -> Iterator[Message]:
    steepest, tenth = trial.points.get("steepest"), trial.points["tenth"]
    if steepest is None:
        yield Message("rangetest.steepest_last")
    elif steepest != tenth:
        key = "steepest_above" if steepest > tenth else "steepest_below"
        yield Message(f"rangetest.{key}", steepest=steepest, tenth=tenth)


def _blow_up(trial: Trial) -> Iterator[Message]:
    blow_up = trial.read.blow_up
    if blow_up is None:
        yield Message("rangetest.no_blow_up", high=_short(float(trial.read.rates[-1])))
    elif blow_up > trial.read.rates[-1]:
        yield Message("rangetest.ended", rate=_short(blow_up))
    else:
        yield Message("rangetest.blow_up", rate=_short(blow_up))


# ---- what the rule does with a rate


def _rule(experiment: Experiment, run: Run, trial: Trial) -> Iterator[Message]:
    slope = experiment.surface.gradient(experiment.point)
    if not run.base.elementwise or not np.isfinite(slope).all() or not slope.any():
        return
    times = _stretch(experiment, run, slope)
    if times < DEAF:
        key = "deaf_same" if times < SAME else "deaf"
        yield Message(f"rangetest.{key}", steep=STEEP, times=round(times, 2))
    late = _lateness(experiment, run, slope)
    if late >= LATE:
        factor = 10 ** (late / trial.terms.per_decade)
        yield Message("rangetest.late", steps=round(late), factor=two_digits(factor))


def _pushed(experiment: Experiment, run: Run, slopes: list[Array]) -> Array:
    """How long the steps are with these slopes, one after the other, (n,)."""
    gradients = [*slopes, slopes[-1]]
    path = simulate(
        run.rule,
        experiment.surface,
        experiment.point,
        len(slopes),
        hypers={**run.hypers, "lr": 1e-3},
        gradient=lambda points, t: np.broadcast_to(gradients[int(t) - 1], points.shape),
    )
    return path.step_sizes[:, 0]


def _stretch(experiment: Experiment, run: Run, slope: Array) -> float:
    """How many times longer the first step is where the slope is ten times as steep."""
    plain, steep = (float(_pushed(experiment, run, [times * slope])[0]) for times in (1.0, STEEP))
    return steep / plain if plain > 0 and np.isfinite([plain, steep]).all() else STEEP


def _lateness(experiment: Experiment, run: Run, slope: Array) -> float:
    """How many steps after a single push the point moves because of it, on average over the way that it goes."""
    sizes = np.nan_to_num(_pushed(experiment, run, [slope, *[0 * slope] * ECHO]))
    total = float(sizes.sum())
    return float((np.arange(len(sizes)) * sizes).sum()) / total if total > 0 else 0.0


# ---- what is true where it is known


def _truth(experiment: Experiment, run: Run, trial: Trial) -> tuple[Message, float] | None:
    """The limit that the curvature sets at the start and where the test was lowest, or everywhere on a parabola."""
    surface = experiment.surface
    if surface.dim > MOST_COORDINATES or stability_limit(run, 1.0) is None:
        return None
    last = max(0, int(trial.trajectory.ended_at[0]))
    rows = [min(row, last) for row in (0, (trial.bottom + 1) // 2, trial.bottom + 1)]
    curvatures = largest_curvature(surface, trial.trajectory.points[rows, 0])
    if not np.isfinite(curvatures).all() or curvatures[-1] <= 0:
        return None
    limit = stability_limit(run, float(curvatures[-1]))
    assert limit is not None, "a formula is known"
    facts = {"curvature": _short(float(curvatures[-1])), "limit": _short(limit)}
    if np.ptp(curvatures) > ALIKE * np.abs(curvatures).max():
        return Message("rangetest.truth_there", **facts), limit
    blow_up = trial.read.blow_up
    if blow_up is None or blow_up <= limit:
        return Message("rangetest.truth", **facts), limit
    return Message("rangetest.truth_late", **facts, blow_up=_short(blow_up), times=two_digits(blow_up / limit)), limit


# ---- what makes the test worth less


def _edges(trial: Trial) -> Iterator[Message]:
    if _open(trial):
        yield Message("rangetest.edge_high", high=_short(float(trial.read.rates[-1])))
    if trial.read.suggestion < trial.terms.low:
        yield Message("rangetest.edge_low", low=trial.terms.low, tenth=two_digits(trial.read.suggestion))
    if trial.terms.per_decade < SPARSE:
        yield Message("rangetest.sparse", count=round(trial.terms.per_decade))


def _noise(experiment: Experiment, trial: Trial) -> Iterator[Message]:
    if len(trial.single) > 1:
        tenths = [two_digits(test.suggestion) for test in trial.single]
        key = "seeds_differ" if max(tenths) > AGREE * min(tenths) else "seeds_agree"
        yield Message(f"rangetest.{key}", count=len(tenths), low=min(tenths), high=max(tenths))
    near = slice(max(0, trial.bottom - round(trial.terms.per_decade)), trial.bottom + 1)  # tiny rates show no noise
    rough = float(np.abs(trial.losses[1:][near] - trial.read.losses[near]).mean())
    if rough > ROUGH * trial.fall:
        facts = {"share": round(100 * rough / trial.fall), "smoothing": trial.terms.smoothing}
        if experiment.sampled:
            yield Message("rangetest.noisy_batch", **facts, batch=experiment.batch)
        else:
            yield Message("rangetest.noisy", **facts)


def _left_out(experiment: Experiment, run: Run) -> Iterator[Message]:
    if not run.steady:
        yield Message("rangetest.own_schedule")
    if experiment.sampled:
        yield Message("rangetest.all_examples", batch=experiment.batch)
