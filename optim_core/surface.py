"""A loss surface: a formula with the box it is drawn in, a start, its known minima and what it teaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.formula import Compiled, Functions, compile_text, compile_trusted, functions, parse
from optim_core.messages import ExperimentError, Message
from optim_core.types import Array, Hyper

Domain = tuple[tuple[float, float], ...]


class Shape(TypedDict):
    """What a surface with parameters changes when they change."""

    formula: str
    domain: Domain
    start: Array
    minima: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Surface:
    """A loss surface in `dim` dimensions. Points are float64 arrays (..., dim).

    Two surfaces are equal where formula, parameters, box and start are.
    """

    formula: str
    domain: Domain  # the box that is drawn; a path may leave it and come back
    start: Array = field(compare=False)  # (dim,)
    minima: tuple[tuple[float, ...], ...] = ()
    slug: str = ""  # empty for a formula of the learner's own
    name: str = ""
    teaches: str = ""
    source: str = ""
    variables: tuple[str, ...] = ("x", "y")
    parameters: Mapping[str, Hyper] = field(default_factory=dict, compare=False)
    values: tuple[tuple[str, float], ...] = ()  # the parameters' values
    matrix_rows: int | None = None  # where the point is a matrix: how many rows, its coordinates row by row
    shape: Callable[..., Shape] | None = field(default=None, compare=False, repr=False)
    trusted: bool = field(default=True, compare=False, repr=False)  # ours: compiled here, without a time limit

    def __post_init__(self) -> None:
        start = np.array(self.start, dtype=np.float64)
        start.flags.writeable = False
        object.__setattr__(self, "start", start)

    @property
    def dim(self) -> int:
        return len(self.variables)

    @cached_property
    def compiled(self) -> Compiled:
        """The formula with its derivatives, as text and code."""
        compiler = compile_trusted if self.trusted else compile_text
        return compiler(self.formula, self.variables)

    @cached_property
    def _functions(self) -> Functions:
        return functions(self.compiled)

    @property
    def latex(self) -> str:
        return self.compiled.latex

    @property
    def rows(self) -> Callable[..., tuple[Array, ...]]:
        """(one array for each coordinate) -> (loss, one array for each coordinate of the gradient)."""
        return self._functions.value_and_gradient

    @property
    def losses(self) -> Callable[..., Array]:
        """(one array for each coordinate) -> the loss alone."""
        return self._functions.value

    @property
    def scalar(self) -> Callable[..., tuple[float, ...]] | None:
        """The same for plain numbers. Raises ValueError, OverflowError or ZeroDivisionError instead of giving nan."""
        return self._functions.scalar_value_and_gradient

    def scalar_with_arrays(self, *point: float) -> list[float]:
        """The same for plain numbers by way of arrays: slow, but inf and nan where `scalar` would raise an error."""
        return [float(part) for part in self.rows(*point)]

    def value(self, points: ArrayLike) -> Array:
        """The loss at `points` (..., dim), shape (...); nan where the formula is undefined."""
        with np.errstate(all="ignore"):
            return np.asarray(self._functions.value(*self._coordinates(points)), dtype=np.float64)

    def gradient(self, points: ArrayLike) -> Array:
        """The gradient at `points` (..., dim), same shape."""
        with np.errstate(all="ignore"):
            _, *slopes = self._functions.value_and_gradient(*self._coordinates(points))
        return np.stack(slopes, axis=-1)

    def hessian(self, points: ArrayLike) -> Array:
        """The matrix of second derivatives at `points` (..., dim), shape (..., dim, dim)."""
        with np.errstate(all="ignore"):
            rows = self._functions.hessian(*self._coordinates(points))
        return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)

    def defined(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Whether the formula has a value and a gradient at `points` (..., dim)."""
        with np.errstate(all="ignore"):
            return np.asarray(self._functions.defined(*self._coordinates(points)), dtype=np.bool_)

    def at(self, **values: float) -> Surface:
        """The same surface with other parameters; start, box and minima follow. Raises ExperimentError."""
        problems = [p for name, value in values.items() if (p := self._problem(name, value))]
        if problems:
            raise ExperimentError(*problems)
        merged = {**dict(self.values), **{name: float(value) for name, value in values.items()}}
        if self.shape is None:
            return self
        made: Any = self.shape(**merged)
        return replace(self, values=tuple(merged.items()), **made)

    def _problem(self, name: str, value: object) -> Message | None:
        if name not in self.parameters:
            return Message("surface.no_parameter", surface=self.name, name=name)
        if isinstance(value, (int, float)) and value in self.parameters[name].valid:
            return None
        low, high = self.parameters[name].valid
        return Message("surface.outside", surface=self.name, name=name, value=str(value)[:40], low=low, high=high)

    def _coordinates(self, points: ArrayLike) -> list[Array]:
        array = np.asarray(points, dtype=np.float64)
        if array.ndim == 0 or array.shape[-1] != self.dim:
            raise ExperimentError(Message("surface.points", shape=str(array.shape), dim=self.dim))
        return [np.array(array[..., axis]) for axis in range(self.dim)]


OWN_BOX = (-3.0, 3.0)
OWN_START = (-2.0, 1.5)
FALLBACK_STARTS = 41  # points a side that are tried where the formula is undefined at the usual start


def surface_from_formula(formula: str, domain: Domain | None = None, start: ArrayLike | None = None) -> Surface:
    """A surface from a learner's formula in x, or in x and y.

    `domain` is ((lo, hi), ...), -3 to 3 where it is left out; without a `start` one is found where the formula is
    defined. Raises FormulaError, which says what is wrong and where, or ExperimentError for the box or the start.

        >>> surface_from_formula("(1 - x)^2 + 100*(y - x^2)^2").gradient([1.0, 1.0])
        array([0., 0.])
    """
    parsed = parse(formula)
    dim = len(parsed.variables)
    box = _checked_box(domain, dim)
    surface = Surface(
        formula=parsed.text,
        domain=box,
        start=np.array(OWN_START[:dim]),
        name=parsed.text,
        variables=parsed.variables,
        trusted=False,
    )
    _ = surface.compiled  # here, so that a formula that cannot be compiled is refused now
    return replace(surface, start=_usable_start(surface) if start is None else _checked_start(start, dim))


def _checked_start(start: ArrayLike, dim: int) -> Array:
    try:
        chosen = np.asarray(start, dtype=np.float64)
    except (TypeError, ValueError):
        chosen = np.array(np.nan)
    if chosen.shape != (dim,) or not np.isfinite(chosen).all():
        raise ExperimentError(Message("experiment.start", value=str(start)[:40], dim=dim))
    return chosen


def _checked_box(domain: Domain | None, dim: int) -> Domain:
    if domain is None:
        return (OWN_BOX,) * dim
    try:
        box = tuple((float(low), float(high)) for low, high in domain)
    except (TypeError, ValueError):
        box = ()
    if len(box) != dim or not all(-1e6 <= low < high <= 1e6 and high - low >= 1e-6 for low, high in box):
        raise ExperimentError(Message("surface.box", value=str(domain)[:60], dim=dim))
    return box


def _usable_start(surface: Surface) -> Array:
    """The usual start, moved into the box; where the formula is undefined there, the nearest grid point where it is."""
    low, high = np.array(surface.domain).T
    usual: Array = np.clip(np.array(OWN_START[: surface.dim]), low, high)
    grid = np.stack(np.meshgrid(*np.linspace(low, high, FALLBACK_STARTS).T, indexing="ij"), axis=-1)
    points = np.concatenate([usual[None], grid.reshape(-1, surface.dim)])
    usable = surface.defined(points) & np.isfinite(surface.value(points))
    if not usable.any():
        return usual
    distance = np.where(usable, (((points - usual) / (high - low)) ** 2).sum(axis=1), np.inf)
    nearest: Array = points[int(np.argmin(distance))]
    return nearest
