"""The text form of an Experiment: a URL query string with one key for each thing a person can set.

    v=1&surface=ravine&kappa=25&x=25&y=1&steps=200&run1=gd&run1.lr=0.07&run2=adam&run2.lr=0.1&run2.lr.from50=0.01

A start coordinate is keyed by its variable, a surface's parameter by its name, a run's hyperparameter by `run1.`;
`from50` is a learning rate that holds after step 50. A run's other choices are `run1.schedule=cosine` with the settings
`run1.schedule.total=50`, `run1.warmup`, `run1.decay`, `run1.clip` and `run1.library`. A formula of one's own has the
key `formula`, its box `x.low` and `x.high`; an optimizer of one's own is `run1=own` with its lines as `run1.rule`. What
is left out has its default. Every key consists of characters that no encoder changes.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from optim_core.examples.samples import BETWEEN_ROWS, write_rows
from optim_core.experiment.bounds import (
    COORDINATE,
    LIMIT,
    NOISE,
    SEED,
    SEEDS,
    batches,
    load,
    most_seeds,
    most_steps,
    seeds_problem,
    steps_problem,
    usual_batch,
)
from optim_core.experiment.fields import Fields, number
from optim_core.experiment.read_runs import CHOICES, read_runs
from optim_core.experiment.read_surface import read_surface
from optim_core.experiment.run import Run
from optim_core.experiment.stop import Stop
from optim_core.messages import ExperimentError, Message
from optim_core.rules.problems import quoted, shown
from optim_core.simulation.request import MAX_STEPS
from optim_core.surfaces.formulas import SURFACES
from optim_core.surfaces.surface import Surface
from optim_core.types import Interval

VERSION = 1
MAX_NOTES = 12


class Parts(NamedTuple):
    """The fields of an Experiment, in its own order."""

    surface: Surface
    runs: tuple[Run, ...]
    start: tuple[float, ...] | None
    steps: int
    noise: float
    seed: int
    stop: Stop | None
    batch: int | None
    seeds: int
    plane: tuple[str, str] | None


def write_query(parts: Parts) -> str:
    """The experiment as a query string. A learning rate is always written, other hyperparameters where not default."""
    return urlencode(list(_fields(parts)))


def _fields(e: Parts) -> Iterator[tuple[str, str]]:
    surface = e.surface
    yield "v", str(VERSION)
    if surface.slug:
        yield "surface", surface.slug
        yield from _sample_fields(surface)
        yield from ((name, number(value)) for name, value in surface.values)
    else:
        yield "formula", surface.formula
        for variable, (low, high) in zip(surface.variables, surface.domain, strict=True):
            yield f"{variable}.low", number(low)
            yield f"{variable}.high", number(high)
    if e.start is not None:  # else it is the seed's own
        yield from ((variable, number(value)) for variable, value in zip(surface.variables, e.start, strict=True))
    yield "steps", str(e.steps)
    if e.plane is not None and e.plane != surface.usual_plane:
        yield from zip(("across", "up"), e.plane, strict=True)
    if e.noise or e.seed:
        yield "noise", number(e.noise)
        yield "seed", str(e.seed)
    if e.batch != usual_batch(surface):
        yield "batch", str(e.batch)
    if e.seeds != 1:
        yield "seeds", str(e.seeds)
    if e.stop is not None:
        yield f"stop.{e.stop.what}", number(e.stop.limit)
    for count, run in enumerate(e.runs, start=1):
        yield f"run{count}", run.optimizer
        yield from ((f"run{count}.{key}", value) for key, value in _run_fields(run))


def _sample_fields(surface: Surface) -> Iterator[tuple[str, str]]:
    """Which examples, where they are not the model's usual ones: some of the fields SAMPLE."""
    sample, usual = surface.sample, SURFACES[surface.slug].sample
    if sample is None or usual is None:
        return
    if sample.data != usual.data:
        yield "data", sample.data
    if sample.train is not None:
        yield "points", write_rows(sample.train)
    if sample.test is not None:
        yield "held", write_rows(sample.test)
    if sample.labels:
        yield "names", BETWEEN_ROWS.join(sample.labels)


def _run_fields(run: Run) -> Iterator[tuple[str, str]]:
    if run.typed:
        yield "rule", run.typed
    for name, value in run.hypers.items():
        if name == "lr" or value != run.rule.hypers[name].default:
            yield name, number(value)
    yield from ((f"lr.from{after}", number(rate)) for after, rate in run.changes)
    usual = Run(run.optimizer, typed=run.typed)
    for choice in CHOICES:
        if getattr(run, choice) != getattr(usual, choice):
            yield choice, getattr(run, choice)
    yield from (
        (f"schedule.{name}", number(value))
        for name, value in run.plan.items()
        if value != run.scheme.hypers[name].default
    )
    if run.warmup:
        yield "warmup", str(run.warmup)


def read_query(text: str) -> tuple[Parts, tuple[Message, ...]]:
    """The experiment as far as `text` is valid, and what had to be changed, one message for each change.

    Raises ExperimentError for what is no text.
    """
    if not isinstance(text, str):
        raise ExperimentError(Message("query.text", value=quoted(text)))
    fields = Fields.of(text)
    version = fields.rest.pop("v", str(VERSION))
    if version != str(VERSION):
        fields.notes.append(Message("query.version", value=shown(version), version=VERSION))
    surface = read_surface(fields)
    seed = fields.whole("seed", 0, SEED)
    start = _start(fields, surface, seed)
    steps = fields.whole("steps", 200, Interval(1, MAX_STEPS))
    noise = fields.number("noise", 0.0, NOISE)
    batch, seeds = fields.whole("batch", usual_batch(surface), batches(surface)), fields.whole("seeds", 1, SEEDS)
    stop = _stop(fields)
    plane = _plane(fields, surface)
    runs = tuple(read_runs(fields)) or (Run("gd"),)
    if problem := steps_problem(runs, steps, surface):
        steps = fields.instead(problem, most_steps(runs, surface))
    if problem := seeds_problem(runs, steps, seeds, load(surface, batch)):
        seeds = fields.instead(problem, most_seeds(runs, steps, load(surface, batch)))
    for key in fields.rest:
        fields.unknown(key)
    fields.notes.extend(fields.meant.notes())
    return Parts(surface, runs, start, steps, noise, seed, stop, batch, seeds, plane), tuple(fields.notes)


def _start(fields: Fields, surface: Surface, seed: int) -> tuple[float, ...] | None:
    """The start point, coordinate by coordinate; None where it is left to the seed."""
    if surface.draw is not None and fields.rest.keys().isdisjoint(surface.variables):
        return None
    return tuple(
        fields.number(variable, usual, COORDINATE)
        for variable, usual in zip(surface.variables, surface.starts(seed).tolist(), strict=True)
    )


def _stop(fields: Fields) -> Stop | None:
    kinds: tuple[Literal["loss"], Literal["gradient"]] = ("loss", "gradient")
    for what in kinds:
        if f"stop.{what}" in fields.rest:
            limit = fields.number_in(f"stop.{what}", LIMIT)
            if not isinstance(limit, Message):
                return Stop(what, limit)
            fields.left_out(limit)
    return None


def _plane(fields: Fields, surface: Surface) -> tuple[str, str] | None:
    across, up = fields.take("across"), fields.take("up")
    if across is None and up is None:
        return None
    known = surface.variables
    if up is None:  # the half that is left out is the first one that is free
        up = next((name for name in known[1:] + known[:1] if name != across), None)
    if across is None:
        across = next((name for name in known if name != up), None)
    if across in known and up in known and across != up:
        return str(across), str(up)
    value = f"{shown(str(across))}, {shown(str(up))}"
    fields.left_out(Message("experiment.plane", value=value, known=", ".join(known)))
    return None


def shortened(notes: tuple[Message, ...]) -> tuple[Message, ...]:
    """The first notes and how many more there are: a hostile link earns one for each field."""
    if len(notes) <= MAX_NOTES:
        return notes
    return (*notes[:MAX_NOTES], Message("query.more", count=len(notes) - MAX_NOTES))
