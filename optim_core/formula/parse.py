"""What a learner typed, checked against everything a formula may be. Nothing else in the program reads typed text.

The text is checked character by character, then sign by sign, and only then given to Python's own parser, whose tree
is walked once more: it may hold numbers, known names, + - * / ^ and calls of known functions, in limited amounts.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from optim_core.formula.characters import ALLOWED, check_characters, check_left_part
from optim_core.formula.choices import check_choices
from optim_core.formula.from_latex import check_latex
from optim_core.formula.grammar import Grammar
from optim_core.formula.habits import check_habits
from optim_core.formula.limits import Limits
from optim_core.formula.mend import with_all_mistakes
from optim_core.formula.names import FUNCTIONS
from optim_core.formula.sums import check_sums
from optim_core.formula.tokens import NAME, Token, tokenize
from optim_core.formula.variables import check_variables
from optim_core.messages import FormulaError, Message

MAX_LENGTH = 400
LEARNERS_VARIABLES = ("x", "y")


@dataclass(frozen=True)
class Parsed:
    """A formula that was accepted: `tree` holds only what the rules above allow."""

    text: str
    variables: tuple[str, ...]
    tree: ast.expr = field(compare=False, repr=False)


def parse(text: str, variables: tuple[str, ...] | None = None) -> Parsed:
    """Check a formula. Raises FormulaError, which says where the first mistake is and how to mend it.

    Without `variables` the formula is a learner's, in x or in x and y; a surface names its own.

        >>> parse("x^2 + y^2").variables
        ('x', 'y')
    """
    try:
        return _read(text, variables)
    except FormulaError as error:
        if variables is not None or error.position is None or len(text) > MAX_LENGTH:
            raise
        first = _first_mistake(text, error)
    raise with_all_mistakes(first, _read_again, MAX_LENGTH)


def _read_again(text: str) -> Parsed:
    try:
        return _read(text, None)
    except FormulaError as error:
        raise _first_mistake(text, error) from None


def _first_mistake(text: str, error: FormulaError) -> FormulaError:
    """What a text that is no formula was: first as a whole, such as code or LaTeX, then by its first odd character."""
    try:
        for check in (check_choices, check_habits, check_left_part, check_latex, check_sums, check_variables):
            check(text)
    except FormulaError as whole:
        return whole
    return error


def _read(text: str, variables: tuple[str, ...] | None) -> Parsed:
    if not isinstance(text, str):
        raise FormulaError(Message("formula.not_text"))
    if len(text) > MAX_LENGTH:
        too_long = Message("formula.too_long", limit=MAX_LENGTH, given=len(text))
        raise FormulaError(too_long, text[: MAX_LENGTH + 1], MAX_LENGTH)
    if not text.strip():
        raise FormulaError(Message("formula.empty"), text, 0, len(text))
    names = LEARNERS_VARIABLES if variables is None else variables
    tokens, tree = checked_tree(text, names)

    used = {token.text for token in tokens if token.kind == NAME}
    if not used.intersection(names):
        raise FormulaError(Message("formula.no_variable", variables=" or ".join(names)), text, 0, len(text))
    if variables is None:
        names = LEARNERS_VARIABLES if "y" in used else LEARNERS_VARIABLES[:1]
    return Parsed(text.strip(), names, tree)


def checked_tree(
    text: str,
    names: tuple[str, ...],
    functions: Mapping[str, int] = FUNCTIONS,
    characters: frozenset[str] = ALLOWED,
) -> tuple[list[Token], ast.expr]:
    """The tokens and the tree of one expression in these names, these functions and pi and e. Raises FormulaError."""
    check_characters(text, characters)
    tokens = tokenize(text, functions)
    Grammar(text, tokens, names, functions).check()

    source, places = "", []  # places[k]: where in the learner's text the k-th character of the source stands
    for token in tokens:
        word = "**" if token.text == "^" else token.text
        source += word + " "
        places += [min(token.start + k, token.end - 1) for k in range(len(word))] + [token.end - 1]
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        raise FormulaError(Message("formula.not_understood"), text, 0, len(text)) from None
    Limits(text, places, names, functions).check(tree)
    return tokens, tree
