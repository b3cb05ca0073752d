"""Losses with exponentials that overflow, such as log(1 + exp(x)), as functions that do not: softplus, sigmoid, tanh.

A sum of exponentials has terms c*r*e^u. Its logarithm, and its quotient by another such sum, are numbers of ordinary
size where e^u is none. So both are put together from the exponents. Everything else stays as it was typed.
"""

from __future__ import annotations

import ast
import math

from optim_core.formula.exponentials import (
    ZERO,
    Exponentials,
    Quotient,
    Sum,
    Term,
    Unwieldy,
    both,
    minus_of,
    opposite,
    positive,
    same,
    scaled_by,
    times,
)

MOST_PARTS = 800  # of a tree written anew; else it stays as it was


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
        self.read, self.changed = Exponentials(variables), False

    def visit(self, node: ast.AST) -> ast.expr:
        if isinstance(node, ast.expr) and self.read.grows(node):
            try:
                new = self.anew(node)
            except Unwieldy:
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

    def anew(self, node: ast.expr) -> ast.expr | None:
        match node:
            case ast.Call(func=ast.Name(id="log" | "ln"), args=[inner]):
                return self.logarithm(self.read.quotient(inner))
            case ast.BinOp(op=ast.Div() | ast.Mult()):
                return self.whole(self.read.quotient(node))
        return None

    def logarithm(self, found: Quotient) -> ast.expr | None:
        """The logarithm of a quotient of sums that are positive."""
        parts = [found.above] + ([found.below] if found.below else [])
        exponentials = [term for part in parts for term in part if term.exponent is not None]
        if not exponentials or not all(part and all(positive(term) for term in part) for part in parts):
            return None
        if found.power == 1 and len(found.above) == 1 and (share := self.pair(found.above[0], found.below or [])):
            mine, other = share
            part = ast.UnaryOp(ast.USub(), _call("softplus", minus_of(self.log_of([other]), self.log_of([mine]))))
            shift = found.above[0].number / mine.number
            return part if shift == 1 else ast.BinOp(part, ast.Add(), ast.Constant(math.log(shift)))
        above = self.log_of(found.above)
        return above if found.below is None else minus_of(above, times(self.log_of(found.below), found.power))

    def log_of(self, terms: Sum) -> ast.expr:
        """log(c1*e^u1 + c2*e^u2 + ...), two halves at a time."""
        if len(terms) == 1:
            number, _, exponent = terms[0]
            shift = None if number == 1 else ast.Constant(math.log(number))
            return both(None if exponent is None else self.visit(exponent), shift, ast.Add()) or ZERO
        if len(terms) == 2 and terms[0].number == terms[1].number and opposite(terms[0].exponent, terms[1].exponent):
            assert terms[0].exponent is not None
            double = 2 * terms[0].number
            whole = _call("log_cosh", self.visit(terms[0].exponent))
            return whole if double == 1 else ast.BinOp(whole, ast.Add(), ast.Constant(math.log(double)))
        terms = sorted(terms, key=lambda term: term.exponent is not None)
        a, b = self.log_of(terms[: len(terms) // 2]), self.log_of(terms[len(terms) // 2 :])
        rest = _call("softplus", minus_of(b, a))
        return rest if same(a, ZERO) else ast.BinOp(a, ast.Add(), rest)

    def whole(self, found: Quotient) -> ast.expr | None:
        """A quotient by a positive sum of several exponentials."""
        below = found.below or []
        if len(below) < 2 or not all(map(positive, below)) or not any(term.exponent for term in below):
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
        above = above if same(above[0].exponent, below[0].exponent) else above[::-1]
        match = all(same(a.exponent, b.exponent) for a, b in zip(above, below, strict=True))
        if not match or above[0].number != -above[1].number or below[0].number != below[1].number:
            return None
        first, second = (ZERO if term.exponent is None else self.visit(term.exponent) for term in below)
        half = ast.BinOp(minus_of(first, second), ast.Div(), ast.Constant(2))
        inner = first if opposite(below[0].exponent, below[1].exponent) else half
        return scaled_by(above[0].number / below[0].number, _call("tanh", inner))

    def share(self, term: Term, below: Sum, power: int) -> ast.expr:
        """One term over the sum below: a sigmoid where it is one of two, else a power of e."""
        rest = None if term.rest is None else self.visit(term.rest)
        if power == 1 and (pair := self.pair(term, below)):
            mine, other = pair
            part = _call("sigmoid", minus_of(self.log_of([mine]), self.log_of([other])))
            number = term.number / mine.number
        else:
            exponent = ZERO if term.exponent is None else self.visit(term.exponent)
            part = _call("exp", minus_of(exponent, times(self.log_of(below), power)))
            number = term.number
        return scaled_by(number, part if rest is None else ast.BinOp(rest, ast.Mult(), part))

    def pair(self, term: Term, below: Sum) -> tuple[Term, Term] | None:
        """Of two terms below the one with the same exponential, and the other one."""
        if len(below) != 2 or not any(mine := [same(part.exponent, term.exponent) for part in below]):
            return None
        return (below[0], below[1]) if mine[0] else (below[1], below[0])


def _call(name: str, argument: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), [argument], [])
