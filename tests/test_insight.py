"""What a run did, as facts: each kind of sentence is said where it is true, with the numbers of the run."""

from __future__ import annotations

import pytest

from app.words.words import say
from optim_core import OPTIMIZERS, SURFACES, Experiment, Run, Stop, surface_from_formula
from optim_core.insights.what_happened import clipped, first_rise, what_happened

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
        (Experiment(surface_from_formula("x + y"), (Run("newton"),)), "fact.no_step"),
    ],
)
def test_each_outcome_has_its_fact(experiment, key):
    """The first fact names the outcome, and it can be put into words."""
    first = facts(experiment)[0]
    assert first.key == key
    assert "Adam" in say(first, name="Adam")


def test_a_part_that_is_too_large_is_named():
    """Where an exponential overflows at a point that is not far away, the part is named; after an explosion none is."""
    start = Experiment(surface_from_formula("log(x^2 + exp(x))", start=[800.0]))
    assert [fact.values["part"] for fact in facts(start) if fact.key == "fact.too_large"] == ["exp(x)"]
    exploded = Experiment(CURVE, (Run("gd", {"lr": 9.0}),), steps=900)
    assert "fact.too_large" not in {fact.key for fact in facts(exploded)}


def test_settling_is_dated():
    """On x^2 with rate 0.4 the factor is 0.2: after three steps it is within a hundredth of the box."""
    settled = facts(Experiment(CURVE, (Run("gd", {"lr": 0.4}),), steps=40))[0]
    assert settled.values["settled"] == 3


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


def test_a_missing_step_is_explained():
    """The sentence names the place and says why, in the optimizer's own words."""
    found = facts(Experiment(surface_from_formula("x + y"), (Run("newton"),), start=(1.0, 2.0)))
    assert (found[0].key, found[0].values["point"], found[0].values["step"]) == ("fact.no_step", (1.0, 2.0), 0)
    sentence = say(found[0], name="Newton")
    assert "(1, 2)" in sentence
    assert OPTIMIZERS["newton"].no_step in sentence


@pytest.mark.parametrize(("clip", "count"), [("value", 1), ("norm", 2)])
def test_clipping_is_said_with_how_often_and_when(clip, count):
    """On a bowl the gradient is the point. From (3, 4) at rate 1/2, cut at 3, the longest coordinate goes 4, 2.5.

    The length goes 5, 3.5, 2: shortened to 3 a gradient brings the point nearer by 1.5.
    """
    run = Run("gd", {"lr": 0.5, "clip_at": 3.0}, clip=clip)
    found = facts(Experiment(SURFACES["bowl"], (run,), start=(3.0, 4.0), steps=30))
    (said,) = [fact for fact in found if fact.key == "fact.clipped"]
    assert dict(said.values) == {"count": count, "steps": 30, "first": 1}
    assert str(count) in say(said)


def test_clipping_that_never_acted_is_not_said():
    """A threshold above every gradient changes nothing, and nothing is said of it."""
    run = Run("gd", {"lr": 0.1, "clip_at": 100.0}, clip="norm")
    experiment = Experiment(SURFACES["bowl"], (run,), steps=20)
    assert not clipped(run, experiment.trajectory(run)).any()
    assert "fact.clipped" not in [fact.key for fact in facts(experiment)]


def test_a_second_order_step_uphill_is_dated():
    """Where the surface curves downwards Newton climbs: the first step that does is named, on a bowl none is."""
    top = facts(Experiment(surface_from_formula("cos(x)"), (Run("newton"),), start=(0.5,), steps=10))
    (said,) = [fact for fact in top if fact.key == "fact.indefinite"]
    assert said.values["step"] == 1
    assert "1" in say(said)
    for slug in ("newton", "cg"):  # conjugate gradients look at the curvature too, but a line search keeps them low
        down = facts(Experiment(SURFACES["bowl"], (Run(slug),), steps=10))
        assert "fact.indefinite" not in [fact.key for fact in down]
    searched = facts(Experiment(surface_from_formula("cos(x)"), (Run("cg"),), start=(0.5,), steps=10))
    assert "fact.indefinite" not in [fact.key for fact in searched]


def test_a_rule_without_curvature_is_not_said_to_trust_it():
    """Momentum climbs too now and then; that has nothing to do with second derivatives."""
    run = Run("momentum", {"lr": 0.5, "beta": 0.9})
    experiment = Experiment(surface_from_formula("cos(x)"), (run,), start=(0.5,), steps=60)
    trajectory = experiment.trajectory(run)
    assert ((trajectory.updates * trajectory.gradients[:-1]) > 0).any()
    assert "fact.indefinite" not in [fact.key for fact in facts(experiment)]


def test_classes_are_counted() -> None:
    """A model of classes is told how many held-out examples are on the right side; one of numbers only its loss."""
    for slug, key in (("logistic", "fact.tested_classes"), ("line", "fact.tested")):
        e = Experiment(SURFACES[slug], (Run("adam", {"lr": 0.1}),), steps=60)
        (path,) = e.trajectories()
        (said,) = [fact for fact in what_happened(e, e.runs[0], path) if fact.key.startswith("fact.tested")]
        model = e.surface.model
        assert said.key == key
        assert model is not None
        assert model.data.test is not None
        if key == "fact.tested_classes":
            answers = model.predictions(path.points[-1, 0], model.data.test.x)
            assert said.values["right"] == int(((answers > 0) == (model.data.test.y == 1)).sum())
        assert said.values["loss"] == float(model.error(path.points[-1, 0], model.data.test))
