"""The generated source of a formula as functions: for NumPy arrays, and the very same source for plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.formula.functions import ARRAYS, NUMBERS
from optim_core.formula.record import Compiled
from optim_core.types import Array


@dataclass(frozen=True)
class Functions:
    """A formula's functions. Each takes one argument for each variable.

    The array functions take arrays of one shape and give float64 arrays of that shape, also for a part that is
    constant. They let NumPy warn as it likes: wrap many calls in one `np.errstate(all="ignore")`.

    `scalar_value_and_gradient` is the fast way for one point, given as floats. Where the arrays would hold nan or inf,
    it may raise ValueError, OverflowError or ZeroDivisionError instead; what it returns is always floats.
    """

    value: Callable[..., Array]
    value_and_gradient: Callable[..., tuple[Array, ...]]  # loss, then one array for each variable
    hessian: Callable[..., tuple[tuple[Array, ...], ...]]
    defined: Callable[..., NDArray[np.bool_]]  # whether there is a value and a gradient
    scalar_value_and_gradient: Callable[..., tuple[float, ...]] | None  # None where there is no such way


def functions(compiled: Compiled, constants: tuple[float, ...] = ()) -> Functions:
    """Make the functions of a formula, for these constants. Costs under a millisecond; keep the result."""
    value = _define(compiled.value_source, ARRAYS, constants)
    both = _define(compiled.value_and_gradient_source, ARRAYS, constants)
    second = _define(compiled.hessian_source, ARRAYS, constants)
    outside = _define(compiled.outside_source, ARRAYS, constants)
    dim = len(compiled.variables)

    def array_value(*coordinates: ArrayLike) -> Array:
        return _arrays(value, coordinates)[0]

    def array_value_and_gradient(*coordinates: ArrayLike) -> tuple[Array, ...]:
        return _arrays(both, coordinates)

    def array_hessian(*coordinates: ArrayLike) -> tuple[tuple[Array, ...], ...]:
        entries = _arrays(second, coordinates)
        return tuple(entries[row * dim : (row + 1) * dim] for row in range(dim))

    def array_defined(*coordinates: ArrayLike) -> NDArray[np.bool_]:
        arrays = [np.asarray(coordinate, dtype=np.float64) for coordinate in coordinates]
        fine = np.ones(arrays[0].shape, dtype=np.bool_)
        for broken in outside(*arrays):  # comparisons with nan are false: what has overflowed breaks no condition
            fine &= ~np.asarray(broken)
        return fine

    return Functions(
        value=array_value,
        value_and_gradient=array_value_and_gradient,
        hessian=array_hessian,
        defined=array_defined,
        scalar_value_and_gradient=_define(compiled.value_and_gradient_source, NUMBERS, constants),
    )


def _arrays(function: Callable[..., tuple[Any, ...]], coordinates: tuple[ArrayLike, ...]) -> tuple[Array, ...]:
    arrays = [np.asarray(coordinate, dtype=np.float64) for coordinate in coordinates]
    shape = arrays[0].shape
    return tuple(
        [
            result if isinstance(result, np.ndarray) and result.shape == shape else np.full(shape, result)
            for result in function(*arrays)
        ]
    )


def _define(source: str, names: dict[str, Any], constants: tuple[float, ...]) -> Callable[..., Any]:
    """Run the definition and return the function, whose last arguments are the constants unless others are given.

    The only text that is ever executed is this: what source.py printed from a SymPy tree of whitelisted parts. Nothing
    that was typed gets here; there are no builtins within its reach either.
    """
    space: dict[str, Any] = {"__builtins__": {}, **names}
    before = set(space)
    exec(source, space)
    (name,) = set(space) - before
    function: Any = space[name]
    function.__defaults__ = constants
    return function  # type: ignore[no-any-return]
