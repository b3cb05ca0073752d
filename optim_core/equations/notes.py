"""The comments at the ends of a function's lines, so that what the author explained is also on screen."""

import ast
import io
import tokenize
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from optim_core.rules.source import source_of


@lru_cache(maxsize=512)
def notes(function: Callable[..., Any]) -> tuple[str, ...]:
    """One comment for each assignment in `function`, empty where there is none. Words for a linter do not count."""
    source = source_of(function)
    at_line: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            at_line[token.start[0]] = _spoken(token.string)
    lines = [line for line in ast.walk(ast.parse(source)) if isinstance(line, ast.Assign)]
    return tuple(" ".join(filter(None, map(at_line.get, range(n.lineno, _end(n) + 1)))) for n in lines)


def _spoken(comment: str) -> str:
    parts = [part.strip() for part in comment.split("#")]
    return " ".join(part for part in parts if part and not part.startswith(("noqa", "type:")))


def _end(line: ast.stmt) -> int:
    return line.end_lineno or line.lineno
