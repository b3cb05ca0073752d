"""Where theory says that a run can no longer hold a minimum: the learning rate limit of its rule, drawn as a line."""

from dataclasses import dataclass, replace

import numpy as np

from optim_core.experiment.run import Run, stability_limit
from optim_core.insights.rate_map.axis import Axis
from optim_core.messages import Message
from optim_core.surfaces.surface import Surface
from optim_core.types import Array

POINTS = 65
SCATTERED = 400  # points at which the curvature of a parabola is looked at
ALIKE = 1e-9  # relative: so near to each other are the curvatures of a parabola everywhere


@dataclass(frozen=True)
class Border:
    """The largest stable learning rate for each value of the second hyperparameter."""

    values: Array  # (n,)
    rates: Array  # (n,)
    words: Message


def border(surface: Surface, run: Run, up: str) -> Border | Message:
    """The border of a run on a surface, over the range of the hyperparameter `up`; or why none is known.

    The curvature is that of the flattest known minimum: beyond the border not even that one can hold a run. Where
    the curvature is the same everywhere, a run explodes beyond it.
    """
    if run.base.limit is None:
        return Message("rateplane.border_rule", optimizer=run.base.called)
    if not run.steady:
        return Message("rateplane.border_schedule")
    constant = _constant(surface)
    curvature = _flattest(surface) if constant is None else constant
    if curvature is None:
        return Message("rateplane.border_flat" if surface.minima else "rateplane.border_unknown")
    axis = Axis(run.rule.hypers[up])
    values = axis.values(np.linspace(*axis.ends, POINTS))
    limits = [stability_limit(replace(run, hypers={**run.hypers, up: value}), curvature) for value in values.tolist()]
    rates = [limit for limit in limits if limit is not None]
    if len(rates) < len(limits):
        return Message("rateplane.border_changed", optimizer=run.base.called)
    beyond = "everywhere" if constant is not None else "minimum" if len(surface.minima) == 1 else "minima"
    return Border(values, np.array(rates), Message(f"rateplane.border_{beyond}", curvature=curvature))


def _flattest(surface: Surface) -> float | None:
    """The smallest of the largest curvatures at the known minima; None where one is not finite, or flat."""
    largest = [_largest(surface, point) for point in np.array(surface.minima)]
    curvatures = [curvature for curvature in largest if curvature is not None]
    return min(curvatures) if curvatures and len(curvatures) == len(largest) else None


def _constant(surface: Surface) -> float | None:
    """The largest curvature of a surface where it is the same at its start and all over its domain; else None."""
    low, high = np.array(surface.domain).T
    corners = np.array([low, high, surface.start])
    all_over = np.random.default_rng(0).uniform(low, high, (SCATTERED, surface.dim))
    for points in (corners, np.vstack([corners, all_over])):  # on most surfaces a few points tell
        matrices = surface.hessian(points)
        if not np.isfinite(matrices).all() or np.ptp(matrices, axis=0).max() > ALIKE * np.abs(matrices).max():
            return None
    return _largest(surface, corners[0])


def _largest(surface: Surface, point: Array) -> float | None:
    matrix = surface.hessian(point)
    if not np.isfinite(matrix).all():
        return None
    largest = float(np.linalg.eigvalsh(matrix)[-1])
    return largest if largest > 0 else None
