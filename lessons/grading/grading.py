"""Grades what a learner did: everything is worked out again here from the texts of their runs."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lessons.grading.locks import admitted, free_fields, held
from lessons.grading.questions import FieldVerdict, Verdict, judge
from lessons.lesson import Lesson
from lessons.measuring.conditions import all_met, compares, meeting, misses, said
from lessons.measuring.measures import Value
from lessons.measuring.scope import Scope
from lessons.measuring.words import LessonText, answered
from lessons.records import Task
from lessons.settings import setting
from lessons.variants import in_round
from optim_core import Experiment, Message

RULES = 2  # raise it where what solved a task may solve it no longer; tests/earlier was made by 1
MOST_GRADED = 60  # runs; the newest count
MOST_ANSWERS = 500
__all__ = ["FieldVerdict", "Grade", "Verdict", "admitted", "free_fields", "grade", "judge"]

NOTHING_YET = Message("grade.nothing_yet")
MOST_KEYS = 3  # that are named; a run that differs in more belongs somewhere else


@dataclass(frozen=True)
class Grade:
    """Whether a task is passed, what to say, which runs were used (places in what was given) and the round it is in."""

    passed: bool
    feedback: tuple[Message, ...] = ()
    runs: tuple[int, ...] = ()
    round: int = 0


@dataclass(frozen=True)
class Shot:
    """One run of the learner as the task sees it."""

    place: int
    experiment: Experiment
    scope: Scope
    changed: tuple[str, ...]  # locked fields that were not as the task has them


def grade(lesson: Lesson, task_name: str, runs: Sequence[str], seed: int, answers: Sequence[str] = ()) -> Grade:
    """Whether these runs, query texts with the newest last, solve a task; for an answer task the `answers` in order.

    For a task of moves, `runs` are those since counting began, without the one it began with.
    """
    task = lesson.tasks[task_name]
    if task.kind == "answer":
        return _answer(lesson, task, answers, seed)
    first = max(0, len(runs) - MOST_GRADED) if task.kind != "moves" else 0
    shots = [_shot(lesson, task, place, runs[place], seed) for place in range(first, len(runs))]
    if not shots:
        return Grade(False, (NOTHING_YET,))
    elsewhere = task.kind != "moves" and shots[-1].changed
    last = Grade(False, (_elsewhere(shots[-1].changed),)) if elsewhere else None
    counted = [shot for shot in shots if not shot.changed]
    result = GRADERS[task.kind](task, counted) if counted else Grade(False, (NOTHING_YET,))
    if result.passed:
        return Grade(True, (said(task.right, _used(counted, result)),) if task.right else (), result.runs)
    return last or result


def _elsewhere(changed: tuple[str, ...]) -> Message:
    """Why a run does not count: what was otherwise, or that it was another experiment altogether."""
    if len(changed) > MOST_KEYS or {"surface", "formula"} & {*changed}:
        return Message("grade.another")
    return Message("grade.elsewhere", keys=", ".join(changed))


def _used(counted: list[Shot], result: Grade) -> Scope:
    return next((shot.scope for shot in reversed(counted) if shot.place in result.runs), counted[-1].scope)


def _shot(lesson: Lesson, task: Task, place: int, query: str, seed: int) -> Shot:
    experiment, messages = held(lesson, task, query, seed)
    extra: dict[str, Value] = {"moves": float(place + 1)}
    changed = tuple(str(message.values.get("key", message.values.get("name", ""))) for message in messages)
    return Shot(place, experiment, Scope(lesson, experiment, seed, extra=extra), tuple(key for key in changed if key))


def _settings(task: Task, shots: list[Shot]) -> Grade:
    for shot in reversed(shots):
        if all_met(task.needs, shot.scope):
            return Grade(True, (), (shot.place,))
    return Grade(False, _with(task.miss, misses(task.needs, shots[-1].scope), shots[-1].scope), (shots[-1].place,))


def _moves(task: Task, shots: list[Shot]) -> Grade:
    for shot in shots:
        if shot.place < task.moves and all_met(task.needs, shot.scope):
            return Grade(True, (), (shot.place,))
    last = shots[-1]
    feedback = _with(task.miss, misses(task.needs, last.scope), last.scope)
    if last.place + 1 >= task.moves:
        feedback = (Message("grade.moves", used=last.place + 1, high=task.moves), *feedback)
    return Grade(False, feedback, (last.place,))


def _pair(task: Task, shots: list[Shot]) -> Grade:
    ones = [shot for shot in shots if all_met(task.one, shot.scope)]
    others = [shot for shot in shots if all_met(task.other, shot.scope)]
    last = shots[-1].scope
    hints: list[Message] = []
    for b, a in sorted(((b, a) for a in ones for b in others if a is not b), key=_newest):
        differing = [key for key in task.same if setting(a.experiment, key) != setting(b.experiment, key)]
        one, other = meeting(task.one, a.scope) or a.scope, meeting(task.other, b.scope) or b.scope
        failed = [c for c in task.comparisons if not compares(c, one, other)]
        if not differing and not failed:
            return Grade(True, (), tuple(sorted((a.place, b.place))))
        if not hints:
            hints = [Message("grade.two_things", keys=", ".join(differing))] if differing else []
            hints += [said(c.miss, b.scope) for c in failed if c.miss]
    if not ones:
        hints += [said(task.miss_one, last)] if task.miss_one else misses(task.one, last)
    if not others:
        hints += [said(task.miss_other, last)] if task.miss_other else misses(task.other, last)
    together = bool(ones and others)
    if together and not (hints or task.miss):
        hints = [Message("grade.no_pair")]
    return Grade(False, _with(task.miss if together else "", tuple(hints), last), (shots[-1].place,))


def _newest(pair: tuple[Shot, Shot]) -> tuple[int, int]:
    places = sorted((pair[0].place, pair[1].place))
    return -places[1], -places[0]


def _collect(task: Task, shots: list[Shot]) -> Grade:
    last = shots[-1].scope
    alike: dict[tuple[Value | None, ...], dict[Value, Shot]] = {}  # those with the same of what has to be the same
    for shot in shots:
        bound = meeting(task.each, shot.scope)
        if bound is not None:
            key = bound.value(task.distinct) if task.distinct else shot.experiment.to_query()
            if isinstance(key, str) or not math.isnan(key):
                alike.setdefault(tuple(setting(shot.experiment, same) for same in task.same), {})[key] = shot
    distinct = list(max(alike.values(), key=len).values()) if alike else []
    empty = [group for group in task.groups if not any(all_met(group, shot.scope) for shot in distinct)]
    if len(distinct) >= task.count and not empty:
        return Grade(True, (), tuple(shot.place for shot in distinct))
    feedback = () if all_met(task.each, last) else misses(task.each, last)
    if len(distinct) < task.count:
        feedback = (*feedback, Message("grade.collected", have=len(distinct), count=task.count))
    else:
        feedback = (*feedback, *(message for group in empty for message in misses(group, last)))
    return Grade(False, _with(task.miss, feedback, last), tuple(shot.place for shot in distinct))


GRADERS: dict[str, Callable[[Task, list[Shot]], Grade]] = {
    "settings": _settings,
    "moves": _moves,
    "pair": _pair,
    "collect": _collect,
}


def _with(miss: str, details: tuple[Message, ...], scope: Scope) -> tuple[Message, ...]:
    """The task's own sentence first, then what is particular to this run."""
    return tuple(dict.fromkeys((said(miss, scope), *details) if miss else details))


def answer_scope(lesson: Lesson, task: Task, seed: int, round: int = 0) -> Scope:
    """The numbers of an answer task in one of its rounds."""
    drawn = in_round(seed, round)
    return Scope(lesson, lesson.task_start(task.name, seed, round), drawn)


def true_answer(lesson: Lesson, task: Task, seed: int, round: int = 0) -> float:
    """What the right answer is in one round."""
    scope = answer_scope(lesson, task, seed, round)
    return scope.limit(task.formula) if task.formula else scope.number(task.number)


def _answer(lesson: Lesson, task: Task, answers: Sequence[str], seed: int) -> Grade:
    """The answers one after another: a right one brings the next round's variant, a wrong one starts the row again."""
    right_in_all, in_a_row = 0, 0
    feedback: tuple[Message, ...] = (Message("grade.type_number"),)
    for text in answers[:MOST_ANSWERS]:
        answer = answered(text)
        if isinstance(answer, Message):  # nothing that could be right or wrong
            feedback = (answer,)
            continue
        true, scope = true_answer(lesson, task, seed, right_in_all), answer_scope(lesson, task, seed, right_in_all)
        extra = {**scope.extra, "given": answer, "round": float(in_a_row + 1), "rounds": float(task.rounds)}
        named = Scope(lesson, scope.experiment, scope.seed, extra=extra)
        if task.within.holds(answer, true):
            right_in_all, in_a_row = right_in_all + 1, in_a_row + 1
            feedback = (said(task.right, named) if task.right else Message("grade.right"),)
            if in_a_row >= task.rounds:
                return Grade(True, feedback, (), right_in_all - 1)
            feedback = (*feedback, Message("grade.in_a_row", have=in_a_row, count=task.rounds))
        else:
            in_a_row = 0
            usual = Message("grade.not_right", given=LessonText("{given}", given=answer))
            feedback = (said(task.wrong, named) if task.wrong else usual,)
    return Grade(False, feedback, (), right_in_all)
