"""What the step of a typed rule goes along, read off its last line: -lr*m_hat/(sqrt(v_hat) + 1e-8) goes along m_hat."""

import ast
from typing import NamedTuple

from optim_core.typed_rule.names import GRADIENT, STEP
from optim_core.typed_rule.records import Typed, sources


class Direction(NamedTuple):
    """`scaled` and `carried` are an Optimizer's `scales` and `carries`."""

    scaled: str
    carried: str


def direction_of(typed: Typed) -> Direction:
    """A step that is one moving name times plain numbers has one rate for all coordinates, so it scales nothing.

    >>> from optim_core.typed_rule.parse import parse_rule
    >>> direction_of(parse_rule("step = -lr*g/abs(g)"))
    Direction(scaled='g', carried='')
    """
    place = max(k for k, assignment in enumerate(typed.assignments) if assignment.name == STEP)
    before, step = typed.assignments[:place], typed.assignments[place].tree
    come = {**{name: {name} for name in (GRADIENT, *typed.state_names)}, **sources(before)}
    moving = {name for name, inputs in come.items() if inputs & {GRADIENT, *typed.state_names}}
    above, below = _factors(step)
    moved = [node for node in (*above, *below) if _names(node) & moving]
    named = [node.id for node in above if isinstance(node, ast.Name) and node.id in moving]
    along = named[0] if len(named) == 1 else ""
    known = {GRADIENT, *(assignment.name for assignment in before)}  # an old state is no line's value
    carried = come[along] & typed.state_names if along else set()
    alone = along and len(moved) == 1
    scaled = "" if alone else along if along in known else GRADIENT
    return Direction(scaled, next(iter(carried)) if len(carried) == 1 else "")


def _factors(node: ast.expr) -> tuple[list[ast.expr], list[ast.expr]]:
    """The factors of a product above and below the line."""
    match node:
        case ast.UnaryOp(operand=operand):
            return _factors(operand)
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as op, right=right):
            (above, below), (over, under) = _factors(left), _factors(right)
            over, under = (over, under) if isinstance(op, ast.Mult) else (under, over)
            return above + over, below + under
    return [node], []


def _names(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
