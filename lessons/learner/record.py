"""What a learner did in one lesson: where they are, their runs, answers, hints, and the tasks they solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from lessons.grading.grading import RULES

MAX_RUNS, MAX_TRIES = 60, 100


class Answer(NamedTuple):
    """What a learner answered to a question."""

    entries: tuple[str, ...]  # the option, the numbers, or the free text
    right: bool | None  # None where nothing is right or wrong
    sure: int | None = None  # how sure they were, in percent


@dataclass(frozen=True)
class LessonRecord:
    """What a learner did in one lesson."""

    screen: int = 0  # where they are
    seen: int = 0  # the farthest they came
    runs: tuple[str, ...] = ()  # the experiments they let go of, newest last
    answers: Mapping[str, Answer] = field(default_factory=dict)  # by question
    solved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task: the runs that solved it
    hints: Mapping[str, int] = field(default_factory=dict)  # by task: how many were shown
    tries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task: the numbers typed, newest last
    moves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task: the runs since counting began
    rules: Mapping[str, int] = field(default_factory=dict)  # by solved task: those that graded it; 1 is not written
    seeds: Mapping[str, int] = field(default_factory=dict)  # by solved task: of its variant, where that is another's

    @property
    def earlier(self) -> tuple[str, ...]:
        """The tasks that were solved in an earlier version: done, but not by today's rules."""
        return tuple(task for task in self.solved if self.rules.get(task, 1) < RULES)

    def ran(self, query: str) -> LessonRecord:
        """The record with one more run; the same run twice in a row is one."""
        if self.runs[-1:] == (query,):
            return self
        return replace(self, runs=(*self.runs, query)[-MAX_RUNS:])

    def at(self, screen: int) -> LessonRecord:
        """The record of a learner who is at this screen."""
        return replace(self, screen=screen, seen=max(self.seen, screen))

    def answered(self, question: str, answer: Answer) -> LessonRecord:
        return replace(self, answers={**self.answers, question: answer})

    def solved_by(self, task: str, runs: tuple[str, ...]) -> LessonRecord:
        """The record with the task solved. What today's rules passed stays, by the runs that did it first."""
        if task in self.solved and task not in self.earlier:
            return self
        seeds = {other: seed for other, seed in self.seeds.items() if other != task}
        return replace(self, solved={**self.solved, task: runs}, rules={**self.rules, task: RULES}, seeds=seeds)

    def drawn_by(self, own: int, learner: int) -> LessonRecord:
        """The record for a learner with another seed than its own: what was solved keeps the seed of its variant."""
        seeds = {task: self.seeds.get(task, own) for task in self.solved}
        return replace(self, seeds={task: seed for task, seed in seeds.items() if seed != learner})

    def hinted(self, task: str, count: int) -> LessonRecord:
        return replace(self, hints={**self.hints, task: count})

    def tried(self, task: str, answers: tuple[str, ...]) -> LessonRecord:
        return replace(self, tries={**self.tries, task: answers[-MAX_TRIES:]})

    def counting(self, task: str) -> LessonRecord:
        """The record of a learner whose moves in a task are counted from now on."""
        return replace(self, moves={**self.moves, task: ()})

    def moved(self, task: str, query: str) -> LessonRecord:
        """The record with one more move, where moves are counted. Of too many only the first are kept."""
        counted = self.moves.get(task)
        if counted is None or counted[-1:] == (query,) or len(counted) >= MAX_RUNS:
            return self
        return replace(self, moves={**self.moves, task: (*counted, query)})

    def merged(self, newer: LessonRecord) -> LessonRecord:
        """All that was achieved in either; where both have something to say about the same, the newer.

        A task that both have solved is taken whole from one of them, the same one whichever comes first.
        """
        known = set(self.runs)
        added = tuple(run for run in newer.runs if run not in known)
        solved = {
            task: max((one for one in (self, newer) if task in one.solved), key=lambda one: one._rank(task))
            for task in (*self.solved, *newer.solved)
        }
        solving = {task: one.tries[task] for task, one in solved.items() if task in one.tries}  # they are its proof
        return LessonRecord(
            screen=newer.screen or self.screen,
            seen=max(self.seen, newer.seen),
            runs=(*self.runs, *added)[-MAX_RUNS:],
            answers={**self.answers, **newer.answers},
            solved={task: one.solved[task] for task, one in solved.items()},
            hints={**self.hints, **newer.hints},
            tries={**self.tries, **newer.tries, **solving},
            moves={**self.moves, **newer.moves},
            rules={task: one.rules[task] for task, one in solved.items() if task in one.rules},
            seeds={task: one.seeds[task] for task, one in solved.items() if task in one.seeds},
        )

    def _rank(self, task: str) -> tuple[int, tuple[str, ...], tuple[str, ...], int]:
        """Of two solutions of a task the one by newer rules is kept; the rest only makes the choice the same always."""
        return self.rules.get(task, 1), self.solved[task], self.tries.get(task, ()), self.seeds.get(task, -1)

    def plain(self) -> dict[str, Any]:
        """The record for JSON, without what is empty."""
        answers = {name: list(answer) for name, answer in self.answers.items()}
        parts = {
            "screen": self.screen,
            "seen": self.seen,
            "runs": list(self.runs),
            "answers": answers,
            "solved": {name: list(runs) for name, runs in self.solved.items()},
            "hints": dict(self.hints),
            "tries": {name: list(tries) for name, tries in self.tries.items()},
            "moves": {name: list(runs) for name, runs in self.moves.items()},
            "rules": dict(self.rules),
            "seeds": dict(self.seeds),
        }
        return {name: part for name, part in parts.items() if part}
