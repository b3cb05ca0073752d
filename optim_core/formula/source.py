"""Python source of SymPy expressions: straight-line code that computes nothing twice.

It knows only + - * /, floats and function names, so the same source runs on arrays and on plain numbers. Whole powers
are products, which give the same bits in both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import sympy

from optim_core.formula.elementary import AppliedBase
from optim_core.messages import FormulaError, Message

Expression = Any  # SymPy ships no types
MAKES_FLOAT = re.compile(r"(?<![\w.])\d|/|\b(?!larger|smaller)[a-z][a-z0-9]*\(")  # whatever numbers the arguments are


def define(
    name: str,
    variables: Sequence[str],
    results: Sequence[Expression],
    compared: Sequence[str] = (),
    only: int | None = None,
) -> str:
    """The source of a function of `variables` that returns the tuple of `results`, or of their comparisons with 0.

    With `only` it returns just so many of them, to the same bits as if it returned them all.
    """
    shared, reduced = sympy.cse(
        [_fold(result) for result in results], symbols=(sympy.Symbol(f"_{k}") for k in range(10**6))
    )
    writer = Writer()
    for temporary, expression in shared:
        writer.assign(temporary.name, expression)
    returned: list[str] = []
    for k, expression in enumerate(reduced):
        code = writer.sum(expression)
        if compared:
            code = f"{code} {compared[k]} 0.0"
        elif code.startswith("-") and expression.free_symbols:
            code = f"0.0 - {code[1:]}"  # at a minimum this is 0, where a minus in front would give -0
        elif not MAKES_FLOAT.search(code) or (code.isidentifier() and code in returned):
            # a whole number becomes a float; an array that is also another result, or an argument, one of its own
            code = f"1.0*{writer.factor(expression)}"
        returned.append(code)
    returned = returned[:only]
    lines = {**writer.lines, "return": f"({', '.join(returned)}{',' if len(returned) == 1 else ''})"}
    result = inline(lines).pop("return")
    body = [f"{temporary} = {code}" for temporary, code in lines.items()]
    return "\n    ".join([f"def {name}({', '.join(variables)}):", *body, f"return {result}"]) + "\n"


def inline(lines: dict[str, str]) -> dict[str, str]:
    """Drop what is not used and move what is used once to where it is used, in place.

    NumPy can reuse the memory of an array that has no name.
    """
    for name in reversed([name for name in lines if name != "return"]):
        word = re.compile(rf"\b{name}\b")
        uses = [user for user, code in lines.items() for _ in word.findall(code)]
        if len(uses) > 1:
            continue
        code = lines.pop(name)
        is_sum = " + " in code or " - " in code or code.startswith("-")
        for user in uses:
            if f"({name})" not in lines[user] and (is_sum or re.search(rf"[*/]{name}\b", lines[user])):
                code = f"({code})"
            lines[user] = word.sub(code, lines[user])
    return lines


class Writer:
    """Collects the lines of a function's body."""

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}  # name -> code
        self._kept: dict[tuple[str, str], str] = {}  # (operand, operation) -> the name of the result
        self._renamed: dict[str, str] = {}

    def assign(self, name: str, expression: Expression) -> None:
        """Give a shared expression its name, unless it has one already."""
        code = self.sum(expression)
        if code.isidentifier():
            self._renamed[name] = code
        else:
            self.lines[name] = code

    def sum(self, expression: Expression) -> str:
        """Code that may hold + and - outside parentheses."""
        if not expression.is_Add:
            return self.product(expression)
        terms = [self.product(term) for term in expression.args]
        terms.sort(key=lambda term: term.startswith("-"))
        first, *others = terms
        return first + "".join(f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in others)

    def product(self, expression: Expression) -> str:
        """Code without + or - outside parentheses, but for a minus in front that applies to the whole."""
        above: list[str] = []
        below: list[str] = []
        negative = False
        for factor in sympy.Mul.make_args(expression):
            if factor.is_Rational and factor.q != 1:
                negative ^= factor.p < 0
                above.append(_literal(abs(factor.p)))
                below.append(_literal(factor.q))
            elif factor.is_number:
                number = _literal(factor)
                negative ^= number.startswith("-")
                above.append(number.removeprefix("-"))
            elif factor.is_Pow and factor.exp.is_number and factor.exp < 0:
                below.append(self.power(factor.base, -factor.exp))
            else:
                above.append(self.factor(factor))
        if len(above) > 1:
            above = [code for code in above if code != "1.0"] or ["1.0"]
        code = "*".join(above) or "1.0"
        if below:
            code += f"/({'*'.join(below)})" if len(below) > 1 else f"/{below[0]}"
        return f"-{code}" if negative else code

    def factor(self, expression: Expression) -> str:
        """Code that can stand beside * and /."""
        if expression.is_Symbol:
            name: str = expression.name
            return self._renamed.get(name, name)
        if expression.is_Add or expression.is_Mul:
            return f"({self.sum(expression)})"
        if expression.is_Pow:
            return self.power(expression.base, expression.exp)
        if isinstance(expression, AppliedBase):
            return f"{expression.name}({', '.join(self.sum(argument) for argument in expression.args)})"
        raise FormulaError(Message("formula.no_gradient_found"))

    def power(self, base: Expression, exponent: Expression) -> str:
        """Code of base^exponent, which is not a negative number."""
        if not exponent.is_number:
            return f"power({self.sum(base)}, {self.sum(exponent)})"
        twice = 2 * float(exponent)
        if not twice.is_integer() or twice > 128:
            return f"power({self.sum(base)}, {float(exponent)!r})"
        whole, half = divmod(int(twice), 2)
        if whole == 1 and not half:
            return self.factor(base)
        name = self._name(base)
        if not half:
            return self._whole_power(name, whole)
        root = self._keep(name, "sqrt", f"sqrt({name})")
        return f"({self._whole_power(name, whole)}*{root})" if whole else root

    def _whole_power(self, name: str, exponent: int) -> str:
        """x^5 = (x^2)^2 * x, each step a line of its own that other powers can use."""
        if exponent == 1:
            return name
        part = self._whole_power(name, exponent // 2 if exponent % 2 == 0 else exponent - 1)
        return self._keep(name, str(exponent), f"{part}*{part if exponent % 2 == 0 else name}")

    def _name(self, expression: Expression) -> str:
        code = self.sum(expression)
        return code if code.isidentifier() else self._keep(code, "", code)

    def _keep(self, base: str, operation: str, code: str) -> str:
        """Give the value of `code` a name, once."""
        if (base, operation) not in self._kept:
            self._kept[base, operation] = f"_p{len(self._kept)}"
            self.lines[self._kept[base, operation]] = code
        return self._kept[base, operation]


def _fold(expression: Expression) -> Expression:
    """The same with every constant part, such as 2*pi or log(3), as a float that has every bit right."""
    if expression.is_Rational:
        return expression
    if expression.is_number:
        value = complex(expression.evalf(20))
        if value.imag or not math.isfinite(value.real):
            raise FormulaError(Message("formula.no_value"))
        return sympy.Float(value.real)
    parts = [_fold(part) for part in expression.args]
    return expression if list(expression.args) == parts else expression.func(*parts)


def _literal(number: Expression) -> str:
    value = float(number)
    if not math.isfinite(value):
        raise FormulaError(Message("formula.no_value"))
    return repr(value)
