"""A chain of multiplications and divisions, sorted into what is written side by side and what becomes a fraction."""

import ast
from dataclasses import dataclass
from itertools import groupby

PULLED = "lr"  # the learning rate stands before a fraction, not in it


@dataclass(frozen=True)
class Factor:
    """One factor, or a fraction of several above and several below."""

    above: tuple[ast.expr, ...]
    below: tuple[ast.expr, ...] = ()


def is_product(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)


def factors(node: ast.expr) -> tuple[bool, list[Factor]]:
    """Whether a minus stands in front of the whole product, and its factors. `a * a` is the one factor `a**2`."""
    minus, parts = _chain(node)
    sorted_out: list[Factor] = []
    for fraction, run in groupby(parts, lambda part: bool(part.below)):
        if fraction:
            sorted_out += [Factor(_powers(part.above), _powers(part.below)) for part in run]
        else:
            sorted_out += [Factor((one,)) for one in _powers(tuple(part.above[0] for part in run))]
    return minus, sorted_out


def _chain(node: ast.expr) -> tuple[bool, list[Factor]]:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            minus, parts = _chain(operand)
            return not minus, parts
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            minus, parts = _chain(left)
            other, more = _chain(right) if is_product(right) else (False, [Factor((right,))])
            return minus, parts + ([Factor((right,))] if other else more)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            minus, parts = _chain(left)
            return minus, _divided(parts, right)
    return False, [Factor((node,))]


def _divided(parts: list[Factor], by: ast.expr) -> list[Factor]:
    """The last factors, back to an earlier fraction, move above a line; `by` stands below it."""
    if parts[-1].below:
        return [*parts[:-1], Factor(parts[-1].above, (*parts[-1].below, by))]
    first = max((i + 1 for i, part in enumerate(parts) if part.below), default=0)
    match parts[first].above[0]:
        case ast.Name(id=name) if name == PULLED and len(parts) > first + 1:
            first += 1
    return [*parts[:first], Factor(tuple(part.above[0] for part in parts[first:]), (by,))]


def _powers(nodes: tuple[ast.expr, ...]) -> tuple[ast.expr, ...]:
    """Equal neighbours as one power."""
    merged: list[ast.expr] = []
    for _, run in groupby(nodes, ast.dump):
        same = list(run)
        if len(same) == 1 or isinstance(same[0], ast.Constant):
            merged += same
        else:
            merged.append(ast.BinOp(same[0], ast.Pow(), ast.Constant(len(same))))
    return tuple(merged)
