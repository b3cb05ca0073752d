"""Writes model_reference.npz: what torch says of the models' losses, gradients and curvatures, for the tests.

    python -m venv /tmp/venv-torch && /tmp/venv-torch/bin/pip install torch==2.13.0 numpy
    /tmp/venv-torch/bin/python tests/oracle/make_model_reference.py

Each case is a torch.nn model with weights and examples from a seed. Nothing of optim_core is used here; torch is only
imported to make the data. `train/...` is the loss after each step of a training loop with torch.optim.Adam.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("model_reference.npz")
TORCH = "2.13"
WIDTHS = (0, 1, 3, 8, 16)  # 0 is a straight line
EXAMPLES = 20
STEPS, LR = 200, 0.02

Array = NDArray[np.float64]


def case(width: int) -> tuple[Array, Array, Array]:
    """Weights, inputs and targets of the case of this width."""
    rng = np.random.default_rng(width)
    weights = rng.standard_normal(3 * width + 1 if width else 2)
    return weights, rng.uniform(-2.0, 2.0, EXAMPLES), rng.standard_normal(EXAMPLES)


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
    return found


if __name__ == "__main__":
    np.savez_compressed(FILE, **reference())  # type: ignore[arg-type]
    print(f"{FILE.name}: {FILE.stat().st_size // 1000} kB")
