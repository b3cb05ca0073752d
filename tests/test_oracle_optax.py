"""Lion takes the very steps of optax 0.2.8, Schedule-Free those of optax and of schedulefree 1.4.1, in float64.

Errors are measured as in tests/test_oracle.py. Where the reference data comes from says
tests/oracle/make_optax_reference.py.
"""

from __future__ import annotations

from importlib.metadata import version

import numpy as np
import pytest

from optim_core import OPTIMIZERS, SURFACES, Trajectory, simulate
from optim_core.rules.choices import effective
from tests.oracle import make_optax_reference as optax_reference
from tests.oracle import make_torch_reference as torch_reference
from tests.reference import Reference
from tests.test_oracle import (
    CLOSED_LOOP,
    OPEN_LOOP,
    STEPS,
    closed_loop_error,
    number_by_number,
    open_loop_error,
    our_surface,
    replayed,
)

WALKS = optax_reference.WALKS
settings = pytest.mark.parametrize("number", range(len(optax_reference.LION_OPEN)))
walks = pytest.mark.parametrize(
    "number", range(len(WALKS)), ids=[f"{case.slug}-{case.library}-{case.surface}-{case.schedule}" for case in WALKS]
)


@pytest.fixture(scope="module")
def data() -> Reference:
    """The committed reference."""
    return Reference(optax_reference.FILE)


@pytest.fixture(scope="module")
def gradients() -> np.ndarray:
    """The committed gradients, everyday, tiny, huge, mostly zero and mixed."""
    return Reference(torch_reference.FILE)["gradients"]


def walked(case: optax_reference.Walk, batch: int = 1) -> Trajectory:
    rates = optax_reference.rates_of(case).tolist()
    return simulate(
        case.slug,
        our_surface(case.surface),
        np.tile(torch_reference.SURFACES[case.surface][2], (batch, 1)),
        STEPS,
        hypers=case.hypers,
        noise=case.noise,
        seed=torch_reference.NOISE_SEED,
        schedule=(lambda t, lr: rates[t - 1]) if case.schedule else None,
    )


@settings
def test_lion_open_loop_with_arrays(number: int, gradients: np.ndarray, data: dict[str, np.ndarray]) -> None:
    """Given the same gradients Lion takes optax's steps and remembers what optax remembers."""
    paths = gradients.shape[1]
    run = simulate(
        "lion",
        SURFACES["bowl"],
        np.zeros((paths, 2)),
        len(gradients),
        hypers=optax_reference.LION_OPEN[number],
        gradient=replayed(gradients),
    )
    assert open_loop_error(run.updates, data[f"open/{number}/updates"]) <= OPEN_LOOP
    assert open_loop_error(run.state["m"][1:], data[f"open/{number}/m"]) <= OPEN_LOOP


@settings
def test_lion_open_loop_with_plain_numbers(number: int, gradients: np.ndarray, data: dict[str, np.ndarray]) -> None:
    """So does the loop for one path."""
    for path in range(gradients.shape[1]):
        record = number_by_number(
            effective(OPTIMIZERS["lion"]), gradients[:, path], [0.0, 0.0], optax_reference.LION_OPEN[number]
        )
        for name in ("updates", "m"):
            assert open_loop_error(record[name], data[f"open/{number}/{name}"][:, path]) <= OPEN_LOOP


def test_lion_with_a_setting_for_each_path(gradients: np.ndarray, data: dict[str, np.ndarray]) -> None:
    """One batch that holds every setting takes optax's steps too."""
    chosen, paths = optax_reference.LION_OPEN, gradients.shape[1]
    run = simulate(
        "lion",
        SURFACES["bowl"],
        np.zeros((paths * len(chosen), 2)),
        len(gradients),
        hypers={name: np.repeat([s[name] for s in chosen], paths) for name in chosen[0]},
        gradient=replayed(np.tile(gradients, (1, len(chosen), 1))),
    )
    expected = np.concatenate([data[f"open/{number}/updates"] for number in range(len(chosen))], axis=1)
    assert open_loop_error(run.updates, expected) <= OPEN_LOOP


def test_lion_replayed_with_weight_decay(gradients: np.ndarray, data: dict[str, np.ndarray]) -> None:
    """Given optax's gradients and weight decay, Lion visits optax's points."""
    run = simulate(
        "lion",
        SURFACES["bowl"],
        optax_reference.REPLAY_STARTS,
        len(gradients),
        hypers=optax_reference.LION_REPLAY,
        gradient=replayed(gradients[:, optax_reference.REPLAYED]),
    )
    assert closed_loop_error(run.points, data["replay"]) <= OPEN_LOOP


@walks
def test_closed_loop(number: int, way: str, data: dict[str, np.ndarray]) -> None:
    """On a surface of its own account each way of running visits the library's points, with noise and schedules."""
    assert closed_loop_error(walked(WALKS[number]).points, data[f"walk/{number}/points"]) <= CLOSED_LOOP


@walks
def test_closed_loop_in_a_batch(number: int, data: dict[str, np.ndarray]) -> None:
    """Twelve paths at once visit the library's points as well."""
    expected = np.tile(data[f"walk/{number}/points"], (1, 6, 1))
    assert closed_loop_error(walked(WALKS[number], batch=6).points, expected) <= CLOSED_LOOP


@pytest.mark.parametrize("number", [n for n, case in enumerate(WALKS) if case.slug != "lion"])
def test_schedule_free_remembers_both_points(number: int, data: dict[str, np.ndarray]) -> None:
    """The fast point z is the library's, and the average is the library's x, which y = (1 - beta) z + beta x gives."""
    case, y, z = WALKS[number], data[f"walk/{number}/points"], data[f"walk/{number}/z"]
    beta = case.hypers.get("beta", case.hypers.get("beta1", 0.0))
    state = walked(case).state
    assert closed_loop_error(state["z"], np.concatenate([y[:1], z])) <= CLOSED_LOOP
    assert closed_loop_error(state["x_bar"][1:], (y[1:] - (1 - beta) * z) / beta) <= CLOSED_LOOP


def test_the_libraries_themselves_still_give_the_reference(gradients: np.ndarray, data: dict[str, np.ndarray]) -> None:
    """Where both are installed, they give the committed numbers again."""
    for name, wanted in optax_reference.VERSIONS.items():
        pytest.importorskip(name, reason="compares with optax and schedulefree where they are installed")
        if version(name) != wanted:
            pytest.skip(f"the reference is {name} {wanted}, this is {version(name)}")
    live = optax_reference.reference(gradients, torch_reference.noise_sequence())
    assert set(live) == set(data)
    for key, rows in live.items():
        error, limit = (open_loop_error, OPEN_LOOP) if key.startswith("open/") else (closed_loop_error, CLOSED_LOOP)
        assert error(data[key], rows) <= limit, key
