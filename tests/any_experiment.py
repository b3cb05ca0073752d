"""Experiments as they come: any that is valid, and the longest that there can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

from hypothesis import strategies as st

from optim_core import (
    MAX_RUNS,
    MAX_STEPS,
    OPTIMIZERS,
    SCHEDULES,
    SURFACES,
    Experiment,
    Hyper,
    Run,
    Stop,
    Surface,
    surface_from_formula,
)
from optim_core.examples.dataset import MOST_ROWS, OWN_DATA, Sample
from optim_core.examples.samples import LONGEST_LABEL, columns_of, kind_of
from optim_core.experiment.bounds import batches, load, most_seeds, most_steps
from optim_core.experiment.run import MAX_CHANGES
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES, decays_itself, effective

FORMULAS = (
    "x^2",
    "(1 - x)^2 + 100*(y - x^2)^2",
    "log(x) + y^2",
    "sin(x)*exp(-y)",
    "x*y + 1e-3*x^4",
    "+".join(["x*y"] * 24),
)


def draw_settings(draw: Any, hypers: Mapping[str, Hyper]) -> dict[str, float]:
    """Any values that are valid, for some of these."""
    return {
        name: float(draw(st.integers(int(hyper.valid.low), int(hyper.valid.high))))
        if hyper.whole or hyper.switch
        else draw(st.floats(*hyper.valid))
        for name, hyper in hypers.items()
        if draw(st.booleans())
    }


def draw_run(draw: Any) -> Run:
    optimizer = OPTIMIZERS[draw(st.sampled_from(list(OPTIMIZERS)))]
    schedule = draw(st.sampled_from(list(SCHEDULES)))
    kinds = [None, "none"] if decays_itself(optimizer) else [None, *DECAYS]
    decay, clip = draw(st.sampled_from(kinds)), draw(st.sampled_from(CLIPS))
    library = draw(st.sampled_from(LIBRARIES))
    hypers = draw_settings(draw, effective(optimizer, decay, clip, library).hypers)
    rates = st.floats(*optimizer.hypers["lr"].valid)
    return Run(
        optimizer.slug,
        hypers,
        tuple(draw(st.lists(st.tuples(st.integers(1, MAX_STEPS - 1), rates), max_size=MAX_CHANGES))),
        schedule=schedule,
        plan=draw_settings(draw, SCHEDULES[schedule].hypers),
        warmup=draw(st.just(0) | st.integers(0, MAX_STEPS)),
        decay=decay,
        clip=clip,
        library=library,
    )


def draw_surface(draw: Any) -> Surface:
    if draw(st.booleans()):
        surface = SURFACES[draw(st.sampled_from(list(SURFACES)))]
        if surface.sample is not None and draw(st.booleans()):
            columns = columns_of(kind_of(surface.sample))
            row = st.tuples(*[st.floats(-1e6, 1e6)] * (columns - 1), st.sampled_from([0.0, 1.0]))
            rows = tuple(draw(st.lists(row, min_size=2, max_size=6)))
            surface = surface.learning(Sample(draw(st.sampled_from([OWN_DATA, surface.sample.data])), rows))
        return surface.at(**draw_settings(draw, surface.parameters))
    text = draw(st.sampled_from(FORMULAS))
    surface = surface_from_formula(text)
    if draw(st.booleans()):
        low = st.floats(-1e6, 9e5)
        box = tuple((end, end + draw(st.floats(1.0, 1e5))) for end in (draw(low) for _ in range(surface.dim)))
        surface = surface_from_formula(text, domain=box)
    return surface


@st.composite
def experiments(draw: Any) -> Experiment:
    surface = draw_surface(draw)
    coordinate = st.floats(-1e6, 1e6)
    runs = tuple(draw_run(draw) for _ in range(draw(st.integers(1, MAX_RUNS))))
    steps = draw(st.integers(1, most_steps(runs, surface)))
    batch = draw(st.none() | st.integers(1, int(batches(surface).high)))
    return Experiment(
        surface=surface,
        runs=runs,
        start=tuple(draw(coordinate) for _ in range(surface.dim)) if draw(st.booleans()) else None,
        steps=steps,
        noise=draw(st.one_of(st.just(0.0), st.floats(0, 1e6))),
        seed=draw(st.integers(0, 2**32 - 1)),
        stop=draw(
            st.none()
            | st.builds(Stop, st.sampled_from(["loss", "gradient"]), st.floats(allow_nan=False, allow_infinity=False))
        ),
        batch=batch,
        seeds=draw(st.just(1) | st.integers(1, most_seeds(runs, steps, load(surface, batch)))),
        plane=draw(st.none() | st.sampled_from(list(permutations(surface.variables, 2)) or [None])),
    )


DIGITS = (1.2345678901234567e-100, 0.12345678901234567, -0.12345678901234567, 1.2345678901234567, 1234567.0, 50.0)


def long_settings(hypers: Mapping[str, Hyper]) -> dict[str, float]:
    """Settings that are valid, each with as many digits as it can have."""
    return {
        name: min(123_456.0, hyper.valid.high)
        if hyper.whole or hyper.switch
        else next(v for v in DIGITS if v in hyper.valid)
        for name, hyper in hypers.items()
    }


def long_run(slug: str, schedule: str) -> Run:
    """A run in which everything is chosen otherwise than usual."""
    rule = OPTIMIZERS[slug]
    decay = "none" if decays_itself(rule) else next(kind for kind in ("decoupled", "l2") if kind != rule.decay)
    return Run(
        slug,
        long_settings(effective(rule, decay, "value", "optax").hypers),
        tuple((40_000 + k, DIGITS[0]) for k in range(MAX_CHANGES)),
        schedule=schedule,
        plan=long_settings(SCHEDULES[schedule].hypers),
        warmup=12_345,
        decay=decay,
        clip="value",
        library="optax",
    )


def longest() -> Experiment:
    """Every field that can be set is set, to numbers of as many digits as there are, in the run with most of them."""
    runs = (long_run(slug, schedule) for slug in OPTIMIZERS for schedule in SCHEDULES)
    run = max(runs, key=lambda run: len(Experiment(runs=(run,)).to_query()))
    small, number = DIGITS[0], -DIGITS[0]
    return Experiment(
        surface=surface_from_formula("+".join(["((x*y))"] * 24), domain=((-1.234567890123456, 2.345678901234567),) * 2),
        runs=(run,) * MAX_RUNS,
        start=(number, number),
        steps=most_steps((run,)) - 1,
        noise=small,
        seed=2**32 - 1,
        stop=Stop("gradient", number),
        batch=999_999,
        seeds=most_seeds((run,), most_steps((run,))),
        plane=("y", "x"),
    )


def longest_network() -> Experiment:
    """The same with the largest network, every weight of its start moved, and as many examples as there can be."""
    half = MOST_ROWS // 2
    rows = tuple((-1.23457e-05 * k, -2.34568e-05, float(k % 2)) for k in range(1, half + 1))
    sample = Sample(OWN_DATA, rows, rows, ("ü" * LONGEST_LABEL,) * 5)
    values = {"width": 16.0, "depth": 2.0, "relu": 1.0, "standardise": 1.0, "shift": DIGITS[0]}
    surface = SURFACES["net_classes"].learning(sample).at(**values)
    start = (-DIGITS[0],) * surface.dim
    steps = most_steps(longest().runs, surface)
    return replace(
        longest(), surface=surface, start=start, plane=("w2_16_16", "b2_16"), batch=half - 1, seeds=1, steps=steps
    )
