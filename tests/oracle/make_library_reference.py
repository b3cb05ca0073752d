"""Writes library_reference.npz: what PyTorch, Keras and optax do in float64 with the calls our registry names.

`make reference` runs it and adds what is missing; with names of optimizers it makes theirs anew.

Of optim_core only records are used. The text of each call (`Optimizer.libraries`) is filled with the settings below, or
with two by the record's sliders where there are none, and evaluated in the real library; the text is stored beside the
numbers, so a changed call asks for new data. The learning rate is another one at every step, because conventions
differ most under a schedule.

Open loop: committed gradients are replayed. Closed loop: the library walks on quadratics written out below.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from optim_core import OPTIMIZERS
from tests.reference import Reference, save, settings

FILE = Path(__file__).with_name("library_reference.npz")
VERSIONS = {"torch": "2.13", "keras": "3.15", "optax": "0.2.8"}

STEPS = 24
RATES = 1.0 + 0.6 * np.sin(np.arange(1.0, STEPS + 1.0))  # the learning rate of each step, as a share of lr

Hypers = dict[str, float]
_ADAM: list[Hypers] = [
    {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
    {"lr": 0.01, "beta1": 0.6, "beta2": 0.97, "eps": 1e-3},
]
# our slug -> settings by our names, where the sliders' own would not show all that a library does
_CHOSEN: dict[str, list[Hypers]] = {
    "gd": [{"lr": 0.1}],
    "momentum": [{"lr": 0.05, "beta": 0.9}, {"lr": 0.1, "beta": 0.5}],
    "nesterov": [{"lr": 0.05, "beta": 0.9}, {"lr": 0.1, "beta": 0.5}],
    "adagrad": [{"lr": 0.3, "eps": 1e-10}, {"lr": 1.0, "eps": 0.01}],
    "rmsprop": [
        {"lr": 0.02, "alpha": 0.99, "eps": 1e-8, "momentum": 0.0, "centered": 0.0},
        {"lr": 0.01, "alpha": 0.9, "eps": 1e-3, "momentum": 0.7, "centered": 0.0},
        {"lr": 0.01, "alpha": 0.95, "eps": 1e-3, "momentum": 0.5, "centered": 1.0},
    ],
    "adam": _ADAM,
    "sgd": [
        {"lr": 0.1, "momentum": 0.0, "dampening": 0.0, "nesterov": 0.0, "weight_decay": 0.0},
        {"lr": 0.05, "momentum": 0.9, "dampening": 0.0, "nesterov": 1.0, "weight_decay": 0.0},
        {"lr": 0.05, "momentum": 0.8, "dampening": 0.3, "nesterov": 0.0, "weight_decay": 0.2},
    ],
    "adadelta": [{"lr": 1.0, "rho": 0.9, "eps": 1e-6}, {"lr": 0.5, "rho": 0.6, "eps": 1e-3}],
    "amsgrad": _ADAM,
    "adamw": [{**_ADAM[0], "weight_decay": 0.01}, {**_ADAM[1], "weight_decay": 0.3}],
    "adamax": _ADAM,
    "nadam": [{**_ADAM[0], "momentum_decay": 0.004}, {**_ADAM[1], "momentum_decay": 0.2}],
    "radam": _ADAM,
    "lion": [
        {"lr": 0.02, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
        {"lr": 0.05, "beta1": 0.5, "beta2": 0.8, "weight_decay": 0.2},
    ],
    "rprop": [
        {"lr": 0.01, "eta_minus": 0.5, "eta_plus": 1.2, "size_min": 1e-6, "size_max": 50.0},
        {"lr": 0.3, "eta_minus": 0.6, "eta_plus": 1.5, "size_min": 0.1, "size_max": 0.5},
    ],
    "schedule_free_sgd": [
        {"lr": 0.1, "beta": 0.9, "weight_decay": 0.0},
        {"lr": 0.2, "beta": 0.6, "weight_decay": 0.1},
    ],
    "schedule_free_adamw": [
        {"lr": 0.05, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0},
        {"lr": 0.1, "beta1": 0.6, "beta2": 0.97, "eps": 1e-3, "weight_decay": 0.1},
    ],
    "adafactor": [
        {"lr": 0.1, "beta2_decay": -0.8, "eps1": 1e-8, "eps2": 1e-3, "d": 1.0, "weight_decay": 0.0},
        {"lr": 0.5, "beta2_decay": -0.5, "eps1": 1e-3, "eps2": 1e-3, "d": 2.0, "weight_decay": 0.1},
    ],
    "muon": [
        {"lr": 0.05, "momentum": 0.95, "nesterov": 1.0, "eps": 1e-7, "weight_decay": 0.1},
        {"lr": 0.1, "momentum": 0.5, "nesterov": 0.0, "eps": 1e-7, "weight_decay": 0.0},
    ],
    "sophia": [
        {"lr": 0.05, "beta1": 0.96, "beta2": 0.99, "gamma": 0.01, "rho": 1.0, "eps": 1e-12, "weight_decay": 0.2},
        {"lr": 0.1, "beta1": 0.5, "beta2": 0.8, "gamma": 1.5, "rho": 2.0, "eps": 1e-12, "weight_decay": 0.0},
    ],
    "sam": [{"lr": 0.1, "rho": 0.05}, {"lr": 0.2, "rho": 1.0}],
    "line_search": [{"lr": 1.0, "c": 1e-4, "shrink": 0.5}, {"lr": 3.0, "c": 0.3, "shrink": 0.7}],
    "lbfgs": [{"lr": 0.5, "history": 10.0}, {"lr": 0.9, "history": 2.0}],
}
SETTINGS: dict[str, list[Hypers]] = {slug: _CHOSEN.get(slug, settings(o.hypers)) for slug, o in OPTIMIZERS.items()}
SWITCHES = {name for optimizer in OPTIMIZERS.values() for name, hyper in optimizer.hypers.items() if hyper.switch}
COUNTS = {name for optimizer in OPTIMIZERS.values() for name, hyper in optimizer.hypers.items() if hyper.whole}
ONE_RATE = {("optax", "rprop"), ("optax", "line_search")}  # here the rate is a number given once, not a schedule
# Asked by the step, these would weigh their average by the next step's rate; see docs/libraries.md.
INJECTED = {("optax", "schedule_free_sgd"), ("optax", "schedule_free_adamw")}
# What a replayed gradient cannot feed, and of the others what mixes the coordinates of a point.
ON_SURFACES = {slug for slug, o in OPTIMIZERS.items() if {"loss", "gradient", "hessian"} & {*o.needs}}
WHOLE = {slug for slug, o in OPTIMIZERS.items() if not o.elementwise and slug not in ON_SURFACES}
MATRIX_ROWS = (1, 2, 3)  # of a matrix with six entries: a row, wide, tall

START = np.array([[0.75, -1.5], [2.0, 0.5], [-0.25, 3.0], [1.25, 1.5]])
MATRIX_START = np.array([0.75, -1.5, 2.0, 0.5, -0.25, 1.25])

# formula -> (matrix of second derivatives, where the minimum is, start)
QUADRATICS: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {
    "x^2/2 + y^2/2": (np.eye(2), np.zeros(2), np.array([-4.0, 3.0])),
    "1.5*x^2 - 2*x*y + 1.5*y^2": (np.array([[3.0, -2.0], [-2.0, 3.0]]), np.zeros(2), np.array([2.5, 4.5])),
    "2*(x - 1)^2 + (x - 1)*(y - 3) + (y - 3)^2/4": (
        np.array([[4.0, 1.0], [1.0, 0.5]]),
        np.array([1.0, 3.0]),
        np.array([-2.0, 1.5]),
    ),
}


def gradient_sequences() -> np.ndarray:
    """Four sequences of gradients (steps, 4, 2): everyday, tiny, large but safe to square, and mostly zero."""
    rng = np.random.default_rng(20261122)
    normal = rng.standard_normal((4, STEPS, 2))
    tiny = normal[1] * 10.0 ** rng.uniform(-9, -4, (STEPS, 2))
    large = normal[2] * 10.0 ** rng.uniform(2, 5, (STEPS, 2))
    zeros = np.where(rng.random((STEPS, 2)) < 0.6, 0.0, normal[3])
    zeros[0] = 0.0
    return np.stack([normal[0] * [1.0, 30.0], tiny, large, zeros], axis=1)


def matrix_gradients() -> np.ndarray:
    """One sequence for a matrix with six entries, (steps, 6)."""
    return np.random.default_rng(5).standard_normal((STEPS, 6)) * [1.0, 0.1, 3.0, 1.0, 10.0, 0.5]


def filled(call: str, hypers: Hypers, **instead: str) -> str:
    """The call with its braces filled in."""
    texts = {name: repr(float(value)) for name, value in hypers.items()}
    texts |= {name: str(bool(hypers[name])) for name in SWITCHES & set(hypers)}
    texts |= {name: str(int(hypers[name])) for name in COUNTS & set(hypers)}
    return call.format(**(texts | instead))


class Quadratic:
    """A quadratic, or a list of gradients to replay, as each library may ask for it."""

    def __init__(self, curvature: np.ndarray, minimum: np.ndarray) -> None:
        self.curvature, self.minimum = curvature, minimum

    def gradient(self, x: Any) -> Any:
        return (self.curvature @ (x - self.minimum)).reshape(x.shape)

    def loss(self, x: Any) -> Any:
        return (x - self.minimum) @ self.curvature @ (x - self.minimum) / 2


class PyTorch:
    """One parameter and its optimizer in PyTorch."""

    def __init__(self, call: str, start: np.ndarray, lr: float, surface: Quadratic | None) -> None:
        import torch

        torch.set_default_dtype(torch.float64)
        self.torch, self.lr = torch, lr
        self.x = torch.tensor(start, requires_grad=True)
        self.optimizer = eval(call, {"torch": torch, "x": self.x})

    def step(self, k: int, gradient: np.ndarray) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = self.lr * RATES[k]
        self.x.grad = self.torch.tensor(gradient)
        self.optimizer.step(lambda: self.torch.tensor(0.0))

    def point(self) -> np.ndarray:
        return self.x.detach().numpy().copy()

    def move_to(self, point: np.ndarray) -> None:
        with self.torch.no_grad():
            self.x.copy_(self.torch.tensor(point))


class Keras:
    """One variable and its optimizer in Keras, on JAX."""

    def __init__(self, call: str, start: np.ndarray, lr: float, surface: Quadratic | None) -> None:
        import keras

        keras.config.set_floatx("float64")
        self.x, self.lr = keras.Variable(start), lr
        self.optimizer = eval(call, {"keras": keras})

    def step(self, k: int, gradient: np.ndarray) -> None:
        self.optimizer.learning_rate = float(self.lr * RATES[k])
        self.optimizer.apply([gradient], [self.x])

    def point(self) -> np.ndarray:
        return self.x.numpy().copy()

    def move_to(self, point: np.ndarray) -> None:
        self.x.assign(point)


class Optax:
    """An array, an optimizer and its state in optax. Where the call says `rate`, optax asks for it by the step."""

    def __init__(self, call: str, start: np.ndarray, lr: float, surface: Quadratic | None) -> None:
        import jax
        import optax
        from jax import numpy as jnp

        self.rates = jnp.array(lr * RATES)
        self.extra: Callable[[Any, Any], dict[str, Any]] = lambda x, g: {}
        names = {"optax": optax, "jax": jax, "jnp": jnp, "rate": lambda count: self.rates[count]}
        if surface is not None:
            names["loss"] = surface.loss
        self.optimizer, self.apply, self.array = eval(call, names), optax.apply_updates, jnp.asarray
        self.x = jnp.array(start)
        self.state = self.optimizer.init(self.x)

    def step(self, k: int, gradient: np.ndarray) -> None:
        g = self.array(gradient)
        if hasattr(self.state, "hyperparams"):
            self.state.hyperparams["learning_rate"] = self.rates[k]
        updates, self.state = self.optimizer.update(g, self.state, self.x, **self.extra(self.x, g))
        self.x = self.apply(self.x, updates)

    def point(self) -> np.ndarray:
        return np.array(self.x)

    def move_to(self, point: np.ndarray) -> None:
        self.x = self.array(point)


LIBRARIES: dict[str, Any] = {"pytorch": PyTorch, "keras": Keras, "optax": Optax}


def started(
    library: str,
    slug: str,
    call: str,
    hypers: Hypers,
    start: np.ndarray,
    surface: Quadratic | None,
    asked: bool = False,
) -> Any:
    """A library's optimizer at a point, with the quadratic that it may ask questions about.

    `asked`: optax is to ask for the learning rate by the step also where it would rather be told.
    """
    asked = asked or (library == "optax" and (library, slug) not in {*ONE_RATE, *INJECTED})
    text = filled(call, hypers, lr="rate") if asked else filled(call, hypers)
    if (library, slug) in INJECTED and not asked:
        text = "optax.inject_hyperparams({})({}".format(*text.split("(", 1))
    runner = LIBRARIES[library](text, start, hypers["lr"], surface)
    if library == "optax" and surface is not None:
        if slug == "sam":
            runner.extra = lambda x, g: {"grad_fn": lambda p, i: surface.gradient(p)}
        if slug == "line_search":
            runner.extra = lambda x, g: {"value": surface.loss(x), "grad": g, "value_fn": surface.loss}
    return runner


def stays(hypers: Hypers, slug: str) -> bool:
    """Whether the rule does not look at the point, so that it can be put back to zero before each step."""
    return not hypers.get("weight_decay") and slug not in WHOLE and not slug.startswith("schedule_free")


def replayed(
    library: str, slug: str, call: str, hypers: Hypers, gradients: np.ndarray, start: np.ndarray
) -> np.ndarray:
    """The updates (steps, ...) where the point is put back to zero each time, else the points (steps + 1, ...)."""
    still = stays(hypers, slug)
    runner = started(library, slug, call, hypers, np.zeros_like(start) if still else start, None)
    rows = [] if still else [runner.point()]
    for k, gradient in enumerate(gradients):
        if still:
            runner.move_to(np.zeros_like(start))
        runner.step(k, gradient)
        rows.append(runner.point())
    return np.stack(rows)


def walked(library: str, slug: str, call: str, hypers: Hypers, surface: str, asked: bool = False) -> np.ndarray:
    """The points (steps + 1, 2) on a quadratic."""
    curvature, minimum, start = QUADRATICS[surface]
    quadratic = Quadratic(curvature, minimum)
    placed = start.reshape(-1, 1) if slug in WHOLE else start
    runner = started(library, slug, call, hypers, placed, quadratic, asked)
    rows = [runner.point().ravel()]
    for k in range(STEPS):
        runner.step(k, quadratic.gradient(rows[-1]).reshape(runner.point().shape))
        rows.append(runner.point().ravel())
    return np.stack(rows)


def calls() -> Iterator[tuple[str, str, str]]:
    """(library, slug, call) for every optimizer that a library has."""
    for slug, optimizer in OPTIMIZERS.items():
        for library, its in optimizer.libraries.items():
            if its.call:
                yield library, slug, its.call


def made_with(library: str, slug: str) -> dict[str, np.ndarray]:
    """What the numbers of an optimizer in a library depend on: the call, and settings that follow from sliders."""
    made = {f"call/{library}/{slug}": np.array(OPTIMIZERS[slug].libraries[library].call)}
    return made if slug in _CHOSEN else {**made, f"settings/{library}/{slug}": np.array(json.dumps(SETTINGS[slug]))}


def recorded(library: str, slug: str, call: str) -> dict[str, np.ndarray]:
    """What a library does with one optimizer, by `<what>/<library>/<slug>/...`."""
    check_versions()
    data = made_with(library, slug)
    for number, hypers in enumerate(SETTINGS[slug]):
        where = f"{library}/{slug}/{number}"
        if slug in WHOLE:
            for rows in MATRIX_ROWS:
                shape = (rows, 6 // rows)
                gradients = matrix_gradients().reshape(STEPS, *shape)
                points = replayed(library, slug, call, hypers, gradients, MATRIX_START.reshape(shape))
                data[f"matrix/{where}/{rows}"] = points.reshape(len(points), 6)
        elif slug not in ON_SURFACES:
            data[f"open/{where}"] = replayed(library, slug, call, hypers, gradient_sequences(), START)
        for place, surface in enumerate(QUADRATICS):
            data[f"closed/{where}/{place}"] = walked(library, slug, call, hypers, surface)
        if (library, slug) in INJECTED:
            data[f"asked/{where}"] = walked(library, slug, call, hypers, next(iter(QUADRATICS)), asked=True)
    return data


def check_versions() -> None:
    for name, version in VERSIONS.items():
        found = __import__(name).__version__
        if not found.startswith(version):
            raise SystemExit(f"The reference is {name} {version}; this is {found}.")


def main(anew: list[str]) -> None:
    os.environ["KERAS_BACKEND"] = "jax"
    os.environ["JAX_ENABLE_X64"] = "1"
    known = Reference(FILE)
    data: dict[str, np.ndarray] = {"gradients": gradient_sequences(), "matrix_gradients": matrix_gradients()}
    made = []
    for library, slug, call in calls():
        same = all(str(known.get(key)) == str(value) for key, value in made_with(library, slug).items())
        if same and slug not in anew:
            data |= {key: rows for key, rows in known.items() if key.split("/")[1:3] == [library, slug]}
        else:
            data |= recorded(library, slug, call)
            made.append(f"{slug} in {library}")
    if made or data.keys() != known.keys():
        save(FILE, data)
        print(*made, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
