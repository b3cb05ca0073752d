"""Whether a run meets a condition, and what to say where it does not."""

import math
from collections.abc import Callable, Iterable

from lessons.measuring.scope import Scope
from lessons.measuring.words import LessonText, names_of, written
from lessons.records import Comparison, Condition
from optim_core import Message

TESTS: dict[str, Callable[[float, list[float]], bool]] = {
    "below": lambda value, limits: value < limits[0],
    "at_most": lambda value, limits: value <= limits[0],
    "above": lambda value, limits: value > limits[0],
    "at_least": lambda value, limits: value >= limits[0],
    "between": lambda value, limits: limits[0] <= value <= limits[1],
}
TEXT_TESTS = ("is", "is_not")


def met(condition: Condition, scope: Scope) -> bool:
    """Whether the condition holds. What has no value meets nothing."""
    value = scope.value(condition.number)
    if condition.test in TEXT_TESTS:
        return (written(value) == str(condition.limits[0]).replace("_", " ")) == (condition.test == "is")
    if isinstance(value, str) or math.isnan(value):
        return False
    limits = [scope.limit(limit) for limit in condition.limits]
    if any(math.isnan(limit) for limit in limits):
        return False
    if condition.test == "equals":
        return condition.within.holds(value, limits[0]) if condition.within else value == limits[0]
    return TESTS[condition.test](value, limits)


def all_met(conditions: Iterable[Condition], scope: Scope) -> bool:
    """Whether all hold, where “any run” means the same run for all of them."""
    return meeting(conditions, scope) is not None


def meeting(conditions: Iterable[Condition], scope: Scope) -> Scope | None:
    """The numbers of the first run for which all hold."""
    listed = tuple(conditions)
    bounds = (scope.with_run(run) for run in range(1, len(scope.experiment.runs) + 1))
    return next((bound for bound in bounds if all(met(condition, bound) for condition in listed)), None)


def misses(conditions: Iterable[Condition], scope: Scope) -> tuple[Message, ...]:
    """One sentence for each condition that does not hold, of the run that comes nearest."""
    listed = tuple(conditions)
    bounds = [scope.with_run(run) for run in range(1, len(scope.experiment.runs) + 1)]
    nearest = max(bounds, key=lambda bound: sum(met(condition, bound) for condition in listed))
    return tuple(dict.fromkeys(missed(c, nearest) for c in listed if not met(c, nearest)))


def missed(condition: Condition, scope: Scope) -> Message:
    if condition.miss:
        return said(condition.miss, scope)
    numeric = condition.test not in TEXT_TESTS
    limits = [scope.limit(limit) if numeric else limit for limit in condition.limits]
    first, last = (LessonText("{limit}", limit=limit) for limit in (limits[0], limits[-1]))
    have, wanted = scope.value(condition.number), Message(f"grade.{condition.test}", limit=first, other=last)
    name = condition.number.replace("_", " ")
    return Message("grade.missed", name=name, value=LessonText("{value}", value=have), wanted=wanted)


def said(text: str, scope: Scope) -> LessonText:
    """A text of the lesson with the numbers of this run."""

    def known(name: str) -> bool:
        named = name in scope.extra or name in scope.lesson.numbers or name in scope.lesson.variants
        value = scope.value(name)
        return named or isinstance(value, str) or not math.isnan(value)

    return LessonText(text, **{name: scope.value(name) for name in names_of(text) if known(name)})


def compares(comparison: Comparison, one: Scope, other: Scope) -> bool:
    """Whether the numbers of two runs stand to each other as wanted."""
    a, b = one.value(comparison.number), other.value(comparison.number)
    if isinstance(a, str) or isinstance(b, str):
        return comparison.kind == "equal" and a == b
    if comparison.kind == "equal":
        return a == b and math.isfinite(a)  # two that never arrive have not taken the same time
    value = abs(a - b) if comparison.kind == "difference" else ratio(a, b)
    most = math.inf if comparison.at_most is None else one.limit(comparison.at_most)
    least = -math.inf if comparison.at_least is None else one.limit(comparison.at_least)
    return least * (1 - 1e-9) <= value <= most * (1 + 1e-9)  # 1.1 times 0.1 is a bit more than 0.11 in floats


def ratio(a: float, b: float) -> float:
    """The larger over the smaller; nan where they have none."""
    low, high = sorted((abs(a), abs(b)))
    return high / low if low > 0 and math.isfinite(high) else math.nan
