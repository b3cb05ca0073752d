"""What a learner typed as a rule, checked against everything a rule may be. No other module reads that text.

Declarations hold plain numbers. The right side of an assignment goes the way of a formula: character by character, sign
by sign, then Python's own parser, whose tree is walked against the whitelist. Then names: each has a value before it is
used, and the gradient gets into the step.
"""

import re
from functools import lru_cache
from typing import NoReturn

from optim_core.formula.names import listed
from optim_core.formula.parse import checked_tree
from optim_core.formula.tokens import LARGEST
from optim_core.formula.tokens import NAME as NAMED
from optim_core.messages import FormulaError, Message
from optim_core.typed_rule.lines import Line, cut
from optim_core.typed_rule.names import (
    CHARACTERS,
    FIELDS,
    GRADIENT,
    INPUTS,
    MEANT,
    PARAMETER,
    POINTS,
    RATE,
    RULE_FUNCTIONS,
    STATE,
    STEP,
)
from optim_core.typed_rule.records import Assignment, Parameter, State, Typed, sources

MAX_STATES = 6
MAX_PARAMETERS = 6
MAX_PARTS = 150  # of all lines together; Adam has 44
SMALLEST = 1e-12  # of a declared number that is not 0: a slider has to get there
KEPT = 256
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_STATE = re.compile(_NUMBER)
_X = re.compile(r"\bx\b")
_PARAMETER = re.compile(rf"({_NUMBER})\s+from\s+({_NUMBER})\s+to\s+({_NUMBER})")


def parse_rule(text: str) -> Typed:
    """Check a rule. Raises FormulaError, whose position is that of the first mistake.

    >>> [a.name for a in parse_rule("step = -lr*g").assignments]
    ['step']
    """
    if not isinstance(text, str):
        raise FormulaError(Message("own.not_text"))
    result = _parsed(text)
    if isinstance(result, FormulaError):
        raise FormulaError(result.message, result.text, result.position, result.length)
    return result


@lru_cache(maxsize=KEPT)
def _parsed(text: str) -> Typed | FormulaError:
    try:
        return _Parser(text).typed()
    except FormulaError as error:
        return error


class _Parser:
    """One rule on its way through all checks, in the order in which a reader would object."""

    def __init__(self, text: str) -> None:
        self.text, self.lines = text, cut(text)
        self.declared: dict[str, Line] = {}

    def fail(self, line: Line, first: int, end: int, key: str, /, **values: str | int) -> NoReturn:
        raise FormulaError(Message(key, **values), self.text, first, max(1, end - first))

    def fail_name(self, line: Line, key: str, /, **values: str | int) -> NoReturn:
        """Raise the message, pointing at the name that a line declares or assigns."""
        first = self.text.index(line.name, line.start + len(line.kind))
        self.fail(line, first, first + len(line.name), key, **values)

    def fail_right(self, line: Line, key: str, /, **values: str | int) -> NoReturn:
        self.fail(line, line.at, line.end, key, **values)

    def typed(self) -> Typed:
        for line in self.lines:
            if line.kind:
                if line.name in self.declared:
                    self.fail_name(line, "own.twice", name=line.name, line=self.declared[line.name].number)
                self.declared[line.name] = line
        states = tuple(self.state(line) for line in self.lines if line.kind == STATE)
        parameters = tuple(self.parameter(line) for line in self.lines if line.kind == PARAMETER)
        self.count(STATE, MAX_STATES, "own.many_states")
        self.count(PARAMETER, MAX_PARAMETERS, "own.many_parameters")
        return Typed(self.text, states, parameters, self.assignments())

    def count(self, kind: str, limit: int, key: str) -> None:
        mine = [line for line in self.lines if line.kind == kind]
        if len(mine) > limit:
            self.fail_name(mine[limit], key, limit=limit)

    def state(self, line: Line) -> State:
        if line.name == RATE:
            self.fail_name(line, "own.taken", name=line.name)
        if not _STATE.fullmatch(line.right):
            self.fail_right(line, "own.state_number", name=line.name)
        return State(line.name, self.number(line, line.right), line.remark)

    def parameter(self, line: Line) -> Parameter:
        if line.name in FIELDS:
            self.fail_name(line, "own.taken", name=line.name)
        match = _PARAMETER.fullmatch(line.right)
        if match is None:
            self.fail_right(line, "own.parameter_syntax", name=line.name)
        default, low, high = (self.number(line, part) for part in match.groups())
        if not low < high:
            self.fail_right(line, "own.range")
        if line.name == RATE and low < 0:
            self.fail_right(line, "own.rate_negative")
        if not low <= default <= high:
            self.fail_right(line, "own.default_outside", name=line.name, value=match[1])
        return Parameter(line.name, default, low, high, line.remark)

    def number(self, line: Line, text: str) -> float:
        value = float(text)
        if not abs(value) <= LARGEST:
            self.fail_right(line, "own.number_large", limit="10^9")
        if 0 < abs(value) < SMALLEST:
            self.fail_right(line, "own.number_small", limit="10^-12")
        return value

    # ---- the lines that run

    def assignments(self) -> tuple[Assignment, ...]:
        assigned = [line for line in self.lines if not line.kind]
        states = {line.name for line in self.lines if line.kind == STATE}
        parameters = {line.name for line in self.lines if line.kind == PARAMETER} | {RATE}
        for line in assigned:
            if line.name in parameters:
                key = "own.is_rate" if line.name == RATE else "own.is_parameter"
                self.fail_name(line, key, name=line.name)
        names = tuple(dict.fromkeys((*INPUTS, *sorted(parameters), *sorted(states), *(line.name for line in assigned))))
        first = {line.name: line for line in reversed(assigned)}
        known = {*INPUTS, *parameters, *states}
        made: list[Assignment] = []
        for line in assigned:
            made.append(self.assignment(line, names, known, first))
            known.add(line.name)
        if (parts := sum(assignment.parts for assignment in made)) > MAX_PARTS:
            raise FormulaError(
                Message("own.too_many_parts", limit=MAX_PARTS, given=parts), self.text, 0, len(self.text)
            )
        self.check_sources(assigned, made, states)
        return tuple(made)

    def assignment(self, line: Line, names: tuple[str, ...], known: set[str], first: dict[str, Line]) -> Assignment:
        try:
            tokens, tree = checked_tree(line.right, names, RULE_FUNCTIONS, CHARACTERS)
        except FormulaError as error:
            position = line.at + (error.position or 0)
            raise FormulaError(_better(error.message, known), self.text, position, error.length) from None
        for token in tokens:
            if token.kind == NAMED and token.text in first and token.text not in known:
                place = line.at + token.start
                itself = token.text == line.name
                key = "own.before_itself" if itself else "own.before"
                self.fail(line, place, place + len(token.text), key, name=token.text, line=first[token.text].number)
        return Assignment(line.name, line.number, line.remark, tree, line.right)

    def check_sources(self, lines: list[Line], made: list[Assignment], states: set[str]) -> None:
        """The step has to come from the gradient, at this step or an earlier one; so has what is remembered."""
        step = next((line for line in reversed(lines) if line.name == STEP), None)
        if step is None:
            for line in lines:
                if line.name.lower() == STEP:
                    self.fail_name(line, "formula.small_letters", name=line.name, suggestion=STEP)
            raise FormulaError(Message("own.no_step"), self.text, max(0, len(self.text) - 1), 1)
        come = sources(made)
        for line in reversed(lines):
            if line.name in states and not come[line.name] & {GRADIENT, *states}:
                self.fail_name(line, "own.plain_state", name=line.name)
        reached, waiting = set(come[STEP]), [*come[STEP] & states]
        while waiting:
            more = come.get(waiting.pop(), set()) - reached
            reached |= more
            waiting += more & states
        if GRADIENT not in reached:
            self.fail_right(step, "own.no_gradient")


def _better(message: Message, known: set[str]) -> Message:
    """Where a formula's message would speak of its variables, one that speaks of a rule's names."""
    if message.key == "formula.written_otherwise":  # its examples are in x
        return Message(message.key, **{**message.values, "example": _X.sub(GRADIENT, str(message.values["example"]))})
    if message.key != "formula.unknown_variable":
        return message
    name = str(message.values["name"])
    if name.lower() in MEANT:
        return Message("formula.other_name", name=name, suggestion=MEANT[name.lower()])
    if name in POINTS:
        return Message("own.unknown_point", name=name)
    return Message("own.unknown_name", name=name, names=listed(tuple(sorted(known))))
