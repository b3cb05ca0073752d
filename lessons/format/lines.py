"""In which line of a TOML text each field stands; Python's own reader does not say."""

import re

_STRING = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]")
_KEY = re.compile(r"[ \t]*([\w.\-\"' ]+?)[ \t]*=")
_REST = re.compile(r"[^\n]*")


def lines_of(text: str, first: int = 1) -> dict[str, int]:
    """The line of each field of a TOML text that starts in line `first`, also of the elements of a list.

    >>> lines_of('a = 1\\n[b]\\nc = [\\n{d = 2}]')
    {'a': 1, 'b': 2, 'b.c': 3, 'b.c[0]': 4}
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    section, position, line = "", 0, first
    while position < len(text):
        if header := _HEADER.match(text, position):
            section = _plain(header[2])
            if header[1] == "[[":
                counts[section] = counts.get(section, -1) + 1
                section = f"{section}[{counts[section]}]"
            lines.setdefault(section, line)
        elif key := _KEY.match(text, position):
            path = f"{section}.{_plain(key[1])}" if section else _plain(key[1])
            lines.setdefault(path, line)
            end = _value(text, key.end(), line, path, lines)
            line += text.count("\n", position, end)
            position = end
        rest = _REST.match(text, position)
        assert rest  # it matches also nothing
        position, line = rest.end() + 1, line + 1
    return lines


def _plain(name: str) -> str:
    return re.sub(r"[\"' ]", "", name)


def _value(text: str, position: int, line: int, path: str, lines: dict[str, int]) -> int:
    """Where the value ends that begins at `position`; the lines of a list's elements are written down on the way."""
    depth, count, waiting = 0, 0, False
    while position < len(text):
        character = text[position]
        if character == "\n":
            if depth == 0:
                return position
            line += 1
        elif character == "#":
            position = text.find("\n", position)
            if position < 0:
                return len(text)
            continue
        elif waiting and depth == 1 and not character.isspace() and character not in ",]":
            lines.setdefault(f"{path}[{count}]", line)
            count, waiting = count + 1, False
        if character in "\"'" and (string := _STRING.match(text, position)):
            line += string[0].count("\n")
            position = string.end()
            continue
        if character in "[{":
            waiting = depth == 0 and character == "["
            depth += 1
        elif character in "]}":
            depth -= 1
        elif character == "," and depth == 1:
            waiting = True
        position += 1
    return position
