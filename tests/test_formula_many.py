"""Strings by the thousand, as people, cats and attackers type them: each is refused in words or becomes a surface."""

from __future__ import annotations

import builtins
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from optim_core import FormulaError, surface_from_formula
from optim_core.formula import parse
from optim_core.formula.names import FUNCTIONS

T = TypeVar("T")
PIECES = ["x", "y", "2", "0.5", "10", "pi", "e", "+", "-", "*", "/", "^", "**", "(", ")", ",", " ", "1e3", "-x", "3.14"]
STRANGE = [
    "np.",
    "x_1",
    "x[0]",
    r"\frac{",
    "}{",
    r"\cdot",
    "lambda x:",
    "# ",
    "//",
    "%",
    " in [-1, 1]",
    "where(x > 0, ",
    "sum(x_i^2, i=1..2)",
    "sigmoid(",
    "θ",
    "&amp;",
    "<sup>2</sup>",
    "2x",
    "|x|",
    "x²",
    "sin x",
    "√",
    "π",
    "_",
    "'",
    '"',
    "[",
    "]",
    "lambda",
    "x=1",
    ";",
    "\n",
    "\\",
    "1e999",
    "0x10",
    "x.real",
    "ｘ",
]
ATTACKS = [
    "__import__('os').system('touch {canary}')",
    "open('{canary}', 'w')",
    "().__class__.__mro__[1].__subclasses__()",
    "exec('import os')",
    "eval('open(\\'{canary}\\', \\'w\\')')",
    "9**9**9**9**9",
    "x**(y**(x**(y**x)))",
    "(" * 90 + "x" + ")" * 90,
    "sin(" * 40 + "x" + ")" * 40,
    "x" + "*x" * 98,
    "exp(exp(exp(exp(x))))",
    "{{canary}}",
    "f'{{x}}'",
    "`touch {canary}`",
    "$(touch {canary})",
    "x if x else y",
    "[x for x in y]",
    "x@y",
    "x<y<x",
    "1/0",
    "log(-1)",
    "0/0*x",
    "min(x, max(y, min(x, max(y, x))))",
    "abs(abs(x)-abs(y))^0.5",
]


def strings(count: int, seed: int, canary: Path) -> list[str]:
    """The same strings every time: formulas, near-formulas, damaged formulas, attacks and noise."""
    dice = random.Random(seed)
    names = sorted(FUNCTIONS)

    def formula(depth: int) -> str:
        if depth == 0 or dice.random() < 0.2:
            return dice.choice(["x", "y", "x", "2", "0.3", "pi", "e", "7"])
        kind = dice.randrange(5)
        if kind == 0:
            name = dice.choice(names)
            return f"{name}({', '.join(formula(depth - 1) for _ in range(FUNCTIONS[name]))})"
        if kind == 1:
            return f"({formula(depth - 1)})^{dice.choice(['2', '3', '0.5', '(-1)', 'x', '4'])}"
        return f"({formula(depth - 1)} {dice.choice('+-*/')} {formula(depth - 1)})"

    def damaged(text: str) -> str:
        at = dice.randrange(len(text) + 1)
        return text[:at] + dice.choice([*STRANGE, *PIECES, ""]) + text[at + dice.randrange(3) :]

    def one() -> str:
        kind = dice.random()
        if kind < 0.25:
            return formula(dice.randrange(1, 5))
        if kind < 0.55:
            return damaged(formula(dice.randrange(1, 4)))
        if kind < 0.75:
            return "".join(dice.choice([*PIECES, *names, *STRANGE]) for _ in range(dice.randrange(1, 14)))
        if kind < 0.9:
            return "".join(
                chr(dice.choice([dice.randrange(32, 127), dice.randrange(0x110000 - 0x900)])) for _ in range(20)
            )
        attack = dice.choice(ATTACKS).replace("{canary}", str(canary))
        return attack if dice.random() < 0.5 else damaged(attack)

    return [one() for _ in range(count)]


def never(*_: Any, **__: Any) -> None:
    raise AssertionError("a typed text was evaluated")


def answer(text: str, read: Callable[[str], T] = surface_from_formula) -> T | FormulaError:
    try:
        return read(text)
    except FormulaError as error:
        return error


def read(text: str) -> int:
    """How many formulas are offered for a text; 1 where it is one."""
    found = answer(text, parse)
    if not isinstance(found, FormulaError):
        return 1
    assert str(found)
    for mistake in (found, *found.later):
        assert mistake.position is None or 0 <= mistake.position <= len(text)
    assert all(map(parse, found.suggestions))
    return len(found.suggestions)


@pytest.mark.deep
@pytest.mark.timeout(3600)
def test_a_quarter_of_a_million_strings_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is evaluated and none crashes; whatever is offered for one is a formula."""
    canary = tmp_path / "touched"
    monkeypatch.setattr(builtins, "eval", never)
    monkeypatch.setattr(builtins, "exec", never)
    found = [read(text) for text in strings(250_000, 20261130, canary)]
    assert not canary.exists()
    assert sum(map(bool, found)) > len(found) / 5


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.deep)])
def test_no_string_is_too_strange(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is evaluated, none hangs (a test that hangs is ended), none crashes; every answer is a surface or words."""
    canary = tmp_path / "touched"
    monkeypatch.setattr(builtins, "eval", never)
    usable = refused = 0
    for text in strings(count, 20261122, canary):
        found = answer(text)
        if isinstance(found, FormulaError):
            refused += 1
            assert str(found)
            assert found.position is None or 0 <= found.position <= len(text)
        else:
            usable += 1
            assert found.value(found.start).shape == ()
            assert found.gradient(found.start).shape == (found.dim,)
    assert not canary.exists()
    assert usable > count / 20
    assert refused > count / 2
