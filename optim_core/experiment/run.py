"""A run: one optimizer with its hyperparameters, its schedule, and whatever else was chosen for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optim_core.messages import ExperimentError, FormulaError, Message
from optim_core.optimizers import OPTIMIZERS
from optim_core.rules.choices import CLIPS, DECAY, DECAYS, LIBRARIES, OURS, decays_itself, effective
from optim_core.rules.problems import hyper_problem, quoted, unknown
from optim_core.schedules import SCHEDULES, Rates, Schedule, changed_at, rate_function
from optim_core.schedules.schedule import plain
from optim_core.simulation.request import MAX_STEPS, React
from optim_core.typed_rule import OWN, TEMPLATE, line_of, own_optimizer, tidied
from optim_core.types import Hyper, Optimizer, as_python

STEADY = next(iter(SCHEDULES))  # the schedule that leaves the rate as it is comes first
MAX_CHANGES = 8  # hand-made changes of the learning rate within one run


def find_optimizer(slug: str, typed: str = "") -> Optimizer:
    """The optimizer called `slug`; ExperimentError names the nearest one otherwise.

    One's own is not in the registry: its rule is `typed`, or a first example. FormulaError says where that is wrong.
    """
    if slug == OWN:
        return own_optimizer(typed or tidied(TEMPLATE))
    if slug not in OPTIMIZERS:
        raise ExperimentError(unknown("optimizer", slug, OPTIMIZERS))
    return OPTIMIZERS[slug]


@dataclass(frozen=True)
class Run:
    """One optimizer with its hyperparameters (the rest have their defaults) and everything else that is chosen for it.

    A change `(k, rate)` means: after k steps the learning rate becomes `rate`. `plan` holds the schedule's own
    settings. During `warmup` steps the rate rises to the schedule's first. `decay` None is the kind that the
    optimizer's definition carries; its strength is the hyperparameter `weight_decay`, that of clipping `clip_at`.
    `typed` is the rule of an optimizer of one's own, whose slug is "own"; left out it is a first example.

    Raises ExperimentError with every problem of a kind: first of types, then of choices, then of values.
    """

    optimizer: str
    hypers: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[tuple[int, float], ...] = ()
    schedule: str = STEADY
    plan: Mapping[str, float] = field(default_factory=dict)
    warmup: int = 0
    decay: str | None = None
    clip: str = "none"
    library: str = OURS
    typed: str = ""

    def __post_init__(self) -> None:
        if problems := list(self._kind_problems()):
            raise ExperimentError(*problems)
        object.__setattr__(self, "warmup", as_python(self.warmup))
        self._settle_rule()
        base = self.base
        problems = list(self._unknown_choices(base))
        if problems:
            raise ExperimentError(*problems)
        if self.decay is None:
            object.__setattr__(self, "decay", base.decay)
        problems = list(self._problems())
        if problems:
            raise ExperimentError(*problems)
        object.__setattr__(self, "hypers", _filled(self.hypers, self.rule.hypers))
        object.__setattr__(self, "plan", _filled(self.plan, self.scheme.hypers))
        changes = {int(k): float(rate) for k, rate in self.changes}  # of two after the same step the later one counts
        object.__setattr__(self, "changes", tuple(sorted(changes.items())))

    def _kind_problems(self) -> Iterator[Message]:
        """What is of another kind than it has to be."""
        if not isinstance(self.optimizer, str):
            yield Message("run.optimizer", value=quoted(self.optimizer))
        if not isinstance(self.typed, str):
            yield Message("run.typed", value=quoted(self.typed))
        for values in (self.hypers, self.plan):
            if not isinstance(values, Mapping):
                yield Message("simulate.hypers", value=quoted(values))
        changes = self.changes if isinstance(self.changes, (tuple, list)) else [self.changes]
        for change in changes:
            pair = tuple(map(as_python, change)) if isinstance(change, (tuple, list)) else ()
            if len(pair) != 2 or isinstance(pair[0], bool) or not isinstance(pair[0], int):
                yield Message("run.change", value=quoted(change))

    def _settle_rule(self) -> None:
        """Writes the typed rule down as it is kept, or says why it cannot be used."""
        if self.optimizer != OWN:
            if self.typed:
                raise ExperimentError(Message("run.rule_not_own"))
            return
        object.__setattr__(self, "typed", tidied(self.typed) if self.typed else tidied(TEMPLATE))
        try:
            find_optimizer(OWN, self.typed)
        except FormulaError as error:
            line = line_of(error.text, error.position)
            key = "run.rule" if line else "run.rule_whole"
            raise ExperimentError(Message(key, line=line, problem=error.message)) from None

    def _unknown_choices(self, base: Optimizer) -> Iterator[Message]:
        if not isinstance(self.schedule, str) or self.schedule not in SCHEDULES:
            yield unknown("schedule", self.schedule, SCHEDULES)
        for kind, chosen, known in (
            ("decay", self.decay, DECAYS),
            ("clip", self.clip, CLIPS),
            ("library", self.library, LIBRARIES),
        ):
            if chosen not in known and not (kind == "decay" and chosen is None):
                yield Message("run.choice", kind=kind, value=str(chosen)[:40], known=", ".join(known))
        if self.decay not in (None, "none") and decays_itself(base):
            yield Message("run.decay_own", optimizer=base.name)

    def _problems(self) -> Iterator[Message]:
        rule = self.rule
        yield from (unknown("hyper", n, rule.hypers) for n in self.hypers if n not in rule.hypers)
        yield from (p for n, v in self.hypers.items() if n in rule.hypers and (p := hyper_problem(rule, n, v)))
        yield from (unknown("hyper", n, self.scheme.hypers) for n in self.plan if n not in self.scheme.hypers)
        yield from (
            p for n, v in self.plan.items() if n in self.scheme.hypers and (p := hyper_problem(self.scheme, n, v))
        )
        yield from (p for _, rate in self.changes if (p := hyper_problem(rule, "lr", rate)))
        for k, _ in self.changes:
            if not 1 <= k < MAX_STEPS:
                yield Message("run.change_step", value=k, high=MAX_STEPS - 1)
        if len(self.changes) > MAX_CHANGES:
            yield Message("run.changes", high=MAX_CHANGES)
        if isinstance(self.warmup, bool) or not isinstance(self.warmup, int) or not 0 <= self.warmup <= MAX_STEPS:
            yield Message("run.warmup", value=quoted(self.warmup), high=MAX_STEPS)

    def __getstate__(self) -> dict[str, Any]:
        """All but the rule, which follows from it."""
        return {name: value for name, value in self.__dict__.items() if name != "rule"}

    def __hash__(self) -> int:
        chosen = (self.schedule, tuple(self.plan.items()), self.warmup, self.decay, self.clip, self.library)
        return hash((self.optimizer, self.typed, tuple(self.hypers.items()), self.changes, chosen))

    @property
    def base(self) -> Optimizer:
        """The registry's entry, or the optimizer that the typed rule means."""
        return find_optimizer(self.optimizer, self.typed)

    @cached_property
    def rule(self) -> Optimizer:
        """The optimizer as it runs: under this library's conventions, with clipping and weight decay in its rule."""
        return effective(self.base, self.decay, self.clip, self.library)

    @property
    def scheme(self) -> Schedule:
        """The schedule's entry."""
        return SCHEDULES[self.schedule]

    @property
    def steady(self) -> bool:
        """Whether the learning rate is one number for the whole run."""
        return self.schedule == STEADY and not self.warmup and not self.changes

    def rates(self, steps: int) -> Rates | None:
        """The schedule (t, lr) -> rate of a run of `steps` steps; None where it is steady."""
        if self.steady:
            return None
        changed = changed_at(self.changes)
        schedule = self.scheme if self.scheme.rate is not None else SCHEDULES[STEADY]  # a reaction comes on top
        rate = rate_function(schedule, steps, self.plan, self.warmup)
        return lambda t, lr: rate(t, changed(t, lr))

    def reaction(self) -> React | None:
        """What changes the rates with the losses; None where nothing does.

        As in a training loop, the loss that a step started from is known to the schedule after that step.
        """
        schedule, own, first = self.scheme, dict(self.plan), self.warmup + 1
        react = schedule.react
        if react is None:
            return None

        def reacted(t: int, planned: Any, loss: Any, memory: Any) -> tuple[Any, Any]:
            if t <= first:
                return planned, (None, loss)
            inner, before = memory
            rate, inner = react(inner, before, planned, **own)
            return plain(rate), (inner, loss)

        return reacted


def _filled(values: Mapping[str, float], hypers: Mapping[str, Hyper]) -> dict[str, float]:
    return {name: float(values.get(name, hyper.default)) for name, hyper in hypers.items()}


def stability_limit(run: Run, curvature: float) -> float | None:
    """The learning rate above which this run leaves a parabola of curvature L; None where no formula is known.

    A run that clips has none: far out its steps do not grow with the slope. L2 decay is a part of the curvature.
    """
    if run.rule.limit is None or run.clip != "none" or curvature <= 0:
        return None
    decay = run.hypers.get(DECAY, 0.0)
    if run.rule.decay == "decoupled":
        return run.rule.limit(curvature, run.hypers, decay)
    return run.rule.limit(curvature + decay, run.hypers)
