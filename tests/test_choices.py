"""What a run may choose besides its optimizer: weight decay, clipping and a library's conventions become its rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import OPTIMIZERS, SURFACES, ExperimentError, Optimizer, Run, Trajectory, simulate
from optim_core import surface_from_formula as formula
from optim_core.rules.choices import CLIPS, DECAYS, LIBRARIES, OURS, decays_itself, effective, ready
from optim_core.rules.reading import array_step, read_rule
from tests.conftest import force
from tests.selection import examples

BOWL, ROSENBROCK = SURFACES["bowl"], SURFACES["rosenbrock"]
TAKES_DECAY = {slug: rule for slug, rule in OPTIMIZERS.items() if not decays_itself(rule)}
# Those that ask for losses or slopes elsewhere see the surface itself there, without the choices' changes.
ON_POINTS_AND_SLOPES = [slug for slug, rule in TAKES_DECAY.items() if set(rule.needs) <= {"x", "rows"}]
takes_decay = pytest.mark.parametrize("slug", TAKES_DECAY)


def chosen(slug: str, decay: str | None = None, clip: str = "none", library: str = OURS) -> Optimizer:
    return effective(OPTIMIZERS[slug], decay, clip, library)


def replayed(rule: Optimizer, gradients: Any, start: Any = (0.0, 0.0), **hypers: Any) -> Trajectory:
    """The run of a rule that is given these gradients (rows, dim) over a bowl."""
    rows = np.asarray(gradients, dtype=float)
    mine = {name: value for name, value in hypers.items() if name in rule.hypers}
    return simulate(rule, BOWL, start, len(rows) - 1, hypers=mine, gradient=lambda points, t: rows[t - 1])


def assert_same(one: Trajectory, other: Trajectory) -> None:
    for name in ("points", "loss", "gradients", "updates", "learning_rate", "outcome", "ended_at"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    for name in one.state:
        np.testing.assert_array_equal(one.state[name], other.state[name], err_msg=name)


gradients = st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=10).map(np.array)


class TestClipping:
    @pytest.mark.parametrize("slug", [slug for slug, rule in OPTIMIZERS.items() if "gradient" not in rule.needs])
    @examples(0.2)
    @given(gradients)
    def test_the_rule_sees_the_clipped_gradient(self, slug: str, rows: np.ndarray) -> None:
        """A rule with clipping goes where the rule without goes when it is given the clipped gradients.

        By value each coordinate is cut; by norm a long gradient is multiplied by c / (length + 1e-6), as PyTorch's
        clip_grad_norm_ does. (A gradient elsewhere, as SAM takes, is not clipped.)
        """
        limit = 4.0
        lengths = np.hypot(rows[:, 0], rows[:, 1])[:, None]
        seen = {"value": np.clip(rows, -limit, limit), "norm": rows * np.minimum(1.0, limit / (lengths + 1e-6))}
        for clip, clipped in seen.items():
            mine = replayed(chosen(slug, clip=clip), rows, clip_at=limit)
            usual = replayed(chosen(slug), clipped)
            np.testing.assert_allclose(mine.updates, usual.updates, rtol=1e-7, atol=1e-9)

    @pytest.mark.parametrize("clip", ["value", "norm"])
    def test_recorded_gradients_are_those_of_the_surface(self, clip: str) -> None:
        """A trajectory keeps the gradient as it was; only the step shows that it was clipped."""
        run = simulate(chosen("gd", clip=clip), BOWL, [30.0, -40.0], 3, hypers={"lr": 1.0, "clip_at": 5.0})
        np.testing.assert_array_equal(run.gradients, run.points)
        expected = {"value": [-5.0, 5.0], "norm": [-3.0, 4.0]}[clip]
        np.testing.assert_allclose(run.updates[0, 0], expected, rtol=1e-7)

    def test_pytorch_adds_a_millionth_to_the_length(self) -> None:
        """A gradient of length 5 clipped to 1 comes out as 1/(5 + 1e-6) of itself; Keras and optax divide by 5."""
        for library, divisor in (("pytorch", 5.0 + 1e-6), ("keras", 5.0), ("optax", 5.0)):
            run = simulate(
                chosen("gd", clip="norm", library=library), BOWL, [3.0, -4.0], 1, hypers={"lr": 1.0, "clip_at": 1.0}
            )
            np.testing.assert_allclose(run.updates[0, 0], [-3.0 / divisor, 4.0 / divisor], rtol=1e-14)

    @pytest.mark.parametrize("clip", ["value", "norm"])
    def test_a_gradient_below_the_threshold_stays(self, clip: str) -> None:
        """Where no gradient is as large as the threshold the path is the path without clipping."""
        mine = simulate(chosen("adam", clip=clip), BOWL, [0.3, -0.4], 30, hypers={"clip_at": 2.0})
        assert_same(mine, simulate("adam", BOWL, [0.3, -0.4], 30))

    def test_a_gradient_of_zero_stays_zero(self) -> None:
        """Nothing is divided by the length of nothing."""
        for library in LIBRARIES:
            for clip in ("value", "norm"):
                run = simulate(chosen("gd", clip=clip, library=library), BOWL, [0.0, 0.0], 3)
                assert (run.points == 0).all()

    def test_clipping_is_before_coupled_decay(self) -> None:
        """The gradient is clipped first and the pull to zero added then, so the pull is never clipped."""
        rule = chosen("gd", decay="l2", clip="value")
        run = replayed(rule, [[100.0, 0.0]] * 2, (2.0, 2.0), lr=1.0, clip_at=1.0, weight_decay=10.0)
        np.testing.assert_allclose(run.updates[0, 0], [-21.0, -20.0])


class TestDecay:
    @pytest.mark.parametrize("slug", ON_POINTS_AND_SLOPES)
    def test_coupled_decay_is_a_steeper_bowl(self, slug: str) -> None:
        """L2 adds the gradient of weight_decay/2 |x|^2: the path over f is the plain path over f plus that term."""
        hypers = {"lr": 0.01, "weight_decay": 0.5}
        mine = simulate(chosen(slug, "l2"), formula("x^2 + 3*y^2 + x*y"), [1.0, -2.0], 10, hypers=hypers)
        usual = simulate(
            chosen(slug, "none"),
            formula("x^2 + 3*y^2 + x*y + 0.5/2*(x^2 + y^2)"),
            [1.0, -2.0],
            10,
            hypers={"lr": 0.01},
        )
        np.testing.assert_allclose(mine.points, usual.points, rtol=1e-9)
        assert not np.allclose(mine.gradients, usual.gradients)  # what is recorded is the surface's own

    @takes_decay
    def test_decoupled_decay_is_a_pull_beside_the_step(self, slug: str) -> None:
        """The first step is the step without decay, less lr times weight_decay times the point."""
        point = np.array([1.5, -2.0])
        mine = simulate(chosen(slug, "decoupled"), BOWL, point, 1, hypers={"lr": 0.1, "weight_decay": 0.3})
        usual = simulate(chosen(slug, "none"), BOWL, point, 1, hypers={"lr": 0.1})
        np.testing.assert_allclose(mine.updates[0, 0], usual.updates[0, 0] - 0.1 * 0.3 * point, rtol=1e-14)

    @takes_decay
    def test_a_decay_of_zero_is_none(self, slug: str) -> None:
        """Either kind with a strength of 0 gives the path without, exactly."""
        usual = simulate(chosen(slug, "none"), ROSENBROCK, [-1.2, 1.0], 20)
        for kind in ("l2", "decoupled"):
            assert_same(simulate(chosen(slug, kind), ROSENBROCK, [-1.2, 1.0], 20, hypers={"weight_decay": 0.0}), usual)

    def test_adamw_is_adam_with_decoupled_decay(self) -> None:
        """One rule: AdamW, and Adam with decoupled decay chosen for it. Adam with L2 is another."""
        request: dict[str, Any] = {"hypers": {"lr": 0.05, "weight_decay": 0.1}, "noise": 0.1, "seed": 2}
        adamw = simulate("adamw", ROSENBROCK, [-1.2, 1.0], 60, **request)
        assert_same(adamw, simulate(chosen("adam", "decoupled"), ROSENBROCK, [-1.2, 1.0], 60, **request))
        coupled = simulate(chosen("adam", "l2"), ROSENBROCK, [-1.2, 1.0], 60, **request)
        assert np.abs(coupled.points - adamw.points).max() > 0.01

    def test_adamw_without_decay_is_adam(self) -> None:
        """With decay `none` AdamW is Adam to the last bit."""
        plain = simulate(chosen("adamw", "none"), ROSENBROCK, [-1.2, 1.0], 60)
        assert_same(plain, simulate("adam", ROSENBROCK, [-1.2, 1.0], 60))

    def test_without_a_gradient_only_decoupled_decay_is_exact(self) -> None:
        """AdamW on a flat loss leaves x (1 - lr lambda)^t; Adam with L2 goes the same way whatever lambda is."""
        flat = formula("0*x")
        hypers = {"lr": 0.1, "weight_decay": 0.5}
        adamw = simulate("adamw", flat, [2.0], 10, hypers=hypers).points[:, 0, 0]
        np.testing.assert_allclose(adamw, 2.0 * 0.95 ** np.arange(11), rtol=1e-14)
        weak, strong = (
            simulate(chosen("adam", "l2"), flat, [2.0], 10, hypers={"lr": 0.1, "weight_decay": value}).points
            for value in (0.05, 5.0)
        )
        np.testing.assert_allclose(weak, strong, rtol=1e-6)
        np.testing.assert_allclose(weak[1, 0, 0], 1.9, rtol=1e-6)

    @pytest.mark.parametrize("slug", [slug for slug, rule in OPTIMIZERS.items() if decays_itself(rule)])
    def test_decay_that_is_woven_in_cannot_be_exchanged(self, slug: str) -> None:
        """Schedule-Free decays inside its rule: the strength is a hyperparameter, another kind is refused by name."""
        assert "weight_decay" in Run(slug).hypers
        for kind in ("l2", "decoupled"):
            with pytest.raises(ExperimentError) as error:
                Run(slug, decay=kind)
            assert [problem.key for problem in error.value.problems] == ["run.decay_own"]
            assert OPTIMIZERS[slug].name in str(error.value)


class TestHyperparameters:
    @takes_decay
    def test_they_come_and_go_with_the_choices(self, slug: str) -> None:
        """weight_decay is there with a decay and only then, clip_at with clipping; the rest stays in its order."""
        own = [name for name in OPTIMIZERS[slug].hypers if name != "weight_decay"]
        for decay in DECAYS:
            for clip in CLIPS:
                names = list(chosen(slug, decay, clip).hypers)
                expected = own + ["weight_decay"] * (decay != "none") + ["clip_at"] * (clip != "none")
                assert names == expected

    def test_a_definition_s_own_strength_is_its_default(self) -> None:
        """What an optimizer's definition carries is its default, also for the other kind; else it is 0.01."""
        for slug, rule in TAKES_DECAY.items():
            own = rule.hypers["weight_decay"].default if rule.decay != "none" else 0.01
            for kind in ("l2", "decoupled"):
                assert Run(slug, decay=kind).hypers["weight_decay"] == own

    def test_what_is_not_chosen_is_refused(self) -> None:
        """A strength without its choice is a mistake, not something that is silently ignored."""
        for hypers, choice in (({"clip_at": 1.0}, {}), ({"weight_decay": 0.1}, {"decay": "none"})):
            with pytest.raises(ExperimentError) as error:
                Run("adamw", hypers, **choice)
            assert [p.key.removesuffix("_at_all") for p in error.value.problems] == ["unknown.hyper"]

    def test_a_threshold_of_zero_is_refused(self) -> None:
        """Clipping to nothing would stop every run."""
        for value in (0.0, -1.0, float("nan")):
            with pytest.raises(ExperimentError, match="clip at"):
                Run("gd", {"clip_at": value}, clip="norm")


class TestTheRuleThatRuns:
    def test_nothing_chosen_is_what_the_definition_carries(self, optimizer: Optimizer) -> None:
        """A slug, its record and a run without choices are one rule, with the decay of the definition in it."""
        run = Run(optimizer.slug)
        assert run.decay == optimizer.decay
        for other in (optimizer, ready(optimizer), run.rule):
            assert_same(
                simulate(other, ROSENBROCK, [-1.2, 1.0], 20), simulate(optimizer.slug, ROSENBROCK, [-1.2, 1.0], 20)
            )

    def test_the_registry_never_changes(self, optimizer: Optimizer) -> None:
        """A choice makes another record."""
        before = dict(optimizer.hypers)
        effective(optimizer, None, "norm")
        assert OPTIMIZERS[optimizer.slug].before == OPTIMIZERS[optimizer.slug].after == ()
        assert dict(OPTIMIZERS[optimizer.slug].hypers) == before

    @takes_decay
    def test_its_lines_are_in_the_rule(self, slug: str) -> None:
        """Clipping and decay are lines of the rule that is read: clip, then L2, then the rule, then decoupled decay."""
        plain, mine = read_rule(chosen(slug, "none")), read_rule(chosen(slug, "l2", "value"))
        assert [name for name, _ in mine.assignments[:2]] == [mine.gradient] * 2
        assert [name for name, _ in mine.assignments[2:]] == [name for name, _ in plain.assignments]
        assert [name for name, _ in read_rule(chosen(slug, "decoupled")).after] == ["dx"]

    @pytest.mark.parametrize("slug", [slug for slug, rule in TAKES_DECAY.items() if rule.elementwise])
    def test_both_ways_of_running_agree_bit_for_bit(self, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Plain numbers and arrays give the same bits for every decay, clipping and library, with noise."""
        for decay in DECAYS:
            for clip in CLIPS:
                for library in LIBRARIES:
                    run = Run(slug, decay=decay, clip=clip, library=library)
                    request = (run.rule, ROSENBROCK, [[-1.2, 1.0], [0.5, 2.0]], 25)
                    paths = []
                    for way in ("numbers", "arrays"):
                        with monkeypatch.context() as patch:
                            force(way, patch)
                            paths.append(simulate(*request, hypers=run.hypers, noise=0.2, seed=[1, 2]))
                    assert_same(*paths)
                    assert np.isfinite(paths[0].points[1]).all()

    @pytest.mark.parametrize("slug", ON_POINTS_AND_SLOPES)
    def test_its_arguments_stay_as_they_were(self, slug: str) -> None:
        """Clipping and decay make new arrays; the gradient and the point of the caller are not written into."""
        for decay in DECAYS:
            rule = chosen(slug, decay, "norm")
            x, g = np.array([[3.0], [-4.0]]), np.array([[30.0], [-40.0]])
            given_ = {"x": x, "rows": 2, **{name: hyper.default for name, hyper in rule.hypers.items()}}
            with np.errstate(all="ignore"):
                array_step(rule)(g, rule.init(x), 1, given_)
            assert (x.ravel().tolist(), g.ravel().tolist()) == ([3.0, -4.0], [30.0, -40.0])

    def test_another_library_is_another_rule_where_it_says_so(self, optimizer: Optimizer) -> None:
        """Where a record has a library's own update, that is what runs; where not, the path is ours to the bit."""
        usual = simulate(optimizer.slug, ROSENBROCK, [-1.2, 1.0], 20)
        for library in LIBRARIES:
            variant = optimizer.libraries.get(library)
            run = simulate(effective(optimizer, library=library), ROSENBROCK, [-1.2, 1.0], 20)
            if variant is None or variant.update is None:
                assert_same(run, usual)
            else:
                assert library != OURS
                assert effective(optimizer, library=library).update is variant.update
                assert variant.difference.endswith(".")
