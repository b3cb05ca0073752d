"""All six optimizers take the very steps of torch.optim 2.13, in float64.

Relative error, open loop: |ours - torch| / |torch|, for each single number; 0 where both are the same, zero included.
Relative error, closed loop: of a point, the largest difference of a coordinate, divided by the largest coordinate of
torch's point (or by a millionth of the start's largest coordinate where that is more, for a path that ends at zero).
Where the reference data comes from says tests/oracle/make_torch_reference.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import OPTIMIZERS, SURFACES, Surface, simulate
from optim_core.loop import path_loop
from tests.oracle import make_torch_reference as torch_reference

OPEN_LOOP = 1e-13
CLOSED_LOOP = 1e-12
RULES = torch_reference.RULES

open_cases = pytest.mark.parametrize(
    ("slug", "number"),
    [(slug, number) for slug, settings in torch_reference.OPEN.items() for number in range(len(settings))],
)
closed_cases = pytest.mark.parametrize(
    ("slug", "number", "where"),
    [
        (slug, n, where)
        for slug, s in torch_reference.CLOSED.items()
        for n in range(len(s))
        for where in torch_reference.SURFACES
    ],
)


@pytest.fixture(scope="module")
def data() -> dict[str, np.ndarray]:
    """The committed reference."""
    with np.load(torch_reference.FILE) as file:
        return dict(file)


def open_loop_error(ours: np.ndarray, torchs: np.ndarray) -> float:
    same = ours == torchs
    return float(np.max(np.abs(ours - torchs) / np.where(same, 1.0, np.abs(torchs))))


def closed_loop_error(ours: np.ndarray, torchs: np.ndarray) -> float:
    size = np.abs(torchs).max(axis=2)
    return float(np.max(np.abs(ours - torchs).max(axis=2) / np.maximum(size, 1e-6 * size[0])))


def our_surface(where: str) -> Surface:
    name, *parameters = where.split("_") if where.startswith("ravine") else (where,)
    surface = SURFACES[name]
    return surface.at(kappa=float(parameters[0]), rotation=float(parameters[1])) if parameters else surface


def number_by_number(slug: str, gradients: np.ndarray, hypers: dict[str, float]) -> dict[str, np.ndarray]:
    """Updates and state of one replayed sequence (steps, 2), by the loop over plain numbers."""
    steps, states = len(gradients), list(RULES[slug][2])
    replayed = iter([*gradients.tolist(), [0.0, 0.0]])
    flat = path_loop(OPTIMIZERS[slug], 2)(
        lambda x, y: (0.0, *next(replayed)),
        None,
        [0.0, 0.0],
        [0.0] * 2 * len(states),
        steps,
        [hypers["lr"]] * steps,
        None,
        hypers,
    )
    rows = np.array([*flat, 0.0, 0.0]).reshape(steps + 1, -1)  # point, loss, gradient, each state, update
    record = {"updates": rows[:-1, -2:]}
    for place, name in enumerate(states):
        record[name] = rows[1:, 5 + 2 * place : 7 + 2 * place]
    return record


def test_the_reference_covers_every_optimizer_the_issue_names(data: dict[str, np.ndarray]) -> None:
    """Each of the six has open and closed loop data, and its gradients include zeros, tiny and huge numbers."""
    assert list(RULES) == ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
    assert {key.split("/")[1] for key in data if key.startswith("open/")} == set(RULES)
    assert {key.split("/")[1] for key in data if key.startswith("closed/")} == set(RULES)
    sizes = np.abs(data["gradients"])
    assert (sizes == 0).any()
    assert sizes[sizes > 0].min() < 1e-140
    assert sizes.max() > 1e140


@open_cases
def test_open_loop_with_arrays(slug: str, number: int, data: dict[str, np.ndarray]) -> None:
    """Given torch's gradients, many paths at once take torch's steps and remember what torch remembers."""
    gradients = data["gradients"]
    steps, paths, dim = gradients.shape
    extended = np.concatenate([gradients, np.zeros((1, paths, dim))])
    run = simulate(
        slug,
        SURFACES["bowl"],
        np.zeros((paths, dim)),
        steps,
        hypers=torch_reference.OPEN[slug][number],
        gradient=lambda points, t: extended[t - 1],
    )
    assert open_loop_error(run.updates, data[f"open/{slug}/{number}/updates"]) <= OPEN_LOOP
    for name in RULES[slug][2]:
        assert open_loop_error(run.state[name][1:], data[f"open/{slug}/{number}/{name}"]) <= OPEN_LOOP


@open_cases
def test_open_loop_with_plain_numbers(slug: str, number: int, data: dict[str, np.ndarray]) -> None:
    """Given torch's gradients, the loop for one path takes torch's steps and remembers what torch remembers."""
    gradients = data["gradients"]
    for path in range(gradients.shape[1]):
        record = number_by_number(slug, gradients[:, path], torch_reference.OPEN[slug][number])
        for name, rows in record.items():
            assert open_loop_error(rows, data[f"open/{slug}/{number}/{name}"][:, path]) <= OPEN_LOOP


@pytest.mark.parametrize("slug", RULES)
def test_open_loop_with_a_setting_for_each_path(slug: str, data: dict[str, np.ndarray]) -> None:
    """One batch that holds every setting, hyperparameters as arrays, takes torch's steps too.

    NumPy's power of an array may differ from the power of a number in the last bit, which the bias correction of the
    first steps magnifies up to 1/(1 - beta) times; hence ten times the room.
    """
    gradients, settings = data["gradients"], torch_reference.OPEN[slug]
    steps, paths, dim = gradients.shape
    extended = np.tile(np.concatenate([gradients, np.zeros((1, paths, dim))]), (1, len(settings), 1))
    run = simulate(
        slug,
        SURFACES["bowl"],
        np.zeros((paths * len(settings), dim)),
        steps,
        hypers={name: np.repeat([s[name] for s in settings], paths) for name in settings[0]},
        gradient=lambda points, t: extended[t - 1],
    )
    expected = np.concatenate([data[f"open/{slug}/{number}/updates"] for number in range(len(settings))], axis=1)
    assert open_loop_error(run.updates, expected) <= 10 * OPEN_LOOP


@closed_cases
def test_closed_loop(slug: str, number: int, where: str, way: str, data: dict[str, np.ndarray]) -> None:
    """On a surface of its own account each way of running visits torch's points."""
    starts = torch_reference.SURFACES[where][2]
    hypers = torch_reference.closed_hypers(slug, number, where)
    run = simulate(slug, our_surface(where), starts, torch_reference.CLOSED_STEPS, hypers=hypers)
    assert closed_loop_error(run.points, data[f"closed/{slug}/{number}/{where}"]) <= CLOSED_LOOP


@closed_cases
def test_closed_loop_in_a_batch(slug: str, number: int, where: str, data: dict[str, np.ndarray]) -> None:
    """Twelve paths at once, as a caller gets them, visit torch's points as well."""
    starts = np.tile(torch_reference.SURFACES[where][2], (6, 1))
    hypers = torch_reference.closed_hypers(slug, number, where)
    run = simulate(slug, our_surface(where), starts, torch_reference.CLOSED_STEPS, hypers=hypers)
    assert closed_loop_error(run.points, np.tile(data[f"closed/{slug}/{number}/{where}"], (1, 6, 1))) <= CLOSED_LOOP


def test_torch_itself_still_gives_the_reference(data: dict[str, np.ndarray]) -> None:
    """Where torch is installed, it gives the committed numbers again."""
    torch: Any = pytest.importorskip("torch", reason="compares with torch where it is installed")
    if not torch.__version__.startswith(torch_reference.TORCH):
        pytest.skip(f"the reference is torch {torch_reference.TORCH}, this is {torch.__version__}")
    live = torch_reference.reference(data["gradients"])
    assert {*live, "gradients"} == set(data)
    for key, rows in live.items():
        error, limit = (open_loop_error, OPEN_LOOP) if key.startswith("open/") else (closed_loop_error, CLOSED_LOOP)
        assert error(data[key], rows) <= limit, key


@pytest.mark.parametrize("slug", RULES)
def test_torch_itself_on_longer_sequences(slug: str) -> None:
    """Where torch is installed, other and longer sequences of gradients give torch's steps too.

    The error of an update is taken relative to the largest one so far: in a long sequence one now and then cancels.
    """
    pytest.importorskip("torch", reason="compares with torch where it is installed")
    rng = np.random.default_rng(7)
    gradients = rng.standard_normal((400, 12, 2)) * 10.0 ** rng.uniform(-3, 3, (12, 2))
    extended = np.concatenate([gradients, np.zeros((1, 12, 2))])
    for hypers in torch_reference.OPEN[slug]:
        torchs = torch_reference.open_loop(slug, hypers, gradients)["updates"]
        run = simulate(
            slug, SURFACES["bowl"], np.zeros((12, 2)), 400, hypers=hypers, gradient=lambda points, t: extended[t - 1]
        )
        largest = np.maximum.accumulate(np.abs(torchs))
        assert (np.abs(run.updates - torchs) <= OPEN_LOOP * largest).all()
