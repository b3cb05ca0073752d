"""What `simulate` promises its callers, point by point: shapes, rows, schedules, noise and gradients of one's own."""

from __future__ import annotations

import importlib
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from optim_core import OPTIMIZERS, SURFACES, ExperimentError, Optimizer, Surface, simulate
from optim_core import surface_from_formula as formula
from tests.paths import assert_same, assert_same_paths, path, starts

simulate_module: Any = importlib.import_module("optim_core.simulation.simulate")
BOWL, ROSENBROCK, PARABOLA = SURFACES["bowl"], SURFACES["rosenbrock"], SURFACES["parabola"]


class TestShapes:
    @pytest.mark.parametrize("batch", [1, 3, 20])
    @pytest.mark.parametrize("where", ["parabola", "bowl"])
    def test_every_history_has_its_stated_shape(self, optimizer: Optimizer, where: str, batch: int) -> None:
        """Points, loss, gradients and state have steps + 1 rows, updates have steps rows."""
        surface = SURFACES[where]
        run = simulate(optimizer.slug, surface, starts(surface, batch), 7)
        assert run.points.shape == run.gradients.shape == (8, batch, surface.dim)
        assert run.updates.shape == (7, batch, surface.dim)
        assert run.loss.shape == run.evaluations.shape == (8, batch)
        assert run.learning_rate.shape == (7, batch)
        assert run.step_sizes.shape == (7, batch)
        assert run.outcome.shape == run.ended_at.shape == (batch,)
        assert tuple(run.state) == optimizer.state_names
        for values, size in zip(run.state.values(), optimizer.state_sizes(surface.dim), strict=True):
            assert values.shape == (8, batch, size)
        for values in (run.points, run.loss, run.gradients, run.updates, run.learning_rate, *run.state.values()):
            assert values.dtype == np.float64

    def test_the_states_have_the_names_of_the_papers(self) -> None:
        """Momentum and Nesterov keep v, AdaGrad s, RMSProp v, Adam m and v; each one's meaning can be read."""
        named = {slug: tuple(simulate(slug, BOWL, BOWL.start, 1).state) for slug in OPTIMIZERS}
        assert [named[slug] for slug in ("gd", "momentum", "nesterov", "adagrad", "adam")] == [
            (),
            ("v",),
            ("v",),
            ("s",),
            ("m", "v"),
        ]
        assert named["rmsprop"][0] == "v"
        assert all(set(OPTIMIZERS[slug].state_help) == set(names) for slug, names in named.items())

    def test_one_start_is_a_batch_of_one(self) -> None:
        """A start (dim,) gives the same as a start (1, dim); a start on a 1-D surface may be a plain number."""
        assert_same(simulate("adam", BOWL, [1.0, 2.0], 5), simulate("adam", BOWL, [[1.0, 2.0]], 5))
        assert_same(simulate("gd", PARABOLA, 1.5, 5), simulate("gd", PARABOLA, [[1.5]], 5))

    def test_whole_numbers_are_taken_as_floats(self) -> None:
        """A start of integers does not make the path one of integers, and a NumPy integer is a number of steps."""
        whole = simulate("gd", BOWL, np.array([3, -2]), np.int64(4), hypers={"lr": 0.1})  # type: ignore[arg-type]
        assert_same(whole, simulate("gd", BOWL, [3.0, -2.0], 4, hypers={"lr": 0.1}))
        assert whole.points[1, 0, 0] == pytest.approx(2.7)


class TestRows:
    @pytest.mark.sample(7)
    def test_a_point_is_the_last_one_plus_its_update(self, followed: Optimizer, written: Surface) -> None:
        """points[k + 1] == points[k] + updates[k], bit for bit, from the start on, for paths that blow up too."""
        surface, start = written, starts(written, 5)
        for rate in (followed.hypers["lr"].default, 1.5):
            run = simulate(followed.slug, surface, start, 60, hypers={"lr": rate})
            begun = run.ended_at >= 0
            np.testing.assert_array_equal(run.points[0, begun], start[begun])
            np.testing.assert_array_equal(run.points[1:], run.points[:-1] + run.updates)

    @pytest.mark.sample(7)
    def test_loss_and_gradients_are_those_at_the_points(self, followed: Optimizer, written: Surface) -> None:
        """Row k of loss and gradients belongs to point k, the last row included."""
        surface = written
        steps = 6 if "loss" in followed.needs and not surface.minima else 30  # a line search is soon at infinity there
        run = simulate(followed.slug, surface, starts(surface, 4), steps)
        fine = run.ended_at == steps
        if not fine.any():
            assert (run.outcome == "no_step").all()  # Newton's, on a straight line or along a level valley floor
            return
        loss, gradients = surface.value(run.points[:, fine]), surface.gradient(run.points[:, fine])
        np.testing.assert_allclose(run.loss[:, fine], loss, rtol=1e-12, atol=1e-12 * np.abs(loss).max())
        np.testing.assert_allclose(run.gradients[:, fine], gradients, rtol=1e-12, atol=1e-12 * np.abs(gradients).max())

    def test_state_row_k_is_what_is_remembered_after_k_steps(self, way: str) -> None:
        """Adam starts from nothing, and its first moment after one step is a tenth of the first gradient."""
        run = simulate("adam", BOWL, [3.0, -2.0], 2)
        assert (run.state["m"][0] == 0).all()
        assert (run.state["v"][0] == 0).all()
        np.testing.assert_allclose(run.state["m"][1], 0.1 * run.gradients[0], rtol=1e-15)
        np.testing.assert_allclose(run.state["v"][1], 0.001 * run.gradients[0] ** 2, rtol=1e-13)

    def test_evaluations_count_gradients_until_the_path_ends(self, way: str) -> None:
        """It takes k gradients to get to row k; a path that has ended costs no more."""
        run = simulate("gd", formula("log(x)"), [[0.5], [2.0]], 6, hypers={"lr": 0.1})
        ended = int(run.ended_at[0])
        assert 0 < ended < 6
        np.testing.assert_array_equal(run.evaluations[:, 0], np.minimum(np.arange(7), ended))
        np.testing.assert_array_equal(run.evaluations[:, 1], np.arange(7))

    @pytest.mark.parametrize(("slug", "each_step"), [("gd", 1), ("sam", 2), ("newton", 2)])
    def test_what_a_rule_asks_for_besides_is_counted(self, slug: str, each_step: int) -> None:
        """SAM takes a second gradient at every step and Newton a Hessian; both are evaluations."""
        run = simulate(slug, BOWL, [3.0, -2.0], 5, hypers={"lr": 0.1})
        np.testing.assert_array_equal(run.evaluations[:, 0], each_step * np.arange(6))

    def test_a_line_search_pays_for_its_trials(self) -> None:
        """On x^2/2 a first trial of 4 is halved twice: the loss here, three trials and the gradient make 5 a step."""
        run = simulate("line_search", formula("x^2/2"), [1.0], 1, hypers={"lr": 4.0, "c": 0.5, "shrink": 0.5})
        np.testing.assert_allclose(run.updates[0, 0], -1.0)
        assert run.evaluations[:, 0].tolist() == [0, 5]

    def test_from_the_end_on_rows_are_nan(self, way: str) -> None:
        """Up to ended_at every number is finite, after it every number is NaN; the other paths go on."""
        run = simulate("adam", formula("log(x)"), [[0.35], [5.0]], 20, hypers={"lr": 0.1})
        ended = int(run.ended_at[0])
        assert 0 < ended < 20
        assert run.ended_at[1] == 20
        for history in (run.points, run.gradients, *run.state.values(), run.loss):
            assert np.isfinite(history[: ended + 1]).all()
            assert np.isnan(history[ended + 1 :, 0]).all()
            assert np.isfinite(history[:, 1]).all()
        assert np.isfinite(run.updates[:ended]).all()
        assert np.isnan(run.updates[ended:, 0]).all()
        assert np.isfinite(run.updates[:, 1]).all()

    def test_huge_losses_are_kept_as_they_are(self, way: str) -> None:
        """Nothing is clipped: a loss of 1e300 is a number like any other, and its path goes on."""
        run = simulate("gd", BOWL, [1e150, 1e150], 50, hypers={"lr": 0.5})
        assert run.loss[0, 0] == pytest.approx(1e300)
        assert run.ended_at[0] == 50
        assert run.points[50, 0, 0] == 1e150 * 0.5**50
        assert run.step_sizes[0, 0] == pytest.approx(np.sqrt(0.5) * 1e150)

    def test_step_sizes_are_lengths_of_updates_at_any_scale(self) -> None:
        """A step size neither overflows nor vanishes when its square would."""
        for scale in (1e-170, 1.0, 1e200):
            mine = np.array([[3.0, 4.0]]) * scale
            run = simulate("gd", formula("x + y"), [0.0, 0.0], 1, gradient=lambda p, t, g=mine: g, hypers={"lr": 1.0})
            assert run.step_sizes[0, 0] == pytest.approx(5.0 * scale, rel=1e-15)

    def test_learning_rate_rows_are_what_each_step_used(self, way: str) -> None:
        """With a schedule each step has its own rate, and gradient descent's update is that rate times the gradient."""
        run = simulate("gd", BOWL, [[1.0, 2.0], [3.0, -1.0]], 5, hypers={"lr": 0.2}, schedule=lambda t, lr: lr / t)
        np.testing.assert_array_equal(run.learning_rate, np.repeat(0.2 / np.arange(1, 6), 2).reshape(5, 2))
        np.testing.assert_array_equal(run.updates, -run.learning_rate[:, :, None] * run.gradients[:-1])


class TestSchedules:
    def test_numbers_and_arrays_may_mix(self) -> None:
        """A schedule may give one number at some steps and one for each path at others."""
        run = simulate(
            "gd",
            BOWL,
            [[1.0, 2.0]] * 3,
            3,
            hypers={"lr": [0.1, 0.2, 0.3]},
            schedule=lambda t, lr: 0.5 if t == 1 else lr,
        )
        np.testing.assert_array_equal(run.learning_rate, [[0.5] * 3, [0.1, 0.2, 0.3], [0.1, 0.2, 0.3]])
        one = simulate("gd", BOWL, [[1.0, 2.0]] * 30, 3, schedule=lambda t, lr: np.array([0.1]))
        assert one.learning_rate.shape == (3, 30)

    def test_a_shape_that_fits_no_batch_is_refused(self) -> None:
        """Two rates for three paths are an ExperimentError that names the shapes."""
        with pytest.raises(ExperimentError, match="shapes"):
            simulate("gd", BOWL, [[1.0, 2.0]] * 3, 3, schedule=lambda t, lr: np.array([0.1, 0.2]))


class TestNoise:
    @pytest.mark.parametrize("batch", [1, 20])
    def test_noise_is_added_to_the_gradient_by_the_stated_formula(self, optimizer: Optimizer, batch: int) -> None:
        """The rule is given gradient + noise * default_rng(seed).standard_normal((steps + 1, dim))[t - 1]."""
        for surface in (PARABOLA, BOWL):
            run = simulate(optimizer.slug, surface, starts(surface, batch), 9, noise=0.25, seed=11)
            drawn = np.random.default_rng(11).standard_normal((10, surface.dim))
            np.testing.assert_array_equal(run.gradients, surface.gradient(run.points) + (0.25 * drawn)[:, None, :])

    @pytest.mark.parametrize("batch", [3, 20])
    def test_each_path_can_have_a_seed(self, batch: int) -> None:
        """Path b with seeds (batch,) is the path that its own seed gives alone."""
        seeds = np.arange(batch) * 7
        run = simulate("momentum", BOWL, [1.0, 2.0], 9, noise=0.5, seed=seeds)
        for b in range(batch):
            alone = simulate("momentum", BOWL, [1.0, 2.0], 9, noise=0.5, seed=int(seeds[b]))
            assert_same_paths(path(run, b), path(alone, 0))
        assert len(np.unique(run.points[-1, :, 0])) == batch

    def test_one_seed_gives_every_path_the_same_noise(self) -> None:
        """On a constant gradient all paths of a batch with one seed make the same steps."""
        run = simulate("gd", BOWL, starts(BOWL, 12), 9, noise=1.0, seed=3, gradient=lambda points, t: np.ones((12, 2)))
        assert (run.updates == run.updates[:, :1]).all()

    def test_without_noise_the_seed_means_nothing(self) -> None:
        """Two seeds give the same path where the noise is 0."""
        assert_same(simulate("adam", BOWL, [1.0, 2.0], 9, seed=1), simulate("adam", BOWL, [1.0, 2.0], 9, seed=2))


class TestOwnGradient:
    @pytest.mark.parametrize("batch", [1, 3, 20])
    def test_it_is_asked_with_all_points_for_each_t(self, batch: int) -> None:
        """The callable gets the points (batch, dim) of row t - 1, for t = 1 .. steps + 1 in order."""
        asked: list[tuple[int, np.ndarray]] = []

        def gradient(points: np.ndarray, t: int) -> np.ndarray:
            asked.append((t, points.copy()))
            return points * t

        start = starts(BOWL, batch)
        run = simulate("gd", BOWL, start, 6, hypers={"lr": 0.01}, gradient=gradient)
        assert [t for t, _ in asked] == [1, 2, 3, 4, 5, 6, 7]
        for t, points in asked:
            assert points.shape == (batch, 2)
            np.testing.assert_array_equal(points, run.points[t - 1])
            np.testing.assert_array_equal(run.gradients[t - 1], points * t)
        np.testing.assert_allclose(run.loss, BOWL.value(run.points), rtol=1e-15)

    def test_noise_comes_on_top(self) -> None:
        """A gradient of one's own is disturbed like the surface's."""
        run = simulate("gd", BOWL, [1.0, 2.0], 4, noise=0.1, seed=5, gradient=lambda points, t: np.zeros((1, 2)))
        np.testing.assert_array_equal(run.gradients[:, 0], 0.1 * np.random.default_rng(5).standard_normal((5, 2)))

    def test_what_it_gives_and_gets_is_not_shared(self) -> None:
        """It may write into the points it gets, and its own array is never written into."""
        mine = np.full((1, 2), 0.5)

        def gradient(points: np.ndarray, t: int) -> np.ndarray:
            points[:] = 1e9
            return mine

        run = simulate("gd", BOWL, [1.0, 2.0], 3, hypers={"lr": 0.1}, noise=0.1, gradient=gradient)
        assert (mine == 0.5).all()
        assert np.abs(run.points).max() < 3

    def test_it_sees_the_whole_batch_however_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The pieces a big batch is cut into are never seen, not even by the callable."""
        monkeypatch.setattr(simulate_module, "CHUNK_PATHS", 5)
        replayed = np.random.default_rng(0).standard_normal((7, 12, 2))
        for keep in ("all", "last"):
            run = simulate(
                "adam", BOWL, np.zeros(2), 6, seed=[0] * 12, gradient=lambda p, t: replayed[t - 1], keep=keep
            )
            assert run.points.shape[1] == 12
        run = simulate("gd", BOWL, np.zeros(2), 6, seed=[0] * 12, gradient=lambda p, t: replayed[t - 1])
        np.testing.assert_array_equal(run.gradients, replayed)


class TestKeepLast:
    @pytest.mark.parametrize("batch", [1, 3, 20])
    def test_it_is_the_last_row_of_everything(self, optimizer: Optimizer, batch: int) -> None:
        """Final point, loss, outcome and ended_at are those of the full history, also where it ended early."""
        for surface, rate in ((ROSENBROCK, None), (formula("log(x)"), 0.4)):
            hypers = {} if rate is None else {"lr": rate}
            start = np.abs(starts(surface, batch)) + 0.1
            full = simulate(optimizer.slug, surface, start, 25, hypers=hypers, noise=0.1)
            last = simulate(optimizer.slug, surface, start, 25, hypers=hypers, noise=0.1, keep="last")
            np.testing.assert_array_equal(last.points, full.points[-1:])
            np.testing.assert_array_equal(last.loss, full.loss[-1:])
            np.testing.assert_array_equal(last.evaluations, full.evaluations[-1:])
            np.testing.assert_array_equal(last.outcome, full.outcome)
            np.testing.assert_array_equal(last.ended_at, full.ended_at)
            assert last.gradients.shape == last.updates.shape == (0, batch, surface.dim)
            assert tuple(last.state) == optimizer.state_names


class TestNothingIsTouched:
    @pytest.mark.parametrize("batch", [2, 20])
    def test_arguments_stay_as_they_were(self, optimizer: Optimizer, batch: int) -> None:
        """Start, hyperparameters and seeds are read only, and the results do not share memory with them."""
        start, rates, seeds = starts(BOWL, batch), np.full(batch, 0.1), np.arange(batch)
        before = start.copy(), rates.copy(), seeds.copy()
        run = simulate(optimizer.slug, BOWL, start, 5, hypers={"lr": rates}, noise=0.1, seed=seeds)
        for array, old in zip((start, rates, seeds), before, strict=True):
            np.testing.assert_array_equal(array, old)
            assert not np.shares_memory(run.points, array)

    def test_a_result_cannot_be_assigned_to(self) -> None:
        """A trajectory is a frozen record."""
        run = simulate("gd", BOWL, BOWL.start, 2)
        with pytest.raises(FrozenInstanceError):
            run.points = run.points * 2  # type: ignore[misc]

    def test_the_same_request_gives_the_same_numbers(self, optimizer: Optimizer) -> None:
        """Nothing is remembered from one call to the next, and writing into one result does not change another."""
        first = simulate(optimizer.slug, BOWL, BOWL.start, 8, noise=0.2, seed=1)
        kept = first.points.copy()
        first.points[:] = 0.0
        np.testing.assert_array_equal(simulate(optimizer.slug, BOWL, BOWL.start, 8, noise=0.2, seed=1).points, kept)
