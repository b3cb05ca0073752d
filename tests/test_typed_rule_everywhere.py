"""A learner's own optimizer is one like the others: in links, on the page, in scripts and in insights."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.figures.theme import looks
from app.main import app
from app.panels.strip.answer import strip_answer
from app.panels.why.answer import why
from app.stage.answers.rule import rule as rule_panel
from app.stage.answers.scene import scene
from app.start.jobs.registry import JOBS
from lessons.course import course
from lessons.grading.locks import admitted
from optim_core import OPTIMIZERS, SCHEDULES, SURFACES, Experiment, ExperimentError, Run
from optim_core.equations import step_in_numbers
from optim_core.experiment.bounds import MAX_SLOW_STEPS, most_steps
from optim_core.experiment.fields import MAX_TEXT
from optim_core.export import export_script
from optim_core.insights.one_step.effective_rate import effective_rates
from optim_core.simulation.request import MAX_STEPS
from optim_core.typed_rule import EXAMPLES, TEMPLATE, own_optimizer, parse_rule
from optim_core.typed_rule.lines import MAX_BYTES
from tests.export.cases import EVERY_FUNCTION, distance
from tests.export.running import run as run_script

BOWL = SURFACES["bowl"]
RULES = {**EXAMPLES, "everything": EVERY_FUNCTION}


@pytest.mark.parametrize("name", RULES)
def test_a_link_carries_the_rule(name: str) -> None:
    """The experiment with its rules, their parameters and choices comes back from its text."""
    run = Run(
        "own",
        {"lr": 0.02},
        ((3, 0.01),),
        typed=RULES[name],
        schedule="cosine",
        clip="norm",
        decay="decoupled",
        library="keras",
    )
    experiment = Experiment(BOWL, (run, Run("adam"), Run("own", typed="step = -lr*g")), steps=20)
    assert Experiment.from_query(experiment.to_query()) == experiment
    assert hash(Experiment.from_query(experiment.to_query()).runs[0]) == hash(run)


def test_six_long_rules_fit_a_link() -> None:
    """The longest rules with everything else set are still within what is read of a link."""
    remark = "# " + "ä" * ((MAX_BYTES - 280) // 2)
    lines = [f"parameter p{k} = 0.5 from 0 to 1" for k in range(6)]
    typed = "\n".join([remark, *lines, "step = -lr*g*(" + "+".join(f"p{k}" for k in range(6)) + ")"])
    changes = tuple((k, 0.1234567890123456 * k) for k in range(1001, 1009))
    run = Run(
        "own",
        {f"p{k}": 0.1234567890123456 + k / 10 for k in range(6)},
        changes,
        typed=typed,
        schedule="warm_restarts",
    )
    experiment = Experiment(BOWL, (run,) * 6, steps=5000)
    assert len(experiment.to_query()) <= MAX_TEXT
    assert Experiment.from_query(experiment.to_query()) == experiment


def test_a_long_rule_has_fewer_steps() -> None:
    """What a request may cost is bounded: a rule many times as long as others may not have all steps."""
    long = Run("own", typed="a = tanh(g)\n" + "a = sin(cos(tanh(atan(a))))\n" * 10 + "step = -lr*g/(t - a)")
    assert most_steps((Run("own", typed=EXAMPLES["adam_like"]),)) == MAX_STEPS
    assert most_steps((long,)) == MAX_SLOW_STEPS
    repaired, notes = Experiment.repair("steps=50000&run1=own&run1.rule=" + quote(long.typed))
    assert repaired.steps == MAX_SLOW_STEPS
    assert "Own rule" in str(notes[0])


def test_a_rule_in_a_link_that_cannot_be_used_is_said_with_its_line() -> None:
    """The run is left out, the rest of the link stays; a rule for another optimizer means nothing."""
    experiment, notes = Experiment.repair(
        "run1=own&run1.rule=" + quote("step = -lr*g\nm = 2*") + "&run2=adam&run2.rule=x"
    )
    assert [run.optimizer for run in experiment.runs] == ["adam"]
    assert [note.key for note in notes] == ["query.rule", "query.unknown"]
    assert "Line 2" in str(notes[0])
    with pytest.raises(ExperimentError):
        Run("adam", typed="step = -lr*g")


def test_its_parameters_are_sliders_and_its_range_holds() -> None:
    """Each declared parameter has a slider over its range, beside the learning rate; beyond the range it is refused."""
    run = Run(
        "own",
        typed="parameter lr = 0.2 from 0.01 to 3\nparameter mix = 0.5 from 0.001 to 1  # how much\nstep = -lr*mix*g",
    )
    found = scene(Experiment(BOWL, (run, Run("own"), Run("gd"))), (), "en", "light")
    controls = {control["key"]: control for control in found["runs"][0]["controls"]}
    assert list(controls) == ["run1.lr", "run1.mix"]
    assert (controls["run1.lr"]["low"], controls["run1.lr"]["high"], controls["run1.lr"]["value"]) == (0.01, 3.0, 0.2)
    mix = controls["run1.mix"]
    assert (mix["label"], mix["low"], mix["high"], mix["log"]) == ("mix", 0.001, 1.0, True)
    assert "how much" in mix["help"]
    with pytest.raises(ExperimentError):
        Run("own", {"mix": 2.0}, typed=run.typed)
    assert [spec["label"] for spec in found["runs"]] == ["Own rule", "Own rule 2", "Gradient descent"]
    assert "own" in [offered["slug"] for offered in found["optimizers"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_a_colour_of_its_own(scheme: Any) -> None:
    """Beside all optimizers of the registry it is told apart."""
    runs = [*(Run(slug) for slug in OPTIMIZERS), Run("own")]
    *others, mine = looks(runs, scheme, [run.optimizer for run in runs])
    assert (mine.color, mine.marker) not in {(look.color, look.marker) for look in others}
    assert mine.color not in {look.color for look in others}


@pytest.mark.parametrize("name", RULES)
def test_its_formulas_state_and_numbers_are_shown(name: str) -> None:
    """The rule panel has its lines with the numbers of a step, the state its traces, and the rate its coordinates."""
    run = Run("own", typed=RULES[name])
    experiment = Experiment(BOWL, (run,), steps=10)
    trajectory = experiment.trajectory(run)
    assert list(trajectory.state) == [state.name for state in parse_rule(run.typed).states]
    lines = step_in_numbers(run.rule, BOWL, trajectory, 3, 1, run.hypers)
    assert lines[-1].value == pytest.approx(trajectory.points[3, 0, 1])
    answer = json.loads(json.dumps(rule_panel(experiment.to_query(), 1, 3, 0, "en")))
    assert len(answer["lines"]) == len(lines)
    assert answer["letters"]


@pytest.mark.parametrize(
    ("typed", "scales", "carries"),
    [
        (EXAMPLES["adam_like"], "m_hat", "m"),
        (EXAMPLES["momentum"], "", "v"),
        (EXAMPLES["sign"], "g", ""),
        ("step = -lr*g/t", "", ""),
        ("state s = 0\ns = s + g^2\nstep = -lr*g/sqrt(s)", "g", ""),
        ("state v = 0\nstep = -lr*v\nv = g", "", "v"),
        ("state v = 0\nstep = -lr*v/(1 + abs(v))\nv = g", "g", "v"),
        ("step = -(lr*g)", "", ""),
    ],
)
def test_what_is_scaled_and_carried_is_read_off_the_step(typed: str, scales: str, carries: str) -> None:
    """What gets a rate for each coordinate, and which state carries a direction: as the registry's records say it."""
    optimizer = own_optimizer(typed)
    assert (optimizer.scales, optimizer.carries) == (scales, carries)
    experiment = Experiment(BOWL, (Run("own", typed=typed),), steps=5)
    trajectory = experiment.trajectories()[0]
    rates = effective_rates(optimizer, BOWL, trajectory, [1, 2, 3], experiment.runs[0].hypers)
    assert (rates is not None) == bool(scales)


@pytest.mark.parametrize("name", RULES)
def test_a_script_carries_the_rule(name: str) -> None:
    """The NumPy script follows the same path, with schedule, clipping and decay; tests/export has the libraries."""
    plain = Run("own", {"lr": 0.02}, typed=RULES[name])
    full = replace(plain, schedule="cosine", plan={}, clip="norm", decay="decoupled", hypers={"lr": 0.02})
    experiment = Experiment(BOWL, (plain, full), steps=40, noise=0.1)
    paths = run_script(export_script(experiment, "numpy"))
    for run, path in zip(experiment.runs, paths.values(), strict=True):
        assert distance(path, experiment.trajectory(run).points[:, 0]) < 1e-9


def test_pytorch_is_told_numbers_from_tensors() -> None:
    """A parameter called like an array, and a name that holds a number after a tensor, are numbers in the script."""
    typed = "parameter b = 4 from 0 to 9\nk = sqrt(abs(g))\nq = k/sqrt(b)\nk = t\nstep = -lr*q*sqrt(k)"
    script = export_script(Experiment(BOWL, (Run("own", typed=typed),), steps=3), "pytorch")
    assert all(part in script for part in ("torch.sqrt(torch.abs(g))", "np.sqrt(b)", "np.sqrt(k)"))


def test_a_script_breaks_off_where_the_run_does() -> None:
    """Where a line divides by zero the script's path ends like ours, without an error."""
    experiment = Experiment(BOWL, (Run("own", typed="a = 1/(t - 3)\nstep = -lr*g*a"),), steps=10)
    (path,) = run_script(export_script(experiment, "numpy")).values()
    np.testing.assert_array_equal(np.isfinite(path[:, 0]), np.arange(11) < 3)
    np.testing.assert_allclose(path, experiment.trajectories()[0].points[:, 0])


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_drives_it(schedule: str) -> None:
    """The learning rate of a typed rule follows schedules like any other."""
    run = Run("own", {"lr": 0.05}, typed="step = -lr*g", schedule=schedule)
    same = Run("gd", {"lr": 0.05}, schedule=schedule)
    experiment = Experiment(BOWL, (run, same), steps=30)
    mine, theirs = experiment.trajectories()
    np.testing.assert_array_equal(mine.points, theirs.points)


def test_the_insights_take_it() -> None:
    """Strip, race and the reasons are worked out for a typed rule as for any other."""
    query = Experiment(BOWL, (Run("own", typed=EXAMPLES["adam_like"]), Run("gd", {"lr": 0.1})), steps=40).to_query()
    assert strip_answer(query, "en")["runs"][0]
    assert why(query, "en")["runs"][0]["says"]
    *_, last = JOBS["race"].pieces({"query": query, "race": "budget.40"})
    assert sorted(last["result"]["order"]) == [0, 1]


def test_a_lesson_does_not_take_it() -> None:
    """A rule that knows the way would solve any task, so a lesson that leaves the optimizer free leaves it out."""
    for lesson in course("en").values():
        query = lesson.query_with("", 0).replace("run1=gd", "run1=own").replace("run1=adam", "run1=own")
        kept, _ = admitted(lesson, query, 0)
        assert "own" not in {run.optimizer for run in kept.runs}


def test_the_editor_is_told_what_a_rule_means_or_where_it_is_wrong() -> None:
    """The endpoint answers with formulas and parameters, or with a sentence and a place in the browser's counting."""
    client = TestClient(app)
    fine = client.get("/insight/en/own", params={"text": TEMPLATE}).json()
    assert [parameter["name"] for parameter in fine["parameters"]] == ["lr", "beta"]
    assert all(line["formula"].startswith("<math") for line in fine["lines"])
    text = "# \U0001f600\nstep = -lr*q"
    wrong = client.get("/insight/en/own", params={"text": text}).json()
    assert wrong["line"] == 2
    units = text.encode("utf-16-le")
    place = wrong["position"]
    assert units[2 * place : 2 * (place + wrong["length"])].decode("utf-16-le") == "q"
