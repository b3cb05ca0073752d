"""Every kind of form in a lesson, submitted with nothing in it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from app.words.words import text
from lessons import Lesson, course, read_lesson
from lessons.measuring.words import answered
from tests.e2e.lab import Lab
from tests.e2e.learner import Learner
from tests.e2e.test_course import home, upload

FILE = Path(__file__).parent / "forms.md"
CHOOSE, WRITE, TYPE = text("lesson.choose_first"), text("lesson.write_first"), str(answered(""))


def forms(lesson: Lesson) -> dict[tuple[str, bool], str]:
    """What each kind of form in a lesson, with options or without, says where it is empty."""
    found = {(task.kind, False): TYPE for task in lesson.tasks.values() if task.kind == "answer"}
    for question in lesson.questions.values():
        said = CHOOSE if question.options else TYPE if question.fields else WRITE
        found[question.purpose, bool(question.options)] = said
    return found


def test_an_empty_form_says_what_is_missing(lab: Lab) -> None:
    """Each form of a lesson names what it waits for, and stays on the screen with what was chosen elsewhere."""
    lesson = read_lesson(FILE.read_text(encoding="utf-8"), FILE.name)
    assert {kind for one in course("en").values() for kind in forms(one)} <= set(forms(lesson)), "a kind is missing"
    upload(home(lab), "course.own_title", "course.own_choose", FILE.name, FILE.read_text(encoding="utf-8"))
    learner = Learner(lab, lesson)
    for number, screen in enumerate(lesson.screens):
        learner.on_screen(number)
        for block in screen.blocks:
            box = learner.box(block.name) if block.kind == "task" else learner.asked(block.name)
            _submitted_empty(box, _missing(lesson, block.kind, block.name))
            learner.on_screen(number)
        learner.go_on(number)


def _missing(lesson: Lesson, kind: str, name: str) -> str:
    question = lesson.questions.get(name)
    return forms(lesson)["answer", False] if question is None else forms(lesson)[kind, bool(question.options)]


def _submitted_empty(box: Locator, said: str) -> None:
    box.get_by_test_id("stFormSubmitButton").get_by_role("button").press("Enter")
    expect(box).to_contain_text(said)
    expect(box.get_by_test_id("stForm")).to_be_visible()
