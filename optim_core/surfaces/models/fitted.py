"""Models whose examples can be chosen, moved, or one's own: a line, a polynomial, a border, networks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np

from optim_core.examples.builtin import DATASETS, Sample, points_of
from optim_core.examples.data import Data, Model, Points
from optim_core.examples.losses import LOG_LOSS, SQUARED, Loss
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
from optim_core.surfaces.models.polynomial import polynomial, polynomial_error, polynomial_hessian, powers
from optim_core.surfaces.surface import NetworkShape, Surface, WeightsShape
from optim_core.types import Array, Hyper, Interval

KEPT = 64  # shapes of each model
STARTS = 2  # the stream of random numbers that starts are drawn from, as in networks.py
NETWORK_BOX = 5.0
SURE = 4.0  # log-odds: a chance of 98 %

SPREAD = Hyper(
    r"\sigma",
    1.0,
    0.0,
    3.0,
    Interval(0.0, 10.0),
    "noise of the data",
    "How far the examples are scattered: 0 not at all, 1 as usual.",
)
SHIFT = Hyper(
    "s",
    0.0,
    -10.0,
    10.0,
    Interval(-1000.0, 1000.0),
    "shift of x",
    "What is added to each input: the same points, moved.",
)
STANDARDISE = Hyper(
    "z",
    0.0,
    0.0,
    1.0,
    Interval(0.0, 1.0),
    "standardise the inputs",
    "Brings each input to mean 0 and standard deviation 1 before the model sees it.",
    switch=True,
)
DEGREE = Hyper(
    "d",
    3.0,
    1.0,
    9.0,
    Interval(1.0, 9.0),
    "degree",
    "The highest power of x: each one more lets the curve bend once more.",
    whole=True,
)
WIDTH = Hyper(
    "m", 8.0, 1.0, 16.0, Interval(1.0, 16.0), "units in a layer", "How many hidden units each layer has.", whole=True
)
DEPTH = Hyper(
    "l", 1.0, 1.0, 2.0, Interval(1.0, 2.0), "hidden layers", "How many layers of hidden units there are.", whole=True
)
RELU = Hyper(
    "r",
    0.0,
    0.0,
    1.0,
    Interval(0.0, 1.0),
    "ReLU units",
    "Units that are 0 below a kink and straight above it, in place of smooth tanh steps.",
    switch=True,
)


def _examples(usual: float) -> Hyper:
    words = "How many examples there are to learn from; as many others are held out to test with."
    return Hyper("n", usual, 8.0, 100.0, Interval(4.0, 200.0), "examples", words, log=True, whole=True)


def seen(sample: Sample, shift: float, standardise: float, examples: float = 0.0, spread: float = 0.0) -> Data:
    """A sample as the model sees it: shifted, or standardised by the training examples.

    `examples` and `spread` are how many a built-in set draws, and how scattered.
    """
    built_in = DATASETS.get(sample.data)
    train = _points(sample.train, sample.data, examples, spread, held_out=False)
    test = _points(sample.test, sample.data, examples, spread, held_out=True)
    assert train is not None, "a sample that is none of ours has rows"
    offset, scale = np.full(train.x.shape[1:], -shift), np.ones(train.x.shape[1:])
    if standardise:  # what was added to all does not matter then; a constant input becomes 0
        offset, scale = train.x.mean(axis=0), np.where(np.ptp(train.x, axis=0) > 0, train.x.std(axis=0), 1.0)

    def view(points: Points) -> Points:
        return Points((points.x - offset) / scale, points.y)

    def truth(x: Array) -> Array:
        assert source is not None, "it is asked for where there is one"
        return source(x * scale + offset)

    source = None if built_in is None or sample.own else built_in.truth
    labels = sample.labels if built_in is None else built_in.labels
    groups: tuple[str, ...] = ("0", "1") if train.x.ndim > 1 else ()
    if built_in is not None:
        groups = built_in.groups
    count = 2 if train.x.ndim == 1 else 3
    labels, named = labels[:count], labels[count:]
    return Data(
        view(train),
        None if test is None else view(test),
        labels if len(labels) == count else ("x", "y") if count == 2 else ("x1", "x2", "class"),
        truth=None if source is None else truth,
        groups=named if groups and len(named) == 2 else groups,
        offset=tuple(np.atleast_1d(offset).tolist()),
        scale=tuple(np.atleast_1d(scale).tolist()),
    )


def _points(
    rows: tuple[tuple[float, ...], ...] | None, slug: str, examples: float, spread: float, *, held_out: bool
) -> Points | None:
    if rows is not None:
        return points_of(rows) if rows else None
    return DATASETS[slug].drawn(int(examples), spread, held_out) if slug in DATASETS else None


# --- models that are lines in their weights


@lru_cache(maxsize=KEPT)
def _line(sample: Sample, shift: float, standardise: float, examples: float = 0.0, spread: float = 0.0) -> WeightsShape:
    data = seen(sample, shift, standardise, examples, spread)
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
    data, count = seen(sample, shift, standardise, examples, spread), int(degree) + 1
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
    data = seen(sample, shift, standardise, examples, spread)
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
    given: dict[str, Any] = {"hidden": hidden, "relu": relu}
    return Model(
        data,
        partial(perceptron, **given),
        partial(perceptron_error, **given, classes=classes),
        partial(perceptron_hessian, **given, classes=classes),
        tuple(_code(data.inputs, hidden, relu)),
        _latex(hidden, relu, loss),
        units=partial(last_units, **given) if hidden else None,
        loss=loss,
        filters=tuple(filters(data.inputs, hidden)) if hidden else (),
        layers=tuple(_layers(data.inputs, hidden, relu)),
        slopes=partial(perceptron_slopes, **given, classes=classes),
    )


def _layers(inputs: int, hidden: tuple[int, ...], relu: bool) -> Iterator[str]:
    """The network as layers of torch.nn."""
    for before, units in pairwise((inputs, *hidden)):
        yield f"Linear({before}, {units})"
        yield "ReLU()" if relu else "Tanh()"
    yield f"Linear({(inputs, *hidden)[-1]}, 1)"


def _code(inputs: int, hidden: tuple[int, ...], relu: bool) -> list[str]:
    """The prediction as lines over `point` and x, (n,) or (n, inputs), in a library's functions."""
    lines, at, before = (["h = x[:, None]"] if inputs == 1 else ["h = x"]), 0, inputs
    for place, units in enumerate((*hidden, 1)):
        end = at + units * before
        lines.append(f"h = h @ point[{at}:{end}].reshape(({units}, {before})).T + point[{end}:{end + units}]")
        if place < len(hidden):
            lines.append("h = {np}.where(h > 0, h, 0 * h)" if relu else "h = {np}.tanh(h)")
        at, before = end + units, units
    return [*lines, "return h[:, 0]"]


def _latex(hidden: tuple[int, ...], relu: bool, loss: Loss) -> tuple[str, ...]:
    step = r"\max(0, {})" if relu else r"\tanh({})"
    lines, before = [], "x_i"
    for layer in range(1, len(hidden) + 1):
        inner = rf"W_{layer} {before} + b_{layer}"
        lines.append(rf"h_{{{layer}, i}} = {step.format(inner)}")
        before = f"h_{{{layer}, i}}"
    last = len(hidden) + 1
    weights = rf"W_{last} {before} + b_{last}" if hidden else r"w_1 x_{1 i} + w_2 x_{2 i} + b"
    return (rf"f = \frac{{1}}{{n}} \sum_{{i=1}}^{{n}} {_braced(loss.latex)}", *lines, rf"z_i = {weights}")


def _braced(latex: str) -> str:
    return rf"\left({latex}\right)" if " - " in latex and not latex.endswith("^2") else latex


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
    data = seen(sample, shift, standardise, examples, spread)
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

_SOURCE = "Its examples: a built-in set made by chance from a fixed seed, or your own"
_DRAWN = {"examples": _examples(32.0), "spread": SPREAD}
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
        {**_DRAWN, "examples": _examples(60.0), **_SEEN},
        _border,
    ),
    _surface(
        "net_curve",
        "A network draws a curve",
        "Hidden units are added up to a curve; which of them does what, training decides.",
        "sine",
        {**_DRAWN, "examples": _examples(64.0), **_SEEN, **_UNITS},
        partial(_network, loss=SQUARED),
    ),
    _surface(
        "net_classes",
        "A network tells two classes apart",
        "Each hidden unit draws a soft border; together they bend it around the points.",
        "moons",
        {**_DRAWN, "examples": _examples(100.0), **_SEEN, **_UNITS},
        partial(_network, loss=LOG_LOSS),
    ),
)
