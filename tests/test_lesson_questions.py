"""A lesson's questions are judged, shuffled and worded with the learner's own numbers."""

from __future__ import annotations

import pytest

from lessons.grading.grading import judge
from lessons.grading.questions import shuffled, worded
from tests.lesson_text import LESSON, TEN


def test_questions_are_judged() -> None:
    """A wrong option brings its counter-example; numbers are judged one by one; an explanation is shown ours."""
    assert judge(LESSON, "side", "A", TEN).right
    wrong = judge(LESSON, "side", "B", TEN)
    assert (wrong.right, str(wrong.say), wrong.show) == (False, "no", "big")
    assert judge(LESSON, "side", "1", TEN).show == "big"
    assert judge(LESSON, "side", "none of them", TEN).right is None
    assert str(judge(LESSON, "numbers", ["0,2"], TEN).say) == "Yes, 0.2."
    assert str(judge(LESSON, "numbers", ["0.3"], TEN).say) == "No, 0.2."
    empty = judge(LESSON, "numbers", [""], TEN)
    assert (empty.right, empty.fields[0].true) == (None, pytest.approx(0.2))
    assert str(judge(LESSON, "why", "because", TEN).say) == "The limit is 0.2."


def test_options_come_in_an_order_of_ones_own() -> None:
    """The same learner sees the same order; not all learners see the right one first."""
    question = LESSON.questions["side"]
    assert shuffled(question, 3) == shuffled(question, 3)
    assert len({shuffled(question, seed)[0].text for seed in range(20)}) == 2


def test_names_in_texts_are_filled_in() -> None:
    """Variants and numbers stand in texts by name, but never inside maths."""
    assert str(worded(LESSON, "{L}, {lim}, $x_{L}$, {unknown}", TEN)) == "10, 0.2, $x_{L}$, {unknown}"
