"""What a run did, as facts: each kind of sentence is said where it is true, with the numbers of the run."""

from __future__ import annotations

import pytest

from app.words import say
from optim_core import SURFACES, Experiment, Run, Stop, surface_from_formula
from optim_core.insight import first_rise, what_happened

CURVE = SURFACES["quadratic"].at(L=2.0)


def facts(experiment: Experiment):
    run = experiment.runs[0]
    return what_happened(experiment, run, experiment.trajectory(run))


@pytest.mark.parametrize(
    ("experiment", "key"),
    [
        (Experiment(CURVE, (Run("gd", {"lr": 0.4}),), steps=40), "fact.converged"),
        (Experiment(CURVE, (Run("gd", {"lr": 0.004}),), steps=40), "fact.still_moving"),
        (Experiment(CURVE, (Run("gd", {"lr": 1.0}),), steps=40), "fact.bouncing"),
        (Experiment(CURVE, (Run("gd", {"lr": 1.04}),), steps=40), "fact.diverged"),
        (Experiment(CURVE, (Run("gd", {"lr": 9.0}),), steps=900), "fact.overflowed"),
        (Experiment(CURVE, (Run("gd", {"lr": 0.0}),), steps=40), "fact.no_progress"),
        (Experiment(surface_from_formula("x + log(x)", start=[0.5]), (Run("gd", {"lr": 1.0}),)), "fact.left_domain"),
        (Experiment(surface_from_formula("log(x)"), start=(-1.0,)), "fact.no_start"),
    ],
)
def test_each_outcome_has_its_fact(experiment, key):
    """The first fact names the outcome, and it can be put into words."""
    first = facts(experiment)[0]
    assert first.key == key
    assert "Adam" in say(first, name="Adam")


def test_settling_is_dated():
    """On x^2 with rate 0.4 the factor is 0.2: the gradient is below a thousandth after five steps."""
    settled = facts(Experiment(CURVE, (Run("gd", {"lr": 0.4}),), steps=40))[0]
    assert settled.values["settled"] == 5


def test_bouncing_names_the_coordinate_that_bounces():
    """At twice the best rate of the steep axis a ravine bounces in y, not in x."""
    ravine = SURFACES["ravine"].at(kappa=25.0)
    found = facts(Experiment(ravine, (Run("gd", {"lr": 0.08}),), start=(0.0, 1.0), steps=60))[0]
    assert (found.key, found.values["variable"]) == ("fact.bouncing", "y")


def test_the_first_rise_is_the_first_step_after_which_the_loss_is_higher():
    """A run that falls throughout never rises; one that explodes rises at once."""
    falling = Experiment(CURVE, (Run("gd", {"lr": 0.1}),), steps=20)
    rising = Experiment(CURVE, (Run("gd", {"lr": 1.5}),), steps=20)
    assert first_rise(falling.trajectories()[0]) == 0
    assert first_rise(rising.trajectories()[0]) == 1


def test_the_place_is_named_next_to_a_minimum_only():
    """Next to a known minimum that is said; further away, how much higher the loss is."""
    near = facts(Experiment(SURFACES["booth"], (Run("gd", {"lr": 0.1}),), steps=300))
    far = facts(Experiment(SURFACES["booth"], (Run("gd", {"lr": 0.0001}),), steps=10))
    assert near[1].key == "fact.at_minimum"
    assert near[1].values["minimum"] == (1.0, 3.0)
    assert far[1].key == "fact.above_minimum"
    assert far[1].values["above"] == pytest.approx(far[0].values["loss"])


def test_a_surface_without_minima_has_no_place():
    """On a saddle nothing is said about a minimum."""
    assert len(facts(Experiment(SURFACES["saddle"], steps=10))) == 1


@pytest.mark.parametrize("what", ["loss", "gradient"])
def test_a_stop_condition_is_said_with_its_step(what):
    """The run ends at the first step that meets the limit, and the fact names that step."""
    limit = Stop(what, 0.01)
    free = Experiment(CURVE, (Run("gd", {"lr": 0.1}),), steps=100).trajectories()[0]
    measure = free.loss[:, 0] if what == "loss" else abs(free.gradients[:, 0, 0])
    expected = int((measure <= 0.01).argmax())
    stopped = facts(Experiment(CURVE, (Run("gd", {"lr": 0.1}),), steps=100, stop=limit))[0]
    assert (stopped.key, stopped.values["step"]) == (f"fact.stopped_{what}", expected)


def test_a_point_is_said_no_finer_than_it_is_seen():
    """Coordinates are rounded to a ten-thousandth of the box: nobody reads 2.3e-05."""
    run = Run("gd", {"lr": 0.075})
    found = facts(Experiment(SURFACES["ravine"].at(kappa=25.0), (run,), steps=80))[0]
    x, y = found.values["point"]
    assert (x, y) == (round(x, 3), 0.0)
