"""What a lesson is made of: screens of blocks, questions, tasks, named numbers. All frozen, all read from one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

OPTION_KINDS = ("recall", "predict", "observe")
PURPOSES = (*OPTION_KINDS, "explain")
BLOCK_KINDS = (*PURPOSES, "task", "show", "chart")
PANELS = ("map", "loss", "size", "time", "rule", "table", "words", "legend", "data", "symbols", "rate")
USUAL_PANELS = ("map", "loss", "time", "words", "legend")


class Claim(NamedTuple):
    """A number written in a text together with the name of what it claims to be: `2.2{=next of exploding ~ 5%}`."""

    line: int
    field: str
    written: str
    number: str
    of: str  # the show it is measured on; empty for the preset
    within: float | None  # a share; None means right to the last written digit


class Within(NamedTuple):
    """How far an answer may be off: so much, or such a share of the true value."""

    value: float
    share: bool = False

    def holds(self, answer: float, true: float) -> bool:
        margin = self.value * abs(true) if self.share else self.value
        return abs(answer - true) <= margin * (1 + 1e-9) + 1e-12


EXACT = Within(0.0)


@dataclass(frozen=True)
class Block:
    """One thing on a screen: prose (its Markdown), or the name of a question, task, show or chart."""

    kind: str
    text: str

    @property
    def name(self) -> str:
        return self.text


@dataclass(frozen=True)
class Screen:
    title: str
    blocks: tuple[Block, ...]
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class StageView:
    """What the stage shows in this lesson."""

    paths: bool = True
    panels: tuple[str, ...] = USUAL_PANELS
    log: bool | None = None
    row: int | None = None


@dataclass(frozen=True)
class Option:
    text: str
    right: bool = False
    say: str = ""
    show: str | None = None  # the counter-example that a wrong answer loads
    misconception: str = ""


@dataclass(frozen=True)
class AnswerField:
    """One number that the learner types."""

    label: str
    number: str
    within: Within


@dataclass(frozen=True)
class Question:
    """Something asked: options to choose from, numbers to type, or (explain) a free text beside which `ours` is put."""

    name: str
    purpose: str
    ask: str
    options: tuple[Option, ...] = ()
    fields: tuple[AnswerField, ...] = ()
    right: str = ""
    wrong: str = ""
    show: str | None = None
    ours: str = ""
    origin: str = ""  # the show it is about (`from` in the file); empty for the preset


@dataclass(frozen=True)
class Number:
    """A named number: a measure of a run with its options, or a formula over other numbers."""

    name: str
    measure: str = ""
    formula: str = ""
    at: int | None = None  # a row; None is the last
    run: int | None = 1  # None: any run
    variable: str = ""
    key: str = ""  # for field and choice
    state: str = ""  # for state: the name in the rule
    limit: float | str | None = None
    above_best: bool = False
    what: str = "loss"
    last: int = 200
    over: str = ""
    take: str = "median"
    count_below: float | None = None
    count_above: float | None = None
    of: str = ""  # always measured on this show


@dataclass(frozen=True)
class Condition:
    """What a number has to be. `test` is one of TESTS in conditions.py; limits are numbers or formulas."""

    number: str
    test: str
    limits: tuple[float | str, ...]
    within: Within | None = None
    miss: str = ""


@dataclass(frozen=True)
class Comparison:
    """How the numbers of two runs have to stand to each other."""

    kind: str  # ratio (larger over smaller), difference (its size), equal
    number: str
    at_most: float | str | None = None
    at_least: float | str | None = None
    miss: str = ""


@dataclass(frozen=True)
class Task:
    name: str
    kind: str
    say: str
    free: tuple[str, ...] | None = None
    origin: str = ""  # the show it starts from (`from` in the file); empty for the preset
    set: str = ""  # fields over that
    hints: tuple[str, ...] = ()
    right: str = ""
    wrong: str = ""
    miss: str = ""
    solution: tuple[str, ...] = ()
    needs: tuple[Condition, ...] = ()  # settings, moves
    moves: int = 0
    one: tuple[Condition, ...] = ()  # pair
    other: tuple[Condition, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    same: tuple[str, ...] = ()
    miss_one: str = ""
    miss_other: str = ""
    count: int = 0  # collect
    distinct: str = ""
    each: tuple[Condition, ...] = ()
    groups: tuple[tuple[Condition, ...], ...] = ()
    number: str = ""  # answer
    formula: str = ""
    within: Within = EXACT
    rounds: int = 1


@dataclass(frozen=True)
class Show:
    """A button that sets fields of the preset."""

    name: str
    label: str
    set: str
    say: str = ""


@dataclass(frozen=True)
class Chart:
    name: str
    kind: str
    x: str = ""
    y: str = ""
    xlog: bool = False
    ylog: bool = False
    label_x: str = ""
    label_y: str = ""
    rows: tuple[str, ...] = ()
    curvature: float | str | None = None
    limit: float | str | None = None
    origin: str = ""


class Reading(NamedTuple):
    title: str
    url: str
    why: str


Variants = Mapping[str, tuple[float | str, ...]]
