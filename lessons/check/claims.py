"""Numbers in texts: what is claimed has to be true, and every other number has to be a setting or `given`."""

import re
from collections.abc import Iterator
from math import isfinite

from lessons.format.crosscheck import conditions_of
from lessons.format.safety import blanked
from lessons.lesson import Lesson
from lessons.measuring.scope import Scope
from lessons.measuring.words import MATHS_OR_CODE, NAMES, number_of, written
from lessons.problems import Problem
from lessons.records import Claim
from optim_core import Message

OF_FORMULAS = {0.0, 1.0, 2.0}  # in maths these need no source: 1/2, x^2, 1 - beta
MOST_SEEDS = 24  # learners whose variants are tried: all choices of one variant
_TRIED = 300
_DIGITS = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3})+(?!\d)|(?<![\w.])(?:\d+(?:[.,]\d+)?|\.\d+)(?:e[-+−]?\d+)?"
)
_NOT_READ = (
    re.compile(r"\]\([^)]*\)"),  # where a link leads
    NAMES,
    re.compile(r"^\s*\d+[.)]\s", re.MULTILINE),  # the marks of a numbered list
    re.compile(r"\b\d+-[A-Za-z]+"),  # 2-D, 3-way
)
_ANY_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d*\.?\d+(?:[eE][-+]?\d+)?")


def seeds_of(lesson: Lesson, most: int = MOST_SEEDS) -> list[int]:
    """A learner's seed for each variant, up to `most` different ones."""
    seeds: dict[str, int] = {}
    for seed in range(_TRIED if lesson.variants else 1):
        seeds.setdefault(str(lesson.drawn(seed)), seed)
    return list(seeds.values())[:most]


def false_claims(lesson: Lesson) -> Iterator[Problem]:
    """Each claimed number that is not what it claims to be."""
    for claim in lesson.claims:
        for seed in seeds_of(lesson):
            value = Scope(lesson, lesson.shown(claim.of, seed), seed).value(claim.number)
            if not _true(claim, value):
                number = Message("check.claim_of", number=claim.number, show=claim.of) if claim.of else claim.number
                true = written(value) if isinstance(value, str) else f"{value:.10g}"
                said = Message("check.claim", written=claim.written, number=number, true=true)
                if lesson.variants:
                    said = Message("check.claim_where", claim=said, drawn=str(lesson.drawn(seed)))
                yield Problem(claim.line, claim.field, said)
                break


def _true(claim: Claim, value: float | str) -> bool:
    if isinstance(value, str) or not isfinite(value):
        return False
    claimed = number_of(claim.written)
    if claim.within is not None:
        return abs(claimed - value) <= claim.within * abs(value)
    return abs(claimed - value) <= _half_a_digit(claim.written) * (1 + 1e-6) + 1e-12 * abs(value)


def _half_a_digit(text: str) -> float:
    """Half of the last digit that is written: 0.05 for 7.0, 0.5e-7 for 1e-7."""
    mantissa, _, exponent = text.replace("−", "-").replace(",", ".").lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(0.5 * 10.0 ** (int(exponent or 0) - decimals))


def unclaimed_numbers(lesson: Lesson) -> Iterator[Problem]:
    """Each number in a text that is neither claimed somewhere in the lesson nor a setting nor given."""
    free = {number_of(number) for number in settings_numbers(lesson)}
    free |= {abs(number_of(claim.written)) for claim in lesson.claims}
    for line, field, text in lesson.texts:
        symbols = [match.span() for match in MATHS_OR_CODE.finditer(text)]
        plain = text
        for pattern in _NOT_READ:
            plain = blanked(plain, pattern)
        for match in _DIGITS.finditer(plain):
            in_symbols = any(first <= match.start() < end for first, end in symbols)
            if number_of(match[0]) not in (free | OF_FORMULAS if in_symbols else free):
                where = line + plain.count("\n", 0, match.start())
                yield Problem(where, field, Message("check.unclaimed", number=match[0]))


def settings_numbers(lesson: Lesson) -> set[str]:
    """Every number that the lesson sets, asks for or gives."""
    texts: list[object] = [lesson.experiment, *(show.set for show in lesson.shows.values())]
    texts += [choice for choices in lesson.variants.values() for choice in choices]
    for number in lesson.numbers.values():
        texts += [number.formula, number.limit, number.at, number.count_below, number.count_above]
    for task in lesson.tasks.values():
        texts += [*task.solution, task.set, task.formula, task.within.value, task.within.value * 100]
        texts += [task.moves, task.count, task.rounds]
        texts += [end for c in task.comparisons for end in (c.at_most, c.at_least)]
        for _, condition in conditions_of(task):
            texts += [*condition.limits, condition.within.value if condition.within else None]
    for question in lesson.questions.values():
        texts += [field.within.value for field in question.fields]
    numbers = {number for text in texts if text is not None for number in _ANY_NUMBER.findall(_written(text))}
    return numbers | {number for setting in lesson.facts for number in _numbers(setting)}


def _numbers(text: str) -> list[str]:
    match = re.fullmatch(r"[-−]?(\d[\d\u00a0\u202f\u2009 ]*(?:[.,]\d+)?(?:e[-+−]?\d+)?)", text.strip())
    return [match[1]] if match else _ANY_NUMBER.findall(text)


def _written(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
