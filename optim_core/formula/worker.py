"""A process that works out one formula after another, so that a slow one can be ended without harm.

A task is a line of JSON, {"text", "variables"}, and is answered with one: {"compiled"} or {"error"}.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from optim_core.formula.compile import compile_formula
from optim_core.formula.parse import parse
from optim_core.messages import FormulaError
from optim_core.workers.child import serve
from optim_core.workers.marks import DONE


def answer(task: str) -> Iterator[str]:
    """The one line for a formula."""
    yield DONE + json.dumps(_compiled(**json.loads(task)))


def _compiled(text: str, variables: list[str]) -> dict[str, Any]:
    """The text is checked again here: nothing is taken on trust."""
    try:
        return {"compiled": compile_formula(parse(text, tuple(variables))).to_json()}
    except FormulaError as error:
        return {"error": error.message.key, "values": dict(error.message.values)}


def main() -> None:
    """Load SymPy, then answer until the input is closed."""
    from sympy.core.parameters import global_parameters

    global_parameters.distribute = False  # as in symbolic.py; switching it for each formula would empty SymPy's cache
    _compiled("sin(x)/x + max(x, y)^2", ["x", "y"])  # loads SymPy and fills its caches
    serve(answer)


if __name__ == "__main__":
    main()
