"""Writes torch_reference.npz: what torch.optim does, in float64, for the tests to compare with.

    python -m venv /tmp/venv-torch && /tmp/venv-torch/bin/pip install torch==2.13.0 numpy
    /tmp/venv-torch/bin/python tests/oracle/make_torch_reference.py

Open loop: one committed sequence of gradients is replayed; the updates and the state are recorded. Closed loop: torch
walks on surfaces written out below, with the gradient of torch.autograd; the points are recorded. Nothing of
optim_core is used here, and torch is only imported to make the data.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).with_name("torch_reference.npz")
TORCH = "2.13"

# slug -> (class in torch.optim, our hyperparameter -> torch's argument, our state -> torch's)
RULES: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "gd": ("SGD", {}, {}),
    "momentum": ("SGD", {"beta": "momentum"}, {"v": "momentum_buffer"}),
    "nesterov": ("SGD", {"beta": "momentum"}, {"v": "momentum_buffer"}),
    "adagrad": ("Adagrad", {"eps": "eps"}, {"s": "sum"}),
    "rmsprop": ("RMSprop", {"alpha": "alpha", "eps": "eps"}, {"v": "square_avg"}),
    "adam": ("Adam", {"beta1": "betas", "beta2": "betas", "eps": "eps"}, {"m": "exp_avg", "v": "exp_avg_sq"}),
}

OPEN: dict[str, list[dict[str, float]]] = {
    "gd": [{"lr": 1e-3}, {"lr": 2.5}],
    "momentum": [{"lr": 0.01, "beta": 0.9}, {"lr": 0.3, "beta": 0.0}, {"lr": 1e-4, "beta": 0.997}],
    "nesterov": [{"lr": 0.01, "beta": 0.9}, {"lr": 0.3, "beta": 0.25}, {"lr": 1e-4, "beta": 0.997}],
    "adagrad": [{"lr": 0.01, "eps": 1e-10}, {"lr": 1.5, "eps": 1e-30}, {"lr": 0.1, "eps": 0.01}],
    "rmsprop": [
        {"lr": 0.01, "alpha": 0.99, "eps": 1e-8},
        {"lr": 0.3, "alpha": 0.0, "eps": 1e-8},
        {"lr": 1e-3, "alpha": 0.5, "eps": 0.1},
        {"lr": 0.02, "alpha": 0.9999, "eps": 1e-16},
    ],
    "adam": [
        {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.2, "beta1": 0.0, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.05, "beta1": 0.5, "beta2": 0.0, "eps": 1e-3},
        {"lr": 0.01, "beta1": 0.99, "beta2": 0.9999, "eps": 1e-16},
    ],
}

# Two settings each; a learning rate of the first three is a share of 1/L, with L the largest curvature met on the way.
CLOSED: dict[str, list[dict[str, float]]] = {
    "gd": [{"lr": 0.3}, {"lr": 1.6}],
    "momentum": [{"lr": 0.8, "beta": 0.9}, {"lr": 0.4, "beta": 0.5}],
    "nesterov": [{"lr": 0.5, "beta": 0.9}, {"lr": 0.9, "beta": 0.5}],
    "adagrad": [{"lr": 0.3, "eps": 1e-10}, {"lr": 1.0, "eps": 0.01}],
    "rmsprop": [{"lr": 0.01, "alpha": 0.99, "eps": 1e-8}, {"lr": 0.02, "alpha": 0.9, "eps": 1e-3}],
    "adam": [
        {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.2, "beta1": 0.6, "beta2": 0.99, "eps": 1e-3},
    ],
}
SHARES_OF_CURVATURE = ("gd", "momentum", "nesterov")
CLOSED_STEPS = 80


def _ravine(kappa: float, turned: bool) -> Any:
    """(u^2 + kappa v^2)/2; turned by 45 degrees, u = (x + y)/sqrt 2 and v = (y - x)/sqrt 2."""
    if turned:
        return lambda p: ((p[0] + p[1]) ** 2 + kappa * (p[1] - p[0]) ** 2) / 4
    return lambda p: (p[0] ** 2 + kappa * p[1] ** 2) / 2


# name -> (loss, largest curvature, two starts)
SURFACES: dict[str, tuple[Any, float, list[list[float]]]] = {
    "bowl": (lambda p: (p[0] ** 2 + p[1] ** 2) / 2, 1.0, [[-4.0, 3.0], [0.5, -2.25]]),
    "ravine_5_0": (_ravine(5.0, False), 5.0, [[5.0, 1.0], [-2.0, 3.0]]),
    "ravine_5_45": (_ravine(5.0, True), 5.0, [[2.5, 4.5], [-2.0, 3.0]]),
    "ravine_25_0": (_ravine(25.0, False), 25.0, [[25.0, 1.0], [-2.0, 3.0]]),
    "ravine_25_45": (_ravine(25.0, True), 25.0, [[17.0, 18.5], [-2.0, 3.0]]),
    "booth": (
        lambda p: (p[0] + 2 * p[1] - 7) ** 2 + (2 * p[0] + p[1] - 5) ** 2,
        18.0,
        [[-7.0, -5.0], [4.0, 9.5]],
    ),
    "double_well": (lambda p: (p[0] ** 2 - 1) ** 2 / 4 + 0.1 * p[0], 6.0, [[1.5], [-0.4]]),
}


def closed_hypers(slug: str, number: int, surface: str) -> dict[str, float]:
    """The hyperparameters of one closed-loop case."""
    chosen = dict(CLOSED[slug][number])
    if slug in SHARES_OF_CURVATURE:
        chosen["lr"] /= SURFACES[surface][1]
    return chosen


def gradient_sequences() -> np.ndarray:
    """Five sequences of gradients (48, 5, 2): everyday, tiny, huge, mostly zero, and all of that mixed."""
    rng = np.random.default_rng(20260713)
    steps = 48
    normal = rng.standard_normal((5, steps, 2))
    tiny = normal[1] * 10.0 ** rng.uniform(-160, -6, (steps, 2))
    huge = normal[2] * 10.0 ** rng.uniform(3, 150, (steps, 2))
    zeros = np.where(rng.random((steps, 2)) < 0.75, 0.0, normal[3])
    zeros[0] = 0.0
    mixed = normal[4] * 10.0 ** rng.uniform(-9, 6, (steps, 2))
    mixed[20:26] = 0.0
    return np.stack([normal[0] * [1.0, 30.0], tiny, huge, zeros, mixed], axis=1)


def make_optimizer(slug: str, parameter: Any, hypers: dict[str, float]) -> Any:
    """torch's optimizer for one of ours."""
    import torch

    name, arguments, _ = RULES[slug]
    chosen: dict[str, Any] = {"lr": hypers["lr"]}
    for ours, theirs in arguments.items():
        if theirs == "betas":
            chosen["betas"] = (hypers["beta1"], hypers["beta2"])
        else:
            chosen[theirs] = hypers[ours]
    if slug == "nesterov":
        chosen["nesterov"] = True
    return getattr(torch.optim, name)([parameter], **chosen)


def open_loop(slug: str, hypers: dict[str, float], gradients: np.ndarray) -> dict[str, np.ndarray]:
    """The updates and the state after each step, both of the gradients' shape.

    The parameter is set to zero before each step, so that what it holds afterwards is the update, not rounded again.
    """
    import torch

    parameter = torch.zeros(gradients.shape[1:], dtype=torch.float64, requires_grad=True)
    optimizer = make_optimizer(slug, parameter, hypers)
    states = RULES[slug][2]
    record: dict[str, list[np.ndarray]] = {name: [] for name in ("updates", *states)}
    for gradient in gradients:
        with torch.no_grad():
            parameter.zero_()
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        record["updates"].append(parameter.detach().numpy().copy())
        for ours, theirs in states.items():
            kept = optimizer.state[parameter].get(theirs)  # with momentum 0 torch keeps no buffer: it is the gradient
            record[ours].append(gradient.copy() if kept is None else kept.numpy().copy())
    return {name: np.stack(rows) for name, rows in record.items()}


def closed_loop(slug: str, hypers: dict[str, float], surface: str) -> np.ndarray:
    """The points torch visits, (steps + 1, starts, dim)."""
    import torch

    loss, _, starts = SURFACES[surface]
    paths = []
    for start in starts:
        parameter = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        optimizer = make_optimizer(slug, parameter, hypers)
        points = [parameter.detach().numpy().copy()]
        for _ in range(CLOSED_STEPS):
            optimizer.zero_grad()
            loss(parameter).backward()
            optimizer.step()
            points.append(parameter.detach().numpy().copy())
        paths.append(np.stack(points))
    return np.stack(paths, axis=1)


def reference(gradients: np.ndarray) -> dict[str, np.ndarray]:
    """What the file holds beside the gradients: open/<slug>/<setting>/<what> and closed/<slug>/<setting>/<surface>."""
    data: dict[str, np.ndarray] = {}
    for slug, settings in OPEN.items():
        for number, hypers in enumerate(settings):
            for name, rows in open_loop(slug, hypers, gradients).items():
                data[f"open/{slug}/{number}/{name}"] = rows
        for number in range(len(CLOSED[slug])):
            for surface in SURFACES:
                data[f"closed/{slug}/{number}/{surface}"] = closed_loop(
                    slug, closed_hypers(slug, number, surface), surface
                )
    return data


def main() -> None:
    import torch

    if not torch.__version__.startswith(TORCH):
        raise SystemExit(f"The reference is torch {TORCH}; this is {torch.__version__}.")
    torch.set_num_threads(1)
    gradients = gradient_sequences()
    np.savez_compressed(FILE, gradients=gradients, **reference(gradients))
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
