"""Takes functions of ours along into a script: their very source, without types, with every name that they use.

Only functions of this package can be taken along. Numbers and names of the learner never pass through here.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from optim_core.export.lines import LONGEST, docstring
from optim_core.export.tensors import Tensors
from optim_core.rules import vectors
from optim_core.rules.source import source_of

NUMPY = "np"
TORCH = "torch"
_REMARK = re.compile(r"  # (noqa|type):.*$", re.MULTILINE)  # to our own tools


class Definitions:
    """The functions, classes and constants at the top of a script, in an order in which each finds what it uses."""

    def __init__(self, names: frozenset[str]) -> None:
        self.texts: dict[str, str] = {}
        self._names: dict[tuple[Any, str], str] = {}
        self._used = set(names)

    def function(self, function: Callable[..., Any], array: str, name: str = "", says: str = "") -> str:
        """Take a function along, written for the arrays of `array` ("np", "torch", ...). Gives its name there.

        `says` is its docstring where it has none.
        """
        if (function, array) not in self._names:
            chosen = self._names[function, array] = self._free(name or function.__name__)
            self.texts[chosen] = ""  # keeps the place; what it uses comes before it
            text = _Source(function, array, self).definition(chosen, says)
            del self.texts[chosen]
            self.texts[chosen] = text
        return self._names[function, array]

    def called(self, function: Callable[..., Any], array: str, arguments: str) -> str:
        """The call of a function that is taken along; one with some arguments already given has them written out."""
        if not isinstance(function, partial):
            return f"{self.function(function, array)}({arguments})"
        if function.args:
            raise ValueError("only keywords can be taken along into a script")
        settings = "".join(f", {name}={value!r}" for name, value in function.keywords.items())
        return f"{self.function(function.func, array)}({arguments}{settings})"

    def use(self, value: Any, name: str, array: str) -> str:
        """How a global name of one of our functions is written in the script."""
        if value is np:
            return array
        if getattr(np, name, None) is value:
            return f"{array}.{name}"
        if getattr(itertools, name, None) is value:  # the script imports what is used of it
            return name
        if isinstance(value, FunctionType) and value.__module__.startswith("optim_core."):
            return self.function(value, array)
        if isinstance(value, type) and issubclass(value, tuple) and value.__module__.startswith("optim_core."):
            return self._record(value)
        if isinstance(value, (int, float)):
            if (value, name) not in self._names:
                self._names[value, name] = self._free(name)
                self.texts[self._names[value, name]] = f"{self._names[value, name]} = {value!r}"
            return self._names[value, name]
        raise ValueError(f"{name} cannot be taken along into a script")

    def _record(self, record: type) -> str:
        """A NamedTuple: what an optimizer or a schedule remembers."""
        if (record, "") not in self._names:
            name = self._names[record, ""] = self._free(record.__name__)
            lines = source_of(record).splitlines()
            self.texts[name] = "\n".join([f"class {name}(NamedTuple):", *(line.rstrip() for line in lines[1:])])
        return self._names[record, ""]

    def _free(self, name: str) -> str:
        free, number = name, 1
        while free in self._used:
            number += 1
            free = f"{name}_{number}"
        self._used.add(free)
        return free


class _Source:
    """The source of one function, changed only where a name or a type stands."""

    def __init__(self, function: Callable[..., Any], array: str, definitions: Definitions) -> None:
        self.function, self.array, self.definitions = function, array, definitions
        self.source = source_of(function).encode()
        self.starts = [0]
        for line in self.source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        tree = ast.parse(self.source).body[0]
        if not isinstance(tree, ast.FunctionDef):
            raise ValueError(f"{function.__name__} is no plain function")
        self.tree = tree
        self.tensors = Tensors(tree) if array == TORCH else None
        code = function.__code__
        self.local = {*code.co_varnames, *code.co_cellvars}

    def definition(self, name: str, says: str) -> str:
        body = self.tree.body
        lines = self.source[self.starts[body[0].lineno - 1] : self.starts[body[-1].end_lineno or 0]]
        offset = self.starts[body[0].lineno - 1]
        text = self._edited(lines, offset, list(self._all_edits(body)))
        said = [] if ast.get_docstring(self.tree) or not says else docstring(says)
        return "\n".join([_header(name, self.tree.args), *said, _REMARK.sub("", text).rstrip()])

    def text(self, node: ast.AST) -> str:
        """An expression as it stands in the script."""
        changed = self._change(node)
        if changed is not None:
            return changed
        start, end = self._span(node)
        return self._edited(self.source[start:end], start, list(self._edits(node)))

    def _all_edits(self, body: list[ast.stmt]) -> Iterator[tuple[int, int, str]]:
        for statement in body:
            yield from self._edits(statement)
            if self.tensors:
                self.tensors.tell(statement)

    def _edits(self, node: ast.AST) -> Iterator[tuple[int, int, str]]:
        for child in ast.iter_child_nodes(node):
            changed = self._change(child) if isinstance(child, ast.expr) else None
            if changed is None:
                yield from self._edits(child)
            else:
                yield (*self._span(child), changed)

    def _change(self, node: ast.AST) -> str | None:
        """What is written instead of an expression; None where it stays, though maybe not its parts."""
        match node:
            case ast.Call(func=ast.Name(id=name), args=arguments) if self.tensors and self._is_numpy(name):
                return self.tensors.call(name, node, [self.text(argument) for argument in arguments])
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="asarray"), args=[inner]) if (
                self.array != NUMPY and self.function.__module__ == vectors.__name__
            ):
                return self.text(inner)
            case ast.Attribute(value=value, attr="copy") if self.tensors:
                return f"{self.text(value)}.clone"
            case ast.Name(id=name) if name not in self.local and name in self.function.__globals__:
                return self.definitions.use(self.function.__globals__[name], name, self.array)
        return None

    def _is_numpy(self, name: str) -> bool:
        value = self.function.__globals__.get(name)
        return value is not None and not isinstance(value, ModuleType) and getattr(np, name, None) is value

    def _span(self, node: Any) -> tuple[int, int]:
        return (
            self.starts[node.lineno - 1] + node.col_offset,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def _edited(self, text: bytes, offset: int, edits: list[tuple[int, int, str]]) -> str:
        for start, end, new in sorted(edits, reverse=True):
            text = text[: start - offset] + new.encode() + text[end - offset :]
        return text.decode()


def _header(name: str, arguments: ast.arguments) -> str:
    """The first line of a definition, without types; several lines where one would be too long."""
    plain = ast.arguments(
        posonlyargs=[ast.arg(argument.arg) for argument in arguments.posonlyargs],
        args=[ast.arg(argument.arg) for argument in arguments.args],
        vararg=arguments.vararg,
        kwonlyargs=[ast.arg(argument.arg) for argument in arguments.kwonlyargs],
        kw_defaults=arguments.kw_defaults,
        kwarg=arguments.kwarg,
        defaults=arguments.defaults,
    )
    listed = ast.unparse(plain)
    line = f"def {name}({listed}):"
    return line if len(line) <= LONGEST else f"def {name}(\n    {listed}\n):"


def in_library(functions: list[Callable[..., Any]]) -> bool:
    """Whether these functions can be written with any library's arrays.

    They can where they use the elementary functions only, by name, and ask for nothing but numbers, points and slopes.
    Whatever cuts arrays up or loops over them stays NumPy.
    """
    return all(_elementary(function) for function in functions)


_ELEMENTARY = frozenset(("sqrt", "abs", "maximum", "minimum", "sign", "where", "exp", "log", "norm", "dot", "mean"))
_ELEMENTARY |= frozenset(("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"))
_NEW_ARRAYS = frozenset(("zeros_like", "ones_like", "full_like"))


def _elementary(function: Callable[..., Any]) -> bool:
    tree = ast.parse(source_of(function)).body[0]
    assert isinstance(tree, ast.FunctionDef)
    arguments = tree.args.args
    memory = arguments[1].arg if len(arguments) > 1 else None
    asked = {argument.arg for argument in tree.args.kwonlyargs}
    if asked & {"rows", "loss", "hessian"}:
        return False
    for node in (part for statement in tree.body for part in ast.walk(statement)):
        match node:
            case ast.Attribute(value=ast.Name(id=name)) if name == memory or node.attr == "copy":
                continue
            case ast.Attribute() | ast.Subscript() | ast.For() | ast.While() | ast.ListComp() | ast.GeneratorExp():
                return False
            case ast.Call(func=ast.Name(id=name)):
                value = function.__globals__.get(name)
                record = isinstance(value, type) and issubclass(value, tuple)
                if not (name in _ELEMENTARY | _NEW_ARRAYS or record or name in asked):
                    return False
    return True
