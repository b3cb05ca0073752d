"""What a run does with its schedule, and an experiment with batches, seeds and planes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from optim_core import (
    MAX_STEPS,
    OPTIMIZERS,
    SCHEDULES,
    SURFACES,
    Experiment,
    ExperimentError,
    Run,
    Stop,
    Trajectory,
    simulate,
)
from optim_core import surface_from_formula as formula
from optim_core.experiment.bounds import MAX_SEED_ROWS, MAX_SEEDS
from optim_core.schedules import rate_function
from tests.conftest import force

BOWL, ROSENBROCK = SURFACES["bowl"], SURFACES["rosenbrock"]
PLANNED = [slug for slug, plan in SCHEDULES.items() if plan.rate is not None]


def followed(run: Run, steps: int = 40, **changes: Any) -> Trajectory:
    return Experiment(BOWL, (run,), steps=steps, **changes).trajectories()[0]


def rates(run: Run, steps: int = 40, **changes: Any) -> list[float]:
    found: list[float] = followed(run, steps, **changes).learning_rate[:, 0].tolist()
    return found


class TestSchedules:
    @pytest.mark.parametrize("schedule", PLANNED)
    @pytest.mark.parametrize("warmup", [0, 7])
    def test_the_steps_are_taken_with_the_planned_rates(self, schedule: str, warmup: int) -> None:
        """The recorded rates are the schedule's for this run's length, and each step is that rate times the slope."""
        run = Run("gd", {"lr": 0.3}, schedule=schedule, warmup=warmup)
        trajectory = followed(run)
        plan = rate_function(SCHEDULES[schedule], 40, warmup=warmup)
        assert trajectory.learning_rate[:, 0].tolist() == [plan(t, 0.3) for t in range(1, 41)]
        np.testing.assert_array_equal(
            trajectory.updates, -trajectory.learning_rate[..., None] * trajectory.gradients[:-1]
        )

    def test_a_few_by_hand(self) -> None:
        """Exponential, step, cosine and 1/t, from their formulas."""
        t = np.arange(40)
        cases = [
            (Run("gd", {"lr": 0.2}, schedule="exponential", plan={"gamma": 0.9}), 0.2 * 0.9**t),
            (Run("gd", {"lr": 0.2}, schedule="step", plan={"step_size": 15, "gamma": 0.5}), 0.2 * 0.5 ** (t // 15)),
            (Run("gd", {"lr": 0.2}, schedule="cosine"), 0.1 * (1 + np.cos(np.pi * t / 40))),
            (Run("gd", {"lr": 0.2}, schedule="inverse_time", plan={"decay": 0.25}), 0.2 / (1 + 0.25 * t)),
        ]
        for run, expected in cases:
            np.testing.assert_allclose(rates(run), expected, rtol=1e-12, err_msg=run.schedule)

    def test_warm_up_rises_in_a_straight_line(self) -> None:
        """Of five steps the first has a fifth of the rate and the fifth all of it; then the schedule begins."""
        run = Run("gd", {"lr": 0.2}, schedule="exponential", plan={"gamma": 0.5}, warmup=5)
        np.testing.assert_allclose(rates(run, 8), [0.04, 0.08, 0.12, 0.16, 0.2, 0.2, 0.1, 0.05])

    def test_a_run_that_is_all_warm_up(self) -> None:
        """A warm-up that is longer than the run never gets to the rate, and the run still runs."""
        np.testing.assert_allclose(rates(Run("gd", {"lr": 0.1}, warmup=10), 5), [0.01, 0.02, 0.03, 0.04, 0.05])

    def test_a_change_by_hand_goes_through_the_schedule(self) -> None:
        """After a change the schedule goes on with the new rate: at each step it is the schedule of that rate."""
        run = Run("gd", {"lr": 0.2}, ((3, 0.8),), schedule="exponential", plan={"gamma": 0.5})
        np.testing.assert_allclose(rates(run, 6), [0.2, 0.1, 0.05, 0.8 / 8, 0.8 / 16, 0.8 / 32])
        warm = Run("gd", {"lr": 0.4}, ((2, 0.8),), warmup=4)
        np.testing.assert_allclose(rates(warm, 6), [0.1, 0.2, 0.6, 0.8, 0.8, 0.8])

    @pytest.mark.parametrize("schedule", SCHEDULES)
    def test_a_stop_condition_does_not_shorten_the_schedule(self, schedule: str) -> None:
        """A run that is stopped early had the rates of the whole run until then, not those of a shorter one."""
        run = Run("gd", {"lr": 0.1}, schedule=schedule, warmup=3)
        free, stopped = followed(run), followed(run, stop=Stop("loss", 4.0))
        steps = len(stopped.updates)
        assert 5 < steps < 40
        np.testing.assert_array_equal(stopped.learning_rate, free.learning_rate[:steps])
        np.testing.assert_array_equal(stopped.points, free.points[: steps + 1])

    def test_a_steady_run_has_one_rate(self) -> None:
        """Without schedule, warm-up and changes there is no schedule to ask."""
        steady = Run("gd", {"lr": 0.1})
        assert steady.steady
        assert steady.rates(10) is steady.reaction() is None
        for run in (Run("gd", warmup=1), Run("gd", changes=((3, 0.1),)), Run("gd", schedule="cosine")):
            assert not run.steady

    @pytest.mark.parametrize("schedule", SCHEDULES)
    @pytest.mark.parametrize("slug", ["gd", "adam", "rprop", "schedule_free_sgd"])
    def test_both_ways_of_running_have_the_same_rates(
        self, schedule: str, slug: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Plain numbers and arrays, with noise and a warm-up: rates and points to the last bit."""
        run = Run(slug, schedule=schedule, warmup=3)
        found = []
        for way in ("numbers", "arrays"):
            with monkeypatch.context() as patch:
                force(way, patch)
                found.append(followed(run, 60, noise=0.3, seed=5))
        np.testing.assert_array_equal(found[0].learning_rate, found[1].learning_rate)
        np.testing.assert_array_equal(found[0].points, found[1].points)

    def test_a_rate_for_each_path(self) -> None:
        """One schedule over a batch of rates gives each path the schedule of its own rate, a reaction too."""
        start = np.array([[3.0, 4.0], [0.1, 0.2], [1.0, -1.0]] * 4)
        each = np.array([0.05, 1.5, 2.2] * 4)
        for slug in SCHEDULES:
            run = Run("gd", schedule=slug, plan={"patience": 1} if slug == "plateau" else {}, warmup=2)
            request: dict[str, Any] = {"schedule": run.rates(30), "react": run.reaction()}
            together = simulate("gd", BOWL, start, 30, hypers={"lr": each}, **request)
            for b in range(3):
                alone = simulate("gd", BOWL, start[b], 30, hypers={"lr": each[b]}, **request)
                np.testing.assert_allclose(together.learning_rate[:, b], alone.learning_rate[:, 0], rtol=1e-13)
                np.testing.assert_allclose(together.points[:, b], alone.points[:, 0], rtol=1e-11)


def by_hand(steps: int, lr: float, patience: int, factor: float, warmup: int = 0) -> tuple[list[float], list[float]]:
    """A training loop on x^2/2 from 3 that calls ReduceLROnPlateau after each step with the loss of that step."""
    x, rate, best, bad = 3.0, lr, math.inf, 0
    losses, used = [], []
    for t in range(1, steps + 1):
        now = lr * t / warmup if t <= warmup else rate
        loss = x * x / 2
        losses.append(loss)
        used.append(now)
        x -= now * x
        if t <= warmup:
            continue
        if loss < best * (1 - 1e-4):
            best, bad = loss, 0
        else:
            bad += 1
        if bad > patience:
            rate, bad = rate * factor, 0
    return losses, used


class TestPlateau:
    @pytest.mark.parametrize("warmup", [0, 4])
    @pytest.mark.parametrize("lr", [2.0, 2.01, 1.9])
    def test_rates_react_to_the_losses(self, lr: float, warmup: int) -> None:
        """The rates and losses are those of a training loop written out: at a rate of 2 or more nothing gets better."""
        run = Run("gd", {"lr": lr}, schedule="plateau", plan={"patience": 3, "factor": 0.5}, warmup=warmup)
        trajectory = Experiment(formula("x^2/2"), (run,), start=(3.0,), steps=30).trajectories()[0]
        losses, used = by_hand(30, lr, 3, 0.5, warmup)
        np.testing.assert_allclose(trajectory.learning_rate[:, 0], used, rtol=1e-14)
        np.testing.assert_allclose(trajectory.loss[:-1, 0], losses, rtol=1e-9)
        assert (len(set(used[warmup:])) > 1) == (lr >= 2.0)

    def test_a_change_by_hand_starts_the_rate_anew(self) -> None:
        """A rate that is set by hand counts from its step on; a later drop is a share of it."""
        flat = formula("0*x + 5")
        run = Run("gd", {"lr": 0.8}, ((10, 0.4),), schedule="plateau", plan={"patience": 3, "factor": 0.5})
        found = Experiment(flat, (run,), steps=18).trajectories()[0].learning_rate[:, 0]
        # The first loss is the best one there is. Each fourth one after it without a better one drops the rate.
        assert found.tolist() == [0.8] * 5 + [0.4] * 4 + [0.2] * 1 + [0.4] * 3 + [0.2] * 4 + [0.1]

    def test_a_path_that_ends_has_no_rates_after(self) -> None:
        """Where a path stops being finite the later rates are unknown, not made up."""
        run = Run("gd", {"lr": 1e200}, schedule="plateau")
        found = followed(run, 20)
        assert found.outcome[0] == "diverged"
        assert np.isnan(found.learning_rate[-1, 0])


class TestRefusals:
    @pytest.mark.parametrize(
        ("choices", "keys"),
        [
            ({"schedule": "cosin"}, ["unknown.schedule"]),
            ({"schedule": "?"}, ["unknown.schedule_at_all"]),
            ({"schedule": "cosine", "plan": {"gamma": 0.5}}, ["unknown.hyper_at_all"]),
            ({"schedule": "step", "plan": {"step_size": 0}}, ["hyper.outside"]),
            ({"schedule": "step", "plan": {"step_size": 2.5}}, ["hyper.outside"]),
            ({"schedule": "exponential", "plan": {"gamma": float("nan")}}, ["hyper.outside"]),
            ({"warmup": -1}, ["run.warmup"]),
            ({"warmup": 1.5}, ["run.warmup"]),
            ({"warmup": True}, ["run.warmup"]),
            ({"warmup": MAX_STEPS + 1}, ["run.warmup"]),
            ({"decay": "some"}, ["run.choice"]),
            ({"clip": "some"}, ["run.choice"]),
            ({"library": "jax"}, ["run.choice"]),
            (
                {"decay": "", "clip": "", "library": "", "schedule": ""},
                ["unknown.schedule_at_all"] + ["run.choice"] * 3,
            ),
        ],
    )
    def test_a_choice_that_there_is_not_is_refused(self, choices: dict[str, Any], keys: list[str]) -> None:
        """Each mistake is a sentence with what was given and what there is, all of them at once."""
        with pytest.raises(ExperimentError) as error:
            Run("gd", **choices)
        assert [problem.key for problem in error.value.problems] == keys
        for problem in error.value.problems:
            assert str(problem).endswith((".", "?"))
            assert "{" not in str(problem)

    def test_whole_numbers_stay_whole(self) -> None:
        """A count that is a fraction is refused for optimizers too, with the range in words."""
        with pytest.raises(ExperimentError, match="a whole number from 1 to 10"):
            Run("lbfgs", {"history": 2.5})
        with pytest.raises(ExperimentError, match="a whole number from 1 to 10"):
            simulate("lbfgs", BOWL, BOWL.start, 3, hypers={"history": [1.0, 2.5]})


class TestSeedsAndBatches:
    @pytest.mark.parametrize("slug", ["gd", "adam", "newton", "sam"])
    @pytest.mark.parametrize("schedule", ["constant", "plateau"])
    def test_a_bundle_holds_the_runs_of_its_seeds(self, slug: str, schedule: str) -> None:
        """Path k of the bundle is the run with seed + k, bit for bit."""
        run = Run(slug, schedule=schedule, warmup=2)
        experiment = Experiment(ROSENBROCK, (run,), steps=25, noise=0.5, seed=7, seeds=12)
        bundle = experiment.bundle(run)
        assert bundle.points.shape == (26, 12, 2)
        for k in range(12):
            alone = Experiment(ROSENBROCK, (run,), steps=25, noise=0.5, seed=7 + k).trajectories()[0]
            np.testing.assert_array_equal(bundle.points[:, k], alone.points[:, 0])
            np.testing.assert_array_equal(bundle.learning_rate[:, k], alone.learning_rate[:, 0])
        np.testing.assert_array_equal(bundle.points[:, 0], experiment.trajectories()[0].points[:, 0])
        assert len(np.unique(bundle.points[-1, :, 0])) == 12

    def test_a_bundle_is_never_stopped(self) -> None:
        """A stop condition ends the drawn run; the bundle shows where all seeds get to."""
        run = Run("gd", {"lr": 0.2})
        experiment = Experiment(BOWL, (run,), steps=50, noise=0.1, seeds=3, stop=Stop("loss", 4.0))
        assert len(experiment.trajectories()[0].loss) < 51
        assert len(experiment.bundle(run).loss) == 51

    @pytest.mark.parametrize("batch", [1, 4, 100])
    def test_a_minibatch_averages_the_noise(self, batch: int) -> None:
        """The noise of a mean over `batch` examples is that of one over the root of batch, with the same draws."""
        experiment = Experiment(BOWL, (Run("gd"),), steps=30, noise=2.0, seed=3, batch=batch)
        assert experiment.sigma == 2.0 / math.sqrt(batch)
        (run,) = experiment.trajectories()
        drawn = 2.0 / math.sqrt(batch) * np.random.default_rng(3).standard_normal((31, 2))
        np.testing.assert_array_equal(run.gradients[:, 0], BOWL.gradient(run.points)[:, 0] + drawn)

    def test_measured_noise_falls_with_the_root_of_the_batch(self) -> None:
        """Over many seeds the spread of the first gradient is sigma over the root of the batch, to a few percent."""
        spreads = []
        for batch in (1, 16):
            run = simulate("gd", BOWL, [1.0, 2.0], 1, noise=1.0 / math.sqrt(batch), seed=np.arange(4000))
            spreads.append(run.gradients[0].std(axis=0).mean())
        assert spreads[0] == pytest.approx(1.0, rel=0.03)
        assert spreads[0] / spreads[1] == pytest.approx(4.0, rel=1e-9)

    @pytest.mark.parametrize(
        ("change", "keys"),
        [
            ({"batch": 0}, ["experiment.batch_size"]),
            ({"batch": 1.0}, ["experiment.batch_size"]),
            ({"batch": True}, ["experiment.batch_size"]),
            ({"batch": 1_000_001}, ["experiment.batch_size"]),
            ({"seeds": 0}, ["experiment.seeds"]),
            ({"seeds": MAX_SEEDS + 1}, ["experiment.seeds"]),
            ({"seeds": "2"}, ["experiment.seeds"]),
            ({"seeds": MAX_SEEDS, "steps": MAX_SEED_ROWS // MAX_SEEDS + 1}, ["experiment.seed_rows"]),
            ({"plane": ("x", "x")}, ["experiment.plane"]),
            ({"plane": ("x", "z")}, ["experiment.plane"]),
            ({"plane": ("x",)}, ["experiment.plane"]),
            (
                {"batch": 0, "seeds": 0, "plane": ("a", "b")},
                ["experiment.batch_size", "experiment.seeds", "experiment.plane"],
            ),
        ],
    )
    def test_what_cannot_be_is_refused(self, change: dict[str, Any], keys: list[str]) -> None:
        """Batches, seeds and planes are checked like everything else, and the problems are sentences."""
        with pytest.raises(ExperimentError) as error:
            Experiment(**change)
        assert [problem.key for problem in error.value.problems] == keys
        for problem in error.value.problems:
            assert str(problem).endswith(".")
            assert "{" not in str(problem)

    def test_as_many_seeds_as_said_do_run(self) -> None:
        """At the limit the bundle is made."""
        steps = MAX_SEED_ROWS // MAX_SEEDS
        experiment = Experiment(BOWL, (Run("gd"),), steps=steps, noise=0.1, seeds=MAX_SEEDS)
        assert experiment.bundle(experiment.runs[0]).points.shape == (steps + 1, MAX_SEEDS, 2)


class TestPlane:
    def test_the_first_two_coordinates_are_usual(self) -> None:
        """A surface of two or more coordinates is drawn over its first two, a curve over its only one."""
        assert Experiment("matrix").plane == ("w11", "w12")  # type: ignore[arg-type]
        assert Experiment("matrix").axes == (0, 1)  # type: ignore[arg-type]
        assert Experiment("matrix", plane=("w22", "w12")).axes == (3, 1)  # type: ignore[arg-type]
        assert Experiment("parabola").plane is None  # type: ignore[arg-type]
        assert Experiment("parabola").axes == (0,)  # type: ignore[arg-type]

    def test_a_plane_means_nothing_to_the_path(self) -> None:
        """What is drawn does not change where a run goes, only the link."""
        one, other = (Experiment("matrix", (Run("muon"),), plane=plane) for plane in (None, ("w21", "w22")))  # type: ignore[arg-type]
        np.testing.assert_array_equal(one.trajectories()[0].points, other.trajectories()[0].points)
        assert one.to_query() != other.to_query()

    def test_it_does_not_outlive_its_surface(self) -> None:
        """On another surface the usual plane of that surface is drawn."""
        moved = Experiment("matrix", plane=("w21", "w22")).on(BOWL)  # type: ignore[arg-type]
        assert moved.plane == ("x", "y")


def test_every_optimizer_runs_with_every_schedule() -> None:
    """26 optimizers with 11 schedules and a warm-up: each gives a path and a rate for each step of it."""
    for slug in OPTIMIZERS:
        for schedule in SCHEDULES:
            found = followed(Run(slug, schedule=schedule, warmup=2), 12)
            end = int(found.ended_at[0])
            assert end > 0
            assert np.isfinite(found.learning_rate[:end]).all()
