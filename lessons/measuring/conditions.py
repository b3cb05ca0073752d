"""Whether a run meets a condition, and what to say where it does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from lessons.measuring.scope import Scope
from lessons.measuring.words import filled_in, written
from lessons.records import Comparison, Condition

TESTS: dict[str, Callable[[float, list[float]], bool]] = {
    "below": lambda value, limits: value < limits[0],
    "at_most": lambda value, limits: value <= limits[0],
    "above": lambda value, limits: value > limits[0],
    "at_least": lambda value, limits: value >= limits[0],
    "between": lambda value, limits: limits[0] <= value <= limits[1],
}
TEXT_TESTS = ("is", "is_not")
SAID = {
    "below": "below {0}",
    "at_most": "at most {0}",
    "above": "above {0}",
    "at_least": "at least {0}",
    "equals": "{0}",
    "between": "between {0} and {1}",
    "is": "“{0}”",
    "is_not": "something else than “{0}”",
}


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


def misses(conditions: Iterable[Condition], scope: Scope) -> tuple[str, ...]:
    """One sentence for each condition that does not hold, of the run that comes nearest."""
    listed = tuple(conditions)
    bounds = [scope.with_run(run) for run in range(1, len(scope.experiment.runs) + 1)]
    nearest = max(bounds, key=lambda bound: sum(met(condition, bound) for condition in listed))
    return tuple(dict.fromkeys(missed(c, nearest) for c in listed if not met(c, nearest)))


def missed(condition: Condition, scope: Scope) -> str:
    if condition.miss:
        return said(condition.miss, scope)
    numeric = condition.test not in TEXT_TESTS
    limits = [written(scope.limit(limit)) if numeric else written(limit) for limit in condition.limits]
    have = written(scope.value(condition.number))
    wanted = SAID[condition.test].format(*limits)
    return f"{condition.number.replace('_', ' ')} is {have} here; it has to be {wanted}."


def said(text: str, scope: Scope) -> str:
    """A feedback text with the numbers of this run filled in."""

    def value(name: str) -> str | None:
        known = name in scope.extra or name in scope.lesson.numbers or name in scope.lesson.variants
        found = scope.value(name)
        return written(found) if known or isinstance(found, str) or not math.isnan(found) else None

    return filled_in(text, value)


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
