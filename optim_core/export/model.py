"""A loss from data in a script: the examples, the model's prediction, and the minibatch of each step."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from optim_core.examples.data import Model
from optim_core.experiment.experiment import Experiment
from optim_core.export.carry import NUMPY, Definitions
from optim_core.export.lines import LONGEST, assigned, indented
from optim_core.types import Array

_TENSOR = {"np": "np.array", "torch": "torch.tensor", "jnp": "jnp.array"}
_TIED = "\N{NO-BREAK SPACE}"  # holds a row together while lines are broken
_ANSWER = {"log_loss": ": the log-odds of class 1"}
_LOSSES = {  # libraries that have the loss itself, with a slope where it is written with kinks
    ("torch", "squared"): "torch.nn.functional.mse_loss(z, y)",
    ("torch", "log_loss"): "torch.nn.functional.binary_cross_entropy_with_logits(z, y)",
}
_LAYERS = {  # libraries that have the layers themselves
    "torch": [
        "parts = point.split([weights.numel() for weights in MODEL.parameters()])",
        "named = zip(MODEL.named_parameters(), parts)",
        "weights = {name: part.view(weights.shape) for (name, weights), part in named}",
        "return torch.func.functional_call(MODEL, weights, (x.reshape(len(x), -1),))[:, 0]",
    ]
}


def written(experiment: Experiment) -> bool:
    """Whether a script needs the examples: for their full loss a formula may do."""
    return experiment.sampled or (experiment.surface.model is not None and not experiment.surface.formula)


def tested(experiment: Experiment) -> bool:
    """Whether a script has examples to test with."""
    data = experiment.surface.data
    return written(experiment) and data is not None and data.test is not None


def said(experiment: Experiment) -> str:
    """The loss in a few words."""
    model = experiment.surface.model
    assert model is not None, "only a surface from data has examples"
    return f"the {model.loss.name} of {experiment.surface.name!r} over {len(model.data)} examples"


def head(experiment: Experiment, array: str) -> Iterator[str]:
    """The examples as arrays, and which of them each step looks at."""
    data = experiment.surface.data
    if data is None or not written(experiment):
        return
    if any(data.offset) or any(scale != 1 for scale in data.scale):
        yield "# the inputs stand here as the model sees them: (input - OFFSET) / SCALE"
        yield f"OFFSET, SCALE = np.array({list(data.offset)!r}), np.array({list(data.scale)!r})"
    yield _numbers("X", data.train.x, _TENSOR[array])
    yield _numbers("Y", data.train.y, _TENSOR[array])
    if data.test is not None:
        yield "# examples that are held out: no step looks at them"
        yield _numbers("X_TEST", data.test.x, _TENSOR[array])
        yield _numbers("Y_TEST", data.test.y, _TENSOR[array])
    if experiment.sampled:
        yield "# which examples each step looks at: no example twice within a step"
        yield f"ROWS = np.tile(np.arange({len(data)}), (STEPS + 1, 1))"
        drawn = f"np.random.default_rng([{experiment.seed}, 1]).permuted(ROWS, axis=1)[:, :{experiment.batch}]"
        yield f"ROWS = {drawn}"


def _numbers(name: str, values: Array, call: str) -> str:
    """An array, with as many of its numbers or rows on a line as fit."""
    rows = [repr(row).replace(" ", _TIED) for row in values.tolist()]
    listed = textwrap.wrap(", ".join(rows), LONGEST - 8)
    return "\n".join(
        [f"{name} = {call}(", "    [", *(f"        {line.replace(_TIED, ' ')}" for line in listed), "    ]", ")"]
    )


def loss_source(experiment: Experiment, array: str, flat: bool) -> list[str]:
    """`loss(point, rows)` in a library's own functions, which it can differentiate."""
    model = experiment.surface.model
    assert model is not None, "only a surface from data is written with its examples"
    points = "point" if flat else "point.flatten()"
    loss = [
        "def loss(point, rows=slice(None)):",
        f'    """The {model.loss.name} over all examples, or over some rows of them."""',
        f"    return error({points}, X[rows], Y[rows])",
    ]
    return [*prediction_source(model, array), "\n".join(loss)]


def prediction_source(model: Model, array: str) -> list[str]:
    """`prediction(point, x)` and `error(point, x, y)` in a library's own functions."""
    own = array in _LAYERS and bool(model.layers)
    lines = _LAYERS[array] if own else [line.format(np=array) for line in model.code]
    prediction = [
        "def prediction(point, x):",
        f'    """What the model says to the inputs x{_ANSWER.get(model.loss.slug, "")}."""',
        *indented(lines),
    ]
    mean = _LOSSES.get((array, model.loss.slug), f"({model.loss.code}).mean()")
    error = [
        "def error(point, x, y):",
        f'    """The {model.loss.name} over some examples."""',
        "    z = prediction(point, x)",
        f"    return {mean.format(np=array)}",
    ]
    return [*([_network(model)] if own else []), "\n".join(prediction), "\n".join(error)]


def _network(model: Model) -> str:
    """The model as PyTorch has it."""
    layers = ", ".join(f"torch.nn.{layer}" for layer in model.layers)
    return "\n".join(
        [
            "# `point` has the weights in the order of MODEL.parameters(). To go on with a trained network:",
            "# torch.nn.utils.vector_to_parameters(torch.from_numpy(paths[label][-1]), MODEL.parameters())",
            assigned("MODEL", f"torch.nn.Sequential({layers})"),
        ]
    )


def tested_source(model: Model) -> str:
    """`tested(point)`: how the model does on the examples that were held out, in words."""
    lines = [
        "def tested(point):",
        '    """How the model does on the examples that were held out."""',
        '    said = f"{float(error(point, X_TEST, Y_TEST)):.10g} on held-out examples"',
    ]
    if model.data.groups:
        right = "(np.asarray(prediction(point, X_TEST)) > 0) == np.asarray(Y_TEST)"
        return "\n".join([*lines, f"    right = {right}", '    return f"{said}, {right.mean():.1%} of them right"'])
    return "\n".join([*lines, "    return said"])


def numpy_source(experiment: Experiment, model: Model, definitions: Definitions, second: bool) -> list[str]:
    """`loss_and_gradient(*point)` in NumPy by the very function that runs here, and what else is asked for."""
    examples = "np.array(point)[:, None], X[:, None], Y[:, None]"
    parts = [
        "\n".join(
            [
                "def loss_and_gradient(*point):",
                '    """The loss over all examples, and its slopes."""',
                *indented([assigned("value, slopes", definitions.called(model.loss_and_gradient, NUMPY, examples))]),
                "    return value[0], *slopes[:, 0]",
            ]
        )
    ]
    if second and model.hessian is not None:
        curvature = definitions.called(model.hessian, NUMPY, examples)
        parts.append(
            "\n".join(
                [
                    "def second_derivatives(*point):",
                    '    """The second derivatives of the loss over all examples."""',
                    f"    return {curvature}",
                ]
            )
        )
    return [*parts, *(numpy_minibatch(experiment, definitions) if experiment.sampled else [])]


def numpy_minibatch(experiment: Experiment, definitions: Definitions) -> list[str]:
    """`batch_gradient(t, point)` in NumPy, by the very function that runs here."""
    model = experiment.surface.model
    assert model is not None, "only a surface from data has examples to draw"
    examples = "point[:, None], X[rows], Y[rows]"
    if model.slopes is None:
        gradient = f"{definitions.called(model.loss_and_gradient, NUMPY, examples)}[1]"
    else:
        gradient = definitions.called(model.slopes, NUMPY, examples)
    lines = [
        "def batch_gradient(t, point):",
        '    """The gradient over the examples of step t only."""',
        "    rows = ROWS[t - 1, :, None]",
        f"    return {gradient}[:, 0]",
    ]
    return ["\n".join(lines)]
