"""A surface from a formula that a learner typed: its box, and a start where the formula is defined."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from optim_core.formula import parse
from optim_core.messages import ExperimentError, Message
from optim_core.rules.problems import quoted
from optim_core.surfaces.form import Domain
from optim_core.surfaces.surface import Surface
from optim_core.types import Array

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
        raise ExperimentError(Message("experiment.start", value=quoted(start), dim=dim))
    return chosen


def _checked_box(domain: Domain | None, dim: int) -> Domain:
    if domain is None:
        return (OWN_BOX,) * dim
    try:
        box = tuple((float(low), float(high)) for low, high in domain)
    except (TypeError, ValueError):
        box = ()
    if len(box) != dim or not all(-1e6 <= low < high <= 1e6 and high - low >= 1e-6 for low, high in box):
        raise ExperimentError(Message("surface.box", value=quoted(domain), dim=dim))
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
