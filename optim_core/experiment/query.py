"""The text form of an Experiment: a URL query string with one key for each thing a person can set.

    v=1&surface=ravine&kappa=25&x=25&y=1&steps=200&run1=gd&run1.lr=0.07&run2=adam&run2.lr=0.1&run2.lr.from50=0.01

A start coordinate is keyed by its variable, a surface's parameter by its name, a run's hyperparameter by `run1.`;
`from50` is a learning rate that holds after step 50. A run's other choices are `run1.schedule=cosine` with the settings
`run1.schedule.total=50`, `run1.warmup`, `run1.decay`, `run1.clip` and `run1.library`. A formula of one's own has the
key `formula`, its box `x.low` and `x.high`; an optimizer of one's own is `run1=own` with its lines as `run1.rule`. What
is left out has its default. Every key consists of characters that no encoder changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, urlencode

from optim_core.examples.builtin import Sample
from optim_core.examples.samples import BETWEEN_ROWS, read_rows, tidy_label, write_rows
from optim_core.experiment.bounds import (
    COORDINATE,
    LIMIT,
    MAX_RUNS,
    NOISE,
    SEED,
    SEEDS,
    USUAL_SURFACE,
    Stop,
    batches,
    load,
    most_seeds,
    most_steps,
    seeds_problem,
    steps_problem,
    usual_batch,
)
from optim_core.experiment.run import MAX_CHANGES, Run
from optim_core.messages import ExperimentError, FormulaError, Message
from optim_core.optimizers import OPTIMIZERS
from optim_core.simulation.request import MAX_STEPS, HasHypers, hyper_problem, unknown
from optim_core.surfaces.formulas import SURFACES
from optim_core.surfaces.surface import Surface, surface_from_formula
from optim_core.typed_rule import OWN
from optim_core.types import Hyper, Interval

VERSION = 1
SAMPLE = ("data", "points", "held", "names")
CHOICES = ("schedule", "decay", "clip", "library")
MAX_TEXT = 40_000  # six rules of one's own, all weights of a network, and examples of one's own
MAX_FIELDS = 600  # a network of two layers has 337 weights
MAX_NOTES = 12
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,12}", re.ASCII)
_AFTER = re.compile(r"[1-9]\d{0,11}", re.ASCII)
_RUN = re.compile(r"run([1-9]\d{0,2})", re.ASCII)


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


def number(value: float) -> str:
    """A number as it stands in a link: the shortest text that reads back as the same float."""
    text = repr(float(value))
    return text.removesuffix(".0")


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
    """The experiment as far as `text` is valid, and what had to be changed, one message for each change."""
    reader = _Reader(text)
    return reader.parts(), tuple(reader.notes)


def shortened(notes: tuple[Message, ...]) -> tuple[Message, ...]:
    """The first notes and how many more there are: a hostile link earns one for each field."""
    if len(notes) <= MAX_NOTES:
        return notes
    return (*notes[:MAX_NOTES], Message("query.more", count=len(notes) - MAX_NOTES))


class _Reader:
    """Takes the fields of one link one by one; what is left at the end was not understood."""

    def __init__(self, text: str) -> None:
        self.notes: list[Message] = []
        self.fields: dict[str, str] = {}
        text = text.removeprefix("?")
        if len(text) > MAX_TEXT:
            self.notes.append(Message("query.too_long", length=len(text), high=MAX_TEXT))
            return
        try:
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            self.notes.append(Message("query.too_many", high=MAX_FIELDS))
            return
        for key, value in pairs:
            if key in self.fields:
                self.notes.append(Message("query.twice", key=_short(key)))
            else:
                self.fields[key] = value

    def parts(self) -> Parts:
        version = self.fields.pop("v", str(VERSION))
        if version != str(VERSION):
            self.notes.append(Message("query.version", value=_short(version), version=VERSION))
        surface = self.surface()
        seed = self.whole("seed", 0, SEED)
        start = self.start(surface, seed)
        steps = self.whole("steps", 200, Interval(1, MAX_STEPS))
        noise = self.number("noise", 0.0, NOISE)
        batch, seeds = self.whole("batch", usual_batch(surface), batches(surface)), self.whole("seeds", 1, SEEDS)
        stop = self.stop()
        plane = self.plane(surface)
        runs = tuple(self.runs()) or (Run("gd"),)
        if problem := steps_problem(runs, steps, surface):
            steps = most_steps(runs, surface)
            self.notes.append(Message("query.instead", problem=problem, used=str(steps)))
        if problem := seeds_problem(runs, steps, seeds, load(surface, batch)):
            seeds = most_seeds(runs, steps, load(surface, batch))
            self.notes.append(Message("query.instead", problem=problem, used=str(seeds)))
        for key in self.fields:
            self.notes.append(Message("query.unknown", key=_short(key)))
        return Parts(surface, runs, start, steps, noise, seed, stop, batch, seeds, plane)

    def start(self, surface: Surface, seed: int) -> tuple[float, ...] | None:
        """The start point, coordinate by coordinate; None where it is left to the seed."""
        if surface.draw is not None and self.fields.keys().isdisjoint(surface.variables):
            return None
        return tuple(
            self.number(variable, usual, COORDINATE)
            for variable, usual in zip(surface.variables, surface.starts(seed).tolist(), strict=True)
        )

    def surface(self) -> Surface:
        slug, formula = self.fields.pop("surface", None), self.fields.pop("formula", None)
        if formula is not None:
            if slug is not None:
                self.notes.append(Message("query.two_surfaces"))
            try:
                return self.own_surface(formula)
            except FormulaError as error:
                self.notes.append(Message("query.formula", formula=_short(formula), problem=error.message))
        fallback = SURFACES[USUAL_SURFACE]
        if slug is not None and slug not in SURFACES:
            self.notes.append(Message("query.instead", problem=unknown("surface", slug, SURFACES), used=fallback.slug))
            slug = None
        surface = self.learning(SURFACES[slug] if slug else fallback)
        values = {name: self.parameter(name, p) for name, p in surface.parameters.items()}
        return surface.at(**values) if values else surface

    def learning(self, surface: Surface) -> Surface:
        """The surface with the examples that the link has; the usual ones where they cannot be used."""
        given = {name: self.fields.pop(name) for name in SAMPLE if name in self.fields}
        if not given:
            return surface
        rows = {name: read_rows(given[name]) for name in ("points", "held") if name in given}
        problems = [found for found in rows.values() if isinstance(found, Message)]
        train, test = (found if isinstance(found := rows.get(name), tuple) else None for name in ("points", "held"))
        usual = "" if surface.sample is None else surface.sample.data
        names = given.get("names", "").split(BETWEEN_ROWS)[:5]
        labels = tuple(label for name in names if (label := tidy_label(name)))
        try:
            if not problems:
                return surface.learning(Sample(given.get("data", usual), train, test, labels))
        except ExperimentError as error:
            problems += error.problems
        self.notes += [Message("query.data", problem=problem) for problem in problems]
        return surface

    def parameter(self, name: str, parameter: Hyper) -> float:
        if not (parameter.whole or parameter.switch):
            return self.number(name, parameter.default, parameter.valid)
        return float(self.whole(name, round(parameter.default), parameter.valid))

    def own_surface(self, formula: str) -> Surface:
        surface = surface_from_formula(formula)
        box = []
        for variable, (low, high) in zip(surface.variables, surface.domain, strict=True):
            ends = (
                self.number(f"{variable}.low", low, COORDINATE),
                self.number(f"{variable}.high", high, COORDINATE),
            )
            box.append(ends)
        if tuple(box) == surface.domain:
            return surface
        try:
            return surface_from_formula(formula, domain=tuple(box))
        except ExperimentError as error:
            self.notes += [Message("query.instead", problem=p, used=str(surface.domain)) for p in error.problems]
            return surface

    def stop(self) -> Stop | None:
        kinds: tuple[Literal["loss"], Literal["gradient"]] = ("loss", "gradient")
        for what in kinds:
            if f"stop.{what}" in self.fields:
                limit = self.read(f"stop.{what}", LIMIT)
                if not isinstance(limit, Message):
                    return Stop(what, limit)
                self.notes.append(Message("query.left_out", problem=limit))
        return None

    def runs(self) -> Iterator[Run]:
        numbers = sorted(int(m[1]) for key in self.fields if (m := _RUN.fullmatch(key)))
        kept = 0
        for count in numbers:
            slug = self.fields.pop(f"run{count}")
            mine = {key: self.fields.pop(key) for key in list(self.fields) if key.startswith(f"run{count}.")}
            if slug not in OPTIMIZERS and slug != OWN:
                self.notes.append(Message("query.left_out", problem=unknown("optimizer", slug, OPTIMIZERS)))
            elif (base := self.base(slug, f"run{count}.", mine)) is not None and (kept := kept + 1) <= MAX_RUNS:
                yield self.run(base, f"run{count}.", mine)
        if kept > MAX_RUNS:
            self.notes.append(Message("experiment.runs", value=kept, high=MAX_RUNS))

    def plane(self, surface: Surface) -> tuple[str, str] | None:
        across, up = self.fields.pop("across", None), self.fields.pop("up", None)
        if across is None and up is None:
            return None
        known = surface.variables
        if up is None:  # the half that is left out is the first one that is free
            up = next((name for name in known[1:] + known[:1] if name != across), None)
        if across is None:
            across = next((name for name in known if name != up), None)
        if across in known and up in known and across != up:
            return str(across), str(up)
        problem = Message("experiment.plane", value=f"{_short(str(across))}, {_short(str(up))}", known=", ".join(known))
        self.notes.append(Message("query.left_out", problem=problem))
        return None

    def base(self, slug: str, prefix: str, given: dict[str, str]) -> Run | None:
        """The run with its defaults; None where it is a rule of one's own that cannot be used."""
        typed = given.pop(f"{prefix}rule", "") if slug == OWN else ""
        try:
            return Run(slug, typed=typed)
        except ExperimentError as error:
            self.notes += [Message("query.rule", key=prefix[:-1], problem=problem) for problem in error.problems]
            return None

    def run(self, base: Run, prefix: str, given: dict[str, str]) -> Run:
        fields = {key.removeprefix(prefix): text for key, text in given.items()}
        chosen = {name: self.choice(prefix, name, fields, base) for name in CHOICES}
        warmup = 0
        if "warmup" in fields:
            self.fields[f"{prefix}warmup"] = fields.pop("warmup")
            warmup = self.whole(f"{prefix}warmup", 0, Interval(0, MAX_STEPS))
        run = replace(base, hypers={}, plan={}, warmup=warmup, **chosen)  # type: ignore[arg-type]
        hypers: dict[str, float] = {}
        plan: dict[str, float] = {}
        changes: list[tuple[int, float]] = []
        for key, text in fields.items():
            name, dot, after = key.partition(".from")
            if dot and name == "lr" and _AFTER.fullmatch(after):
                value = self.change(f"{prefix}{key}", text, run, int(after), len(changes))
                changes += [] if value is None else [(int(after), value)]
            elif name in run.rule.hypers and not dot:
                hypers[name] = self.setting(f"{prefix}{key}", text, run.rule, name)
            elif key.removeprefix("schedule.") in run.scheme.hypers and key.startswith("schedule."):
                name = key.removeprefix("schedule.")
                plan[name] = self.setting(f"{prefix}{key}", text, run.scheme, name)
            else:
                self.notes.append(Message("query.unknown", key=_short(f"{prefix}{key}")))
        return replace(run, hypers=hypers, changes=tuple(changes), plan=plan)

    def choice(self, prefix: str, name: str, fields: dict[str, str], base: Run) -> str:
        """What a field chooses for a run; what nobody knows becomes the optimizer's own choice."""
        usual = str(getattr(base, name))
        text = fields.pop(name, usual)
        try:
            replace(base, hypers={}, plan={}, **{name: text})  # type: ignore[arg-type]
        except ExperimentError as error:
            self.notes += [Message("query.instead", problem=p, used=usual) for p in error.problems]
            return usual
        return text

    def setting(self, key: str, text: str, owner: HasHypers, name: str) -> float:
        value, usual = _float(text), owner.hypers[name].default
        problem = _no_number(key, text) if value is None else hyper_problem(owner, name, value)
        if problem is None and value is not None:
            return value
        self.notes.append(Message("query.instead", problem=problem, used=number(usual)))
        return usual

    def change(self, key: str, text: str, run: Run, after: int, count: int) -> float | None:
        value = _float(text)
        problem = _no_number(key, text) if value is None else hyper_problem(run.rule, "lr", value)
        if problem is None and after >= MAX_STEPS:
            problem = Message("run.change_step", value=after, high=MAX_STEPS - 1)
        elif problem is None and count == MAX_CHANGES:
            problem = Message("run.changes", high=MAX_CHANGES)
        if problem is None:
            return value
        self.notes.append(Message("query.left_out", problem=problem))
        return None

    def number(self, key: str, usual: float, valid: Interval) -> float:
        value = self.read(key, valid) if key in self.fields else usual
        if not isinstance(value, Message):
            return value
        self.notes.append(Message("query.instead", problem=value, used=number(usual)))
        return usual

    def read(self, key: str, valid: Interval) -> float | Message:
        """Take the number that a field holds, or what is wrong with it."""
        text = self.fields.pop(key)
        value = _float(text)
        if value is None:
            return _no_number(key, text)
        if value in valid:
            return value
        return Message("query.outside", key=_short(key), value=_short(text), low=valid.low, high=valid.high)

    def whole(self, key: str, usual: int, valid: Interval) -> int:
        text = self.fields.pop(key, None)
        if text is None:
            return usual
        used = int(text) if _WHOLE.fullmatch(text) else None
        if used is not None and used in valid:
            return used
        nearest = usual if used is None else int(min(max(used, valid.low), valid.high))
        problem = Message("query.whole", key=_short(key), value=_short(text), low=int(valid.low), high=int(valid.high))
        self.notes.append(Message("query.instead", problem=problem, used=str(nearest)))
        return nearest


def _float(text: str) -> float | None:
    """The number that plain decimal text stands for; None for anything else, also for one too large for a float."""
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) != float("inf") else None


def _no_number(key: str, text: str) -> Message:
    return Message("query.number", key=_short(key), value=_short(text))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
