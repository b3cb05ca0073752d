"""Lessons, gone through as a learner does: predict wrong, run, read the counter-example, solve, explain."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.words.words import text
from lessons import Lesson, course
from lessons.lesson import experiment_of
from tests.e2e.lab import Lab
from tests.e2e.learner import Learner

LESSONS = course("en")


def met(lesson: Lesson) -> set[str]:
    """What a learner meets in a lesson: kinds of blocks, questions, tasks and surfaces."""
    surfaces = [experiment_of(lesson.task_query(task, 0)).surface for task in lesson.tasks.values()]
    return {
        *(block.kind for screen in lesson.screens for block in screen.blocks),
        *(f"{q.purpose} {bool(q.options)} {bool(q.fields)}" for q in lesson.questions.values()),
        *(f"task {task.kind}" for task in lesson.tasks.values()),
        *("data" if surface.data else f"{surface.dim} parameters" for surface in surfaces),
    }


def enough() -> list[str]:
    """A few lessons in which a learner meets all that any lesson has; each adds most for its length."""
    left, new = dict(LESSONS), set().union(*map(met, LESSONS.values()))
    chosen: list[str] = []
    while new:
        chosen.append(max(left, key=lambda slug: len(met(left[slug]) & new) / len(left[slug].screens)))
        new -= met(left.pop(chosen[-1]))
    return chosen


ENOUGH = enough()


@pytest.mark.parametrize(
    "slug", [slug if slug in ENOUGH else pytest.param(slug, marks=pytest.mark.deep) for slug in LESSONS]
)
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
