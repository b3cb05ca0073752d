"""A learner sitting at a lesson: which lesson, how far they are, and what happens when they go on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.pages import progress, state
from app.words.words import say, text
from lessons import Lesson
from lessons.grading.grading import admitted, answer_scope, grade
from lessons.learner.record import LessonRecord
from lessons.measuring.conditions import said
from lessons.measuring.scope import Scope
from lessons.records import Block, Question, Screen, Task
from optim_core import Experiment


@dataclass(frozen=True)
class Sitting:
    """One learner at one lesson. What changes is in the session: the record, the experiment, and a few small marks."""

    lesson: Lesson
    language: str
    key: str
    kept: bool = True  # whether the record goes into the browser's store; not for a lesson from a file
    drawn_for: int | None = None  # the seed of everybody's variant, where it is not the learner's own
    alone: bool = False  # whether there is nothing around the screens: an assignment

    # ---- what the learner has done

    @property
    def record(self) -> LessonRecord:
        return progress.lesson_record(self.key, kept=self.kept)

    def keep(self, record: LessonRecord) -> None:
        progress.put_lesson(self.key, record, kept=self.kept)

    @property
    def seed(self) -> int:
        return progress.current().seed if self.drawn_for is None else self.drawn_for

    @property
    def unsolved(self) -> tuple[str, ...]:
        return tuple(name for name in self.lesson.tasks if name not in self.record.solved)

    # ---- where they are

    @property
    def last(self) -> int:
        """The number of the last screen, which the page adds."""
        return len(self.lesson.screens) - self.alone

    @property
    def at(self) -> int:
        return min(self.record.screen, self.last)

    @property
    def screen(self) -> Screen:
        return self.screen_at(self.at)

    def screen_at(self, number: int) -> Screen:
        if number < len(self.lesson.screens):
            return self.lesson.screens[number]
        return Screen(text("lesson.read_on", self.language), ())

    def named(self, *kinds: str) -> Iterator[str]:
        """The names of the blocks of these kinds on the screen."""
        return (block.name for block in self.screen.blocks if block.kind in kinds)

    @property
    def task(self) -> Task | None:
        """The task of this screen: the first that is still open, else the first."""
        names = list(self.named("task"))
        return next((self.lesson.tasks[n] for n in (*filter(self.open, names), *names)), None)

    def open(self, task: str) -> bool:
        return task not in self.record.solved

    def proved(self, task: str) -> bool:
        """Whether a task is solved by today's rules; what an earlier version found solved is done all the same."""
        return not self.open(task) and task not in self.record.earlier

    @property
    def waiting(self) -> Question | None:
        """The prediction that the run waits for."""
        questions = (self.lesson.questions[name] for name in self.named("predict"))
        return next((q for q in questions if q.name not in self.record.answers), None)

    @property
    def held(self) -> bool:
        """Whether no run is drawn: one that is seen before it was predicted gives the answer away.

        A lesson that begins with words and memory alone keeps its run back from the first screen on. Not so where
        the learner goes from step to step: nothing of what is to come is drawn there.
        """
        if self.waiting is not None:
            return True
        view, screens = self.lesson.stage, self.lesson.screens
        asking = next((i for i, s in enumerate(screens) if any(b.kind == "predict" for b in s.blocks)), -1)
        if self.at >= asking or view.row == 0 or not view.paths:
            return False
        first = next(block.name for block in screens[asking].blocks if block.kind == "predict")
        only_words = all(b.kind in ("prose", "recall") for s in screens[:asking] for b in s.blocks)
        return only_words and first not in self.record.answers

    def words(self, template: str, about: Experiment | None = None) -> str:
        """A text of the lesson with this learner's variant in it, and the numbers of an experiment (or the preset)."""
        scope = Scope(self.lesson, about or self.lesson.preset(self.seed), self.seed)
        return say(said(template, scope), self.language)

    def task_words(self, task: str, template: str) -> str:
        """A text of a task with the numbers of its present round."""
        scope = answer_scope(self.lesson, self.lesson.tasks[task], self.seed, self.round(task))
        return say(said(template, scope), self.language)

    # ---- the experiment

    def read(self, query: str) -> tuple[Experiment, state.Notes]:
        """An experiment as this lesson takes it: what is locked is set back, and said."""
        if not query:
            return self.opening(self.at), ()
        task = self.task
        return admitted(self.lesson, query, self.seed, task.name if task else None)

    def opening(self, number: int) -> Experiment:
        """The experiment with which a screen opens."""
        block = self._stands_on(number)
        if block is None:
            return self.lesson.preset(self.seed)
        if block.kind == "task":
            return self.lesson.task_start(block.name, self.seed, self.round(block.name))
        return self.lesson.question_start(block.name, self.seed)

    def round(self, task: str) -> int:
        """Which draw of the variants an answer task is at."""
        tries = self.record.tries.get(task, ())
        return grade(self.lesson, task, (), self.seed, tries).round if tries else 0

    def _stands_on(self, number: int) -> Block | None:
        """The block whose experiment belongs to a screen: its first task or question, or that of one before."""
        for screen in reversed(self.lesson.screens[: number + 1]):
            for block in screen.blocks:
                if block.kind in ("task", "predict", "observe"):
                    return block
        return None

    def go(self, number: int) -> None:
        """To another screen. The stage stays as it is where both stand on the same experiment.

        But a prediction is about its own experiment, and a task is not begun with what a “show me” button showed.
        """
        before, here = self.opening(self.at), state.here().experiment
        self.keep(self.record.at(max(0, min(number, self.last))))
        self.mark("shown", "")
        self.mark("ran_here", False)
        after, task = self.opening(self.at), self.task
        shown = task is not None and self.open(task.name) and here.to_query() not in self.record.runs[-1:]
        self.load(after if after != before or self.waiting or shown else self.read(here.to_query())[0])

    def load(self, experiment: Experiment, *, play: bool = False) -> None:
        """The page sets the experiment, and the stage follows."""
        if experiment == state.here().experiment and not play:
            state.untouched()
            return
        state.change(lambda _: experiment)
        if play:
            self.mark("plays", self.marked("plays", 0) + 1)

    def show(self, name: str) -> None:
        """Loads what a “show me” button or a counter-example sets, and plays it."""
        self.load(self.lesson.shown(name, self.seed), play=True)
        self.mark("shown", name)

    # ---- small marks of this session

    def mark(self, name: str, value: Any) -> None:
        st.session_state[f"{self.key}:{name}"] = value

    def marked(self, name: str, default: Any) -> Any:
        return st.session_state.get(f"{self.key}:{name}", default)

    def say(self, words: str) -> None:
        """Has it read out, once, without its marks."""
        heard = re.sub(r"[*`$]", "", words).replace(r"\cdot", "×")
        self.mark("said", (self.marked("said", (0, ""))[0] + 1, heard))

    def lead(self, selector: str) -> None:
        """Takes the keyboard's focus there, where what had it is no longer on the page."""
        self.mark("led", (self.marked("led", (0, ""))[0] + 1, selector))
