"""The source of the operations that a rule calls by name, to be read as a small program of their own."""

import ast
import inspect
import re
from dataclasses import dataclass
from types import FunctionType

from optim_core.equations.notation import Notation, own_function
from optim_core.equations.program import program
from optim_core.rules.source import source_of
from optim_core.types import Optimizer


@dataclass(frozen=True)
class Listing:
    """A named operation: its source, with the docstring cut to its first line, which is the summary too."""

    name: str
    source: str
    summary: str


def listings(optimizer: Optimizer) -> tuple[Listing, ...]:
    """The operations that the rule calls by name, each followed by those that it calls itself."""
    waiting = list(Notation(program(optimizer, {})).operations.items())
    listings: dict[str, Listing] = {}
    while waiting:
        name, function = waiting.pop(0)
        if name not in listings:
            listings[name] = listing(name, function)
            waiting[:0] = [(n, f) for n in function.__code__.co_names if (f := own_function(n, function.__globals__))]
    return tuple(listings.values())


def listing(name: str, function: FunctionType) -> Listing:
    """The listing of one function."""
    source = re.sub(r"  # noqa.*", "", source_of(function)).rstrip()  # not for learners
    summary = (inspect.getdoc(function) or "").partition("\n")[0]
    tree = ast.parse(source).body[0]
    match tree:
        case ast.FunctionDef(body=[ast.Expr(value=ast.Constant(value=str())) as said, *_]) if summary:
            lines = source.splitlines()
            indent = " " * said.col_offset
            lines[said.lineno - 1 : said.end_lineno] = [f'{indent}"""{summary}"""']
            source = "\n".join(lines)
    return Listing(name, source, summary)
