"""What the built-in surfaces with parameters become for given values: formula, box, start and minima.

Each has one form, whose constants follow from the parameters by straight-line code: so a browser can follow a slider.
"""

from math import cos, radians, sin, sqrt

import numpy as np

from optim_core.surfaces.form import Domain, Form, Shape, written


def square(half: float) -> Domain:
    return ((-half, half), (-half, half))


def _round(length: float) -> float:
    return float(f"{length:.2g}")


def halved(factor: float) -> tuple[float, ...]:
    return (written(factor / 2),)


def at_two(L: float) -> tuple[float, ...]:  # noqa: N803 (the field's own letter for the largest curvature)
    return (2.0,)


def at_zero(scale: float) -> tuple[float, ...]:
    return (0.0,)


def itself(scale: float) -> tuple[float, ...]:
    return (written(scale),)


QUADRATIC = Form("a*x^2", ("a",), halved, at_two)
SLOPE = Form("-a*x", ("a",), itself, at_zero)
SCALED = Form("a*(x - 3)^2", ("a",), halved, at_zero)


def quadratic(L: float) -> Shape:  # noqa: N803
    formula = "x^2" if L == 2 else f"{L / 2:.15g}*x^2"
    return Shape(formula=formula, domain=((-3.0, 3.0),), start=np.array(at_two(L)), minima=((0.0,),))


def slope(scale: float) -> Shape:
    formula = "-x" if scale == 1 else f"-{scale:.15g}*x"
    return Shape(formula=formula, domain=((-2.0, 10.0),), start=np.array(at_zero(scale)), minima=())


def scaled(scale: float) -> Shape:
    formula = f"{scale / 2:.15g}*(x - 3)^2"
    return Shape(formula=formula, domain=((-1.0, 7.0),), start=np.array(at_zero(scale)), minima=((3.0,),))


def turned(kappa: float, rotation: float) -> tuple[float, ...]:
    """The factors of x^2, xy and y^2 in (u^2 + kappa v^2)/2, where the axes u, v are turned anticlockwise."""
    c = cos(radians(rotation))
    s = sin(radians(rotation))
    xy = (1 - kappa) * s * c
    mixed = written(xy) if abs(xy) > 1e-12 * kappa else 0.0
    return written((c * c + kappa * s * s) / 2), mixed, written((s * s + kappa * c * c) / 2)


def far_out(kappa: float, rotation: float) -> tuple[float, ...]:
    """(kappa, 1) in the ravine's own axes."""
    c = cos(radians(rotation))
    s = sin(radians(rotation))
    return kappa * c - s, kappa * s + c


def near_by(kappa: float, rotation: float) -> tuple[float, ...]:
    """(1, 1) in the ravine's own axes."""
    c = cos(radians(rotation))
    s = sin(radians(rotation))
    return c - s, s + c


RAVINE = Form("a*x^2 + b*x*y + c*y^2", ("a", "b", "c"), turned, far_out)
OVAL = Form("a*x^2 + b*x*y + c*y^2", ("a", "b", "c"), turned, near_by)


def _turned(kappa: float, rotation: float) -> str:
    """The formula of a ravine."""
    xx, xy, yy = turned(kappa, rotation)
    mixed = f" {'-' if xy < 0 else '+'} {abs(xy):.15g}*x*y" if xy else ""
    return f"{xx:.15g}*x^2{mixed} + {yy:.15g}*y^2"


def ravine(kappa: float, rotation: float) -> Shape:
    """(u^2 + kappa v^2)/2 with a start that suits its best rate: (kappa, 1) in its own axes, turned with them."""
    c, s = cos(radians(rotation)), sin(radians(rotation))
    long = sqrt(kappa**2 + kappa)  # half axes of the contour line through the start
    short = long / sqrt(kappa)
    width, height = (1.2 * sqrt((long * a) ** 2 + (short * b) ** 2) for a, b in ((c, s), (s, c)))
    return Shape(
        formula=_turned(kappa, rotation),
        domain=((-_round(width), _round(width)), (-_round(height), _round(height))),
        start=np.array(far_out(kappa, rotation)),
        minima=((0.0, 0.0),),
    )


def oval(kappa: float, rotation: float) -> Shape:
    """The ravine seen from near by: the start is (1, 1) in its own axes, turned with them."""
    start = np.array(near_by(kappa, rotation))
    return Shape(formula=_turned(kappa, rotation), domain=square(1.6), start=start, minima=((0.0, 0.0),))
