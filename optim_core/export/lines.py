"""Lines of a script: further to the right, and broken where they would be too long."""

from __future__ import annotations

import textwrap

LONGEST = 100  # characters of a line that is written here


def assigned(name: str, value: str) -> str:
    """`name = f(...)`; on several lines where one would be too long."""
    line = f"{name} = {value}"
    if len(line) <= LONGEST - 4:
        return line
    start, _, rest = value.partition("(")
    depth, end = 1, 0
    while depth:
        depth += {"(": 1, ")": -1}.get(rest[end], 0)
        end += 1
    return f"{name} = {start}(\n    {rest[: end - 1]}\n{rest[end - 1 :]}"


def indented(lines: list[str], by: int = 1) -> list[str]:
    """The lines, some of which may hold several, further to the right."""
    return [f"{'    ' * by}{line}" for text in lines for line in text.split("\n")]


def docstring(says: str, indent: str = "    ") -> list[str]:
    """A docstring of one paragraph as lines."""
    lines = textwrap.wrap(f'"""{says}"""', LONGEST - len(indent))
    if len(lines) > 1 and len(lines[-1]) > LONGEST - len(indent):
        raise ValueError("a word is too long for a line")
    return [indent + line for line in lines]
