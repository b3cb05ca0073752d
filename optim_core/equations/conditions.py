"""The opposite of a condition, for the branch that is taken where it does not hold."""

import ast

OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.GtE, ast.Gt: ast.LtE, ast.Eq: ast.NotEq}
OPPOSITE |= {other: one for one, other in OPPOSITE.items()}


def negated(condition: ast.expr) -> ast.expr:
    """What holds where `condition` does not: `a < b` becomes `a >= b`, an `or` becomes an `and`."""
    match condition:
        case ast.Compare(left=left, ops=[op], comparators=others) if type(op) in OPPOSITE:
            return ast.Compare(left, [OPPOSITE[type(op)]()], others)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return ast.BinOp(negated(left), ast.BitAnd(), negated(right))
        case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
            return ast.BinOp(negated(left), ast.BitOr(), negated(right))
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return operand
    return ast.UnaryOp(ast.Invert(), condition)
