"""Writes second_order_reference.npz: Adafactor, Muon and L-BFGS of torch.optim, in float64, to compare with.

`make reference` runs it where the file is missing; remove the file to make it anew.

Replayed: committed gradients are given one after the other; the points are recorded, because these rules look at the
point. Walked: torch goes over surfaces written out below. PyTorch computes Muon's Newton-Schulz steps in bfloat16
whatever the weights are; here the same lines run in float64, and the same case is recorded once more as PyTorch has it.
Nothing of optim_core is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.reference import save

FILE = Path(__file__).with_name("second_order_reference.npz")
TORCH = "2.13"

STEPS = 40
Shape = tuple[int, ...]
MATRICES: list[Shape] = [(2, 2), (4, 1), (1, 4)]  # of four entries: a matrix, a column, a row

REPLAYED: dict[str, list[dict[str, float]]] = {
    "adafactor": [
        {"lr": 0.1, "beta2_decay": -0.8, "eps1": 2.0**-52, "eps2": 1e-3, "d": 1.0, "weight_decay": 0.0},
        {"lr": 0.01, "beta2_decay": -0.3, "eps1": 1e-3, "eps2": 0.5, "d": 2.5, "weight_decay": 0.2},
    ],
    "muon": [
        {"lr": 0.05, "momentum": 0.95, "nesterov": 1.0, "eps": 1e-7, "weight_decay": 0.1},
        {"lr": 0.3, "momentum": 0.6, "nesterov": 0.0, "eps": 1e-7, "weight_decay": 0.0},
        {"lr": 0.02, "momentum": 0.0, "nesterov": 1.0, "eps": 10.0, "weight_decay": 0.5},
    ],
    "lbfgs": [
        {"lr": 0.8, "history": 10.0},
        {"lr": 1.0, "history": 3.0},
        {"lr": 0.05, "history": 1.0},
    ],
}
SHAPES: dict[str, list[Shape]] = {"adafactor": [*MATRICES, (4,)], "muon": MATRICES, "lbfgs": [(4,)]}


def _matrix_least_squares(a: Any, b: Any, c: Any, d: Any) -> Any:
    return (3 * a + c - 5) ** 2 + (3 * b + d + 5) ** 2 + (a + c - 3) ** 2 + (b + d + 1) ** 2


WALKED: list[dict[str, float]] = [{"lr": 0.8, "history": 10.0}, {"lr": 0.5, "history": 2.0}]
# name -> (loss, two starts, steps)
SURFACES: dict[str, tuple[Any, list[list[float]], int]] = {
    "ravine": (lambda p: (p[0] ** 2 + 25 * p[1] ** 2) / 2, [[25.0, 1.0], [-2.0, 3.0]], 12),
    "booth": (lambda p: (p[0] + 2 * p[1] - 7) ** 2 + (2 * p[0] + p[1] - 5) ** 2, [[-7.0, -5.0], [4.0, 9.5]], 12),
    "double_well": (lambda p: (p[0] ** 2 - 1) ** 2 / 4 + 0.1 * p[0], [[1.5], [-1.8]], 8),
    "matrix": (
        lambda w: _matrix_least_squares(*w),
        [[-3.0, 2.0, -1.0, -3.0], [0.5, 1.5, 3.0, -2.0]],
        12,
    ),
}


def gradient_sequences() -> dict[str, np.ndarray]:
    """Sequences of gradients (STEPS, 4) for points with four entries; all start from START."""
    rng = np.random.default_rng(20261122)
    normal = rng.standard_normal((4, STEPS, 4))
    zeros = np.where(rng.random((STEPS, 4)) < 0.5, 0.0, normal[3])
    zeros[[0, 1, 7, 20, 21]] = 0.0
    return {
        "everyday": normal[0] * [1.0, 30.0, 0.2, 4.0],
        "small": normal[1] * 10.0 ** rng.uniform(-6, -3, (STEPS, 4)),
        "large": normal[2] * 10.0 ** rng.uniform(2, 6, (STEPS, 4)),
        "zeros": zeros,
        "slow": np.cumsum(normal[0], axis=0) + 10.0,  # one gradient resembles the next
    }


START = np.array([0.75, -1.5, 2.0, -0.25])


def newton_schulz_in_float64(grad: Any, coefficients: Any, steps: int, eps: float) -> Any:
    """PyTorch's _zeropower_via_newtonschulz without its cast to bfloat16."""
    import torch

    a, b, c = coefficients
    x = grad.clone()
    if grad.size(0) > grad.size(1):
        x = x.T
    x = x / x.norm().clamp(min=eps)
    for _ in range(steps):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.T if grad.size(0) > grad.size(1) else x


def make_optimizer(slug: str, parameter: Any, hypers: dict[str, float]) -> Any:
    """torch's optimizer for one of ours."""
    import torch

    by = dict(hypers)
    if slug == "adafactor":
        by["eps"] = (by.pop("eps1"), by.pop("eps2"))  # type: ignore[assignment]
        return torch.optim.Adafactor([parameter], **by)
    if slug == "muon":
        return torch.optim.Muon([parameter], nesterov=bool(by.pop("nesterov")), **by)
    history = int(by["history"])
    return torch.optim.LBFGS(
        [parameter], lr=by["lr"], max_iter=1, history_size=history, tolerance_grad=0, tolerance_change=0
    )


def replayed(slug: str, hypers: dict[str, float], gradients: np.ndarray, shape: Shape) -> np.ndarray:
    """The points that follow from the gradients (steps, 4), (steps + 1, 4)."""
    import torch

    parameter = torch.tensor(START.reshape(shape), requires_grad=True)
    optimizer = make_optimizer(slug, parameter, hypers)
    points = [START]
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient.reshape(shape))
        optimizer.step(lambda: torch.tensor(0.0))
        points.append(parameter.detach().numpy().ravel().copy())
    return np.stack(points)


def walked(hypers: dict[str, float], surface: str) -> np.ndarray:
    """The points L-BFGS visits, (steps + 1, starts, dim)."""
    import torch

    loss, starts, steps = SURFACES[surface]
    paths = []
    for start in starts:
        parameter = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        optimizer = make_optimizer("lbfgs", parameter, hypers)

        def closure(parameter: Any = parameter, optimizer: Any = optimizer) -> Any:
            optimizer.zero_grad()
            value = loss(parameter)
            value.backward()
            return value

        points = [parameter.detach().numpy().copy()]
        for _ in range(steps):
            optimizer.step(closure)
            points.append(parameter.detach().numpy().copy())
        paths.append(np.stack(points))
    return np.stack(paths, axis=1)


def key(slug: str, number: int, shape: Shape, sequence: str) -> str:
    return f"replayed/{slug}/{number}/{'x'.join(map(str, shape))}/{sequence}"


def reference(gradients: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the file holds beside the gradients."""
    import torch

    muon: Any = torch.optim._muon
    as_it_is = muon._zeropower_via_newtonschulz
    data: dict[str, np.ndarray] = {}
    for slug, settings in REPLAYED.items():
        for number, hypers in enumerate(settings):
            for shape in SHAPES[slug]:
                for name, rows in gradients.items():
                    muon._zeropower_via_newtonschulz = newton_schulz_in_float64
                    data[key(slug, number, shape, name)] = replayed(slug, hypers, rows, shape)
                    muon._zeropower_via_newtonschulz = as_it_is
                    if slug == "muon":
                        data["bfloat16/" + key(slug, number, shape, name)] = replayed(slug, hypers, rows, shape)
    for number, hypers in enumerate(WALKED):
        for surface in SURFACES:
            data[f"walked/{number}/{surface}"] = walked(hypers, surface)
    return data


def main() -> None:
    if FILE.exists():
        return
    import torch

    if not torch.__version__.startswith(TORCH):
        raise SystemExit(f"The reference is torch {TORCH}; this is {torch.__version__}.")
    torch.set_num_threads(1)
    gradients = gradient_sequences()
    given = {f"gradients/{name}": rows for name, rows in gradients.items()}
    save(FILE, {**given, **reference(gradients)})


if __name__ == "__main__":
    main()
