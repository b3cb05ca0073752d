"""How large a formula may be: its parts, its depth, its powers and every number in it that can be worked out ahead."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping

from optim_core.formula.grammar import MAX_DEPTH
from optim_core.formula.names import CONSTANTS, EVALUATE, FUNCTIONS
from optim_core.formula.tokens import LARGEST
from optim_core.messages import FormulaError, Message

MAX_PARTS = 200
MAX_EXPONENT = 64  # also of exponents that apply to one another, multiplied
ADDITIVE, MULTIPLICATIVE = (ast.Add, ast.Sub), (ast.Mult, ast.Div)


class Limits:
    """One walk over the tree that refuses everything not known to be harmless.

    Every call gives the value of a constant part, or None for a part that depends on a variable.
    """

    def __init__(
        self,
        text: str,
        places: list[int],
        variables: tuple[str, ...],
        functions: Mapping[str, int] = FUNCTIONS,
    ) -> None:
        self.text = text
        self.places = places
        self.variables = variables
        self.functions = functions

    def check(self, tree: ast.expr) -> None:
        parts = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
        calls = sum(isinstance(node, ast.Call) for node in parts)
        count = len(parts) - calls  # a call and the name of its function are one part
        if count > MAX_PARTS:
            too_many = Message("formula.too_many_parts", limit=MAX_PARTS, given=count)
            raise FormulaError(too_many, self.text, 0, len(self.text))
        self._visit(tree, 1, 1.0)

    def _error(self, node: ast.expr, key: str, **values: str | int) -> FormulaError:
        assert node.end_col_offset is not None
        start, end = self.places[node.col_offset], self.places[node.end_col_offset - 1] + 1
        return FormulaError(Message(key, **values), self.text, start, end - start)

    def _has_variable(self, node: ast.expr) -> bool:
        return any(isinstance(part, ast.Name) and part.id in self.variables for part in ast.walk(node))

    def _visit(self, node: ast.expr, depth: int, powers: float) -> float | None:
        if depth > MAX_DEPTH:
            raise self._error(node, "formula.too_deep", limit=MAX_DEPTH)
        match node:
            case ast.Constant(value=int() | float() as value) if type(value) in (int, float):
                result: float | None = float(value)
            case ast.Name(id=name) if name in self.variables:
                return None
            case ast.Name(id=name) if name in CONSTANTS:
                result = CONSTANTS[name]
            case ast.UnaryOp(op=ast.UAdd() | ast.USub() as sign, operand=operand):
                inner = self._visit(operand, depth + 1, powers)
                result = None if inner is None else -inner if isinstance(sign, ast.USub) else inner
            case ast.BinOp(op=ast.Pow()):
                result = self._power(node, depth, powers)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                result = self._arithmetic(node, depth, powers)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if self.functions.get(name) == len(args):
                arguments = [self._visit(argument, depth + 1, powers) for argument in args]
                result = self._call(node, name, arguments)
            case _:
                raise self._error(node, "formula.not_understood")
        if result is not None and not abs(result) <= LARGEST:
            raise self._error(node, "formula.number_too_large", limit="10^9")
        return result

    def _arithmetic(self, node: ast.BinOp, depth: int, powers: float) -> float | None:
        kinds = ADDITIVE if isinstance(node.op, ADDITIVE) else MULTIPLICATIVE
        chained = isinstance(node.left, ast.BinOp) and isinstance(node.left.op, kinds)
        left = self._visit(node.left, depth if chained else depth + 1, powers)  # a long sum is not a deep one
        right = self._visit(node.right, depth + 1, powers)
        if isinstance(node.op, ast.Div) and right == 0:
            raise self._error(node, "formula.division_by_zero")
        if left is None or right is None:
            return None
        match node.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case _:
                return left / right

    def _power(self, node: ast.BinOp, depth: int, powers: float) -> float | None:
        variable = self._has_variable(node.right)
        exponent = None if variable else self._visit(node.right, depth + 1, powers)
        if exponent is None:
            factor = 4.0 if self._has_variable(node.left) else 2.0  # a variable exponent makes long derivatives
        elif abs(exponent) > MAX_EXPONENT:
            raise self._error(node.right, "formula.exponent_too_large", limit=MAX_EXPONENT)
        else:
            factor = max(1.0, abs(exponent))
        if powers * factor > MAX_EXPONENT:
            raise self._error(node, "formula.powers_too_large", limit=MAX_EXPONENT)
        base = self._visit(node.left, depth + 1, powers * factor)
        if variable:
            self._visit(node.right, depth + 1, powers * factor)
            if base is not None and base <= 0:
                raise self._error(node.left, "formula.base_not_positive")
        if base is None or exponent is None:
            return None
        if base == 0 and exponent < 0:
            raise self._error(node, "formula.division_by_zero")
        if base < 0 and not exponent.is_integer():
            raise self._error(node, "formula.power_of_negative")
        try:
            return math.pow(base, exponent)
        except OverflowError:
            return math.inf

    def _call(self, node: ast.Call, name: str, arguments: list[float | None]) -> float | None:
        known = [argument for argument in arguments if argument is not None]
        if name in ("log", "ln") and known and known[0] <= 0:
            raise self._error(node, "formula.log_not_positive", name=name)
        if name == "sqrt" and known and known[0] < 0:
            raise self._error(node, "formula.sqrt_negative")
        if name in ("asin", "acos") and known and abs(known[0]) > 1:
            raise self._error(node, "formula.beyond_one", name=name)
        if len(known) < len(arguments):
            return None
        try:
            return float(EVALUATE[name](*known))
        except OverflowError:
            return math.inf
