"""What is worth saying of a rule that works: names that nothing uses, states that never change."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from optim_core.messages import Message
from optim_core.own.names import RATE, STEP
from optim_core.own.parse import Typed


def remarks(typed: Typed) -> tuple[Message, ...]:
    """One message for each thing that may not be what was meant."""
    return tuple(_remarks(typed))


def _remarks(typed: Typed) -> Iterator[Message]:
    used = [{node.id for node in ast.walk(a.tree) if isinstance(node, ast.Name)} for a in typed.assignments]
    anywhere = set().union(*used)
    if RATE not in anywhere:
        yield Message("own.unused_rate")
    for parameter in typed.parameters:
        if parameter.name not in anywhere and parameter.name != RATE:
            yield Message("own.unused_parameter", name=parameter.name)
    assigned = {a.name for a in typed.assignments}
    for state in typed.states:
        if state.name not in anywhere:
            yield Message("own.unused_state", name=state.name)
        elif state.name not in assigned:
            yield Message("own.fixed_state", name=state.name)
    for place, assignment in enumerate(typed.assignments):
        later = set().union(*used[place + 1 :])
        if assignment.name not in {*later, *typed.state_names, STEP}:
            yield Message("own.unused_line", name=assignment.name, line=assignment.line)
