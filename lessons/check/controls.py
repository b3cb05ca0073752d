"""The unlocked controls of a task as a learner has them, and settings drawn at random on their own scales."""

import math
from collections.abc import Iterable, Iterator
from random import Random
from typing import NamedTuple

from lessons.grading.locks import START, is_free
from lessons.lesson import Lesson
from lessons.settings import laid_over
from optim_core import OPTIMIZERS, SCHEDULES, Experiment, Hyper
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES

MOST_EXAMPLES = 1024  # of the batch slider where no data says how many there are


class Control(NamedTuple):
    """One slider or switch."""

    key: str
    low: float
    high: float
    log: bool = False
    whole: bool = False
    switch: bool = False

    def drawn(self, random: Random) -> str:
        """A setting, every place on the slider as likely as any other."""
        if self.switch:
            return str(random.randrange(2))
        if self.log and self.low > 0:
            value = math.exp(random.uniform(math.log(self.low), math.log(self.high)))
        else:
            value = random.uniform(self.low, self.high)
        return str(round(min(max(value, self.low), self.high))) if self.whole else f"{value:.6g}"


def _of_hyper(key: str, hyper: Hyper) -> Control:
    return Control(key, hyper.low, hyper.high, hyper.log, hyper.whole, hyper.switch)


def controls_of(experiment: Experiment, patterns: Iterable[str]) -> Iterator[Control]:
    """Every slider and switch that is free in this experiment."""
    free, surface = tuple(patterns), experiment.surface
    listed = [_of_hyper(name, surface.parameters[name]) for name, _ in surface.values]
    if surface.draw is None:  # else the seed draws it
        ends = zip(surface.variables, surface.domain, strict=True)
        listed += [Control(variable, low, high) for variable, (low, high) in ends]
    examples = MOST_EXAMPLES if surface.data is None else len(surface.data)
    listed += [
        Control("steps", 1, 1000, log=True, whole=True),
        Control("noise", 0, 5),
        Control("batch", 1, examples, log=True, whole=True),
        Control("seed", 0, 99, whole=True),
        Control("seeds", 1, 64, whole=True),
    ]
    for number, run in enumerate(experiment.runs, start=1):
        prefix = f"run{number}."
        listed += [_of_hyper(prefix + name, run.rule.hypers[name]) for name in run.hypers]
        listed += [_of_hyper(f"{prefix}schedule.{name}", run.scheme.hypers[name]) for name in run.plan]
        listed.append(Control(f"{prefix}warmup", 0, 200, whole=True))
    coordinates = surface.variables
    yield from (control for control in listed if is_free(control.key, free, coordinates))


def random_query(lesson: Lesson, base: str, patterns: Iterable[str], random: Random) -> str:
    """The query with every free control set at random, choices first, for they bring controls of their own."""
    free = tuple(patterns)
    query = base
    for key, options in _choices(lesson, Experiment.repair(base)[0], free):
        query = laid_over(query, f"{key}={random.choice(options)}")
    experiment = Experiment.repair(query)[0]
    for control in controls_of(experiment, free):
        query = laid_over(query, f"{control.key}={control.drawn(random)}")
    return query


def _choices(lesson: Lesson, experiment: Experiment, free: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Every list to choose from that is free."""
    for number in range(1, len(experiment.runs) + 1):
        if is_free(f"run{number}", free, ()):
            yield f"run{number}", list(lesson.optimizers or OPTIMIZERS)
        if is_free(f"run{number}.schedule", free, ()):
            yield f"run{number}.schedule", list(SCHEDULES)
        for name, options in (("decay", DECAYS), ("clip", CLIPS), ("library", LIBRARIES)):
            if f"run{number}.{name}" in free:
                yield f"run{number}.{name}", list(options)


def only_switches(lesson: Lesson, experiment: Experiment, patterns: Iterable[str]) -> bool:
    """Whether nothing but on/off switches is free: half of all settings may pass then."""
    free = tuple(patterns)
    return (
        START not in free
        and all(control.switch for control in controls_of(experiment, free))
        and not list(_choices(lesson, experiment, free))
    )
