"""Every lesson, gone through as a learner does: predict wrong, run, read the counter-example, solve, explain."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.words.words import text
from lessons import course
from tests.e2e.lab import Lab
from tests.e2e.learner import Learner

LESSONS = course("en")


@pytest.mark.parametrize("slug", LESSONS)
def test_a_lesson_can_be_passed(lab: Lab, slug: str) -> None:
    """Wrong predictions load their counter-examples, every task is open first and then solved, and all of it is kept."""
    lesson = LESSONS[slug]
    lab.page.emulate_media(reduced_motion="reduce")  # a run is drawn at once; that it plays is seen elsewhere
    learner = Learner(lab, lesson).open()
    for number, screen in enumerate(lesson.screens):
        for block in screen.blocks:
            if block.kind == "task":
                learner.solve(block.name)
            elif block.kind == "show":
                show = lesson.shows[block.name]
                learner.page.locator(f".st-key-show_{block.name} button").press("Enter")
                learner.stage_has(lesson.shown(block.name, learner.seed))
                if show.say:
                    expect(learner.page.locator(f".st-key-remark_plain_show_{block.name}")).to_be_visible()
            elif block.kind in ("recall", "predict", "observe", "explain"):
                learner.answer(block.name, right=block.kind != "predict")
        learner.go_on(number)
    expect(lab.page.get_by_text(text("lesson.all_solved"))).to_be_visible()
    learner.page.wait_for_function(
        "(slug) => JSON.parse(localStorage['descent.progress']).lessons[slug].seen", arg=slug
    )
    assert set(learner.record.solved) == set(lesson.tasks)
    assert set(learner.record.answers) == {
        b.name for s in lesson.screens for b in s.blocks if b.name in lesson.questions
    }
