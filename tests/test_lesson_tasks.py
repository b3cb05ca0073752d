"""A learner's runs and answers are graded: settings, pairs, collections, moves and rounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import read_lesson
from lessons.grading.grading import Grade, grade
from lessons.settings import laid_over
from lessons.variants import in_round
from optim_core import Experiment
from tests.lesson_text import LESSON, TEN, TEXT, q


def told(result: Grade) -> list[str]:
    """The feedback in English."""
    return [str(message) for message in result.feedback]


def test_settings_are_graded_on_the_learners_runs() -> None:
    """The default fails with its own numbers in the sentence, the solution passes, also when newer runs follow."""
    slow, best = q(run1_lr=0.001), q(run1_lr=0.1)  # the best is 1/L, which lands at once
    failed = grade(LESSON, "one", [slow], TEN)
    assert (failed.passed, told(failed)) == (False, ["It is 0.359 at 0.001."])
    assert grade(LESSON, "one", [best], TEN).passed
    assert grade(LESSON, "one", [slow, best, slow], TEN).runs == (1,)
    assert grade(LESSON, "one", [], TEN).feedback


def test_a_locked_formula_is_never_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up record of runs with slow formulas would hold up the server for seconds each."""
    monkeypatch.setattr(Experiment, "repair", lambda *_: pytest.fail("it was read"))
    assert not grade(LESSON, "one", ["formula=sin(x)^3&run1=gd"] * 60, TEN).passed


def test_a_run_with_other_locked_settings_does_not_count() -> None:
    """Setting what is locked by hand in the address proves nothing, and the learner is told."""
    result = grade(LESSON, "one", [q(run1_lr=0.1, steps=600)], TEN)
    assert not result.passed
    assert "steps" in told(result)[0]


def test_a_pair_brackets() -> None:
    """Both kinds within the ratio pass; what is missing is said otherwise."""
    assert grade(LESSON, "bracket", [q(run1_lr=0.19), q(run1_lr=0.205)], TEN).passed
    assert told(grade(LESSON, "bracket", [q(run1_lr=0.19)], TEN)) == ["None diverges."]
    assert told(grade(LESSON, "bracket", [q(run1_lr=0.3)], TEN)) == ["None converges."]
    apart = grade(LESSON, "bracket", [q(run1_lr=0.05), q(run1_lr=0.4)], TEN)
    assert (apart.passed, told(apart)) == (False, ["Too far apart."])


def test_a_pair_may_change_one_thing_only() -> None:
    """Where a field has to stay the same, changing it as well is named."""
    lesson = read_lesson(TEXT.replace('free = ["run1.lr"]', 'free = ["run1.lr", "steps"]'), "07-small.md")
    result = grade(lesson, "bracket", [q(run1_lr=0.19, steps=190), q(run1_lr=0.205)], TEN)
    assert not result.passed
    assert "steps" in told(result)[-1]


TWO_RUNS = """+++
title = "T"
idea = "I"
able = "a"
experiment = "surface=quadratic&L=2&x=2&steps=20&run1=gd&run1.lr=0.1&run2=gd&run2.lr=0.1"
free = ["run2.lr", "L"]
[number.rate]
measure = "field"
key = "run.lr"
run = "any"
[task.pair]
kind = "pair"
say = "Close together."
one = [{number = "rate", between = [0.2, 1]}]
other = [{number = "rate", above = 1}]
ratio = {number = "rate", at_most = 1.1}
solution = ["run2.lr=0.95", "run2.lr=1.04"]
[task.collect]
kind = "collect"
say = "Three."
count = 3
same = ["L"]
distinct = "rate"
each = [{number = "rate", above = 0.11}]
solution = ["run2.lr=0.2", "run2.lr=0.3", "run2.lr=0.4"]
+++
## A
{task pair}
{task collect}
"""


def test_what_is_compared_and_collected_is_of_the_run_that_counts() -> None:
    """Where any run may meet the conditions, that run's numbers are compared; a first try elsewhere spoils nothing."""
    lesson = read_lesson(TWO_RUNS, "x.md")
    close, far, near = (laid_over(lesson.experiment, f"run2.lr={rate}") for rate in (0.95, 60, 1.04))
    assert not grade(lesson, "pair", [close, far], 0).passed
    assert grade(lesson, "pair", [close, near], 0).passed
    elsewhere = laid_over(lesson.experiment, "L=5&run2.lr=0.15")
    three = [laid_over(lesson.experiment, f"run2.lr={rate}") for rate in (0.2, 0.3, 0.4)]
    assert grade(lesson, "collect", [elsewhere, *three], 0).passed
    assert not grade(lesson, "collect", [elsewhere, *three[:2]], 0).passed


def test_a_collection_counts_different_runs_and_groups() -> None:
    """The same value twice is one; each group needs one of them."""
    runs = [q(run1_lr=rate) for rate in (0.1, 0.1, 0.12)]
    assert told(grade(LESSON, "three", runs, TEN))[-1] == "You have 2 of 3 different runs that count."
    assert not grade(LESSON, "three", [*runs, q(run1_lr=0.13)], TEN).passed
    passed = grade(LESSON, "three", [*runs, q(run1_lr=0.16)], TEN)
    assert (passed.passed, passed.runs) == (True, (1, 2, 3))


def test_moves_are_counted() -> None:
    """What is reached with one move too many does not count."""
    far = [q(run1_lr=0.001), q(run1_lr=0.002)]
    assert grade(LESSON, "few", [far[0], q(run1_lr=0.1)], TEN).passed
    late = grade(LESSON, "few", [*far, q(run1_lr=0.1)], TEN)
    assert not late.passed
    assert "3 moves" in told(late)[0]


def test_an_answer_is_asked_in_rounds_with_new_variants() -> None:
    """Each right answer brings other numbers; a wrong one starts the row again; words are no attempt."""
    right = [str(2 / float(LESSON.drawn(in_round(TEN, k))["L"])) for k in range(6)]
    assert len({*right[:4]}) == 4
    assert grade(LESSON, "limit", [], TEN, right[:3]).passed
    assert grade(LESSON, "limit", [], TEN, right[:2]).round == 2
    again = [right[0], "77", *right[1:3]]
    assert not grade(LESSON, "limit", [], TEN, again).passed
    assert grade(LESSON, "limit", [], TEN, [*again, "many", right[3]]).passed
    assert told(grade(LESSON, "limit", [], TEN, ["77"])) == ["77 is not 0.2."]
    assert grade(LESSON, "limit", [], TEN, [right[0].replace(".", ",")]).round == 1


@given(st.lists(st.text(max_size=60), max_size=4), st.sampled_from(["one", "bracket", "three", "limit", "few"]))
def test_grading_never_crashes(texts: list[str], task: str) -> None:
    """Whatever is sent as runs or answers, there is a grade, and chance does not pass."""
    result = grade(LESSON, task, texts, TEN, texts)
    assert not result.passed or texts
    assert all(told(result))
