"""Makes the code of a solved assignment, and checks one: every run in it is followed and graded again."""

from collections.abc import Sequence
from dataclasses import dataclass

from lessons.assignments.assigned import Wording, lesson_for, of_digest, seed_of, task_name
from lessons.assignments.assignment import MOST_WORK, Assignment, AssignmentError, digest, experiment_for
from lessons.assignments.codes import Code, differences, queries, read_code, write_code
from lessons.grading.grading import RULES, Grade, grade
from lessons.grading.locks import brings_formula, free_fields
from lessons.lesson import Lesson
from lessons.settings import fields_of
from optim_core import Message

MOST_REPLAYED = 15 * MOST_WORK  # of all runs in a code together: some seconds
MOST_FORMULAS = 3  # different ones in a code: each is differentiated in a process of its own


@dataclass(frozen=True)
class Checked:
    """What a code turned out to be."""

    assignment: Assignment
    lesson: Lesson
    nickname: str
    runs: tuple[str, ...]  # query texts
    answers: tuple[str, ...]
    grade: Grade  # by today's rules
    earlier: bool  # whether it was made when others held


def code_for(
    assignment: Assignment, lesson: Lesson, runs: Sequence[str], answers: Sequence[str] = (), nickname: str = ""
) -> str:
    """The code of these runs and answers. Raises AssignmentError where they are too many for one."""
    start = lesson.task_start(task_name(assignment), seed_of(assignment)).to_query()
    changes = tuple(differences(start, query) for query in runs)
    return write_code(Code(digest(assignment), seed_of(assignment), changes, tuple(answers), nickname))


def assignment_of(code: Code, target: Assignment | None, language: str = "en") -> Assignment:
    """Which assignment a code is for: `target`, where it has its digest, or a lesson's task. Raises AssignmentError."""
    if target is not None and (digest(target), seed_of(target)) == (code.digest, code.seed):
        return target
    assignment = of_digest(code.digest, code.seed, language)
    if target is not None:
        raise AssignmentError(Message("assignment.code_other"))
    if assignment is None:
        raise AssignmentError(Message("assignment.code_needs_link"))
    return assignment


def check(text: str, target: Assignment | None, wording: Wording, language: str = "en") -> Checked:
    """What a code stands for, worked out again from its settings. Raises AssignmentError."""
    code = read_code(text)
    assignment = assignment_of(code, target, language)
    lesson = lesson_for(assignment, wording, language)
    seed, task = seed_of(assignment), task_name(assignment)
    runs = queries(lesson.task_start(task, seed).to_query(), code.runs)
    patterns = free_fields(lesson, task)
    if len({fields_of(query).get("formula", "") for query in runs}) > MOST_FORMULAS:
        raise AssignmentError(Message("assignment.code_too_much"))
    if any(brings_formula(query, lesson.task_query(lesson.tasks[task], seed), patterns) for query in runs):
        raise AssignmentError(Message("assignment.code_other"))
    most = MOST_REPLAYED // max(1, len(runs))
    canonical = tuple(experiment_for(query, most).to_query() for query in runs)
    result = grade(lesson, task, canonical, seed, code.answers)
    return Checked(assignment, lesson, code.nickname, canonical, code.answers, result, code.rules < RULES)
