"""Rules that ask for more than the gradient: what they share, and Newton, SAM and Sophia by what is known of them."""

# ruff: noqa: N806 (H is the field's own letter)

from __future__ import annotations

import numpy as np
import pytest

from optim_core import OPTIMIZERS, SURFACES, Surface, simulate, surface_from_formula
from optim_core.rules.operations.equations import solve
from tests.quadratics import lowest, quadratics

MINE = ("sophia", "sam", "newton", "line_search", "cg", "bfgs", "lbfgs")
WITH_MINIMA = [slug for slug, surface in SURFACES.items() if surface.minima]
ROSENBROCK, BOOTH, BOWL = SURFACES["rosenbrock"], SURFACES["booth"], SURFACES["bowl"]
VALLEY = surface_from_formula("x^2 + 0*y", start=[2.0, 1.0])  # flat along y: a singular Hessian everywhere


def normal(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def symmetric(seed: int, dim: int, batch: int) -> np.ndarray:
    half = normal(seed, dim, dim, batch)
    return half + half.swapaxes(0, 1)


class TestEach:
    @pytest.mark.parametrize("surface", ["parabola", "rosenbrock", "matrix"])
    @pytest.mark.parametrize("slug", MINE)
    def test_a_batch_is_its_paths(self, slug: str, surface: str) -> None:
        """Many paths at once, each with its own settings, take bit for bit the paths they take alone."""
        chosen, rng = SURFACES[surface], np.random.default_rng(4)
        starts = chosen.start + 0.3 * rng.standard_normal((11, chosen.dim))
        settings: dict[str, np.ndarray] = {}
        for name, hyper in OPTIMIZERS[slug].hypers.items():
            ends = (np.log(hyper.low), np.log(hyper.high)) if hyper.log else (hyper.low, hyper.high)
            drawn = rng.uniform(*ends, 11)
            settings[name] = np.exp(drawn) if hyper.log else np.round(drawn) if hyper.whole else drawn
        together = simulate(slug, chosen, starts, 30, hypers=settings)
        for path in range(11):
            alone = simulate(slug, chosen, starts[path], 30, hypers={k: v[path] for k, v in settings.items()})
            np.testing.assert_array_equal(together.points[:, path], alone.points[:, 0])
            np.testing.assert_array_equal(together.evaluations[:, path], alone.evaluations[:, 0])
            assert together.outcome[path] == alone.outcome[0]

    @pytest.mark.parametrize("slug", MINE)
    def test_a_broken_path_does_not_touch_the_others(self, slug: str) -> None:
        """Beside paths that overflow or have no step, a path is bit for bit what it is alone."""
        starts = [ROSENBROCK.start, [1e160, -1e160], [0.3, 0.2], [1e100, 0.0], [-1.1, 0.9]] * 3
        together = simulate(slug, ROSENBROCK, starts, 40)
        for path in (0, 2, 4):
            alone = simulate(slug, ROSENBROCK, starts[path], 40)
            np.testing.assert_array_equal(together.points[:, path], alone.points[:, 0])
            np.testing.assert_array_equal(together.evaluations[:, path], alone.evaluations[:, 0])
            assert np.isfinite(alone.points).all()

    @pytest.mark.parametrize("surface", [BOWL, BOOTH, SURFACES["matrix"]], ids=lambda s: s.slug)
    @pytest.mark.parametrize("slug", MINE)
    def test_without_a_slope_nothing_moves(self, slug: str, surface: Surface) -> None:
        """At a minimum, with a fresh memory, every rule stays; a decay, which pulls to zero, is set to none."""
        hypers = {"weight_decay": 0.0} if slug == "sophia" else {}
        run = simulate(slug, surface, surface.minima[0], 20, hypers=hypers)
        assert not surface.gradient(surface.minima[0]).any()
        np.testing.assert_array_equal(run.points[:, 0], np.tile(surface.minima[0], (21, 1)))

    @pytest.mark.parametrize(
        ("slug", "each"), [("sophia", 2), ("sam", 2), ("newton", 2), ("lbfgs", 1), ("bfgs", 3), ("cg", 4)]
    )
    def test_what_a_step_costs(self, slug: str, each: int) -> None:
        """A gradient, and what the rule asks for besides: on the bowl each search accepts its first trial."""
        run = simulate(slug, BOWL, BOWL.start, 10)
        assert run.evaluations[:, 0].tolist() == [each * step for step in range(11)]

    @pytest.mark.parametrize("slug", MINE)
    def test_the_record(self, slug: str) -> None:
        """It asks by name, is not written for single coordinates, and says how each library stands to it."""
        rule = OPTIMIZERS[slug]
        assert not rule.elementwise
        assert set(rule.needs) <= {"x", "rows", "loss", "gradient", "hessian"}
        assert set(rule.libraries) == {"pytorch", "keras", "optax"}
        for library in rule.libraries.values():
            assert library.call or library.difference
        assert bool(rule.no_step) == (slug in ("newton", "sophia"))


class TestNewton:
    @quadratics
    def test_one_step_solves_a_quadratic(self, surface: Surface) -> None:
        """From anywhere, one step leads to the minimum of a quadratic, however narrow it is."""
        for start in (surface.start, surface.start + 1.7):
            run = simulate("newton", surface, start, 2)
            np.testing.assert_allclose(run.points[1, 0], lowest(surface), atol=1e-12)

    def test_the_number_of_right_digits_doubles(self) -> None:
        """Near a minimum the error of each step is about a constant times the square of the last one's."""
        run = simulate("newton", SURFACES["himmelblau"], [3.5, 2.4], 5)
        errors = np.linalg.norm(run.points[:, 0] - [3.0, 2.0], axis=1)
        assert errors[5] < 1e-14
        assert errors[3] > 1e-9
        ratios = errors[1:4] / errors[:3] ** 2
        assert ratios.max() < 1.5 * ratios.min()
        assert simulate("newton", ROSENBROCK, ROSENBROCK.start, 7).loss[-1, 0] < 1e-20  # Dennis & Schnabel: a few steps

    def test_it_walks_to_a_saddle(self) -> None:
        """Where the surface curves down it looks for the flat point all the same, uphill if need be."""
        run = simulate("newton", SURFACES["saddle"], [-2.5, 0.05], 3)
        np.testing.assert_allclose(run.points[1, 0], 0.0, atol=1e-15)
        wells = SURFACES["saddle_wells"]
        run = simulate("newton", wells, [-0.1, 0.3], 10)
        assert wells.hessian([0.0, 0.0])[1, 1] < 0
        np.testing.assert_allclose(run.points[-1, 0], 0.0, atol=1e-12)
        top = simulate("newton", SURFACES["double_well"], [0.2], 10)
        assert top.loss[-1, 0] > top.loss[0, 0]
        assert abs(SURFACES["double_well"].gradient(top.points[-1, 0])[0]) < 1e-12

    def test_enough_damping_prevents_that(self) -> None:
        """With more damping than the strongest downward curvature the path falls into a well."""
        run = simulate("newton", SURFACES["saddle_wells"], [-0.1, 0.3], 60, hypers={"damping": 2.0})
        np.testing.assert_allclose(run.points[-1, 0], [0.0, 1.0], atol=1e-6)
        assert (np.diff(run.loss[:, 0]) <= 0).all()

    def test_a_singular_hessian_ends_the_run_with_its_reason(self) -> None:
        """Without a solution there is no step: the path ends where it is, the ones beside it go on."""
        run = simulate("newton", SURFACES["monkey"], [[0.0, 0.0], [0.6, 0.2]], 5)
        assert run.outcome[0] == "no_step"
        assert run.ended_at.tolist() == [0, 5]
        assert OPTIMIZERS["newton"].no_step.endswith(".")
        assert simulate("newton", VALLEY, [2.0, 1.0], 5).outcome[0] == "no_step"
        damped = simulate("newton", VALLEY, [2.0, 1.0], 3, hypers={"damping": 1.0})
        np.testing.assert_allclose(damped.points[:, 0], [[2.0 / 3**k, 1.0] for k in range(4)])

    def test_the_equations_are_numpys(self) -> None:
        """Each path's solution is what NumPy finds for it alone; nan where a matrix is singular or not finite."""
        for dim in (1, 2, 4):
            H, g = symmetric(dim, dim, 30), normal(dim, dim, 30)
            H[..., 3] = 0.0
            H[..., 7] = np.outer(np.arange(1, dim + 1), np.arange(1, dim + 1)) * (dim > 1)
            H[0, 0, 11] = np.nan
            H[-1, -1, 12] = np.inf
            p = solve(H, g)
            for path in range(30):
                if path in (3, 7, 11, 12):
                    assert np.isnan(p[:, path]).all()
                else:
                    np.testing.assert_array_equal(p[:, path], np.linalg.solve(H[..., path], g[:, path]))

    def test_a_share_of_the_step(self) -> None:
        """With a learning rate of 0.3 each step leaves 0.7 of the way to a quadratic's minimum."""
        run = simulate("newton", BOOTH, BOOTH.start, 12, hypers={"lr": 0.3})
        left = np.linalg.norm(run.points[:, 0] - BOOTH.minima[0], axis=1)
        np.testing.assert_allclose(left[1:] / left[:-1], 0.7, rtol=1e-9)


class TestSAM:
    @quadratics
    def test_the_formula_by_hand(self, surface: Surface) -> None:
        """On a quadratic the step is -lr (g + rho H g/|g|)."""
        run = simulate("sam", surface, surface.start, 10, hypers={"lr": 0.01, "rho": 0.7})
        H = surface.hessian(surface.start)
        for g, step in zip(run.gradients[:-1, 0], run.updates[:, 0], strict=True):
            np.testing.assert_allclose(step, -0.01 * (g + 0.7 * H @ g / np.linalg.norm(g)), rtol=1e-9, atol=1e-12)

    def test_without_a_neighbourhood_it_is_gradient_descent(self) -> None:
        """With rho = 0 both take the same steps."""
        one = simulate("sam", ROSENBROCK, ROSENBROCK.start, 50, hypers={"lr": 1e-3, "rho": 0.0})
        other = simulate("gd", ROSENBROCK, ROSENBROCK.start, 50, hypers={"lr": 1e-3})
        np.testing.assert_array_equal(one.points, other.points)

    def test_it_leaves_a_sharp_valley_for_a_flat_one(self) -> None:
        """In a dip narrower than its neighbourhood gradient descent is caught; SAM walks on to the wide minimum."""
        surface = surface_from_formula("x^2/20 - 0.6*exp(-40*(x - 3)^2)", domain=((-6.0, 6.0),), start=[3.3])
        caught = simulate("gd", surface, [3.3], 400, hypers={"lr": 0.02})
        free = simulate("sam", surface, [3.3], 400, hypers={"lr": 0.02, "rho": 1.0})
        assert caught.points[-1, 0, 0] == pytest.approx(3.0, abs=0.05)
        assert abs(free.points[-1, 0, 0]) < 2.6

    def test_its_second_gradient_has_the_noise_of_the_step(self) -> None:
        """One minibatch for both gradients, as in the paper: on a bowl the noise enters once into each."""
        run = simulate("sam", BOWL, [3.0, 4.0], 5, noise=0.5, seed=3, hypers={"lr": 0.1, "rho": 0.2})
        for x, g, step in zip(run.points[:-1, 0], run.gradients[:-1, 0], run.updates[:, 0], strict=True):
            noise, e = g - x, 0.2 * g / np.linalg.norm(g)
            np.testing.assert_allclose(step, -0.1 * (x + e + noise), rtol=1e-12)


class TestSophia:
    def test_the_recursion_by_hand(self) -> None:
        """On Rosenbrock, 40 steps of the paper's lines with the exact second derivatives give the same path."""
        hypers = {"lr": 0.03, "beta1": 0.8, "beta2": 0.9, "gamma": 0.02, "rho": 1.5, "eps": 1e-3, "weight_decay": 0.1}
        run = simulate("sophia", ROSENBROCK, ROSENBROCK.start, 40, hypers=hypers)
        x, y = ROSENBROCK.start
        m, h, cut = np.zeros(2), np.zeros(2), 0
        for step in run.updates[:, 0]:
            m = 0.8 * m + 0.2 * np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
            h = 0.9 * h + 0.1 * np.array([2 - 400 * (y - 3 * x * x), 200.0])
            u = np.clip(m / np.maximum(0.02 * h, 1e-3), -1.5, 1.5)
            cut += int((np.abs(u) == 1.5).any())
            np.testing.assert_allclose(step, -0.03 * u - 0.03 * 0.1 * np.array([x, y]), rtol=1e-8, atol=1e-12)
            x, y = np.array([x, y]) + step
        assert 0 < cut < 40

    def test_without_memory_it_is_newtons_step_on_a_straight_ravine(self) -> None:
        """With no memory, gamma 1 and a wide cut-off one step leads to the minimum of a ravine along the axes."""
        hypers = {"lr": 1.0, "beta1": 0.0, "beta2": 0.0, "gamma": 1.0, "rho": 1e9, "weight_decay": 0.0}
        ravine = SURFACES["ravine"].at(kappa=80, rotation=0)
        np.testing.assert_allclose(
            simulate("sophia", ravine, ravine.start, 1, hypers=hypers).points[1, 0], 0, atol=1e-12
        )
        turned = SURFACES["ravine"].at(kappa=80, rotation=45)  # the diagonal alone does not tell
        end = simulate("sophia", turned, turned.start, 1, hypers=hypers).points[1, 0]
        assert np.linalg.norm(end) > 0.5 * np.linalg.norm(turned.start)

    @pytest.mark.parametrize("slug", WITH_MINIMA)
    def test_no_coordinate_moves_further_than_the_cut_off(self, slug: str) -> None:
        """Every step's entries are at most lr times rho."""
        hypers = {"lr": 0.1, "rho": 0.5, "weight_decay": 0.0}
        run = simulate("sophia", SURFACES[slug], SURFACES[slug].start, 100, hypers=hypers)
        assert np.nanmax(np.abs(run.updates)) <= 0.05

    def test_where_the_surface_curves_down_it_goes_down_by_the_cut_off(self) -> None:
        """Along y the saddle curves down: there each step is the sign of the mean gradient, away from the saddle."""
        run = simulate("sophia", SURFACES["saddle"], [-2.5, 0.05], 30, hypers={"lr": 0.01, "weight_decay": 0.0})
        np.testing.assert_allclose(run.updates[:, 0, 1], 0.01)
