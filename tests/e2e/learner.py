"""A learner in a lesson, for tests: reading on, predicting, setting the stage's controls, solving tasks; no mouse."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from playwright.sync_api import Locator, expect

from app.words.words import catalogue, text
from lessons import Lesson, Option, Question, Task
from lessons.grading.grading import true_answer
from lessons.grading.questions import judge, shuffled
from lessons.learner.progress import Progress
from lessons.learner.record import LessonRecord
from lessons.measuring.words import written
from lessons.settings import laid_over, setting
from optim_core import Experiment
from tests.e2e.lab import Lab

STORED = "() => localStorage.getItem('descent.progress')"
FOCUSED = "() => document.activeElement !== document.body"  # the button that was pressed is gone
WORDS = catalogue("en")


class Learner:
    """Somebody with a lab open at a lesson."""

    def __init__(self, lab: Lab, lesson: Lesson) -> None:
        self.lab, self.page, self.lesson = lab, lab.page, lesson

    def open(self) -> Learner:
        self.page.goto(f"{self.lab.url}{self.lesson.slug}")
        self.on_screen(0)
        return self

    # ---- where they are, and what is kept of it

    @property
    def progress(self) -> Progress:
        return Progress.read(self.page.evaluate(STORED) or "")[0]

    @property
    def record(self) -> LessonRecord:
        return self.progress.lesson(self.lesson.slug)

    @property
    def seed(self) -> int:
        """Drawn in the first visit, and kept by the browser."""
        return int(json.loads(str(self.page.wait_for_function(STORED).json_value()))["seed"])

    def on_screen(self, number: int) -> None:
        last = number == len(self.lesson.screens)
        title = text("lesson.read_on") if last else self.lesson.screens[number].title
        expect(self.page.locator(".st-key-screen h2")).to_have_text(title)
        count = text("lesson.screen", number=number + 1, count=len(self.lesson.screens) + 1)
        expect(self.page.get_by_role("button", name=count)).to_be_visible()
        expect(self.page.locator(f".lesson-speaker[data-screen='{number}']")).to_have_count(1)
        self.lab.committed()

    def go_on(self, number: int) -> None:
        """To the screen after this one, by keyboard."""
        self.button("lesson.next").press("Enter")
        self.on_screen(number + 1)

    def button(self, key: str, within: Locator | None = None) -> Locator:
        return (within or self.page.locator(".stMain")).get_by_role("button", name=text(key), exact=True)

    # ---- questions

    def asked(self, name: str) -> Locator:
        return self.page.locator(f".st-key-question_{name}")

    def choose(self, question: Question, option: Option) -> None:
        place = shuffled(question, self.seed).index(option)
        self.asked(question.name).get_by_role("radio").nth(place).press("Space")

    def answer(self, name: str, *, right: bool = True) -> None:
        """Answers a question. A wrong answer is one with a counter-example, where there is such a one."""
        question = self.lesson.questions[name]
        if question.options:
            of_kind = [option for option in question.options if option.right == right]
            option = next((option for option in of_kind if option.show), of_kind[0])
            self.choose(question, option)
            given = option.text
        elif question.fields:
            true = judge(self.lesson, name, ["0"] * len(question.fields), self.seed).fields
            given_all = [f.true if right else "12345" for f in true]
            for box, given in zip(self.asked(name).get_by_role("textbox").all(), given_all, strict=True):
                box.fill(given.replace(".", ","))
        else:
            self.asked(name).get_by_role("textbox").fill("Because the slope says so.")
        key = {"predict": "predict_button", "explain": "keep_button"}.get(question.purpose, "answer")
        self.button(f"lesson.{key}", self.asked(name)).press("Enter")
        if question.purpose == "explain":
            expect(self.asked(name)).to_contain_text(text("lesson.our_words"))
            self.page.wait_for_function(FOCUSED)
            return
        expect(self.asked(name)).to_contain_text(text("lesson.right" if right else "lesson.wrong"))
        self.page.wait_for_function(FOCUSED)
        verdict = judge(self.lesson, name, given if question.options else given_all, self.seed)
        assert verdict.right is right
        if verdict.show:
            self.stage_has(self.lesson.shown(verdict.show, self.seed))

    # ---- the stage

    def stage_has(self, experiment: Experiment) -> None:
        """Wait until the stage shows this experiment."""
        self.page.wait_for_function(
            "(query) => document.querySelector('.stage')?.dataset.rested === query",
            arg=experiment.to_query(),
            polling=30,
        )

    def set_to(self, target: Experiment) -> None:
        """Makes the stage's experiment this one with the stage's own controls, as far as it is another."""
        self.page.locator(".stage[data-rested]").wait_for()
        wanted, there = _fields(target.to_query()), _fields(self.lab.query)
        for key in sorted(there):
            if _is_run(key) and key not in wanted:
                self.page.locator(".stage-run").nth(int(key[3:]) - 1).locator(".stage-run-head button").press("Enter")
                self.lab.at_rest(self.lab.query)
        usual = {key: setting(target, key) for key in there if key not in wanted}  # in its text it is left unsaid
        wanted |= {key: f"{value:.15g}" for key, value in usual.items() if isinstance(value, float)}
        for key in sorted(wanted, key=_order):
            if _differs(key, self.lab.experiment, target):
                self._set(key, wanted[key], target)
        self.lab.committed()

    def _set(self, key: str, value: str, target: Experiment) -> None:
        folded = self.page.locator(":is(.stage-run, .stage-settings) details:not([open]) > summary")
        for summary in [found for found in folded.all() if found.is_visible()][::-1]:
            summary.press("Enter")
        before = self.lab.query
        select = self.page.locator(f'.stage select[data-key="{key}"]')
        if select.count():
            select.select_option(value)
        elif _is_run(key):
            self.page.get_by_role("combobox", name=text("stage.add_run"), exact=True).select_option(value)
            self.lab.button("stage.add").press("Enter")
        else:
            self._type(key, value, target)
        self.lab.at_rest(before)

    def _type(self, key: str, value: str, target: Experiment) -> None:
        run, _, name = key.partition(".")
        within, label = self.page.locator(".stage"), key
        if name and run.startswith("run"):
            within = self.lab.runs.nth(int(run[3:]) - 1)
            one = target.runs[int(run[3:]) - 1]
            keys = (f"optimizer.{one.optimizer}.{name}.name", f"choice.{name}.name", f"stage.{name}")
            if name.startswith("schedule."):
                keys = (f"schedule.{one.schedule}.{name.removeprefix('schedule.')}.name",)
        else:
            ends = ["_start"] * (target.surface.draw is not None) + ["_data"] * (target.surface.data is not None) + [""]
            keys = (f"surface.{target.surface.slug}.{key}.name", *(f"stage.{key}{end}" for end in ends))
        label = next((WORDS[k] for k in keys if k in WORDS), key)
        switch = within.get_by_role("checkbox", name=label, exact=True)
        if switch.count():
            switch.set_checked(value != "0")
        else:
            self.lab.type(within.get_by_role("textbox", name=label, exact=True), value)

    # ---- tasks

    def box(self, name: str) -> Locator:
        return self.page.locator(f".st-key-task_open_{name}, .st-key-task_solved_{name}")

    def solve(self, name: str) -> None:
        """Solves a task as its reference solution does; only what was done for an earlier task may have been enough."""
        task = self.lesson.tasks[name]
        if task.kind in ("pair", "collect") and self.record.solved:
            expect(self.box(name)).to_be_visible()
            if "open" not in str(self.box(name).get_attribute("class")):
                return
        expect(self.page.locator(f".st-key-task_open_{name}")).to_be_visible()
        if task.kind == "answer":
            self._tell(task)
        else:
            if task.kind == "moves":
                self.button("lesson.counting_start").press("Enter")
                expect(self.box(name)).to_contain_text(text("lesson.counting", moves=0, most=task.moves))
            for change in task.solution:
                self.set_to(self.target(task, change))
        expect(self.page.locator(f".st-key-task_solved_{name}")).to_contain_text(text("lesson.solved"))

    def target(self, task: Task, change: str) -> Experiment:
        return Experiment.from_query(laid_over(self.lesson.task_query(task, self.seed), change))

    def _tell(self, task: Task) -> None:
        """Types nothing, words, and then the right number as often as it is asked for."""
        field = self.box(task.name).get_by_role("textbox")
        self.lab.type(field, "about ten")
        expect(self.box(task.name)).to_contain_text("is not a number")
        for round in range(task.rounds):
            true = true_answer(self.lesson, task, self.seed, round)
            self.lab.type(field, written(true).replace(".", ","))
            if round + 1 < task.rounds:
                expect(self.box(task.name)).to_contain_text(f"{round + 1} of {task.rounds} in a row")


def _differs(key: str, one: Experiment, other: Experiment) -> bool:
    """Whether two experiments differ in a field; what is usual may be left unsaid in the text of one of them."""
    if setting(other, key) is None:
        return _fields(one.to_query()).get(key) != _fields(other.to_query()).get(key)
    return setting(one, key) != setting(other, key)


def _fields(query: str) -> dict[str, str]:
    return dict(parse_qsl(query))


def _is_run(key: str) -> bool:
    return key.startswith("run") and key[3:].isdecimal()


def _order(key: str) -> tuple[int, str]:
    """What others depend on comes first: the optimizers, then lists to choose from, then numbers."""
    return (0 if _is_run(key) else 1 if key.endswith((".schedule", ".decay", ".clip", ".library")) else 2, key)
