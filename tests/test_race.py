"""The fair race: everybody spends the same, is tuned the same, and is judged by what nobody was tuned on."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from app.panels.race.answer import race_answer
from optim_core import OPTIMIZERS, SURFACES, Experiment, ExperimentError, Run, surface_from_formula
from optim_core.insights.race import RATES, TARGETS, Race, race, race_job, read_race
from optim_core.insights.race.standing import Scale, as_good, best_rate, good_range, order
from optim_core.insights.race.tuning import losses_by_cost, rates_of

BOWL = Experiment("bowl", (Run("gd"), Run("adam")), steps=30)
NOISY = Experiment("bowl", (Run("gd"), Run("adam")), steps=30, noise=1.0, seed=7)


def raced(experiment, text=""):
    """All pieces of a race, which have to be plain JSON."""
    pieces = [json.loads(json.dumps(piece, allow_nan=False)) for piece in race(read_race(experiment, text))]
    return pieces, pieces[-1]["result"]


@pytest.mark.parametrize("text", ["", "budget.77", "without.1~with.rmsprop.sgd", "tries.3~target.1e-06"])
def test_the_text_of_a_race_reads_back(text):
    """A race and its text are the same thing."""
    given = read_race(NOISY, text)
    assert read_race(NOISY, given.to_text()) == given


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("budget.5", "race.budget"),
        ("budget.x", "race.budget"),
        ("budget.5001", "race.budget"),
        ("tries.0", "race.tries"),
        ("target.0.5", "race.target"),
        ("target.nan", "race.target"),
        ("without.1.2", "race.entries"),
        ("without.9", "race.unknown"),
        ("with.adm", "unknown.optimizer"),
        ("with.sgd.sgd.sgd.sgd.sgd", "race.entries"),
        ("speed.9", "race.unknown"),
        ("budget.20~budget.30", "race.unknown"),
        ("with" + ".sgd" * 200, "race.too_long"),
    ],
)
def test_a_race_that_cannot_be_says_why(text, key):
    """Every part of a link is bounded, and what is wrong is named."""
    with pytest.raises(ExperimentError) as error:
        read_race(NOISY, text)
    assert key in {problem.key for problem in error.value.problems}


def test_a_race_needs_a_start_with_a_loss_above_the_lowest():
    """Where there is no loss, or nothing left to win, nobody is sent off."""
    logarithm = surface_from_formula("log(x)")
    for start, surface, key in [((0.0, 0.0), "bowl", "race.at_minimum"), ((-1.0,), logarithm, "race.no_start")]:
        with pytest.raises(ExperimentError) as error:
            Race(Experiment(surface, start=start))
        assert [problem.key for problem in error.value.problems] == [key]


def test_a_race_is_over_within_a_minute_or_so():
    """What takes longer for each evaluation has fewer of them, and the default keeps to that."""
    network = Experiment("net_sine", (Run("muon"),), steps=5000)
    given = Race(network)
    assert given.evaluations == given.most < 5000
    with pytest.raises(ExperimentError):
        Race(network, budget=given.most + 1)


def test_nobody_spends_more_than_the_budget(optimizer):
    """The loss after b evaluations is that of the last row which cost at most b, whatever a rule asks for at a step."""
    run, budget = Run(optimizer.slug), 14
    rates = rates_of(run)[[4, 16]]
    curves = losses_by_cost(BOWL, run, rates, budget, seed=0)
    for rate, curve in zip(rates, curves.T, strict=True):
        followed = Experiment("bowl", (Run(optimizer.slug, {"lr": rate}),), steps=budget).trajectories()[0]
        last = int(followed.ended_at[0])
        for cost in range(budget):
            row = np.flatnonzero(followed.evaluations[: last + 1, 0] <= cost)[-1]
            np.testing.assert_allclose(curve[cost], followed.loss[row, 0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("surface", "slug", "rate"),
    [("x^2 + max(y, 0.3)^2", "newton", 0.5), ("log(x) + 0*y", "gd", 1.5), ("x^2 - 40*y^4", "gd", 1.0)],
    ids=["no step", "leaves the domain", "explodes"],
)
def test_who_cannot_go_on_has_no_loss_from_then_on(surface, slug, rate):
    """Newton has no step on a level floor: that run is lost, like one that explodes or leaves the domain."""
    experiment = Experiment(surface_from_formula(surface), (Run(slug),), start=(1.0, 1.0), steps=20)
    (curve,) = losses_by_cost(experiment, experiment.runs[0], np.array([rate]), 20, seed=0).T
    assert np.isfinite(curve[0])
    assert np.isinf(curve[-10:]).all()


def test_everybody_is_tried_with_as_many_rates(optimizer):
    """The rates lie by equal ratios over the slider, with few digits, and there are as many for everyone."""
    rates = rates_of(Run(optimizer.slug))
    assert len(rates) == RATES
    assert (rates[0], rates[-1]) == pytest.approx((optimizer.hypers["lr"].low, optimizer.hypers["lr"].high))
    np.testing.assert_allclose(rates[1:] / rates[:-1], (rates[-1] / rates[0]) ** (1 / (RATES - 1)), rtol=0.01)
    assert rates.tolist() == [float(f"{rate:.3g}") for rate in rates]


OWN = "parameter lr = 0.1 from {low} to 1\nstep = -lr*sign(g)\n"


@pytest.mark.parametrize("low", [0, 0.05, 0.001])
def test_a_rule_of_ones_own_takes_part(low):
    """It is tried with as many rates, all above 0, whatever the ends of its slider are."""
    own = Run("own", typed=OWN.format(low=low))
    rates = rates_of(own)
    assert len(rates) == RATES
    assert rates.min() > 0
    _, found = raced(Experiment("bowl", (own, Run("gd")), steps=20))
    assert [run.optimizer for run in Experiment.from_query(found["query"]).runs] == ["own", "gd"]


def test_the_best_rate_on_a_parabola_is_that_of_theory():
    """Gradient descent on curvature L is best next to 1/L, and good up to just below 2/L."""
    _, found = raced(Experiment(SURFACES["quadratic"].at(L=2.0), (Run("gd"),), steps=200))
    (row,), ratio = found["rows"], (10.0 / 1e-5) ** (1 / (RATES - 1))
    assert ratio**-0.5 <= row["rate"] / 0.5 <= ratio**0.5
    assert row["solved"]
    assert row["reached"]
    assert ratio**-1 <= row["good"]["high"] / 1.0 <= ratio**0.5


def test_the_winners_can_be_taken_along():
    """Without chance, the experiment of the winners ends where the table says."""
    _, found = raced(Experiment("rosenbrock", (Run("gd"), Run("momentum", {"beta": 0.8})), steps=60), "with.adam.sgd")
    winners = Experiment.from_query(found["query"])
    assert [run.optimizer for run in winners.runs] == ["gd", "momentum", "adam", "sgd"]
    assert winners.runs[1].hypers["beta"] == 0.8
    losses = [float(path.loss[-1, 0]) for path in winners.trajectories()]
    assert losses == pytest.approx([row["loss"] for row in found["rows"]], rel=1e-9)
    assert [losses[i] for i in found["order"]] == sorted(losses)


def test_the_best_rate_is_judged_with_seeds_that_did_not_choose_it():
    """The final loss is the median over the seeds after those of the tuning."""
    _, found = raced(NOISY, "tries.4~budget.30")
    for run, row in zip(NOISY.runs, found["rows"], strict=True):
        tuned = Run(run.optimizer, {"lr": row["rate"]})
        new = Experiment("bowl", (tuned,), steps=30, noise=1.0, seed=11, seeds=4)
        losses = np.sort(new.bundle(tuned).loss[-1])
        assert row["loss"] == pytest.approx(np.median(losses), rel=1e-9)
        assert losses[0] <= row["low"] <= row["loss"] <= row["high"] <= losses[-1]


def test_chance_is_what_makes_a_race_try_seeds():
    """Where another seed changes nothing, every rate is tried once."""
    assert read_race(BOWL, "tries.8").seeds == 1
    assert read_race(NOISY, "tries.8").seeds == 8
    assert read_race(Experiment("line256", batch=8), "").seeds == 8
    assert read_race(Experiment("net_sine"), "").seeds == 8


def test_progress_grows_until_all_is_done():
    """Each piece says how much is done, each entry's sweep comes as soon as it is there, the result last."""
    for experiment in (BOWL, NOISY):
        pieces, _ = raced(experiment, "with.momentum~tries.2")
        done = [piece["progress"] for piece in pieces if "progress" in piece]
        assert done == sorted(set(done))
        assert done[-1] == 1.0
        assert [piece["sweep"]["entry"] for piece in pieces if "sweep" in piece] == [0, 1, 2]
        assert [i for i, piece in enumerate(pieces) if "result" in piece] == [len(pieces) - 1]


def test_a_race_gives_the_same_result_again():
    """A link to a race is a link to its result."""
    given = read_race(NOISY, "with.rmsprop~tries.3")
    request = {"query": NOISY.to_query(), "race": given.to_text()}
    assert list(race_job(request)) == list(race(given))


def test_what_explodes_has_no_loss():
    """Where every rate explodes, nobody reached anything, and nothing is invented."""
    steep = Experiment(surface_from_formula("1e8*x^2", domain=((-1, 1),)), (Run("gd"), Run("adam")), start=(1.0,))
    _, found = raced(steep)
    gd, adam = found["rows"]
    assert (gd["loss"], gd["cost"], gd["good"], gd["reached"]) == (None, None, None, False)
    assert set(found["sweeps"][0]["losses"]) == {None}
    assert adam["loss"] < 1e8
    assert found["order"] == [1, 0]


def test_a_loss_that_falls_for_ever_is_no_race():
    """On a saddle the fastest to run away would win; that is said instead."""
    with pytest.raises(ExperimentError) as error:
        raced(Experiment("saddle"))
    assert error.value.problems[0].key == "race.endless"


def test_without_a_known_minimum_the_lowest_that_was_reached_counts():
    """The target then lies on the way to it, and losses are drawn as they are."""
    _, found = raced(Experiment(surface_from_formula("x^2 + 3"), (Run("gd"), Run("adam")), start=(2.0,), steps=50))
    assert found["log"]
    assert found["lowest"] == pytest.approx(3.0, abs=1e-6)
    assert found["goal"] == found["goalLoss"] == pytest.approx(3.04, abs=1e-3)


def test_races_that_go_alike_have_the_same_key():
    """What a race tunes or sets itself makes no other race of it; what it is about does."""
    given = read_race(NOISY, "budget.30~with.sgd")
    moved = replace(NOISY, runs=(Run("gd", {"lr": 0.3}), Run("adam"), Run("sgd")), steps=99, seeds=4)
    assert read_race(moved, "budget.30").key == given.key
    for other in (replace(NOISY, noise=2.0), replace(NOISY, runs=(Run("gd"), Run("adam", {"beta1": 0.5})))):
        assert read_race(other, "budget.30~with.sgd").key != given.key
    assert read_race(NOISY, "budget.31~with.sgd").key != given.key


def test_hand_made_changes_of_the_rate_are_left_at_home():
    """A race tunes the rate, so a change to a rate of one's own has no place in it; a schedule has."""
    run = Run("gd", {"lr": 0.1}, changes=((5, 0.01),), schedule="cosine")
    (entry,) = Race(Experiment("bowl", (run,))).entries
    assert entry.changes == ()
    assert entry.schedule == "cosine"


def test_the_good_range_is_all_of_one_piece():
    """It goes from the best rate as far as the rates that were tried reach the target."""
    rates, scale = np.array([1.0, 2.0, 4.0, 8.0, 16.0]), Scale(lowest=0.0, first=100.0, target=0.01)
    found = good_range(rates, np.array([0.5, 2.0, 1.0, 0.1, np.inf]), 3, scale)
    assert found is not None
    assert (found.low, found.high) == (4.0, 8.0)
    assert not found.open_low
    assert not found.open_high
    assert good_range(rates, np.full(5, 2.0), 0, scale) is None
    whole = good_range(rates, np.zeros(5), 2, scale)
    assert whole is not None
    assert whole.factor == 16
    assert whole.open_low
    assert whole.open_high


def test_no_rate_is_called_good_that_explodes():
    """The good rates of gradient descent end below 2 / L, also where that lies just above the last good one."""
    _, found = raced(Experiment("ravine", (Run("gd"),), steps=100))
    low, high = found["rows"][0]["good"]["low"], found["rows"][0]["good"]["high"]
    assert {low, high} <= {*found["sweeps"][0]["rates"]}
    assert high < 2 / 25


def test_runs_that_differ_in_the_rate_alone_are_said_to_be_alike():
    """The race chooses the rate, so there is nothing else between them."""
    runs = Run("gd", {"lr": 0.01}), Run("gd", {"lr": 0.05}), Run("momentum", {"beta": 0.5}), Run("momentum")
    words = race_answer(Experiment("bowl", runs).to_query(), "en")["notes"]
    assert [note for note in words if "come out alike: Gradient descent, Gradient descent 2." in note] == words


def test_of_equals_the_sooner_one_is_better():
    """Closer to the lowest loss than anybody can see is equally close; then the way there counts."""
    scale = Scale(lowest=0.0, first=1.0, target=0.01)
    curves = np.array([[1.0, 1.0], [1.0, 0.0], [1e-15, 1e-14]])
    assert best_rate(curves, scale) == 1
    assert order(curves[-1], [2, 1], scale) == [1, 0]
    assert order(np.array([0.5, 0.1]), [1, None], scale) == [1, 0]


def test_chance_decides_no_race():
    """Whose middle half of seeds overlaps that of the first is as good."""
    assert as_good(0, [(1.0, 2.0), (1.9, 3.0), (2.1, 3.0)]) == [1]


def test_the_file_has_every_rate_of_everybody():
    """One line for each rate, one of them the best, and no number where a path was lost."""
    _, found = raced(Experiment("ravine", (Run("gd"), Run("adam")), steps=40))
    lines = list(csv.DictReader(io.StringIO(found["csv"])))
    assert len(lines) == 2 * RATES
    for number, row in enumerate(found["rows"], start=1):
        mine = [line for line in lines if line["entry"] == str(number)]
        assert [float(line["learning_rate"]) for line in mine if line["best"] == "1"] == [row["rate"]]
    assert any(line["loss"] == "" for line in lines)


def test_the_terms_come_with_their_defaults_and_looks():
    """Runs and rivals are told apart as on the cards, and those who watch are still offered."""
    found = race_answer(f"{NOISY.to_query()}&race=without.1~with.adam&scheme=dark", "en")
    assert [(p["number"], p["label"], p["part"]) for p in found["people"]] == [
        (1, "Gradient descent", False),
        (2, "Adam", True),
        (None, "Adam 2", True),
    ]
    assert [field["key"] for field in found["fields"]] == ["budget", "tries"]
    assert [choice["value"] for choice in found["targets"]] == [repr(share) for share in TARGETS]
    assert read_race(NOISY, found["text"]).rivals == ("adam",)
    assert len(found["figures"]["curves"]["data"]) == 2


def test_what_makes_a_race_less_fair_is_said():
    """Second derivatives cost more than they are counted for, and an unknown lowest loss is no fixed aim."""
    notes = race_answer(f"{Experiment('net_sine').to_query()}&race=with.newton", "en")["notes"]
    assert len(notes) == 2
    assert OPTIMIZERS["newton"].name in notes[0]
    assert race_answer(BOWL.to_query(), "en")["notes"] == []
