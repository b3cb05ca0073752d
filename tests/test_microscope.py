"""One step taken apart: its parts add up, its words are true, and whatever a run is, there are words for it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.panels.routes import insight_routes
from app.words.words import catalogue, say, text
from optim_core import OPTIMIZERS, SURFACES, Experiment, Message, Run
from optim_core.insights.one_step.anatomy import Anatomy, agreement, anatomy
from optim_core.insights.one_step.directions import direction
from optim_core.insights.one_step.words import step_in_words
from optim_core.rules.choices import LIBRARIES

ROOT = Path(__file__).resolve().parent.parent
CLIENT = TestClient(Starlette(routes=insight_routes("/lab")), raise_server_exceptions=True)
ROSENBROCK = SURFACES["rosenbrock"]
UNTAKEN = {slug for slug, rule in OPTIMIZERS.items() if {"loss", "gradient"} & {*rule.needs}}


def step_of(run: Run, step: int, surface: str = "rosenbrock", **more: Any) -> Anatomy:
    experiment = Experiment(SURFACES[surface], (run,), steps=20, **more)
    return anatomy(experiment, run, experiment.trajectory(run), step)


def keys(seen: Anatomy, variables: tuple[str, ...] = ("x", "y"), stretch: Any = None) -> list[str]:
    return [message.key.removeprefix("microscope.") for message in step_in_words(seen, variables, stretch)]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_the_parts_add_up_to_the_step(slug: str, library: str) -> None:
    """What the gradient brings and what memory and decay add are the step, which leads to the next point."""
    run = Run(slug, library=library, clip="norm")
    for step in (1, 2, 9):
        seen = step_of(run, step)
        np.testing.assert_array_equal(seen.point + seen.move, seen.next_point)
        decay = np.zeros(2) if seen.decay is None else seen.decay
        if seen.fresh is None or seen.carried is None:
            assert not run.rule.carries
            continue
        np.testing.assert_allclose(seen.fresh + seen.carried + decay, seen.move, rtol=1e-9, atol=1e-15)
        if step == 1:
            np.testing.assert_array_equal(seen.carried, 0.0)


def test_momentum_keeps_a_share_of_the_last_step() -> None:
    """For momentum the gradient brings -lr g and memory adds beta times the last step."""
    run = Run("momentum", {"lr": 0.001, "beta": 0.8})
    before, seen = step_of(run, 6), step_of(run, 7)
    assert seen.fresh is not None
    assert seen.carried is not None
    np.testing.assert_allclose(seen.fresh, -0.001 * seen.gradient, rtol=1e-12)
    np.testing.assert_allclose(seen.carried, 0.8 * before.move, rtol=1e-9)
    assert seen.before["v"].tolist() == before.after["v"].tolist()


def test_adam_s_parts_are_scaled_alike() -> None:
    """For Adam the effective rate multiplies both parts: (1 - beta1) g and beta1 m, corrected."""
    run = Run("adam", {"lr": 0.1})
    seen = step_of(run, 7)
    assert seen.fresh is not None
    assert seen.carried is not None
    assert seen.rates is not None
    np.testing.assert_allclose(seen.fresh, -seen.rates * 0.1 * seen.gradient / (1 - 0.9**7), rtol=1e-9)
    np.testing.assert_allclose(seen.carried, -seen.rates * 0.9 * seen.before["m"] / (1 - 0.9**7), rtol=1e-9)


def test_what_a_run_adds_is_a_part_of_its_own() -> None:
    """Clipping changes the gradient that is used, L2 too; decoupled decay is a part of the step."""
    clipped = step_of(Run("gd", {"clip_at": 2.0}, clip="norm"), 1)
    assert np.hypot(*clipped.gradient) > 200
    np.testing.assert_allclose(np.hypot(*clipped.used), 2.0, rtol=1e-5)
    l2 = step_of(Run("gd", {"weight_decay": 0.5}, decay="l2"), 1)
    np.testing.assert_allclose(l2.used, l2.gradient + 0.5 * l2.point)
    decoupled = step_of(Run("gd", {"lr": 0.001, "weight_decay": 0.5}, decay="decoupled"), 1)
    assert decoupled.decay is not None
    np.testing.assert_allclose(decoupled.decay, -0.001 * 0.5 * decoupled.point, rtol=1e-9)
    assert step_of(Run("gd"), 1).decay is None


@pytest.mark.parametrize("slug", sorted(UNTAKEN))
def test_rules_that_try_out_points_are_not_taken_apart(slug: str) -> None:
    """A line search, SAM and their like have a step and words, but no parts."""
    seen = step_of(Run(slug), 2)
    assert (seen.fresh, seen.carried, seen.decay, seen.rates) == (None, None, None, None)
    assert "gradient" in keys(seen)


@pytest.mark.parametrize(
    ("vector", "key"),
    [
        ([1.0, 0.1], "right"),
        ([-1.0, 0.3], "left"),
        ([0.0, 2.0], "up"),
        ([1e-300, -1e-290], "down"),
        ([1.0, 1.0], "up_right"),
        ([-3.0, 2.0], "up_left"),
        ([1e300, -1e300], "down_right"),
        ([-1.0, -0.5], "down_left"),
        ([5.0], "right"),
        ([-5.0], "left"),
    ],
)
def test_a_direction_in_words(vector: list[float], key: str) -> None:
    """Eight directions on a map, two on a line, however long or short the vector is."""
    found = direction(np.array(vector), ("x", "y"))
    assert found == Message(f"microscope.{key}")
    assert say(found)


def test_a_direction_of_many_coordinates_is_that_of_the_largest() -> None:
    """With more than two coordinates there is no up; a vector of zero, or without an end, has no direction."""
    names = ("a", "b", "c")
    assert direction(np.array([1.0, -4.0, 2.0]), names) == Message("microscope.less", variable="b")
    assert direction(np.zeros(3), names) is None
    assert direction(np.array([np.inf, 1.0]), names) is None
    assert direction(np.array([np.nan, 1.0]), names) is None


def test_agreement_is_the_cosine() -> None:
    """1 along, -1 against, 0 across, also where squares would overflow or vanish; nothing for a vector of zero."""
    for scale in (1e-200, 1.0, 1e200):
        one = scale * np.array([3.0, 4.0])
        assert agreement(one, 2 * one) == pytest.approx(1.0)
        assert agreement(one, -one) == pytest.approx(-1.0)
        assert agreement(one, scale * np.array([-4.0, 3.0])) == pytest.approx(0.0, abs=1e-15)
    assert agreement(np.zeros(2), np.ones(2)) is None
    assert agreement(np.array([np.inf, 0.0]), np.ones(2)) is None


def test_the_words_of_a_first_step() -> None:
    """At the first step nothing is remembered, and gradient descent goes straight downhill."""
    assert keys(step_of(Run("momentum"), 1)) == ["gradient", "no_memory", "step_straight", "loss_falls"]
    seen = step_of(Run("gd"), 1)
    first, step, _ = step_in_words(seen, ("x", "y"))
    assert first.values["length"] == pytest.approx(np.hypot(*seen.gradient))
    assert step.key == "microscope.step_straight"


def test_the_words_of_a_ball_that_rolls_uphill() -> None:
    """Past the minimum momentum pulls against the gradient, and the step leads uphill."""
    run, bowl = Run("momentum", {"lr": 0.05, "beta": 0.9}), SURFACES["quadratic"]
    experiment = Experiment(bowl, (run,), steps=40)
    path = experiment.trajectory(run)
    signs = np.sign(path.points[:, 0, 0])
    passed = int(np.flatnonzero(signs != signs[0])[0])  # the first point on the other side
    seen = anatomy(experiment, run, path, passed + 1)
    assert keys(seen, bowl.variables)[:3] == ["slope", "memory_against", "step_up"]


def test_the_words_of_a_flat_place() -> None:
    """Where the gradient is zero that is said, and a run that remembers nothing stands: no part of a step is named."""
    for slug in ("gd", "momentum", "adam"):
        assert keys(step_of(Run(slug), 1, "bowl", start=(0.0, 0.0))) == ["flat", "stands", "loss_stays"]


def test_a_loss_is_never_said_to_change_into_itself() -> None:
    """Where both losses have the same digits the sentence gives their difference."""
    for rate, way in ((1e-9, "falls"), (-1e-9, "rises")):
        run = Run("gd", {"lr": abs(rate)})
        seen = step_of(run, 1, "bowl")
        if rate < 0:
            seen = replace(seen, loss=seen.next_loss, next_loss=seen.loss)
        found = step_in_words(seen, ("x", "y"))[-1]
        assert found.key == f"microscope.loss_{way}_by"
        assert found.values["by"] == pytest.approx(abs(seen.loss - seen.next_loss)) != 0


def test_the_words_of_weight_decay() -> None:
    """Decay that is no part of the rule is said with its size; without it there is no word of it."""
    run = Run("adam", {"weight_decay": 0.1}, decay="decoupled")
    found = {message.key: message for message in step_in_words(step_of(run, 3), ("x", "y"))}
    seen = step_of(run, 3)
    assert found["microscope.decay"].values["size"] == pytest.approx(0.1 * seen.rate * np.hypot(*seen.point))
    assert "decay" not in keys(step_of(Run("adam"), 3))


def test_the_words_of_scaling() -> None:
    """Adam's first step is alike in all coordinates; later each has its own rate; a silent coordinate has none."""
    rates = {m.key: m for m in step_in_words(step_of(Run("rmsprop"), 8), ("x", "y"))}["microscope.rates"]
    seen = step_of(Run("rmsprop"), 8)
    assert seen.rates is not None
    assert rates.values["low"] == min(seen.rates)
    assert rates.values["high"] == max(seen.rates)
    assert (rates.values["slow"], rates.values["fast"]) == tuple(
        "xy"[i] for i in (seen.rates.argmin(), seen.rates.argmax())
    )
    assert "rates_alike" in keys(step_of(Run("adagrad"), 1, "bowl", start=(1.0, 1.0)))
    assert "rate_of" in keys(step_of(Run("adagrad"), 1, "bowl", start=(1.0, 0.0)))


def test_a_stretched_map_is_described_as_it_looks() -> None:
    """Where a unit of y is drawn ten times as long as one of x, a gradient of (10, 1) is drawn to the upper right."""
    seen = step_of(Run("gd"), 1, "bowl", start=(10.0, 1.0))
    assert direction(seen.gradient, ("x", "y")) == Message("microscope.right")
    first, step, _ = step_in_words(seen, ("x", "y"), np.array([0.1, 1.0]))
    assert first.values["up"] == Message("microscope.up_right")
    assert step.key == "microscope.step_down", "an angle would look otherwise"
    noisy = step_in_words(step_of(Run("gd"), 1, "bowl", start=(10.0, 1.0), noise=1.0), ("x", "y"), np.array([0.1, 1.0]))
    assert "angle" not in noisy[0].values


def test_chance_is_named() -> None:
    """With noise, or with some of the examples only, the gradient given is told apart from the true one."""
    run = Run("gd", {"lr": 0.0001})
    for surface, more in (("bowl", {"noise": 2.0}), ("line12", {"batch": 3})):
        seen = step_of(run, 3, surface, **more)
        np.testing.assert_allclose(seen.true, SURFACES[surface].gradient(seen.point))
        first = step_in_words(seen, SURFACES[surface].variables)[0]
        assert first.key == "microscope.noisy_angle"
        cosine = seen.true @ seen.gradient / np.hypot(*seen.true) / np.hypot(*seen.gradient)
        assert np.cos(np.radians(first.values["angle"])) == pytest.approx(cosine, abs=0.01)
    seen = step_of(run, 3, "parabola", noise=0.5)
    assert step_in_words(seen, ("w",))[0].values["true"] == seen.true[0] < 0
    names = [row["name"] for row in ask("surface=bowl&noise=1&steps=4&run1=gd")["rows"]]
    assert names[1:3] == [text("microscope.row_given"), text("microscope.row_true")]


@pytest.mark.parametrize("surface", ["parabola", "ravine", "matrix", "net_sine"])
@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_every_optimizer_has_its_step_in_words(slug: str, surface: str) -> None:
    """In one, two and more coordinates each optimizer's step has words, a table, and vectors of the point's length."""
    answer = ask(f"surface={surface}&steps=6&run1={slug}&run=1&step=4")
    dim = SURFACES[surface].dim
    assert answer["words"]
    assert not [sentence for sentence in answer["words"] if "{" in sentence or "nan" in sentence]
    assert len(answer["point"]) == len(answer["move"]) == len(answer["gradient"]) == dim
    names = [row["name"] for row in answer["rows"]]
    assert len(names) == len({*names})
    assert names[0] == text("microscope.row_point")
    assert names[-1] == text("microscope.row_next")
    assert len(answer["variables"]) + answer["hidden"] == dim
    for row in answer["rows"]:
        assert (row["values"] is None) == bool(row["note"])
        assert row["values"] is None or len(row["values"]) == len(answer["variables"])
    for meaning in OPTIMIZERS[slug].state_help.values():
        assert text("microscope.row_after", meaning=meaning) in names


def test_the_answer_is_the_core_s() -> None:
    """Vectors and table have the numbers of the trajectory at the step that is asked for."""
    answer = ask("surface=rosenbrock&steps=9&run1=gd&run2=adam&run2.lr=0.1&run=2&step=5")
    path = Experiment(ROSENBROCK, (Run("adam", {"lr": 0.1}),), steps=9).trajectories()[0]
    assert (answer["run"], answer["step"]) == (2, 5)
    assert answer["point"] == path.points[4, 0].tolist()
    assert answer["move"] == path.updates[4, 0].tolist()
    rows = {row["name"]: row["values"] for row in answer["rows"]}
    assert rows[text("microscope.row_gradient")] == path.gradients[4, 0].tolist()
    assert rows[text("microscope.row_next")] == path.points[5, 0].tolist()


def test_a_run_that_ended_shows_its_last_step() -> None:
    """A run that exploded shows its last step, one that cannot begin says so, and both are valid JSON."""
    query = "surface=rosenbrock&steps=50&run1=gd&run1.lr=1"
    last = int(Experiment.from_query(f"v=1&{query}").trajectories()[0].ended_at[0])
    assert ask(f"{query}&step=50")["step"] == last < 50
    nowhere = ask("formula=log(x)%2By%5E2&x=-1&y=0&steps=5&run1=adam")
    assert (nowhere["step"], nowhere["rows"], nowhere["words"]) == (0, [], [text("microscope.none")])


@pytest.mark.parametrize("more", ["run=3", "run=0", "step=10", "step=0", "step=x", "run=1.5"])
def test_what_the_experiment_has_not_is_refused(more: str) -> None:
    """A run or step that does not exist: 400 with the reason."""
    response = CLIENT.get(f"/lab/insight/en/microscope?v=1&surface=bowl&steps=9&run1=gd&run2=adam&{more}")
    assert response.status_code == 400
    assert response.json()["problems"]


def test_every_word_of_the_microscope_is_used() -> None:
    """No text of its section is left over, and none is missing that the core names."""
    files = [
        "optim_core/insights/one_step/directions.py",
        "optim_core/insights/one_step/words.py",
        "app/panels/microscope/answer.py",
        "app/panels/effective_rate/answer.py",
    ]
    source = "\n".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    named = set(re.findall(r'"microscope\.(\w+)"', source))
    starts = tuple(re.findall(r'"microscope\.(\w*)[{"]', source))
    have = {key.removeprefix("microscope.") for key in catalogue() if key.startswith("microscope.")}
    assert named <= have
    ways = {"right", "left", "up", "down", "up_right", "up_left", "down_right", "down_left", "more", "less"}
    assert have - named - ways <= {key for key in have if key.startswith(tuple(filter(None, starts)))}
    assert ways <= have


def ask(query: str) -> dict[str, Any]:
    response = CLIENT.get(f"/lab/insight/en/microscope?v=1&{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found
