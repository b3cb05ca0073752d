"""The examples there are to learn from: small sets that are made here from fixed seeds, and sets of one's own.

A set for a *curve* has one input and a number as its target; one for *classes* has two inputs and a target that is 0 or
1. Every number is rounded, so that it can be read, typed, and written into a link.
"""

from optim_core.examples.dataset import DataSet, Kind
from optim_core.examples.makers import (
    along,
    circles,
    clouds,
    income,
    moons,
    outliers,
    parabola,
    price,
    rising,
    spiral,
    wave,
)

_XY = ("x", "y")
_TWO = ("x1", "x2", "class")
_MADE = "Made up for Descent Lab by chance, from a fixed seed"
_AS_IN_SKLEARN = "Made up for Descent Lab by chance, from a fixed seed, after a set that scikit-learn made popular"

DATASETS: dict[str, DataSet] = {
    data.slug: data
    for data in (
        DataSet(
            "line",
            "A line with noise",
            "curve",
            _XY,
            along(rising, 0.0, 4.0, 0.3),
            "No line goes through all of the points; the best one balances their pulls.",
            _MADE,
            rising,
        ),
        DataSet(
            "outliers",
            "A line with outliers",
            "curve",
            _XY,
            outliers,
            "A few points far away pull with the square of their distance, and the line follows them.",
            _MADE,
            rising,
        ),
        DataSet(
            "unscaled",
            "Flats: size and price",
            "curve",
            ("size in m²", "price in thousands"),
            along(price, 20.0, 180.0, 6.0),
            "Inputs of a hundred and weights of a third: the bowl is a ravine until the inputs are standardised.",
            _MADE,
            price,
        ),
        DataSet(
            "parabola",
            "A parabola",
            "curve",
            _XY,
            along(parabola, -2.0, 2.0, 0.3),
            "Too bent for a line, too simple for nine powers: which degree fits new points best?",
            _MADE,
            parabola,
        ),
        DataSet(
            "sine",
            "One wave of a sine",
            "curve",
            _XY,
            along(wave, -1.0, 1.0, 0.1),
            "A smooth wave: a line misses it, a cubic nearly has it, a small network learns it.",
            _MADE,
            wave,
        ),
        DataSet(
            "clouds",
            "Two clouds",
            "classes",
            _TWO,
            clouds(0.7),
            "The clouds overlap a little, so no border is right about all points, and the best one is certain of none.",
            _AS_IN_SKLEARN,
            groups=("circles", "squares"),
        ),
        DataSet(
            "apart",
            "Two clouds far apart",
            "classes",
            _TWO,
            clouds(1.8),
            "A straight line separates the classes. So larger weights are always better, and they grow without end.",
            _AS_IN_SKLEARN,
            groups=("circles", "squares"),
        ),
        DataSet(
            "moons",
            "Two moons",
            "classes",
            _TWO,
            moons,
            "A straight border is right about most points; a few hidden units bend it around the tips.",
            _AS_IN_SKLEARN,
            groups=("circles", "squares"),
        ),
        DataSet(
            "circles",
            "A disc in a ring",
            "classes",
            _TWO,
            circles,
            "No straight border helps at all. Three hidden units can close a border around the disc.",
            _AS_IN_SKLEARN,
            groups=("circles", "squares"),
        ),
        DataSet(
            "spiral",
            "A spiral",
            "classes",
            _TWO,
            spiral,
            "The hardest small set there is: two layers learn it where one layer struggles.",
            _MADE,
            groups=("circles", "squares"),
        ),
        DataSet(
            "income",
            "Age and income",
            "classes",
            ("age", "income", "class"),
            income,
            "One input is a thousand times as large as the other: nothing learns until they are standardised.",
            _MADE,
            groups=("circles", "squares"),
        ),
    )
}


def datasets(kind: Kind) -> tuple[str, ...]:
    """The slugs of the built-in sets of a kind, in order."""
    return tuple(slug for slug, data in DATASETS.items() if data.kind == kind)
