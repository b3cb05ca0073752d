"""A learner's progress as text: it survives the way there and back; what else a file holds is left out and said."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import course
from lessons.check.proofs import solutions
from lessons.grading.grading import grade, true_answer
from lessons.learner.progress import MAX_TEXT, Progress
from lessons.learner.proven import proven
from lessons.learner.record import MAX_RUNS, Answer, LessonRecord

SEED = 7
FIRST = "slope-and-sign"


def done() -> Progress:
    """A learner who solved every task of one lesson."""
    lesson = course()[FIRST]
    record = LessonRecord(answers={"side": Answer(("To the left",), False, 80)})
    for name, task in lesson.tasks.items():
        if task.kind == "answer":
            record = record.tried(name, tuple(repr(true_answer(lesson, task, SEED, k)) for k in range(task.rounds)))
            record = record.solved_by(name, ())
        else:
            (run,) = solutions(lesson, task, SEED)
            record = record.ran(run).solved_by(name, (run,))
    return Progress(SEED).with_lesson(FIRST, record.at(3))


def test_progress_survives_the_way_there_and_back() -> None:
    """What is written is read again, without a note, and still proved."""
    read, notes = Progress.read(done().text())
    assert (read, notes) == (done(), ())
    assert proven(read) == (read, ())
    assert read.lesson(FIRST).solved.keys() == course()[FIRST].tasks.keys()


def tampered(**changes: Any) -> str:
    record = json.loads(done().text())
    record["lessons"][FIRST] |= changes
    return json.dumps(record)


def test_a_task_that_was_not_solved_is_open_again() -> None:
    """A claimed task is graded again: made-up runs, other settings and unknown names do not count, the rest stays."""
    cheats: list[Any] = [
        {"four": ["surface=parabola&w=1.5&steps=10&run1=gd&run1.lr=0.1"]},
        {"four": []},
        {"four": ["x"]},
    ]
    cheats += [{"four": ["surface=quadratic&L=2&x=2&steps=10&run1=gd&run1.lr=0.1"]}, {"nothing": ["x"]}]
    for cheat in cheats:
        kept, notes = proven(Progress.read(tampered(solved=cheat))[0])
        assert kept.lesson(FIRST).solved == {}
        assert [note.key for note in notes] == ["progress.not_proved"]
        assert str(notes[0])
        assert kept.lesson(FIRST).answers["side"].sure == 80


def test_an_answer_task_is_proved_by_its_answers() -> None:
    """Without the right numbers typed in a row an answer task is open again."""
    kept, _ = proven(Progress.read(tampered(tries={"land": ["1", "2", "3"]}))[0])
    assert sorted(kept.lesson(FIRST).solved) == ["flat", "four"]


def test_a_lesson_that_is_not_there_is_left_out() -> None:
    """The record of an unknown lesson is named and dropped."""
    kept, notes = proven(done().with_lesson("how-to-cheat", LessonRecord()))
    assert (list(kept.lessons), kept.last) == ([FIRST], "")
    assert [note.key for note in notes] == ["progress.no_lesson"]
    assert "how-to-cheat" in str(notes[0])


WRONG: list[dict[str, Any]] = [
    {"screen": -1},
    {"screen": "3"},
    {"screen": True},
    {"seen": 10**9},
    {"runs": "x"},
    {"runs": [1]},
    {"runs": ["x"] * (MAX_RUNS + 1)},
    {"runs": ["x" * 10_000]},
    {"runs": ["\ud800"]},
    {"answers": {"side": ["x", True]}},
    {"answers": {"side": [["x"], True, 101]}},
    {"answers": {"side": [[], True, 10]}},
    {"answers": {"\ud800": [["x"], True, 10]}},
    {"answers": {"SIDE OF <b>": [["x"], True, 10]}},
    {"solved": []},
    {"hints": {"four": 1e9}},
    {"tries": {"land": {"a": 1}}},
]


@pytest.mark.parametrize("change", WRONG, ids=[str(change)[:40] for change in WRONG])
def test_a_wrong_part_is_left_out_and_said_and_the_rest_is_kept(change: dict[str, Any]) -> None:
    """One tampered field costs itself alone."""
    read, notes = Progress.read(tampered(**change))
    assert [note.key for note in notes] == ["progress.left_out"]
    str(notes[0].values["where"]).encode("utf-8")  # it can be shown
    assert (read.seed, read.last) == (SEED, FIRST)
    (name,) = change
    others = {"solved", "answers", "runs"} - {name}
    assert all(getattr(read.lesson(FIRST), other) == getattr(done().lesson(FIRST), other) for other in others)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "1", '{"lessons": 3}', "[" * 100_000, "9" * 5000, "\0", "x" * (MAX_TEXT + 1)]
)
def test_what_is_no_record_gives_an_empty_one_and_a_note(text: str) -> None:
    """Nothing is taken, one sentence is said."""
    read, notes = Progress.read(text, seed=5)
    assert (read.lessons, len(notes)) == ({}, 1)


@given(st.text(max_size=400))
def test_reading_any_text_never_crashes(text: str) -> None:
    """Whatever is in the file, there is a progress."""
    assert Progress.read(text)[0].text()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["screen", "seen", "runs", "answers", "solved", "hints", "tries"])


@given(
    st.dictionaries(st.sampled_from([FIRST, "x", "no lesson"]), st.dictionaries(FIELDS, ANYTHING)),
    ANYTHING,
    ANYTHING,
    ANYTHING,
)
def test_reading_any_record_never_crashes(lessons: dict[str, Any], seed: Any, last: Any, games: Any) -> None:
    """Any JSON in any place is read, proved and written again, and what is read once is read again unchanged."""
    read, _ = Progress.read(json.dumps({"version": 1, "lessons": lessons, "seed": seed, "last": last, "games": games}))
    kept, _ = proven(read)
    text = kept.text()
    text.encode("utf-8")
    assert Progress.read(text) == (kept, ())


def test_merging_loses_nothing() -> None:
    """Two devices: what was solved on either is solved, the newer knows where the learner is."""
    solved = done()
    other = Progress(SEED).with_lesson("valleys", LessonRecord(screen=2, seen=4, hints={"apart": 1}))
    both = solved.merged(other)
    assert (both.last, both.seed) == ("valleys", SEED)
    assert both.lesson(FIRST) == solved.lesson(FIRST)
    assert both.lesson("valleys").seen == 4
    again = both.merged(both)
    assert again == both
    newer = Progress(SEED).with_lesson(FIRST, LessonRecord(tries={"land": ("123",)}))
    assert proven(solved.merged(newer))[1] == ()


def test_the_most_that_can_be_kept_can_be_read_again() -> None:
    """A learner who did everything, with full lists of runs, still has a file that is not too long."""
    lessons = course()
    query = "x" * 250
    record = LessonRecord(runs=tuple(f"{query}{k}" for k in range(MAX_RUNS)))
    progress = Progress(SEED, "", dict.fromkeys(lessons, record))
    assert Progress.read(progress.text()) == (progress, ())


def test_what_is_too_much_to_keep_loses_its_oldest_runs() -> None:
    """The text never becomes too long to be read: the newest runs stay, and all that was solved."""
    runs = tuple(f"{k}" + "x" * 1900 for k in range(MAX_RUNS))
    record = replace(done().lesson(FIRST), runs=runs)
    read, notes = Progress.read(Progress(SEED, "", dict.fromkeys(course(), record)).text())
    assert notes == ()
    assert all(0 < len(kept.runs) < MAX_RUNS and kept.runs[-1] == runs[-1] for kept in read.lessons.values())
    assert read.lesson(FIRST).solved == record.solved


def test_every_solution_of_the_course_proves_its_task() -> None:
    """What the page keeps of a passed task, the runs that were used, passes again by itself."""
    for slug in (FIRST, "too-small-too-large", "learning-rate-budget", "valleys"):
        lesson = course()[slug]
        for name, task in lesson.tasks.items():
            if task.kind == "answer":
                continue
            runs = solutions(lesson, task, SEED)
            passed = grade(lesson, name, runs, SEED)
            assert grade(lesson, name, [runs[k] for k in passed.runs], SEED).passed
