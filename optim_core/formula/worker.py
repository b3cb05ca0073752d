"""A process that works out one formula after another, so that a slow one can be ended without harm.

It reads a line of JSON for each formula, {"text", "variables"}, and answers with one: {"compiled"} or {"error"}.
Its first line says that SymPy is loaded. It ends when its input is closed, even in the middle of a formula.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from typing import Any

from optim_core.formula.compile import compile_formula
from optim_core.formula.parse import parse
from optim_core.messages import FormulaError

MEMORY = 2 * 1024**3  # bytes of address space


def answer(line: str) -> dict[str, Any]:
    """The reply to one request. The text is checked again here: nothing is taken on trust."""
    request = json.loads(line)
    try:
        compiled = compile_formula(parse(request["text"], tuple(request["variables"])))
    except FormulaError as error:
        return {"error": error.message.key, "values": dict(error.message.values)}
    return {"compiled": compiled.to_json()}


def limit_memory() -> None:
    """Refuse memory beyond MEMORY, where the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _read(lines: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


def main() -> None:
    """Answer until the input is closed."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    from sympy.core.parameters import global_parameters

    global_parameters.distribute = False  # as in symbolic.py; switching it for each formula would empty SymPy's cache
    answer('{"text": "sin(x)/x + max(x, y)^2", "variables": ["x", "y"]}')  # loads SymPy and fills its caches
    limit_memory()
    print(json.dumps({"ready": True}), flush=True)
    while True:
        print(json.dumps(answer(lines.get())), flush=True)


if __name__ == "__main__":
    main()
