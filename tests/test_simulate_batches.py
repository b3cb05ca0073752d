"""Many paths at once are the paths that each is alone, whichever way they are worked out."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from optim_core import SURFACES, Hyper, Optimizer, Surface, simulate
from optim_core import surface_from_formula as formula
from tests.paths import assert_same, assert_same_paths, path, starts

simulate_module: Any = importlib.import_module("optim_core.simulation.simulate")
BOWL = SURFACES["bowl"]
POLYNOMIALS = (
    "parabola",
    "double_well",
    "bowl",
    "ravine",
    "saddle",
    "saddle_wells",
    "rosenbrock",
    "himmelblau",
    "booth",
)


def _drawn(hyper: Hyper, rng: np.random.Generator, count: int) -> np.ndarray:
    """Values that differ, near the default or where the slider begins."""
    if hyper.whole or hyper.switch:
        return rng.integers(int(hyper.low), int(min(hyper.high, hyper.low + 3)) + 1, count).astype(float)
    ends = sorted((max(hyper.low, 0.1 * hyper.default), min(hyper.high, hyper.default or hyper.high)))
    return rng.uniform(*ends, count)


class TestBatches:
    def test_a_hyperparameter_for_each_path(self, optimizer: Optimizer) -> None:
        """A batch with hyperparameters (batch,) holds the paths that each setting gives alone.

        Equal up to NumPy's power of an array, which may differ from the power of a number in the last bit.
        """
        rng = np.random.default_rng(4)
        for batch in (3, 20):
            hypers = {name: _drawn(hyper, rng, batch) for name, hyper in optimizer.hypers.items()}
            run = simulate(optimizer.slug, BOWL, [3.0, -2.0], 15, hypers=hypers)
            for b in range(batch):
                alone = simulate(
                    optimizer.slug, BOWL, [3.0, -2.0], 15, hypers={name: float(v[b]) for name, v in hypers.items()}
                )
                np.testing.assert_allclose(run.points[:, b], alone.points[:, 0], rtol=1e-11)
                np.testing.assert_array_equal(run.learning_rate[:, b], alone.learning_rate[:, 0])

    def test_start_hypers_and_seeds_are_spread_to_one_batch(self) -> None:
        """One start with three rates and three seeds is a batch of three."""
        run = simulate("gd", BOWL, [1.0, 2.0], 4, hypers={"lr": [0.1, 0.2, 0.3]}, noise=0.1, seed=[1, 2, 3])
        assert run.points.shape == (5, 3, 2)
        one = simulate("gd", BOWL, [[1.0, 2.0]], 4, hypers={"lr": np.array([0.2])}, noise=0.1, seed=[2])
        assert_same_paths(path(run, 1), path(one, 0))

    @pytest.mark.parametrize("batch", [3, 20])
    def test_an_array_of_one_number_is_that_number(self, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """A rate, a seed or a start of length one holds for every path, also where the batch is cut into pieces."""
        monkeypatch.setattr(simulate_module, "CHUNK_PATHS", 7)
        start = starts(BOWL, batch)
        listed = simulate("adam", BOWL, start, 5, hypers={"lr": [0.2], "eps": [1e-3]}, noise=0.1, seed=[4])
        assert_same(listed, simulate("adam", BOWL, start, 5, hypers={"lr": 0.2, "eps": 1e-3}, noise=0.1, seed=4))
        assert listed.learning_rate.shape == (5, batch)
        spread = simulate("gd", BOWL, start[:1], 5, hypers={"lr": np.linspace(0, 1, batch)})
        assert spread.points.shape == (6, batch, 2)

    @pytest.mark.parametrize("keep", ["all", "last"])
    def test_pieces_give_the_same_as_one_piece(
        self, optimizer: Optimizer, keep: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A batch cut into pieces gives the very numbers of the uncut one; rates, seeds and ends differ by path."""
        batch = 37
        request: dict[str, Any] = {
            "start": np.random.default_rng(2).uniform(0.05, 3.0, (batch, 1)),
            "steps": 12,
            "hypers": {"lr": np.geomspace(1e-3, 3.0, batch)},
            "noise": 0.3,
            "seed": np.arange(batch),
            "keep": keep,
        }
        surface = formula("x^2 - log(x)")
        uncut = simulate(optimizer.slug, surface, **request)
        assert len(np.unique(uncut.points[-1])) > batch / 2
        monkeypatch.setattr(simulate_module, "CHUNK_PATHS", 12)
        monkeypatch.setattr(simulate_module, "FEW_PATHS", 0)
        assert_same(simulate(optimizer.slug, surface, **request), uncut)

    def test_a_long_run_of_many_paths_keeps_memory_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """With keep="last" a piece holds at most CHUNK_NUMBERS numbers, noise included."""
        widths: list[int] = []
        follow = simulate_module._follow

        def watched(request: Any, *rest: Any) -> Any:
            widths.append(request.start.shape[1])
            return follow(request, *rest)

        monkeypatch.setattr(simulate_module, "_follow", watched)
        monkeypatch.setattr(simulate_module, "CHUNK_NUMBERS", 9000)  # nine a row: point, loss, slope, step, noise
        simulate("gd", BOWL, starts(BOWL, 95), 99, keep="last", noise=0.1, seed=np.arange(95))
        assert sum(widths) == 95
        assert max(widths) <= 10


class TestTwoWays:
    @pytest.mark.sample(3)
    @pytest.mark.parametrize("where", POLYNOMIALS)
    def test_numbers_and_arrays_agree_bit_for_bit_on_polynomials(
        self, elementwise: Optimizer, where: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The loop over plain numbers and the array steps give the same bits where only + - * / and roots occur."""
        surface = SURFACES[where]
        for rate in (elementwise.hypers["lr"].default, 0.9):
            request = (elementwise.slug, surface, starts(surface, 6), 80)
            few = simulate(*request, hypers={"lr": rate}, noise=0.01)
            monkeypatch.setattr(simulate_module, "FEW_PATHS", 0)
            assert_same(few, simulate(*request, hypers={"lr": rate}, noise=0.01))
            monkeypatch.undo()

    @pytest.mark.sample(6)
    def test_numbers_and_arrays_agree_on_every_surface(
        self, elementwise: Optimizer, written: Surface, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """NumPy's sin and exp may differ from math's in the last bit: the first 20 steps agree to 1e-9 everywhere."""
        surface = written
        few = simulate(elementwise.slug, surface, surface.start, 20)
        monkeypatch.setattr(simulate_module, "FEW_PATHS", 0)
        many = simulate(elementwise.slug, surface, surface.start, 20)
        for name in ("points", "loss", "gradients", "updates"):
            size = np.abs(getattr(many, name)).max()
            np.testing.assert_allclose(getattr(few, name), getattr(many, name), rtol=1e-9, atol=1e-9 * size)
        assert (few.outcome == many.outcome).all()

    def test_a_path_that_plain_numbers_refuse_is_followed_all_the_same(self, elementwise: Optimizer) -> None:
        """log(-1) raises for plain numbers and is nan for arrays: the caller cannot tell which way was taken."""
        surface = formula("log(x)")
        few = simulate(elementwise.slug, surface, [[0.05], [1.0]], 9, hypers={"lr": 1.0})
        many = simulate(elementwise.slug, surface, [[0.05], [1.0]] * 6, 9, hypers={"lr": 1.0})
        for b in range(2):
            for name, values in path(few, b).items():
                np.testing.assert_allclose(
                    values, path(many, b)[name], rtol=1e-12
                ) if values.dtype.kind == "f" else None
        assert (few.outcome == many.outcome[:2]).all()
        assert simulate("gd", surface, 0.05, 9, hypers={"lr": 1.0}).outcome[0] == "left_domain"
