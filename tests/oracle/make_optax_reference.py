"""Writes optax_reference.npz: Lion as in optax, Schedule-Free as in optax and its authors' package, in float64.

`make reference` runs it where the file is missing; remove the file to make it anew.

PyTorch itself has neither. The gradients, the noise and the surfaces are those of make_torch_reference; nothing of
optim_core is used here, and the libraries are only imported to make the data.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tests.oracle.make_torch_reference import (
    CLOSED_STEPS,
    REPLAY_STARTS,
    REPLAYED,
    SURFACES,
    double_precision,
    gradient_sequences,
    noise_sequence,
)
from tests.reference import save

FILE = Path(__file__).with_name("optax_reference.npz")
VERSIONS = {"optax": "0.2.8", "schedulefree": "1.4.1"}

LION_OPEN: list[dict[str, float]] = [
    {"lr": 0.01, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
    {"lr": 0.3, "beta1": 0.0, "beta2": 0.5, "weight_decay": 0.0},
    {"lr": 1e-3, "beta1": 0.997, "beta2": 0.0, "weight_decay": 0.0},
]
LION_REPLAY = {"lr": 0.2, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.5}


class Walk(NamedTuple):
    """A closed loop: `schedule` is the name of one below, or empty."""

    library: str
    slug: str
    surface: str
    hypers: dict[str, float]
    noise: float = 0.0
    schedule: str = ""


_SGD = {"lr": 0.03, "beta": 0.9, "weight_decay": 0.0}
_ADAMW = {"lr": 0.2, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0}
_QUICK = {"lr": 0.3, "beta1": 0.6, "beta2": 0.9, "eps": 1e-3, "weight_decay": 0.2}
_LION = {"lr": 0.03, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0}
WALKS = [
    Walk("optax", "lion", "ravine_5_45", _LION),
    Walk("optax", "lion", "booth", {**_LION, "beta1": 0.5, "weight_decay": 0.3}),
    Walk("optax", "lion", "double_well", {**_LION, "weight_decay": 0.1}),
    Walk("optax", "lion", "ravine_5_45", {**_LION, "weight_decay": 0.1}, noise=0.3, schedule="down"),
    *(
        Walk(library, slug, surface, hypers)
        for library in ("schedulefree", "optax")
        for slug, surface, hypers in (
            ("schedule_free_sgd", "ravine_5_45", _SGD),
            ("schedule_free_sgd", "booth", {**_SGD, "beta": 0.5, "weight_decay": 0.3}),
            ("schedule_free_adamw", "ravine_5_45", _ADAMW),
            ("schedule_free_adamw", "booth", _QUICK),
            ("schedule_free_adamw", "double_well", _ADAMW),
        )
    ),
    Walk("schedulefree", "schedule_free_sgd", "ravine_5_45", _SGD, noise=0.3, schedule="up"),
    Walk("schedulefree", "schedule_free_sgd", "booth", _SGD, schedule="down"),
    Walk("schedulefree", "schedule_free_adamw", "booth", _QUICK, noise=2.0, schedule="up"),
    Walk("schedulefree", "schedule_free_adamw", "ravine_5_45", _ADAMW, schedule="down"),
]


def rates_of(case: Walk) -> np.ndarray:
    """The learning rate of each step: constant, rising over 20 steps from zero, or falling to a tenth in the end."""
    t = np.arange(CLOSED_STEPS)
    shape = {"": np.ones(CLOSED_STEPS), "up": np.minimum(t / 20, 1.0), "down": 1 - 0.9 * t / CLOSED_STEPS}
    return case.hypers["lr"] * shape[case.schedule]


def in_optax(case_slug: str, hypers: dict[str, float], rates: np.ndarray | None = None) -> Any:
    """optax's optimizer for one of ours."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    lr: Any = hypers["lr"]
    if rates is not None:
        listed = jax.numpy.asarray(rates)

        def lr(count: Any) -> Any:
            return listed[count]

    if case_slug == "lion":
        return optax.lion(lr, b1=hypers["beta1"], b2=hypers["beta2"], weight_decay=hypers["weight_decay"])
    if case_slug == "schedule_free_sgd":
        return optax.contrib.schedule_free_sgd(lr, b1=hypers["beta"], weight_decay=hypers["weight_decay"])
    return optax.contrib.schedule_free_adamw(
        lr, b1=hypers["beta1"], b2=hypers["beta2"], eps=hypers["eps"], weight_decay=hypers["weight_decay"]
    )


def in_schedulefree(slug: str, parameter: Any, hypers: dict[str, float]) -> Any:
    """The optimizer of Schedule-Free's authors for one of ours."""
    import schedulefree

    shared = {"lr": hypers["lr"], "weight_decay": hypers["weight_decay"], "foreach": False}
    if slug == "schedule_free_sgd":
        return schedulefree.SGDScheduleFree([parameter], momentum=hypers["beta"], **shared)
    betas = (hypers["beta1"], hypers["beta2"])
    return schedulefree.AdamWScheduleFree([parameter], betas=betas, eps=hypers["eps"], **shared)


def lion_open(hypers: dict[str, float], gradients: np.ndarray) -> dict[str, np.ndarray]:
    """The updates and the mean gradient after each step."""
    optimizer = in_optax("lion", hypers)
    start = np.zeros(gradients.shape[1:])
    state = optimizer.init(start)
    record: dict[str, list[np.ndarray]] = {"updates": [], "m": []}
    for gradient in gradients:
        update, state = optimizer.update(gradient, state, start)
        record["updates"].append(np.asarray(update))
        record["m"].append(np.asarray(state[0].mu))
    return {name: np.stack(rows) for name, rows in record.items()}


def lion_replay(gradients: np.ndarray) -> np.ndarray:
    """The points that optax visits under given gradients, with weight decay."""
    optimizer = in_optax("lion", LION_REPLAY)
    points = [np.array(REPLAY_STARTS)]
    state = optimizer.init(points[0])
    for gradient in gradients[:, REPLAYED]:
        update, state = optimizer.update(gradient, state, points[-1])
        points.append(points[-1] + np.asarray(update))
    return np.stack(points)


def walk_in_optax(case: Walk, start: list[float], noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points, and the fast point z where there is one."""
    import jax

    optimizer = in_optax(case.slug, case.hypers, rates_of(case) if case.schedule else None)
    slope: Callable[[Any], Any] = jax.grad(SURFACES[case.surface][0])
    point = jax.numpy.asarray(start)
    state = optimizer.init(point)
    points, fast = [np.asarray(point)], []
    for disturbance in noise[:CLOSED_STEPS]:
        gradient = slope(point) + (case.noise * disturbance[: len(start)] if case.noise else 0.0)
        update, state = optimizer.update(gradient, state, point)
        point = point + update
        points.append(np.asarray(point))
        fast.append(np.asarray(getattr(state, "z", point)))
    return np.stack(points), np.stack(fast)


def walk_in_schedulefree(case: Walk, start: list[float], noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points where gradients are taken, and the fast point z after each step."""
    import torch

    loss = SURFACES[case.surface][0]
    with double_precision():
        parameter = torch.tensor(start, requires_grad=True)
        optimizer = in_schedulefree(case.slug, parameter, case.hypers)
        optimizer.train()
        points, fast = [parameter.detach().numpy().copy()], []
        for rate, disturbance in zip(rates_of(case).tolist(), noise, strict=False):
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
            loss(parameter).backward()
            if case.noise:
                parameter.grad += torch.tensor(case.noise * disturbance)
            optimizer.step()
            points.append(parameter.detach().numpy().copy())
            fast.append(optimizer.state[parameter]["z"].numpy().copy())
    return np.stack(points), np.stack(fast)


def reference(gradients: np.ndarray, noise: np.ndarray) -> dict[str, np.ndarray]:
    """open/<setting>/<what>, replay, walk/<number>/points and walk/<number>/z."""
    data = {
        f"open/{number}/{name}": rows
        for number, hypers in enumerate(LION_OPEN)
        for name, rows in lion_open(hypers, gradients).items()
    }
    data["replay"] = lion_replay(gradients)
    for number, case in enumerate(WALKS):
        follow = walk_in_optax if case.library == "optax" else walk_in_schedulefree
        paths = [follow(case, start, noise) for start in SURFACES[case.surface][2]]
        data[f"walk/{number}/points"] = np.stack([points for points, _ in paths], axis=1)
        if case.slug != "lion":
            data[f"walk/{number}/z"] = np.stack([fast for _, fast in paths], axis=1)
    return data


def main() -> None:
    if FILE.exists():
        return
    from importlib.metadata import version

    for name, wanted in VERSIONS.items():
        if version(name) != wanted:
            raise SystemExit(f"The reference is {name} {wanted}; this is {version(name)}.")
    save(FILE, reference(gradient_sequences(), noise_sequence()))


if __name__ == "__main__":
    main()
