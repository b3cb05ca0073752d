"""Losses with exponentials that overflow, such as log(1 + exp(x)), as functions that do not: softplus, sigmoid, tanh.

A sum of exponentials has terms c*r*e^u. Its logarithm, and its quotient by another such sum, are numbers of ordinary
size where e^u is none. So both are put together from the exponents. Everything else stays as it was typed.
"""

from __future__ import annotations

import ast
import math
from typing import NamedTuple

MOST_TERMS = 6
MOST_PARTS = 800  # of a tree written anew; else it stays as it was
LARGEST_POWER = 64
ZERO = ast.Constant(0)


class Term(NamedTuple):
    """number * rest * e^exponent."""

    number: float
    rest: ast.expr | None
    exponent: ast.expr | None


Sum = list[Term]


class _Unwieldy(Exception):
    """More terms than it is worth."""


class Quotient(NamedTuple):
    """One sum over a power of another."""

    above: Sum
    below: Sum | None = None
    power: int = 1


def stable(tree: ast.expr, variables: tuple[str, ...]) -> ast.expr:
    """The formula in functions that do not overflow; the very same tree where there is nothing to be gained."""
    written = _Stable(frozenset(variables))
    found = written.visit(tree)
    if not written.changed or sum(1 for _ in ast.walk(found)) > MOST_PARTS:
        return tree
    return ast.parse(ast.unparse(ast.fix_missing_locations(found)), mode="eval").body  # parts may stand in it twice


class _Stable(ast.NodeTransformer):
    """Writes logarithms and quotients of sums of exponentials anew, from the outside in."""

    def __init__(self, variables: frozenset[str]) -> None:
        self.variables, self.changed = variables, False

    def visit(self, node: ast.AST) -> ast.expr:
        if isinstance(node, ast.expr) and self.grows(node):
            try:
                new = self.anew(node)
            except _Unwieldy:
                new = None
            if new is not None:
                self.changed = True
                return new
        match node:
            case ast.BinOp(left=left, op=sign, right=right):
                return ast.BinOp(self.visit(left), sign, self.visit(right))
            case ast.UnaryOp(op=sign, operand=operand):
                return ast.UnaryOp(sign, self.visit(operand))
            case ast.Call(func=name, args=arguments):
                return ast.Call(name, [self.visit(argument) for argument in arguments], [])
        assert isinstance(node, ast.expr)
        return node

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
                other = [Term(-0.5 if name == "sinh" else 0.5, None, _minus(inner))]
                return [Term(half, None, inner), *(other if name != "exp" else [])]
            case ast.BinOp(left=ast.Name(id="e"), op=ast.Pow(), right=inner) if self.varies(inner):
                return [Term(1.0, None, inner)]
            case ast.BinOp(left=ast.Constant(value=base), op=ast.Pow(), right=inner) if self.varies(inner):
                if isinstance(base, int | float) and base > 0:
                    return [Term(1.0, None, ast.BinOp(inner, ast.Mult(), ast.Constant(math.log(base))))]
        return None

    def anew(self, node: ast.expr) -> ast.expr | None:
        match node:
            case ast.Call(func=ast.Name(id="log" | "ln"), args=[inner]):
                return self.logarithm(self.quotient(inner))
            case ast.BinOp(op=ast.Div() | ast.Mult()):
                return self.whole(self.quotient(node))
        return None

    # ---- reading

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
                        _collected(self.product(one.above, other.below) + _signed(other.above, minus)), other.below
                    )
                if one.below is not None and other.below is None and one.power == 1:
                    return Quotient(
                        _collected(one.above + _signed(self.product(other.above, one.below), minus)), one.below
                    )
        return Quotient(_collected(self.sum(node)))

    def sum(self, node: ast.expr) -> Sum:
        if not self.grows(node):
            value = node.value if isinstance(node, ast.Constant) else None
            return [Term(float(value), None, None) if isinstance(value, int | float) else Term(1.0, node, None)]
        if (found := self.exponential(node)) is not None:
            return found
        match node:
            case ast.UnaryOp(op=sign, operand=operand):
                return _signed(self.sum(operand), isinstance(sign, ast.USub))
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
                return _few(self.sum(left) + _signed(self.sum(right), isinstance(sign, ast.Sub)))
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self.product(self.sum(left), self.sum(right))
            case ast.BinOp(left=left, op=ast.Div(), right=right) if not self.grows(right):
                return self.scaled(self.sum(left), right)
            case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as n)) if 0 < n <= LARGEST_POWER:
                base = self.sum(left)
                if len(base) == 1 and base[0].rest is None and base[0].exponent is not None:
                    return [Term(base[0].number ** n, None, _times(base[0].exponent, n))]
        return [Term(1.0, node, None)]

    def product(self, one: Sum, other: Sum) -> Sum:
        terms = [
            Term(a.number * b.number, _both(a.rest, b.rest, ast.Mult()), _both(a.exponent, b.exponent, ast.Add()))
            for a in _few(one)
            for b in _few(other)
        ]
        return _few(_collected(terms))

    def scaled(self, terms: Sum, below: ast.expr) -> Sum:
        if isinstance(below, ast.Constant) and isinstance(below.value, int | float) and below.value:
            return [term._replace(number=term.number / below.value) for term in terms]
        return [term._replace(rest=ast.BinOp(term.rest or ast.Constant(1), ast.Div(), below)) for term in terms]

    # ---- writing

    def logarithm(self, found: Quotient) -> ast.expr | None:
        """The logarithm of a quotient of sums that are positive."""
        parts = [found.above] + ([found.below] if found.below else [])
        exponentials = [term for part in parts for term in part if term.exponent is not None]
        if not exponentials or not all(part and all(_positive(term) for term in part) for part in parts):
            return None
        if found.power == 1 and len(found.above) == 1 and (share := self.pair(found.above[0], found.below or [])):
            mine, other = share
            part = ast.UnaryOp(ast.USub(), _call("softplus", _minus_of(self.log_of([other]), self.log_of([mine]))))
            shift = found.above[0].number / mine.number
            return part if shift == 1 else ast.BinOp(part, ast.Add(), ast.Constant(math.log(shift)))
        above = self.log_of(found.above)
        return above if found.below is None else _minus_of(above, _times(self.log_of(found.below), found.power))

    def log_of(self, terms: Sum) -> ast.expr:
        """log(c1*e^u1 + c2*e^u2 + ...), two halves at a time."""
        if len(terms) == 1:
            number, _, exponent = terms[0]
            shift = None if number == 1 else ast.Constant(math.log(number))
            return _both(None if exponent is None else self.visit(exponent), shift, ast.Add()) or ZERO
        if len(terms) == 2 and terms[0].number == terms[1].number and _opposite(terms[0].exponent, terms[1].exponent):
            assert terms[0].exponent is not None
            double = 2 * terms[0].number
            whole = _call("log_cosh", self.visit(terms[0].exponent))
            return whole if double == 1 else ast.BinOp(whole, ast.Add(), ast.Constant(math.log(double)))
        terms = sorted(terms, key=lambda term: term.exponent is not None)
        a, b = self.log_of(terms[: len(terms) // 2]), self.log_of(terms[len(terms) // 2 :])
        rest = _call("softplus", _minus_of(b, a))
        return rest if _same(a, ZERO) else ast.BinOp(a, ast.Add(), rest)

    def whole(self, found: Quotient) -> ast.expr | None:
        """A quotient by a positive sum of several exponentials."""
        below = found.below or []
        if len(below) < 2 or not all(map(_positive, below)) or not any(term.exponent for term in below):
            return None
        if found.power == 1 and (tangent := self.tangent(found.above, below)):
            return tangent
        parts = [self.share(term, below, found.power) for term in found.above]
        result = parts[0]
        for part in parts[1:]:
            result = ast.BinOp(result, ast.Add(), part)
        return result

    def tangent(self, above: Sum, below: Sum) -> ast.expr | None:
        """(e^u - e^v)/(e^u + e^v) is tanh((u - v)/2)."""
        if len(above) != 2 or len(below) != 2 or any(term.rest is not None for term in above):
            return None
        above = above if _same(above[0].exponent, below[0].exponent) else above[::-1]
        match = all(_same(a.exponent, b.exponent) for a, b in zip(above, below, strict=True))
        if not match or above[0].number != -above[1].number or below[0].number != below[1].number:
            return None
        first, second = (ZERO if term.exponent is None else self.visit(term.exponent) for term in below)
        half = ast.BinOp(_minus_of(first, second), ast.Div(), ast.Constant(2))
        inner = first if _opposite(below[0].exponent, below[1].exponent) else half
        return _scaled(above[0].number / below[0].number, _call("tanh", inner))

    def share(self, term: Term, below: Sum, power: int) -> ast.expr:
        """One term over the sum below: a sigmoid where it is one of two, else a power of e."""
        rest = None if term.rest is None else self.visit(term.rest)
        if power == 1 and (pair := self.pair(term, below)):
            mine, other = pair
            part = _call("sigmoid", _minus_of(self.log_of([mine]), self.log_of([other])))
            number = term.number / mine.number
        else:
            exponent = ZERO if term.exponent is None else self.visit(term.exponent)
            part = _call("exp", _minus_of(exponent, _times(self.log_of(below), power)))
            number = term.number
        return _scaled(number, part if rest is None else ast.BinOp(rest, ast.Mult(), part))

    def pair(self, term: Term, below: Sum) -> tuple[Term, Term] | None:
        """Of two terms below the one with the same exponential, and the other one."""
        if len(below) != 2 or not any(same := [_same(part.exponent, term.exponent) for part in below]):
            return None
        return (below[0], below[1]) if same[0] else (below[1], below[0])


def _call(name: str, argument: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), [argument], [])


def _few(terms: Sum) -> Sum:
    if len(terms) > MOST_TERMS:
        raise _Unwieldy
    return terms


def _positive(term: Term) -> bool:
    return term.rest is None and term.number > 0


def _signed(terms: Sum, minus: bool) -> Sum:
    return [term._replace(number=-term.number) for term in terms] if minus else terms


def _collected(terms: Sum) -> Sum:
    """Terms that differ in their number alone are one."""
    sums: dict[tuple[str, str], Term] = {}
    for term in terms:
        key = (_key(term.rest), _key(term.exponent))
        sums[key] = term._replace(number=term.number + (sums[key].number if key in sums else 0.0))
    return [term for term in sums.values() if term.number] or [Term(0.0, None, None)]


def _key(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)


def _same(a: ast.expr | None, b: ast.expr | None) -> bool:
    return _key(a) == _key(b)


def _opposite(a: ast.expr | None, b: ast.expr | None) -> bool:
    return a is not None and b is not None and (_same(_minus(a), b) or _same(a, _minus(b)))


def _minus(node: ast.expr) -> ast.expr:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return operand
        case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=left), op=ast.Mult() | ast.Div() as sign, right=right):
            return ast.BinOp(left, sign, right)
    return ast.UnaryOp(ast.USub(), node)


def _minus_of(a: ast.expr, b: ast.expr) -> ast.expr:
    """a - b."""
    if _same(b, ZERO):
        return a
    if _same(a, ZERO):
        return _minus(b)
    match b:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ast.BinOp(a, ast.Add(), operand)
    return ast.BinOp(a, ast.Sub(), b)


def _times(node: ast.expr, n: int) -> ast.expr:
    return node if n == 1 else ast.BinOp(ast.Constant(n), ast.Mult(), node)


def _scaled(number: float, node: ast.expr) -> ast.expr:
    if number in (1, -1):
        return node if number == 1 else ast.UnaryOp(ast.USub(), node)
    return ast.BinOp(ast.Constant(number), ast.Mult(), node)


def _both(a: ast.expr | None, b: ast.expr | None, sign: ast.operator) -> ast.expr | None:
    return ast.BinOp(a, sign, b) if a is not None and b is not None else a if b is None else b
