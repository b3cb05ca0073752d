"""Adafactor, Muon and the surface whose point is a matrix: PyTorch's steps, and laws of rows, columns and directions.

Error of a point: the largest difference of an entry, divided by the largest entry of PyTorch's points so far. Where the
reference data comes from says tests/oracle/make_second_order_reference.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import OPTIMIZERS, SURFACES, simulate
from optim_core.rules.choices import ready
from optim_core.rules.operations.matrices import column_means, columns, newton_schulz, product, row_means
from optim_core.rules.reading import array_step
from tests.oracle import make_second_order_reference as torch_reference
from tests.reference import Reference

LIMIT = 1e-13
BOTH = ("adafactor", "muon")
MATRIX = SURFACES["matrix"]
A, B = np.array([[3.0, 1.0], [1.0, 1.0]]), np.array([[5.0, -5.0], [3.0, -1.0]])
NEWTON_SCHULZ = np.polynomial.Polynomial([0, 3.4445, 0, -4.7750, 0, 2.0315])

seeds = st.integers(0, 2**32 - 1)
cases = pytest.mark.parametrize(
    ("slug", "number", "shape"),
    [(slug, n, shape) for slug in BOTH for n in (0, 1) for shape in torch_reference.SHAPES[slug]]
    + [("muon", 2, shape) for shape in torch_reference.SHAPES["muon"]],
)


@pytest.fixture(scope="module")
def data() -> Reference:
    """The committed reference."""
    return Reference(torch_reference.FILE)


def defaults(slug: str, **changes: float) -> dict[str, float]:
    return {name: hyper.default for name, hyper in OPTIMIZERS[slug].hypers.items()} | changes


def replay(slug: str, gradients: Any, rows: int, start: Any, **hypers: float) -> np.ndarray:
    """The points (steps + 1, entries) that follow from given gradients (steps, entries), weight decay included."""
    rule = ready(OPTIMIZERS[slug])
    step, x = array_step(rule), np.array(start, dtype=np.float64).reshape(-1, 1)
    state, points = rule.init(x), [x]
    for t, g in enumerate(np.asarray(gradients, dtype=np.float64), start=1):
        dx, state = step(g.reshape(-1, 1), state, t, {**defaults(slug, **hypers), "x": x, "rows": rows})
        x = x + dx
        points.append(x)
    return np.stack(points)[:, :, 0]


def first_step(slug: str, gradient: np.ndarray, **hypers: float) -> np.ndarray:
    """The step of a matrix (rows, columns) of ones after its first gradient."""
    no_decay = {"weight_decay": 0.0} | hypers
    _, after = replay(slug, [gradient.ravel()], len(gradient), np.ones(gradient.size), **no_decay)
    return after.reshape(gradient.shape) - 1.0


def error(ours: np.ndarray, torchs: np.ndarray) -> float:
    size = np.maximum.accumulate(np.abs(torchs).max(axis=1))
    return float((np.abs(ours - torchs).max(axis=1) / size).max())


class TestPyTorch:
    @cases
    @pytest.mark.parametrize("sequence", list(torch_reference.gradient_sequences()))
    def test_given_gradients(
        self, slug: str, number: int, shape: tuple[int, ...], sequence: str, data: dict[str, np.ndarray]
    ) -> None:
        """As a matrix, a column, a row and (Adafactor) a vector, the points are PyTorch's; for Muon in float64."""
        hypers = torch_reference.REPLAYED[slug][number]
        expected = data[torch_reference.key(slug, number, shape, sequence)]
        ours = replay(slug, data[f"gradients/{sequence}"], shape[0], torch_reference.START, **hypers)
        if (shape, hypers.get("eps1"), sequence) == ((4,), 1e-3, "small"):
            assert error(ours, expected) > LIMIT  # a vector's mean squared gradient below epsilon 1: the one exception
        else:
            assert error(ours, expected) <= LIMIT

    def test_how_far_pytorchs_own_muon_is_away(self, data: dict[str, np.ndarray]) -> None:
        """PyTorch's bfloat16 leads its points away from these by at most 3 percent within 40 steps."""
        for key in (name for name in data if name.startswith("bfloat16/")):
            assert 1e-6 < error(data[key], data[key.removeprefix("bfloat16/")]) < 0.03

    def test_torch_itself_still_gives_the_reference(self, data: dict[str, np.ndarray]) -> None:
        """Where torch is installed, it gives the committed numbers again."""
        torch: Any = pytest.importorskip("torch", reason="compares with torch where it is installed")
        if not torch.__version__.startswith(torch_reference.TORCH):
            pytest.skip(f"the reference is torch {torch_reference.TORCH}, this is {torch.__version__}")
        live = torch_reference.reference(torch_reference.gradient_sequences())
        assert {*live, *(name for name in data if name.startswith("gradients/"))} == set(data)
        for key, rows in live.items():
            np.testing.assert_allclose(data[key], rows, rtol=1e-9, atol=1e-11)


def normal(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


class TestMuon:
    @given(seeds, st.sampled_from([(2, 2), (3, 2), (2, 3), (4, 1), (1, 4), (1, 1)]))
    def test_it_changes_singular_values_only(self, seed: int, shape: tuple[int, int]) -> None:
        """The step has the gradient's singular directions; each singular value went five times through a polynomial."""
        gradient = normal(seed, *shape)
        u, values, vt = np.linalg.svd(gradient, full_matrices=False)
        values = values / np.linalg.norm(values)
        for _ in range(5):
            values = NEWTON_SCHULZ(values)
        scale = np.sqrt(max(1.0, shape[0] / shape[1]))
        expected = -0.1 * scale * (u * values) @ vt
        np.testing.assert_allclose(first_step("muon", gradient, lr=0.1), expected, rtol=0, atol=1e-12)

    @given(st.floats(0.0005, 1.0))
    def test_all_singular_values_come_near_one(self, share: float) -> None:
        """A singular value of a two-thousandth of the matrix or more ends at 0.2 to 1.21; of 0.01, at 0.68 or more."""
        rest = np.sqrt(1 - share**2)
        both = newton_schulz(np.array([[share], [0.0], [0.0], [rest]]), 2)
        assert 0.2 <= both[0, 0] <= 1.21
        assert both[0, 0] >= 0.68 or share < 0.01

    @given(seeds)
    def test_turned_spaces_turn_the_step(self, seed: int) -> None:
        """Rotations of the rows' and the columns' space before the step are rotations after it."""
        rng = np.random.default_rng(seed)
        gradient = rng.standard_normal((3, 2))
        left, right = (np.linalg.qr(rng.standard_normal((n, n)))[0] for n in (3, 2))
        turned = first_step("muon", left @ gradient @ right.T)
        np.testing.assert_allclose(turned, left @ first_step("muon", gradient) @ right.T, atol=1e-11)

    @given(seeds, st.floats(1e-3, 1e6))
    def test_the_gradients_size_does_not_matter(self, seed: int, factor: float) -> None:
        """Ten times the gradients give the same path."""
        gradients, start = normal(seed, 8, 4), normal(seed, 4)
        one, other = (replay("muon", f * gradients, 2, start) for f in (1.0, factor))
        np.testing.assert_allclose(other, one, atol=1e-10)

    @pytest.mark.parametrize("dim", [1, 2, 4])
    def test_a_vector_keeps_its_direction_only(self, dim: int) -> None:
        """As a column, any gradient gives a step along it, of one fixed length times the root of the dimension."""
        length = 1.0
        for _ in range(5):
            length = NEWTON_SCHULZ(length)
        for gradient in (normal(1, dim), 1e3 * normal(2, dim), 1e-3 * normal(3, dim)):
            step = first_step("muon", gradient.reshape(dim, 1), lr=0.2)[:, 0]
            expected = -0.2 * np.sqrt(dim) * length * gradient / np.linalg.norm(gradient)
            np.testing.assert_allclose(step, expected, atol=1e-13)

    def test_what_is_below_epsilon_is_not_blown_up(self) -> None:
        """A gradient far below epsilon gives a step in proportion to it, and a zero gradient none."""
        tiny = first_step("muon", np.full((2, 2), 1e-5), eps=1.0, lr=1.0)
        np.testing.assert_allclose(tiny, -(3.4445**5) * 0.0975e-5, rtol=1e-2)
        assert not first_step("muon", np.zeros((2, 2))).any()

    def test_the_switch(self) -> None:
        """Nesterov looks ahead: its second step follows mu m + (1 - mu) g, without it the mean m."""
        one, two = normal(5, 4), normal(6, 4)
        for nesterov in (0.0, 1.0):
            points = replay("muon", [one, two], 2, np.zeros(4), nesterov=nesterov, momentum=0.6, weight_decay=0.0)
            m = 0.6 * 0.4 * one + 0.4 * two
            followed = 0.6 * m + 0.4 * two if nesterov else m
            expected = first_step("muon", followed.reshape(2, 2), momentum=0.0, nesterov=0.0)
            np.testing.assert_allclose((points[2] - points[1]).reshape(2, 2), expected, atol=1e-12)


class TestAdafactor:
    @given(seeds, st.floats(1e-3, 1e6), st.floats(1e-4, 1.0), st.floats(1.0, 4.0))
    def test_no_step_is_longer_than_a_share_of_the_weights(self, seed: int, size: float, lr: float, d: float) -> None:
        """The step's root mean square is at most d * min(lr, 1/sqrt t) * max(eps2, that of the weights)."""
        gradients = size * normal(seed, 30, 4) * 10.0 ** normal(seed + 1, 30, 1)
        points = replay("adafactor", gradients, 2, normal(seed, 4), lr=lr, d=d)
        weights = np.sqrt((points[:-1] ** 2).mean(axis=1))
        bound = d * np.minimum(lr, np.arange(1, 31) ** -0.5) * np.maximum(1e-3, weights)
        assert (np.sqrt((np.diff(points, axis=0) ** 2).mean(axis=1)) <= bound * (1 + 1e-9)).all()

    @given(seeds)
    def test_a_product_of_rows_and_columns_is_remembered_exactly(self, seed: int) -> None:
        """Where the squared gradient is a number per row times one per column, the first step is the sign's."""
        rng = np.random.default_rng(seed)
        gradient = np.outer(rng.uniform(0.5, 2, 3), rng.uniform(0.5, 2, 2)) * rng.choice([-1.0, 1.0], (3, 2))
        np.testing.assert_allclose(first_step("adafactor", gradient, lr=0.25), -0.25 * np.sign(gradient), rtol=1e-12)

    @given(seeds)
    def test_its_memory_is_a_number_for_each_row_and_column(self, seed: int) -> None:
        """The state holds running means over rows and over columns, and only those: beta2 is 1 - t^-0.8."""
        rule, step = OPTIMIZERS["adafactor"], array_step(OPTIMIZERS["adafactor"])
        gradients, x = normal(seed, 6, 2, 3), np.ones((6, 1))
        rows, cols, state = np.zeros(2), np.zeros(3), rule.init(x)
        for t, g in enumerate(gradients, start=1):
            _, state = step(g.reshape(6, 1), state, t, {**defaults("adafactor"), "x": x, "rows": 2})
            rows += t**-0.8 * ((g**2).mean(axis=1) - rows)
            cols += t**-0.8 * ((g**2).mean(axis=0) - cols)
        np.testing.assert_allclose(state.R.reshape(2, 3), np.repeat(rows[:, None], 3, axis=1), rtol=1e-12)
        np.testing.assert_allclose(state.C.reshape(2, 3), np.repeat(cols[None], 2, axis=0), rtol=1e-12)

    @given(seeds, st.floats(1e-3, 1e6))
    def test_the_gradients_size_does_not_matter(self, seed: int, factor: float) -> None:
        """Ten times the gradients give the same path."""
        gradients, start = normal(seed, 8, 4), normal(seed, 4)
        one, other = (replay("adafactor", f * gradients, 2, start) for f in (1.0, factor))
        np.testing.assert_allclose(other, one, rtol=1e-9, atol=1e-11)

    def test_weights_at_zero_can_leave_it(self) -> None:
        """At zero weights the step counts them as epsilon 2; a zero gradient moves nothing."""
        _, after = replay("adafactor", [[1.0, -1.0]], 2, [0.0, 0.0], lr=0.1, eps2=0.01)
        np.testing.assert_allclose(after, [-0.001, 0.001])
        assert replay("adafactor", np.zeros((5, 2)), 2, [1.0, 2.0]).tolist() == [[1.0, 2.0]] * 6


@pytest.mark.parametrize("slug", BOTH)
class TestBoth:
    @given(seeds)
    def test_exchanged_rows_and_columns(self, slug: str, seed: int) -> None:
        """Rows and columns in another order give the same path, in that order."""
        rng = np.random.default_rng(seed)
        gradients, start = rng.standard_normal((6, 3, 2)), rng.standard_normal((3, 2))
        rows, cols = rng.permutation(3), rng.permutation(2)
        plain = replay(slug, gradients.reshape(6, 6), 3, start).reshape(7, 3, 2)
        mixed = replay(slug, gradients[:, rows][:, :, cols].reshape(6, 6), 3, start[rows][:, cols])
        np.testing.assert_allclose(mixed.reshape(7, 3, 2), plain[:, rows][:, :, cols], atol=1e-11)

    def test_rows_matter(self, slug: str) -> None:
        """The same four numbers as a matrix and as a column take different paths."""
        as_matrix, as_column = (replay(slug, normal(3, 5, 4), rows, normal(4, 4)) for rows in (2, 4))
        assert np.abs(as_matrix - as_column).max() > 1e-3

    @pytest.mark.parametrize("surface", ["matrix", "rosenbrock", "parabola"])
    def test_a_batch_is_its_paths(self, slug: str, surface: str) -> None:
        """Many paths at once, each with its own settings, take bit for bit the paths they take alone."""
        chosen, rng = SURFACES[surface], np.random.default_rng(2)
        starts = chosen.start + 0.3 * rng.standard_normal((12, chosen.dim))
        settings = {"lr": rng.uniform(0.01, 0.2, 12), "weight_decay": rng.uniform(0, 0.2, 12)}
        settings |= {"momentum": rng.uniform(0, 0.95, 12)} if slug == "muon" else {"d": rng.uniform(1, 3, 12)}
        together = simulate(slug, chosen, starts, 40, hypers=settings)
        for path in range(12):
            alone = simulate(slug, chosen, starts[path], 40, hypers={k: v[path] for k, v in settings.items()})
            np.testing.assert_array_equal(together.points[:, path], alone.points[:, 0])


class TestTheMatrixSurface:
    @given(seeds)
    def test_it_is_matrix_least_squares(self, seed: int) -> None:
        """Loss, gradient and Hessian are those of |A W - B|^2 for the A and B that its source names."""
        w = 3 * normal(seed, 2, 2)
        assert MATRIX.matrix_rows == 2
        np.testing.assert_allclose(MATRIX.value(w.ravel()), ((A @ w - B) ** 2).sum(), rtol=1e-12)
        slope = 2 * A.T @ (A @ w - B)
        np.testing.assert_allclose(MATRIX.gradient(w.ravel()), slope.ravel(), rtol=1e-12, atol=1e-11)
        np.testing.assert_allclose(MATRIX.hessian(w.ravel()), np.kron(2 * A.T @ A, np.eye(2)), rtol=1e-12)

    def test_its_minimum_and_condition_number(self) -> None:
        """The minimum solves A W = B, and the condition number of the Hessian is 34 as the source says."""
        np.testing.assert_allclose(np.reshape(MATRIX.minima[0], (2, 2)), np.linalg.solve(A, B), atol=1e-14)
        assert np.linalg.cond(MATRIX.hessian(MATRIX.start)) == pytest.approx(34, abs=0.1)
        assert "(3 1; 1 1)" in MATRIX.source
        assert "(5 -5; 3 -1)" in MATRIX.source

    def test_matrix_rules_show_what_they_are_for(self) -> None:
        """By default, after 200 steps gradient descent is farthest from the minimum, then Adam, then these."""
        ends = {s: simulate(s, MATRIX, MATRIX.start, 200).points[-1, 0] for s in ("gd", "adam", *BOTH)}
        distances = {slug: np.linalg.norm(end - MATRIX.minima[0]) for slug, end in ends.items()}
        assert distances["gd"] > 1.5 * distances["adam"]
        assert distances["adam"] > 10 * max(distances["adafactor"], distances["muon"])

    def test_a_muon_step_goes_equally_far_in_all_singular_directions(self) -> None:
        """On the surface too: without decay both singular values of each step are 0.7 to 1.2 learning rates."""
        run = simulate("muon", MATRIX, MATRIX.start, 60, hypers={"lr": 0.05, "weight_decay": 0.0})
        values = np.linalg.svd(run.updates[:, 0].reshape(-1, 2, 2), compute_uv=False)
        assert ((values > 0.68 * 0.05) & (values < 1.21 * 0.05)).all()


class TestOperations:
    @given(seeds)
    def test_means_and_products_are_numpys(self, seed: int) -> None:
        """Row means, column means and the product of each path's matrices are what NumPy gives for each matrix."""
        v = normal(seed, 6, 3)
        for path in range(3):
            matrix = v[:, path].reshape(2, 3)
            means = row_means(v, 2)[:, path].reshape(2, 3), column_means(v, 2)[:, path].reshape(2, 3)
            np.testing.assert_allclose(means[0][:, 0], matrix.mean(axis=1), atol=1e-15)
            np.testing.assert_allclose(means[1][0], matrix.mean(axis=0), atol=1e-15)
        a, b, vector = normal(seed, 2, 3, 5), normal(seed + 1, 3, 4, 5), normal(seed + 2, 3, 5)
        np.testing.assert_allclose(product(a, b), np.einsum("ikn,kjn->ijn", a, b), atol=1e-13)
        np.testing.assert_allclose(product(a, vector), np.einsum("ikn,kn->in", a, vector), atol=1e-13)
        assert columns(v, 2) == 3

    @given(seeds)
    def test_a_transposed_matrix_gives_the_transposed_result(self, seed: int) -> None:
        """Newton-Schulz treats a tall matrix as the wide one that it is when turned over."""
        matrix = normal(seed, 2, 3) / 4
        wide, tall = newton_schulz(matrix.reshape(6, 1), 2), newton_schulz(matrix.T.reshape(6, 1), 3)
        np.testing.assert_array_equal(wide.reshape(2, 3).T, tall.reshape(3, 2))
