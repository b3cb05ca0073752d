"""What was made with an earlier version is read: records, codes, links, lessons; tests/earlier/make.py made them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.pages.assignment.words import wording
from app.words.words import text
from lessons import course, read_lesson
from lessons.assignments.assigned import lesson_for, title_of
from lessons.assignments.assignment import Assignment, OwnAssignment, TaskAssignment, read_assignment, write_assignment
from lessons.assignments.codes import read_code, write_code
from lessons.assignments.verify import Checked, check, code_for
from lessons.check.proofs import solutions
from lessons.grading.grading import RULES, grade
from lessons.learner.progress import Progress
from lessons.learner.proven import proven
from lessons.learner.record import Answer, LessonRecord
from lessons.plain import plain_words
from optim_core import OUTCOMES, Experiment

EARLIER = Path(__file__).parent / "earlier"
RECORDS = ("everything.json", "by-chance.json")
LESSON = course()["too-small-too-large"]
TASK = next(iter(LESSON.tasks.values()))
SEED = 7


def earlier(name: str) -> Any:
    return json.loads((EARLIER / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=RECORDS)
def kept(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Progress]:
    """A record of an earlier version, as it was written and as it is after it was graded again."""
    text = (EARLIER / request.param).read_text(encoding="utf-8")
    progress, notes = Progress.read(text)
    assert notes == ()
    progress, notes = proven(progress)
    assert notes == ()
    return json.loads(text), progress


def test_nothing_of_a_record_is_lost(kept: tuple[dict[str, Any], Progress]) -> None:
    """Every field is written again as it was, under its name, also after everything was graded anew."""
    written, progress = kept
    again = json.loads(progress.text())
    others = written.keys() - {"lessons"}
    assert {name: again[name] for name in others} == {name: written[name] for name in others}
    for slug, record in written["lessons"].items():
        assert {name: again["lessons"][slug][name] for name in record} == record


def test_what_no_longer_passes_is_marked_and_nothing_else(kept: tuple[dict[str, Any], Progress]) -> None:
    """A task is marked as solved in an earlier version exactly where today's grading does not pass it."""
    _, progress = kept
    for slug, record in progress.lessons.items():
        for name, runs in record.solved.items():
            passed = grade(course()[slug], name, runs, progress.seed, record.tries.get(name, ())).passed
            assert (name in record.earlier) is not passed


def failing(rules: int | None = None) -> Progress:
    """A learner with a task that is done by what does not solve it today."""
    record = LessonRecord(solved={TASK.name: (LESSON.task_query(TASK, SEED),)})
    return Progress(SEED).with_lesson(
        LESSON.slug, record if rules is None else replace(record, rules={TASK.name: rules})
    )


def test_a_solution_of_an_earlier_version_stays_done_until_it_is_solved_anew() -> None:
    """It is marked; solving it once more takes the mark away, and the new runs are kept."""
    progress, notes = proven(Progress.read(failing().text())[0])
    record = progress.lesson(LESSON.slug)
    assert (record.earlier, notes) == ((TASK.name,), ())
    assert Progress.read(progress.text())[0] == progress
    runs = tuple(solutions(LESSON, TASK, SEED))
    anew = progress.with_lesson(LESSON.slug, record.solved_by(TASK.name, runs))
    assert anew.lesson(LESSON.slug).earlier == ()
    assert proven(Progress.read(anew.text())[0]) == (anew, ())
    assert anew.lesson(LESSON.slug).solved_by(TASK.name, ()) == anew.lesson(LESSON.slug)


def test_what_says_it_is_by_todays_rules_has_to_pass_them() -> None:
    """A record with a made-up proof is open again, and said to be."""
    progress, notes = proven(failing(RULES))
    assert progress.lesson(LESSON.slug).solved == {}
    assert [note.key for note in notes] == ["progress.not_proved"]


def test_what_is_only_marked_is_no_proof_for_a_teacher() -> None:
    """A code made of such a solution does not pass, whatever rules it claims."""
    runs = failing().lesson(LESSON.slug).solved[TASK.name]
    assignment = TaskAssignment(LESSON.slug, TASK.name, SEED)
    code = read_code(code_for(assignment, lesson_of(assignment), runs))
    for rules in range(1, RULES + 1):
        checked = check_code(write_code(replace(code, rules=rules)), assignment)
        assert not checked.grade.passed
        assert checked.earlier is (rules < RULES)


def achieved(progress: Progress) -> Any:
    """What must not depend on which of two records comes first."""
    records = {
        slug: (record.seen, record.solved, record.rules, record.seeds, record.earlier, set(record.answers))
        for slug, record in progress.lessons.items()
    }
    return progress.seed, records, progress.games


def test_records_of_two_versions_merge_both_ways(kept: tuple[dict[str, Any], Progress]) -> None:
    """All that was solved in either is solved, with its proof; the order does not matter."""
    _, old = kept
    runs = tuple(solutions(LESSON, TASK, SEED))
    new = failing(RULES).with_lesson(LESSON.slug, LessonRecord().at(1).solved_by(TASK.name, runs))
    raw, new_raw = (Progress.read(progress.text())[0] for progress in (old, new))
    one, other = raw.merged(new_raw), new_raw.merged(raw)
    assert achieved(one) == achieved(other)
    for slug in one.lessons:
        assert one.lesson(slug).solved.keys() == old.lesson(slug).solved.keys() | new.lesson(slug).solved.keys()
        assert {*one.lesson(slug).earlier} <= {*old.lesson(slug).earlier}
    again, notes = proven(one)
    assert notes == ()
    assert achieved(again) == achieved(one)


def test_a_solution_keeps_the_variant_that_it_solves(kept: tuple[dict[str, Any], Progress]) -> None:
    """Merged with a learner who has done more and so gives the seed, each task is still proved by its own variant."""
    _, mine = kept
    answers = {f"q{k}": Answer(("x",), None) for k in range(40)}
    more = Progress(5, "", {slug: LessonRecord(answers=answers) for slug in mine.lessons})
    for both in (mine.merged(more), more.merged(mine)):
        assert both.seed == 5
        again, notes = proven(Progress.read(both.text())[0])
        assert notes == ()
        for slug, record in mine.lessons.items():
            assert again.lesson(slug).solved == record.solved
            assert again.lesson(slug).earlier == record.earlier


def test_the_newer_rules_win() -> None:
    """Of the same task, solved by earlier rules here and by today's there, today's solution is kept, both ways."""
    runs = tuple(solutions(LESSON, TASK, SEED))
    old, new = failing(), Progress(SEED).with_lesson(LESSON.slug, LessonRecord().solved_by(TASK.name, runs))
    for both in (old.merged(new), new.merged(old)):
        assert both.lesson(LESSON.slug).solved == {TASK.name: runs}
        assert both.lesson(LESSON.slug).earlier == ()


# ---- assignments


def lesson_of(assignment: Assignment) -> Any:
    return lesson_for(assignment, wording(assignment, "en"))


def check_code(code: str, assignment: Assignment | None) -> Checked:
    return check(code, assignment, wording(assignment, "en"))


@pytest.mark.parametrize("row", earlier("assignments.json"), ids=lambda row: row["code"][:11])
def test_an_earlier_code_is_checked_or_said_to_be_of_an_earlier_version(row: dict[str, Any]) -> None:
    """Link and code are read as they were; where no goal hangs on how a run is called, the verdict is the same."""
    assignment = read_assignment(row["link"])
    assert write_assignment(assignment) == row["link"]
    checked = check_code(row["code"], assignment)
    assert (list(checked.runs), list(checked.answers), checked.nickname) == (row["runs"], row["answers"], "Ada")
    assert checked.earlier
    if isinstance(assignment, OwnAssignment) and "outcome" not in {goal.kind for goal in assignment.goals}:
        assert checked.grade.passed is row["passed"]


def test_most_earlier_codes_still_pass() -> None:
    """A change of rules leaves what authors gave as solutions."""
    rows = [row for row in earlier("assignments.json") if row["passed"]]
    passed = [check_code(row["code"], read_assignment(row["link"])).grade.passed for row in rows]
    assert sum(passed) > 0.8 * len(rows)


# ---- links, lessons, names


@pytest.mark.parametrize("query", earlier("links.json"))
def test_an_earlier_link_is_read(query: str) -> None:
    """It is the same experiment, written the same way."""
    assert Experiment.from_query(query).to_query() == query


@pytest.mark.parametrize("path", sorted(EARLIER.glob("*.md")), ids=lambda path: path.name)
def test_an_earlier_lesson_is_read(path: Path) -> None:
    """A teacher's file is read without a complaint."""
    assert read_lesson(path.read_text(encoding="utf-8"), path.name).tasks


def test_outcomes_keep_their_names() -> None:
    """The words that stand in goals and lessons are still known."""
    assert {"converged", "still_moving", "bouncing", "diverged", "left_domain", "no_step"} <= {*OUTCOMES}


@pytest.mark.parametrize(("rules", "said"), [(1, "warning"), (RULES, "error")])
def test_a_teacher_is_told_that_a_code_is_of_an_earlier_version(rules: int, said: str) -> None:
    """The page says so in place of a mere no; neither is a pass."""
    assignment = TaskAssignment(LESSON.slug, TASK.name)
    runs = (LESSON.task_query(TASK, 0),)
    code = write_code(
        replace(read_code(code_for(assignment, lesson_of(assignment), runs, nickname="Ada")), rules=rules)
    )
    page = AppTest.from_string("from app.pages.assignment.page import assignment_page\nassignment_page('en')")
    page.query_params["check"] = code
    page.run(timeout=60)
    title = plain_words(str(title_of(assignment, "")))
    key = {"warning": "assignment.earlier", "error": "assignment.failed"}[said]
    assert [element.value for element in getattr(page, said)] == [text(key, name="Ada", title=title)]
    assert not page.success
    assert not page.exception
