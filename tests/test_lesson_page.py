"""The lesson page and the course home, run as Streamlit runs them but without a browser."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from app.words.words import text
from lessons import course, readable
from lessons.grading.grading import grade
from lessons.learner.progress import Progress
from lessons.learner.record import Answer, LessonRecord
from lessons.settings import laid_over
from optim_core import Experiment

LESSON = course("en")["slope-and-sign"]
SCRIPT = """
from app.pages.lesson.page import lesson_page
from lessons import readable
lesson_page(readable("en")["slope-and-sign"], "en", {key!r}, kept={kept})
"""
HOME = """
from app.pages.course.page import course_page
course_page("en")
"""


def told(page: AppTest, progress: Progress | None = None, *, works: bool = True) -> AppTest:
    """The page after the browser has told what it keeps."""
    stored = {"token": "another", "text": progress.text() if progress else "", "works": works}
    page.session_state["keeper"] = {"stored": stored}
    return page.run()


def opened(query: str = "", progress: Progress | None = None, *, kept: bool = True, works: bool = True) -> AppTest:
    key = LESSON.slug if kept else "own-lesson"
    page = AppTest.from_string(SCRIPT.format(key=key, kept=kept), default_timeout=60)
    for name, value in parse_qsl(query):
        page.query_params[name] = value
    return told(page, progress, works=works)


def at(screen: int) -> Progress:
    return Progress(3).with_lesson(LESSON.slug, LessonRecord().at(screen))


def screen_of(task: str) -> int:
    return next(i for i, s in enumerate(LESSON.screens) if any(b.name == task for b in s.blocks if b.kind == "task"))


def record_of(page: AppTest) -> LessonRecord:
    return page.session_state["progress"].lesson(LESSON.slug)


def test_the_page_waits_for_the_browser():
    """Until it is known where the learner was, nothing else is drawn, so nothing jumps."""
    page = AppTest.from_string(SCRIPT.format(key=LESSON.slug, kept=True), default_timeout=60).run()
    assert not page.exception
    assert [caption.value for caption in page.caption] == [text("progress.waiting")]


@pytest.mark.slow
@pytest.mark.sample(3)
@pytest.mark.parametrize("first", range(3))
@pytest.mark.parametrize("slug", readable("en"))
def test_every_third_screen_of_every_lesson_opens(slug, first):
    """No screen raises, whichever the learner goes to, and each has its title."""
    lesson = readable("en")[slug]
    for number, screen in [*enumerate([*lesson.screens, None])][first::3]:
        script = SCRIPT.replace("slope-and-sign", slug).format(key=slug, kept=True)
        page = told(
            AppTest.from_string(script, default_timeout=120),
            Progress(3).with_lesson(slug, LessonRecord().at(number)),
        )
        assert not page.exception, f"screen {number}: {page.exception}"
        assert page.header[0].value == (screen.title if screen else text("lesson.read_on"))


def test_a_lesson_opens_where_the_learner_was():
    """The screen comes from what the browser kept, the variant from its seed."""
    page = opened(progress=at(2))
    assert not page.exception
    assert page.header[0].value == LESSON.screens[2].title
    assert page.session_state["progress"].seed == 3


def test_what_is_locked_is_set_back_and_said():
    """An address with another surface gets the lesson's own, with a warning; what is free is taken."""
    page = opened("surface=parabola&w=3&steps=99&run1=gd&run1.lr=0.7", at(0))
    assert not page.exception
    found = page.session_state[f"visit_{LESSON.slug}"].experiment
    assert (found.steps, found.runs[0].hypers["lr"], found.point) == (10, 0.1, (3.0,))
    assert len(page.warning) == 1
    assert "steps" in page.warning[0].value


def test_an_honest_address_is_taken_without_a_word():
    """The address of a show or of a start that was moved is no tampering."""
    for query in (LESSON.shown("right", 3).to_query(), laid_over(LESSON.experiment, "w=4")):
        page = opened(query, at(0))
        assert not page.warning
        assert page.session_state[f"visit_{LESSON.slug}"].experiment == Experiment.repair(query)[0]


def test_a_task_solved_before_stays_solved():
    """Coming back to a solved task shows it as solved, and a reset of the controls takes nothing away."""
    task = LESSON.tasks["four"]
    run = laid_over(LESSON.task_query(task, 3), task.solution[0])
    done = LessonRecord().at(screen_of("four")).ran(run).solved_by("four", (run,))
    page = opened(progress=Progress(3).with_lesson(LESSON.slug, done))
    assert text("lesson.solved") in " ".join(m.value for m in page.markdown)
    page.button(key="reset_four").click().run()
    assert not page.exception
    assert record_of(page).solved == {"four": (run,)}


def test_what_an_earlier_version_found_solved_is_marked_and_can_be_solved_anew():
    """It counts as done on the lesson's page, at the course home and in the summary; a run that solves it is taken."""
    task = LESSON.tasks["four"]
    start = LESSON.task_query(task, 3)
    run, mark = laid_over(start, task.solution[0]), text("lesson.solved_earlier")
    before = LessonRecord(solved={"four": (start,)}).at(screen_of("four"))
    page = opened(progress=Progress(3).with_lesson(LESSON.slug, before))
    assert f"**✓ {mark}**" in [m.value for m in page.markdown]
    assert text("lesson.solved_earlier_help") in [c.value for c in page.caption]
    home = told(AppTest.from_string(HOME, default_timeout=60), Progress(3).with_lesson(LESSON.slug, before))
    card = text("course.solved_earlier", solved=1, count=len(LESSON.tasks))
    assert card in [c.value for c in home.caption]
    assert mark in [c.value for c in home.button(key="summary").click().run().caption]
    page = opened(progress=Progress(3).with_lesson(LESSON.slug, before.ran(run)))
    assert record_of(page).solved == {"four": (run,)}
    assert mark not in " ".join(m.value for m in page.run().markdown)


def test_an_answer_of_an_earlier_version_can_be_given_anew():
    """Where the numbers have changed since, the field is there again."""
    before = LessonRecord(solved={"land": ()}, tries={"land": ("12345",)}).at(screen_of("land"))
    page = opened(progress=Progress(3).with_lesson(LESSON.slug, before))
    assert f"**✓ {text('lesson.solved_earlier')}**" in [m.value for m in page.markdown]
    assert page.text_input(key=f"{LESSON.slug}_land_given").label == text("lesson.free_answer")


def test_a_solved_task_is_graded_by_its_own_runs(monkeypatch):
    """Of all the runs that are kept only those that solved it are worked out again, and it is said as before."""
    task, graded = LESSON.tasks["four"], []
    run = laid_over(LESSON.task_query(task, 3), task.solution[0])
    done = LessonRecord().at(screen_of("four")).ran(run).ran(laid_over(run, "run1.lr=0.01")).solved_by("four", (run,))

    def watched(lesson, name, runs, *more):
        graded.append((name, tuple(runs)))
        return grade(lesson, name, runs, *more)

    monkeypatch.setattr("app.pages.lesson.tasks.grade", watched)
    page = opened(progress=Progress(3).with_lesson(LESSON.slug, done))
    page.run()
    assert graded == [("four", (run,))]
    right = grade(LESSON, "four", (run,), 3).feedback
    assert " ".join(map(str, right)) in " ".join(m.value for m in page.markdown)


def test_runs_that_solve_a_task_are_found():
    """Runs that the browser kept are graded by the server when the page opens; nothing stored says “solved”."""
    task = LESSON.tasks["four"]
    run = laid_over(LESSON.task_query(task, 3), task.solution[0])
    page = opened(progress=Progress(3).with_lesson(LESSON.slug, LessonRecord().at(screen_of("four")).ran(run)))
    assert record_of(page).solved == {"four": (run,)}


def test_hints_come_one_at_a_time():
    """Each press shows one more, until there are none."""
    page, hints = opened(progress=at(screen_of("four"))), LESSON.tasks["four"].hints
    for count in range(1, len(hints) + 1):
        page.button(key="hint_four").click().run()
        shown = [m.value for m in page.markdown if m.value.startswith("**Hint")]
        assert len(shown) == count
    assert not [button for button in page.button if button.key == "hint_four"]


def test_without_storage_everything_works_and_it_is_said_once():
    """A browser that keeps nothing gets the lesson, and one sentence about it."""
    page = opened(works=False)
    assert [info.value for info in page.info].count(text("progress.off")) == 1
    page.button(key="next").click().run()
    assert page.header[0].value == LESSON.screens[1].title
    assert text("progress.off") not in [info.value for info in page.info]


def test_a_lesson_from_a_file_is_not_kept():
    """What is done in a teacher's own lesson stays in the session, out of the learner's progress."""
    page = opened(kept=False)
    page.button(key="next").click().run()
    assert not page.exception
    assert page.header[0].value == LESSON.screens[1].title
    assert page.session_state["progress"].lessons == {}


def test_a_lesson_from_a_file_opens_at_the_course_home():
    """It takes the place of the course, keeper and all, and gives it back when it is closed."""
    page = AppTest.from_string(HOME, default_timeout=60)
    page.session_state["own_lesson"] = LESSON
    told(page)
    assert not page.exception
    assert page.title[0].value == LESSON.title
    page.button(key="own_close").click().run()
    assert not page.exception
    assert page.title[0].value == text("course.title")


@pytest.mark.parametrize(
    ("found", "cut_short", "trouble", "says"),
    [
        ([], False, "", text("course.own_proved")),
        ([[7, "task.four", "random settings pass"]], False, "", text("course.own_refused")),
        ([], True, "", text("course.own_cut", most=60)),
        ([], False, "Busy.", text("course.own_unproved", why="Busy.")),
    ],
)
def test_what_the_check_finds_stands_above_the_lesson(found, cut_short, trouble, says):
    """All that `lessons check` refuses, with its line and field; or that it holds; or how far the check came."""
    page = AppTest.from_string(HOME, default_timeout=60)
    page.session_state["own_lesson"] = LESSON
    check = SimpleNamespace(pieces=[{"problems": found}], done=True, cut_short=cut_short, trouble=trouble, end=int)
    page.session_state["own_lesson_proof"] = check
    told(page)
    assert not page.exception
    said = [element.value for element in (*page.caption, *page.warning, *page.info)]
    assert any(words.endswith(says) for words in said)
    assert len(page.table) == bool(found)
    if found:
        assert page.table[0].value.iloc[0].tolist() == ["7", r"task\.four", "random settings pass"]
    page.button(key="own_close").click().run()
    assert "own_lesson_proof" not in page.session_state


def test_an_empty_prediction_waits_for_an_answer():
    """With nothing chosen it says so, and the form stays as it was."""
    number = next(i for i, s in enumerate(LESSON.screens) if any(b.kind == "predict" for b in s.blocks))
    page = opened(progress=at(number))
    submit = next(button for button in page.button if button.label == text("lesson.predict_button"))
    submit.click().run()
    assert not page.exception
    assert text("lesson.choose_first") in [m.value for m in page.markdown]
    assert len(page.radio) == 1
    assert record_of(page).answers == {}


def test_the_course_home_shows_every_lesson():
    """Each lesson has a card; one that was begun says where, and the way on leads there."""
    page = told(AppTest.from_string(HOME, default_timeout=60), at(2))
    assert not page.exception
    count = len(LESSON.screens) + 1
    marks = [mark.value for mark in page.markdown]
    assert f"◐ {text('course.state_at', number=3, count=count)}" in marks
    assert marks.count(f"○ {text('course.state_new')}") == len(readable("en")) - 1


def test_the_summary_says_what_was_done():
    """Solved tasks with their runs, the learner's words, and how sure they were."""
    run = laid_over(LESSON.experiment, LESSON.tasks["four"].solution[0])
    record = LessonRecord().at(99).solved_by("four", (run,))
    record = record.answered("minus", Answer(("Down is against the slope.",), None))
    record = record.answered("side", Answer(("To the right: the weight grows",), False, 90))
    page = told(AppTest.from_string(HOME, default_timeout=60), Progress(3).with_lesson(LESSON.slug, record))
    page.button(key="summary").click().run()
    assert not page.exception
    words = " ".join(m.value for m in page.markdown)
    assert text("course.calibration_over") in words
    assert "Down is against the slope." in [t.value for t in page.text]
    assert any("stage/picture/" in m.value for m in page.markdown)


def test_no_run_is_seen_before_it_was_predicted():
    """From the first screen on the run is held, until the first prediction; not where the learner steps by hand."""
    seen = {}
    for slug in ("too-small-too-large", "slope-and-sign"):
        lesson = readable("en")[slug]
        asking = next(i for i, s in enumerate(lesson.screens) if any(b.kind == "predict" for b in s.blocks))
        name = next(b.name for b in lesson.screens[asking].blocks if b.kind == "predict")
        answer = Answer((lesson.questions[name].options[0].text,), None, 50)
        for number, record in (
            (0, LessonRecord()),
            (asking, LessonRecord()),
            (0, LessonRecord().answered(name, answer)),
        ):
            script = f"""
import streamlit as st
from app.pages import progress
from app.pages.lesson.sitting import Sitting
from lessons import readable
st.session_state["found"] = Sitting(readable("en")[{slug!r}], "en", {slug!r}).held
"""
            page = AppTest.from_string(script, default_timeout=60)
            page.session_state["progress"] = Progress(3).with_lesson(slug, record.at(number))
            seen[slug, number, bool(record.answers)] = page.run().session_state["found"]
    assert list(seen.values()) == [True, True, False, False, True, False]
