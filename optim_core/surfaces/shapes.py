"""What the built-in surfaces with parameters become for given values: formula, box, start and minima."""

from math import cos, radians, sin, sqrt

import numpy as np

from optim_core.surfaces.surface import Domain, Shape


def square(half: float) -> Domain:
    return ((-half, half), (-half, half))


def _round(length: float) -> float:
    return float(f"{length:.2g}")


def quadratic(L: float) -> Shape:  # noqa: N803 (the field's own letter for the largest curvature)
    formula = "x^2" if L == 2 else f"{L / 2:.15g}*x^2"
    return Shape(formula=formula, domain=((-3.0, 3.0),), start=np.array([2.0]), minima=((0.0,),))


def slope(scale: float) -> Shape:
    formula = "-x" if scale == 1 else f"-{scale:.15g}*x"
    return Shape(formula=formula, domain=((-2.0, 10.0),), start=np.array([0.0]), minima=())


def scaled(scale: float) -> Shape:
    formula = f"{scale / 2:.15g}*(x - 3)^2"
    return Shape(formula=formula, domain=((-1.0, 7.0),), start=np.array([0.0]), minima=((3.0,),))


def _turned(kappa: float, rotation: float) -> str:
    """The formula (u^2 + kappa v^2)/2 in axes u, v that are turned anticlockwise."""
    c, s = cos(radians(rotation)), sin(radians(rotation))
    xx, xy, yy = (c * c + kappa * s * s) / 2, (1 - kappa) * s * c, (s * s + kappa * c * c) / 2
    if abs(xy) > 1e-12 * kappa:
        return f"{xx:.15g}*x^2 {'-' if xy < 0 else '+'} {abs(xy):.15g}*x*y + {yy:.15g}*y^2"
    return f"{xx:.15g}*x^2 + {yy:.15g}*y^2"


def ravine(kappa: float, rotation: float) -> Shape:
    """(u^2 + kappa v^2)/2 with a start that suits its best rate: (kappa, 1) in its own axes, turned with them."""
    c, s = cos(radians(rotation)), sin(radians(rotation))
    long = sqrt(kappa**2 + kappa)  # half axes of the contour line through the start
    short = long / sqrt(kappa)
    width, height = (1.2 * sqrt((long * a) ** 2 + (short * b) ** 2) for a, b in ((c, s), (s, c)))
    return Shape(
        formula=_turned(kappa, rotation),
        domain=((-_round(width), _round(width)), (-_round(height), _round(height))),
        start=np.array([kappa * c - s, kappa * s + c]),
        minima=((0.0, 0.0),),
    )


def oval(kappa: float, rotation: float) -> Shape:
    """The ravine seen from near by: the start is (1, 1) in its own axes, turned with them."""
    c, s = cos(radians(rotation)), sin(radians(rotation))
    return Shape(
        formula=_turned(kappa, rotation), domain=square(1.6), start=np.array([c - s, s + c]), minima=((0.0, 0.0),)
    )
