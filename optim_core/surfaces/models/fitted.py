"""Models whose examples can be chosen, moved, or one's own: a line, a polynomial, a border, networks."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np

from optim_core.examples.data import Data, Model, Points
from optim_core.examples.dataset import Sample
from optim_core.examples.losses import LOG_LOSS, SQUARED, Loss
from optim_core.surfaces.form import NetworkShape, WeightsShape
from optim_core.surfaces.models.line import line, line_error, line_hessian
from optim_core.surfaces.models.minimum import best_border, least_squares, natural_sizes, nice_box
from optim_core.surfaces.models.perceptron import (
    filters,
    last_units,
    perceptron,
    perceptron_error,
    perceptron_hessian,
    perceptron_slopes,
    start,
    weight_names,
)
from optim_core.surfaces.models.perceptron_text import loss_latex, prediction_code, torch_layers
from optim_core.surfaces.models.polynomial import polynomial, polynomial_error, polynomial_hessian, powers
from optim_core.surfaces.models.settings import DEGREE, DEPTH, RELU, SHIFT, SPREAD, STANDARDISE, WIDTH, examples
from optim_core.surfaces.models.view import view_of
from optim_core.surfaces.surface import Surface
from optim_core.types import Hyper

KEPT = 64  # shapes of each model
STARTS = 2  # the stream of random numbers that starts are drawn from, as in networks.py
NETWORK_BOX = 5.0
SURE = 4.0  # log-odds: a chance of 98 %
LINE_LATEX = (
    r"f(w, b) = \frac{1}{n} \sum_{i=1}^{n} (w x_i + b - y_i)^2",
    r"\frac{\partial f}{\partial w} = \frac{2}{n} \sum_{i=1}^{n} (w x_i + b - y_i) x_i",
    r"\frac{\partial f}{\partial b} = \frac{2}{n} \sum_{i=1}^{n} (w x_i + b - y_i)",
)
POLYNOMIAL_CODE = (
    "z = 0 * x",
    "for k in range(len(point) - 1, -1, -1):",
    "    z = z * x + point[k]",
    "return z",
)
POLYNOMIAL_LATEX = (
    r"f(c) = \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i)^2",
    r"z_i = \sum_{k} c_k x_i^k",
    r"\frac{\partial f}{\partial c_k} = \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i) x_i^k",
)

# --- models that are lines in their weights


@lru_cache(maxsize=KEPT)
def _line(sample: Sample, shift: float, standardise: float, examples: float = 0.0, spread: float = 0.0) -> WeightsShape:
    data = view_of(sample, shift, standardise, examples, spread)
    best = least_squares(data.train)
    return WeightsShape(
        formula="",
        variables=("w", "b"),
        domain=nice_box([best or (0.0, 0.0)], natural_sizes(powers(data.train.x, 2)[:, ::-1], data.train.y)),
        start=np.zeros(2),
        minima=(best,) if best else (),
        model=Model(data, line, line_error, line_hessian, ("w, b = point", "return w * x + b"), LINE_LATEX),
    )


@lru_cache(maxsize=KEPT)
def _polynomial(
    sample: Sample, shift: float, standardise: float, degree: float, examples: float = 0.0, spread: float = 0.0
) -> WeightsShape:
    data, count = view_of(sample, shift, standardise, examples, spread), int(degree) + 1
    best = least_squares(Points(powers(data.train.x, count), data.train.y))
    return WeightsShape(
        formula="",
        variables=tuple(f"c{power}" for power in range(count)),
        domain=nice_box([best or (0.0,) * count], natural_sizes(powers(data.train.x, count), data.train.y)),
        start=np.zeros(count),
        minima=(best,) if best else (),
        model=Model(data, polynomial, polynomial_error, polynomial_hessian, POLYNOMIAL_CODE, POLYNOMIAL_LATEX),
    )


@lru_cache(maxsize=KEPT)
def _border(
    sample: Sample, shift: float, standardise: float, examples: float = 0.0, spread: float = 0.0
) -> WeightsShape:
    data = view_of(sample, shift, standardise, examples, spread)
    best = best_border(data.train)
    model = _perceptron(data, (), False, LOG_LOSS)
    sure = np.full(len(data), SURE)
    return WeightsShape(
        formula="",
        variables=("w1", "w2", "b"),
        domain=nice_box([best or (0.0,) * 3], natural_sizes(np.column_stack([data.train.x, sure / SURE]), sure)),
        start=np.zeros(3),
        minima=(best,) if best else (),
        model=model,
    )


# --- networks


def _perceptron(data: Data, hidden: tuple[int, ...], relu: bool, loss: Loss) -> Model:
    classes = loss is LOG_LOSS
    settings: dict[str, Any] = {"hidden": hidden, "relu": relu}
    return Model(
        data,
        partial(perceptron, **settings),
        partial(perceptron_error, **settings, classes=classes),
        partial(perceptron_hessian, **settings, classes=classes),
        tuple(prediction_code(data.inputs, hidden, relu)),
        loss_latex(hidden, relu, loss),
        units=partial(last_units, **settings) if hidden else None,
        loss=loss,
        filters=tuple(filters(data.inputs, hidden)) if hidden else (),
        layers=tuple(torch_layers(data.inputs, hidden, relu)),
        slopes=partial(perceptron_slopes, **settings, classes=classes),
    )


@lru_cache(maxsize=KEPT)
def _network(
    sample: Sample,
    shift: float,
    standardise: float,
    width: float,
    depth: float,
    relu: float,
    examples: float = 0.0,
    spread: float = 0.0,
    *,
    loss: Loss,
) -> NetworkShape:
    data = view_of(sample, shift, standardise, examples, spread)
    hidden = (int(width),) * int(depth)
    names = weight_names(data.inputs, hidden)
    return NetworkShape(
        formula="",
        variables=tuple(names),
        domain=((-NETWORK_BOX, NETWORK_BOX),) * len(names),
        start=start(data.inputs, hidden, 0, STARTS),
        draw=partial(start, data.inputs, hidden, stream=STARTS),
        minima=(),
        plane=("w1_1_1", f"w{len(hidden) + 1}_1_1"),
        model=_perceptron(data, hidden, bool(relu), loss),
    )


_SOURCE = "Its examples: a built-in set made by chance from a fixed seed, or your own"
_DRAWN = {"examples": examples(32.0), "spread": SPREAD}
_SEEN = {"shift": SHIFT, "standardise": STANDARDISE}
_UNITS = {"width": WIDTH, "depth": DEPTH, "relu": RELU}


def _surface(
    slug: str, name: str, teaches: str, data: str, parameters: dict[str, Hyper], shape: Callable[..., Any]
) -> Surface:
    values = {key: hyper.default for key, hyper in parameters.items()}
    made: Any = shape(sample=Sample(data), **values)
    return Surface(
        slug=slug,
        name=name,
        teaches=teaches,
        source=_SOURCE,
        parameters=parameters,
        values=tuple(values.items()),
        sample=Sample(data),
        drawing={name: parameters[name] for name in _DRAWN},
        shape=shape,
        **made,
    )


FITTED = (
    _surface(
        "line",
        "A line through your points",
        "Move a point and watch the bowl move: the height is how badly this line fits these points.",
        "line",
        {**_DRAWN, **_SEEN},
        _line,
    ),
    _surface(
        "polynomial",
        "A polynomial through your points",
        "More powers fit the points better and new points worse, and they bend the surface into a ravine.",
        "parabola",
        {**_DRAWN, **_SEEN, "degree": DEGREE},
        _polynomial,
    ),
    _surface(
        "logistic",
        "A straight border between two classes",
        "Weights tilt the border and make it sure of itself; where the classes lie apart, they grow without end.",
        "clouds",
        {**_DRAWN, "examples": examples(60.0), **_SEEN},
        _border,
    ),
    _surface(
        "net_curve",
        "A network draws a curve",
        "Hidden units are added up to a curve; which of them does what, training decides.",
        "sine",
        {**_DRAWN, "examples": examples(64.0), **_SEEN, **_UNITS},
        partial(_network, loss=SQUARED),
    ),
    _surface(
        "net_classes",
        "A network tells two classes apart",
        "Each hidden unit draws a soft border; together they bend it around the points.",
        "moons",
        {**_DRAWN, "examples": examples(100.0), **_SEEN, **_UNITS},
        partial(_network, loss=LOG_LOSS),
    ),
)
