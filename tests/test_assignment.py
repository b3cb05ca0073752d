"""Assignments and codes: what is written is read back, what is checked is worked out again, and nothing else passes."""

from __future__ import annotations

import base64
import json
import zlib
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.pages.assignment.words import free_choices, pasted, setting_name, wording
from app.words.words import catalogue, say
from lessons import course
from lessons.assignments.assigned import TASK, lesson_for, of_digest, task_name
from lessons.assignments.assignment import (
    GOALS,
    AssignmentError,
    Goal,
    OwnAssignment,
    TaskAssignment,
    checked,
    digest,
    read_assignment,
    write_assignment,
)
from lessons.assignments.codes import KEYS, LETTERS, Code, read_code, write_code
from lessons.assignments.verify import check, code_for
from lessons.grading.grading import grade
from lessons.plain import plain_words
from lessons.settings import laid_over
from optim_core import SURFACES, Experiment
from tests.selection import examples

START = "v=1&surface=quadratic&L=2&x=2&steps=20&run1=gd&run1.lr=0.01"
HEAVY = "surface=bowl&steps=40000&run1=gd&run2=gd&run3=gd&run4=gd&run5=gd&run6=gd"
OWN = checked(
    OwnAssignment(
        START, ("run1.lr",), (Goal("loss", "below", 1e-6), Goal("steps", "at_most", 9.0, 0.001)), "Faster!", "Be quick."
    )
)
SOLVED = START.replace("0.01", "0.45")
TASKS = [TaskAssignment(slug, task) for slug, lesson in course().items() for task in lesson.tasks]


def lesson_of(assignment):
    return lesson_for(assignment, wording(assignment, "en"))


def checks(code, assignment=None):
    return check(code, assignment, wording(assignment, "en"))


def refused(call, *given):
    """The key of the message with which a text is refused, which can be said."""
    with pytest.raises(AssignmentError) as raised:
        call(*given)
    assert "{" not in say(raised.value.message)
    return raised.value.message.key


def packed(record):
    return "~" + base64.urlsafe_b64encode(zlib.compress(json.dumps(record).encode())).decode().rstrip("=")


# ---- the link


@pytest.mark.parametrize("assignment", [OWN, *TASKS], ids=write_assignment)
def test_a_link_is_read_as_it_was_written(assignment):
    """Every assignment comes back from its text, which is short and needs no escaping."""
    text = write_assignment(assignment)
    assert read_assignment(text) == assignment
    assert read_assignment(f" {text}\n") == assignment
    assert len(text) < 400
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/~")


def test_every_task_has_a_digest_of_its_own():
    """No two tasks of the course share the three bytes by which a code names its task, and each is found by them."""
    assert len({digest(task) for task in TASKS}) == len(TASKS)
    assert all(of_digest(digest(task), 7) == TaskAssignment(task.lesson, task.task, 7) for task in TASKS)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "unreadable"),
        ("~", "unreadable"),
        ("~AAAA", "unreadable"),
        ("~" + "A" * 3000, "unreadable"),
        ("x" * 5000, "too_long"),
        ("../../etc/passwd", "unreadable"),
        ("no-such-lesson/task", "no_task"),
        (f"{TASKS[0].lesson}/no_such_task", "no_task"),
        (f"{TASKS[0].lesson}/{TASKS[0].task}/99999999999", "unreadable"),
        (f"{TASKS[0].lesson}/{TASKS[0].task}/9999999999", "unreadable"),
        (packed([]), "unreadable"),
        (packed({"e": START, "f": ["x"], "g": [["loss", "below", True, ""]]}), "unreadable"),
        (packed({"e": START, "f": ["x"], "g": [["loss", "below", 1, ""]], "more": 1}), "unreadable"),
        (packed({"e": START, "f": [["x"]], "g": []}), "unreadable"),
        (packed({"e": START, "f": [], "g": [["loss", "below", 1, ""]]}), "free_count"),
        (packed({"e": START, "f": ["nothing"], "g": [["loss", "below", 1, ""]]}), "free_wrong"),
        (packed({"e": START, "f": ["run1.lr"], "g": []}), "goal_count"),
        (packed({"e": START, "f": ["run1.lr"], "g": [["fame", "below", 1, ""]]}), "goal"),
        (packed({"e": START, "f": ["run1.lr"], "g": [["loss", "below", "low", ""]]}), "goal"),
        (packed({"e": START, "f": ["run1.lr"], "g": [["outcome", "is", "lucky", ""]]}), "goal"),
        (packed({"e": START, "f": ["run1.lr"], "g": [["setting", "below", 1, "run9.lr"]]}), "goal"),
        (packed({"e": START, "f": ["run1.lr"], "g": [["steps", "below", 1, ""]]}), "goal"),
        (packed({"e": START + "&run1.lr=2", "f": ["run1.lr"], "g": [["loss", "below", 1, ""]]}), "experiment"),
        (packed({"e": "formula=__import__('os')", "f": ["x"], "g": [["loss", "below", 1, ""]]}), "experiment"),
        (packed({"e": HEAVY, "f": ["x"], "g": [["loss", "below", 1, ""]]}), "too_much"),
        (packed({"e": "surface=saddle&run1=gd", "f": ["x"], "g": [["distance", "below", 1, ""]]}), "no_minimum"),
        (packed({"e": START, "f": ["x"], "g": [["loss", "below", 1, ""]], "t": "a" * 81}), "words_long"),
        (packed({"e": START, "f": ["x"], "g": [["loss", "below", 1, ""]], "s": "a\u202eb"}), "words_control"),
        (packed({"e": "x" * 20_000, "f": ["x"], "g": [["loss", "below", 1, ""]]}), "unreadable"),
        (packed("a" * 10_000_000)[:4000], "unreadable"),
    ],
)  # fmt: skip
def test_a_hostile_link_is_refused_in_words(text, key):
    """Whatever is wrong with a link, one sentence says what; nothing in it is evaluated or unpacked without bounds."""
    assert refused(read_assignment, text).startswith(("assignment.", f"assignment.{key}"))
    assert refused(read_assignment, text) == f"assignment.{key}"


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda b: "~" + base64.urlsafe_b64encode(b).decode()))
def test_no_text_breaks_the_reader(text):
    """Any text is an assignment or is refused; there is no third way."""
    with suppress(AssignmentError):
        read_assignment(text)


def test_a_teachers_words_stay_words():
    """Links, pictures, HTML and maths in a title are shown as they were typed."""
    hostile = "[free prize](https://example.com) <img src=x> ![a](b) $x$ `c` {loss}"
    lesson = lesson_of(checked(OwnAssignment(START, ("run1.lr",), OWN.goals, hostile)))
    assert lesson.title == plain_words(hostile)
    for mark in "[]()<>!$`{}":
        assert lesson.title.count(mark) == lesson.title.count(f"\\{mark}")
    goal = Goal("setting", "is", "![x](https://example.com/p.png)", "run1")
    assert "![" not in lesson_of(checked(OwnAssignment(START, ("run1.lr",), (goal,)))).tasks[TASK].say


# ---- an assignment as a lesson


def test_an_own_assignment_is_graded_like_a_lesson():
    """The start fails and says what is missing; the solution passes; a run with another surface does not count."""
    lesson = lesson_of(OWN)
    start = grade(lesson, TASK, [START], 0)
    assert not start.passed
    assert str(start.feedback[0]).startswith("The final loss is below 10⁻⁶. On your run it is 1.783")
    assert grade(lesson, TASK, [SOLVED], 0).passed
    assert not grade(lesson, TASK, [START.replace("L=2", "L=0.1") + "&run1.beta=1"], 0).passed
    assert not grade(lesson, TASK, [START.replace("x=2", "x=0.0001")], 0).passed


@pytest.mark.parametrize(
    ("goal", "passes", "fails"),
    [
        (Goal("outcome", "is", "converged"), "run1.lr=0.3", "run1.lr=1.2"),
        (Goal("outcome", "is_not", "diverged"), "run1.lr=0.3", "run1.lr=1.2"),
        (Goal("distance", "below", 0.01), "run1.lr=0.4", "run1.lr=0.01"),
        (Goal("rises", "at_most", 0.0), "run1.lr=0.9", "run1.lr=1.01"),
        (Goal("setting", "at_least", 0.5, "run1.lr"), "run1.lr=0.5", "run1.lr=0.49"),
        (Goal("setting", "equals", 0.3, "run1.lr"), "run1.lr=0.3", "run1.lr=0.31"),
        (Goal("loss", "below", 0.001), "run1.lr=0.5", "run1.lr=0.01"),
        (Goal("steps", "at_most", 19.0, 0.001), "run1.lr=0.1", "run1.lr=0.05"),
    ],
    ids=lambda value: value.kind if isinstance(value, Goal) else value,
)
def test_each_kind_of_goal(goal, passes, fails):
    """A run that reaches the goal passes, one beside it does not, and the goal has a sentence."""
    assignment = checked(OwnAssignment(START, ("run1.lr",), (goal,)))
    lesson = lesson_of(assignment)
    assert grade(lesson, TASK, [laid_over(START, passes)], 0).passed
    missed = grade(lesson, TASK, [laid_over(START, fails)], 0)
    assert not missed.passed
    assert missed.feedback
    assert read_assignment(write_assignment(assignment)) == assignment


def test_every_kind_of_goal_is_tested_and_has_words():
    """A kind of goal that is added needs a sentence and a checkbox."""
    assert all({f"assignment.goal_{kind}", f"assignment.want_{kind}"} <= set(catalogue()) for kind in GOALS)


@pytest.mark.parametrize("slug", SURFACES)
def test_whatever_can_stay_free_has_a_name(slug):
    """The choices on any surface are accepted, and none is shown as a bare key."""
    experiment = Experiment(SURFACES[slug])
    choices = free_choices(experiment)
    for key in choices:
        name = setting_name(key, experiment, "en")
        assert name != key or name in dict(experiment.surface.values)
    some = choices[:24]
    assert checked(OwnAssignment(experiment.to_query(), some, (Goal("loss", "below", -1e9),))).free == some


# ---- codes


FIELD = st.sampled_from(KEYS) | st.text("abcxyz1.", min_size=1, max_size=12)
VALUES = st.floats(allow_nan=False, allow_infinity=False).map(lambda v: repr(v).removesuffix(".0")) | st.text(
    max_size=20
)
CODES = st.builds(
    Code,
    digest=st.binary(min_size=3, max_size=3),
    seed=st.integers(0, 2**32 - 1),
    runs=st.lists(st.dictionaries(FIELD, VALUES, max_size=5), max_size=4).map(tuple),
    answers=st.lists(VALUES, max_size=4).map(tuple),
    nickname=st.text("Ada Lovelace é漢 1", max_size=24).map(lambda name: " ".join(name.split())[:24].strip()),
)


@example(Code(b"\0\0\0", 0, ({"run1.lr": "-0"},), (), ""))
@given(CODES)
def test_a_code_is_read_as_it_was_written(code):
    """Whatever was set, answered and called comes back; also in small letters and with O and L for 0 and 1."""
    written = write_code(code)
    assert read_code(written) == code
    assert read_code(written.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code
    assert set(written) <= {*LETTERS, "-"}


@examples(5)
@given(CODES, st.data())
def test_a_changed_code_is_refused(code, data):
    """One wrong letter, two swapped ones, a missing or an added one: the code is refused with a sentence."""
    letters = list(write_code(code).replace("-", ""))
    place = data.draw(st.integers(0, len(letters) - 2))
    how = data.draw(st.sampled_from(["wrong", "swapped", "missing", "added"]))
    changed = list(letters)
    if how == "wrong":
        changed[place] = data.draw(st.sampled_from([letter for letter in LETTERS if letter != letters[place]]))
    elif how == "swapped":
        changed[place], changed[place + 1] = changed[place + 1], changed[place]
    elif how == "missing":
        del changed[place]
    else:
        changed.insert(place, data.draw(st.sampled_from(LETTERS)))
    if changed != letters:
        assert refused(read_code, "".join(changed)).startswith("assignment.code_")


@given(st.text(max_size=120) | st.text(LETTERS, max_size=120))
def test_no_text_breaks_the_reader_of_codes(text):
    """Any text is a code or is refused; there is no third way."""
    with suppress(AssignmentError):
        read_code(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "empty"),
        ("  -- ", "empty"),
        ("HELLO WORLD!", "letters"),
        ("Ä", "letters"),
        ("A" * 9000, "long"),
        ("0", "wrong"),
    ],
)
def test_what_is_no_code_is_called_so(text, key):
    """Nothing, foreign letters, too much, too little."""
    assert refused(read_code, text) == f"assignment.code_{key}"


def test_a_cut_off_code_says_how_much_is_missing():
    """A code without its end is told apart from a mistyped one."""
    code = code_for(OWN, lesson_of(OWN), [SOLVED])
    assert refused(read_code, code[:-6]) == "assignment.code_short"
    assert refused(read_code, "hello there") == "assignment.code_wrong"


def test_a_code_is_checked_by_following_the_run_again():
    """The solution passes; a code with settings that do not solve the task is whole and yet does not pass."""
    lesson = lesson_of(OWN)
    code = code_for(OWN, lesson, [SOLVED], nickname="Ada")
    found = checks(code, OWN)
    assert found.grade.passed
    assert found.nickname == "Ada"
    assert found.runs == (Experiment.from_query(SOLVED).to_query(),)
    assert not checks(code_for(OWN, lesson, [START.replace("0.01", "0.05")]), OWN).grade.passed


def test_a_forged_code_cannot_change_what_is_locked():
    """Whoever writes a code by hand, with its check digits, may set locked things; the run then does not count."""
    forged = write_code(Code(digest(OWN), 0, ({"x": "0.000001", "run1.lr": "0.3"},)))
    assert not checks(forged, OWN).grade.passed
    other = write_code(Code(digest(OWN), 0, ({"surface": "bowl", "steps": "1000"},)))
    with pytest.raises(AssignmentError):
        checks(other, OWN)
    heavy = write_code(Code(digest(OWN), 0, ({"steps": "20000", "noise": "1", "seeds": "20"},) * 60))
    assert refused(checks, heavy, OWN) == "assignment.too_much"
    formula = write_code(Code(digest(OWN), 0, ({"surface": "", "formula": "sin(x)^3"},)))
    assert refused(checks, formula, OWN) == "assignment.code_other"
    many = tuple({"surface": "", "formula": f"x^2+{k}"} for k in range(9))
    assert refused(checks, write_code(Code(digest(OWN), 0, many)), OWN) == "assignment.code_too_much"
    broken = write_code(Code(digest(OWN), 0, ({"run1.lr": "much"},)))
    assert refused(checks, broken, OWN) == "assignment.experiment"


@pytest.mark.parametrize("assignment", TASKS, ids=write_assignment)
def test_the_solution_of_every_task_has_a_short_code_that_stands_alone(assignment):
    """The reference solution of each lesson task fits into a code that is checked without any link, and passes."""
    lesson = lesson_of(assignment)
    task = lesson.tasks[task_name(assignment)]
    if task.kind == "answer":
        pytest.skip("an answer task has its own test")
    start = lesson.task_start(task.name).to_query()
    runs = [Experiment.from_query(laid_over(start, change)).to_query() for change in filled(lesson, task)]
    code = code_for(assignment, lesson, runs)
    assert len(code) <= 60 + 24 * (len(runs) - 1)
    found = checks(code)
    assert found.assignment == assignment
    assert found.grade == grade(lesson, task.name, runs, 0)


def filled(lesson, task):
    """The solution with the variant's values in it."""
    from lessons.variants import filled as fill

    return [fill(change, lesson.drawn(0)) for change in task.solution]


def test_answers_are_graded_again():
    """The code of an answer task holds what was typed, in order, for the variant of its seed."""
    from lessons.grading.grading import true_answer

    answering = [task for task in TASKS if course()[task.lesson].tasks[task.task].kind == "answer"]
    assert answering
    for task in answering[:3]:
        assignment = TaskAssignment(task.lesson, task.task, 5)
        lesson = lesson_of(assignment)
        one = lesson.tasks[task.task]
        answers = [f"{true_answer(lesson, one, 5, k):.9g}" for k in range(one.rounds)]
        code = code_for(assignment, lesson, (), answers)
        assert checks(code).grade.passed
        assert checks(code, assignment).assignment.seed == 5
        assert not checks(code_for(assignment, lesson, (), ["12345678"])).grade.passed


def test_a_code_belongs_to_one_assignment():
    """With the link of another assignment it is refused; without the link of a teacher's own it asks for that."""
    code = code_for(OWN, lesson_of(OWN), [SOLVED])
    assert refused(checks, code, TASKS[0]) == "assignment.code_other"
    assert refused(checks, code) == "assignment.code_needs_link"
    variant = TaskAssignment(TASKS[0].lesson, TASKS[0].task, 3)
    other = write_code(Code(digest(variant), 4))
    assert refused(checks, other, variant) == "assignment.code_other"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("valleys/split", ("valleys/split", "")),
        ("http://host/assignment?assignment=valleys/split/3", ("valleys/split/3", "")),
        ("https://host/a/assignment?check=ABC-DE&assignment=~eJx_-", ("~eJx_-", "ABC-DE")),
        ("?assignment=x", ("x", "")),
    ],
)
def test_a_whole_link_can_be_pasted(words, found):
    """A link or its part leads to the same."""
    assert pasted(words) == found
