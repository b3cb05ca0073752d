"""The check proves a lesson: its claims, its tasks, its sizes and its terms."""

from __future__ import annotations

import pytest

from lessons.check import check_job, check_text
from tests.lesson_text import TEMPLATE


def test_the_template_passes() -> None:
    """What a teacher starts from is a lesson without a problem."""
    assert check_text(TEMPLATE, "template.md").problems == ()


BROKEN = [
    ("went from 2 to **1.6**", "went from 2 to **1.61**", "1.61 is claimed for first, which is 1.6"),
    ("the distance by 0.8", "the distance by 0.9", "0.9 is claimed for factor"),
    ("with one coordinate", "with 17 coordinates", "the number 17 is no setting"),
    ('solution = "run1.lr=0.4"', 'solution = "run1.lr=0.1"', "the reference solution does not pass"),
    ("below = 1e-9", "below = 1", "the default passes"),
    ("below = 1e-9", "below = 0.03", "random settings pass"),
    ("{show long}\n", "", ""),
    ("{observe shape}\n", "", "no screen has a line {observe shape}"),
    ("Here is a bowl", "word " * 200, "at most 135"),
]


@pytest.mark.parametrize(("old", "new", "says"), BROKEN, ids=[b[2][:40] for b in BROKEN])
def test_a_claim_that_is_not_true_is_found(old: str, new: str, says: str) -> None:
    """The check proves numbers, tasks and sizes; a button that is only a counter-example is no problem."""
    assert old in TEMPLATE
    broken = TEMPLATE.replace(old, new)
    problems = check_text(broken, "template.md").problems
    assert any(says in str(p.message) for p in problems) if says else not problems
    pieces = check_job({"text": broken, "name": "template.md"})
    assert sorted(problem for piece in pieces for problem in piece["problems"]) == list(problems), (
        "the page says otherwise"
    )


def test_unknown_terms_are_named() -> None:
    """A term that the glossary does not have is a problem with the nearest one."""
    text = TEMPLATE.replace("minutes = 6", 'minutes = 6\nterms = ["gradiant"]')
    found = check_text(text, "t.md", {"gradient", "loss"}, samples=1).problems
    assert any("did you mean “gradient”?" in str(p.message) for p in found)
