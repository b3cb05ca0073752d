"""Where paths start, and whether two runs took the same ones."""

from __future__ import annotations

import numpy as np

from optim_core import Surface, Trajectory

HISTORIES = ("points", "loss", "gradients", "updates", "evaluations", "learning_rate", "outcome", "ended_at")


def starts(surface: Surface, batch: int, seed: int = 0) -> np.ndarray:
    low, high = np.array(surface.domain).T
    return np.random.default_rng(seed).uniform(low, high, (batch, surface.dim))


def assert_same(one: Trajectory, other: Trajectory) -> None:
    """Every number of both is the same, NaN included."""
    for name in HISTORIES:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert list(one.state) == list(other.state)
    for name in one.state:
        np.testing.assert_array_equal(one.state[name], other.state[name], err_msg=name)


def path(run: Trajectory, b: int) -> dict[str, np.ndarray]:
    """All there is of one path of a batch."""
    whole = {name: getattr(run, name)[..., b : b + 1, :] for name in ("points", "gradients", "updates")}
    whole |= {name: getattr(run, name)[..., b : b + 1] for name in HISTORIES if name not in whole}
    return whole | {name: values[:, b : b + 1] for name, values in run.state.items()}


def assert_same_paths(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert list(one) == list(other)
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)
