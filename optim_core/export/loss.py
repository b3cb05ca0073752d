"""The loss of a surface in a script: its formula in a library's own functions, or the generated NumPy source.

Typed text does not get here as text. It was parsed against a whitelist; what is written is made from the checked tree.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

from optim_core.export.lines import LONGEST, docstring
from optim_core.formula.parse import parse
from optim_core.surfaces.surface import Surface

_MATH = {"ln": "math.log", "abs": "abs", "min": "min", "max": "max"}
_NUMPY = {"magnitude": "np.abs", "larger": "np.maximum", "smaller": "np.minimum", "atan": "np.arctan"}
_BARE = ("exceeds",)  # a definition of its own
EXCEEDS = '''\
def exceeds(a, b):
    """1 where a > b, 0 where a < b, one half at a tie: the slope of the larger of two numbers."""
    return 0.5 * ((a > b) + 1.0 * (a >= b))'''


@dataclass(frozen=True)
class Spelling:
    """How a library spells what formulas know: a prefix, its names where they differ, numbers among its arrays."""

    prefix: str
    names: dict[str, str]
    number: Callable[[str], str]

    def function(self, name: str) -> str:
        name = {"ln": "log", "min": "minimum", "max": "maximum"}.get(name, name)
        return f"{self.prefix}.{self.names.get(name, name)}"


def formula(surface: Surface) -> str:
    """The formula as it reads in Python; functions have their names in formulas."""
    return ast.unparse(parse(surface.formula, surface.variables).tree)


def loss_source(surface: Surface, spelling: Spelling, flat: bool) -> str:
    """`loss(point)` in a library's functions. `flat` is whether points always are vectors."""
    names = ", ".join(surface.variables)
    tree = _Spelled(spelling, surface.variables).visit(parse(surface.formula, surface.variables).tree)
    return "\n".join(
        [
            "def loss(point):",
            f"    {names if surface.dim > 1 else f'({names},)'} = {'point' if flat else 'point.flatten()'}",
            *_returned(ast.unparse(tree)),
        ]
    )


def _returned(text: str) -> list[str]:
    return [f"    return {text}"] if len(text) <= LONGEST else ["    return (", f"        {text}", "    )"]


class _Spelled(ast.NodeTransformer):
    """Writes a formula's tree with a library's functions; constant parts are worked out by Python's own."""

    def __init__(self, spelling: Spelling, variables: tuple[str, ...]) -> None:
        self.spelling, self.variables = spelling, set(variables)

    def _varies(self, node: ast.AST) -> bool:
        return any(isinstance(part, ast.Name) and part.id in self.variables for part in ast.walk(node))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return node if node.id in self.variables else ast.Name(f"math.{node.id}", ast.Load())  # pi, e

    def visit_Call(self, node: ast.Call) -> ast.AST:
        assert isinstance(node.func, ast.Name)
        varies = [self._varies(argument) for argument in node.args]
        arguments = [self.visit(argument) for argument in node.args]
        name = node.func.id
        if not any(varies):
            return ast.Call(ast.Name(_MATH.get(name, f"math.{name}"), ast.Load()), arguments, [])
        written = [
            argument if moves else ast.Name(self.spelling.number(ast.unparse(argument)), ast.Load())
            for argument, moves in zip(arguments, varies, strict=True)
        ]
        return ast.Call(ast.Name(self.spelling.function(name), ast.Load()), written, [])


def numpy_source(surface: Surface) -> list[str]:
    """`loss_and_gradient(x, y)` for NumPy: the generated source that draws the surface here, to the last bit."""
    code = _numpy(surface.compiled.value_and_gradient_source, "loss_and_gradient", surface)
    slopes = "its slope, worked out symbolically" if surface.dim == 1 else "its slopes, worked out symbolically"
    definition = _documented(code, f"{formula(surface)}, and {slopes}.")
    return [EXCEEDS, definition] if "exceeds(" in code else [definition]


def hessian_source(surface: Surface) -> list[str]:
    """`second_derivatives(x, y)` for NumPy: the entries row by row."""
    code = _numpy(surface.compiled.hessian_source, "second_derivatives", surface)
    definition = _documented(code, "The second derivatives of the loss, row by row.")
    return [EXCEEDS, definition] if "exceeds(" in code else [definition]


def _documented(code: str, says: str) -> str:
    first, _, rest = code.partition("\n")
    return "\n".join([first, *docstring(says), rest.rstrip()])


def _numpy(code: str, name: str, surface: Surface) -> str:
    """Generated source with NumPy's names. It was printed from a tree of whitelisted parts."""
    code = re.sub(r"^def \w+", f"def {name}", code)
    taken = re.compile(r"[up]\d+")
    if not any(taken.fullmatch(variable) for variable in surface.variables):
        code = re.sub(r"\b_p(\d+)\b", r"p\1", re.sub(r"\b_(\d+)\b", r"u\1", code))
    head, _, body = code.partition("\n")

    def spelled(match: re.Match[str]) -> str:
        return match[0] if match[1] in _BARE else f"{_NUMPY.get(match[1], f'np.{match[1]}')}("

    return head + "\n" + re.sub(r"\b([a-z]+)\(", spelled, body)
