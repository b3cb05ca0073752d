"""An experiment as the text of a link: it comes back the same, and people can read it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, quote

import numpy as np
import pytest
from hypothesis import example, given

from optim_core import OPTIMIZERS, SURFACES, Experiment, Run, surface_from_formula
from optim_core.experiment.fields import MAX_TEXT
from optim_core.experiment.query import VERSION
from tests.any_experiment import experiments, longest, longest_network


class TestPlane:
    @pytest.mark.parametrize(
        ("query", "plane"),
        [
            ("across=w21", ("w21", "w12")),
            ("across=w12", ("w12", "w21")),
            ("up=w22", ("w11", "w22")),
            ("up=w11", ("w12", "w11")),
            ("across=w22&up=w21", ("w22", "w21")),
        ],
    )
    def test_half_of_it_is_enough(self, query: str, plane: tuple[str, str]) -> None:
        """A list on the page sets one coordinate; the other one stays, or gives way where it is the same."""
        assert Experiment.from_query(f"surface=matrix&{query}").plane == plane


class TestRoundTrip:
    @given(experiments())
    @example(longest())
    @example(longest_network())
    def test_a_link_gives_the_same_experiment(self, experiment: Experiment) -> None:
        """from_query(to_query(e)) == e, with nothing to repair, and the same text again."""
        text = experiment.to_query()
        again = Experiment.from_query(text)
        assert again == experiment
        assert hash(again) == hash(experiment)
        assert again.to_query() == text
        assert Experiment.repair(text) == (experiment, ())
        assert Experiment.from_query("?" + text) == experiment

    @given(experiments())
    def test_a_link_is_plain_ascii(self, experiment: Experiment) -> None:
        """Everything beyond letters, digits and a few signs is percent-encoded; keys need no encoding at all."""
        text = experiment.to_query()
        assert text.isascii()
        assert not set(text) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~%&=+")
        assert len(text) <= MAX_TEXT
        for key, _ in parse_qsl(text, strict_parsing=True):
            assert quote(key, safe="") == key

    @given(experiments())
    def test_what_is_drawn_survives_the_link(self, experiment: Experiment) -> None:
        """The experiment of a link has the very trajectories of the one it was made from."""
        short = replace(experiment, runs=experiment.runs[:2], steps=5)
        again = Experiment.from_query(short.to_query())
        for one, other in zip(short.trajectories(), again.trajectories(), strict=True):
            np.testing.assert_array_equal(one.points, other.points)
            np.testing.assert_array_equal(one.loss, other.loss)
            np.testing.assert_array_equal(one.learning_rate, other.learning_rate)

    def test_a_link_can_be_read_by_people(self) -> None:
        """Version, surface, start, steps and runs stand there in words and plain decimal numbers."""
        experiment = Experiment(
            SURFACES["ravine"].at(kappa=25, rotation=45),
            (Run("gd", {"lr": 0.07}), Run("adam", {"lr": 0.1, "beta1": 0.5}, ((50, 0.01),))),
            start=(2.0, -1.5),
            steps=100,
        )
        fields = dict(parse_qsl(experiment.to_query()))
        assert fields == {
            "v": "1",
            "surface": "ravine",
            "kappa": "25",
            "rotation": "45",
            "x": "2",
            "y": "-1.5",
            "steps": "100",
            "run1": "gd",
            "run1.lr": "0.07",
            "run2": "adam",
            "run2.lr": "0.1",
            "run2.beta1": "0.5",
            "run2.lr.from50": "0.01",
        }

    def test_choices_have_names_too(self) -> None:
        """Schedule, warm-up, decay, clipping, library, batch, seeds and plane stand there where they are not usual."""
        run = Run(
            "adam",
            {"lr": 0.1, "weight_decay": 0.02, "clip_at": 2.5},
            schedule="step",
            plan={"step_size": 30},
            warmup=10,
            decay="l2",
            clip="norm",
            library="keras",
        )
        experiment = Experiment(
            SURFACES["matrix"],
            (run, Run("adamw")),
            steps=90,
            noise=0.5,
            seed=3,
            batch=8,
            seeds=16,
            plane=("w22", "w11"),
        )
        fields = dict(parse_qsl(experiment.to_query()))
        assert {key: value for key, value in fields.items() if not key.startswith("w")} == {
            "v": "1",
            "surface": "matrix",
            "steps": "90",
            "across": "w22",
            "up": "w11",
            "noise": "0.5",
            "seed": "3",
            "batch": "8",
            "seeds": "16",
            "run1": "adam",
            "run1.lr": "0.1",
            "run1.weight_decay": "0.02",
            "run1.clip_at": "2.5",
            "run1.schedule": "step",
            "run1.schedule.step_size": "30",
            "run1.warmup": "10",
            "run1.decay": "l2",
            "run1.clip": "norm",
            "run1.library": "keras",
            "run2": "adamw",
            "run2.lr": str(OPTIMIZERS["adamw"].hypers["lr"].default),
        }

    def test_a_formula_has_a_key_of_its_own(self) -> None:
        """A learner's formula is the value of `formula`, and there is no `surface` then."""
        fields = dict(parse_qsl(Experiment(surface_from_formula("x^2 + y^2")).to_query()))
        assert fields["formula"] == "x^2 + y^2"
        assert "surface" not in fields

    def test_order_does_not_matter(self) -> None:
        """The fields of a link may stand in any order."""
        text = "run2=adam&run1.lr=0.01&steps=30&y=1&surface=rosenbrock&x=-1&run1=gd&v=1"
        assert Experiment.from_query(text) == Experiment.from_query("&".join(reversed(text.split("&"))))

    def test_nothing_given_is_the_usual_experiment(self) -> None:
        """An empty link is valid and is the experiment without arguments."""
        assert Experiment.from_query("") == Experiment()
        assert Experiment.repair("") == (Experiment(), ())

    def test_each_field_has_a_default(self) -> None:
        """A surface alone comes with its start, a run alone with its default hyperparameters."""
        experiment = Experiment.from_query("surface=beale&run1=adam")
        assert experiment.surface is SURFACES["beale"] or experiment.surface == SURFACES["beale"]
        assert experiment.point == tuple(SURFACES["beale"].start)
        assert dict(experiment.runs[0].hypers) == {name: h.default for name, h in OPTIMIZERS["adam"].hypers.items()}

    def test_a_version_is_written(self) -> None:
        """A link says which version of the format it is."""
        assert Experiment().to_query().startswith(f"v={VERSION}&")
