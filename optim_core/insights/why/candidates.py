"""Changed experiments that are worth trying: another rate, less memory, a falling rate, another rule or start."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from optim_core.experiment.bounds import batches, most_steps
from optim_core.experiment.experiment import Experiment
from optim_core.experiment.run import STEADY, Run, stability_limit
from optim_core.insights.why.bend import bend_at
from optim_core.insights.why.evidence import Evidence
from optim_core.messages import ExperimentError
from optim_core.optimizers import OPTIMIZERS
from optim_core.rules.choices import CLIP
from optim_core.types import Array, Interval

# Of a dear rule only the first few can be tried, so these come far; of a plain one all are, and the best is taken.
FACTORS_DOWN = (0.1, 0.5, 0.01, 0.3, 0.03, 0.001, 0.7, 0.2, 0.003)
FACTORS_UP = (10.0, 100.0, 3.0, 30.0, 1000.0, 2.0, 5.0, 300.0)
STRONGEST = 0.99  # momentum
SUITED = (0.03, 0.01)  # of the box: rates for rules whose step hardly depends on the slope's size
RESTARTS = 7  # starts a side that are tried, at most


def with_run(e: Evidence, run: Run) -> Experiment:
    """The experiment with this run in place of the one at hand."""
    runs = list(e.experiment.runs)
    runs[e.number - 1] = run
    return replace(e.experiment, runs=tuple(runs))


def with_rate(e: Evidence, rate: float) -> Iterator[Experiment]:
    """Another learning rate on its slider, of two digits; changes by hand keep their proportion."""
    if "lr" not in e.run.hypers:
        return
    slider, old = e.run.rule.hypers["lr"], e.run.hypers["lr"]
    if not slider.low <= rate <= slider.high or (new := float(f"{rate:.2g}")) == old:
        return
    share = new / old if old else 1.0
    changes = tuple((after, float(f"{by_hand * share:.2g}")) for after, by_hand in e.run.changes)
    yield with_run(e, replace(e.run, hypers={**e.run.hypers, "lr": new}, changes=changes))


def rates(e: Evidence, factors: Iterable[float]) -> Iterator[Experiment]:
    """The learning rate times each of the factors; from its usual value where it is 0."""
    old = e.run.hypers.get("lr", 0.0) or e.run.base.hypers.get("lr", OPTIMIZERS["gd"].hypers["lr"]).default
    for factor in factors:
        yield from with_rate(e, old * factor)


def memories(run: Run) -> dict[str, Interval]:
    """The shares of something remembered, such as momentum: what may be from 0 to just below 1, and what it may be."""
    hypers = run.rule.hypers.items()
    return {name: h.valid for name, h in hypers if name != "lr" and h.valid.low == 0 and 0.5 < h.valid.high < 1}


def memory_of(run: Run) -> str | None:
    """The first share of something remembered that is in force; None where there is none."""
    return next((name for name in memories(run) if run.hypers[name] > 0), None)


def forgetting(e: Evidence, *shares: float) -> Iterator[Experiment]:
    """Less memory: each of these shares, of two digits, that is less than now."""
    name = memory_of(e.run)
    for share in shares:
        if name is not None and 0 <= (less := round(share, 2)) < e.run.hypers[name]:
            yield with_run(e, replace(e.run, hypers={**e.run.hypers, name: less}))


def remembering(e: Evidence, *shares: float) -> Iterator[Experiment]:
    """More memory: each of these shares that is more than now."""
    name, valid = next(iter(memories(e.run).items()), ("", None))
    for share in shares:
        if valid is not None and share in valid and share > e.run.hypers[name]:
            yield with_run(e, replace(e.run, hypers={**e.run.hypers, name: share}))


def shrinking(e: Evidence) -> Iterator[Experiment]:
    """A learning rate that falls over the run; none where it follows a schedule already."""
    if e.run.schedule == STEADY and not e.run.changes:
        yield with_run(e, replace(e.run, schedule="cosine", plan={}))
        yield with_run(e, replace(e.run, schedule="inverse_time", plan={"decay": 0.1}))


def steadied(run: Run) -> Run:
    """The run without schedule, warm-up and changes: one rate from the first step to the last."""
    return replace(run, schedule=STEADY, plan={}, warmup=0, changes=())


def switched(e: Evidence, slug: str, **hypers: float) -> Iterator[Experiment]:
    """Another optimizer, with the run's schedule and clipping; none where the run has it already."""
    run, rate = e.run, hypers.get("lr", 0.0)
    if slug != run.optimizer and 0 < rate < math.inf:
        kept = {CLIP: run.hypers[CLIP]} if CLIP in run.hypers else {}
        settings = {**hypers, **kept, "lr": float(f"{rate:.2g}")}
        yield with_run(e, Run(slug, settings, schedule=run.schedule, plan=run.plan, warmup=run.warmup, clip=run.clip))


def adopted(e: Evidence, slug: str, **hypers: float) -> Iterator[Experiment]:
    """An optimizer with these settings: the run's own with them where it is that one already, else another one."""
    if slug == e.run.optimizer:
        yield with_run(e, replace(e.run, hypers={**e.run.hypers, **hypers}))
    else:
        yield from switched(e, slug, **hypers)


def heavy_ball(e: Evidence, sharp: float, flat: float) -> Iterator[Experiment]:
    """Momentum with the settings that are best on a ravine of these curvatures, Polyak 1964."""
    if not 0 < flat <= sharp:
        return
    roots = math.sqrt(sharp) + math.sqrt(flat)
    rate, share = (2 / roots) ** 2, ((math.sqrt(sharp) - math.sqrt(flat)) / roots) ** 2
    hypers = {"lr": float(f"{rate:.2g}"), "beta": min(round(share, 2), STRONGEST)}
    yield from adopted(e, "momentum", **hypers)


def adaptive(e: Evidence, slugs: Iterable[str] = ("adam", "rmsprop")) -> Iterator[Experiment]:
    """Rules whose step hardly depends on the slope's size, with rates that suit the box."""
    for slug in slugs:
        for share in SUITED:
            yield from switched(e, slug, lr=share * float(e.box.mean()))


def any_rule(e: Evidence, rate: float) -> Iterator[Experiment]:
    """Rules that ask for no curvature, with one rate."""
    for slug in ("gd", "momentum", "adam"):
        if slug in OPTIMIZERS:
            yield from switched(e, slug, lr=rate)


def standardised(e: Evidence) -> Iterator[Experiment]:
    """Inputs of mean 0 and spread 1, where they make a ravine; with the rate as it is, or as it suits them then."""
    if e.unscaled is None:
        return
    surface = e.surface.at(standardise=1.0)
    own = e.experiment.point == tuple(e.surface.start.tolist())
    even = replace(e.experiment, surface=surface, start=None if own else e.experiment.start)
    yield even
    bend, now = bend_at(surface, np.array(even.point)), Evidence(even, e.number)
    limit = stability_limit(e.run, bend.sharpest) if bend is not None and bend.sharpest > 0 else None
    for rate in (limit / 2,) if limit else (share * float(now.box.mean()) for share in SUITED):
        yield from with_rate(now, rate)


def started(e: Evidence, point: Array) -> Iterator[Experiment]:
    """Another start in the box, for all runs, no finer than a thousandth of it."""
    places = [max(0, 3 - math.floor(math.log10(width))) for width in e.box.tolist()]
    start = tuple(round(value, place) + 0.0 for value, place in zip(point.tolist(), places, strict=True))
    inside = all(low <= x <= high for x, (low, high) in zip(start, e.surface.domain, strict=True))
    if inside and start != e.experiment.point:
        try:
            yield replace(e.experiment, start=start)
        except ExperimentError:
            return


def restarts(e: Evidence) -> Iterator[Experiment]:
    """Starts all over the box, the nearest first. Only where a map shows them all."""
    if e.surface.dim > 2:
        return
    sides = [np.linspace(low, high, RESTARTS + 2)[1:-1] for low, high in e.surface.domain]
    grid = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, e.surface.dim)
    nearness = (((grid - np.array(e.experiment.point)) / e.box) ** 2).sum(axis=1)
    for point in grid[np.argsort(nearness, kind="stable")]:
        yield from started(e, point)


def longer(e: Evidence, *factors: int) -> Iterator[Experiment]:
    """More steps for all runs; none that the experiment does not allow."""
    for factor in factors:
        steps = e.experiment.steps * factor
        if steps > most_steps(e.experiment.runs, e.surface):
            return
        try:
            yield replace(e.experiment, steps=steps)
        except ExperimentError:  # too many for so many seeds
            return


def larger_batches(e: Evidence, *factors: int) -> Iterator[Experiment]:
    """Gradients that are the mean over more examples, for all runs."""
    for factor in factors:
        batch = (e.experiment.batch or 1) * factor
        if batch in batches(e.surface):
            try:
                yield replace(e.experiment, batch=batch)
            except ExperimentError:  # too many for so many seeds
                return
