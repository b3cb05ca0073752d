"""How a run ends: each outcome with a case that has it and a near one that has not, in the order they are tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from optim_core import OPTIMIZERS, OUTCOMES, SURFACES, Experiment, Run, simulate
from optim_core import surface_from_formula as formula
from optim_core.examples.losses import SQUARED

BOWL = SURFACES["bowl"]
NOT_POLYNOMIAL = ("slope", "plateau", "rastrigin", "ackley", "dips")
STEEPENING = [  # far out they grow as a power; a log loss only grows as a line
    slug
    for slug, surface in SURFACES.items()
    if slug not in NOT_POLYNOMIAL and (surface.model is None or surface.model.loss is SQUARED)
]


def outcome(surface: object, start: object, steps: int, lr: float, slug: str = "gd", paths: int = 1) -> tuple[str, int]:
    """Outcome and last finite row of one path."""
    where = formula(surface) if isinstance(surface, str) else surface
    run = simulate(slug, where, [start] * paths, steps, hypers={"lr": lr})  # type: ignore[arg-type]
    assert len(set(run.outcome.tolist())) == 1
    return str(run.outcome[0]), int(run.ended_at[0])


def replayed(gradients: Sequence[float], surface: str = "0*x", start: float = 0.0) -> str:
    """The outcome of gradient descent with rate 1 that is given these gradients, on a flat surface or on another."""
    rows = np.array(gradients, dtype=float)[:, None, None]
    run = simulate(
        "gd", formula(surface), [start], len(rows) - 1, hypers={"lr": 1.0}, gradient=lambda points, t: rows[t - 1]
    )
    return str(run.outcome[0])


@pytest.fixture(params=[1, 12], ids=["numbers", "arrays"])
def paths(request: pytest.FixtureRequest) -> int:
    """One path is followed with plain numbers, twelve are followed with arrays."""
    number: int = request.param
    return number


def test_the_outcomes_have_their_names() -> None:
    """These eight and no others; the first six have had their keys for long, so that records and codes can be read."""
    old = ("converged", "still_moving", "bouncing", "diverged", "left_domain", "no_step")
    assert (*old, "hovering", "rate_spent") == OUTCOMES


class TestLeftDomain:
    def test_log_of_a_negative(self, paths: int) -> None:
        """A step over zero leaves the domain of log(x); a shorter one does not, nor does log(x^2 + 0.1) end there."""
        assert outcome("log(x)", [0.5], 20, 0.1, paths=paths) == ("left_domain", 1)
        assert outcome("log(x)", [0.5], 20, 1e-3, paths=paths) == ("still_moving", 20)
        assert outcome("log(x^2 + 0.1)", [0.5], 3, 0.1, paths=paths) == ("still_moving", 3)

    def test_root_of_a_negative(self, paths: int) -> None:
        """The same for sqrt(x), whose slope grows without end towards zero."""
        assert outcome("sqrt(x)", [0.1], 20, 0.5, paths=paths) == ("left_domain", 0)
        assert outcome("sqrt(x)", [0.1], 20, 1e-3, paths=paths)[0] == "still_moving"

    def test_division_by_zero(self, paths: int) -> None:
        """-1/x is undefined at 0 alone: who lands on it has left, who jumps over it has not."""
        assert outcome("-1/x", [1.0], 3, 1.0, paths=paths) == ("left_domain", 0)
        assert outcome("-1/x", [1.0], 3, 0.9, paths=paths) == ("still_moving", 3)

    def test_where_there_is_a_value_but_no_gradient(self, paths: int) -> None:
        """sqrt(x^2 + y^2) has a tip at the origin: a run that is put there has no direction to go."""
        assert outcome("sqrt(x^2 + y^2)", [0.0, 0.0], 10, 0.1, paths=paths)[0] == "left_domain"
        assert outcome("sqrt(x^2 + y^2)", [0.0, 1e-3], 10, 1e-5, paths=paths)[0] == "still_moving"

    def test_a_start_where_nothing_is_defined(self, paths: int) -> None:
        """Such a path ends before it begins: ended_at is -1 and every row is NaN."""
        run = simulate("adam", formula("log(x)"), [[-1.0]] * paths, 5)
        assert set(run.outcome.tolist()) == {"left_domain"}
        assert (run.ended_at == -1).all()
        assert (run.evaluations == 0).all()
        for history in (run.points, run.loss, run.gradients, run.updates, *run.state.values()):
            assert np.isnan(history).all()

    def test_it_comes_before_diverged(self) -> None:
        """A run that jumps from a growing loss out of the domain has left the domain; the last loss does not matter."""
        surface = "x^2 - log(x + 1)"
        run = simulate("gd", formula(surface), [0.6], 30, hypers={"lr": 1.2})
        assert run.loss[run.ended_at[0], 0] > run.loss[0, 0]
        assert run.outcome[0] == "left_domain"

    def test_a_gradient_that_breaks_where_the_formula_is_fine_is_not_it(self) -> None:
        """A gradient of one's own that gives NaN where log(x) is defined has diverged."""
        assert replayed([0.1, np.nan, 0.1], "log(x)", 1.0) == "diverged"
        assert replayed([0.1, 0.1, 0.1], "log(x)", 1.0) == "still_moving"


class TestDiverged:
    def test_a_last_loss_above_all_others(self, paths: int) -> None:
        """Above a learning rate of 2/L every step on a bowl is higher than the last; below it none is."""
        assert outcome(BOWL, [1.0, 1.0], 20, 2.1, paths=paths) == ("diverged", 20)
        assert outcome(BOWL, [1.0, 1.0], 20, 1.9, paths=paths) == ("still_moving", 20)

    def test_a_last_loss_above_the_first_but_not_the_highest(self) -> None:
        """Who has climbed over a hill is above the start and on the move; who climbs ever faster diverges."""
        assert replayed([-1.0, -2.0, -4.0, -8.0], "x^2", 1.0) == "diverged"
        assert replayed([-1.0, -1.0, -1.0, 0.5, 0.5, 0.5, 0.5], "x^2", 1.0) == "still_moving"

    def test_the_first_swing_of_momentum(self) -> None:
        """At the far end of a swing the loss is higher than at the start, but the steps get shorter: it comes back."""
        swing = "surface=rosenbrock&x=-1.3016048365128747&y=-0.9808116996743363&run1=momentum&run1.lr=0.0009&steps="
        short, long = (Experiment.from_query(swing + steps).trajectories()[0] for steps in ("12", "3000"))
        assert short.loss[-1, 0] > short.loss[0, 0]
        assert (short.outcome[0], long.outcome[0]) == ("still_moving", "converged")

    def test_noise_at_the_minimum(self) -> None:
        """From the lowest point there is, noise can only lead upwards: that is no explosion, and no way down either."""
        at_the_minimum = Experiment(BOWL, (Run("gd", {"lr": 0.01}),), start=(0.0, 0.0), steps=50, noise=0.5)
        ends = {str(replace(at_the_minimum, seed=seed).trajectories()[0].outcome[0]) for seed in range(20)}
        assert "diverged" not in ends

    def test_a_last_loss_that_equals_the_first(self) -> None:
        """Jumping between two points of the same height for ever is not diverging."""
        assert outcome("x^2", [3.0], 7, 1.0)[0] == "still_moving"

    @pytest.mark.sample(2)
    @pytest.mark.parametrize("where", STEEPENING)
    def test_a_polynomial_that_overflows(self, where: str, paths: int) -> None:
        """Polynomials have no edge: when their huge terms give inf - inf = nan, the run has diverged, not left."""
        surface = SURFACES[where]
        far = surface.start * 3.0 + 1.0
        assert outcome(surface, far, 2000, 50.0, paths=paths)[0] == "diverged"
        assert outcome(surface, far * 1e160, 50, 50.0, paths=paths) == ("diverged", -1)

    def test_a_log_loss_that_jumps_about(self) -> None:
        """Far too high a rate makes a border jump to and fro, but a log loss is too flat far out to overflow."""
        run = Experiment(SURFACES["logistic"], (Run("gd", {"lr": 1e6}),), steps=200).trajectories()[0]
        assert run.ended_at[0] == 200
        assert run.loss.max() > 1e4

    def test_an_exponential_that_overflows(self, paths: int) -> None:
        """exp(x) - exp(2 x) is inf - inf far out, but defined everywhere; nearer in it has a value."""
        assert outcome("exp(x) - exp(2*x)", [800.0], 5, 0.1, paths=paths) == ("diverged", -1)
        assert outcome("exp(x) - exp(2*x)", [-800.0], 5, 0.1, paths=paths) == ("converged", 5)

    def test_a_point_that_overflows(self, paths: int) -> None:
        """A step beyond the largest number is divergence, even where the formula has an edge on the way."""
        assert outcome("-x", [1e308], 5, 1e308, paths=paths) == ("diverged", 0)
        assert outcome("log(x)", [1e-300], 5, 1e300, paths=paths) == ("diverged", 0)

    def test_numbers_that_are_finite_one_by_one(self, paths: int) -> None:
        """At 709.5 both exp(x) and its slope are 1.4e308: each is a float, their sum is none, and the run goes on."""
        assert outcome("exp(x)", [709.5], 3, 1e-308, paths=paths) == ("still_moving", 3)

    def test_a_single_step_up(self) -> None:
        """One step is enough to see that the loss has risen."""
        assert outcome(BOWL, [1.0, 1.0], 1, 2.1)[0] == "diverged"


class TestConverged:
    """Settled is who, followed twenty times as long, would stay within a hundredth of the way or of the box."""

    @pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
    def test_what_counts_is_what_is_left_of_the_way(self, scale: float, paths: int) -> None:
        """Down a steep wall the slope is soon a thousandth of the first; the floor of the valley is a way yet.

        That a loss is larger by a factor changes nothing.
        """
        valley = f"{scale}*(100*x^2 + 0.01*y^2)"
        assert outcome(valley, [3.0, 3.0], 50, 0.004 / scale, paths=paths)[0] == "still_moving"
        assert outcome(valley, [3.0, 0.0], 50, 0.004 / scale, paths=paths)[0] == "converged"

    @pytest.mark.parametrize(
        "query",
        [
            "surface=rosenbrock&x=2.5&y=-2.5&steps=400&run1=gd&run1.lr=0.0002",
            "surface=oval&kappa=1000&steps=50&run1=gd&run1.lr=0.001",
            "surface=line&data=unscaled&steps=200&run1=gd&run1.lr=0.00005",
        ],
        ids=["a curved valley", "a ravine", "a line with unscaled inputs"],
    )
    def test_a_valley_floor_is_no_rest(self, query: str) -> None:
        """The walls are behind these runs and the minimum is far: twenty times as many steps lead on and on."""
        experiment = Experiment.from_query(query)
        assert experiment.trajectories()[0].outcome[0] == "still_moving"
        later = experiment.follow(experiment.runs[0], 20 * experiment.steps)
        low, high = np.array(experiment.surface.domain).T
        assert np.linalg.norm(later.points[-1, 0] - later.points[experiment.steps, 0]) > 0.01 * np.linalg.norm(
            high - low
        )

    def test_a_start_at_the_minimum(self, paths: int) -> None:
        """Who starts where the slope is zero has arrived, and so has who starts a millionth beside it."""
        assert outcome(BOWL, [0.0, 0.0], 10, 0.1, paths=paths) == ("converged", 10)
        assert outcome(BOWL, [1e-6, 0.0], 10, 0.1, paths=paths) == ("converged", 10)
        assert outcome(BOWL, [0.1, 0.0], 10, 0.001, paths=paths) == ("still_moving", 10)

    def test_where_weight_decay_and_slope_cancel(self) -> None:
        """The slope of the loss is not gone there, but the steps are."""
        query = "surface=booth&steps=2000&run1=gd&run1.lr=0.05&run1.decay=decoupled&run1.weight_decay=0.5"
        path = Experiment.from_query(query).trajectories()[0]
        assert np.linalg.norm(path.gradients[-1, 0]) > 1
        assert path.outcome[0] == "converged"

    def test_a_saddle_on_its_ridge(self) -> None:
        """On the ridge nothing leads away, so a run rests there; the smallest step beside it will lead on."""
        assert outcome("(x^2 - 1)^2 + y^2", [0.0, 1.0], 60, 0.1)[0] == "converged"
        assert outcome("(x^2 - 1)^2 + y^2", [1e-12, 1.0], 60, 0.1)[0] == "still_moving"

    def test_a_rate_that_runs_out_is_no_arrival(self) -> None:
        """A run whose schedule went to zero stands still; it has settled where it would stay with its base rate."""
        far = Experiment("rosenbrock", (Run("gd", {"lr": 1e-3}, schedule="linear"),), steps=100)
        near = Experiment(BOWL, (Run("gd", {"lr": 0.3}, schedule="linear"),), steps=100)
        assert [str(one.trajectories()[0].outcome[0]) for one in (far, near)] == ["rate_spent", "converged"]

    def test_a_rule_that_forgets_slopes_may_leave_again(self) -> None:
        """RMSProp with a rate that is large beside the box lies still, and twenty times as long it jumps about."""
        experiment = Experiment.from_query("surface=styblinski&x=3.4&y=2.9&steps=200&run1=rmsprop&run1.lr=0.3")
        assert experiment.trajectories()[0].outcome[0] != "converged"
        later = experiment.follow(experiment.runs[0], 4000).points[:, 0]
        assert np.linalg.norm(later[200:] - later[200], axis=1).max() > 0.1

    def test_noise_does_not_hide_it(self) -> None:
        """Far out on minibatches one loss is below the one before, and the run has diverged all the same."""
        query = "surface=line_shift&shift=0&standardise=1&w=0&b=0&batch=16&seed=1&run1=gd&run1.lr=1.2"
        ends = {steps: Experiment.from_query(f"{query}&steps={steps}").trajectories()[0] for steps in range(100, 121)}
        fell = [end for end in ends.values() if end.loss[-1, 0] < end.loss[:, 0].max()]
        assert fell
        assert {str(end.outcome[0]) for end in fell} == {"diverged"}

    def test_it_comes_before_bouncing(self) -> None:
        """Tiny bounces at the bottom are no bounces any more."""
        assert outcome("x^2/2", [1.0], 100, 1.5)[0] == "converged"
        assert outcome("x^2/2", [1.0], 100, 1.999)[0] == "bouncing"

    def test_a_loss_of_1e300_does_not_look_settled(self, paths: int) -> None:
        """x^4/4 from 1e75: a gradient of 1e225, whose square is no float, and a run that only creeps."""
        assert outcome("x^4/4", [1e75], 20, 1e-153, paths=paths) == ("still_moving", 20)

    def test_a_search_takes_no_step_uphill(self) -> None:
        """Amid noise BFGS, which asks for the loss itself, stays at the bottom once it is there, unlike descent."""
        noisy = Experiment(BOWL, (Run("bfgs"), Run("gd", {"lr": 0.1})), start=(4.0, 3.0), steps=12, noise=0.01)
        search, descent = noisy.trajectories()
        assert (np.diff(search.loss[:, 0]) <= 0).all()
        assert (search.outcome[0], descent.outcome[0]) == ("converged", "still_moving")

    @pytest.mark.parametrize(("steps", "seed"), [(6, 406), (20, 400), (20, 402)])
    def test_a_search_that_noise_keeps_from_a_way_down(self, steps: int, seed: int) -> None:
        """On a gentle slope the noise is all that CG sees: it finds no way down, stands still, and is far from home."""
        query = (
            f"surface=scaled&scale=0.001&x=2.8865494195567045&steps={steps}&noise=7.9&seed={seed}&run1=cg&run1.lr=0.513"
        )
        path = Experiment.from_query(query).trajectories()[0]
        assert (path.updates[-3:] == 0).all()
        assert path.outcome[0] == "still_moving"

    def test_what_a_rule_carries_on_is_its_momentum(self) -> None:
        """Without momentum the last step is the last; with some, as many more may follow."""
        short = Experiment(BOWL, (Run("sgd", {"lr": 0.6, "momentum": 0.0}),), start=(4.0, 3.0), steps=6)
        assert short.trajectories()[0].outcome[0] == "converged"

    def test_rounding_on_a_level_floor_does_no_harm(self) -> None:
        """RMSProp lies in a straight valley's bottom at y = 0, and rounding of x cannot throw it out of it."""
        valley = formula("max(0, x - 2)^2 + y^2")
        run = simulate("rmsprop", valley, [-1.566, -2.388], 19, hypers={"lr": 0.132, "momentum": 0.05})
        longer = simulate("rmsprop", valley, [-1.566, -2.388], 400, hypers={"lr": 0.132, "momentum": 0.05})
        assert np.abs(longer.points[19:, 0, 1]).max() < 1e-3
        assert run.outcome[0] == "converged"


class TestHovering:
    """Noise, or steps of a fixed size, keep a run on the move about one place."""

    def test_noise_about_a_minimum(self) -> None:
        """It has come down and stays, but never lies still; on its way down it does not hover."""
        noisy = Experiment(BOWL, (Run("gd", {"lr": 0.1}),), start=(4.0, 3.0), steps=200, noise=0.3)
        assert noisy.trajectories()[0].outcome[0] == "hovering"
        assert replace(noisy, steps=20).trajectories()[0].outcome[0] == "still_moving"

    def test_steps_of_a_fixed_size(self) -> None:
        """Lion's steps are as long as its rate for ever, without any noise."""
        lion = Experiment(BOWL, (Run("lion", {"lr": 0.02}),), start=(1.0, 2.0), steps=1500)
        assert lion.trajectories()[0].outcome[0] in ("hovering", "bouncing")


class TestBouncing:
    def test_ten_flips_that_do_not_shrink(self, paths: int) -> None:
        """At twice the curvature's inverse a run jumps from side to side for ever; ten steps of it are needed."""
        assert outcome("x^2", [1.0], 10, 1.0, paths=paths)[0] == "bouncing"
        assert outcome("x^2", [1.0], 9, 1.0, paths=paths)[0] == "still_moving"

    def test_the_bounce_may_shrink_by_less_than_one_percent_a_step(self, paths: int) -> None:
        """The factor per step is 1 - lr L: -0.995 is bouncing, -0.98 is on its way in."""
        assert outcome("x^2/2", [1.0], 30, 1.995, paths=paths)[0] == "bouncing"
        assert outcome("x^2/2", [1.0], 30, 1.98, paths=paths)[0] == "still_moving"

    def test_every_step_of_the_last_ten_has_to_turn(self) -> None:
        """One step that goes on in the same direction, or stands still, breaks the bounce; older ones do not count."""
        flips = [(-1.0) ** k for k in range(12)]
        assert replayed([5.0, 5.0, *flips]) == "bouncing"
        assert replayed([*flips[:8], flips[7], *flips[8:11]]) == "still_moving"
        assert replayed([*flips[:7], 0.0, *flips[7:11]]) == "still_moving"

    def test_one_coordinate_is_enough(self, paths: int) -> None:
        """In a ravine at its stability limit only the steep coordinate flips; the other walks on."""
        ravine = SURFACES["ravine"].at(kappa=25)
        assert outcome(ravine, [1.0, 1.0], 40, 2 / 25, paths=paths)[0] == "bouncing"
        assert outcome(ravine, [1.0, 1.0], 40, 1 / 25, paths=paths)[0] == "still_moving"

    def test_it_comes_after_diverged(self) -> None:
        """A growing bounce has diverged."""
        assert outcome("x^2/2", [1.0], 30, 2.005)[0] == "diverged"

    def test_a_coordinate_that_hardly_moves_does_not_count(self) -> None:
        """Down a ravine the steep coordinate flips at 1e-30 and halves each time, while the run glides along."""
        path = Experiment.from_query(
            "surface=ravine&kappa=1000&x=4&y=1&steps=100&run1=gd&run1.lr=0.0015"
        ).trajectories()[0]
        assert (np.diff(np.sign(path.updates[-10:, 0, 1])) != 0).all()
        assert path.outcome[0] == "still_moving"


class TestNoStep:
    """Newton's step solves an equation that may have no solution: that is an outcome of its own."""

    @pytest.mark.parametrize("surface", ["x + y", "x^2 + y", "(x + y)^2 + x"])
    def test_a_singular_hessian(self, surface: str, paths: int) -> None:
        """Where the curvature is 0 in some direction Newton has no step, from the start on; with damping it has one."""
        assert outcome(surface, [1.0, 2.0], 20, 1.0, "newton", paths) == ("no_step", 0)
        run = simulate("newton", formula(surface), [[1.0, 2.0]] * paths, 20, hypers={"damping": 0.5})
        assert "no_step" not in run.outcome
        assert (run.ended_at == 20).all()

    def test_after_some_steps(self, paths: int) -> None:
        """From y = 1 half of Newton's step over x^2 + max(y, 0.3)^2 comes down to the flat floor, and no further."""
        assert outcome("x^2 + max(y, 0.3)^2", [1.0, 1.0], 20, 0.5, "newton", paths) == ("no_step", 2)

    def test_what_is_known_stays(self) -> None:
        """Point, loss and gradient of the last row are there, and there is no update after it."""
        run = simulate("newton", formula("x + y"), [1.0, 2.0], 5)
        assert run.points[0, 0].tolist() == [1.0, 2.0]
        assert (run.loss[0, 0], run.gradients[0, 0].tolist()) == (3.0, [1.0, 1.0])
        for history in (run.points[1:], run.loss[1:], run.gradients[1:], run.updates):
            assert np.isnan(history).all()

    def test_the_other_paths_do_not_notice(self) -> None:
        """In a batch only the path that has no step ends; the others are what they are alone, to the last bit."""
        surface, start = formula("x^2 + max(y, 0)^2"), np.array([[1.0, -2.0], [1.0, 2.0], [-3.0, -1.0]])
        run = simulate("newton", surface, start, 6, hypers={"lr": 0.5})
        assert run.outcome.tolist() == ["no_step", "still_moving", "no_step"]
        alone = simulate("newton", surface, start[1], 6, hypers={"lr": 0.5})
        np.testing.assert_array_equal(run.points[:, 1], alone.points[:, 0])

    def test_the_other_runs_do_not_notice(self) -> None:
        """Gradient descent goes on beside a Newton run that has no step."""
        experiment = Experiment(formula("x + y"), (Run("newton"), Run("gd", {"lr": 0.1})), steps=10)
        newton, descent = experiment.trajectories()
        assert (newton.outcome[0], descent.outcome[0]) == ("no_step", "still_moving")
        np.testing.assert_allclose(np.diff(descent.loss[:, 0]), -0.2)

    def test_a_formula_that_ends_is_not_it(self, paths: int) -> None:
        """A Newton step out of log's domain has left the domain: the optimizer had a step."""
        assert outcome("x - log(x)", [3.0], 20, 1.0, "newton", paths) == ("left_domain", 0)
        assert outcome("x - log(x)", [0.5], 20, 1.0, "newton", paths) == ("converged", 20)

    def test_too_far_is_not_it(self, paths: int) -> None:
        """A Hessian that is tiny but regular has a step, and may throw the path to infinity: that is divergence."""
        assert outcome("1e-300*x^2 + x", [1.0], 5, 1e12, "newton", paths)[0] == "diverged"

    def test_zero_divided_by_zero(self) -> None:
        """Without epsilon Adam divides 0 by 0 where a slope is 0 from the start: no number, and nothing too large."""
        run = simulate("adam", BOWL, [0.0, -3.0], 8, hypers={"eps": 0.0})
        assert (run.outcome[0], run.ended_at[0]) == ("no_step", 0)
        assert all(rule.no_step.endswith(".") for rule in OPTIMIZERS.values() if rule.no_step)


class TestShortRuns:
    def test_one_step(self, paths: int) -> None:
        """A run of one step has an outcome like any other."""
        assert outcome(BOWL, [1.0, 1.0], 1, 0.1, paths=paths) == ("still_moving", 1)
        assert outcome(BOWL, [1.0, 1.0], 1, 1.0, paths=paths) == ("converged", 1)
        assert outcome("log(x)", [0.5], 1, 1.0, paths=paths) == ("left_domain", 0)

    @pytest.mark.parametrize("steps", [1, 2, 4, 5, 6])
    def test_the_start_itself_does_not_count_as_a_step(self, steps: int) -> None:
        """A run that stands at the minimum after its first step has converged, however short it is."""
        assert outcome(BOWL, [1.0, 1.0], steps, 1.0)[0] == "converged"
        assert outcome(BOWL, [1.0, 1.0], steps, 0.5 if steps < 6 else 0.3)[0] == "still_moving"


def test_each_path_of_a_batch_has_its_own_outcome() -> None:
    """One batch of five rates ends in four ways."""
    run = simulate("gd", formula("x^2/2"), [1.0], 40, hypers={"lr": [0.01, 0.5, 1.999, 2.1, 1e200]})
    assert run.outcome.tolist() == ["still_moving", "converged", "bouncing", "diverged", "diverged"]
    assert run.ended_at.tolist() == [40, 40, 40, 40, 0]
