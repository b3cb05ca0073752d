"""Random experiments of one run: any surface, optimizer, start, rate, noise, decay, schedule and data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from optim_core import OPTIMIZERS, SURFACES, Experiment, ExperimentError, Run, surface_from_formula
from optim_core.schedules import SCHEDULES
from optim_core.surfaces.surface import Surface

TYPED = (
    "100*x^2 + 0.01*y^2",
    "1000*(x^2 + 3*y^2)",
    "0.001*((1 - x)^2 + 10*(y - x^2)^2)",
    "(1 - x/10)^2 + 100*(y/10 - x^2/100)^2",
    "x^4 + y^4",
    "x^2*y^2",
    "max(0, x - 2)^2 + y^2",
    "abs(x) + abs(y)",
    "log(x^2 + 0.1)",
    "sqrt(x^2 + 1)",
    "exp(-x) + y^2",
    "(x^2 - 1)^2 + y^2",
    "sin(x) + 0.01*x^2",
    "x^2 - log(x + 3)",
    "-exp(-x^2 - y^2)",
    "tanh(x)^2 + y^2",
    "x - log(x + 4) + sqrt(y + 5)",
)
PLAIN, ARRAYS, DEAR = 400, 60, 12  # steps at most: with plain numbers, with arrays, and where a step asks for much
FEWEST = 5
SHARES = (0.0, 0.3, 1.0)  # of a parameter's range: few, so that their formulas are worked out once


def experiments(seed: int) -> Iterator[Experiment]:
    """One after the other without end; the same for the same seed."""
    rng = np.random.default_rng([seed, 11])
    while True:
        try:
            yield _one(rng)
        except ExperimentError:  # such as a rate that this rule does not take
            continue


def kind_of(surface: Surface) -> str:
    """The kind of surface under which a run is counted."""
    if surface.model is not None:
        return "network" if surface.draw is not None else "data"
    if not surface.slug:
        return "typed"
    return ("no minimum", "one minimum")[len(surface.minima)] if len(surface.minima) < 2 else "several minima"


def _one(rng: np.random.Generator) -> Experiment:
    surface = _surface(rng)
    slug = str(rng.choice(list(OPTIMIZERS)))
    rule = OPTIMIZERS[slug]
    most = DEAR if not rule.quick and surface.model is not None else PLAIN if rule.quick and surface.formula else ARRAYS
    steps = int(np.exp(rng.uniform(np.log(FEWEST), np.log(most))))
    low, high = np.array(surface.domain).T
    drawn = None if surface.draw is not None or rng.random() < 0.2 else rng.uniform(low, high)
    start = None if drawn is None or len(drawn) != surface.dim else tuple(drawn.tolist())
    if start is not None and rng.random() < 0.05:
        start = tuple((np.array(surface.minima[0] if surface.minima else start) + rng.normal(0, 1e-4)).tolist())
    data = surface.data
    few = data is not None and rng.random() < 0.3
    return Experiment(
        surface,
        (_run(rng, slug, steps, surface),),
        start=start,
        steps=steps,
        noise=float(f"{10 ** rng.uniform(-3, 1):.2g}") if rng.random() < 0.25 else 0.0,
        seed=int(rng.integers(1000)),
        batch=int(rng.integers(1, len(data))) if few and data is not None else None,
    )


def _surface(rng: np.random.Generator) -> Surface:
    if rng.random() < 0.3:
        return _typed(str(rng.choice(TYPED)))
    surface = SURFACES[str(rng.choice(list(SURFACES)))]
    values = {}
    for name, hyper in surface.parameters.items():
        if rng.random() < 0.5:
            value = hyper.low + float(rng.choice(SHARES)) * (hyper.high - hyper.low)
            values[name] = float(round(value)) if hyper.whole or hyper.switch else value
    return _at(surface.slug, **values)


@lru_cache
def _typed(text: str) -> Surface:
    return surface_from_formula(text)


@lru_cache(maxsize=1024)
def _at(slug: str, **values: float) -> Surface:
    return SURFACES[slug].at(**values)


def _run(rng: np.random.Generator, slug: str, steps: int, surface: Surface) -> Run:
    rule, hypers = OPTIMIZERS[slug], {}
    for name, hyper in rule.hypers.items():
        if name != "lr" and rng.random() < 0.2 and not (hyper.whole or hyper.switch):
            span = (np.log10(hyper.low), np.log10(hyper.high)) if hyper.log and hyper.low > 0 else None
            hypers[name] = float(10 ** rng.uniform(*span)) if span else float(rng.uniform(hyper.low, hyper.high))
    if "lr" in rule.hypers:
        hypers["lr"] = _rate(rng, slug, hypers, surface)
    more: dict[str, Any] = {}
    if rng.random() < 0.15 and "weight_decay" not in rule.hypers:
        more["decay"] = str(rng.choice(["l2", "decoupled"]))
        hypers["weight_decay"] = float(f"{10 ** rng.uniform(-3, 0):.2g}")
    if rng.random() < 0.1:
        more["clip"], hypers["clip_at"] = "norm", float(f"{10 ** rng.uniform(-2, 2):.2g}")
    if rng.random() < 0.25:
        more["schedule"] = str(rng.choice(list(SCHEDULES)))
    if rng.random() < 0.1:
        more["warmup"] = int(rng.integers(1, steps + 1))
    return Run(slug, hypers, **more)


def _rate(rng: np.random.Generator, slug: str, hypers: dict[str, float], surface: Surface) -> float:
    """Anywhere on the slider, near the usual rate, or near what the curvature or the box suggests."""
    rule = OPTIMIZERS[slug]
    slider, way = rule.hypers["lr"], rng.random()
    low, high = max(slider.low, 1e-6), slider.high
    rate = 10 ** rng.uniform(np.log10(low), np.log10(high)) if way < 0.2 else slider.default * 10 ** rng.uniform(-1, 1)
    if way > 0.4:
        where = surface.minima[0] if surface.minima else surface.start
        bend = surface.hessian(where)
        sharp = float(np.abs(np.linalg.eigvalsh(bend)).max()) if np.isfinite(bend).all() else 0.0
        settings = {name: hyper.default for name, hyper in rule.hypers.items()} | hypers
        limit = rule.limit(sharp, settings) if rule.limit is not None and sharp > 0 else None
        span = float(np.mean([high - low for low, high in surface.domain]))
        if limit is not None:
            rate = limit * 10 ** rng.uniform(-1.5, 0.1)
        elif "eps" in settings:
            rate = span * 10 ** rng.uniform(-3, -0.5)
    return float(f"{min(max(rate, low), high):.3g}")
