"""The loss of a surface in a script: its formula in a library's own functions, or the generated NumPy source.

Typed text does not get here as text. It was parsed against a whitelist; what is written is made from the checked tree.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

from optim_core.export.lines import LONGEST, docstring
from optim_core.formula.functions import KNOWN, Function
from optim_core.formula.parse import parse
from optim_core.formula.stable import stable
from optim_core.surfaces.surface import Surface

_MATH = {"ln": "math.log", "abs": "abs", "min": "min", "max": "max"}
_NUMPY = {function.in_source: f"np.{function.in_numpy}" for function in KNOWN.values()}
EXCEEDS = '''\
def exceeds(a, b):
    """1 where a > b, 0 where a < b, one half at a tie: the slope of the larger of two numbers."""
    return 0.5 * ((a > b) + 1.0 * (a >= b))'''
POWER_LOG = '''\
def power_log(a, b, k):
    """a^b log(a)^k; 0 where a is 0 and b above it."""
    return np.where((a == 0) & (b > 0), 0.0, np.power(a, b) * np.log(a) ** k)'''
_DEFINED = {"exceeds": EXCEEDS, "power_log": POWER_LOG}  # what NumPy has no name for


@dataclass(frozen=True)
class Spelling:
    """How a library spells what formulas know: a prefix, its names where they differ, numbers among its arrays."""

    prefix: str
    names: Callable[[Function], str]
    number: Callable[[str], str]
    magnitude: str = ""  # a definition, where the library's absolute value has another slope at 0 than 0

    def function(self, name: str) -> str:
        if name == "abs" and self.magnitude:
            return "magnitude"
        return f"{self.prefix}.{self.names(KNOWN[name])}"


def formula(surface: Surface) -> str:
    """The formula as it reads in Python; functions have their names in formulas."""
    return ast.unparse(parse(surface.formula, surface.variables).tree)


def loss_source(surface: Surface, spelling: Spelling, flat: bool) -> list[str]:
    """`loss(point)` in a library's functions, after what it calls. `flat` is whether points always are vectors."""
    names = ", ".join(surface.variables)
    without_overflow = stable(parse(surface.formula, surface.variables).tree, surface.variables)
    called = {node.func.id for node in ast.walk(without_overflow) if isinstance(node, ast.Call)}  # type: ignore[attr-defined]
    tree = _Spelled(spelling, surface.variables).visit(_Roots().visit(without_overflow))
    text = ast.unparse(tree)
    loss = "\n".join(
        [
            "def loss(point):",
            f"    {names if surface.dim > 1 else f'({names},)'} = {'point' if flat else 'point.flatten()'}",
            *_returned(text),
        ]
    )
    definitions = [_definition(name, spelling) for name in KNOWN if name in called and KNOWN[name].stable]
    magnitude = [spelling.magnitude] if any("magnitude(" in code for code in (*definitions, loss)) else []
    return [*magnitude, *definitions, loss]


def _definition(name: str, spelling: Spelling) -> str:
    """A function that no library has, or not as exactly: written so that it does not overflow."""
    tree = _Spelled(spelling, ("u",)).visit(ast.parse(KNOWN[name].stable, mode="eval").body)
    says = f"{KNOWN[name].means}, written so that nothing in it overflows."
    return "\n".join([f"def {name}(u):", *docstring(says), *_returned(ast.unparse(tree))])


def _returned(text: str) -> list[str]:
    return [f"    return {text}"] if len(text) <= LONGEST else ["    return (", f"        {text}", "    )"]


class _Roots(ast.NodeTransformer):
    """Writes the root of a square as what it is, an absolute value: at 0 libraries find no slope of the root."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "sqrt":
            return self._root(node.args[0], 0.5) or node
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=float() as exponent)) if not exponent.is_integer():
                return self._root(node.left, exponent) or node
        return node

    def _root(self, base: ast.expr, exponent: float) -> ast.expr | None:
        match base:
            case ast.BinOp(left=inner, op=ast.Pow(), right=ast.Constant(value=int() as even)) if even % 2 == 0:
                size = ast.Call(ast.Name("abs", ast.Load()), [inner], [])
                power = even * exponent
                return size if power == 1 else ast.BinOp(size, ast.Pow(), ast.Constant(power))
        return None


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
        if KNOWN[name].stable:
            return ast.Call(ast.Name(name, ast.Load()), arguments, [])
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
    return [*_defined(code), definition]


def hessian_source(surface: Surface) -> list[str]:
    """`second_derivatives(x, y)` for NumPy: the entries row by row."""
    code = _numpy(surface.compiled.hessian_source, "second_derivatives", surface)
    definition = _documented(code, "The second derivatives of the loss, row by row.")
    return [*_defined(code), definition]


def _defined(code: str) -> list[str]:
    return [text for name, text in _DEFINED.items() if f"{name}(" in code]


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
        return match[0] if match[1] in _DEFINED else f"{_NUMPY.get(match[1], f'np.{match[1]}')}("

    return head + "\n" + re.sub(r"\b([a-z][a-z0-9]*)\(", spelled, body)
