"""Makes the files beside it, which a learner and a teacher of version c1c1aaa have: by that version's own code.

In a checkout of c1c1aaa, with the packages of its requirements: PYTHONPATH=. python <here>/make.py
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from app.assignment_words import sentences
from app.presets import PRESETS
from app.situations import SITUATIONS
from hypothesis import HealthCheck, given, seed, settings
from lessons.assigned import lesson_for
from lessons.assignment import GOALS, Assignment, Goal, OwnAssignment, TaskAssignment, checked, write_assignment
from lessons.codes import read_code
from lessons.locks import free_fields
from lessons.progress import Answer, LessonRecord, Progress
from lessons.verify import check, code_for

from lessons import course
from lessons.check.controls import random_query
from lessons.check.proofs import solutions
from lessons.grading import grade, true_answer
from lessons.jungle import LEVELS, graded
from lessons.lesson import Lesson
from lessons.settings import laid_over
from optim_core import Experiment
from tests.test_experiment import experiments

HERE = Path(__file__).parent
LESSONS = ("06-valleys.md", "16-modern-optimizers.md")
CHANCES, LINKS = 100, 150  # random settings of a task, random experiments


def main() -> None:
    write("everything.json", progress(seed=2026, everything=True))
    write("by-chance.json", progress(seed=11, everything=False))
    write("assignments.json", dump(assignments()))
    write("links.json", dump(links()))
    for name in LESSONS:
        write(name, Path("lessons/en", name).read_text(encoding="utf-8"))
    write("template.md", Path("lessons/template.md").read_text(encoding="utf-8"))


def write(name: str, text: str) -> None:
    (HERE / name).write_text(text, encoding="utf-8")


def dump(rows: list[Any]) -> str:
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


# ---- records


def progress(seed: int, everything: bool) -> str:
    """Of somebody who solved every task as its author does; or of somebody who tried until it said "solved"."""
    done = Progress(seed)
    for slug, lesson in course().items():
        done = done.with_lesson(slug, worked(lesson, seed, everything))
    log = "_".join(["1", *["v1"] * 40])
    for level in LEVELS:
        if (game := graded(level, 3, log)) is not None:
            done = done.played(level, game)
    text = done.text()
    assert Progress.read(text) == (done, ())
    return text


def worked(lesson: Lesson, seed: int, everything: bool) -> LessonRecord:
    record = LessonRecord().at(len(lesson.screens))
    for number, question in enumerate(lesson.questions.values()):
        words = ("Because the slope says so.",) if not question.options else (question.options[0].text,)
        sure = (None, 50, 90)[number % 3]
        record = record.answered(question.name, Answer(words, None if number % 3 == 0 else number % 3 == 1, sure))
    for name, task in lesson.tasks.items():
        if task.kind == "answer":
            if everything:
                right = [repr(true_answer(lesson, task, seed, k)) for k in range(task.rounds)]
                record = record.tried(name, ("about ten", "12345", *right)).solved_by(name, ())
        else:
            runs = solutions(lesson, task, seed) if everything else chance(lesson, name, seed)
            if runs:
                record = record.counting(name) if task.kind == "moves" else record.hinted(name, 1)
                for run in runs:
                    record = record.ran(run).moved(name, run)
                record = record.solved_by(name, tuple(runs[k] for k in grade(lesson, name, runs, seed).runs))
    return record


def chance(lesson: Lesson, name: str, seed: int) -> list[str]:
    """The first random settings that solve a task."""
    random, tried = Random(f"{lesson.slug}/{name}"), []
    start, free = lesson.task_query(lesson.tasks[name], seed), free_fields(lesson, name)
    for _ in range(CHANCES if lesson.tasks[name].kind == "settings" else 30):
        tried = [*tried, random_query(lesson, start, free, random)][-60:]
        last = tried[-1:] if lesson.tasks[name].kind == "settings" else tried
        if (found := grade(lesson, name, last, seed)).passed:
            return [last[k] for k in found.runs]
    return []


# ---- assignments


START = "v=1&surface=quadratic&L=2&x=2&steps=20&run1=gd&run1.lr=0.01"
BOWL = "v=1&surface=bowl&steps=60&run1=adam&run1.lr=0.01&run2=momentum&run2.lr=0.001"
OWN = [
    (START, "run1.lr", [Goal("loss", "below", 1e-6), Goal("steps", "at_most", 9.0, 0.001)], "run1.lr=0.45"),
    (START, "run1.lr", [Goal("outcome", "is", "converged")], "run1.lr=0.3"),
    (START, "run1.lr", [Goal("outcome", "is", "converged"), Goal("rises", "at_most", 0.0)], "run1.lr=0.2"),
    (START, "run1.lr", [Goal("outcome", "is", "diverged")], "run1.lr=1.2"),
    (START, "run1.lr", [Goal("outcome", "is", "bouncing")], "run1.lr=1"),
    (START, "run1.lr", [Goal("outcome", "is_not", "still_moving"), Goal("distance", "below", 0.1)], "run1.lr=0.4"),
    (BOWL, "run1.*", [Goal("outcome", "is", "converged")], "run1.lr=0.3&run1.beta1=0.8"),
    (BOWL, "run*", [Goal("setting", "is", "rmsprop", "run1"), Goal("loss", "below", 1.0)], "run1=rmsprop&run1.lr=0.1"),
    (BOWL, "start", [Goal("setting", "above", 1.0, "x"), Goal("loss", "below", 30.0)], "x=2&y=0.5"),
]


def assignments() -> list[dict[str, Any]]:
    """Links with codes that solve them and codes that do not, and what that version says of them."""
    rows = []
    for number, (query, free, goals, solution) in enumerate(OWN):
        assert {goal.kind for goal in goals} <= GOALS.keys()
        own = checked(
            OwnAssignment(query, (free,), tuple(goals), f"No. {number} (<b>x</b>)", "Be quick." * (number % 2))
        )
        rows += [code(own, [laid_over(own.experiment, solution)]), code(own, [own.experiment])]
    for slug, lesson in course().items():
        for name, task in lesson.tasks.items():
            for variant in (0, 7):
                assignment = TaskAssignment(slug, name, variant)
                if task.kind == "answer":
                    answers = [repr(true_answer(lesson, task, variant, k)) for k in range(task.rounds)]
                    rows += [code(assignment, [], answers)]
                else:
                    rows += [code(assignment, solutions(lesson, task, variant))]
            if task.kind != "answer":
                lucky = chance(lesson, name, 0)
                rows += [code(TaskAssignment(slug, name), lucky)] if lucky else []
                rows += [code(TaskAssignment(slug, name), [lesson.task_start(name, 0).to_query()])]
    return rows


def code(assignment: Assignment, runs: list[str], answers: list[str] | None = None) -> dict[str, Any]:
    words = sentences(assignment, "en")
    lesson = lesson_for(assignment, words, "Assignment")
    written = code_for(assignment, lesson, runs, answers or (), "Ada")
    assert read_code(written).nickname == "Ada"
    result = check(written, assignment, words, "Assignment")
    return {
        "link": write_assignment(assignment),
        "code": written,
        "passed": result.grade.passed,
        "runs": result.runs,
        "answers": result.answers,
    }


# ---- links


def links() -> list[str]:
    """Every preset and situation, the experiments of all lessons, and random ones."""
    found = [experiment.to_query() for experiment in (*PRESETS.values(), *SITUATIONS.values())]
    for lesson in course().values():
        found.append(lesson.preset(1).to_query())
        found += [lesson.shown(name, 1).to_query() for name in lesson.shows]

    @seed(1)
    @settings(max_examples=LINKS, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(experiments())
    def collect(experiment: Experiment) -> None:
        found.append(experiment.to_query())

    collect()
    return [query for query in dict.fromkeys(found) if len(query) < 2000]


if __name__ == "__main__":
    main()
