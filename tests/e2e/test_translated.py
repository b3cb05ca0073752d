"""A page that the browser translates: every text is wrapped or replaced, under React and under our own scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.stage.gallery.presets import PRESETS
from app.words.words import text
from lessons import course
from tests.e2e.conftest import Visit
from tests.e2e.lab import Lab
from tests.e2e.learner import Learner
from tests.e2e.page import start_over, take_preset
from tests.e2e.test_jungle import BEGIN, TO_VOICE, come

TRANSLATOR = Path(__file__).with_name("translated.js").read_text(encoding="utf-8").rstrip().removesuffix(";")
WRAPPED = "() => document.querySelectorAll('font font').length > 50"


@pytest.fixture(params=["false", pytest.param("true", marks=pytest.mark.deep)], ids=["wraps", "replaces"])
def translated(visit: Visit, request: pytest.FixtureRequest) -> Lab:
    """A tab in which everything is translated as it comes."""
    return visit(script=f"{TRANSLATOR}({request.param})")


def test_a_lesson_survives_translation(translated: Lab) -> None:
    """Screens follow each other, a prediction is made and what is said is that of this screen; nothing is left over."""
    lesson = course("en")["slope-and-sign"]
    translated.page.emulate_media(reduced_motion="reduce")
    learner = Learner(translated, lesson).open()
    for number, screen in enumerate(lesson.screens):
        for block in screen.blocks:
            if block.kind in ("recall", "predict", "observe"):
                learner.answer(block.name, right=block.kind != "predict")
        learner.go_on(number)
        count = text("lesson.screen", number=number + 2, count=len(lesson.screens) + 1)
        expect(translated.page.locator(".st-key-walk")).to_contain_text(count)
    translated.page.wait_for_function(WRAPPED)


def test_the_playground_survives_translation(translated: Lab) -> None:
    """A preset, a typed rate, a run more and one less, and another surface: all is drawn, and said in words."""
    lab = translated.open()
    with lab.change(surface=PRESETS["bouncing"].surface.slug):
        take_preset(lab, "bouncing")
    with lab.change(**{"run1.lr": "0.0011"}):
        lab.type(lab.box(text("optimizer.gd.lr.name"), 0), 0.0011)
    runs = lab.runs.count()
    lab.add_run("adam")
    lab.remove_run(runs)
    with lab.change():
        start_over(lab)
    lab.committed()
    lab.shows(lab.experiment)
    assert lab.page.locator(":is(svg, math, .katex, .stage-row) font").count() == 0
    lab.page.wait_for_function(WRAPPED)


def test_the_game_survives_translation(translated: Lab) -> None:
    """A step is walked and listed, and the page goes on to the course."""
    page = come(translated).page
    page.get_by_role("button", name=BEGIN).click()
    page.get_by_role("button", name=TO_VOICE).click()
    expect(page.locator(".jungle-steps li")).to_have_count(2)
    page.get_by_role("link", name=text("page.course")).first.click()
    expect(page.get_by_role("heading", name=text("course.title"))).to_be_visible()
    page.wait_for_function(WRAPPED)
