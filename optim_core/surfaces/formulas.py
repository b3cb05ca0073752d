"""The built-in surfaces, simple ones first. A new one is an entry in this file; those from data stand in models/."""

from __future__ import annotations

from math import cos, radians, sin, sqrt

import numpy as np

from optim_core.surfaces.models import MODELS
from optim_core.surfaces.surface import Domain, Shape, Surface
from optim_core.types import Hyper, Interval


def _square(half: float) -> Domain:
    return ((-half, half), (-half, half))


def _round(length: float) -> float:
    return float(f"{length:.2g}")


def _quadratic(L: float) -> Shape:  # noqa: N803 (the field's own letter for the largest curvature)
    formula = "x^2" if L == 2 else f"{L / 2:.15g}*x^2"
    return Shape(formula=formula, domain=((-3.0, 3.0),), start=np.array([2.0]), minima=((0.0,),))


def _slope(scale: float) -> Shape:
    formula = "-x" if scale == 1 else f"-{scale:.15g}*x"
    return Shape(formula=formula, domain=((-2.0, 10.0),), start=np.array([0.0]), minima=())


def _scaled(scale: float) -> Shape:
    formula = f"{scale / 2:.15g}*(x - 3)^2"
    return Shape(formula=formula, domain=((-1.0, 7.0),), start=np.array([0.0]), minima=((3.0,),))


def _turned(kappa: float, rotation: float) -> str:
    """The formula (u^2 + kappa v^2)/2 in axes u, v that are turned anticlockwise."""
    c, s = cos(radians(rotation)), sin(radians(rotation))
    xx, xy, yy = (c * c + kappa * s * s) / 2, (1 - kappa) * s * c, (s * s + kappa * c * c) / 2
    if abs(xy) > 1e-12 * kappa:
        return f"{xx:.15g}*x^2 {'-' if xy < 0 else '+'} {abs(xy):.15g}*x*y + {yy:.15g}*y^2"
    return f"{xx:.15g}*x^2 + {yy:.15g}*y^2"


def _ravine(kappa: float, rotation: float) -> Shape:
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


def _oval(kappa: float, rotation: float) -> Shape:
    """The ravine seen from near by: the start is (1, 1) in its own axes, turned with them."""
    c, s = cos(radians(rotation)), sin(radians(rotation))
    return Shape(
        formula=_turned(kappa, rotation), domain=_square(1.6), start=np.array([c - s, s + c]), minima=((0.0, 0.0),)
    )


_CURVATURE = Hyper(
    "L", 2.0, 0.1, 100.0, Interval(1e-6, 1e6), "curvature L", "How sharply the parabola bends.", log=True
)
_SCALE = Hyper(
    "s",
    1.0,
    0.001,
    1000.0,
    Interval(1e-6, 1e6),
    "scale of the loss",
    "What the loss, and so its gradient, is multiplied by.",
    log=True,
)
_KAPPA = Hyper(
    r"\kappa",
    25.0,
    1.0,
    1000.0,
    Interval(1.0, 1e5),
    "condition number",
    "How many times steeper the ravine is across than along.",
    log=True,
)
_ROTATION = Hyper(
    r"\varphi", 0.0, 0.0, 90.0, Interval(-360.0, 360.0), "rotation (degrees)", "How far the ravine is turned."
)

_ENTRIES = (
    Surface(
        slug="parabola",
        name="Parabola",
        formula="(w - 5)^2",
        variables=("w",),
        domain=((-1.0, 11.0),),
        start=np.array([1.5]),
        minima=((5.0,),),
        teaches="One weight, one minimum: the sign of the gradient says which way to go.",
        source="The smallest example there is: gradient 2(w - 5).",
    ),
    Surface(
        slug="quadratic",
        name="Parabola with a curvature",
        variables=("x",),
        teaches="Curvature sets the limit: above a learning rate of 2/L gradient descent explodes.",
        source="Goh 2017, Why Momentum Really Works",
        parameters={"L": _CURVATURE},
        values=(("L", 2.0),),
        shape=_quadratic,
        **_quadratic(2.0),
    ),
    Surface(
        slug="slope",
        name="Constant slope",
        variables=("x",),
        teaches="The same gradient everywhere: what is left of a step is the rule itself.",
        source="A straight line; the gradient is minus the scale",
        parameters={"scale": _SCALE},
        values=(("scale", 1.0),),
        shape=_slope,
        **_slope(1.0),
    ),
    Surface(
        slug="scaled",
        name="Parabola with a scale",
        variables=("x",),
        teaches="The same minimum at any scale of the loss: some rules see the scale, some do not.",
        source="scale/2 (x - 3)^2, after Loshchilov & Hutter 2019, on weight decay",
        parameters={"scale": _SCALE},
        values=(("scale", 1.0),),
        shape=_scaled,
        **_scaled(1.0),
    ),
    Surface(
        slug="double_well",
        name="Double well",
        formula="(x^2 - 1)^2/4 + 0.1*x",
        variables=("x",),
        domain=((-2.0, 2.0),),
        start=np.array([1.5]),
        minima=((-1.0466805318046023,), (0.9456492739235914,)),
        teaches="Two valleys: where you start decides where you end.",
        source="The double-well potential of physics, tilted; minima are the roots of x^3 - x + 0.1",
    ),
    Surface(
        slug="dips",
        name="Many dips",
        formula="x^2/10 + sin(3*x)",
        variables=("x",),
        domain=((-6.0, 6.0),),
        start=np.array([4.6]),
        minima=(
            (-0.5122140283561128,),
            (1.53658988014775,),
            (-2.5608069380735433,),
            (3.5847518173037196,),
            (-4.608298882423006,),
            (5.631303162965094,),
        ),
        teaches="Many local minima: small steps get stuck in the first one, momentum may roll through.",
        source="A parabola with a sine on top; minima solve x/5 + 3 cos(3x) = 0",
    ),
    Surface(
        slug="bowl",
        name="Round bowl",
        formula="(x^2 + y^2)/2",
        domain=_square(5.0),
        start=np.array([-4.0, 3.0]),
        minima=((0.0, 0.0),),
        teaches="The easy case: the gradient points straight at the minimum.",
        source="Boyd & Vandenberghe 2004, section 9.3, with condition number 1",
    ),
    Surface(
        slug="ellipse",
        name="Flat ellipse",
        formula="0.1*x^2 + 2*y^2",
        domain=((-6.0, 6.0), (-3.0, 3.0)),
        start=np.array([-5.0, -2.0]),
        minima=((0.0, 0.0),),
        teaches="Twenty times steeper one way than the other: each direction wants a learning rate of its own.",
        source="Zhang et al., Dive into Deep Learning, section 12.6",
    ),
    Surface(
        slug="ravine",
        name="Ravine",
        teaches="Steep across, flat along: gradient descent zig-zags, and the steep side limits the learning rate.",
        source="Boyd & Vandenberghe 2004, section 9.3.2",
        parameters={"kappa": _KAPPA, "rotation": _ROTATION},
        values=(("kappa", 25.0), ("rotation", 0.0)),
        shape=_ravine,
        **_ravine(25.0, 0.0),
    ),
    Surface(
        slug="oval",
        name="Ravine from near by",
        teaches="A start as far along as across: what scales each coordinate by itself walks straight to the minimum.",
        source="Boyd & Vandenberghe 2004, section 9.3.2, with a start that favours neither axis",
        parameters={"kappa": _KAPPA, "rotation": _ROTATION},
        values=(("kappa", 25.0), ("rotation", 0.0)),
        shape=_oval,
        **_oval(25.0, 0.0),
    ),
    Surface(
        slug="saddle",
        name="Saddle",
        formula="(x^2 - y^2)/2",
        domain=_square(3.0),
        start=np.array([-2.5, 0.05]),
        teaches="A flat point that is no minimum: downhill in one direction, uphill in the other.",
        source="Dauphin et al. 2014, on saddle points in training",
    ),
    Surface(
        slug="saddle_wells",
        name="Saddle between two wells",
        formula="x^2/2 - y^2/2 + y^4/4",
        domain=((-2.5, 2.5), (-2.0, 2.0)),
        start=np.array([-2.0, 0.05]),
        minima=((0.0, -1.0), (0.0, 1.0)),
        teaches="Escaping a saddle takes time: the closer to the ridge you start, the longer it takes.",
        source="Nesterov 2004, section 1.2.3",
    ),
    Surface(
        slug="monkey",
        name="Monkey saddle",
        formula="x^3 - 3*x*y^2",
        domain=_square(1.5),
        start=np.array([1.1, 0.3]),
        teaches="A saddle whose curvature is zero too: three ways down, three ways up.",
        source="Hilbert & Cohn-Vossen 1932",
    ),
    Surface(
        slug="sharpness",
        name="Curved valley floor",
        formula="(1 - x*y)^2/2",
        domain=((-1.0, 5.0), (-1.0, 3.0)),
        start=np.array([4.0, 0.3]),
        minima=((4.0, 0.25), (2.0, 0.5), (1.0, 1.0), (0.5, 2.0)),
        teaches="A whole line of minima, from sharp to flat: the learning rate decides which of them hold a run.",
        source="The smallest deep network, f = (1 - xy)^2/2; Cohen et al. 2021 on the edge of stability",
    ),
    Surface(
        slug="plateau",
        name="Plateau",
        formula="10 - 10*exp(-(x^2 + y^2)/8)",
        domain=_square(6.0),
        start=np.array([3.5, 2.5]),
        minima=((0.0, 0.0),),
        teaches="Far out the slope almost vanishes: the gradient's size says little about how far there is to go.",
        source="An upside-down bell curve",
    ),
    Surface(
        slug="rosenbrock",
        name="Rosenbrock",
        formula="(1 - x)^2 + 100*(y - x^2)^2",
        domain=((-2.0, 2.0), (-1.0, 3.0)),
        start=np.array([-1.2, 1.0]),
        minima=((1.0, 1.0),),
        teaches="A bent valley: falling into it is easy, walking along its floor is slow.",
        source="Rosenbrock 1960",
    ),
    Surface(
        slug="beale",
        name="Beale",
        formula="(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        domain=_square(4.5),
        start=np.array([-1.0, 1.5]),
        minima=((3.0, 0.5),),
        teaches="Flat in the middle, towering walls in the corners: one learning rate cannot suit both.",
        source="Beale 1958",
    ),
    Surface(
        slug="himmelblau",
        name="Himmelblau",
        formula="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        domain=_square(5.5),
        start=np.array([0.0, 0.0]),
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        ),
        teaches="Four equally good minima: the start and the learning rate choose between them.",
        source="Himmelblau 1972",
    ),
    Surface(
        slug="booth",
        name="Booth",
        formula="(x + 2*y - 7)^2 + (2*x + y - 5)^2",
        domain=_square(10.0),
        start=np.array([-7.0, -5.0]),
        minima=((1.0, 3.0),),
        teaches="A tilted oval bowl: two straight-line equations solved by walking downhill.",
        source="Jamil & Yang 2013, function 17",
    ),
    Surface(
        slug="camel3",
        name="Three-hump camel",
        formula="2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
        domain=((-2.2, 2.2), (-2.2, 2.2)),
        start=np.array([-1.9, 1.8]),
        minima=((0.0, 0.0), (-1.747552345830289, 0.8737761729151445), (1.747552345830289, -0.8737761729151445)),
        teaches="A good valley between two worse ones.",
        source="Jamil & Yang 2013, function 29",
    ),
    Surface(
        slug="camel6",
        name="Six-hump camel",
        formula="(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2",
        domain=((-2.0, 2.0), (-1.2, 1.2)),
        start=np.array([-1.0, 0.15]),
        minima=((0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396)),
        teaches="Six valleys, two of them best: the loss here is below zero at the minimum.",
        source="Dixon & Szego 1978",
    ),
    Surface(
        slug="styblinski",
        name="Styblinski-Tang",
        formula="(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
        domain=_square(4.5),
        start=np.array([0.5, 3.8]),
        minima=((-2.903534027771177, -2.903534027771177),),
        teaches="Four valleys, one best: gradient descent takes the nearest.",
        source="Styblinski & Tang 1990",
    ),
    Surface(
        slug="rastrigin",
        name="Rastrigin",
        formula="20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))",
        domain=_square(5.12),
        start=np.array([-3.3, 2.7]),
        minima=((0.0, 0.0),),
        teaches="An egg box: a local minimum at every whole number traps everything that only looks at the slope.",
        source="Rastrigin 1974",
    ),
    Surface(
        slug="ackley",
        name="Ackley",
        formula="-20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + e + 20",
        domain=_square(5.0),
        start=np.array([-3.4, 2.6]),
        minima=((0.0, 0.0),),
        teaches="A sharp hole in a rippled plain; at the very bottom is a tip without a gradient.",
        source="Ackley 1987",
    ),
    Surface(
        slug="matrix",
        name="Weight matrix",
        formula="(3*w11 + w21 - 5)^2 + (3*w12 + w22 + 5)^2 + (w11 + w21 - 3)^2 + (w12 + w22 + 1)^2",
        variables=("w11", "w12", "w21", "w22"),
        matrix_rows=2,
        domain=((-4.0, 4.0),) * 4,
        start=np.array([-3.0, 2.0, -1.0, -3.0]),
        minima=((1.0, -2.0, 2.0, 1.0),),
        teaches="Four weights that form a matrix W: rules made for matrices see rows, columns and singular directions.",
        source="Matrix least squares |A W - B|^2 with A = (3 1; 1 1), B = (5 -5; 3 -1); the condition number is 34.",
    ),
)

SURFACES: dict[str, Surface] = {
    surface.slug: surface for surface in sorted((*_ENTRIES, *MODELS), key=lambda surface: surface.dim)
}
