"""Rules that ask for more than the gradient: Sophia, SAM, Newton, line search, CG, BFGS and L-BFGS.

L-BFGS is compared with PyTorch (tests/oracle/make_second_order_reference.py), the others with what is known of them.
"""

# ruff: noqa: N803, N806 (H, S, V and Y are the field's own letters)

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import OPTIMIZERS, SURFACES, Surface, simulate, surface_from_formula
from optim_core.optimizers.bfgs import inverse_hessian
from optim_core.rules.choices import effective
from optim_core.rules.operations.equations import solve
from optim_core.rules.operations.recursion import PAIRS, remember, two_loop
from optim_core.rules.operations.searches import backtracking
from optim_core.rules.reading import array_step
from tests.oracle import make_second_order_reference as torch_reference
from tests.reference import Reference

MINE = ("sophia", "sam", "newton", "line_search", "cg", "bfgs", "lbfgs")
SEARCHING = ("line_search", "cg", "bfgs")
WITH_MINIMA = [slug for slug, surface in SURFACES.items() if surface.minima]
ROSENBROCK, BOOTH, BOWL = SURFACES["rosenbrock"], SURFACES["booth"], SURFACES["bowl"]
QUADRATICS = [SURFACES["quadratic"], SURFACES["ravine"].at(kappa=90, rotation=30), BOOTH, SURFACES["matrix"]]
FOUR = Surface(  # four different curvatures, on axes that are none of the coordinates
    formula="(a + b)^2 + 3*(a - b + c)^2 + 0.2*(c + d)^2 + (d - a - 1)^2",
    domain=((-5.0, 5.0),) * 4,
    start=np.array([3.0, -2.0, 1.0, 4.0]),
    variables=("a", "b", "c", "d"),
)
VALLEY = surface_from_formula("x^2 + 0*y", start=[2.0, 1.0])  # flat along y: a singular Hessian everywhere

seeds = st.integers(0, 2**32 - 1)
quadratics = pytest.mark.parametrize("surface", [*QUADRATICS, FOUR], ids=lambda s: s.slug or "four")


@pytest.fixture(scope="module")
def data() -> Reference:
    """The committed reference."""
    return Reference(torch_reference.FILE)


def normal(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def symmetric(seed: int, dim: int, batch: int) -> np.ndarray:
    half = normal(seed, dim, dim, batch)
    return half + half.swapaxes(0, 1)


def lowest(surface: Surface) -> np.ndarray:
    """The minimum of a quadratic surface, by NumPy's own solver."""
    origin = np.zeros(surface.dim)
    return np.linalg.solve(surface.hessian(origin), -surface.gradient(origin))


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


def learned(run: Any, dim: int) -> np.ndarray:
    """The inverse Hessian after each step of a BFGS run, (steps + 1, dim, dim)."""
    return np.asarray(run.state["H"][:, 0].reshape(-1, dim, dim))


class TestBFGS:
    @quadratics
    def test_it_learns_the_inverse_hessian(self, surface: Surface) -> None:
        """On a quadratic it ends at the minimum, its matrix close to the inverse Hessian as far as it was needed."""
        run = simulate("bfgs", surface, surface.start + np.arange(surface.dim), 60)
        np.testing.assert_allclose(run.points[-1, 0], lowest(surface), atol=1e-8)
        exact = np.linalg.inv(surface.hessian(surface.start))
        error = np.abs(learned(run, surface.dim) - exact).max(axis=(1, 2)) / np.abs(exact).max()
        if surface.slug == "matrix":  # its two columns have the same curvatures: not all directions are walked
            assert error[-1] > 0.1
        else:
            assert error.min() < 1e-3

    def test_it_starts_as_gradient_descent_with_a_line_search(self) -> None:
        """Its first matrix is the identity, so its first step is that of line_search, and the Hessian is not asked."""
        one, other = (simulate(slug, ROSENBROCK, ROSENBROCK.start, 5) for slug in ("bfgs", "line_search"))
        np.testing.assert_array_equal(one.updates[0], other.updates[0])
        assert np.abs(one.updates[1] - other.updates[1]).max() > 1e-3
        assert "hessian" not in OPTIMIZERS["bfgs"].needs

    def test_its_matrix_explains_the_last_step(self) -> None:
        """Along Rosenbrock's valley H turns the last change of the gradient into the last step, and stays positive."""
        run = simulate("bfgs", ROSENBROCK, ROSENBROCK.start, 30)
        changes, matrices = np.diff(run.gradients[:, 0], axis=0), learned(run, 2)[2:]
        steps = np.diff(run.points[:, 0], axis=0)
        for step, change, matrix in zip(steps[:-1], changes[:-1], matrices, strict=True):
            assert step @ change > 0
            np.testing.assert_allclose(matrix @ change, step, atol=1e-9 * np.abs(step).max())
            np.testing.assert_allclose(matrix, matrix.T, atol=1e-12 * np.abs(matrix).max())
            assert np.linalg.eigvalsh(matrix).min() > 0

    def test_what_cannot_be_explained_is_not_learned(self) -> None:
        """Where the gradient did not grow along the step, or by less than numbers can hold, the matrix stays."""
        H = np.tile(np.array([2.0, 0.5, 0.5, 1.0])[:, None], (1, 4))
        delta = np.array([[1.0, 1.0, 0.0, 1e-160], [0.0, 0.0, 0.0, 0.0]])
        y = np.array([[-1.0, 2.0, 0.0, 1e-160], [3.0, 0.0, 0.0, 0.0]])
        with np.errstate(all="ignore"):
            new = inverse_hessian(H, delta, y)
        np.testing.assert_array_equal(new[:, [0, 2, 3]], H[:, [0, 2, 3]])
        np.testing.assert_allclose(new[:, 1].reshape(2, 2) @ y[:, 1], delta[:, 1])


def without_a_matrix(S: np.ndarray, Y: np.ndarray, history: int) -> np.ndarray:
    """The L-BFGS matrix of one path, multiplied out (Nocedal & Wright, 7.16 and 6.17). Pairs with y.s = 0 are empty."""
    pairs = [(s, y) for s, y in zip(S, Y, strict=True) if s @ y > 0][-history:]
    dim = S.shape[1]
    H = np.eye(dim)
    if pairs:
        s, y = pairs[-1]
        H = H * (s @ y) / (y @ y)
    for s, y in pairs:
        V = np.eye(dim) - np.outer(y, s) / (s @ y)
        H = V.T @ H @ V + np.outer(s, s) / (s @ y)
    return H


class TestLBFGS:
    @pytest.mark.parametrize("sequence", list(torch_reference.gradient_sequences()))
    @pytest.mark.parametrize("number", range(3))
    def test_given_pytorchs_gradients(self, number: int, sequence: str, data: dict[str, np.ndarray]) -> None:
        """Given gradients, zero ones included, lead to PyTorch's points.

        The curvature of random gradients is nearly singular now and then and magnifies the last digit; hence the room.
        """
        rule, hypers = OPTIMIZERS["lbfgs"], torch_reference.REPLAYED["lbfgs"][number]
        step, x = array_step(rule), torch_reference.START[:, None]
        state, points = rule.init(x), [x]
        with np.errstate(all="ignore"):
            for t, g in enumerate(data[f"gradients/{sequence}"], start=1):
                dx, state = step(g[:, None], state, t, dict(hypers))
                x = x + dx
                points.append(x)
        expected = data[torch_reference.key("lbfgs", number, (4,), sequence)]
        size = np.maximum.accumulate(np.abs(expected).max(axis=1))
        assert (np.abs(np.stack(points)[:, :, 0] - expected).max(axis=1) <= 1e-11 * size).all()

    @pytest.mark.parametrize("surface", list(torch_reference.SURFACES))
    @pytest.mark.parametrize("number", range(2))
    def test_on_pytorchs_way(self, number: int, surface: str, data: dict[str, np.ndarray]) -> None:
        """On surfaces of its own account it visits PyTorch's points."""
        _, starts, steps = torch_reference.SURFACES[surface]
        expected = data[f"walked/{number}/{surface}"]
        chosen = SURFACES[surface]
        run = simulate("lbfgs", chosen, starts, steps, hypers=torch_reference.WALKED[number])
        np.testing.assert_allclose(run.points, expected, rtol=0, atol=1e-12 * np.abs(expected[0]).max())

    @given(seeds, st.sampled_from([1, 2, 4]))
    def test_two_loops_are_the_matrix_they_stand_for(self, seed: int, dim: int) -> None:
        """The recursion gives what the matrix would give that it never writes down, for each path's own history."""
        rng = np.random.default_rng(seed)
        batch, histories = 12, np.array([*range(1, 11), 3, 10])
        S, Y = rng.standard_normal((2, PAIRS, dim, batch))
        Y = np.where(((S * Y).sum(axis=1) > 0)[:, None], Y, -Y) + 3 * S  # the gradient grows along each step
        S[:4, :, 5] = Y[:4, :, 5] = 0.0  # a path with six pairs so far
        S[..., 6] = Y[..., 6] = 0.0  # and one with none
        g = rng.standard_normal((dim, batch))
        with np.errstate(all="ignore"):
            d = two_loop(g, S.reshape(-1, batch), Y.reshape(-1, batch), histories)
        for path in range(batch):
            H = without_a_matrix(S[..., path], Y[..., path], int(histories[path]))
            np.testing.assert_allclose(d[:, path], H @ g[:, path], rtol=1e-8, atol=1e-8 * np.abs(H).max())

    def test_the_oldest_pair_makes_room(self) -> None:
        """A path that keeps a pair drops its oldest one; the others stay as they are."""
        pairs = np.arange(2.0 * PAIRS * 2).reshape(2 * PAIRS, 2)
        after = remember(pairs, np.array([[100.0, 200.0], [101.0, 201.0]]), np.array([True, False]))
        assert after[:, 0].tolist() == [*pairs[2:, 0].tolist(), 100.0, 101.0]
        np.testing.assert_array_equal(after[:, 1], pairs[:, 1])

    def test_a_change_across_the_step_stops_optax_for_one_step(self) -> None:
        """Where y.s = 0 optax scales by y.s / |y|^2 = 0; on x y from (1, 0) these are the points it visits."""
        run = simulate(
            effective(OPTIMIZERS["lbfgs"], library="optax"),
            surface_from_formula("x*y"),
            [1.0, 0.0],
            4,
            hypers={"lr": 0.5},
        )
        assert run.points[:, 0].tolist() == [[1, 0], [1, -0.5], [1, -0.5], [1.25, -1], [1, 0.25]]

    def test_its_first_step_is_short(self) -> None:
        """The first step is at most the learning rate long in the sum of its entries."""
        for slug, size in (("rosenbrock", 0.8), ("plateau", None)):
            run = simulate("lbfgs", SURFACES[slug], SURFACES[slug].start, 1, hypers={"lr": 0.8})
            gradient = np.abs(run.gradients[0, 0]).sum()
            assert np.abs(run.updates[0, 0]).sum() == pytest.approx(size or 0.8 * min(1.0, gradient))

    def test_torch_itself_still_gives_the_reference(self, data: dict[str, np.ndarray]) -> None:
        """Where torch is installed, it gives the committed walks again."""
        torch: Any = pytest.importorskip("torch", reason="compares with torch where it is installed")
        if not torch.__version__.startswith(torch_reference.TORCH):
            pytest.skip(f"the reference is torch {torch_reference.TORCH}, this is {torch.__version__}")
        for number, hypers in enumerate(torch_reference.WALKED):
            for surface in torch_reference.SURFACES:
                live = torch_reference.walked(hypers, surface)
                np.testing.assert_allclose(data[f"walked/{number}/{surface}"], live, atol=1e-11)


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
