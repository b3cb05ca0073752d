"""From a line's syntax tree to LaTeX: products without clutter, divisions as fractions, brackets only where needed."""

import ast
from collections.abc import Callable
from itertools import pairwise

from optim_core.equations.numbers import ALL_DIGITS, CLOSING, OPENING, number
from optim_core.equations.product import Factor, factors, is_product
from optim_core.formula.functions import LATEX
from optim_core.latex.names import operation, word
from optim_core.latex.piece import (
    ATOM,
    CASES,
    COMPARISON,
    FRACTION,
    LOOSE,
    POWER,
    PRODUCT,
    SIGNED,
    SUM,
    Piece,
    bracketed,
)

Leaf = Callable[[ast.expr], Piece | None]  # what a node shows as; None: as its parts do

COMPARISONS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: r"\le", ast.Gt: ">", ast.GtE: r"\ge"}
COMPARISONS |= {ast.Eq: "=", ast.NotEq: r"\ne"}
NAMED = LATEX | {name: operation(name) for name in ("sign", "mean")} | {"diagonal": operation("diag")}
AROUND = {
    "abs": (r"\left|", r"\right|"),
    "norm": (r"\left\lVert ", r"\right\rVert"),
    "floor": (r"\left\lfloor ", r"\right\rfloor"),
    "ceil": (r"\left\lceil ", r"\right\rceil"),
}
KNOWN = {*NAMED, *AROUND, "sqrt", "exp", "where", "dot", "product", "identity"}  # what has a notation of its own
NAMES = (r"\text", *LATEX.values())  # of several letters
IF, OTHERWISE, OR, AND = r"\text{if }", r"\text{otherwise}", r"\text{ or }", r"\text{ and }"
NOT = r"\text{not }"


def typeset(node: ast.expr, leaf: Leaf, times: str = " ") -> Piece:
    """The LaTeX of an expression. `leaf` is asked first about every part; `times` stands between factors.

    Raises ValueError for syntax that a rule may not use.
    """
    typesetter = _Typesetter(leaf, times)
    return typesetter.product(node, ends=True) if is_product(node) else typesetter.write(node)


class _Typesetter:
    def __init__(self, leaf: Leaf, times: str) -> None:
        self.leaf, self.times = leaf, times

    def write(self, node: ast.expr) -> Piece:
        if (piece := self.leaf(node)) is not None:
            return piece
        match node:
            case ast.Constant(value=bool() as value):
                return Piece(word(str(value).lower()), ATOM)
            case ast.Constant(value=int() | float() as value):
                return number(value, ALL_DIGITS)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Piece(f"-{self.write(operand).at_least(PRODUCT)}", SIGNED)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.write(operand)
            case ast.UnaryOp(op=ast.Invert(), operand=operand):
                return Piece(NOT + self.write(operand).at_least(ATOM), COMPARISON)
            case ast.BinOp(op=ast.Mult() | ast.Div()):
                return self.product(node)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return Piece(f"{self.write(left).at_least(SUM)} + {self.term(right)}", SUM)
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return Piece(f"{self.write(left).at_least(SUM)} - {self.term(right)}", SUM)
            case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
                return Piece(f"{self.write(base).at_least(ATOM)}^{{{self.write(exponent).text}}}", POWER)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                text = rf"{self.write(left).at_least(FRACTION)} \bmod {self.write(right).at_least(FRACTION)}"
                return Piece(text, SUM)
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                fraction = rf"\frac{{{self.write(left).text}}}{{{self.write(right).text}}}"
                return Piece(rf"\left\lfloor {fraction} \right\rfloor", ATOM)
            case ast.BinOp(left=left, op=ast.BitOr() | ast.BitAnd() as joint, right=right):
                between = OR if isinstance(joint, ast.BitOr) else AND
                return Piece(self.part(left, joint) + between + self.part(right, joint), LOOSE)
            case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in COMPARISONS for op in ops):
                text = self.write(left).at_least(SUM)
                for op, other in zip(ops, others, strict=True):
                    text += f" {COMPARISONS[type(op)]} {self.write(other).at_least(SUM)}"
                return Piece(text, COMPARISON)
            case ast.Call(func=ast.Name(id=name)):
                return self.call(name, node)
        raise ValueError(f"there is no notation for {ast.unparse(node)}")

    def term(self, node: ast.expr) -> str:
        """What follows a plus or minus."""
        if is_product(node):
            return self.product(node, leads=False).at_least(PRODUCT)
        return self.write(node).at_least(PRODUCT)

    def part(self, node: ast.expr, op: ast.operator) -> str:
        """One side of an `or` or `and`, in brackets where it holds the other one."""
        same = isinstance(node, ast.BinOp) and isinstance(node.op, type(op))
        return self.write(node).at_least(LOOSE if same else COMPARISON)

    def product(self, node: ast.expr, leads: bool = True, ends: bool = False) -> Piece:
        """Factors and fractions. A minus in front stays there; where the product does not lead, it gets brackets.

        Where nothing comes after the product (`ends`), cases as its last factor need no brackets.
        """
        minus, parts = factors(node)
        pieces = [self.fraction(part) if part.below else self.write(part.above[0]) for part in parts]
        if minus and not leads:
            pieces[0] = Piece(f"-{pieces[0].at_least(PRODUCT)}", SIGNED)
        open_ended = ends and pieces[-1].tightness == CASES
        if open_ended:
            pieces[-1] = Piece(pieces[-1].text, PRODUCT)
        bare = leads and not minus
        text = self.side_by_side(pieces, bare)
        if open_ended:
            return Piece(f"-{text}" if minus else text, CASES)
        if minus and leads:
            return Piece(f"-{text}", SIGNED)
        if len(pieces) == 1:
            return pieces[0]
        return Piece(text, SIGNED if bare and pieces[0].tightness == SIGNED else PRODUCT)

    def fraction(self, part: Factor) -> Piece:
        above, below = (self.beside(nodes) for nodes in (part.above, part.below))
        return Piece(rf"\frac{{{above}}}{{{below}}}", FRACTION)

    def beside(self, nodes: tuple[ast.expr, ...]) -> str:
        """What stands alone above or below a line needs no brackets."""
        pieces = [self.write(node) for node in nodes]
        return pieces[0].text if len(pieces) == 1 else self.side_by_side(pieces, bare=True)

    def side_by_side(self, pieces: list[Piece], bare: bool) -> str:
        """The pieces as a product. `bare`: a negative number in front needs no brackets."""
        texts = [pieces[0].at_least(SIGNED if bare else PRODUCT), *(piece.at_least(PRODUCT) for piece in pieces[1:])]
        text = texts[0]
        for before, after in pairwise(texts):
            text += self.between(before, after) + after
        return text

    def between(self, before: str, after: str) -> str:
        if before.endswith(CLOSING) and after.startswith(OPENING):
            return r" \odot "  # coordinate by coordinate
        if after[0].isdigit() or (before.startswith(r"\frac") and after.startswith(r"\frac")):
            return r" \cdot "
        if before.startswith(r"\text") and after.startswith(r"\left("):
            return r" \cdot "  # or it would look like a function of what is in brackets
        spaced = before.startswith(NAMES) or after.startswith(NAMES)
        return r" \, " if spaced and self.times == " " else self.times

    def call(self, name: str, node: ast.Call) -> Piece:
        match name, node.args:
            case "sqrt", [argument]:
                return Piece(rf"\sqrt{{{self.write(argument).text}}}", POWER)
            case "exp", [argument]:
                return Piece(f"e^{{{self.write(argument).text}}}", POWER)
            case "dot", [one, other]:
                return self.inner(self.write(one), self.write(other))
            case "identity", [_]:
                return Piece("I", ATOM)
            case "product", [one, other]:
                return Piece(self.side_by_side([self.write(one), self.write(other)], bare=False), PRODUCT)
            case "where", [condition, yes, no]:
                return self.cases(condition, yes, no)
            case _, [argument] if name in AROUND:
                opening, closing = AROUND[name]
                return Piece(f"{opening}{self.write(argument).text}{closing}", ATOM)
        inside = [self.write(argument).text for argument in node.args]
        inside += [f"{word(k.arg)} = {self.write(k.value).text}" for k in node.keywords if k.arg]
        return Piece(NAMED.get(name, operation(name)) + bracketed(", ".join(inside)), POWER)

    def inner(self, one: Piece, other: Piece) -> Piece:
        if one.tightness == other.tightness == ATOM:
            return Piece(rf"{one.text}^{{\top}} {other.text}", PRODUCT)
        return Piece(rf"\left\langle {one.text}, {other.text} \right\rangle", ATOM)

    def cases(self, condition: ast.expr, yes: ast.expr, no: ast.expr) -> Piece:
        rows = [rf"{self.write(yes).text} & {IF}{self.write(condition).text}"]
        while isinstance(no, ast.Call) and ast.unparse(no.func) == "where" and len(no.args) == 3:
            condition, yes, no = no.args
            rows.append(rf"{self.write(yes).text} & {IF}{self.write(condition).text}")
        rows.append(rf"{self.write(no).text} & {OTHERWISE}")
        return Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", CASES)
