"""What a lesson leaves free: settings laid over it, and what is locked set back."""

from __future__ import annotations

from lessons import read_lesson
from lessons.grading.grading import admitted
from lessons.grading.locks import free_fields
from lessons.settings import fields_of, laid_over, setting
from tests.lesson_text import LESSON, TEN, TEXT, q


def test_setting_fields_keeps_and_drops_what_belongs_together() -> None:
    """A new surface drops the old one's parameters and start, a new optimizer the old one's settings."""
    base = "surface=quadratic&L=3&x=1&steps=9&run1=momentum&run1.lr=1&run1.beta=0.5&run2=gd"
    over = fields_of(laid_over(base, "surface=parabola&run1=gd&run1.lr=0.2&run2="))
    assert over == {"surface": "parabola", "steps": "9", "run1": "gd", "run1.lr": "0.2"}
    assert fields_of(laid_over(base, "L=5"))["x"] == "1"


def test_what_is_locked_is_set_back_and_said() -> None:
    """A locked field goes back to where the lesson has it; a free one stays."""
    experiment, messages = admitted(LESSON, q(steps=70, run1_lr=0.15), TEN)
    assert (experiment.steps, setting(experiment, "run1.lr")) == (200, 0.15)
    assert [str(m) for m in messages] == ["“steps” is fixed in this lesson, so it was set back to 200."]
    assert [m.values["key"] for m in admitted(LESSON, q(seed=5), TEN)[1]] == ["seed"]
    assert admitted(LESSON, q(run1_lr=0.15), TEN)[1] == ()
    assert free_fields(LESSON) == ("run1.lr",)


def test_runs_surfaces_and_other_optimizers_are_locked() -> None:
    """Neither another surface nor more runs nor another optimizer gets through."""
    for tampered in (
        q(run2="adam"),
        q(run1="adam"),
        q(surface="parabola"),
        q(noise=1),
        "",
        "&&&",
        "run1=" + "x" * 9000,
    ):
        experiment, _ = admitted(LESSON, tampered, TEN)
        assert fields_of(experiment.to_query()).keys() == fields_of(LESSON.preset(TEN).to_query()).keys()
        assert experiment.surface == LESSON.preset(TEN).surface


def test_a_show_may_set_what_is_locked() -> None:
    """Standing on a show is no tampering, also after a free slider was moved there."""
    lesson = read_lesson(TEXT.replace('set = "run1.lr=1.9"', 'set = "x=-1&steps=9"'))
    moved = laid_over(lesson.shown("big", TEN).to_query(), "run1.lr=0.05")
    experiment, messages = admitted(lesson, moved, TEN)
    assert (messages, experiment.steps) == ((), 9)


def test_the_start_follows_the_surface_where_nobody_set_it() -> None:
    """Where a free parameter moves the surface's own start, the start moves with it, silently."""
    changed = TEXT.replace("surface=quadratic&L={L}&x=2", "surface=ravine&kappa=25").replace(
        'free = ["run1.lr"]', 'free = ["run1.lr", "kappa"]'
    )
    lesson = read_lesson(changed)
    experiment, messages = admitted(lesson, "surface=ravine&kappa=9&x=25&y=1&steps=200&run1=gd&run1.lr=0.1", 0)
    assert (experiment.point, messages) == ((9.0, 1.0), ())


def test_only_the_lessons_optimizers_may_be_added() -> None:
    """With run* free, optimizers outside the list are left out and named."""
    lesson = read_lesson(TEXT.replace('free = ["run1.lr"]', 'free = ["run*"]\noptimizers = ["gd", "adam"]'))
    experiment, messages = admitted(lesson, q(run2="adam", run3="lion"), TEN)
    assert [run.optimizer for run in experiment.runs] == ["gd", "adam"]
    assert [m.key for m in messages] == ["lesson.optimizer"]
