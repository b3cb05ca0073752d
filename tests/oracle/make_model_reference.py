"""Writes model_reference.npz: what torch says of the models' losses, gradients and curvatures, for the tests.

`make reference` runs it where the file is missing; remove the file to make it anew.

Each case is a torch.nn model with weights and examples from a seed. Nothing of optim_core is used here; torch is only
imported to make the data. `train/...` is the loss after each step of a training loop with torch.optim.Adam, and
`minibatch/...` the same where each step looks at a few of the examples, drawn as docs/models.md says.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.reference import save

FILE = Path(__file__).with_name("model_reference.npz")
TORCH = "2.13"
WIDTHS = (0, 1, 3, 8, 16)  # 0 is a straight line
EXAMPLES = 20
STEPS, LR = 200, 0.02
BATCH, SEED = 6, 5

Array = NDArray[np.float64]


class Net(NamedTuple):
    """A torch.nn.Sequential of Linear layers with activations between them."""

    inputs: int
    hidden: tuple[int, ...]
    relu: bool
    classes: bool  # one of two classes, and BCEWithLogitsLoss; else a number, and MSELoss

    @property
    def key(self) -> str:
        units = "x".join(map(str, self.hidden)) or "0"
        return f"{self.inputs}-{units}-{'relu' if self.relu else 'tanh'}-{'classes' if self.classes else 'numbers'}"


NETS = (
    Net(1, (), False, False),
    Net(2, (), False, True),
    *(
        Net(inputs, hidden, relu, classes)
        for inputs in (1, 2)
        for hidden in ((5,), (4, 3))
        for relu in (False, True)
        for classes in (False, True)
    ),
    Net(2, (8, 8), False, True),
)


def case(width: int) -> tuple[Array, Array, Array]:
    """Weights, inputs and targets of the case of this width."""
    rng = np.random.default_rng(width)
    weights = rng.standard_normal(3 * width + 1 if width else 2)
    return weights, rng.uniform(-2.0, 2.0, EXAMPLES), rng.standard_normal(EXAMPLES)


def net_case(net: Net) -> tuple[Array, Array, Array]:
    """Weights in torch's order, inputs (n, inputs) and targets of the case of this network."""
    rng = np.random.default_rng(list(net.key.encode()))
    sizes = (net.inputs, *net.hidden, 1)
    dim = sum((before + 1) * units for before, units in pairwise(sizes))
    x = rng.uniform(-2.0, 2.0, (EXAMPLES, net.inputs))
    y = rng.standard_normal(EXAMPLES)
    return rng.standard_normal(dim), x, (y > 0).astype(np.float64) if net.classes else y


def drawn_rows() -> NDArray[np.int64]:
    """Which examples each step of the training with minibatches looks at."""
    rows = np.tile(np.arange(EXAMPLES), (STEPS + 1, 1))
    return np.random.default_rng([SEED, 1]).permuted(rows, axis=1)[:, :BATCH]


def net_reference(net: Net) -> dict[str, Array]:
    """What torch says of one network."""
    import torch
    from torch.nn.utils import parameters_to_vector, vector_to_parameters

    weights, x, y = (torch.tensor(part) for part in net_case(net))
    layers: list[Any] = []
    before = net.inputs
    for units in net.hidden:
        layers += [torch.nn.Linear(before, units), torch.nn.ReLU() if net.relu else torch.nn.Tanh()]
        before = units
    model = torch.nn.Sequential(*layers, torch.nn.Linear(before, 1))
    measure = torch.nn.BCEWithLogitsLoss() if net.classes else torch.nn.MSELoss()
    shapes = {name: part.shape for name, part in model.named_parameters()}

    def loss(point: Any) -> Any:
        parts = point.split([shape.numel() for shape in shapes.values()])
        named = {name: part.view(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}
        return measure(torch.func.functional_call(model, named, (x,))[:, 0], y)

    def trained(rows: Any) -> Array:
        vector_to_parameters(weights.clone(), model.parameters())
        optimizer, losses = torch.optim.Adam(model.parameters(), lr=LR), []
        for step in range(STEPS):
            losses.append(measure(model(x)[:, 0], y).item())
            optimizer.zero_grad()
            measure(model(x[rows[step]])[:, 0], y[rows[step]]).backward()
            optimizer.step()
        return np.array([*losses, measure(model(x)[:, 0], y).item()])

    vector_to_parameters(weights.clone(), model.parameters())
    value = measure(model(x)[:, 0], y)
    value.backward()
    return {
        f"loss/{net.key}": value.detach().numpy(),
        f"gradient/{net.key}": parameters_to_vector([part.grad for part in model.parameters()]).numpy(),
        f"hessian/{net.key}": torch.autograd.functional.hessian(loss, weights).numpy(),
        f"answers/{net.key}": torch.func.functional_call(model, dict(model.named_parameters()), (x,))[:, 0]
        .detach()
        .numpy(),
        f"train/{net.key}": trained(np.tile(np.arange(EXAMPLES), (STEPS, 1))),
        f"minibatch/{net.key}": trained(drawn_rows()),
    }


def reference() -> dict[str, Array]:
    """Every array of the file."""
    import torch

    torch.set_default_dtype(torch.float64)

    def answer(weights: Any, x: Any, width: int) -> Any:
        if not width:
            return torch.nn.functional.linear(x, weights[:1, None], weights[1:])
        w, b, v, c = weights.split([width, width, width, 1])
        hidden = torch.tanh(torch.nn.functional.linear(x, w[:, None], b))
        return torch.nn.functional.linear(hidden, v[None], c)

    found: dict[str, Array] = {}
    for width in WIDTHS:
        weights, inputs, targets = (torch.tensor(part) for part in case(width))
        x, y = inputs[:, None], targets[:, None]

        def loss(point: Any, x: Any = x, y: Any = y, width: int = width) -> Any:
            return torch.nn.functional.mse_loss(answer(point, x, width), y)

        point = weights.clone().requires_grad_()
        value = loss(point)
        value.backward()
        found[f"loss/{width}"] = value.detach().numpy()
        found[f"gradient/{width}"] = point.grad.numpy()
        found[f"hessian/{width}"] = torch.autograd.functional.hessian(loss, weights).numpy()
        trained = weights.clone().requires_grad_()
        optimizer, losses = torch.optim.Adam([trained], lr=LR), []
        for _ in range(STEPS):
            optimizer.zero_grad()
            value = loss(trained)
            value.backward()
            losses.append(value.item())
            optimizer.step()
        found[f"train/{width}"] = np.array([*losses, loss(trained).item()])
    for net in NETS:
        found |= net_reference(net)
    return found


if __name__ == "__main__" and not FILE.exists():
    save(FILE, reference())
