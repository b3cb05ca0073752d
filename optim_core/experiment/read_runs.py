"""Reads the runs of a link: `run1=adam` and everything that is said of it under `run1.`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from optim_core.experiment.bounds import MAX_RUNS
from optim_core.experiment.fields import Fields
from optim_core.experiment.run import MAX_CHANGES, Run
from optim_core.messages import ExperimentError, Message
from optim_core.optimizers import OPTIMIZERS
from optim_core.rules.problems import hyper_problem, unknown
from optim_core.simulation.request import MAX_STEPS
from optim_core.typed_rule import OWN
from optim_core.types import Interval

CHOICES = ("schedule", "decay", "clip", "library")
_RUN = re.compile(r"run([1-9]\d{0,2})", re.ASCII)
_AFTER = re.compile(r"[1-9]\d{0,11}", re.ASCII)


def read_runs(fields: Fields) -> Iterator[Run]:
    """The runs of a link, in the order of their numbers; those that cannot be used are left out."""
    numbers = sorted(int(match[1]) for key in fields.rest if (match := _RUN.fullmatch(key)))
    kept = 0
    for count in numbers:
        slug = fields.meant.name(fields.rest.pop(f"run{count}"), {**OPTIMIZERS, OWN: None})
        mine = fields.under(f"run{count}.")
        if slug not in OPTIMIZERS and slug != OWN:
            fields.left_out(unknown("optimizer", slug, OPTIMIZERS))
        elif (plain := _plain(slug, mine)) is not None and (kept := kept + 1) <= MAX_RUNS:
            yield _run(plain, mine)
    if kept > MAX_RUNS:
        fields.notes.append(Message("experiment.runs", value=kept, high=MAX_RUNS))


def _plain(slug: str, fields: Fields) -> Run | None:
    """The run with its defaults; None where it is a rule of one's own that cannot be used."""
    typed = (fields.take("rule") or "") if slug == OWN else ""
    try:
        return Run(slug, typed=typed)
    except ExperimentError as error:
        key = fields.prefix.rstrip(".")
        fields.notes += [Message("query.rule", key=key, problem=problem) for problem in error.problems]
        return None


def _run(plain: Run, fields: Fields) -> Run:
    chosen = {name: _choice(plain, name, fields) for name in CHOICES}
    warmup = fields.whole("warmup", 0, Interval(0, MAX_STEPS))
    run = replace(plain, hypers={}, plan={}, warmup=warmup, **chosen)  # type: ignore[arg-type]
    hypers: dict[str, float] = {}
    plan: dict[str, float] = {}
    changes: list[tuple[int, float]] = []
    for key in list(fields.rest):
        name, dot, after = key.partition(".from")
        setting = key.removeprefix("schedule.")
        if dot and name == "lr" and _AFTER.fullmatch(after):
            changes += _change(run, key, int(after), len(changes), fields)
        elif name in run.rule.hypers and not dot:
            hypers[name] = fields.hyper(key, run.rule, name)
        elif setting in run.scheme.hypers and setting != key:
            plan[setting] = fields.hyper(key, run.scheme, setting)
        else:
            fields.unknown(key)
    return replace(run, hypers=hypers, changes=tuple(changes), plan=plan)


def _choice(plain: Run, name: str, fields: Fields) -> str:
    """What a field chooses for a run; what nobody knows becomes the optimizer's own choice."""
    usual = str(getattr(plain, name))
    text = fields.rest.pop(name, usual)
    problems = _problems(plain, name, text)
    if problems and not _problems(plain, name, text.lower()):
        return fields.meant.read(text, text.lower())
    for problem in problems:
        fields.instead(problem, usual)
    return usual if problems else text


def _problems(plain: Run, name: str, text: str) -> tuple[Message, ...]:
    """What is wrong with a choice for a run."""
    try:
        replace(plain, hypers={}, plan={}, **{name: text})  # type: ignore[arg-type]
    except ExperimentError as error:
        return error.problems
    return ()


def _change(run: Run, key: str, after: int, count: int, fields: Fields) -> list[tuple[int, float]]:
    """A change of the learning rate after so many steps, where it can be made."""
    rate = fields.checked(key, lambda value: hyper_problem(run.rule, "lr", value))
    if isinstance(rate, Message):
        fields.left_out(rate)
    elif after >= MAX_STEPS:
        fields.left_out(Message("run.change_step", value=after, high=MAX_STEPS - 1))
    elif count == MAX_CHANGES:
        fields.left_out(Message("run.changes", high=MAX_CHANGES))
    else:
        return [(after, rate)]
    return []
