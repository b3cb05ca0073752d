"""Networks with one hidden layer as loss surfaces: all their weights together are the point."""

from functools import lru_cache, partial
from typing import Any

import numpy as np

from optim_core.examples.data import Data, Model
from optim_core.surfaces.form import NetworkShape
from optim_core.surfaces.models.network import hidden_units, network, network_error, network_hessian
from optim_core.surfaces.models.points import SHAPES, wave
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Hyper, Interval

STARTS = 2  # the stream of random numbers that starts are drawn from; 1 is that of minibatches
BOX = 5.0
CODE = (
    "n = len(point) // 3",
    "w, b, v, c = point[:n], point[n : 2 * n], point[2 * n : -1], point[-1]",
    "return v @ {np}.tanh(w[:, None] * x + b[:, None]) + c",
)
LATEX = (
    r"f(w, b, v, c) = \frac{1}{n} \sum_{i=1}^{n} r_i^2",
    r"r_i = \sum_{k} v_k h_{ki} + c - y_i, \quad h_{ki} = \tanh(w_k x_i + b_k)",
    r"\frac{\partial f}{\partial v_k} = \frac{2}{n} \sum_{i=1}^{n} r_i h_{ki}, "
    r"\quad \frac{\partial f}{\partial c} = \frac{2}{n} \sum_{i=1}^{n} r_i",
    r"\frac{\partial f}{\partial b_k} = \frac{2}{n} \sum_{i=1}^{n} r_i v_k (1 - h_{ki}^2), "
    r"\quad \frac{\partial f}{\partial w_k} = \frac{2}{n} \sum_{i=1}^{n} r_i v_k (1 - h_{ki}^2) x_i",
)


def start(width: int, seed: int) -> Array:
    """The weights that a seed begins with: w and b normal, v normal over the root of the width, c zero.

    They are `default_rng([seed, 2]).standard_normal(3 * width)`, in the order of the variables.
    """
    drawn = np.random.default_rng([seed, STARTS]).standard_normal(3 * width)
    drawn[2 * width :] /= np.sqrt(width)
    return np.append(drawn, 0.0)


def filters(width: int) -> tuple[tuple[slice, bool], ...]:
    """The weights that go into one unit together, and the biases (True): each w alone, b, all v, c."""
    units = tuple((slice(unit, unit + 1), False) for unit in range(width))
    rest = ((width, 2 * width, True), (2 * width, 3 * width, False), (3 * width, 3 * width + 1, True))
    return *units, *((slice(first, end), biases) for first, end, biases in rest)


@lru_cache(maxsize=256)
def _shape(shape: str, width: float, data_noise: float, examples: float) -> NetworkShape:
    units = int(width)
    train, test = wave(shape, data_noise, int(examples))
    names = [f"{letter}{unit}" for letter in "wbv" for unit in range(1, units + 1)]
    data = Data(train, test, truth=SHAPES[shape])
    return NetworkShape(
        formula="",
        variables=(*names, "c"),
        domain=((-BOX, BOX),) * (3 * units + 1),
        start=start(units, 0),
        draw=partial(start, units),
        minima=(),
        plane=("w1", "v1"),
        model=Model(data, network, network_error, network_hessian, CODE, LATEX, hidden_units, filters=filters(units)),
    )


WIDTH = Hyper(
    "m",
    8.0,
    1.0,
    16.0,
    Interval(1.0, 16.0),
    "width",
    "How many hidden units the network has: each one adds a smooth step to the curve.",
    whole=True,
)
NOISE = Hyper(
    r"\sigma_y",
    0.0,
    0.0,
    0.5,
    Interval(0.0, 10.0),
    "noise of the examples",
    "The standard deviation of what is added to every target, in training and in the test.",
)


EXAMPLES = Hyper(
    "n", 64.0, 8.0, 64.0, Interval(4.0, 64.0), "examples", "How many examples there are to learn from.", whole=True
)


def _network(slug: str, shape: str, name: str, teaches: str) -> Surface:
    made: Any = _shape(shape, WIDTH.default, NOISE.default, EXAMPLES.default)
    return Surface(
        slug=slug,
        name=name,
        teaches=teaches,
        source=f"{shape} on [-1, 1], evenly spread, and 63 examples to test with; one hidden layer of tanh units",
        parameters={"width": WIDTH, "data_noise": NOISE, "examples": EXAMPLES},
        values=(("width", WIDTH.default), ("data_noise", NOISE.default), ("examples", EXAMPLES.default)),
        shape=partial(_shape, shape),
        **made,
    )


NETWORKS = (
    _network(
        "net_sine",
        "sin(pi x)",
        "Network learns one wave",
        "A tiny network bends a smooth curve to the data; two hidden units can make one wave, if training finds them.",
    ),
    _network(
        "net_sine2",
        "sin(2 pi x)",
        "Network learns two waves",
        "Two waves need three hidden units; with fewer, or from an unlucky start, part of the curve is missed.",
    ),
    _network(
        "net_abs",
        "|x|",
        "Network learns a corner",
        "A sharp corner from smooth steps: every added unit can get closer, none gets there.",
    ),
)
