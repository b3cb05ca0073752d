"""A formula as it is written on paper, in the very order it was typed."""

from __future__ import annotations

import ast
import re

from optim_core.formula.functions import LATEX
from optim_core.latex.piece import ATOM, FRACTION, POWER, PRODUCT, SUM, Piece, bracketed, scientific

SMALL = (ast.Constant, ast.Name)


def symbol(name: str) -> str:
    """A variable's name: x, or x with an index."""
    letters = name.rstrip("0123456789")
    head = letters if len(letters) == 1 else rf"\mathrm{{{letters}}}"
    return f"{head}_{{{name[len(letters) :]}}}" if letters != name else head


def latex(tree: ast.expr) -> str:
    """LaTeX of an accepted formula."""
    return _write(tree).text


def _write(node: ast.expr) -> Piece:
    match node:
        case ast.Constant(value=int() | float() as value):
            return _number(value)
        case ast.Name(id="pi"):
            return Piece(r"\pi", ATOM)
        case ast.Name(id=name):
            return Piece(symbol(name), ATOM)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Piece(f"-{_write(operand).at_least(PRODUCT)}", SUM)
        case ast.UnaryOp(operand=operand):
            return _write(operand)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
            between = "+" if isinstance(sign, ast.Add) else "-"
            return Piece(f"{_write(left).at_least(SUM)} {between} {_write(right).at_least(PRODUCT)}", SUM)
        case ast.BinOp(op=ast.Mult() | ast.Div()):
            return _product(node)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(left, right)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _call(name, arguments)
    raise AssertionError(f"parse() let {ast.dump(node)} through")


def _product(node: ast.BinOp) -> Piece:
    """A product or a fraction. Python reads -x*y as (-x)*y, people as -(x*y): a minus in front stays in front."""
    first = _write(node.left).text
    is_sum = isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Add | ast.Sub)
    minus = "-" if first.startswith("-") and not is_sum else ""
    first = first.removeprefix(minus)
    if isinstance(node.op, ast.Div):
        piece = Piece(rf"\frac{{{first}}}{{{_write(node.right).text}}}", FRACTION)
    else:
        second = _write(node.right).at_least(FRACTION)
        dot = r" \cdot " if re.match(r"\d|\\frac", second) else " "
        piece = Piece(f"{bracketed(first) if is_sum else first}{dot}{second}", PRODUCT)
    return Piece(f"-{piece.text}", SUM) if minus else piece


def _number(value: int | float) -> Piece:
    mantissa, _, exponent = repr(value).removesuffix(".0").partition("e")
    return scientific(mantissa, int(exponent)) if exponent else Piece(mantissa, ATOM)


def _power(base: ast.expr, exponent: ast.expr) -> Piece:
    match exponent:
        case ast.BinOp(left=above, op=ast.Div(), right=below) if all(isinstance(n, SMALL) for n in (above, below)):
            raised = f"{_write(above).text}/{_write(below).text}"
        case _:
            raised = _write(exponent).text
    match base, exponent:
        case ast.Call(func=ast.Name(id=name), args=[argument]), ast.Constant(value=int()) if name in LATEX:
            return Piece(f"{LATEX[name]}^{{{raised}}}{bracketed(_write(argument).text)}", POWER)
    return Piece(f"{_write(base).at_least(ATOM)}^{{{raised}}}", POWER)


def _call(name: str, arguments: list[ast.expr]) -> Piece:
    inner = ", ".join(_write(argument).text for argument in arguments)
    match name:
        case "exp":
            return Piece(f"e^{{{inner}}}", POWER)
        case "sqrt":
            return Piece(rf"\sqrt{{{inner}}}", POWER)
        case "abs":
            return Piece(rf"\left|{inner}\right|", ATOM)
    return Piece(LATEX[name] + bracketed(inner), POWER)
