"""The learner's progress: what goes into the browser comes out of it, and nothing that was achieved is ever lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.learner.progress import MAX_TEXT, Progress
from lessons.learner.record import MAX_RUNS, Answer, LessonRecord

DONE = (
    LessonRecord()
    .at(3)
    .ran("surface=bowl&run1=gd")
    .answered("side", Answer(("To the right",), True, 80))
    .solved_by("four", ("surface=bowl&run1=gd",))
    .hinted("four", 2)
    .tried("land", ("2.2", "x"))
    .counting("again")
    .moved("again", "surface=bowl&run1=gd")
)
FULL = Progress(7).with_lesson("slope-and-sign", DONE).with_lesson("valleys", LessonRecord().at(1))


def test_progress_comes_back_from_its_text():
    """Every field of a record survives being stored."""
    assert Progress.read(FULL.text()) == (FULL, ())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "progress.no_json"),
        ("Hello", "progress.no_json"),
        ("[" * 100_000, "progress.no_json"),
        ("[]", "progress.no_record"),
        ('{"lessons": 3}', "progress.no_record"),
        ("x" * (MAX_TEXT + 1), "progress.too_long"),
    ],
)
def test_what_is_no_progress_is_said(text, key):
    """A file of something else gives one sentence and an empty record."""
    progress, notes = Progress.read(text, seed=5)
    assert (progress, [note.key for note in notes]) == (Progress(5), [key])


TAMPERED = [
    ("screen", -1),
    ("screen", 1e9),
    ("seen", True),
    ("runs", ["x" * 5000]),
    ("runs", "surface=bowl"),
    ("runs", ["surface=bowl"] * (MAX_RUNS + 1)),
    ("answers", {"side": ["To the right", True, 80]}),
    ("answers", {"side": [["To the right"], "yes", 80]}),
    ("answers", {"side": [["To the right"], True, 101]}),
    ("answers", []),
    ("solved", {"four": 1}),
    ("solved", {"<b>": []}),
    ("hints", {"four": "2"}),
    ("tries", {"land": [2.2]}),
]


@pytest.mark.parametrize(("field", "value"), TAMPERED, ids=[f"{name}-{k}" for k, (name, _) in enumerate(TAMPERED)])
def test_a_tampered_field_is_left_out_alone(field, value):
    """The field is named in a note; everything else of the record is taken."""
    record = json.loads(FULL.text())
    record["lessons"]["slope-and-sign"][field] = value
    progress, notes = Progress.read(json.dumps(record))
    assert [note.key for note in notes] == ["progress.left_out"]
    assert field in notes[0].values["where"]
    read, kept = progress.lesson("slope-and-sign"), DONE
    for name in ("screen", "seen", "runs", "answers", "solved", "hints", "tries"):
        if name != field:
            assert getattr(read, name) == getattr(kept, name)
    assert progress.lesson("valleys") == FULL.lesson("valleys")


def test_an_emptier_record_takes_nothing_away():
    """Merged with a fresh session, in whichever order, all that was achieved is there, with the old seed."""
    for merged in (FULL.merged(Progress(1)), Progress(1).merged(FULL)):
        assert merged == FULL


def test_two_tabs_are_merged():
    """What either tab did is kept; the screen is that of the newer, and the first solution of a task stays."""
    other = Progress(7).with_lesson(
        "slope-and-sign", LessonRecord().at(5).solved_by("flat", ("w=5",)).solved_by("four", ("another",))
    )
    merged = FULL.merged(other).lesson("slope-and-sign")
    assert merged.solved == {"four": ("surface=bowl&run1=gd",), "flat": ("w=5",)}
    assert (merged.screen, merged.seen, merged.hints) == (5, 5, {"four": 2})


def test_the_list_of_runs_is_bounded():
    """The newest runs are kept, and the same one twice in a row counts once."""
    record = LessonRecord()
    for k in range(3 * MAX_RUNS):
        record = record.ran(f"w={k // 2}")
    assert len(record.runs) == MAX_RUNS
    assert record.runs[-1] == f"w={(3 * MAX_RUNS - 1) // 2}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.just("a"), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["screen", "seen", "runs", "answers", "solved", "hints", "tries"]), JSON))
def test_any_json_is_read_without_an_error(record):
    """Whatever stands in the fields, the result can be stored and read again without a note."""
    progress, _ = Progress.read(json.dumps({"version": 1, "seed": 3, "lessons": {"a": record}}))
    assert Progress.read(progress.text()) == (progress, ())


def test_moves_are_counted_only_once_counting_began():
    """A change that is let go of twice is one move, a new count begins at none, and no count grows for ever."""
    assert LessonRecord().moved("eight", "w=1").moves == {}
    record = LessonRecord().counting("eight").moved("eight", "w=1").moved("eight", "w=1").moved("eight", "w=2")
    assert record.moves == {"eight": ("w=1", "w=2")}
    for number in range(2 * MAX_RUNS):
        record = record.moved("eight", f"w={number}")
    assert len(record.moves["eight"]) == MAX_RUNS
    assert record.counting("eight").moves == {"eight": ()}
