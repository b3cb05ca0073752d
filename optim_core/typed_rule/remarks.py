"""What is worth saying of a rule that works: a step up, a name nothing uses, a state that never changes."""

import ast
from collections.abc import Iterator

import numpy as np

from optim_core.formula.names import CONSTANTS
from optim_core.messages import Message
from optim_core.typed_rule.names import GRADIENT, RATE, STEP, TIME
from optim_core.typed_rule.records import Typed
from optim_core.typed_rule.value import values


def remarks(typed: Typed) -> tuple[Message, ...]:
    """One message for each thing that may not be what was meant."""
    return tuple(_remarks(typed))


def _remarks(typed: Typed) -> Iterator[Message]:
    if _uphill(typed):
        yield Message("own.uphill")
    yield from _starting_anew(typed)
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


def _uphill(typed: Typed) -> bool:
    """Whether the first step goes where the gradient does, for slopes either way."""
    g = np.array([1.0, -1.0])
    names = {**CONSTANTS, RATE: 1.0, **{parameter.name: parameter.default for parameter in typed.parameters}}
    names |= {state.name: state.first for state in typed.states}
    inputs = {name: np.float64(number) for name, number in names.items()} | {GRADIENT: g, TIME: np.float64(1.0)}
    with np.errstate(all="ignore"):
        steps = [line.value for line in values(typed, inputs) if line.assignment.name == STEP]
    return bool((steps[-1] * g > 0).all())


def _starting_anew(typed: Typed) -> Iterator[Message]:
    """A name that is given a plain number and then worked out from itself: it was meant to be remembered."""
    plain: dict[str, str] = {}
    for assignment in typed.assignments:
        name = assignment.name
        if name in plain and any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(assignment.tree)):
            yield Message("own.starts_anew", name=name, value=plain[name])
        plain.pop(name, None)
        if isinstance(assignment.tree, ast.Constant) and name not in typed.state_names:
            plain[name] = assignment.text
