"""An assignment: a task of a lesson, or an experiment with locked settings and a goal, as one short text for a link."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lessons.course import readable
from lessons.format.crosscheck import work
from lessons.grading.locks import wrong_patterns
from lessons.settings import keys_of, setting
from optim_core import OUTCOMES, Experiment, ExperimentError, Message

LONGEST = 4000  # characters of the text
LONGEST_INSIDE = 16_000  # bytes once it is unpacked
LONGEST_TITLE, LONGEST_SAY, LONGEST_QUERY = 80, 300, 2000
MOST_FREE, MOST_GOALS = 24, 6
MOST_SEED = 2**32 - 1
MOST_WORK = 400_000  # steps x coordinates x runs: well under a second
PACKED = "~"  # what a text begins with that carries a whole assignment
NUMBER_TESTS = ("below", "at_most", "above", "at_least", "equals")
TEXT_TESTS = ("is", "is_not")
_TASK = re.compile(r"([a-z0-9][a-z0-9-]{0,60})/([A-Za-z][A-Za-z0-9_-]{0,39})(?:/(\d{1,10}))?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class AssignmentError(ValueError):
    """A text that is no assignment, or no code. `message` says what happened, why and what to do."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(repr(message))


@dataclass(frozen=True)
class Kind:
    """What a goal can be about: a measure of the lessons, and what has to be said besides."""

    measure: str
    tests: tuple[str, ...] = NUMBER_TESTS
    argument: str = ""  # "limit": the loss that has to be reached; "key": a setting


GOALS: Mapping[str, Kind] = {
    "loss": Kind("loss"),
    "steps": Kind("steps_to", argument="limit"),
    "outcome": Kind("outcome", TEXT_TESTS),
    "setting": Kind("field", (*NUMBER_TESTS, *TEXT_TESTS), argument="key"),
    "distance": Kind("distance"),
    "rises": Kind("rises"),
}


@dataclass(frozen=True)
class Goal:
    """One thing that a run has to reach: `kind` is one of GOALS, `limit` a number or a word."""

    kind: str
    test: str
    limit: float | str
    argument: float | str = ""


@dataclass(frozen=True)
class TaskAssignment:
    """A task of a lesson. The seed draws the variant: with the same link everybody has the same numbers."""

    lesson: str
    task: str
    seed: int = 0


@dataclass(frozen=True)
class OwnAssignment:
    """A teacher's own: an experiment, what is free in it, and goals that one run has to reach all at once."""

    experiment: str
    free: tuple[str, ...]
    goals: tuple[Goal, ...]
    title: str = ""
    say: str = ""


Assignment = TaskAssignment | OwnAssignment


def digest(assignment: Assignment) -> bytes:
    """Three bytes that tell assignments apart. That of a lesson's task is the same for every variant."""
    name = _json(assignment) if isinstance(assignment, OwnAssignment) else f"{assignment.lesson}/{assignment.task}"
    return hashlib.sha256(name.encode()).digest()[:3]


def write_assignment(assignment: Assignment) -> str:
    """The text that stands in a link.

    >>> write_assignment(TaskAssignment("valleys", "split", 7))
    'valleys/split/7'
    """
    if isinstance(assignment, TaskAssignment):
        seed = f"/{assignment.seed}" if assignment.seed else ""
        return f"{assignment.lesson}/{assignment.task}{seed}"
    packed = zlib.compress(_json(assignment).encode(), 9)
    return PACKED + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_assignment(text: str, language: str = "en") -> Assignment:
    """The assignment in a text. Raises AssignmentError."""
    text = text.strip()
    if len(text) > LONGEST:
        raise AssignmentError(Message("assignment.too_long", length=len(text), most=LONGEST))
    if not text.startswith(PACKED):
        return _task(text, language)
    return checked(_record(_unpacked(text.removeprefix(PACKED))))


def _task(text: str, language: str) -> TaskAssignment:
    match = _TASK.fullmatch(text)
    lessons = readable(language)
    if match is None:
        raise AssignmentError(Message("assignment.unreadable"))
    lesson, task, seed = match[1], match[2], int(match[3] or 0)
    if lesson not in lessons or task not in lessons[lesson].tasks:
        raise AssignmentError(Message("assignment.no_task", lesson=lesson[:40], task=task[:40]))
    if seed > MOST_SEED:
        raise AssignmentError(Message("assignment.unreadable"))
    return TaskAssignment(lesson, task, seed)


def _unpacked(text: str) -> Any:
    """What is packed in a text, never more than a bounded amount of it."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        inside = unpacker.decompress(data, LONGEST_INSIDE)
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError
        return json.loads(inside.decode())
    except (ValueError, zlib.error, RecursionError):
        raise AssignmentError(Message("assignment.unreadable")) from None


def _json(assignment: OwnAssignment) -> str:
    goals = [[g.kind, g.test, g.limit, g.argument] for g in assignment.goals]
    record = {"e": assignment.experiment, "f": list(assignment.free), "g": goals}
    record |= {key: words for key, words in (("t", assignment.title), ("s", assignment.say)) if words}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _record(table: Any) -> OwnAssignment:
    """A record of the right form; what stands in it is checked afterwards."""
    if not (
        isinstance(table, dict)
        and {"e", "f", "g"} <= table.keys() <= {"e", "f", "g", "t", "s"}
        and isinstance(table["f"], list)
        and isinstance(table["g"], list)
        and all(isinstance(value, str) for value in (table["e"], table.get("t", ""), table.get("s", ""), *table["f"]))
        and all(isinstance(goal, list) and len(goal) == 4 and all(_plain(part) for part in goal) for goal in table["g"])
    ):
        raise AssignmentError(Message("assignment.unreadable"))
    goals = tuple(Goal(str(kind), str(test), _value(limit), _value(arg)) for kind, test, limit, arg in table["g"])
    return OwnAssignment(table["e"], tuple(table["f"]), goals, table.get("t", ""), table.get("s", ""))


def _plain(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= 60
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300


def _value(value: float | str) -> float | str:
    return value if isinstance(value, str) else float(value)


def checked(assignment: OwnAssignment) -> OwnAssignment:
    """The assignment with its experiment in plain form. Raises AssignmentError for what cannot be set or reached."""
    if len(assignment.title) > LONGEST_TITLE or len(assignment.say) > LONGEST_SAY:
        raise AssignmentError(Message("assignment.words_long", title=LONGEST_TITLE, say=LONGEST_SAY))
    if _CONTROL.search(assignment.title + assignment.say):
        raise AssignmentError(Message("assignment.words_control"))
    experiment = experiment_for(assignment.experiment)
    if not 1 <= len(assignment.free) <= MOST_FREE:
        raise AssignmentError(Message("assignment.free_count", most=MOST_FREE))
    for _, problem in wrong_patterns(assignment.free, [experiment]):
        raise AssignmentError(Message("assignment.free_wrong", problem=problem))
    if not 1 <= len(assignment.goals) <= MOST_GOALS:
        raise AssignmentError(Message("assignment.goal_count", most=MOST_GOALS))
    for goal in assignment.goals:
        _check_goal(goal, experiment)
    return OwnAssignment(
        experiment.to_query(),
        tuple(assignment.free),
        assignment.goals,
        assignment.title.strip(),
        assignment.say.strip(),
    )


def experiment_for(query: str, most: int = MOST_WORK) -> Experiment:
    """The experiment of a query text as far as it is small enough to be worked out again for every learner."""
    if len(query) > LONGEST_QUERY:
        raise AssignmentError(Message("assignment.too_long", length=len(query), most=LONGEST_QUERY))
    try:
        experiment = Experiment.from_query(query)
    except ExperimentError as error:
        raise AssignmentError(Message("assignment.experiment", problem=error.problems[0])) from None
    if work(experiment) > most:
        raise AssignmentError(Message("assignment.too_much"))
    return experiment


def _check_goal(goal: Goal, experiment: Experiment) -> None:
    kind = GOALS.get(goal.kind)
    good = kind is not None and goal.test in kind.tests and isinstance(goal.limit, str) == (goal.test in TEXT_TESTS)
    if kind is not None and good and kind.argument == "limit":
        good = isinstance(goal.argument, float)
    elif kind is not None and good and kind.argument == "key":
        good = goal.argument in keys_of(experiment)
        now = setting(experiment, str(goal.argument)) if good else None
        good = good and (now is None or isinstance(now, str) == (goal.test in TEXT_TESTS))
    elif good:
        good = goal.argument == ""
    if good and goal.kind == "outcome":
        good = goal.limit in OUTCOMES
    if good and goal.kind == "distance" and not experiment.surface.minima:
        raise AssignmentError(Message("assignment.no_minimum"))
    if not good:
        raise AssignmentError(Message("assignment.goal", kind=goal.kind[:40]))
