"""The learning-rate strip: one batch over the slider that says what the runs themselves do, and where that changes."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from app.panels.strip.answer import strip_answer
from app.server.answering import Refused
from app.words.numbers import Number
from app.words.words import catalogue, say
from optim_core import OPTIMIZERS, SURFACES, Experiment, Run, Stop, surface_from_formula
from optim_core.insights.rate_strip.kinds import BROKEN, KINDS
from optim_core.insights.rate_strip.sweep import (
    DIGITS,
    MOST_STEPS,
    RATES,
    Strip,
    borders,
    followed,
    rates_of,
    refined,
    strip,
    with_own,
)
from optim_core.insights.rate_strip.words import strip_in_words
from optim_core.messages import ExperimentError, Message

CURVE = SURFACES["quadratic"].at(L=2.0)


def strip_of(experiment: Experiment) -> Strip:
    found = strip(experiment, experiment.runs[0])
    assert isinstance(found, Strip)
    return found


def with_rate(experiment: Experiment, rate: float) -> Experiment:
    run = experiment.runs[0]
    return experiment.with_runs(replace(run, hypers={**run.hypers, "lr": rate}))


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(SURFACES["rosenbrock"], (Run("adam"),), steps=60),
        Experiment(SURFACES["ravine"], (Run("gd"),), steps=60, noise=2.0, seed=3),
        Experiment(SURFACES["himmelblau"], (Run("momentum", schedule="cosine"),), steps=60),
        Experiment(SURFACES["himmelblau"], (Run("rmsprop", schedule="plateau"),), steps=60),
        Experiment(SURFACES["booth"], (Run("gd", {"clip_at": 2.0}, clip="norm"),), steps=60),
        Experiment(SURFACES["booth"], (Run("nesterov", changes=((20, 0.001),)),), steps=60),
        Experiment(SURFACES["line256"], (Run("gd"),), steps=40, batch=8),
        Experiment(SURFACES["booth"], (Run("gd"),), steps=60, stop=Stop("loss", 1.0)),
    ],
)
def test_each_rate_of_the_strip_is_the_run_with_that_rate(experiment):
    """Schedule, clipping, noise, minibatches and stop condition included: the final loss and where the run ends."""
    found = strip_of(experiment)
    for k in range(3, RATES, 17):
        run = with_rate(experiment, float(found.rates[k]))
        (alone,) = run.trajectories()
        last, broken = int(alone.ended_at[0]), str(alone.outcome[0]) in BROKEN
        assert found.last[k] == last
        if not math.isnan(found.losses[k]):
            assert found.losses[k] == pytest.approx(float(alone.loss[last, 0]), rel=1e-6, abs=1e-12)
        if experiment.stop is None:
            assert (found.kinds[k] in BROKEN.values()) == broken
            assert not broken or found.kinds[k] == BROKEN[str(alone.outcome[0])]


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_every_optimizer_has_a_strip_over_its_whole_slider(slug):
    """At least 96 different rates from end to end, each with a kind, and a loss unless the path broke off."""
    found = strip_of(Experiment(SURFACES["ravine"], (Run(slug),), steps=12))
    hyper = OPTIMIZERS[slug].hypers["lr"]
    assert len(np.unique(found.rates)) == RATES >= 96
    assert (found.rates[0], found.rates[-1]) == (hyper.low, hyper.high)
    assert {*found.kinds} <= {*KINDS}
    assert np.isfinite(found.losses[~np.isin(found.kinds, list(BROKEN.values()))]).all()
    heights = found.heights[np.isfinite(found.losses)]
    assert ((heights >= 0) & (heights <= 1)).all()


def test_a_rate_is_spelled_as_the_slider_spells_it():
    """What is set by a click is what was followed: no digits get lost on the way into the query."""
    for rate in rates_of(OPTIMIZERS["adam"].hypers["lr"]):
        assert float(f"{rate:.{DIGITS}g}") == rate


def test_gradient_descent_on_a_parabola_changes_where_theory_says():
    """With curvature L it is smooth below 1/L, bounces above it and explodes above 2/L."""
    experiment = Experiment(CURVE, (Run("gd"),), steps=200)
    found = strip_of(experiment)
    edges = refined(experiment, experiment.runs[0], found)
    kinds = dict(zip(found.rates.tolist(), found.kinds.tolist(), strict=True))
    assert {kind for rate, kind in kinds.items() if 0.01 < rate < 1 / 2} == {"smooth"}
    assert {kind for rate, kind in kinds.items() if 1.15 / 2 < rate < 2 / 2} == {"bouncing"}
    assert {kind for rate, kind in kinds.items() if rate > 2.05 / 2} == {"explodes"}
    assert edges.breaks == pytest.approx(2 / 2, rel=0.02)
    assert 1 / 2 <= edges.bounces <= 1.15 / 2
    assert edges.moves is not None
    assert edges.moves < 0.001


@pytest.mark.parametrize(("slug", "limit"), [("momentum", 2 * 1.9), ("nesterov", 2 * 1.9 / 2.8)])
def test_momentum_explodes_at_its_own_limit(slug, limit):
    """The border that is found by trying is the one of the formula, over the curvature 25 of the ravine."""
    experiment = Experiment(SURFACES["ravine"].at(kappa=25.0), (Run(slug, {"beta": 0.9}),), steps=400)
    edges = refined(experiment, experiment.runs[0], strip_of(experiment))
    assert edges.breaks == pytest.approx(limit / 25, rel=0.02)


def test_borders_are_looked_for_between_two_rates():
    """The refined border lies between the same neighbours as the coarse one, and is nearer to where the change is."""
    experiment = Experiment(CURVE, (Run("gd"),), steps=200)
    found = strip_of(experiment)
    coarse, fine = borders(found), refined(experiment, experiment.runs[0], found)
    place = found.rates.tolist().index(coarse.breaks)
    assert found.rates[place - 1] < fine.breaks < coarse.breaks
    step = (found.rates[place] - found.rates[place - 1]) / 10
    assert strip_kind(experiment, fine.breaks + 1e-4) == "diverged"
    assert strip_kind(experiment, fine.breaks - step) != "diverged"


def strip_kind(experiment: Experiment, rate: float) -> str:
    return str(with_rate(experiment, rate).trajectories()[0].outcome[0])


def test_kinds_of_other_ends():
    """A path that leaves the formula's domain, and a rule without a next step, are told from an explosion."""
    left = strip_of(Experiment(surface_from_formula("x + log(x)", start=[0.5]), (Run("gd"),), steps=50))
    assert left.kinds[-1] == "leaves"
    stuck = strip_of(Experiment(SURFACES["slope"], (Run("newton"),), steps=20))
    assert {*stuck.kinds} == {"no_step"}
    assert stuck.best is None


def test_a_run_that_stands_in_the_minimum_is_no_bouncing_one():
    """From the minimum nothing moves, and that is fine at every rate."""
    found = strip_of(Experiment(CURVE, (Run("gd"),), start=(0.0,), steps=30))
    assert {*found.kinds} == {"smooth"}
    assert (found.heights == 0).all()
    assert [fact.key for _, fact in strip_in_words(found, borders(found), 30)] == ["strip.all_still"]


def test_ending_well_above_the_start_is_overshooting():
    """Adam's largest rates on Rastrigin jump out of the valley they began in: they are not called slow."""
    found = strip_of(Experiment(SURFACES["rastrigin"], (Run("adam"),), start=(1.0, 0.0), steps=100))
    above = (found.losses - found.reach.first) > 0.2 * found.reach.span
    assert above.any()
    assert {*found.kinds[above]} <= {"bouncing", *BROKEN.values()}


def test_noise_alone_does_not_bounce():
    """At a tiny rate the noise decides where each step goes; half of them turn back, and that is no bouncing."""
    found = strip_of(Experiment(CURVE, (Run("gd"),), steps=200, noise=20.0))
    assert "bouncing" not in found.kinds[found.rates < 0.02]


def test_a_long_run_is_followed_for_a_part_and_that_is_said():
    """The work of a strip is bounded for long runs, wide models and slow rules, and the words say how far it looks."""
    long = Experiment(SURFACES["booth"], (Run("adam"),), steps=5000)
    assert followed(long, long.runs[0]) == MOST_STEPS
    wide = Experiment(SURFACES["net_sine"], (Run("adam"),), steps=400)
    assert followed(wide, wide.runs[0]) < MOST_STEPS / 10
    slow = Experiment(SURFACES["booth"], (Run("newton"),), steps=400)
    assert followed(slow, slow.runs[0]) < 400
    found = strip_of(slow)
    assert Message("strip.steps", steps=found.steps) in [fact for _, fact in strip_in_words(found, borders(found), 400)]


def test_there_is_no_strip_without_a_start():
    """Where the loss does not exist at the start, that is said instead."""
    found = strip(Experiment(surface_from_formula("log(x)"), start=(-1.0,)), Run("gd"))
    assert found == Message("strip.no_start", point=(-1.0,))
    assert say(found).startswith("There is no loss at the start −1")


def test_the_words_name_the_borders_and_the_best_rate():
    """In order of the rates, each with its kind."""
    experiment = Experiment(SURFACES["ravine"].at(kappa=25.0), (Run("gd"),), steps=100)
    found = strip_of(experiment)
    edges = refined(experiment, experiment.runs[0], found)
    facts = list(strip_in_words(found, edges, experiment.steps))
    assert [fact.key for _, fact in facts] == ["strip.barely", "strip.best", "strip.bouncing", "strip.explodes"]
    assert say(facts[-1][1]) == f"explodes above {Number(edges.breaks)}"
    best = facts[1][1].values
    assert best["rate"] == pytest.approx(2 / 26, rel=0.1)  # 2/(L + mu), the best there is
    assert best["loss"] == found.losses.min(where=np.isfinite(found.losses), initial=np.inf)


def test_the_runs_own_rate_counts_when_the_lowest_loss_is_named():
    """Between two rates of the strip lies one that does better: who has it is not told that another one is best."""
    experiment = with_rate(Experiment(SURFACES["ravine"].at(kappa=25.0), (Run("gd"),), steps=60), 0.075)
    found = strip_of(experiment)
    own = with_own(experiment, experiment.runs[0], found)
    assert float(own.rates[own.best]) == 0.075
    assert own.losses[own.best] == experiment.trajectories()[0].loss[-1, 0] < found.losses[found.best]
    assert (np.diff(own.rates) > 0).all()
    told = strip_answer(f"{experiment.to_query()}&step=0&fine=1", "en")["runs"][0]["words"]
    assert any(fact["text"].startswith("lowest loss near 0.075: ") for fact in told)
    other = with_rate(experiment, float(found.rates[40]))
    assert with_own(other, other.runs[0], found) is found


def test_no_best_rate_where_the_loss_falls_for_ever():
    """On a saddle the rate that falls furthest off the map is no advice; nor has what is nothing any digits."""
    for slug in ("gd", "bfgs"):
        assert strip_of(Experiment(SURFACES["saddle"], (Run(slug),), start=(-2.5, 0.05), steps=20)).best is None
    bowl = strip_of(Experiment(SURFACES["bowl"], (Run("gd"),), steps=80))
    words = [say(fact) for _, fact in strip_in_words(bowl, borders(bowl), 80)]
    assert any(fact.endswith(": next to 0") for fact in words)


def test_a_rate_that_breaks_off_below_others_that_do_not_is_counted():
    """L-BFGS on Beale runs away at single rates: the words do not say that everything is fine."""
    found = strip_of(Experiment(SURFACES["beale"], (Run("lbfgs"),), steps=60))
    keys = [fact.key for _, fact in strip_in_words(found, borders(found), 60)]
    assert "strip.stray" in keys
    assert "strip.none_breaks" not in keys


def test_every_kind_has_its_words():
    """A name for each kind, and sentences for all rates at once and from a border on."""
    texts = catalogue()
    assert all(texts[f"stage.strip.kind_{kind}"] and texts[f"strip.all_{kind}"] for kind in KINDS)
    assert all(texts[f"strip.{kind}"] for kind in KINDS if kind != "smooth")


def test_the_answer_is_json_and_the_rate_makes_no_difference_to_the_strip():
    """Infinite and undefined numbers become null; dragging the rate only moves the ruler."""
    query = "v=1&surface=rosenbrock&x=-1.2&y=1&steps=50&run1=gd&run1.lr={}&run2=adam"
    first, second = (strip_answer(query.format(rate) + "&step=7&fine=1", "en") for rate in (0.001, 0.9))
    json.dumps(first, allow_nan=False)
    assert first["runs"][0]["strip"] == second["runs"][0]["strip"]
    assert first["runs"][0]["ruler"] != second["runs"][0]["ruler"]
    assert 7 in first["runs"][0]["ruler"]["rows"]
    assert [run["words"][0]["kind"] for run in first["runs"]] == ["smooth", "barely"]
    assert strip_answer(query.format(0.001), "en")["runs"][0]["words"] is None  # only once nothing moves


@pytest.mark.parametrize("own", ["step=-1", "step=51", "step=1e9", "step="])
def test_a_step_that_the_run_has_not_is_refused(own):
    """With a sentence, not with a crash."""
    with pytest.raises(Refused, match="50"):
        strip_answer(f"v=1&surface=booth&steps=50&run1=gd&{own}", "en")


def test_a_query_that_means_nothing_is_refused():
    """As everywhere: with what is wrong."""
    with pytest.raises(ExperimentError):
        strip_answer("v=1&surface=nowhere", "en")
