"""Straight-line Python as JavaScript: arithmetic, comparisons, choices, and calls of what the browser has.

JavaScript's numbers are what NumPy's are: 1/0 is infinite, 0/0 and the root of a negative number are nan. So the code
ends a path where the array step ends it. Printed code is treated as hostile: a name is replaced by one of ours, a
number is written from a float, and no other part of any text gets through.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from optim_core.formula.functions import NUMBERS
from optim_core.rules.reading import function_tree, straight_lines
from optim_core.simulation.spelled import WHERE

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.USub: "-", ast.BitOr: "||", ast.BitAnd: "&&",
    ast.Gt: ">", ast.Lt: "<", ast.GtE: ">=", ast.LtE: "<=", ast.Eq: "===",
}  # fmt: skip

# What a browser has under a name of its own. Formulas have their own names for some, and so does NumPy.
BROWSER = {
    **{name: f"Math.{name}" for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: f"Math.{name}" for name in ("asin", "acos", "atan", "log1p", "expm1", "abs", "floor", "ceil")},
    **{f"arc{name}": f"Math.a{name}" for name in ("sin", "cos", "tan")},
    "magnitude": "Math.abs",
    **{name: name for name in ("power", "radians", "written")},
}
# What it has not is printed from the functions of formulas, under these names.
PRINTED = {"larger": "larger", "smaller": "smaller", "maximum": "larger", "minimum": "smaller", "sign": "sign",
           "exceeds": "exceeds", "power_log": "power_log"}  # fmt: skip
# In JavaScript 1 to the power of nan or infinity is nan, and so is -1 to that of infinity.
OWN = """\
const power = (a, b) => a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : Math.pow(a, b);
const radians = (degrees) => degrees * (Math.PI / 180);
const written = (value) => Number(value.toPrecision(15));"""


class NotPrintable(ValueError):
    """A part of the code that a browser cannot be told."""


class Printer:
    """Prints expressions. A name becomes what `known` says, or, from where it is assigned on, a name of ours.

    `values` are names that stand for a number, `calls` functions besides those that a browser has.
    """

    def __init__(
        self,
        known: Mapping[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
        calls: Mapping[str, str] | None = None,
        stem: str = "v",
    ) -> None:
        self.stem = stem  # of our names
        self.calls = {**BROWSER, **PRINTED, **(calls or {})}
        self.names = dict(known or {})
        self.values = values or {}
        self.assigned: set[str] = set()

    def name(self, name: str) -> str:
        """Our name for a name."""
        return self.names.setdefault(name, f"{self.stem}{len(self.names)}")

    def text(self, code: str) -> str:
        """An expression that is given as Python."""
        return self.expression(ast.parse(code, mode="eval").body)

    def line(self, code: str) -> str:
        """An assignment that is given as Python."""
        (statement,) = ast.parse(code).body
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                return self.assign(name, value)
        raise NotPrintable(code)

    def assign(self, name: str, value: ast.expr) -> str:
        """An assignment; of a name that is new here, with its declaration."""
        text = self.expression(value)
        fresh = name not in self.assigned
        self.assigned.add(name)
        return f"{'let ' if fresh else ''}{self.name(name)} = {text};"

    def expression(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=int() | float() as value):
                return number(value)
            case ast.Name(id=name) if name in self.names:
                return self.names[name]
            case ast.Name(id=name) if name in self.values:
                return number(self.values[name])
            case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
                return f"power({self.expression(base)}, {self.expression(exponent)})"
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
                return f"({self.expression(left)} {_SIGNS[type(sign)]} {self.expression(right)})"
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _SIGNS:
                return f"({_SIGNS[type(sign)]}{self.expression(operand)})"
            case ast.Compare(left=left, ops=signs, comparators=others) if all(type(sign) in _SIGNS for sign in signs):
                sides = [self.expression(side) for side in (left, *others)]
                pairs = [f"{a} {_SIGNS[type(s)]} {b}" for a, s, b in zip(sides, signs, sides[1:], strict=False)]
                return "(" + " && ".join(pairs) + ")"
            case ast.IfExp(test=test, body=body, orelse=other):
                return self._choice(test, body, other)
            case ast.Call(func=ast.Name(id=name), args=[test, body, other], keywords=[]) if name == WHERE:
                return self._choice(test, body, other)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in self.calls:
                return f"{self.calls[name]}({', '.join(map(self.expression, arguments))})"
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int() as place)) if name in self.names:
                return f"{self.names[name]}[{place:d}]"
        raise NotPrintable(ast.unparse(node))

    def _choice(self, test: ast.expr, body: ast.expr, other: ast.expr) -> str:
        return f"({self.expression(test)} ? {self.expression(body)} : {self.expression(other)})"


def number(value: float) -> str:
    """A number as JavaScript has it, written from a float."""
    text = repr(float(value))
    return {"inf": "Infinity", "-inf": "(-Infinity)", "nan": "NaN"}.get(text, text if value >= 0 else f"({text})")


def function(python: Callable[..., Any], values: Mapping[str, Any] | None = None) -> str:
    """A straight-line function as an arrow function, its arguments in their order.

    `values` are numbers that it knows by name, besides those of its own module. Raises NotPrintable.
    """
    try:
        tree = function_tree(python, python.__name__)
    except ValueError as error:
        raise NotPrintable(str(error)) from error
    known = {name: value for name, value in python.__globals__.items() if isinstance(value, (int, float))}
    arguments = [argument.arg for argument in (*tree.args.args, *tree.args.kwonlyargs)]
    return arrow(tree, arguments, {**known, **(values or {})})


def arrow(tree: ast.FunctionDef, arguments: Iterable[str], values: Mapping[str, Any] | None = None) -> str:
    """A straight-line function as an arrow function; what it returns may be several numbers."""
    try:
        lines, last = straight_lines(tree, tree.name)
    except ValueError as error:
        raise NotPrintable(str(error)) from error
    printer = Printer(values={name: v for name, v in (values or {}).items() if name not in {*arguments}})
    head = ", ".join(printer.name(argument) for argument in arguments)
    printer.assigned.update(arguments)
    body = [printer.assign(name, value) for name, value in lines]
    if not isinstance(last, ast.Return) or last.value is None:
        raise NotPrintable(tree.name)
    parts = last.value.elts if isinstance(last.value, ast.Tuple) else None
    result = printer.expression(last.value) if parts is None else f"[{', '.join(map(printer.expression, parts))}]"
    return "\n  ".join([f"({head}) => {{", *body, f"return {result};"]) + "\n}"


def helpers() -> str:
    """The functions that a browser does not have."""
    lines = [f"const {name} = {function(NUMBERS[name])};" for name in dict.fromkeys(PRINTED.values())]
    return "\n".join([OWN, *lines])
