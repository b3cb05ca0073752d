"""Laws that hold whatever the code looks like: theory of quadratics, known first steps, symmetries.

The property tests run over the registry, so that a new optimizer is tested by existing. Where a law does not hold for a
rule, its record says so and why (`Laws`), or it follows from what the rule asks for.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import OPTIMIZERS, SURFACES, Optimizer, Trajectory, simulate
from optim_core import surface_from_formula as formula
from optim_core.formula.plain import ELEMENTARY, same_bits
from optim_core.rules.choices import decays_itself, ready
from optim_core.types import LARGEST
from tests.selection import examples

BOWL, RAVINE, QUADRATIC = SURFACES["bowl"], SURFACES["ravine"], SURFACES["quadratic"]
# A line search goes as far as the losses allow: neither the rate nor replayed gradients say how far that is.
SEARCHES = {slug for slug, rule in OPTIMIZERS.items() if "loss" in rule.needs}
CURVATURE = {slug for slug, rule in OPTIMIZERS.items() if "hessian" in rule.needs}  # no replayed gradient knows it

PROPORTIONAL = [slug for slug, rule in OPTIMIZERS.items() if rule.laws.proportional and slug not in SEARCHES]
SCALED = [
    slug for slug, rule in OPTIMIZERS.items() if rule.laws.loss_scale != "mixed" and slug not in {*SEARCHES, *CURVATURE}
]
ISOTROPIC = [slug for slug, rule in OPTIMIZERS.items() if rule.laws.isotropic]
BY_COORDINATE = [slug for slug, rule in OPTIMIZERS.items() if not rule.laws.isotropic]
SMALLEST_STEP = [slug for slug, rule in OPTIMIZERS.items() if "size_min" in rule.hypers]
LAST_BITS = {"muon", "sam", "bfgs"}  # near a minimum their steps come from a gradient's last bits, so rounding shows

curvatures = pytest.mark.parametrize("L", [0.3, 2.0, 40.0])
betas = pytest.mark.parametrize("beta", [0.0, 0.3, 0.6, 0.9, 0.99])


def on_quadratic(slug: str, curvature: float, steps: int, start: float = 2.0, **hypers: float) -> Trajectory:
    return simulate(slug, QUADRATIC.at(L=curvature), [start], steps, hypers=hypers)


def given_gradients(slug: str, gradients: Any, hypers: dict[str, Any] | None = None) -> Trajectory:
    """The run of an optimizer that is given these gradients (rows, batch, 2), whatever its points are."""
    rows = np.asarray(gradients, dtype=float)
    return simulate(
        slug, BOWL, np.zeros(rows.shape[1:]), len(rows) - 1, hypers=hypers, gradient=lambda points, t: rows[t - 1]
    )


class TestGradientDescentOnQuadratics:
    @curvatures
    def test_it_explodes_above_two_over_the_curvature(self, L: float) -> None:  # noqa: N803
        """Gradient descent diverges for lr > 2/L and for no smaller one."""
        for share, outcome in ((0.5, "converged"), (0.99, "still_moving"), (1.01, "diverged"), (1.5, "diverged")):
            assert on_quadratic("gd", L, 150, lr=share * 2 / L).outcome[0] == outcome

    @curvatures
    def test_each_step_multiplies_by_one_minus_lr_times_curvature(self, L: float) -> None:  # noqa: N803
        """x after k steps is (1 - lr L)^k times the start."""
        for share in (0.1, 0.7, 1.6):
            points = on_quadratic("gd", L, 40, lr=share / L).points[:, 0, 0]
            np.testing.assert_allclose(points, 2.0 * (1 - share) ** np.arange(41), rtol=1e-12)

    @pytest.mark.parametrize("kappa", [2.0, 10.0, 100.0])
    def test_the_best_rate_for_a_ravine(self, kappa: float) -> None:
        """With lr = 2/(mu + L) every step shrinks by (kappa - 1)/(kappa + 1), and any other rate shrinks less."""
        start = RAVINE.at(kappa=kappa).start  # (kappa, 1): the slowest start there is

        def rate(lr: float) -> np.ndarray:
            points = simulate("gd", RAVINE.at(kappa=kappa), start, 60, hypers={"lr": lr}).points[:, 0]
            return np.linalg.norm(points[1:], axis=1) / np.linalg.norm(points[:-1], axis=1)

        best = (kappa - 1) / (kappa + 1)
        np.testing.assert_allclose(rate(2 / (1 + kappa)), best, rtol=1e-12)
        assert rate(1.9 / (1 + kappa))[-1] > best
        assert rate(2.05 / (1 + kappa))[-1] > best


# (name, largest stable lr L, the matrix that takes (point, velocity) one step on)
def heavy_ball(share: float, beta: float) -> np.ndarray:
    return np.array([[1 - share, -share * beta], [1.0, beta]])


def nesterov(share: float, beta: float) -> np.ndarray:
    return np.array([[1 - share * (1 + beta), -share * beta**2], [1.0, beta]])


LIMITS: dict[str, Any] = {
    "momentum": (heavy_ball, lambda beta: 2 * (1 + beta)),
    "nesterov": (nesterov, lambda beta: 2 * (1 + beta) / (1 + 2 * beta)),
}


@pytest.mark.parametrize("slug", LIMITS)
class TestMomentumOnQuadratics:
    @curvatures
    @betas
    def test_the_stability_limit(self, slug: str, L: float, beta: float) -> None:  # noqa: N803
        """lr L below 2(1 + beta) for the heavy ball, 2(1 + beta)/(1 + 2 beta) for Nesterov: half a percent decides."""
        limit = LIMITS[slug][1](beta)
        below = on_quadratic(slug, L, 4000, lr=0.995 * limit / L, beta=beta)
        above = on_quadratic(slug, L, 4000, lr=1.005 * limit / L, beta=beta)
        assert abs(below.points[-1, 0, 0]) < 0.02
        assert above.outcome[0] == "diverged"

    @curvatures
    @betas
    def test_the_path_is_a_power_of_a_matrix(self, slug: str, L: float, beta: float) -> None:  # noqa: N803
        """Point and velocity after k steps are the k-th power of a 2 x 2 matrix times (start, 0)."""
        for share in (0.05, 0.6, 1.2):
            run = on_quadratic(slug, L, 60, lr=share / L, beta=beta)
            step = LIMITS[slug][0](share, beta)
            expected = np.array([np.linalg.matrix_power(step, k) @ [2.0, 0.0] for k in range(61)])
            size = np.abs(expected).max(axis=0)
            np.testing.assert_allclose(run.points[:, 0, 0], expected[:, 0], rtol=1e-11, atol=1e-13 * size[0])
            np.testing.assert_allclose(run.state["v"][:, 0, 0] / L, expected[:, 1], rtol=1e-11, atol=1e-13 * size[1])


def test_momentum_without_memory_is_gradient_descent() -> None:
    """With beta = 0 momentum and Nesterov are gradient descent."""
    plain = simulate("gd", SURFACES["rosenbrock"], [-1.2, 1.0], 100, hypers={"lr": 1e-3})
    for slug in LIMITS:
        run = simulate(slug, SURFACES["rosenbrock"], [-1.2, 1.0], 100, hypers={"lr": 1e-3, "beta": 0.0})
        np.testing.assert_allclose(run.points, plain.points, rtol=1e-13)


@pytest.mark.parametrize("kappa", [4.0, 25.0, 100.0])
def test_the_best_heavy_ball(kappa: float) -> None:
    """With lr = (2/(sqrt L + sqrt mu))^2 and beta = ((sqrt k - 1)/(sqrt k + 1))^2 errors shrink by sqrt(beta) a step.

    Both eigenvalues are then double, so the error is a first-degree polynomial times sqrt(beta)^k.
    """
    lr, beta = (2 / (sqrt(kappa) + 1)) ** 2, ((sqrt(kappa) - 1) / (sqrt(kappa) + 1)) ** 2
    points = simulate("momentum", RAVINE.at(kappa=kappa), [1.0, 1.0], 60, hypers={"lr": lr, "beta": beta}).points[:, 0]
    k = np.arange(61)
    for column, eigenvalue, root in ((0, 1.0, sqrt(beta)), (1, kappa, -sqrt(beta))):
        slope = (1 - lr * eigenvalue) / root - 1  # from the first step, x_1 = (1 - lr L) x_0
        np.testing.assert_allclose(points[:, column], root**k * (1 + slope * k), rtol=1e-6, atol=1e-9)


class TestKnownSteps:
    @pytest.mark.parametrize("g", [1e-6, -0.02, 1.0, -300.0])
    def test_adam_on_a_constant_slope(self, g: float) -> None:
        """Every step of Adam is lr g/(|g| + eps) against a gradient that stays the same."""
        run = given_gradients("adam", np.full((200, 1, 2), g), {"lr": 0.03})
        np.testing.assert_allclose(run.updates, -0.03 * g / (abs(g) + 1e-8), rtol=1e-10)

    def test_adam_after_a_long_silence(self) -> None:
        """After 999 zero gradients a gradient of 1 moves Adam by 2.514566 learning rates: |step| <= lr is a myth."""
        gradients = np.zeros((1001, 1, 2))
        gradients[999] = 1.0
        run = given_gradients("adam", gradients, {"lr": 0.1})
        assert (run.updates[:999] == 0).all()
        np.testing.assert_allclose(run.updates[999], -0.2514566, rtol=1e-6)

    def test_adagrad_on_a_constant_slope(self) -> None:
        """Step t of AdaGrad is lr/sqrt(t), whatever the slope."""
        for g in (1e-3, 5.0):
            run = given_gradients("adagrad", np.full((100, 1, 2), g), {"lr": 0.5, "eps": 0.0})
            np.testing.assert_allclose(run.updates[:, 0, 0], -0.5 / np.sqrt(np.arange(1, 100)), rtol=1e-13)

    @pytest.mark.parametrize("alpha", [0.0, 0.9, 0.99, 0.999])
    def test_the_first_step_of_rmsprop(self, alpha: float) -> None:
        """RMSProp has no bias correction: its first step is lr/sqrt(1 - alpha), its steps then settle at lr."""
        rows = 2 + round(20 / (1 - alpha))  # until the start is forgotten
        run = given_gradients("rmsprop", np.full((rows, 1, 2), 3.0), {"lr": 0.01, "alpha": alpha, "eps": 0.0})
        np.testing.assert_allclose(run.updates[0], -0.01 / sqrt(1 - alpha), rtol=1e-13)
        np.testing.assert_allclose(run.updates[-1], -0.01, rtol=1e-8)

    def test_the_loss_that_noise_leaves(self) -> None:
        """On x^2/2 with noise sigma the mean loss of gradient descent tends to lr sigma^2/(2(2 - lr))."""
        lr, sigma, paths = 0.3, 0.5, 2000
        run = simulate(
            "gd", formula("x^2/2"), [0.0], 150, hypers={"lr": lr}, noise=sigma, seed=np.arange(paths), keep="all"
        )
        expected = lr * sigma**2 / (2 * (2 - lr))
        assert run.loss[50:].mean() == pytest.approx(expected, rel=0.02)


# Gradients from a few whole numbers times powers of two: arithmetic on them is exact often enough to compare bits.
numbers = st.floats(-8.0, 8.0).map(lambda v: round(v * 64) / 64)
sequences = st.integers(2, 12).flatmap(
    lambda rows: st.lists(st.tuples(numbers, numbers), min_size=rows, max_size=rows).map(
        lambda pairs: np.array(pairs)[:, None, :]
    )
)
points = st.tuples(st.floats(-3, 3), st.floats(-3, 3))
batches = st.lists(points, min_size=1, max_size=14)


def each(*exceptions: str) -> pytest.MarkDecorator:
    """Every optimizer but these."""
    return pytest.mark.parametrize("slug", [slug for slug in OPTIMIZERS if slug not in exceptions])


def alone(slug: str, **more: float) -> dict[str, Any]:
    """Hyperparameters that leave the rule itself: nothing pulls to zero, and no bound on a step's size is met."""
    hypers = ready(OPTIMIZERS[slug]).hypers
    chosen = {"weight_decay": 0.0, "size_min": 1e-300, "size_max": LARGEST, **more}
    return {name: value for name, value in chosen.items() if name in hypers}


few = examples(0.25)


@each()
@few
@given(batches, st.sampled_from(["bowl", "rosenbrock", "ackley", "ravine"]))
def test_a_batch_holds_the_paths_of_its_starts(slug: str, start: list[tuple[float, float]], where: str) -> None:
    """Following many paths at once gives what following each alone gives."""
    surface = SURFACES[where]
    together = simulate(slug, surface, start, 12)
    for b, alone in enumerate(start):
        single = simulate(slug, surface, alone, 12)
        np.testing.assert_allclose(together.points[:, b], single.points[:, 0], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(together.loss[:, b], single.loss[:, 0], rtol=1e-7, atol=1e-9)
        assert together.outcome[b] == single.outcome[0]


@pytest.mark.sample(4)
@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("where", SURFACES)
def test_a_path_is_the_same_alone_and_among_others(where: str, first: int) -> None:
    """On a surface, by every fourth rule, to the last bit: so a strip, a map and a race show the run that is drawn."""
    surface = SURFACES[where]
    start = np.random.default_rng(len(where)).uniform(*np.array(surface.domain).T)
    for slug, rule in [*OPTIMIZERS.items()][first::4]:
        steps = 60 if rule.quick and surface.dim < 5 else 8
        settings: dict[str, Any] = {"hypers": {"lr": 0.216}, "noise": 0.1, "seed": 3}
        single = simulate(slug, surface, start, steps, **settings).points[:, 0]
        batch = simulate(slug, surface, [start] * 12, steps, **settings).points
        np.testing.assert_array_equal(batch, np.repeat(single[:, None], 12, axis=1), err_msg=slug)


@pytest.mark.parametrize("name", ELEMENTARY)
def test_plain_numbers_have_the_bits_of_arrays(name: str) -> None:
    """Each elementary function of plain numbers gives what NumPy's gives for an array, in any place of it."""
    numpy: Any = {"atan": np.arctan}.get(name, getattr(np, name, None))
    rng = np.random.default_rng(7)
    high = 1.0 if name in ("asin", "acos") else 9.0
    values = [rng.uniform(0.01, high, 2000), rng.uniform(-3.0, 3.0, 2000)][: numpy.nin]
    expected = numpy(*values).tolist()
    assert [ELEMENTARY[name](*each) for each in zip(*(v.tolist() for v in values), strict=True)] == expected


def test_where_pythons_own_differs_numpys_is_taken() -> None:
    """A function that is off in the last bit anywhere is replaced, and then gives plain floats."""
    off = same_bits(lambda a: np.nextafter(a, 9.0), np.positive, np.array([0.5, 0.25]))
    assert (off(0.5), type(off(0.5))) == (0.5, float)


@each()
@few
@given(batches, st.randoms(use_true_random=False))
def test_the_order_of_the_paths_means_nothing(slug: str, start: list[tuple[float, float]], random: Any) -> None:
    """Shuffled starts with their rates and seeds give the shuffled paths, bit for bit."""
    order = list(range(len(start)))
    random.shuffle(order)
    starts, seeds = np.array(start), np.arange(len(start))
    rates = np.linspace(0.01, 0.2, len(start))
    one = simulate(slug, BOWL, starts, 10, hypers={"lr": rates}, noise=0.1, seed=seeds)
    other = simulate(slug, BOWL, starts[order], 10, hypers={"lr": rates[order]}, noise=0.1, seed=seeds[order])
    np.testing.assert_array_equal(one.points[:, order], other.points)
    np.testing.assert_array_equal(one.outcome[order], other.outcome)


@pytest.mark.parametrize("slug", ISOTROPIC)
@few
@given(points, st.floats(-180, 180), st.sampled_from([1.0, 5.0, 30.0]))
def test_turning_the_surface_turns_the_path(slug: str, start: tuple[float, float], angle: float, kappa: float) -> None:
    """What adds gradients, or asks for lengths and angles only, has no north: a turned ravine gives the turned path."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = np.array([[c, -s], [s, c]])
    hypers = {"lr": 0.5 / kappa}
    steps = 6 if slug in LAST_BITS else 30
    straight = simulate(slug, RAVINE.at(kappa=kappa, rotation=0), start, steps, hypers=hypers)
    turned = simulate(slug, RAVINE.at(kappa=kappa, rotation=angle), turn @ start, steps, hypers=hypers)
    close = 1e-7 if slug in LAST_BITS else 1e-9
    np.testing.assert_allclose(turned.points[:, 0], straight.points[:, 0] @ turn.T, rtol=close, atol=close)


@pytest.mark.parametrize("slug", BY_COORDINATE)
def test_the_others_do_see_where_north_is(slug: str) -> None:
    """What divides, cuts or remembers each coordinate on its own takes another path when turned by 45 degrees."""
    turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / sqrt(2)
    straight = simulate(slug, RAVINE.at(rotation=0), [3.0, 1.0], 30)
    turned = simulate(slug, RAVINE.at(rotation=45), turn @ [3.0, 1.0], 30)
    assert np.abs(turned.points[:, 0] - straight.points[:, 0] @ turn.T).max() > 1e-3


@each()
@few
@given(points)
def test_a_quarter_turn_turns_every_path(slug: str, start: tuple[float, float]) -> None:
    """Coordinates are interchangeable and signs mean nothing: turned by 90 degrees every rule takes the turned path."""
    straight = simulate(slug, RAVINE.at(rotation=0), start, 30)
    turned = simulate(slug, RAVINE.at(rotation=90), [-start[1], start[0]], 30)
    np.testing.assert_allclose(turned.points[..., 0], -straight.points[..., 1], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(turned.points[..., 1], straight.points[..., 0], rtol=1e-9, atol=1e-9)


def test_no_gradient_and_no_memory_means_no_step(optimizer: Optimizer) -> None:
    """From a fresh state a gradient of zero moves nothing, and nothing is remembered of it."""
    run = given_gradients(optimizer.slug, np.zeros((20, 3, 2)))
    assert (run.updates == 0).all()
    assert (run.points == 0).all()
    for name, values in run.state.items():
        assert (values == 0).all() == (name not in optimizer.laws.remembers), f"{name}: see Laws.remembers"
    assert (run.outcome == "converged").all()


@each(*SMALLEST_STEP)
def test_a_learning_rate_of_zero_means_no_step(slug: str) -> None:
    """With lr = 0 the path stays at its start."""
    run = simulate(slug, BOWL, [1.0, 2.0], 20, hypers={"lr": 0.0})
    assert (run.points == [1.0, 2.0]).all()


def test_rprop_has_a_smallest_step() -> None:
    """Rprop's learning rate is the first step size, and no size is below size_min: with lr = 0 it steps by that."""
    run = simulate("rprop", BOWL, [1.0, 2.0], 1, hypers={"lr": 0.0, "size_min": 0.25})
    assert run.updates[0, 0].tolist() == [-0.25, -0.25]


@pytest.mark.parametrize("slug", PROPORTIONAL)
@few
@given(sequences)
def test_steps_are_proportional_to_the_learning_rate(slug: str, gradients: np.ndarray) -> None:
    """Against the same gradients twice the learning rate makes exactly twice the steps."""
    one = given_gradients(slug, gradients, alone(slug, lr=0.125))
    two = given_gradients(slug, gradients, alone(slug, lr=0.25))
    np.testing.assert_array_equal(two.updates, 2 * one.updates)


@each()
@few
@given(sequences)
def test_opposite_gradients_make_opposite_steps(slug: str, gradients: np.ndarray) -> None:
    """A rule has no favourite side."""
    one, other = given_gradients(slug, gradients), given_gradients(slug, -gradients)
    np.testing.assert_array_equal(other.updates, -one.updates)


@pytest.mark.parametrize("slug", SCALED)
@few
@given(sequences, st.sampled_from([-20, -3, 1, 10, 40]))
def test_the_scale_of_the_loss(slug: str, gradients: np.ndarray, power: int) -> None:
    """A loss times c: rules without an epsilon step c times as far, rules with one (set to 0) step as before.

    Rules that look at signs only step as before too.
    """
    gradients = np.where(gradients == 0, 0.25, gradients)  # 0/0 is what epsilon is there for
    factor, hypers = 2.0**power, alone(slug, eps=0.0, eps1=0.0)
    free = OPTIMIZERS[slug].laws.loss_scale == "ignored" or not hypers.keys().isdisjoint({"eps", "eps1"})
    one, other = given_gradients(slug, gradients, hypers), given_gradients(slug, factor * gradients, hypers)
    np.testing.assert_array_equal(other.updates, one.updates if free else factor * one.updates)


@pytest.mark.parametrize("slug", sorted(CURVATURE - SEARCHES))
def test_newtons_step_is_free_of_scale_with_the_curvature(slug: str) -> None:
    """What divides slope by curvature goes the same way over a loss times 1024, while nothing else has a say."""
    hypers = {"lr": 0.5, "eps": 0.0, "rho": LARGEST, "weight_decay": 0.0}
    mine = {name: value for name, value in hypers.items() if name in OPTIMIZERS[slug].hypers}
    one, other = (simulate(slug, formula(f"{c}*(x^2 + 3*y^4)"), [1.0, 2.0], 8, hypers=mine) for c in (1, 1024))
    assert np.isfinite(one.points).all()
    np.testing.assert_allclose(other.points, one.points, rtol=1e-12)


@each()
@few
@given(sequences, sequences)
def test_paths_do_not_hear_each_other(slug: str, mine: np.ndarray, yours: np.ndarray) -> None:
    """In a batch a path's steps depend on its own gradients only."""
    rows = min(len(mine), len(yours))
    alone = given_gradients(slug, mine[:rows])
    both = given_gradients(slug, np.concatenate([mine[:rows], yours[:rows]], axis=1))
    np.testing.assert_array_equal(both.updates[:, 0], alone.updates[:, 0])


@each(*(slug for slug, rule in OPTIMIZERS.items() if not rule.elementwise))
@few
@given(sequences, sequences)
def test_coordinates_do_not_hear_each_other(slug: str, mine: np.ndarray, yours: np.ndarray) -> None:
    """A coordinate's steps depend on its own gradients only, where the rule says so of itself."""
    rows = min(len(mine), len(yours))
    alone = given_gradients(slug, mine[:rows])
    mixed = given_gradients(slug, np.stack([mine[:rows, :, 0], yours[:rows, :, 1]], axis=2))
    np.testing.assert_array_equal(mixed.updates[:, 0, 0], alone.updates[:, 0, 0])


@each()
@few
@given(st.lists(numbers, min_size=5, max_size=12), st.integers(1, 3))
def test_the_future_does_not_matter(slug: str, gradients: list[float], cut: int) -> None:
    """The first steps of a long run are the steps of a short one."""
    rows = np.array(gradients)[:, None, None] * [[[1.0, -1.0]]]
    np.testing.assert_array_equal(
        given_gradients(slug, rows).updates[: len(rows) - 1 - cut],
        given_gradients(slug, rows[: len(rows) - cut]).updates,
    )


@each(*(slug for slug, rule in OPTIMIZERS.items() if rule.decay != "decoupled"))
def test_decoupled_decay_without_gradients(slug: str) -> None:
    """With no gradient decoupled decay leaves x (1 - lr lambda)^t, whatever the rule does to gradients."""
    hypers = {"lr": 0.25, "weight_decay": 0.5}
    run = simulate(slug, BOWL, [1.0, -2.0], 12, hypers=hypers, gradient=lambda p, t: np.zeros((1, 2)))
    np.testing.assert_allclose(run.points[:, 0, 0], (1 - 0.25 * 0.5) ** np.arange(13), rtol=1e-13)


def test_the_laws_speak_of_the_rule(optimizer: Optimizer) -> None:
    """What a record says of its rule names its state, and one of the ways in which a loss's scale can count."""
    assert set(optimizer.laws.remembers) <= set(optimizer.state_names)
    assert optimizer.laws.loss_scale in ("", "ignored", "mixed")


def test_who_weaves_decay_into_the_rule_is_known() -> None:
    """Schedule-Free has weight decay in its own lines, and what only adds it to the step has not."""
    woven = {slug for slug, rule in OPTIMIZERS.items() if decays_itself(rule)}
    assert woven >= {"schedule_free_sgd", "schedule_free_adamw"}
    assert woven.isdisjoint({"gd", "adam", "adamw", "lion", "muon"})
