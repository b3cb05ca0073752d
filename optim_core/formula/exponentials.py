"""Formulas as sums of exponentials, c*r*e^u, and as quotients of such sums."""

from __future__ import annotations

import ast
import math
from typing import NamedTuple

MOST_TERMS = 6
LARGEST_POWER = 64
ZERO = ast.Constant(0)


class Term(NamedTuple):
    """number * rest * e^exponent."""

    number: float
    rest: ast.expr | None
    exponent: ast.expr | None


Sum = list[Term]


class Unwieldy(Exception):
    """More terms than it is worth."""


class Quotient(NamedTuple):
    """One sum over a power of another."""

    above: Sum
    below: Sum | None = None
    power: int = 1


class Exponentials:
    """Reads formulas in some variables."""

    def __init__(self, variables: frozenset[str]) -> None:
        self.variables = variables

    def grows(self, node: ast.expr) -> bool:
        """Whether there is an exponential of something that varies."""
        return any(self.exponential(part) is not None for part in ast.walk(node) if isinstance(part, ast.expr))

    def varies(self, node: ast.expr) -> bool:
        return any(isinstance(part, ast.Name) and part.id in self.variables for part in ast.walk(node))

    def exponential(self, node: ast.expr) -> Sum | None:
        """exp, cosh, sinh and powers of a number, as sums of exponentials."""
        match node:
            case ast.Call(func=ast.Name(id="exp" | "cosh" | "sinh" as name), args=[inner]) if self.varies(inner):
                half = 1.0 if name == "exp" else 0.5
                other = [Term(-0.5 if name == "sinh" else 0.5, None, minus(inner))]
                return [Term(half, None, inner), *(other if name != "exp" else [])]
            case ast.BinOp(left=ast.Name(id="e"), op=ast.Pow(), right=inner) if self.varies(inner):
                return [Term(1.0, None, inner)]
            case ast.BinOp(left=ast.Constant(value=base), op=ast.Pow(), right=inner) if self.varies(inner):
                if isinstance(base, int | float) and base > 0:
                    return [Term(1.0, None, ast.BinOp(inner, ast.Mult(), ast.Constant(math.log(base))))]
        return None

    def quotient(self, node: ast.expr) -> Quotient:
        """A formula as one sum of exponentials over another."""
        match node:
            case ast.BinOp(left=left, op=ast.Div(), right=right) if self.grows(right):
                above, power = self.quotient(left), 1
                match right:
                    case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int() as n)) if 0 < n < 65:
                        right, power = base, n
                if above.below is None:
                    return Quotient(above.above, self.sum(right), power)
            case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as sign, right=right):
                one, other = self.quotient(left), self.quotient(right) if isinstance(sign, ast.Mult) else None
                if one.below is not None and (other is None or other.below is None):
                    product = self.product(one.above, other.above) if other else self.scaled(one.above, right)
                    return Quotient(product, one.below, one.power)
                if other is not None and one.below is None and other.below is not None:
                    return Quotient(self.product(one.above, other.above), other.below, other.power)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
                one, other = self.quotient(left), self.quotient(right)
                minus = isinstance(sign, ast.Sub)
                if one.below is None and other.below is not None and other.power == 1:
                    return Quotient(
                        collected(self.product(one.above, other.below) + signed(other.above, minus)), other.below
                    )
                if one.below is not None and other.below is None and one.power == 1:
                    return Quotient(
                        collected(one.above + signed(self.product(other.above, one.below), minus)), one.below
                    )
        return Quotient(collected(self.sum(node)))

    def sum(self, node: ast.expr) -> Sum:
        if not self.grows(node):
            value = node.value if isinstance(node, ast.Constant) else None
            return [Term(float(value), None, None) if isinstance(value, int | float) else Term(1.0, node, None)]
        if (found := self.exponential(node)) is not None:
            return found
        match node:
            case ast.UnaryOp(op=sign, operand=operand):
                return signed(self.sum(operand), isinstance(sign, ast.USub))
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
                return few(self.sum(left) + signed(self.sum(right), isinstance(sign, ast.Sub)))
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self.product(self.sum(left), self.sum(right))
            case ast.BinOp(left=left, op=ast.Div(), right=right) if not self.grows(right):
                return self.scaled(self.sum(left), right)
            case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as n)) if 0 < n <= LARGEST_POWER:
                base = self.sum(left)
                if len(base) == 1 and base[0].rest is None and base[0].exponent is not None:
                    return [Term(base[0].number ** n, None, times(base[0].exponent, n))]
        return [Term(1.0, node, None)]

    def product(self, one: Sum, other: Sum) -> Sum:
        terms = [
            Term(a.number * b.number, both(a.rest, b.rest, ast.Mult()), both(a.exponent, b.exponent, ast.Add()))
            for a in few(one)
            for b in few(other)
        ]
        return few(collected(terms))

    def scaled(self, terms: Sum, below: ast.expr) -> Sum:
        if isinstance(below, ast.Constant) and isinstance(below.value, int | float) and below.value:
            return [term._replace(number=term.number / below.value) for term in terms]
        return [term._replace(rest=ast.BinOp(term.rest or ast.Constant(1), ast.Div(), below)) for term in terms]


def few(terms: Sum) -> Sum:
    if len(terms) > MOST_TERMS:
        raise Unwieldy
    return terms


def positive(term: Term) -> bool:
    return term.rest is None and term.number > 0


def signed(terms: Sum, minus: bool) -> Sum:
    return [term._replace(number=-term.number) for term in terms] if minus else terms


def collected(terms: Sum) -> Sum:
    """Terms that differ in their number alone are one."""
    sums: dict[tuple[str, str], Term] = {}
    for term in terms:
        key = (_key(term.rest), _key(term.exponent))
        sums[key] = term._replace(number=term.number + (sums[key].number if key in sums else 0.0))
    return [term for term in sums.values() if term.number] or [Term(0.0, None, None)]


def _key(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)


def same(a: ast.expr | None, b: ast.expr | None) -> bool:
    return _key(a) == _key(b)


def opposite(a: ast.expr | None, b: ast.expr | None) -> bool:
    return a is not None and b is not None and (same(minus(a), b) or same(a, minus(b)))


def minus(node: ast.expr) -> ast.expr:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return operand
        case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=left), op=ast.Mult() | ast.Div() as sign, right=right):
            return ast.BinOp(left, sign, right)
    return ast.UnaryOp(ast.USub(), node)


def minus_of(a: ast.expr, b: ast.expr) -> ast.expr:
    """a - b."""
    if same(b, ZERO):
        return a
    if same(a, ZERO):
        return minus(b)
    match b:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ast.BinOp(a, ast.Add(), operand)
    return ast.BinOp(a, ast.Sub(), b)


def times(node: ast.expr, n: int) -> ast.expr:
    return node if n == 1 else ast.BinOp(ast.Constant(n), ast.Mult(), node)


def scaled_by(number: float, node: ast.expr) -> ast.expr:
    if number in (1, -1):
        return node if number == 1 else ast.UnaryOp(ast.USub(), node)
    return ast.BinOp(ast.Constant(number), ast.Mult(), node)


def both(a: ast.expr | None, b: ast.expr | None, sign: ast.operator) -> ast.expr | None:
    return ast.BinOp(a, sign, b) if a is not None and b is not None else a if b is None else b
