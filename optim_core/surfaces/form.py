"""What a surface with parameters becomes for given values of them, and the form that its formula keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from optim_core.examples.data import Model
from optim_core.types import Array

Domain = tuple[tuple[float, float], ...]


class Shape(TypedDict):
    """What a surface with parameters changes when they change."""

    formula: str
    domain: Domain
    start: Array
    minima: tuple[tuple[float, ...], ...]


class ModelShape(Shape):
    """The same of a surface whose loss comes from data."""

    model: Model


class WeightsShape(ModelShape):
    """The same of a model whose parameters decide how many weights there are."""

    variables: tuple[str, ...]


class NetworkShape(WeightsShape):
    """The same of a model whose weights begin as a seed draws them."""

    draw: Callable[[int], Array]
    plane: tuple[str, str]


@dataclass(frozen=True)
class Form:
    """A formula in which names stand for numbers: `constants` gives them, `start` the surface's own start.

    Both are straight-line functions of the surface's parameters, in their order, that return a tuple of floats.
    """

    text: str
    names: tuple[str, ...]
    constants: Callable[..., tuple[float, ...]]
    start: Callable[..., tuple[float, ...]]


def written(value: float) -> float:
    """A number as it stands in a formula: of fifteen digits."""
    return float(f"{value:.15g}")
