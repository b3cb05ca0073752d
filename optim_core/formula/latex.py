"""A formula as it is written on paper, in the very order it was typed."""

from __future__ import annotations

import ast
import re

SUM, PRODUCT, FRACTION, POWER, ATOM = range(5)  # how tightly a piece of LaTeX holds together
NAMED = {"sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "tanh": r"\tanh", "sinh": r"\sinh", "cosh": r"\cosh"}
NAMED |= {"atan": r"\arctan", "log": r"\ln", "ln": r"\ln", "min": r"\min", "max": r"\max"}
NAMED |= {"larger": r"\max", "smaller": r"\min"}  # as the generated source calls them
SMALL = (ast.Constant, ast.Name)


def symbol(name: str) -> str:
    """A variable's name: x, or x with an index."""
    letters = name.rstrip("0123456789")
    head = letters if len(letters) == 1 else rf"\mathrm{{{letters}}}"
    return f"{head}_{{{name[len(letters) :]}}}" if letters != name else head


def latex(tree: ast.expr) -> str:
    """LaTeX of an accepted formula."""
    return _write(tree)[0]


def _inside(node: ast.expr, at_least: int) -> str:
    """The LaTeX of `node`, in parentheses where it holds together less than it has to."""
    text, tightness = _write(node)
    return text if tightness >= at_least else rf"\left({text}\right)"


def _write(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Constant(value=int() | float() as value):
            return _number(value)
        case ast.Name(id="pi"):
            return r"\pi", ATOM
        case ast.Name(id=name):
            return symbol(name), ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{_inside(operand, PRODUCT)}", SUM
        case ast.UnaryOp(operand=operand):
            return _write(operand)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
            between = "+" if isinstance(sign, ast.Add) else "-"
            return f"{_inside(left, SUM)} {between} {_inside(right, PRODUCT)}", SUM
        case ast.BinOp(op=ast.Mult() | ast.Div()):
            return _product(node)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(left, right)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _call(name, arguments)
    raise AssertionError(f"parse() let {ast.dump(node)} through")


def _product(node: ast.BinOp) -> tuple[str, int]:
    """A product or a fraction. Python reads -x*y as (-x)*y, people as -(x*y): a minus in front stays in front."""
    first, _ = _write(node.left)
    is_sum = isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Add | ast.Sub)
    minus = "-" if first.startswith("-") and not is_sum else ""
    first = first.removeprefix(minus)
    if isinstance(node.op, ast.Div):
        text, tight = rf"\frac{{{first}}}{{{_write(node.right)[0]}}}", FRACTION
    else:
        second = _inside(node.right, FRACTION)
        dot = r" \cdot " if re.match(r"\d|\\frac", second) else " "
        first = rf"\left({first}\right)" if is_sum else first
        text, tight = f"{first}{dot}{second}", PRODUCT
    return (f"-{text}", SUM) if minus else (text, tight)


def _number(value: int | float) -> tuple[str, int]:
    digits = repr(value).removesuffix(".0")
    mantissa, _, exponent = digits.partition("e")
    if not exponent:
        return digits, ATOM
    ten = f"10^{{{int(exponent)}}}"
    return (ten, POWER) if mantissa == "1" else (rf"{mantissa} \cdot {ten}", PRODUCT)


def _power(base: ast.expr, exponent: ast.expr) -> tuple[str, int]:
    match exponent:
        case ast.BinOp(left=above, op=ast.Div(), right=below) if all(isinstance(n, SMALL) for n in (above, below)):
            raised = f"{_write(above)[0]}/{_write(below)[0]}"
        case _:
            raised = _write(exponent)[0]
    match base, exponent:
        case ast.Call(func=ast.Name(id=name), args=[argument]), ast.Constant(value=int()) if name in NAMED:
            return rf"{NAMED[name]}^{{{raised}}}\left({_write(argument)[0]}\right)", POWER
    bars = isinstance(base, ast.Call) and isinstance(base.func, ast.Name) and base.func.id == "abs"
    return f"{_inside(base, POWER if bars else ATOM)}^{{{raised}}}", POWER


def _call(name: str, arguments: list[ast.expr]) -> tuple[str, int]:
    inner = ", ".join(_write(argument)[0] for argument in arguments)
    match name:
        case "exp":
            return f"e^{{{inner}}}", POWER
        case "sqrt":
            return rf"\sqrt{{{inner}}}", POWER
        case "abs":
            return rf"\left|{inner}\right|", POWER
    return rf"{NAMED[name]}\left({inner}\right)", POWER
