"""The course home and what is kept: in the browser, through restarts, in files; and a teacher's own lesson."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.words.words import text
from lessons import course, read_lesson
from lessons.learner.progress import Progress
from tests.e2e.axe import violations_on_screen
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab
from tests.e2e.learner import Learner
from tests.e2e.page import surface_chip
from tests.e2e.server import Server

LESSON = course("en")["slope-and-sign"]
TEMPLATE = Path(__file__).resolve().parents[2] / "lessons" / "template.md"
LOST = r"WebSocket|Client Error|the internet|Failed to fetch|Failed to load resource|ERR_|when disconnected from server"
KEEP = "(text) => localStorage.setItem('descent.progress', text)"


def home(lab: Lab) -> Lab:
    lab.page.goto(f"{lab.url}course")
    expect(lab.page.get_by_role("heading", name=text("course.title"))).to_be_visible()
    return lab


def upload(lab: Lab, section: str, label: str, name: str, content: str) -> None:
    """Chooses a file in a folded section of the course home."""
    lab.page.get_by_text(text(section), exact=True).click()
    lab.page.locator(f"[data-testid=stFileUploader]:has-text('{text(label)}') input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
    )


def test_a_newcomer_finds_the_course_and_the_way_back(lab: Lab) -> None:
    """From the moving path into the first lesson, to the playground with its experiment, and back."""
    lab.open("")
    lab.page.get_by_role("link", name=text("page.start_course")).click()
    first = next(iter(course("en").values()))
    learner = Learner(lab, first)
    learner.on_screen(0)
    query = lab.query
    lab.page.get_by_role("link", name=text("lesson.playground")).click()
    expect(surface_chip(lab)).to_be_visible()
    lab.committed()
    assert lab.query == query
    lab.page.get_by_role("link", name=text("page.back_to_lesson", title=first.title)).click()
    learner.on_screen(0)
    lab.page.go_back()
    expect(surface_chip(lab)).to_be_visible()


def test_progress_survives_a_reload_and_a_restart(newcomer: Visit) -> None:
    """Where the learner was, and what they answered, is there again; after a restart it goes on without a word."""
    with Server() as server:
        learner = Learner(newcomer(server.url), LESSON).open()
        learner.go_on(0)
        learner.lab.page.reload()
        learner.on_screen(1)
        speaker = learner.page.locator(".lesson-speaker")
        session = str(speaker.get_attribute("data-session"))
        server.kill()
        server.start()
        expect(speaker).not_to_have_attribute("data-session", session)  # the new session knows where the learner was
        learner.on_screen(1)
        learner.go_on(1)
        learner.lab.page.reload()
        learner.on_screen(2)
        assert learner.record.seen == 2
    learner.lab.forgive(LOST)


def test_two_tabs_do_not_undo_each_other(visit: Visit) -> None:
    """What one tab stores while the other is open is merged by the other, not overwritten."""
    one = Learner(visit(), LESSON).open()
    page = one.page.context.new_page()
    two = Learner(Lab(page, one.lab.url), course("en")["valleys"]).open()
    one.go_on(0)
    two.go_on(0)
    one.go_on(1)
    one.page.wait_for_function(
        "() => JSON.parse(localStorage['descent.progress']).lessons['slope-and-sign'].seen === 2"
    )
    assert {slug: record.seen for slug, record in one.progress.lessons.items()} == {LESSON.slug: 2, "valleys": 1}


def test_what_an_earlier_version_found_solved_stays_done_with_a_mark(visit: Visit) -> None:
    """The mark stands in the course, the lesson and the summary; solving the task once more takes it away."""
    learner, name = Learner(visit(), LESSON).open(), "four"
    screen = next(k for k, s in enumerate(LESSON.screens) if any(b.name == name for b in s.blocks))
    query = LESSON.task_query(LESSON.tasks[name], learner.seed)
    record = {"screen": screen, "seen": screen, "runs": [query], "solved": {name: [query]}}
    kept = {"version": 1, "seed": learner.seed, "last": LESSON.slug, "lessons": {LESSON.slug: record}}
    learner.page.evaluate(KEEP, json.dumps(kept))
    page = home(learner.lab).page
    card = text("course.solved_earlier", solved=1, count=len(LESSON.tasks))
    expect(page.locator(f".st-key-card_{LESSON.slug}").get_by_text(card)).to_be_visible()
    learner.lab.button("course.summary").click()
    mark = text("lesson.solved_earlier")
    expect(page.locator(f".st-key-learned_{LESSON.slug}").get_by_text(mark)).to_be_visible()
    assert not violations_on_screen(page)
    page.goto(f"{learner.lab.url}{LESSON.slug}")
    learner.on_screen(screen)
    expect(learner.box(name)).to_contain_text(mark)
    assert not violations_on_screen(page)
    (solution,) = LESSON.tasks[name].solution
    learner.set_to(learner.target(LESSON.tasks[name], solution))
    expect(learner.box(name)).not_to_contain_text(mark)
    expect(learner.box(name)).to_contain_text(text("lesson.solved"))
    assert learner.record.earlier == ()


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param("no JSON", marks=pytest.mark.deep),
        '{"lessons": {"slope-and-sign": {"screen": -4, "seen": 2}}, "seed": "x"}',
    ],
)
def test_tampered_progress_is_no_trouble(visit: Visit, kept: str) -> None:
    """Whatever stands in the browser's store, the lesson opens, and what was not understood is said."""
    learner = Learner(visit(), LESSON).open()
    learner.page.evaluate(KEEP, kept)
    learner.page.reload()
    learner.on_screen(0)
    expect(learner.page.get_by_text(text("progress.notes_title"))).to_be_visible()


def test_progress_as_a_file(visit: Visit) -> None:
    """A download loaded elsewhere brings everything; a file of nonsense takes nothing away."""
    learner = Learner(visit(), LESSON).open()
    learner.go_on(0)
    home(learner.lab).page.get_by_text(text("course.keep_title"), exact=True).click()
    with learner.page.expect_download() as found:
        learner.lab.button("course.export").click()
    content = Path(found.value.path()).read_text(encoding="utf-8")
    assert Progress.read(content)[0].lesson(LESSON.slug).seen == 1
    other = home(visit())
    upload(other, "course.keep_title", "course.import", "p.json", content)
    expect(other.page.get_by_text(text("course.imported"))).to_be_visible()
    expect(other.page.get_by_role("link", name=text("course.go_on", title=LESSON.title))).to_be_visible()
    home(other)
    upload(other, "course.keep_title", "course.import", "p.json", json.dumps({"lessons": 1}))
    expect(other.page.get_by_text("no progress in it")).to_be_visible()
    expect(other.page.get_by_role("link", name=text("course.go_on", title=LESSON.title))).to_be_visible()


def test_a_teachers_own_lesson(lab: Lab) -> None:
    """The template, uploaded, is a lesson like any other; it leaves no trace in the progress."""
    own = read_lesson(TEMPLATE.read_text(encoding="utf-8"), "template.md")
    upload(home(lab), "course.own_title", "course.own_choose", "mine.md", TEMPLATE.read_text(encoding="utf-8"))
    Learner(lab, own).on_screen(0)
    expect(lab.page.locator(".st-key-own_proof")).to_contain_text(text("course.own_proved"))
    lab.button("lesson.next").press("Enter")
    Learner(lab, own).on_screen(1)
    expect(lab.page.get_by_test_id("stException")).to_have_count(0)
    lab.button("course.own_close").click()
    expect(lab.page.get_by_role("heading", name=text("course.title"))).to_be_visible()
    assert own.slug not in Progress.read(lab.page.evaluate("() => localStorage['descent.progress']") or "")[0].lessons


def test_what_the_check_refuses_is_named(lab: Lab) -> None:
    """A lesson with a false number and a task that chance solves can be gone through; both are named above it."""
    wrong = (
        TEMPLATE.read_text(encoding="utf-8").replace("to **1.6**", "to **1.7**").replace("below = 1e-9", "below = 0.03")
    )
    upload(home(lab), "course.own_title", "course.own_choose", "template.md", wrong)
    Learner(lab, read_lesson(wrong, "template.md")).on_screen(0)
    table = lab.page.locator(".st-key-own_proof table")
    expect(table).to_contain_text("1.7 is claimed for first, which is 1.6")
    expect(table).to_contain_text("random settings pass")
    expect(lab.page.get_by_text(text("course.own_proving"))).to_have_count(0)


def test_a_hostile_lesson_does_nothing(lab: Lab) -> None:
    """HTML, a script and a picture from elsewhere are named with their lines, and nothing of them is in the page."""
    hostile = TEMPLATE.read_text(encoding="utf-8").replace(
        "\n## ",
        "\n<script>window.hacked = 1</script>\n![x](https://example.com/x.png)\n<img src=x onerror=hacked=1>\n\n## ",
    )
    upload(home(lab), "course.own_title", "course.own_choose", "bad.md", hostile)
    expect(lab.page.get_by_text(text("course.own_errors"))).to_be_visible()
    expect(lab.page.get_by_text("HTML is not allowed").first).to_be_visible()
    assert lab.page.evaluate("() => window.hacked") is None
    assert lab.strangers == []


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.deep)])
def test_axe_finds_nothing(visit: Visit, scheme: str) -> None:
    """No violation on the course home, on a prediction, after it, and with an open task."""
    lab = home(visit(color_scheme=scheme, viewport={"width": 1280, "height": 6000}))
    assert violations_on_screen(lab.page) == [], "the course home"
    learner = Learner(lab, LESSON).open()
    for number, screen in enumerate(LESSON.screens):
        learner.on_screen(number)
        kinds = {block.kind for block in screen.blocks}
        if "predict" in kinds:
            assert violations_on_screen(lab.page) == [], "a prediction"
            learner.answer(next(block.name for block in screen.blocks if block.kind == "predict"), right=False)
            assert violations_on_screen(lab.page) == [], "a wrong prediction"
        if "task" in kinds:
            assert violations_on_screen(lab.page) == [], "a task"
            break
        learner.go_on(number)


def test_nothing_is_wider_than_a_phone(visit: Visit) -> None:
    """At 390 px the course home and a lesson scroll up and down only, and the words come before the stage."""
    wide = "() => document.documentElement.scrollWidth"
    lab = home(visit(**PHONE))
    assert lab.page.evaluate(wide) == 390
    learner = Learner(lab, LESSON).open()
    assert lab.page.evaluate(wide) == 390
    words, stage = learner.page.locator(".st-key-screen").bounding_box(), learner.page.locator(".stage").bounding_box()
    assert words is not None
    assert stage is not None
    assert words["y"] + words["height"] <= stage["y"]


def test_tab_walks_through_a_lesson(lab: Lab) -> None:
    """After Next the focus is on the new screen's heading; Tab goes from there to the question, Next and the stage."""
    learner = Learner(lab, LESSON).open()
    number = next(i for i, s in enumerate(LESSON.screens) if any(b.kind == "predict" for b in s.blocks))
    for screen in range(number):
        learner.go_on(screen)
    expect(
        lab.page.get_by_role("radio").first
    ).to_be_attached()  # drawn a little after its button at a browser's first visit
    expect(lab.page.locator(".st-key-screen h2")).to_be_focused()
    reached = []
    for _ in range(30):
        lab.page.keyboard.press("Tab")
        reached.append(
            lab.page.evaluate("() => document.activeElement.getAttribute('type') ?? document.activeElement.textContent")
        )
    assert "radio" in reached
    assert reached.index("radio") < reached.index(text("lesson.next"))
    assert "range" in reached[reached.index(text("lesson.next")) :]
