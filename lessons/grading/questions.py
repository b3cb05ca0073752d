"""Judges the answer to a question. It counts for nothing but the learner's own insight."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lessons.lesson import Lesson
from lessons.measuring.conditions import said
from lessons.measuring.scope import Scope
from lessons.measuring.words import answered
from lessons.records import Option, Question
from lessons.variants import ROUND
from optim_core import Experiment, Message

LONGEST_ANSWER = 2000


@dataclass(frozen=True)
class FieldVerdict:
    """One number that was typed: whether it is right, the true one, and what to say where it is no number at all."""

    right: bool | None
    true: float
    say: Message | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right (None where nothing can be), what to say, and the show that is its counter-example."""

    right: bool | None
    say: Message
    show: str | None = None
    fields: tuple[FieldVerdict, ...] = ()


def judge(lesson: Lesson, question_name: str, answer: str | Sequence[str], seed: int) -> Verdict:
    """The verdict on an answer: an option's text (or its place, "0" for the first), typed numbers, or free text."""
    question = lesson.questions[question_name]
    scope = Scope(lesson, lesson.question_start(question_name, seed), seed)
    if question.purpose == "explain":
        return Verdict(None, said(question.ours, scope))
    if question.fields:
        return _numbers(question, [answer] if isinstance(answer, str) else list(answer), scope)
    option = chosen(question, answer if isinstance(answer, str) else next(iter(answer), ""))
    if option is None:
        return Verdict(None, Message("grade.choose_first"))
    fallback = question.right if option.right else question.wrong
    return Verdict(
        option.right, said(option.say or fallback, scope), None if option.right else option.show or question.show
    )


def chosen(question: Question, answer: str) -> Option | None:
    """The option that is meant by its text, or by its place from 0."""
    for option in question.options:
        if option.text.strip() == answer.strip():
            return option
    place = answer.strip()
    return question.options[int(place)] if place.isdecimal() and int(place[:3]) < len(question.options) else None


def shuffled(question: Question, seed: int) -> tuple[Option, ...]:
    """The options in this learner's order, for authors tend to write the right one first."""
    options = list(question.options)
    Random(f"{question.name}/{seed % ROUND}").shuffle(options)
    return tuple(options)


def _numbers(question: Question, answers: list[str], scope: Scope) -> Verdict:
    verdicts = []
    for field, text in zip(question.fields, [*answers, *[""] * len(question.fields)], strict=False):
        true, typed = scope.number(field.number), answered(text)
        if isinstance(typed, Message):
            verdicts.append(FieldVerdict(None, true, typed))
        else:
            verdicts.append(FieldVerdict(field.within.holds(typed, true), true))
    unread = [verdict.say for verdict in verdicts if verdict.say is not None]
    if unread:
        return Verdict(None, unread[0], None, tuple(verdicts))
    right = all(verdict.right for verdict in verdicts)
    say = said(question.right if right else question.wrong, scope)
    return Verdict(right, say, None if right else question.show, tuple(verdicts))


def worded(lesson: Lesson, text: str, seed: int, query: str | None = None) -> Message:
    """A text of the lesson with its {variants} and {numbers} filled in, of the preset or of a learner's run."""
    experiment = lesson.preset(seed) if query is None else Experiment.repair(query)[0]
    return said(text, Scope(lesson, experiment, seed))
