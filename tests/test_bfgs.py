"""BFGS and L-BFGS: what they learn of the curvature.

L-BFGS is compared with PyTorch (tests/oracle/make_second_order_reference.py).
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
from optim_core.rules.operations.recursion import PAIRS, remember, two_loop
from optim_core.rules.reading import array_step
from tests.oracle import make_second_order_reference as torch_reference
from tests.quadratics import lowest, quadratics
from tests.reference import Reference

ROSENBROCK = SURFACES["rosenbrock"]
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def data() -> Reference:
    """The committed reference."""
    return Reference(torch_reference.FILE)


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
