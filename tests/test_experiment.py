"""The Experiment: a value that is checked when it is made, and one trajectory for each run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import (
    MAX_RUNS,
    MAX_STEPS,
    OPTIMIZERS,
    SURFACES,
    Experiment,
    ExperimentError,
    Run,
    Stop,
    simulate,
    surface_from_formula,
)
from optim_core.experiment.run import MAX_CHANGES

BOWL = SURFACES["bowl"]


class TestRecords:
    def test_equal_experiments_are_equal_and_hash_alike(self) -> None:
        """Experiments are values: written with defaults or without, as ints or floats, they are the same key."""
        one = Experiment("rosenbrock", (Run("adam"),), (-1.2, 1), noise=0)  # type: ignore[arg-type]
        other = Experiment(SURFACES["rosenbrock"], [Run("adam", {"lr": OPTIMIZERS["adam"].hypers["lr"].default})])  # type: ignore[arg-type]
        assert one == other
        assert len({one, other}) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"surface": BOWL},
            {"surface": surface_from_formula("(1 - x)^2 + 100*(y - x^2)^2")},
            {"runs": (Run("gd"), Run("gd"))},
            {"runs": (Run("gd", {"lr": 0.5}),)},
            {"runs": (Run("gd", changes=((5, 0.5),)),)},
            {"start": (0.0, 0.0)},
            {"steps": 199},
            {"noise": 0.1},
            {"seed": 1},
            {"stop": Stop("loss", 0.1)},
            {"batch": 2},
            {"seeds": 2},
            {"plane": ("y", "x")},
            {"runs": (Run("gd", schedule="cosine"),)},
            {"runs": (Run("gd", warmup=1),)},
            {"runs": (Run("gd", decay="l2"),)},
            {"runs": (Run("gd", clip="value"),)},
            {"runs": (Run("gd", library="keras"),)},
        ],
    )
    def test_any_difference_is_a_difference(self, change: dict[str, Any]) -> None:
        """Experiments that differ in one thing are unequal, and so are their links."""
        assert Experiment(**change) != Experiment()
        assert Experiment(**change).to_query() != Experiment().to_query()

    def test_an_experiment_cannot_be_changed(self) -> None:
        """It is frozen; one makes another with a difference."""
        experiment = Experiment()
        with pytest.raises(AttributeError):
            experiment.steps = 5  # type: ignore[misc]
        assert experiment.with_runs(Run("adam")).runs == (Run("adam"),)
        assert experiment.runs == (Run("gd"),)
        moved = Experiment(start=(0.0, 0.0)).on(SURFACES["parabola"])
        assert moved.point == (1.5,)

    @pytest.mark.parametrize(
        ("change", "keys"),
        [
            ({"surface": "rosenbrok"}, ["unknown.surface"]),
            ({"start": (1.0,)}, ["experiment.start"]),
            ({"start": (1.0, float("nan"))}, ["experiment.start"]),
            ({"start": (1.0, 2e6)}, ["experiment.start"]),
            ({"start": "here"}, ["experiment.start"]),
            ({"start": ((1.0, 2.0),)}, ["experiment.start"]),
            ({"steps": 0}, ["experiment.steps"]),
            ({"steps": MAX_STEPS + 1}, ["experiment.steps"]),
            ({"steps": 1.5}, ["experiment.steps"]),
            ({"steps": True}, ["experiment.steps"]),
            ({"runs": ()}, ["experiment.runs"]),
            ({"runs": (Run("gd"),) * (MAX_RUNS + 1)}, ["experiment.runs"]),
            ({"noise": -1.0}, ["experiment.noise"]),
            ({"noise": float("nan")}, ["experiment.noise"]),
            ({"noise": "loud"}, ["experiment.noise"]),
            ({"seed": -1}, ["experiment.seed"]),
            ({"seed": 0.5}, ["experiment.seed"]),
            ({"stop": Stop("loss", float("nan"))}, ["experiment.stop"]),
            ({"stop": Stop("time", 1.0)}, ["experiment.stop"]),  # type: ignore[arg-type]
            (
                {"steps": 0, "noise": -1.0, "seed": -1, "runs": ()},
                ["experiment.steps", "experiment.runs", "experiment.noise", "experiment.seed"],
            ),
        ],
    )
    def test_an_experiment_that_cannot_be_run_is_refused(self, change: dict[str, Any], keys: list[str]) -> None:
        """Each mistake, and all of them together, raise ExperimentError with the messages that name them."""
        with pytest.raises(ExperimentError) as error:
            Experiment(**change)
        assert [problem.key for problem in error.value.problems] == keys
        assert "{" not in str(error.value)

    @pytest.mark.parametrize(
        ("arguments", "keys"),
        [
            (("adm",), ["unknown.optimizer"]),
            (("gd", {"beta": 0.5}), ["unknown.hyper_at_all"]),
            (("gd", {"lr": -1.0}), ["hyper.outside"]),
            (("gd", {"lr": True}), ["hyper.outside"]),
            (("gd", {"lr": "0.1"}), ["hyper.outside"]),
            (("gd", {}, ((0, 0.1),)), ["run.change_step"]),
            (("gd", {}, ((MAX_STEPS, 0.1),)), ["run.change_step"]),
            (("gd", {}, ((5, -0.1),)), ["hyper.outside"]),
            (("gd", {}, tuple((k, 0.1) for k in range(1, MAX_CHANGES + 2))), ["run.changes"]),
            (
                ("adam", {"lr": float("nan"), "beta1": 1.0, "gamma": 0.0}),
                ["unknown.hyper_at_all", "hyper.outside", "hyper.outside"],
            ),
        ],
    )
    def test_a_run_that_cannot_be_run_is_refused(self, arguments: Any, keys: list[str]) -> None:
        """A run checks its optimizer, its hyperparameters and its changes."""
        with pytest.raises(ExperimentError) as error:
            Run(*arguments)
        assert [problem.key for problem in error.value.problems] == keys

    def test_numbers_from_numpy_are_numbers(self) -> None:
        """A rate that comes out of an array makes the same run as the number it is."""
        assert Run("gd", {"lr": np.float64(0.5)}) == Run("gd", {"lr": np.float32(0.5)}) == Run("gd", {"lr": 0.5})
        assert Run("gd", {"lr": np.int64(1)}) == Run("gd", {"lr": 1})  # type: ignore[dict-item]


class TestTrajectories:
    def test_one_trajectory_for_each_run(self) -> None:
        """They are what simulate gives for each run, in order."""
        runs = (Run("adam", {"lr": 0.2}), Run("gd"), Run("adam", {"lr": 0.1}))
        experiment = Experiment(SURFACES["beale"], runs, steps=30, noise=0.1, seed=4)
        for run, trajectory in zip(runs, experiment.trajectories(), strict=True):
            alone = simulate(
                run.optimizer, experiment.surface, experiment.point, 30, hypers=run.hypers, noise=0.1, seed=4
            )
            np.testing.assert_array_equal(trajectory.points, alone.points)
            assert trajectory.points.shape == (31, 1, 2)

    def test_a_change_of_the_learning_rate(self) -> None:
        """After k steps the new rate holds; the rows until then are those of the run without the change."""
        changed = Experiment(BOWL, (Run("gd", {"lr": 0.1}, ((3, 0.5), (6, 0.0))),), (1.0, -1.0), steps=9)
        plain = Experiment(BOWL, (Run("gd", {"lr": 0.1}),), (1.0, -1.0), steps=9)
        one, other = changed.trajectories()[0], plain.trajectories()[0]
        assert one.learning_rate[:, 0].tolist() == [0.1] * 3 + [0.5] * 3 + [0.0] * 3
        np.testing.assert_array_equal(one.points[:4], other.points[:4])
        np.testing.assert_allclose(one.points[4], 0.5 * one.points[3])
        assert (one.points[7:] == one.points[6]).all()

    def test_changes_count_in_the_order_of_their_steps(self) -> None:
        """However they were listed; of two after the same step the one made later holds."""
        assert Run("gd", changes=((6, 0.1), (3, 0.5))) == Run("gd", changes=((3, 0.5), (6, 0.1)))
        assert Run("gd", changes=((3, 0.5), (3, 0.2))).changes == ((3, 0.2),)

    @pytest.mark.parametrize("what", ["loss", "gradient"])
    def test_a_stop_condition_ends_a_run_where_it_is_met(self, what: Any) -> None:
        """The last row is the first one at or below the limit, and the rows are those of the unstopped run."""
        full = Experiment(BOWL, (Run("gd", {"lr": 0.1}),), (3.0, 4.0), steps=100, noise=0.01)
        limit = 2.0
        stopped = Experiment(BOWL, full.runs, full.start, 100, 0.01, stop=Stop(what, limit)).trajectories()[0]
        whole = full.trajectories()[0]
        measure = stopped.loss[:, 0] if what == "loss" else np.linalg.norm(stopped.gradients[:, 0], axis=1)
        end = len(measure) - 1
        assert 1 < end < 100
        assert (measure[:-1] > limit).all()
        assert measure[-1] <= limit
        np.testing.assert_array_equal(stopped.points, whole.points[: end + 1])
        assert stopped.ended_at[0] == end

    def test_a_stop_condition_that_is_never_met_changes_nothing(self) -> None:
        """A limit below everything leaves the run its steps; so does a run that blows up."""
        for rate in (0.1, 1e200):
            run = (Run("gd", {"lr": rate}),)
            free, stopped = (Experiment(BOWL, run, steps=20, stop=stop) for stop in (None, Stop("loss", -1.0)))
            np.testing.assert_array_equal(free.trajectories()[0].points, stopped.trajectories()[0].points)

    def test_each_run_stops_for_itself(self) -> None:
        """A fast run ends sooner than a slow one."""
        experiment = Experiment(
            BOWL, (Run("gd", {"lr": 0.5}), Run("gd", {"lr": 0.1})), steps=100, stop=Stop("loss", 0.1)
        )
        fast, slow = experiment.trajectories()
        assert len(fast.loss) < len(slow.loss) < 101
