"""A loss from data in a script: the examples, the model's prediction, and the minibatch of each step."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from optim_core.data import Model
from optim_core.experiment import Experiment
from optim_core.export.carry import LONGEST, NUMPY, Definitions
from optim_core.types import Array

_TENSOR = {"np": "np.array", "torch": "torch.tensor", "jnp": "jnp.array"}


def written(experiment: Experiment) -> bool:
    """Whether a script needs the examples: for their full mean squared error a formula may do."""
    return experiment.sampled or (experiment.surface.model is not None and not experiment.surface.formula)


def said(experiment: Experiment) -> str:
    """The loss in a few words."""
    assert experiment.surface.data is not None
    return f"the mean squared error of {experiment.surface.name!r} over {len(experiment.surface.data)} examples"


def head(experiment: Experiment, array: str) -> Iterator[str]:
    """The examples as arrays, and which of them each step looks at."""
    data = experiment.surface.data
    if data is None or not written(experiment):
        return
    yield _numbers("X", data.train.x, _TENSOR[array])
    yield _numbers("Y", data.train.y, _TENSOR[array])
    if experiment.sampled:
        yield "# which examples each step looks at: no example twice within a step"
        yield f"ROWS = np.tile(np.arange({len(data)}), (STEPS + 1, 1))"
        drawn = f"np.random.default_rng([{experiment.seed}, 1]).permuted(ROWS, axis=1)[:, :{experiment.batch}]"
        yield f"ROWS = {drawn}"


def _numbers(name: str, values: Array, call: str) -> str:
    listed = textwrap.wrap(", ".join(map(repr, values.tolist())), LONGEST - 8)
    return "\n".join([f"{name} = {call}(", "    [", *(f"        {line}" for line in listed), "    ]", ")"])


def loss_source(experiment: Experiment, array: str, flat: bool) -> list[str]:
    """`loss(point, rows)` in a library's own functions, which it can differentiate."""
    model = experiment.surface.model
    assert model is not None, "only a surface from data is written with its examples"
    lines = [line.format(np=array) for line in model.code]
    points = "point" if flat else "point.flatten()"
    prediction = ["def prediction(point, x):", '    """What the model says to the inputs x."""', *_in(lines)]
    loss = [
        "def loss(point, rows=slice(None)):",
        '    """The mean squared error, over all examples or over some rows of them."""',
        f"    return ((prediction({points}, X[rows]) - Y[rows]) ** 2).mean()",
    ]
    return ["\n".join(prediction), "\n".join(loss)]


def numpy_source(experiment: Experiment, model: Model, definitions: Definitions, second: bool) -> list[str]:
    """`loss_and_gradient(*point)` in NumPy by the very function that runs here, and what else is asked for."""
    kernel = definitions.function(model.loss_and_gradient, NUMPY)
    parts = [
        "\n".join(
            [
                "def loss_and_gradient(*point):",
                '    """The loss over all examples, and its slopes."""',
                f"    value, slopes = {kernel}(np.array(point)[:, None], X[:, None], Y[:, None])",
                "    return value[0], *slopes[:, 0]",
            ]
        )
    ]
    if second and model.hessian is not None:
        curvature = definitions.function(model.hessian, NUMPY)
        parts.append(
            "\n".join(
                [
                    "def second_derivatives(*point):",
                    '    """The second derivatives of the loss over all examples."""',
                    f"    return {curvature}(np.array(point)[:, None], X[:, None], Y[:, None])",
                ]
            )
        )
    return [*parts, *(numpy_minibatch(experiment, definitions) if experiment.sampled else [])]


def numpy_minibatch(experiment: Experiment, definitions: Definitions) -> list[str]:
    """`batch_gradient(t, point)` in NumPy, by the very function that runs here."""
    model = experiment.surface.model
    assert model is not None, "only a surface from data has examples to draw"
    kernel = definitions.function(model.loss_and_gradient, NUMPY)
    lines = [
        "def batch_gradient(t, point):",
        '    """The gradient over the examples of step t only."""',
        "    rows = ROWS[t - 1, :, None]",
        f"    return {kernel}(point[:, None], X[rows], Y[rows])[1][:, 0]",
    ]
    return ["\n".join(lines)]


def _in(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
