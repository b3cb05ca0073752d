"""What `simulate` refuses, and that it names every problem at once."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from optim_core import MAX_STEPS, SURFACES, ExperimentError, Optimizer, simulate
from tests.paths import starts

request_module: Any = importlib.import_module("optim_core.simulation.request")
BOWL, PARABOLA = SURFACES["bowl"], SURFACES["parabola"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "key"),
        [
            ({"optimizer": "adm"}, "unknown.optimizer"),
            ({"start": [1.0]}, "experiment.start"),
            ({"start": [1.0, 2.0, 3.0]}, "experiment.start"),
            ({"start": [[[1.0, 2.0]]]}, "experiment.start"),
            ({"start": np.empty((0, 2))}, "experiment.start"),
            ({"start": [1.0, np.nan]}, "experiment.start"),
            ({"start": [1.0, np.inf]}, "experiment.start"),
            ({"start": "here"}, "experiment.start"),
            ({"start": [1.0, 2j]}, "experiment.start"),
            ({"steps": 0}, "experiment.steps"),
            ({"steps": -3}, "experiment.steps"),
            ({"steps": MAX_STEPS + 1}, "experiment.steps"),
            ({"steps": 2.0}, "experiment.steps"),
            ({"steps": True}, "experiment.steps"),
            ({"steps": "10"}, "experiment.steps"),
            ({"noise": -0.1}, "experiment.noise"),
            ({"noise": np.nan}, "experiment.noise"),
            ({"noise": np.inf}, "experiment.noise"),
            ({"noise": "loud"}, "experiment.noise"),
            ({"seed": -1}, "experiment.seed"),
            ({"seed": 1.5}, "experiment.seed"),
            ({"seed": True}, "experiment.seed"),
            ({"seed": [[1, 2]]}, "experiment.seed"),
            ({"seed": np.array([], dtype=int)}, "experiment.seed"),
            ({"seed": "x"}, "experiment.seed"),
            ({"keep": "some"}, "experiment.keep"),
            ({"hypers": {"beta": 0.9}}, "unknown.hyper_at_all"),
            ({"hypers": {"lr": -0.1}}, "hyper.outside"),
            ({"hypers": {"lr": np.nan}}, "hyper.outside"),
            ({"hypers": {"lr": np.inf}}, "hyper.outside"),
            ({"hypers": {"lr": [0.1, -0.1]}}, "hyper.outside"),
            ({"hypers": {"lr": []}}, "hyper.outside"),
            ({"hypers": {"lr": [[0.1]]}}, "hyper.outside"),
            ({"hypers": {"lr": "fast"}}, "hyper.outside"),
            ({"hypers": {"lr": None}}, "hyper.outside"),
            ({"hypers": {"lr": 1j}}, "hyper.outside"),
            ({"start": np.zeros((2, 2)), "seed": [1, 2, 3]}, "experiment.batch"),
            ({"start": np.zeros((2, 2)), "hypers": {"lr": [0.1] * 3}}, "experiment.batch"),
        ],
    )
    def test_a_request_that_cannot_be_run_is_refused(self, change: dict[str, Any], key: str) -> None:
        """Each mistake raises ExperimentError with exactly the message that names it."""
        request: dict[str, Any] = {"optimizer": "gd", "surface": BOWL, "start": [1.0, 2.0], "steps": 10} | change
        with pytest.raises(ExperimentError) as error:
            simulate(**request)
        assert [problem.key for problem in error.value.problems] == [key]
        assert str(error.value.problems[0]) in str(error.value)

    def test_every_problem_is_listed_at_once(self) -> None:
        """Six mistakes are six messages, in one error, that can be read."""
        with pytest.raises(ExperimentError) as error:
            simulate(
                "gd",
                BOWL,
                [np.nan, 1.0],
                0,
                hypers={"lr": -1.0, "beta": 2.0},
                noise=-1.0,
                seed=-1,
                keep="none",  # type: ignore[arg-type]
            )
        keys = sorted(problem.key for problem in error.value.problems)
        assert keys == [
            "experiment.keep",
            "experiment.noise",
            "experiment.seed",
            "experiment.start",
            "experiment.steps",
            "hyper.outside",
            "unknown.hyper_at_all",
        ]
        assert all("{" not in str(problem) for problem in error.value.problems)

    def test_an_unknown_optimizer_does_not_hide_the_other_problems(self) -> None:
        """A wrong name and a wrong number of steps are both said."""
        with pytest.raises(ExperimentError) as error:
            simulate("adm", BOWL, [1.0, 2.0], 0)
        assert {problem.key for problem in error.value.problems} == {"unknown.optimizer", "experiment.steps"}

    def test_the_error_is_a_value_error(self) -> None:
        """Callers who know nothing of us can catch ValueError."""
        assert issubclass(ExperimentError, ValueError)

    def test_everything_valid_is_taken_and_nothing_else(self, optimizer: Optimizer) -> None:
        """For each hyperparameter both ends of `valid` run, and the next floats outside are refused with its name."""
        for name, hyper in optimizer.hypers.items():
            low, high = hyper.valid
            for inside in (low, high, hyper.low, hyper.high, hyper.default):
                assert simulate(optimizer.slug, BOWL, BOWL.start, 3, hypers={name: inside}).points.shape == (4, 1, 2)
            with np.errstate(over="ignore"):
                too_far = (np.nextafter(low, -np.inf), np.nextafter(high, np.inf))
            for outside in too_far:
                for value in (float(outside), np.array([outside, hyper.default])):
                    with pytest.raises(ExperimentError, match=hyper.name):
                        simulate(optimizer.slug, BOWL, BOWL.start, 3, hypers={name: value})

    def test_the_longest_run_is_allowed(self) -> None:
        """50,000 steps run."""
        assert simulate("gd", PARABOLA, [1.5], MAX_STEPS, keep="last").evaluations[-1, 0] == 50_000

    def test_a_history_that_would_fill_the_memory_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Too many rows to keep are refused with the way out: keep="last", which then runs."""
        monkeypatch.setattr(request_module, "MAX_NUMBERS", 1000)
        with pytest.raises(ExperimentError, match="keep='last'"):
            simulate("gd", BOWL, starts(BOWL, 100), 10)
        assert simulate("gd", BOWL, starts(BOWL, 100), 10, keep="last").points.shape == (1, 100, 2)
        with pytest.raises(
            ExperimentError
        ):  # a callable has to see all paths at once, so they cannot be cut into pieces
            simulate("gd", BOWL, starts(BOWL, 100), 10, keep="last", gradient=lambda points, t: points)

    def test_memory_is_counted_in_numbers(self) -> None:
        """What fits for a bowl does not for hundreds of weights, nor for a rule that remembers 20 vectors."""
        start = np.zeros((2000, 2))
        request_module.checked_request("adam", BOWL, start, 9000, {}, 0.0, 0, "all", None, None, False)
        deep = SURFACES["net_classes"].at(width=16, depth=2)
        with pytest.raises(ExperimentError, match=r"337 dimensions take 242\.8 GB"):
            simulate("adam", deep, np.zeros((2000, deep.dim)), 9000)
        with pytest.raises(ExperimentError, match="Use fewer steps"):  # one path cannot be cut
            simulate("lbfgs", deep, deep.start, 50_000, keep="last")
