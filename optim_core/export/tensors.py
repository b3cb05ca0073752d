"""Which parts of a rule are tensors and which are plain numbers: PyTorch's functions take no plain numbers."""

from __future__ import annotations

import ast

POINTS = ("g", "x", "dx", "v", "a", "b")  # what rules, choices and vectors call an array that they are given
POINT = "x"  # the only one that is given by its keyword


class Tensors:
    """Writes a straight-line function's calls for PyTorch: torch.sqrt of a tensor, np.sqrt of a number.

    Its lines are to be told one after the other, since a name may hold a tensor first and a number later.
    """

    def __init__(self, function: ast.FunctionDef) -> None:
        arguments = [argument.arg for argument in function.args.args]
        is_update = len(arguments) == 3  # gradient, memory, time
        self.memory = arguments[1] if is_update else None
        self.names = {name for name in arguments if name in POINTS}
        self.names |= {argument.arg for argument in function.args.kwonlyargs if argument.arg == POINT}

    def tell(self, statement: ast.stmt) -> None:
        """A line that has been written: what it assigns is a tensor from now on, or no more."""
        if isinstance(statement, ast.Assign):
            names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
            self.names = self.names | names if self.is_tensor(statement.value) else self.names - names

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
            return f"np.{name}({', '.join(arguments)})"
        return f"torch.{name}({', '.join(arguments)})"
