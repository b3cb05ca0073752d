"""Whether the numbers, names and signs of a formula fit together, and what to say where two of them do not.

The place that an error names is the text that its `suggestion`, where it has one, is to be put in place of.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple, NoReturn

from optim_core.formula.names import CONSTANTS, FUNCTIONS, unknown_name
from optim_core.formula.operands import operand_from, operand_until
from optim_core.formula.readings import Said, applied_to, product, written_otherwise
from optim_core.formula.tokens import CLOSE, COMMA, FUNCTION, NAME, NUMBER, OPEN, OPERATOR, Token, spell
from optim_core.messages import FormulaError, Message

MAX_DEPTH = 20


class Group(NamedTuple):
    """An open parenthesis that still waits for its partner."""

    at: int  # index of its token
    function: Token | None
    commas: list[int]


class Grammar:
    """One walk along the tokens from left to right; the first thing that does not fit is raised as FormulaError."""

    def __init__(
        self,
        text: str,
        tokens: list[Token],
        variables: tuple[str, ...],
        functions: Mapping[str, int] = FUNCTIONS,
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.variables = variables
        self.functions = functions
        self.open: list[Group] = []

    def check(self) -> None:
        for i, token in enumerate(self.tokens):
            before = self.tokens[i - 1] if i else None
            if token.kind == NAME and token.text not in (*self.variables, *CONSTANTS):
                self._unknown_name(i)
            if token.kind in (NUMBER, NAME, FUNCTION, OPEN):
                self._operand(i, before)
            elif before is None or before.kind in (OPERATOR, OPEN, COMMA):
                self._nothing_before(i, before)
            if token.kind == FUNCTION and (i + 1 == len(self.tokens) or self.tokens[i + 1].kind != OPEN):
                self._function_alone(i)
            elif token.kind == OPEN:
                self.open.append(Group(i, before if before and before.kind == FUNCTION else None, []))
                if len(self.open) > MAX_DEPTH:
                    self._fail(i, i, "formula.too_deep", limit=MAX_DEPTH)
            elif token.kind == COMMA:
                self._comma(i)
            elif token.kind == CLOSE:
                self._close(i)
        if self.tokens[-1].kind == OPERATOR:
            self._fail(len(self.tokens) - 1, len(self.tokens) - 1, "formula.nothing_after", sign=self.tokens[-1].text)
        if self.open:
            place = self.tokens[self.open[-1].at].start
            closed = self.text.rstrip() + ")" * len(self.open)
            raise FormulaError(Message("formula.unclosed"), self.text, place, 1, closed)

    def _fail(self, first: int, last: int, key: str, /, **values: str | int) -> NoReturn:
        """Raise the message, pointing at the tokens from `first` to `last`."""
        start, end = self.tokens[first].start, self.tokens[last].end
        raise FormulaError(Message(key, **values), self.text, start, end - start)

    def _typed(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def _say(self, said: Said) -> NoReturn:
        first, last, message = said
        self._fail(first, last, message.key, **message.values)

    def _unknown_name(self, i: int) -> NoReturn:
        called = i + 1 < len(self.tokens) and self.tokens[i + 1].kind == OPEN
        name = self.tokens[i].text
        if called and name not in self.variables:
            known = name.lower() in self.functions
            if not known and (said := written_otherwise(self.tokens, i, self._typed, self.functions is FUNCTIONS)):
                self._say(said)
        message = unknown_name(name, called, self.variables, self.functions)
        first = i
        if message.key == "formula.implicit_product" and i and self.tokens[i - 1].kind in (NUMBER, NAME, CLOSE):
            first = operand_until(self.tokens, i - 1)  # 2xy is better answered by 2*x*y than by x*y
            spelled = f"{spell(self.tokens[first:i])}*{message.values['suggestion']}"
            message = Message(message.key, typed=self._typed(first, i), suggestion=spelled)
        self._fail(first, i, message.key, **message.values)

    def _operand(self, i: int, before: Token | None) -> None:
        """A number, a name, a call or a group needs a sign between itself and what stands before it."""
        if before is None or before.kind not in (NUMBER, NAME, CLOSE):
            return
        if before.kind == self.tokens[i].kind == NUMBER:
            key = "formula.two_points" if before.end == self.tokens[i].start else "formula.two_numbers"
            self._fail(i - 1, i, key, typed=self._typed(i - 1, i))
        first, last = operand_until(self.tokens, i - 1), operand_from(self.tokens, i)
        self._say(product(self.tokens, first, i, last, self._typed))

    def _nothing_before(self, i: int, before: Token | None) -> None:
        """A sign, comma or closing parenthesis where a number, a name or a group should be."""
        token = self.tokens[i]
        if token.text in ("+", "-"):
            return
        if before is not None and before.kind == OPEN and token.kind == CLOSE:
            group = self.open[-1]
            if group.function:
                self._arguments(group, i, 0)
            self._fail(i - 1, i, "formula.empty_parentheses")
        if before is not None and before.kind == OPERATOR:
            if token.kind == OPERATOR:
                self._fail(i - 1, i, "formula.two_signs", one=before.text, other=token.text)
            self._fail(i - 1, i - 1, "formula.nothing_after", sign=before.text)
        if token.kind == CLOSE and not self.open:
            self._fail(i, i, "formula.unopened", suggestion="")
        self._fail(i, i, "formula.nothing_before", sign=token.text)

    def _function_alone(self, i: int) -> NoReturn:
        """sin x, sin^2(x), or a sin that is applied to nothing."""
        name = self.tokens[i].text
        following = self.tokens[i + 1 :]
        if self.functions[name] == 1 and len(following) > 1 and following[0].text in ("^", "**"):
            power = operand_from(self.tokens, min(i + 2 + (following[1].text == "-"), len(self.tokens) - 1))
            if power + 1 < len(self.tokens) and self.tokens[power + 1].kind in (NAME, OPEN):
                last = operand_from(self.tokens, power + 1)
                inner = spell(self.tokens[power + 1 : last + 1])
                inner = inner if self.tokens[power + 1].kind == OPEN else f"({inner})"
                raised = spell(self.tokens[i + 2 : power + 1])
                if raised in ("-1", "(-1)") and f"a{name}" in self.functions:
                    arc = {"typed": self._typed(i, last), "suggestion": f"a{name}{inner}", "other": f"1/{name}{inner}"}
                    self._fail(i, last, "formula.two_readings", **arc)
                spelled = f"{name}{inner}^{raised if raised[0] != '-' else f'({raised})'}"
                self._fail(i, last, "formula.function_power", typed=self._typed(i, last), suggestion=spelled)
        if self.functions[name] == 1 and (said := applied_to(self.tokens, i, self._typed)):
            self._say(said)
        self._fail(i, i, "formula.function_alone", name=name, example=example(name, self.variables, self.functions))

    def _comma(self, i: int) -> None:
        group = self.open[-1] if self.open else None
        room = group is not None and group.function and len(group.commas) + 1 < self.functions[group.function.text]
        if not room and i + 1 < len(self.tokens):
            left, right = self.tokens[i - 1], self.tokens[i + 1]
            if left.text.isdigit() and right.kind == NUMBER and right.text[0] != "." and left.end + 1 == right.start:
                typed, decimal = self._typed(i - 1, i + 1), f"{left.text}.{right.text}"
                if len(right.text) == 3 and right.text.isdigit() and left.text[0] != "0":
                    thousands = f"{left.text}{right.text}"
                    self._fail(i - 1, i + 1, "formula.two_readings", typed=typed, suggestion=thousands, other=decimal)
                self._fail(i - 1, i + 1, "formula.decimal_comma", typed=typed, suggestion=decimal)
        if group is None or group.function is None:
            self._fail(i, i, "formula.comma")
            return
        group.commas.append(i)

    def _close(self, i: int) -> None:
        if not self.open:
            self._fail(i, i, "formula.unopened", suggestion="")
        group = self.open.pop()
        if group.function and len(group.commas) + 1 != self.functions[group.function.text]:
            self._arguments(group, i, len(group.commas) + 1)

    def _arguments(self, group: Group, last: int, count: int) -> NoReturn:
        assert group.function
        name = group.function.text
        message: dict[str, str | int] = {"name": name, "wanted": self.functions[name], "given": count}
        edges = [group.at, *group.commas, last]
        parts = [spell(self.tokens[a + 1 : b]) for a, b in pairwise(edges)]
        if count > 2 and self.functions[name] == 2:
            nested = parts[-1]
            for part in reversed(parts[:-1]):
                nested = f"{name}({part}, {nested})"
            message |= {"suggestion": nested, "example": nested}
        elif count == 2 and name in ("log", "ln"):
            quotient = f"({name}({parts[0]})/{name}({parts[1]}))"
            message |= {"suggestion": quotient, "example": quotient}
        else:
            message["example"] = example(name, self.variables, self.functions)
        self._fail(group.at - 1, last, "formula.arguments", **message)


def example(name: str, variables: tuple[str, ...], functions: Mapping[str, int] = FUNCTIONS) -> str:
    """A call of the function that a learner can copy."""
    return f"{name}({', '.join((*variables, '0')[: functions[name]])})"
