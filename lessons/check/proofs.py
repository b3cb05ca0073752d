"""Proves each task: its reference solution passes, its default fails, and chance passes less than one time in ten."""

import math
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from lessons.check.claims import seeds_of
from lessons.check.controls import only_switches, random_query
from lessons.format.crosscheck import work
from lessons.grading.grading import answer_scope, grade, true_answer
from lessons.grading.locks import free_fields
from lessons.lesson import Lesson, experiment_of, filled_query
from lessons.problems import Problem
from lessons.records import Task
from lessons.settings import laid_over
from optim_core import Message

SAMPLES = 200
FEWEST = 30  # where one run takes long
USUAL_WORK = 10_000
CHANCE = 0.1


class Share(NamedTuple):
    """Of how many random settings how many passed; none were tried where only switches are free."""

    passed: int
    tried: int

    def __str__(self) -> str:
        return f"{100 * self.passed / self.tried:.1f} % of {self.tried}" if self.tried else "not drawn"


def failed_proofs(lesson: Lesson) -> Iterator[Problem]:
    """What is wrong with the tasks, apart from chance."""
    for name, task in lesson.tasks.items():
        for seed in seeds_of(lesson):
            problems = list(_answer(lesson, task, seed) if task.kind == "answer" else _runs(lesson, task, seed))
            yield from (Problem(_line(lesson, name, key), f"task.{name}.{key}", message) for key, message in problems)
            if problems:
                break


def _line(lesson: Lesson, name: str, key: str) -> int:
    return lesson.lines.get(f"task.{name}.{key}") or lesson.lines.get(f"task.{name}", 1)


def solutions(lesson: Lesson, task: Task, seed: int) -> list[str]:
    """The reference runs as query texts."""
    base = lesson.task_query(task, seed)
    return [filled_query(laid_over(base, solution), lesson.drawn(seed)) for solution in task.solution]


def _runs(lesson: Lesson, task: Task, seed: int) -> Iterator[tuple[str, Message]]:
    start = lesson.task_query(task, seed)
    if grade(lesson, task.name, [start], seed).passed:
        yield "needs", Message("check.default_passes")
    runs = solutions(lesson, task, seed)
    together = [runs] if task.kind in ("pair", "collect") else [[run] for run in runs]
    for each in together:
        result = grade(lesson, task.name, each, seed)
        if not result.passed:
            yield "solution", Message("check.solution_fails", why=result.feedback)
    if task.kind in ("pair", "collect") and len(runs) > 1 and grade(lesson, task.name, runs[:1], seed).passed:
        yield "solution", Message("check.first_passes")


def _answer(lesson: Lesson, task: Task, seed: int) -> Iterator[tuple[str, Message]]:
    true = [true_answer(lesson, task, seed, round) for round in range(task.rounds)]
    key = "formula" if task.formula else "number"
    if not all(math.isfinite(value) for value in true):
        yield key, Message("check.no_answer", answers=str(true))
        return
    if not grade(lesson, task.name, [], seed, [repr(value) for value in true]).passed:
        yield key, Message("check.answers_fail", answers=str(true))
    for solution in task.solution:
        values = [answer_scope(lesson, task, seed, round).limit(solution) for round in range(task.rounds)]
        if not grade(lesson, task.name, [], seed, [repr(value) for value in values]).passed:
            yield "solution", Message("check.answer_solution", answers=str(values), right=str(true))
    if grade(lesson, task.name, [], seed, [repr(true[0])] * (task.rounds - 1)).passed:
        yield "rounds", Message("check.fewer_rounds")
    if task.rounds > 1 and len({f"{value:.9g}" for value in true}) == 1:
        yield "rounds", Message("check.rounds_alike")
    for wrong in (["0"] * task.rounds if abs(true[0]) > 1e-9 else [], [repr(value * 1.3 + 1) for value in true]):
        if wrong and grade(lesson, task.name, [], seed, wrong).passed:
            yield "within", Message("check.wrong_passes", answers=str(wrong))


def chance(lesson: Lesson, task: Task, seed: int = 0, samples: int | None = None) -> Share:
    """How often settings drawn at random from the unlocked controls pass; for several runs, sets of the same size."""
    base, patterns = lesson.task_query(task, seed), free_fields(lesson, task.name)
    start = experiment_of(base)
    if task.kind == "answer" or only_switches(lesson, start, patterns):
        return Share(0, 0)
    size = max(1, len(task.solution)) if task.kind in ("pair", "collect") else 1
    usual = max(FEWEST, min(SAMPLES, SAMPLES * USUAL_WORK // (work(start) * size)))
    count = usual if samples is None else samples
    random = Random(f"{lesson.slug}/{task.name}")
    passed = 0
    for _ in range(count):
        runs = [random_query(lesson, base, patterns, random) for _ in range(size)]
        passed += grade(lesson, task.name, runs, seed).passed
    return Share(passed, count)


def too_easy(lesson: Lesson, shares: dict[str, Share]) -> Iterator[Problem]:
    """The tasks that chance passes too often."""
    for name, share in shares.items():
        if share.tried and share.passed >= CHANCE * share.tried:
            percent = round(100 * share.passed / share.tried, 1)
            message = Message("check.chance", percent=percent, tried=share.tried, high=round(100 * CHANCE))
            yield Problem(_line(lesson, name, "needs"), f"task.{name}", message)
