"""The experiments that are exported and run: every optimizer alone and with everything on, and what else there can be.

On these surfaces a rounding error does not grow, so that two programs of the same method stay together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from optim_core import MAX_RUNS, OPTIMIZERS, SURFACES, Experiment, Optimizer, Run, Stop, surface_from_formula
from optim_core.examples.dataset import OWN_DATA, Sample
from optim_core.rules.choices import CLIPS, DECAYS, decays_itself
from optim_core.schedules import SCHEDULES

CLOSE = 1e-9  # how far a script may be from our own path, relative to the size of the numbers where these are above 1
STEPS = 40
LEARNS_FROM_DIFFERENCES = ("lbfgs",)  # of gradients: noise, clipping and decay past the rule make its steps wild
RAVINE = SURFACES["ravine"].at(kappa=5, rotation=30)
# A rule of one's own with all that its language has.
EVERY_FUNCTION = """\
state a = 0.5
state s = 1
parameter p = 0.5 from 0 to 1
q = sign(p - 0.7) + abs(p) + atan(p) + min(p, t) + ln(t + 1)
a = 0.9*a + sin(g)*cos(g)*tan(g/10) - atan(g)
s = max(s, abs(g)) + sinh(g/50)^2 + cosh(p)*tanh(g)^2
n = (g - a)^2 + max(g, p) + min(a, s)
step = -lr*(g + 0.1*a)/(s + q^2 + sqrt(abs(n)) + exp(-g^2) + pi)*s^0.5"""

NUMBERS_OR_ARRAYS = (  # whose names hold plain numbers where other rules have arrays
    "parameter a = 1 from 0 to 2\nparameter b = 4 from 0 to 9\nstep = -lr*max(min(g, a), -a)/sqrt(b)",
    "parameter v = 1 from 0 to 2\nk = sqrt(v)\nstep = -lr*g*max(k, v)",
    "k = g\nb = 2*k\nk = t\nc = sqrt(k)\nstep = -lr*b/c",
)


def quick(optimizer: Optimizer) -> dict[str, float]:
    """A learning rate with which every optimizer gets somewhere in a few steps."""
    return {"lr": max(0.03, optimizer.hypers["lr"].default)}


def full(optimizer: Optimizer, number: int, library: str = "pytorch") -> Run:
    """A run with everything on; over the optimizers every kind of decay and way of clipping has its turn."""
    schedule = ("step", "one_cycle", "inverse_time", "plateau")[number % 4]
    decay = None if decays_itself(optimizer) else DECAYS[number % 3]
    clip = CLIPS[number // 3 % 3]
    if optimizer.slug in LEARNS_FROM_DIFFERENCES:
        decay, clip = "l2", "none"
    hypers = quick(optimizer)
    if decay in ("l2", "decoupled") or (decay is None and "weight_decay" in optimizer.hypers):
        hypers["weight_decay"] = 0.02
    if clip != "none":
        hypers["clip_at"] = 1.5
    return Run(
        optimizer.slug, hypers, schedule=schedule, warmup=3 * (number % 2), decay=decay, clip=clip, library=library
    )


def cases() -> Iterator[tuple[str, Experiment]]:
    """Name and experiment of each case."""
    for optimizer in OPTIMIZERS.values():
        number = crc32(optimizer.slug.encode()) % 1000  # its own, wherever it stands in the registry
        yield optimizer.slug, Experiment(RAVINE, (Run(optimizer.slug, quick(optimizer)),), steps=STEPS)
        runs = [full(optimizer, number)]
        variants = [name for name, library in optimizer.libraries.items() if library.update is not None]
        runs += [full(optimizer, number + k, name) for k, name in enumerate(variants, start=1)]
        noise = 0.0 if optimizer.slug in LEARNS_FROM_DIFFERENCES else 0.3
        yield f"{optimizer.slug}-full", Experiment(RAVINE, tuple(runs), steps=STEPS, noise=noise, batch=4, seed=number)
        plain = [Run(optimizer.slug, quick(optimizer), library=name) for name in variants]
        if plain:
            yield f"{optimizer.slug}-variants", Experiment(RAVINE, tuple(plain), steps=STEPS)
        if "rows" in optimizer.needs:
            yield (
                f"{optimizer.slug}-matrix",
                Experiment("matrix", (Run(optimizer.slug, quick(optimizer)),), steps=STEPS),
            )
            clipped = Run(optimizer.slug, quick(optimizer), clip="norm", decay="l2", schedule="cosine")
            yield f"{optimizer.slug}-matrix-full", Experiment("matrix", (clipped,), steps=STEPS, noise=0.1)
    adam = Run("adam", {"lr": 0.1})
    for slug in SCHEDULES:
        late = Run("momentum", {"lr": 0.02}, schedule=slug, warmup=4)
        yield f"schedule-{slug}", Experiment(RAVINE, (Run("adam", {"lr": 0.1}, schedule=slug), late), steps=STEPS)
    yield "by-hand", Experiment(RAVINE, (Run("adam", {"lr": 0.1}, ((10, 0.3), (25, 0.01))),), steps=STEPS)
    yield (
        "by-hand-plateau",
        Experiment(
            "bowl",
            (Run("gd", {"lr": 0.9}, ((20, 1.95),), schedule="plateau", plan={"patience": 3}, warmup=4),),
            steps=STEPS,
        ),
    )
    yield "several", Experiment(RAVINE, (adam, adam, Run("momentum", {"lr": 0.02}), Run("newton")), steps=STEPS)
    yield "one-dimension", Experiment("parabola", (adam, Run("lbfgs"), Run("muon"), Run("bfgs")), steps=STEPS)
    vectors = tuple(Run(slug, quick(OPTIMIZERS[slug])) for slug in ("adamw", "lbfgs"))
    yield "matrix", Experiment("matrix", vectors, steps=STEPS)
    yield "stop-loss", Experiment(RAVINE, (Run("gd", {"lr": 0.2}), adam), steps=STEPS, stop=Stop("loss", 0.5))
    yield (
        "stop-gradient",
        Experiment(RAVINE, (Run("gd", {"lr": 0.2}), adam), steps=STEPS, noise=0.1, stop=Stop("gradient", 0.8)),
    )
    yield "diverges", Experiment("rosenbrock", (Run("gd", {"lr": 1.0}), Run("adam", {"lr": 0.1})), steps=STEPS)
    yield "no-step", Experiment(surface_from_formula("x + 2*y"), (Run("newton"), Run("gd")), steps=STEPS)
    yield "leaves", Experiment(surface_from_formula("log(x) + y^2"), (Run("gd", {"lr": 0.6}),), (0.5, 1.0), steps=STEPS)
    for number, formula in enumerate(FORMULAS):
        runs = (Run("gd", {"lr": 0.05}), Run("adam", {"lr": 0.05}))
        yield f"formula-{number}", Experiment(surface_from_formula(formula), runs, (0.7, 0.4)[: dim(formula)], steps=25)
    yield from kinks()
    yield from models()
    switched = {"lr": 0.02, "momentum": 0.9, "nesterov": 1.0}
    unusual = (Run("sgd", switched, decay="none"), Run("nesterov", {"lr": 0.1, "beta": 0.0}))
    yield "switches", Experiment(RAVINE, unusual, steps=STEPS)


def kinks() -> Iterator[tuple[str, Experiment]]:
    """Paths that stand on a kink or where a power has nothing to divide by: libraries and we have one slope there."""
    gd = (Run("gd", {"lr": 0.5}),)
    yield "kink-absolute", Experiment(surface_from_formula("abs(x)"), gd, (1.0,), steps=4)
    ties = surface_from_formula("abs(x) + max(x, y) + min(y, 0) + sqrt(y^2)/4 + ((x - y)^2)^0.75")
    yield "kink-ties", Experiment(ties, gd, (0.0, 0.0), steps=6)
    brown = surface_from_formula("(x^2)^(y^2 + 1) + (y^2)^(x^2 + 1)")
    yield "kink-brown", Experiment(brown, (Run("gd", {"lr": 0.1}), Run("adam", {"lr": 0.1})), (0.5, 0.0), steps=25)
    relu = SURFACES["net_curve"].at(width=3, relu=1, examples=20)
    flat = (0.0,) * 6 + (1.0,) * 3 + (0.0,)  # every unit is at its kink for every example
    yield "kink-relu", Experiment(relu, (Run("gd", {"lr": 0.1}),), flat, steps=10)
    across = Run("lbfgs", {"lr": 0.5}, library="optax")  # its second change of the gradient is across the step
    yield "lbfgs-across", Experiment(surface_from_formula("x*y"), (across,), (1.0, 0.0), steps=4)


def models() -> Iterator[tuple[str, Experiment]]:
    """Surfaces from data: over all examples and over minibatches, with rules that ask for more at each step too."""
    slugs = ("gd", "adam", "sam", "lbfgs", "line_search", "schedule_free_adamw")
    several = tuple(Run(slug, quick(OPTIMIZERS[slug])) for slug in slugs)
    yield "line", Experiment("line12", several, steps=STEPS)
    yield "line-minibatch", Experiment("line256", several, steps=STEPS, batch=16, seed=3)
    rules = ("sgd", "newton", "sam", "nadam", "sophia", "lion")
    others = tuple(Run(slug, quick(OPTIMIZERS[slug])) for slug in rules)
    yield "line-minibatch-noise", Experiment("line_shift", others, steps=STEPS, batch=4, seed=5, noise=0.3)
    small = SURFACES["net_sine2"].at(width=3, examples=20)
    smooth = tuple(Run(slug, {"lr": 0.02}) for slug in ("gd", "adam", "rprop", "lbfgs", "muon"))
    yield "network", Experiment(small, smooth, steps=STEPS, seed=1)
    asking = tuple(Run(slug, {"lr": 0.02}) for slug in ("sgd", "adam", "sophia", "cg", "sam", "line_search"))
    yield "network-minibatch", Experiment(small, asking, steps=STEPS, seed=1, batch=8, stop=Stop("loss", 0.01))
    yield from chosen()


def chosen() -> Iterator[tuple[str, Experiment]]:
    """Models whose examples are chosen: one's own, moved, standardised; classes; layers as torch.nn has them."""
    rows = ((50.0, 61.5), (80.0, 75.25), (95.0, 72.0), (120.0, 90.5), (160.0, 101.0))
    mine = SURFACES["line"].learning(Sample(OWN_DATA, rows, rows[1:3], ("size", "price"))).at(standardise=1)
    both = tuple(Run(slug, {"lr": 0.1}) for slug in ("gd", "momentum", "adam", "newton", "line_search"))
    yield "own-points", Experiment(mine, both, steps=STEPS)
    cubic = SURFACES["polynomial"].at(degree=3, standardise=1, examples=16)
    yield (
        "polynomial",
        Experiment(cubic, tuple(Run(slug, {"lr": 0.03}) for slug in ("gd", "adam", "sophia", "bfgs")), steps=STEPS),
    )
    rules = tuple(Run(slug, {"lr": 0.1}) for slug in ("sgd", "adam", "newton", "sam", "sophia"))
    yield "logistic-minibatch", Experiment("logistic", rules, steps=STEPS, batch=8, seed=2)
    deep = SURFACES["net_curve"].at(width=4, depth=2, relu=1, examples=20, shift=0.5)
    smooth = tuple(Run(slug, {"lr": 0.02}) for slug in ("gd", "adamw", "lbfgs", "rmsprop"))
    yield "net-curve", Experiment(deep, smooth, steps=STEPS, seed=3)
    classes = SURFACES["net_classes"].at(width=4, examples=40, standardise=1)
    asking = tuple(Run(slug, {"lr": 0.03}) for slug in ("adam", "nadam", "sam", "cg"))
    yield "net-classes-minibatch", Experiment(classes, asking, steps=STEPS, seed=4, batch=10)


def edges(optimizer: Optimizer, library: str) -> Iterator[Experiment]:
    """Short runs with one hyperparameter each at an end of its slider, or at the least that is valid.

    Not with c = 1/2: at the lowest point of a parabola Armijo's condition then is an equality, so rounding decides.
    """
    settings = {
        (name, value): {**quick(optimizer), name: value}
        for name, hyper in optimizer.hypers.items()
        for value in (hyper.low, hyper.high, max(hyper.valid.low, -1.0))
        if (name, value) != ("c", 0.5)
    }
    runs = [Run(optimizer.slug, hypers, library=library) for hypers in settings.values()]
    for first in range(0, len(runs), MAX_RUNS):
        yield Experiment(RAVINE, tuple(runs[first : first + MAX_RUNS]), steps=6)


FORMULAS = (
    "abs(x) + max(x, y)^2 + min(y, 2) + min(x*y, x)",
    "sin(x) + cos(2*y) + tan(x/4) + atan(x*y) + tanh(x - y)",
    "exp(-x^2) + sinh(y/2) + cosh(x*y) + log(x^2 + 1) + ln(y^2 + 2)",
    "sqrt(x^2 + 1) + (x^2 + 2)^y + x^2.5 + 1/(y^2 + 1) + 2^x",
    "x^2*sqrt(2) + y^2*max(2, pi) + abs(-3)*x^4 - e*y + log(2)*x",
    "x^2 + x*exp(-x)",
    "asin(x/4)^2 + acos(y/5) + x^2*y^20 + min(x, max(y, 0))",
    "log(1 + exp(-900*x)) + 1/(1 + exp(-800*y)) + log(cosh(700*x))/700 + (exp(x) - exp(-x))/(exp(x) + exp(-x))",
)


def dim(formula: str) -> int:
    """How many variables one of the formulas has."""
    return 2 if "y" in formula else 1


def distance(found: Sequence[Any], wanted: Sequence[Any]) -> float:
    """The largest difference between numbers, relative to those above 1. Infinite where one ends before the other."""
    ours, theirs = np.asarray(wanted, dtype=np.float64), np.asarray(found, dtype=np.float64)
    if ours.shape != theirs.shape or not np.array_equal(np.isnan(ours), np.isnan(theirs)):
        return float("inf")
    with np.errstate(all="ignore"):
        apart = np.abs(ours - theirs) / np.maximum(1.0, np.abs(ours))
    return float(np.nanmax(apart, initial=0.0))


CASES = dict(cases())
