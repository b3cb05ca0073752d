"""An assignment as a lesson of one screen, so that it is shown, locked and graded as every lesson is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from lessons.assignments.assignment import (
    GOALS,
    TEXT_TESTS,
    Assignment,
    Goal,
    OwnAssignment,
    TaskAssignment,
    digest,
    experiment_for,
)
from lessons.course import readable
from lessons.lesson import Lesson
from lessons.plain import plain_words
from lessons.records import USUAL_PANELS, Block, Condition, Number, Screen, StageView, Task, Within
from optim_core import Message

TASK = "goal"  # the task's name in a lesson made of a teacher's own assignment


class Wording(NamedTuple):
    """What is said of an assignment."""

    title: str  # where the teacher gave none
    goals: Mapping[Goal, tuple[str, str]]  # what a goal asks for, and what to say where it is not reached


def task_name(assignment: Assignment) -> str:
    return assignment.task if isinstance(assignment, TaskAssignment) else TASK


def seed_of(assignment: Assignment) -> int:
    return assignment.seed if isinstance(assignment, TaskAssignment) else 0


def lesson_for(assignment: Assignment, wording: Wording, language: str = "en") -> Lesson:
    """The lesson of an assignment."""
    if isinstance(assignment, TaskAssignment):
        lesson = readable(language)[assignment.lesson]
        screen = next(s for s in lesson.screens if Block("task", assignment.task) in s.blocks)
        return replace(lesson, screens=(Screen(screen.title, (Block("task", assignment.task),)),), terms=())
    return _own(assignment, wording)


def _own(assignment: OwnAssignment, wording: Wording) -> Lesson:
    title = plain_words(assignment.title) or wording.title
    numbers = {f"g{k}": _number(f"g{k}", goal) for k, goal in enumerate(assignment.goals, start=1)}
    needs = tuple(_condition(f"g{k}", goal, wording) for k, goal in enumerate(assignment.goals, start=1))
    wishes = "\n".join(f"- {wording.goals[goal][0]}" for goal in assignment.goals)
    say = "\n\n".join(part for part in (plain_words(assignment.say), wishes) if part)
    experiment = experiment_for(assignment.experiment)
    panels = (*USUAL_PANELS, "data") if experiment.surface.data is not None else USUAL_PANELS
    return Lesson(
        slug=f"assignment-{digest(assignment).hex()}",
        number=0,
        title=title,
        idea="",
        able="",
        minutes=5,
        experiment=assignment.experiment,
        free=assignment.free,
        stage=StageView(panels=panels),
        screens=(Screen(wording.title, (Block("task", TASK),)),),
        tasks={TASK: Task(name=TASK, kind="settings", say=say, needs=needs)},
        numbers=numbers,
    )


def _number(name: str, goal: Goal) -> Number:
    """A goal's number, measured on any run of the experiment, the same one for all goals."""
    kind = GOALS[goal.kind]
    if kind.argument == "key":
        measure = "choice" if goal.test in TEXT_TESTS else "field"
        return Number(name, measure=measure, key=str(goal.argument), run=None)
    limit = float(goal.argument) if kind.argument == "limit" else None
    return Number(name, measure=kind.measure, limit=limit, run=None)


def _condition(name: str, goal: Goal, wording: Wording) -> Condition:
    within = Within(1e-9, share=True) if goal.test == "equals" else None
    miss = wording.goals[goal][1].replace("{value}", "{" + name + "}")
    return Condition(name, goal.test, (goal.limit,), within, miss)


def of_digest(wanted: bytes, seed: int, language: str = "en") -> TaskAssignment | None:
    """The lesson's task with that digest."""
    for lesson in readable(language).values():
        for task in lesson.tasks:
            assignment = TaskAssignment(lesson.slug, task, seed)
            if digest(assignment) == wanted:
                return assignment
    return None


def title_of(assignment: Assignment, usual: str, language: str = "en") -> str | Message:
    """What an assignment is called."""
    if isinstance(assignment, TaskAssignment):
        lesson = readable(language)[assignment.lesson]
        screen = next(s for s in lesson.screens if Block("task", assignment.task) in s.blocks)
        return f"{lesson.title}: {screen.title}"
    return assignment.title or usual
