"""How a part of a line shows with its numbers filled in: for one coordinate or, where it has to be, for all of them."""

import ast
from typing import Any

import numpy as np

from optim_core.equations.conditions import negated
from optim_core.equations.notation import SURFACE, Notation, applied
from optim_core.equations.numbers import beside, block, chosen, number, shortened
from optim_core.equations.step import Moment, at
from optim_core.equations.typeset import typeset
from optim_core.latex.piece import ATOM, COMPARISON, FRACTION, POWER, PRODUCT, SIGNED, SUM, Piece

TIMES = r" \cdot "
REDUCTIONS = ("norm", "dot", "mean")
VECTORS = ("product", "identity", "diagonal")  # functions with a notation whose value is no single number


class Numbers:
    """Typesets one line at one moment, for the coordinate `axis` of `dim`.

    A line that asks for a whole vector, such as a gradient at another point, is shown with columns (`whole`). `chosen`
    are the numbers that a person chose: they keep all their digits. `reasons` gathers what decided each `where`.
    """

    def __init__(
        self, notation: Notation, moment: Moment, line: ast.expr, axis: int, dim: int, chosen: set[str]
    ) -> None:
        self.notation, self.moment, self.axis, self.dim, self.chosen = notation, moment, axis, dim, chosen
        self.alone = line.operand if isinstance(line, ast.UnaryOp) else line
        self.whole = self.asks_for_all(line)
        self.reasons: list[str] = []
        self.change: float | None = None  # where numbers need as many decimals as this one has

    def typeset(self, node: ast.expr) -> Piece:
        """The expression in numbers."""
        return typeset(node, self.leaf, TIMES)

    def shown(self, value: Any) -> Piece:
        """A value as it stands in this line."""
        single = None if self.whole and np.size(value) > 1 else at(value, self.axis, self.dim)
        if single is None:
            return block(np.asarray(value, dtype=np.float64)[..., 0])
        if isinstance(single, bool):
            return Piece(rf"\text{{{str(single).lower()}}}", ATOM)
        return number(single) if self.change is None else beside(single, self.change)

    def leaf(self, node: ast.expr) -> Piece | None:
        match node:
            case ast.Name(id=name) if name in SURFACE:
                return self.notation.leaf(node)
            case ast.Name(id=name) if name in self.chosen:
                return chosen(float(self.moment.value(node)))
            case ast.Name() | ast.Attribute():
                return self.shown(self.moment.value(node))
            case ast.Call(func=ast.Name(id="where"), args=[condition, yes, no]):
                return self.branch(node, condition, yes, no)
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in REDUCTIONS:
                return reduced(name, [np.ravel(self.moment.value(argument)).tolist() for argument in arguments])
            case ast.Call(func=ast.Name(id=name), args=arguments) if self.named(name):
                return self.called(name, arguments) if node is self.alone else self.shown(self.moment.value(node))
            case ast.Call(func=ast.Name(id=name)) if name in VECTORS:
                return self.shown(self.moment.value(node))
        return None

    def called(self, name: str, arguments: list[ast.expr]) -> Piece:
        """A named operation with what it is given; its result is the line's value."""
        self.whole, before = True, self.whole
        title = self.notation.title(name)
        piece = applied(title, [self.leaf(part) or self.shown(self.moment.value(part)) for part in arguments])
        self.whole = before
        return piece

    def branch(self, node: ast.expr, condition: ast.expr, yes: ast.expr, no: ast.expr) -> Piece:
        """The branch of a `where` that is taken here."""
        holds = self.moment.value(condition)
        if self.whole and np.size(holds) > 1:
            return self.shown(self.moment.value(node))  # each coordinate takes its own
        met = bool(at(holds, self.axis, self.dim))
        self.reasons.append(self.reason(condition if met else negated(condition)).text)
        return self.typeset(yes if met else no)

    def reason(self, condition: ast.expr) -> Piece:
        """A condition that holds, with its numbers: `a = -3.1 < 0`."""
        return typeset(condition, self.known, TIMES)

    def known(self, node: ast.expr) -> Piece | None:
        match node:
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                held = [part for part in (left, right) if at(self.moment.value(part), self.axis, self.dim)]
                return self.reason(held[0]) if len(held) == 1 else None
            case ast.Compare(left=ast.Name() | ast.Attribute() as left, ops=[ast.Eq()], comparators=[right]):
                return Piece(f"{self.notation.symbol(left).text} = {self.typeset(right).at_least(SUM)}", COMPARISON)
            case ast.Compare(left=ast.Name() | ast.Attribute() as left):
                named = f"{self.notation.symbol(left).text} = "
                return Piece(named + self.typeset(node).text, COMPARISON)
            case ast.Name():
                return self.notation.symbol(node)
        return self.leaf(node)

    def named(self, name: str) -> bool:
        return name in SURFACE or name in self.notation.operations

    def asks_for_all(self, node: ast.expr) -> bool:
        """Whether a function called here gives a vector, and not only to be reduced to one number."""
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in REDUCTIONS:
                return False
            case ast.Call(func=ast.Name(id=name)) if self.named(name) or name in VECTORS:
                return np.size(self.moment.value(node)) > 1
        return any(self.asks_for_all(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))


def reduced(name: str, vectors: list[list[float]]) -> Piece:
    """The length, inner product or mean of vectors, with all their coordinates."""
    one, other = ([number(entry) for entry in vector] for vector in (vectors[0], vectors[-1]))
    if name == "mean":
        return Piece(rf"\frac{{{_sum([(entry,) for entry in one]).text}}}{{{len(one)}}}", FRACTION)
    if name == "dot" and one != other:
        return _sum(list(zip(one, other, strict=True)))
    squares = _sum([(Piece(f"{entry.at_least(ATOM)}^{{2}}", POWER),) for entry in one])
    return squares if name == "dot" else Piece(rf"\sqrt{{{squares.text}}}", POWER)


def _sum(terms: list[tuple[Piece, ...]]) -> Piece:
    """A sum of products. Only the very first number needs no brackets where it is negative."""
    texts = [TIMES.join(factor.at_least(PRODUCT) for factor in term) for term in terms]
    first, *more = terms[0]
    texts[0] = TIMES.join([first.at_least(SIGNED), *(factor.at_least(PRODUCT) for factor in more)])
    tightness = SUM if len(terms) > 1 else PRODUCT if more else first.tightness
    return Piece(" + ".join(shortened(texts, r"\cdots")), min(tightness, first.tightness))
