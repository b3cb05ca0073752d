"""The learning-rate range test on the stage: what is followed, what is read off it, and what is said and offered."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.panels.range_test.answer import FIELDS, range_answer
from app.panels.routes import insight_routes
from app.words.numbers import Number
from app.words.words import catalogue, say, text
from optim_core import OPTIMIZERS, SURFACES, Experiment, ExperimentError, Run
from optim_core.insights.range_test.trial import Terms, Trial, range_trial, two_digits, usual_terms, whole_runs
from optim_core.insights.range_test.words import advice

ROOT = Path(__file__).resolve().parent.parent
CLIENT = TestClient(Starlette(routes=insight_routes("/lab")), raise_server_exceptions=True)
LINE = "surface=line_shift&shift=5&standardise=1&batch=16&steps=60&run1=gd&run1.lr=0.001"


def tried(query: str, **terms: Any) -> tuple[Experiment, Trial]:
    experiment = Experiment.from_query(query)
    run = experiment.runs[0]
    found = range_trial(experiment, run, replace(usual_terms(run), **terms))
    assert isinstance(found, Trial)
    return experiment, found


def keys(query: str, **terms: Any) -> set[str]:
    """What is said of a test, by the last part of the keys."""
    experiment, found = tried(query, **terms)
    said = advice(experiment, experiment.runs[0], found)
    return {message.key.partition(".")[2] for message in (said.headline, *said.reasons, *said.warnings)}


def ask(query: str) -> dict[str, Any]:
    response = CLIENT.get(f"/lab/insight/en/range?v=1&{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_the_test_is_a_copy_of_the_run() -> None:
    """The same rule, start, minibatches and seed under the schedule range_test; its own schedule and stop are gone."""
    query = f"{LINE}&seed=3&stop.loss=5"
    experiment, found = tried(f"{query}&run1.schedule=cosine&run1.warmup=5&run1.lr.from9=0.5", low=1e-4, steps=90)
    run = Run("gd", {"lr": 1e-4}, schedule="range_test", plan={"high": 10.0})
    same = replace(experiment, runs=(run,), steps=90, stop=None).trajectories()[0]
    np.testing.assert_array_equal(found.trajectory.points, same.points)
    np.testing.assert_array_equal(found.losses, same.loss[:, 0])


def test_several_seeds_are_their_median() -> None:
    """At each step the median of the losses, one that has ended counting as infinite; each seed is read by itself."""
    _, found = tried(LINE, seeds=5)
    singles = [tried(f"{LINE}&seed={seed}")[1] for seed in range(5)]
    np.testing.assert_array_equal(found.losses, np.median([single.losses for single in singles], axis=0))
    assert [test.lowest for test in found.single] == [single.read.lowest for single in singles]


def test_on_a_parabola_the_truth_is_known() -> None:
    """With standardised inputs the curvature is 2 everywhere, so the limit is 1; the test shows it a little late."""
    experiment, found = tried(LINE)
    said = advice(experiment, experiment.runs[0], found)
    assert said.limit == pytest.approx(1.0)
    assert found.read.lowest < 1.0 < (found.read.blow_up or 0)
    assert "truth_late" in keys(LINE)
    assert "truth" in keys(LINE, high=0.9)
    assert "truth_there" in keys("surface=rosenbrock&run1=gd")
    assert keys(LINE.replace("run1=gd", "run1=adam")).isdisjoint({"truth", "truth_late", "truth_there"})


def test_half_of_what_was_won_is_lost() -> None:
    """The rate that is too large is the first after the lowest from which on half the fall stays lost."""
    for query, smoothing in ((LINE, 5), ("surface=net_classes&batch=10&run1=adam", 7)):
        _, found = tried(query, smoothing=smoothing)
        above = found.losses[1:] > found.read.losses.min() + 0.5 * found.fall
        staying = [row for row in range(found.bottom, len(above)) if above[row : row + smoothing].all()]
        assert found.read.blow_up == found.read.rates[staying[0]]


def test_a_steepest_fall_right_before_the_lowest_is_no_choice() -> None:
    """Where the steepest fall is the last jump to the lowest loss there is one rate to take, and that is said."""
    query = "surface=net_classes&data=circles&batch=10&steps=60&run1=adam&run1.lr=0.05"
    _, found = tried(query)
    assert found.read.steepest > found.read.lowest / 1.5
    assert "steepest" not in found.points
    assert {"steepest_last", "why_jump"} <= keys(query)
    assert len(ask(query)["takes"]) == 1


@pytest.mark.parametrize(
    ("query", "terms", "said"),
    [
        (LINE, {}, "why_tenth"),
        (LINE, {"high": 0.01}, "edge_high"),
        (LINE, {"low": 0.05, "high": 10.0}, "edge_low"),
        (LINE, {"low": 5.0, "high": 100.0}, "too_high"),
        (LINE, {"low": 1e-12, "high": 1e-10}, "flat"),
        (LINE, {"steps": 20}, "sparse"),
        (LINE, {"seeds": 4}, "seeds_agree"),
        (LINE, {}, "all_examples"),
        (f"{LINE}&run1.schedule=cosine", {}, "own_schedule"),
        ("surface=bowl&x=0&y=0&run1=gd", {}, "no_slope"),
        ("surface=bowl&noise=20&run1=gd", {}, "noisy"),
        ("surface=net_classes&batch=10&run1=adam", {"smoothing": 9}, "noisy_batch"),
        ("formula=sqrt(x)&x=2&run1=gd", {}, "ended"),
        ("surface=bowl&run1=rprop", {"high": 10.0}, "deaf_same"),
        ("surface=bowl&run1=momentum&run1.beta=0.9", {}, "late"),
    ],
)
def test_what_is_said_has_evidence(query: str, terms: dict[str, Any], said: str) -> None:
    """Each remark is made where it is true."""
    assert said in keys(query, **terms)


def test_what_is_not_so_is_not_said() -> None:
    """Gradient descent listens to the slope and remembers nothing; a quiet test in the middle of its range is fine."""
    told = keys("surface=bowl&run1=gd")
    assert told.isdisjoint({"deaf", "deaf_same", "late", "noisy", "edge_high", "edge_low", "all_examples", "sparse"})
    assert keys("surface=bowl&run1=adam") >= {"deaf_same", "late"}
    assert "late" not in keys("surface=bowl&run1=rmsprop&run1.momentum=0")


def test_how_late_momentum_is() -> None:
    """With the share b the point moves b / (1 - b) steps after a push on average: b, b^2, ... of it later and later."""
    experiment, found = tried("surface=bowl&run1=momentum&run1.beta=0.8")
    (late,) = [m for m in advice(experiment, experiment.runs[0], found).reasons if m.key == "rangetest.late"]
    assert late.values["steps"] == round(0.8 / (1 - 0.8))
    assert late.values["factor"] == two_digits(10 ** (4 / found.terms.per_decade))


def test_whole_runs_are_the_experiments_own() -> None:
    """What is told of a rate is where the experiment's run ends with it; a lost one is no number."""
    experiment = Experiment.from_query(LINE)
    steps, ends = whole_runs(experiment, experiment.runs[0], [0.001, 0.1, 5.0])
    assert steps == 60
    assert np.isnan(ends[2])
    for rate, end in zip((0.001, 0.1), ends, strict=False):
        run = Run("gd", {"lr": rate})
        assert end == pytest.approx(float(experiment.with_runs(run).trajectories()[0].loss[-1, 0]))


def test_the_answer_offers_what_it_tried() -> None:
    """The buttons set the run's rate and nothing else; table and words have the losses of whole runs."""
    answer = ask(LINE)
    experiment, found = tried(LINE)
    assert [(take["key"], float(take["rate"])) for take in answer["takes"]] == [
        ("run1.lr", found.points["tenth"]),
        ("run1.lr", found.points["steepest"]),
    ]
    assert answer["headline"] == say(advice(experiment, experiment.runs[0], found).headline)
    rows = {row[0]: row[1:] for row in answer["points"]["rows"]}
    _, ends = whole_runs(experiment, experiment.runs[0], [found.points["tenth"]])
    assert rows[text("rangetest.mark_tenth")][2] == pytest.approx(ends[0])
    assert f"{Number(ends[0])}" in answer["reasons"][0]
    roles = [trace["meta"]["role"] for trace in answer["figure"]["data"]]
    assert roles == ["fine", "curve", "mark", "mark", "mark", "mark"]
    curve = answer["figure"]["data"][1]
    assert (curve["x"], curve["y"]) == (found.read.rates.tolist(), found.read.losses.tolist())
    said = [note["text"] for note in answer["figure"]["layout"]["annotations"]]
    assert said == [text("stage.rangetest.line_limit"), text("stage.rangetest.line_now")]


def test_the_fields_are_the_terms() -> None:
    """What is asked for stands in the fields; seeds are offered only where there is chance."""
    answer = ask(f"{LINE}&test.low=0.0001&test.high=2&test.steps=80&test.seeds=3&test.smoothing=7")
    assert {field["key"]: field["value"] for field in answer["fields"]} == {
        "low": 0.0001,
        "high": 2.0,
        "steps": 80,
        "seeds": 3,
        "smoothing": 7,
    }
    assert [field["key"] for field in ask("surface=bowl&run1=gd")["fields"]] == [f for f in FIELDS if f != "seeds"]


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_every_optimizer_has_a_test(slug: str) -> None:
    """Valid JSON with words for every rule; what is offered is a rate that the rule may have."""
    answer = range_answer(f"surface=rosenbrock&steps=30&run1={slug}&test.steps=40", "en")
    json.dumps(answer, allow_nan=False)
    valid = OPTIMIZERS[slug].hypers["lr"].valid
    assert all(float(take["rate"]) in valid for take in answer.get("takes", []))
    assert all("{" not in words for words in (answer["headline"], *answer["reasons"], *answer["warnings"]))


@pytest.mark.parametrize("slug", SURFACES)
def test_every_surface_has_a_test(slug: str) -> None:
    """Also where losses are below 0, fall without end, or come from data."""
    answer = range_answer(f"surface={slug}&steps=20&run1=gd&test.steps=40", "en")
    json.dumps(answer, allow_nan=False)
    assert answer["headline"]


def test_where_not_one_step_is_possible() -> None:
    """A start without a loss has no test, and that is said."""
    answer = ask("formula=log(x)%2By%5E2&x=-1&y=0&steps=5&run1=gd")
    assert answer["figure"] is None
    assert answer["headline"] == text("rangetest.no_step", low=usual_terms(Run("gd")).low)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(1.0, 5.0),
        Terms(0.0, 1.0),
        Terms(1e-13, 1.0),
        Terms(1e-3, 1e7),
        Terms(1e-3, 1.0, steps=19),
        Terms(1e-3, 1.0, steps=1001),
        Terms(1e-3, 1.0, seeds=33),
        Terms(1e-3, 1.0, smoothing=0),
    ],
)
def test_terms_are_bounded(terms: Terms) -> None:
    """What makes no range, or too much work, is refused in words."""
    with pytest.raises(ExperimentError) as refused:
        range_trial(Experiment.from_query(LINE), Run("gd"), terms)
    assert [problem.key.startswith("range_test.") for problem in refused.value.problems] == [True]


@pytest.mark.parametrize(
    "field", ["run=2", "test.low=x", "test.low=-1", "test.steps=1e2", "test.high=inf", "test.seeds="]
)
def test_what_is_no_number_is_refused(field: str) -> None:
    """A wrong field is refused in words."""
    response = CLIENT.get(f"/lab/insight/en/range?v=1&{LINE}&{field}")
    assert response.status_code == 400
    assert response.json()["problems"][0]


def test_every_sentence_can_be_said() -> None:
    """Each key of the core's facts has its text."""
    texts = catalogue()
    for path in ("words", "trial"):
        source = (ROOT / "optim_core" / "insights" / "range_test" / f"{path}.py").read_text(encoding="utf-8")
        named = re.findall(r'"(rangetest\.\w+)"', source)
        assert named
        assert [key for key in named if key not in texts] == []
