"""The sentence about the last change: every setting is named, and so are both endings."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.panels.ghost.answer import in_words, told_apart
from app.panels.routes import insight_routes
from app.stage.gallery.presets import PRESETS
from app.words.words import catalogue
from optim_core import OPTIMIZERS, SCHEDULES, SURFACES, Experiment, Run, Stop, surface_from_formula
from optim_core.insights.difference import brief, difference, matched, rate_after
from optim_core.typed_rule import EXAMPLES

RAVINE = SURFACES["ravine"].at(kappa=25.0)
CURVE = SURFACES["quadratic"].at(L=2.0)
SLOW, FAST = Run("gd", {"lr": 0.04}), Run("gd", {"lr": 0.3})
REMARKS = "tested tested_classes clipped indefinite at_minimum above_minimum too_large no_number"  # beside the end
MOMENTUM = Run("momentum", {"lr": 0.03, "beta": 0.7})
BEFORE = Experiment(RAVINE, (MOMENTUM,), steps=80)
CLIENT = TestClient(Starlette(routes=insight_routes("/lab")), raise_server_exceptions=True)


def words(before: Experiment, after: Experiment) -> str:
    return in_words(difference(before, after), before, after, "en")


def on(*runs: Run, **settings) -> Experiment:
    return Experiment(**{"surface": RAVINE, "runs": runs, "steps": 80, **settings})


SHIFTED = replace(SLOW, hypers={"lr": 0.045})
STOPPED = on(SLOW, stop=Stop("loss", 0.1))
SENTENCES = {
    "diverges": (on(SLOW), on(FAST), "learning rate 0.04 → 0.3: loss 0.455 at step 80 → diverged from step 1 on."),
    "one ending": (on(SLOW), on(SHIFTED), "learning rate 0.04 → 0.045: loss 0.455 → 0.197 at step 80."),
    "added": (on(MOMENTUM), on(SLOW, MOMENTUM), "Gradient descent added: loss 0.455 at step 80."),
    "removed": (on(SLOW, MOMENTUM), on(MOMENTUM), "Gradient descent removed."),
    "start": (on(SLOW), on(SLOW, start=(3.0, 1.0)), "start x 25 → 3: loss 0.455 → 0.00656 at step 80."),
    "noise": (on(SLOW), on(SLOW, noise=1.0), "gradient noise 0 → 1: loss 0.455 → 0.77 at step 80 (for seed 0)."),
    "seed": (on(SLOW, noise=1.0), on(SLOW, noise=1.0, seed=3), "noise seed 0 → 3: loss 0.77 → 0.407 at step 80."),
    "stop": (on(SLOW), STOPPED, "stop never → when the loss is at most 0.1: loss 0.455 at step 80, as before."),
    "one of two": (
        on(SLOW, MOMENTUM),
        on(FAST, MOMENTUM),
        "learning rate of Gradient descent 0.04 → 0.3: loss 0.455 at step 80 → diverged from step 1 on.",
    ),
    "both": (
        on(SLOW, MOMENTUM),
        on(SLOW, MOMENTUM, steps=20),
        "steps 80 → 20. Gradient descent: loss 0.455 → 61.1 at step 80 → 20; "
        "Momentum: settled by step 26 → loss 1.89 at step 20.",
    ),
    "surface": (
        on(SLOW),
        Experiment(CURVE, (SLOW,)),
        "Another surface: there is nothing to compare it with. Your next change is compared with this.",
    ),
}


@pytest.mark.parametrize(("before", "after", "said"), SENTENCES.values(), ids=SENTENCES.keys())
def test_the_sentence(before, after, said):
    """What changed comes first, then what it did, and numbers that are the same are said once."""
    assert words(before, after) == said


OTHER = {
    "surface": SURFACES["ravine"].at(kappa=5.0),
    "runs": (SLOW,),
    "start": (3.0, 1.0),
    "steps": 20,
    "noise": 0.5,
    "seed": 7,
    "stop": Stop("gradient", 0.1),
    "batch": 4,
    "seeds": 3,
    "plane": ("y", "x"),
}
OTHER_RUN = {
    "optimizer": "adam",
    "hypers": {"lr": 0.01, "beta": 0.7},
    "changes": ((20, 0.001),),
    "schedule": "cosine",
    "plan": {"step_size": 15.0},
    "warmup": 5,
    "decay": "l2",
    "clip": "norm",
    "library": "keras",
    "typed": EXAMPLES["sign"],
}


@pytest.mark.parametrize("name", [field.name for field in fields(Experiment)])
def test_every_setting_of_an_experiment_is_named(name):
    """Whatever field of an experiment changes is listed by itself, and has words with both values or a name."""
    after = replace(BEFORE, **{name: OTHER[name]})
    changes = difference(BEFORE, after).changes
    assert len({change.what.split(".")[0] for change in changes} - {"lr"}) == 1
    assert words(BEFORE, after).endswith(".")


@pytest.mark.parametrize("name", [field.name for field in fields(Run)])
def test_every_setting_of_a_run_is_named(name):
    """Whatever field of a run changes is listed by its own name, and none is called just a setting."""
    run = {"plan": replace(MOMENTUM, schedule="step"), "typed": Run("own")}.get(name, MOMENTUM)
    given = {name: OTHER_RUN[name]} | ({"hypers": {}} if name in ("optimizer", "typed") else {})
    before, after = on(run), on(replace(run, **given))
    changes = difference(before, after).changes
    assert changes
    assert "settings" not in {change.what for change in changes}
    assert "→" in words(before, after) or name == "typed"


def test_a_setting_without_words_is_still_a_change():
    """A run that differs in what has no name here is said to have another setting: nothing is passed over."""

    class Marked(Run):
        def __eq__(self, other: object) -> bool:
            return self is other

        __hash__ = Run.__hash__

    found = difference(on(Marked("gd", {"lr": 0.04})), on(Marked("gd", {"lr": 0.04})))
    assert [change.what for change in found.changes] == ["settings"]


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_every_hyperparameter_is_called_by_its_name(slug):
    """A changed hyperparameter stands in the sentence with the name that its slider has."""
    run, texts = Run(slug), catalogue()
    for name, hyper in run.rule.hypers.items():
        other = hyper.low if hyper.low != run.hypers[name] else hyper.high
        before, after = on(run, steps=3), on(replace(run, hypers={**run.hypers, name: other}), steps=3)
        assert words(before, after).startswith(texts[f"optimizer.{slug}.{name}.name"])


@pytest.mark.parametrize("slug", [slug for slug, plan in SCHEDULES.items() if plan.hypers])
def test_every_setting_of_a_schedule_is_called_by_its_name(slug):
    """A changed setting of a schedule stands in the sentence with the name that its slider has."""
    run, texts = replace(SLOW, schedule=slug), catalogue()
    for name, hyper in run.scheme.hypers.items():
        other = hyper.low if hyper.low != run.plan[name] else hyper.high
        before, after = on(run, steps=9), on(replace(run, plan={**run.plan, name: other}), steps=9)
        assert words(before, after).startswith(texts[f"schedule.{slug}.{name}.name"])


def test_every_ending_has_a_short_form():
    """Each fact about how a run ends has a brief form that the same values fill in."""
    texts, remarks = catalogue(), set(REMARKS.split())
    facts = {
        key.removeprefix("fact.") for key in texts if key.startswith("fact.") and not key.startswith("fact.short.")
    } - remarks
    short = {key.removeprefix("brief.") for key in texts if key.startswith("brief.")}
    assert short == facts | {"settled_at"}
    for name in facts:
        assert set(re.findall(r"\{(\w+)", texts[f"brief.{name}"])) <= {
            *re.findall(r"\{(\w+)", texts[f"fact.{name}"]),
            "why",
        }


def test_two_that_settle_at_different_heights_say_so():
    """On two wells, a run that settles in the higher one is not told apart by its number of steps alone."""
    wells = surface_from_formula("x^4/4 - x^2/2 + x/10")
    left, right = (Experiment(wells, (Run("gd", {"lr": 0.3}),), (x,), 60) for x in (-1.5, 1.5))
    effect = difference(left, right).effects[0]
    assert effect.before is not None
    assert {effect.before.key, effect.after.key} == {"brief.settled_at"}
    assert brief(left, left.runs[0]).key == "brief.converged"


@pytest.mark.parametrize("name", PRESETS)
def test_an_experiment_does_not_differ_from_itself(name):
    """The same experiment twice: no change and no effect."""
    found = difference(PRESETS[name], PRESETS[name])
    assert found.comparable
    assert (found.changes, found.effects) == ((), ())


def test_runs_are_matched_by_what_stayed():
    """Where runs keep their number the place counts; where one goes, those that stay are found again."""
    assert matched((SLOW, FAST), (FAST, SLOW)) == ((0, 0), (1, 1))
    assert matched((SLOW, MOMENTUM, FAST), (SLOW, FAST)) == ((0, 0), (1, None), (2, 1))
    assert matched((MOMENTUM,), (SLOW, MOMENTUM)) == ((None, 0), (0, 1))


def test_a_rate_changed_by_hand_is_compared_with_the_one_it_replaced():
    """A change after step 20 is said against the rate that was in force there."""
    run = replace(SLOW, changes=((10, 0.02), (20, 0.01)))
    assert [rate_after(run, step) for step in (9, 10, 19, 20)] == [0.04, 0.02, 0.02, 0.01]
    assert words(on(replace(run, changes=((10, 0.02),))), on(run)).startswith("learning rate after step 20 0.02 → 0.01")


def test_only_the_first_changes_are_named():
    """Of many changes three are named and the rest is counted."""
    after = on(replace(MOMENTUM, schedule="cosine", clip="norm", decay="l2", library="keras", warmup=3))
    assert words(BEFORE, after).startswith("schedule Constant → Cosine, warm-up steps 0 → 3, weight decay none → ")
    assert ", and 2 more: " in words(BEFORE, after)


@pytest.mark.parametrize(("was", "now"), [(0.1, 0.3), (0.04, 0.040000001), (1e-300, 2e-300), (0.1, 0.1 + 2e-17)])
def test_numbers_are_told_apart(was, now):
    """Two numbers get as many digits as it takes; equal ones stay as they are."""
    first, second = told_apart(was, now)
    assert (first == second) == (was == now)


def test_the_endpoint_answers():
    """It says whether two texts are one experiment, what changed, and what the runs were called."""
    before, after = on(SLOW, MOMENTUM).to_query(), on(FAST, MOMENTUM).to_query()
    answer = CLIENT.get(f"/lab/insight/en/difference?{after}&before={quote(before)}").json()
    assert answer["words"] == words(on(SLOW, MOMENTUM), on(FAST, MOMENTUM))
    assert (answer["same"], answer["comparable"]) == (False, True)
    assert answer["labels"] == ["Gradient descent", "Momentum"]
    again = CLIENT.get(f"/lab/insight/en/difference?{after}&before={quote(after + '&noise=0')}").json()
    assert (again["same"], again["words"]) == (True, "")


@pytest.mark.parametrize("query", ["", "&before=", "&before=surface%3Dnowhere", "&before=" + "x" * 9000])
def test_what_cannot_be_compared_is_refused_with_the_reason(query):
    """Without a sound experiment before there is nothing to compare: 400, and the words why."""
    answer = CLIENT.get(f"/lab/insight/xx/difference?{BEFORE.to_query()}{query}")
    if query == "&before=":
        assert answer.status_code == 200  # no text is the usual experiment
    else:
        assert answer.status_code == 400
        assert answer.json()["problems"]
