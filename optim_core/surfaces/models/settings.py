"""What can be set about a model: its examples, its inputs, its size."""

from optim_core.types import Hyper, Interval

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


def examples(usual: float) -> Hyper:
    """How many examples are drawn."""
    words = "How many examples there are to learn from; as many others are held out to test with."
    return Hyper("n", usual, 8.0, 100.0, Interval(4.0, 200.0), "examples", words, log=True, whole=True)
