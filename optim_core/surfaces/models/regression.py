"""Linear regression as loss surfaces over slope w and height b: the bowl that some points make."""

from functools import lru_cache

import numpy as np

from optim_core.examples.data import Data, Model, Points
from optim_core.surfaces.form import Domain, ModelShape
from optim_core.surfaces.models.line import line, line_error
from optim_core.surfaces.models.points import TWELVE, scattered
from optim_core.surfaces.surface import Surface
from optim_core.types import Array, Hyper, Interval

TRAIN = scattered(seed=13, count=64, ends=(-1.0, 1.0), slope=2.0, height=1.0, noise=0.3)
TEST = scattered(seed=14, count=64, ends=(-1.0, 1.0), slope=2.0, height=1.0, noise=0.3)
MANY = scattered(seed=11, count=256, ends=(-2.0, 2.0), slope=1.5, height=0.5, noise=0.8)
LATEX = (
    r"f(w, b) = \frac{1}{n} \sum_{i=1}^{n} (w x_i + b - y_i)^2",
    r"\frac{\partial f}{\partial w} = \frac{2}{n} \sum_{i=1}^{n} (w x_i + b - y_i) x_i",
    r"\frac{\partial f}{\partial b} = \frac{2}{n} \sum_{i=1}^{n} (w x_i + b - y_i)",
)


def least_squares(points: Points) -> tuple[float, float]:
    """The slope and height of the line with the lowest mean squared error."""
    middle = points.x - points.x.mean()
    w = float((middle * points.y).sum() / (middle * middle).sum())
    return w, float(points.y.mean() - w * points.x.mean())


def bowl(points: Points) -> str:
    """The mean squared error of w x + b over some points as a formula, written around its minimum."""
    w, b = least_squares(points)
    lowest = float(((w * points.x + b - points.y) ** 2).mean())
    across, both = float((points.x**2).mean()), 2 * float(points.x.mean())
    dw, db = f"(w {_minus(w)})", f"(b {_minus(b)})"
    tilt = "" if abs(both) < 1e-12 * across else f" {'-' if both < 0 else '+'} {abs(both):.15g}*{dw}*{db}"
    return f"{lowest:.15g} + {across:.15g}*{dw}^2{tilt} + {db}^2"


def _minus(value: float) -> str:
    return f"{'+' if value < 0 else '-'} {abs(value):.15g}"


def _regression(data: Data, start: tuple[float, float], domain: Domain) -> ModelShape:
    return ModelShape(
        formula=bowl(data.train),
        domain=domain,
        start=np.array(start),
        minima=(least_squares(data.train),),
        model=Model(data, line, line_error, None, ("w, b = point", "return w * x + b"), LATEX),
    )


@lru_cache(maxsize=256)
def _shifted(shift: float, standardise: float) -> ModelShape:
    """The same points moved to the right, or with their inputs brought to mean 0 and standard deviation 1."""
    inputs = TRAIN.x + shift
    middle, spread = (float(inputs.mean()), float(inputs.std())) if standardise else (0.0, 1.0)

    def seen(x: Array) -> Array:
        return np.asarray((x + shift - middle) / spread)

    labels = ("x, standardised" if standardise else "x", "y")
    data = Data(Points(seen(TRAIN.x), TRAIN.y), Points(seen(TEST.x), TEST.y), labels)
    w, b = least_squares(data.train)
    margin = max(2.0, 0.15 * abs(b))
    box = ((min(0.0, w) - 1.0, max(0.0, w) + 1.0), (min(0.0, b) - margin, max(0.0, b) + margin))
    return _regression(data, (0.0, 0.0), box)


SHIFT = Hyper(
    "s", 0.0, 0.0, 20.0, Interval(-1000.0, 1000.0), "shift of x", "What is added to every input: the same cloud, moved."
)
STANDARDISE = Hyper(
    "z",
    0.0,
    0.0,
    1.0,
    Interval(0.0, 1.0),
    "standardise x",
    "Brings the inputs to mean 0 and standard deviation 1 before the model sees them.",
    switch=True,
)

REGRESSIONS = (
    Surface(
        slug="line12",
        name="A line through 12 points",
        variables=("w", "b"),
        teaches="Every choice of slope w and height b is a line, and its loss is how far it misses the points.",
        source="Twelve points made up for this course; the loss is the mean squared error",
        **_regression(Data(TWELVE), (0.0, 0.0), ((-1.0, 3.0), (-2.0, 4.0))),
    ),
    Surface(
        slug="line256",
        name="A line through 256 points",
        variables=("w", "b"),
        teaches="A step may look at a few of the examples only: the smaller the minibatch, the noisier the gradient.",
        source="256 points around y = 1.5 x + 0.5 with noise of standard deviation 0.8, from seed 11",
        **_regression(Data(MANY), (-1.0, 3.0), ((-2.0, 4.0), (-2.0, 4.0))),
    ),
    Surface(
        slug="line_shift",
        name="A line through points far away",
        variables=("w", "b"),
        teaches="The data shape the bowl: points far from zero make it a ravine, standardised ones make it round.",
        source="64 points around y = 2 x + 1 with noise of standard deviation 0.3, and 64 to test with, seeds 13, 14",
        parameters={"shift": SHIFT, "standardise": STANDARDISE},
        values=(("shift", 0.0), ("standardise", 0.0)),
        shape=_shifted,
        **_shifted(0.0, 0.0),
    ),
)
