"""Which parts of a rule are tensors and which are plain numbers: PyTorch's functions take no plain numbers."""

from __future__ import annotations

import ast

NUMBERS = {"abs": "abs", "arctan": "math.atan", "sign": "np.sign"}  # what math calls otherwise, or lacks
POINTS = ("g", "x", "dx", "v", "a", "b")  # what rules, choices and vectors call an array that they are given


class Tensors:
    """Writes a straight-line function's calls for PyTorch: torch.sqrt of a tensor, math.sqrt of a number."""

    def __init__(self, function: ast.FunctionDef) -> None:
        arguments = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
        is_update = len(function.args.args) == 3  # gradient, memory, time
        self.memory = arguments[1] if is_update else None
        self.names = {name for name in arguments if name in POINTS}
        for statement in function.body:
            if isinstance(statement, ast.Assign) and self.is_tensor(statement.value):
                self.names |= {target.id for target in statement.targets if isinstance(target, ast.Name)}

    def is_tensor(self, node: ast.AST) -> bool:
        """Whether an expression has a tensor in it. (Reductions of tensors are tensors of one number.)"""
        return any(
            isinstance(part, ast.Name) and (part.id in self.names or part.id == self.memory) for part in ast.walk(node)
        )

    def call(self, name: str, node: ast.Call, arguments: list[str]) -> str:
        """How the call of one of NumPy's functions is written."""
        tensors = [self.is_tensor(argument) for argument in node.args]
        if name == "where" and not tensors[0]:
            condition, chosen, other = arguments
            return f"({chosen} if {condition} else {other})"
        if name in ("maximum", "minimum"):
            bound, least = ("min", "max") if name == "maximum" else ("max", "min")
            if not any(tensors):
                return f"{least}({', '.join(arguments)})"
            if not all(tensors):
                tensor, number = arguments if tensors[0] else arguments[::-1]
                return f"torch.clamp({tensor}, {bound}={number})"
        if not any(tensors):
            return f"{NUMBERS.get(name, f'math.{name}')}({', '.join(arguments)})"
        return f"torch.{name}({', '.join(arguments)})"
