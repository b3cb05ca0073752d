"""Rules that search along a line: backtracking, what searches promise, and conjugate gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import SURFACES, Surface, simulate, surface_from_formula
from optim_core.rules.operations.searches import backtracking
from tests.quadratics import FOUR, lowest, quadratics

SEARCHING = ("line_search", "cg", "bfgs")
WITH_MINIMA = [slug for slug, surface in SURFACES.items() if surface.minima]
ROSENBROCK, BOWL = SURFACES["rosenbrock"], SURFACES["bowl"]


class TestBacktracking:
    def test_the_first_length_that_is_good_enough(self) -> None:
        """Each path gets the longest of its trial lengths that keeps Armijo's condition; only searching paths ask."""
        asked = np.zeros(6, dtype=int)

        def loss(x: np.ndarray, where: Any = True) -> np.ndarray:
            asked[:] += where
            return np.asarray((x**4).sum(axis=0))

        x = np.array([[2.0, -1.0, 0.5, 3.0, 1.0, 0.1], [0.0, 1.0, 0.5, -3.0, 2.0, 0.0]])
        g = 4 * x**3
        c = np.array([1e-4, 0.1, 0.5, 0.3, 1e-4, 0.0])
        shrink = np.array([0.5, 0.9, 0.3, 0.7, 0.2, 0.5])
        t = backtracking(loss, x, -g, -(g**2).sum(axis=0), 1.0, c, shrink)
        for path in range(6):
            a, d = x[:, path], -g[:, path]
            lengths = [shrink[path] ** k for k in range(60)]
            good = [((a + s * d) ** 4).sum() <= (a**4).sum() - c[path] * s * d @ d for s in lengths]
            assert t[path] == pytest.approx(lengths[good.index(True)], rel=1e-12)
            assert asked[path] == 2 + good.index(True)

    def test_a_direction_that_leads_uphill(self) -> None:
        """Uphill is not tried at all; where the promised fall never comes the length is 0 in the end."""
        asked = np.zeros(2, dtype=int)

        def loss(x: np.ndarray, where: Any = True) -> np.ndarray:
            asked[:] += where
            return np.asarray(x.sum(axis=0))

        t = backtracking(loss, np.zeros((1, 2)), np.ones((1, 2)), np.array([1.0, -1.0]), 1.0, 0.5, 0.5)
        assert t.tolist() == [0.0, 0.0]
        assert asked[0] == 1
        assert 50 < asked[1] < 60

    @pytest.mark.parametrize("first", [0.0, 5e-324, 1e-300, 1e300])
    def test_it_always_ends(self, first: float) -> None:
        """Whatever the first length, and however rough the loss, there is an end."""
        count = 0

        def rough(x: np.ndarray, where: Any = True) -> np.ndarray:
            nonlocal count
            count += 1
            return np.array([float(count)])

        with np.errstate(all="ignore"):
            t = backtracking(rough, np.ones((1, 1)), np.ones((1, 1)), np.array([-1.0]), first, 1e-4, 0.9)
        assert t.tolist() == [0.0]
        assert count <= 401

    def test_what_is_undefined_is_not_good_enough(self) -> None:
        """A trial that leaves the formula's domain is shortened like any other."""
        surface = surface_from_formula("x^2 - log(x)", start=[3.0])
        run = simulate("line_search", surface, [3.0], 40)
        assert run.points[0, 0, 0] - surface.gradient([3.0])[0] < 0  # the first trial is where the logarithm is not
        assert run.outcome[0] == "converged"
        assert run.points[-1, 0, 0] == pytest.approx(np.sqrt(0.5))


class TestSearches:
    @pytest.mark.sample(3)
    @pytest.mark.parametrize("surface", WITH_MINIMA)
    @pytest.mark.parametrize("slug", SEARCHING)
    def test_the_loss_never_rises(self, slug: str, surface: str) -> None:
        """On every surface with a minimum, 200 steps lower the loss, none raises it, and the path stays finite."""
        chosen = SURFACES[surface]
        run = simulate(slug, chosen, chosen.start, 200)
        assert (np.diff(run.loss[:, 0]) <= 0).all()
        assert run.loss[-1, 0] < run.loss[0, 0]
        assert run.ended_at[0] == 200

    @pytest.mark.parametrize("slug", SEARCHING)
    def test_every_step_keeps_armijos_condition(self, slug: str) -> None:
        """Each step lowers the loss by at least the share c of what the slope promised for its length."""
        for c in (1e-4, 0.2):
            run = simulate(slug, ROSENBROCK, ROSENBROCK.start, 60, hypers={"c": c})
            promised = (run.gradients[:-1, 0] * run.updates[:, 0]).sum(axis=1)
            moved = np.linalg.norm(run.gradients[:-1, 0], axis=1) > 1e-6  # below that rounding decides
            assert moved.sum() > 15
            assert (np.diff(run.loss[:, 0]) <= c * promised * (1 - 1e-9))[moved].all()

    def test_line_search_tries_the_learning_rate_first(self) -> None:
        """Its steps are learning rates lr, lr/2, lr/4, ...: the first that is good enough, at one loss a trial."""
        run = simulate("line_search", ROSENBROCK, ROSENBROCK.start, 30, hypers={"lr": 3.0, "c": 0.1})
        rates = -run.updates[:, 0, 0] / run.gradients[:-1, 0, 0]
        trials = np.log2(3.0 / rates)
        np.testing.assert_allclose(trials, np.round(trials), atol=1e-6)
        np.testing.assert_array_equal(np.diff(run.evaluations[:, 0]), 3 + np.round(trials))
        for point, gradient, rate in zip(run.points[:-1, 0], run.gradients[:-1, 0], rates, strict=True):
            if rate < 2.9:
                longer = ROSENBROCK.value(point - 2 * rate * gradient)
                assert longer > ROSENBROCK.value(point) - 0.1 * 2 * rate * gradient @ gradient

    @pytest.mark.parametrize("slug", SEARCHING)
    def test_noise_may_stop_a_step_but_not_the_run(self, slug: str) -> None:
        """Where noise turns the gradient uphill the point stays for a step; nothing becomes undefined."""
        run = simulate(slug, BOWL, [[0.5, 0.2]] * 10, 80, noise=2.0, seed=np.arange(10))
        assert np.isfinite(run.points).all()
        assert (np.diff(run.loss, axis=0) <= 0).all()
        assert (np.abs(run.updates).max(axis=2) < 1e-12).any()


class TestConjugateGradients:
    @quadratics
    def test_as_many_steps_as_there_are_curvatures(self, surface: Surface) -> None:
        """A quadratic with n different curvatures is solved in n steps, up to rounding, and not in fewer."""
        curvatures = np.linalg.eigvalsh(surface.hessian(surface.start))
        n = 1 + int((np.diff(curvatures) > 1e-9 * curvatures[-1]).sum())
        assert n == {1: 1, 2: 2, 4: 4 if surface is FOUR else 2}[surface.dim]
        run = simulate("cg", surface, surface.start + np.arange(surface.dim), n)
        left = np.linalg.norm(run.points[:, 0] - lowest(surface), axis=1)
        assert left[n] <= 1e-13 * left[0]
        assert left[n - 1] > 1e-3 * left[0]

    def test_its_directions_do_not_disturb_each_other(self) -> None:
        """Any two of its steps on a quadratic are conjugate: d1 . H d2 = 0."""
        steps = simulate("cg", FOUR, FOUR.start, 4).updates[:, 0]
        products = steps @ FOUR.hessian(FOUR.start) @ steps.T
        size = np.sqrt(np.outer(np.diag(products), np.diag(products)))
        np.testing.assert_allclose(products / size, np.eye(4), atol=1e-11)

    def test_its_first_direction_is_downhill_and_its_second_is_polak_and_ribieres(self) -> None:
        """On Rosenbrock, written by hand: beta = g2 . (g2 - g1) / (g1 . g1), at least 0."""
        run = simulate("cg", ROSENBROCK, ROSENBROCK.start, 2)
        one, two, _ = run.gradients[:, 0]
        d = -two + max(0.0, two @ (two - one) / (one @ one)) * -one
        for step, direction in zip(run.updates[:, 0], (-one, d), strict=True):
            assert step @ direction == pytest.approx(np.linalg.norm(step) * np.linalg.norm(direction), rel=1e-12)

    def test_it_finds_rosenbrocks_minimum(self) -> None:
        """In 40 steps it is through the bent valley, where gradient descent is still on its way."""
        assert simulate("cg", ROSENBROCK, ROSENBROCK.start, 40).loss[-1, 0] < 1e-20
        assert simulate("line_search", ROSENBROCK, ROSENBROCK.start, 40).loss[-1, 0] > 1e-3
