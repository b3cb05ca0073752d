"""A loss surface: a formula or a model, with its box, a start, its known minima and what it teaches."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim_core.examples.data import Data, Model, model_functions
from optim_core.examples.dataset import OWN_DATA, Sample
from optim_core.examples.samples import sample_problems, settled
from optim_core.formula import Compiled, Functions, compile_form, compile_text, compile_trusted, functions
from optim_core.messages import ExperimentError, Message, Name
from optim_core.rules.problems import quoted
from optim_core.surfaces.form import Domain, Form, Shape
from optim_core.types import Array, Hyper, as_python


@dataclass(frozen=True, repr=False)
class Surface:
    """A loss surface in `dim` dimensions. Points are float64 arrays (..., dim).

    Its functions are worked out from its formula; without a formula they are those of its model. With both, the formula
    is the model's loss over all the data. Two surfaces are equal where formula, parameters, examples, name and box are.
    """

    formula: str  # empty for a model that no formula is short enough for
    domain: Domain  # the box that is drawn; a path may leave it and come back
    start: Array = field(compare=False)  # (dim,)
    minima: tuple[tuple[float, ...], ...] = ()
    slug: str = ""  # empty for a formula of the learner's own
    name: str = ""
    teaches: str = ""
    source: str = ""
    land: Literal["bowl", "saddle", "many"] = field(default="bowl", compare=False)  # many minima, also those not listed
    variables: tuple[str, ...] = ("x", "y")
    parameters: Mapping[str, Hyper] = field(default_factory=dict, compare=False)
    values: tuple[tuple[str, float], ...] = ()  # the parameters' values
    matrix_rows: int | None = None  # where the point is a matrix: how many rows, its coordinates row by row
    plane: tuple[str, str] | None = None  # the two variables that a map shows; the first two unless it is given
    model: Model | None = field(default=None, compare=False, repr=False)  # where the loss comes from data
    draw: Callable[[int], Array] | None = field(default=None, compare=False, repr=False)  # a seed's own start
    sample: Sample | None = None  # which examples, where they can be chosen
    # the parameters that decide which examples of a built-in set are drawn: with others the surface does without them
    drawing: Mapping[str, Hyper] = field(default_factory=dict, compare=False, repr=False)
    form: Form | None = field(default=None, compare=False, repr=False)  # the formula for any values of the parameters
    shape: Callable[..., Shape] | None = field(default=None, compare=False, repr=False)
    trusted: bool = field(default=True, compare=False, repr=False)  # ours: compiled here, without a time limit

    def __post_init__(self) -> None:
        start = np.array(self.start, dtype=np.float64)
        start.flags.writeable = False
        object.__setattr__(self, "start", start)

    def __repr__(self) -> str:
        values = "".join(f", {name}={value:g}" for name, value in self.values)
        return f"Surface({self.slug or self.formula!r}{values})"

    def __getstate__(self) -> dict[str, Any]:
        """All but its functions, which are made anew where they are wanted."""
        return {name: value for name, value in self.__dict__.items() if name != "_functions"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.start.flags.writeable = False

    @property
    def dim(self) -> int:
        """How many coordinates a point has."""
        return len(self.variables)

    @cached_property
    def diagonal(self) -> float:
        """How long the box is from corner to corner."""
        return math.dist(*zip(*self.domain, strict=True))

    @property
    def data(self) -> Data | None:
        """The examples that the loss comes from, where it comes from any."""
        return None if self.model is None else self.model.data

    @property
    def usual_plane(self) -> tuple[str, str] | None:
        """The two variables that a map shows unless others are chosen; None in one dimension."""
        return self.plane or ((self.variables[0], self.variables[1]) if self.dim > 1 else None)

    def starts(self, seed: int) -> Array:
        """Where a run with this seed starts unless it is told: the surface's start, or one that the seed draws."""
        return self.start if self.draw is None else self.draw(seed)

    @cached_property
    def compiled(self) -> Compiled:
        """The formula with its derivatives, as text and code."""
        compiler = compile_trusted if self.trusted else compile_text
        return compiler(self.formula, self.variables)

    @cached_property
    def _functions(self) -> Functions:
        if self.model is not None and not self.formula:
            return model_functions(self.model)
        if self.form is not None:
            return functions(self.compiled_form, self.constants)
        return functions(self.compiled)

    @property
    def compiled_form(self) -> Compiled:
        """The form of the formula, with its constants as arguments; where it has none, the formula itself."""
        form = self.form
        return self.compiled if form is None else compile_form(form.text, self.variables, form.names)

    @property
    def constants(self) -> tuple[float, ...]:
        """The constants of the form, for the values of the parameters."""
        return () if self.form is None else self.form.constants(*dict(self.values).values())

    @property
    def latex(self) -> str:
        """The loss as mathematics: what comes from data as the sum over the data."""
        return self.compiled.latex if self.model is None else self.model.latex[0].partition(" = ")[2]

    @property
    def columns(self) -> Callable[[Array], tuple[Array, Array]] | None:
        """(dim, batch) -> loss (batch,), gradient (dim, batch); None where `rows` is the fast way."""
        return self.model.whole if self.model is not None and not self.formula else None

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
        if self.model is not None and not self.formula:
            coordinates = np.stack(self._coordinates(points), axis=-1)
            return self.model.curvatures(coordinates)
        with np.errstate(all="ignore"):
            rows = self._functions.hessian(*self._coordinates(points))
        entries = np.array(rows)
        return entries.transpose(*range(2, entries.ndim), 0, 1)

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
        return self._shaped(merged, self.sample)

    def learning(self, sample: Sample) -> Surface:
        """The same model with other examples; start, box and minima follow. Raises ExperimentError.

        Where the examples are none of a built-in set there is nothing to draw, and no parameter for that.
        """
        if not isinstance(sample, Sample):
            raise ExperimentError(Message("data.sample", value=quoted(sample)))
        problems = list(sample_problems(self, sample))
        if problems:
            raise ExperimentError(*problems)
        chosen = settled(sample)
        others = {name: hyper for name, hyper in self.parameters.items() if name not in self.drawing}
        parameters = others if chosen.data == OWN_DATA else {**self.drawing, **others}
        known = dict(self.values)
        values = {name: known.get(name, hyper.default) for name, hyper in parameters.items()}
        return replace(self, parameters=parameters)._shaped(values, chosen)

    def _shaped(self, values: Mapping[str, float], sample: Sample | None) -> Surface:
        assert self.shape is not None
        settings: dict[str, Any] = dict(values) if sample is None else {**values, "sample": sample}
        made: Any = self.shape(**settings)
        return replace(self, values=tuple(values.items()), sample=sample, **made)

    @property
    def called(self) -> Name:
        """Its name, in whichever language it is said."""
        return Name(f"surface.{self.slug}.name", self.name)

    def _problem(self, name: str, value: object) -> Message | None:
        if name not in self.parameters:
            return Message("surface.no_parameter", surface=self.called, name=name)
        parameter, value = self.parameters[name], as_python(value)
        low, high = parameter.valid
        if isinstance(value, (int, float)) and value in parameter.valid:
            counted = parameter.whole or parameter.switch
            if not counted or float(value).is_integer():
                return None
            ends = {"low": int(low), "high": int(high)}
            return Message("surface.whole", surface=self.called, name=name, value=quoted(value), **ends)
        return Message("surface.outside", surface=self.called, name=name, value=quoted(value), low=low, high=high)

    def _coordinates(self, points: ArrayLike) -> list[Array]:
        try:
            array = np.asarray(points, dtype=np.float64)
        except (TypeError, ValueError):
            raise ExperimentError(Message("surface.no_points", value=quoted(points), dim=self.dim)) from None
        if array.ndim == 0 or array.shape[-1] != self.dim:
            raise ExperimentError(Message("surface.points", shape=str(array.shape), dim=self.dim))
        return [np.array(array[..., axis]) for axis in range(self.dim)]
