"""Many modules as one file: a far browser waits for one answer, not for 170.

Each module becomes a function that returns what it exports, after those that it imports. That is all of JavaScript's
modules that ours use: `import { a, b as c } from "./d.js";` on one line, and `export` before a declaration.
"""

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath

IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def joined(entry: str, read: Callable[[str], str]) -> str:
    """The module `entry` and all that it imports, as one module with the same exports. `read` gives a module's text.

    Raises ValueError where modules import each other in a circle, or one says it in another way than ours do.
    """
    numbers: dict[str, int] = {}
    parts: list[str] = []
    exported = _add(entry, read, numbers, parts, ())
    return "".join(parts) + f"export const {{ {', '.join(exported)} }} = m{numbers[entry]};\n"


def _add(
    name: str, read: Callable[[str], str], numbers: dict[str, int], parts: list[str], above: tuple[str, ...]
) -> list[str]:
    """Put a module behind those that it imports, and return the names that it exports."""
    if name in above:
        raise ValueError(f"{' imports '.join((*above, name))}: a circle")
    text = read(name)
    for _, path in IMPORT.findall(text):
        other = normpath(join(dirname(name), path))
        if other not in numbers:
            _add(other, read, numbers, parts, (*above, name))
    body = IMPORT.sub(
        lambda found: f"const {{{_renamed(found[1])}}} = m{numbers[normpath(join(dirname(name), found[2]))]};", text
    )
    exported = [found[1] for found in EXPORT.findall(body)]
    body = EXPORT.sub(r"\1", body)
    if wrong := OTHER.search(body):
        raise ValueError(f"{name}: {wrong[0]!r} is neither an import nor an export as ours are")
    numbers[name] = len(numbers)
    parts.append(f"// {name}\nconst m{numbers[name]} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n")
    return exported


def _renamed(names: str) -> str:
    return names.replace(" as ", ": ")
