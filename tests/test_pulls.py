"""The pull of each example: their mean is the gradient, a minibatch's mean what a step was given, words are true."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.panels.pulls.answer import lengths, pulls_answer
from app.panels.routes import insight_routes
from app.words.words import catalogue, say, text
from optim_core import SURFACES, Experiment, Run
from optim_core.insights.pulls.pulls import Pulls, pulls_at
from optim_core.insights.pulls.words import apart, pulls_in_words, ways

MODELS = tuple(slug for slug, surface in SURFACES.items() if surface.model is not None)
CHOSEN = tuple(slug for slug in MODELS if "standardise" in SURFACES[slug].parameters)
CLIENT = TestClient(Starlette(routes=insight_routes("/lab")), raise_server_exceptions=True)
STEPS = 6


def experiment(slug: str, **more: Any) -> Experiment:
    return Experiment(SURFACES[slug], (Run("gd", {"lr": 0.02}),), steps=STEPS, **more)


def at(found: Experiment, step: int = 3) -> Pulls:
    pulls = pulls_at(found, found.trajectory(found.runs[0]).points[step, 0], step)
    assert pulls is not None
    return pulls


def keys(found: Experiment, step: int = 3) -> list[str]:
    messages = pulls_in_words(found, at(found, step), lengths(found))
    return [message.key.removeprefix("pulls.") for message in messages]


@pytest.mark.parametrize("slug", MODELS)
def test_the_mean_of_the_pulls_is_the_gradient(slug: str) -> None:
    """Of every model: the gradients of the examples add up to n times that of the loss, their losses to n times it."""
    found = experiment(slug)
    pulls = at(found)
    np.testing.assert_allclose(pulls.whole, found.surface.gradient(pulls.point), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(pulls.losses.mean(), found.surface.value(pulls.point), rtol=1e-9)
    assert not pulls.sampled
    np.testing.assert_array_equal(pulls.batch, pulls.whole)


@pytest.mark.parametrize("slug", CHOSEN)
def test_it_holds_for_standardised_examples(slug: str) -> None:
    """The same where the model sees standardised inputs."""
    found = experiment(slug).on(SURFACES[slug].at(standardise=1.0, shift=5.0))
    pulls = at(found)
    np.testing.assert_allclose(pulls.whole, found.surface.gradient(pulls.point), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("slug", MODELS)
def test_a_minibatch_pulls_with_the_gradient_that_the_step_was_given(slug: str) -> None:
    """The mean over the examples of the next step is the gradient in the trajectory, at both ends too."""
    found = experiment(slug, batch=4, seed=5)
    recorded = found.trajectory(found.runs[0]).gradients
    for step in (0, 1, STEPS):
        pulls = at(found, step)
        assert pulls.sampled
        assert len({*pulls.picked.tolist()}) == 4
        np.testing.assert_allclose(pulls.batch, recorded[step, 0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("slug", MODELS)
def test_an_example_that_is_followed_is_answered_better(slug: str) -> None:
    """A short way along an example's pull lowers the loss of that example."""
    found = experiment(slug)
    pulls, model = at(found), found.surface.model
    assert model is not None
    hardest = int(np.abs(pulls.gradients).sum(axis=1).argmax())
    moved = pulls.point - 1e-6 * pulls.gradients[hardest]
    example = type(model.data.train)(*(part[[hardest]] for part in model.data.train))
    assert model.error(moved, example) < pulls.losses[hardest]


@pytest.mark.parametrize("slug", MODELS)
def test_residuals_are_targets_less_answers(slug: str) -> None:
    """A number is compared with a number, a class with the chance of class 1; the words say by how much."""
    found = experiment(slug)
    pulls, data = at(found), found.surface.data
    assert data is not None
    np.testing.assert_allclose(pulls.residuals + pulls.answers, data.train.y, atol=1e-12)
    if data.groups:
        assert ((pulls.answers >= 0) & (pulls.answers <= 1)).all()
        assert {apart(data, pulls, i).values["group"] for i in range(len(data))} == {*data.groups}
    else:
        for i, residual in enumerate(pulls.residuals):
            assert apart(data, pulls, i).key == ("pulls.too_low" if residual > 0 else "pulls.too_high")


def test_the_hardest_pull_is_said_as_it_is_drawn() -> None:
    """Of a line the example with the longest arrow on the map is named, with the way it pulls."""
    found = experiment("line")
    pulls = at(found, 0)
    most = int(np.hypot(*pulls.gradients.T).argmax())
    hardest = pulls_in_words(found, pulls, np.ones(2))[0]
    assert hardest.values["number"] == most + 1
    data = found.surface.data
    assert data is not None
    assert say(hardest.values["apart"]) == say(apart(data, pulls, most))


@pytest.mark.parametrize(
    ("pull", "words"),
    [
        ([1.0, 0.0], "towards larger w"),
        ([0.1, -1.0], "towards smaller b"),
        ([1.0, -1.0], "towards larger w and towards smaller b"),
        ([0.0, 0.0], "nowhere along these coordinates"),
        ([np.nan, 1.0], "nowhere along these coordinates"),
    ],
)
def test_the_way_of_a_pull(pull: list[float], words: str) -> None:
    """A coordinate that hardly counts is not named; how long the map draws a unit decides what counts."""
    both = np.array([pull, [0.1, -1.0]])
    assert say(ways(both, ("w", "b"), np.ones(2))[0]) == words
    assert say(ways(both, ("w", "b"), np.array([10.0, 1.0]))[1]) == "towards larger w and towards smaller b"


def test_at_the_minimum_the_pulls_cancel() -> None:
    """There each example still pulls, and nothing is left of it in the mean."""
    found = experiment("line12")
    pulls = pulls_at(found, np.array(found.surface.minima[0]), 0)
    assert pulls is not None
    assert np.abs(pulls.gradients).max() > 0.1
    assert [message.key for message in pulls_in_words(found, pulls, np.ones(2))][1] == "pulls.cancel_all"


def test_what_is_said_besides() -> None:
    """A minibatch, noise, hidden coordinates and axes of two scales are said where they are, and nowhere else."""
    assert keys(experiment("line12")) == ["hardest", "cancel"]
    assert keys(experiment("line12", batch=4)) == ["hardest", "cancel", "minibatch", "away"]
    assert keys(experiment("line256", batch=32, noise=0.5))[2:] == ["minibatch_more", "away", "noise"]
    assert keys(experiment("net_sine"))[2:] == ["projected"]
    wide = experiment("line12", batch=4)
    assert [m.key for m in pulls_in_words(wide, at(wide), np.array([1.0, 3.0]))][-1] == "pulls.stretched"


def test_a_minibatch_that_agrees_is_no_degree_away() -> None:
    """Where the minibatch has the very gradient of all it points 0 degrees away and is as long."""
    found = experiment("line12", batch=4)
    pulls = at(found)
    alike = replace(pulls, gradients=np.tile(pulls.whole, (12, 1)))
    away = pulls_in_words(found, alike, np.ones(2))[3]
    assert (away.values["angle"], away.values["times"]) == (0, pytest.approx(1.0))


def test_numbers_too_large_are_said() -> None:
    """Pulls that are no numbers any more are no reason to fail."""
    found = experiment("line12")
    pulls = pulls_at(found, np.array([1e308, 1e308]), 0)
    assert pulls is not None
    assert [message.key for message in pulls_in_words(found, pulls, np.ones(2))] == ["pulls.beyond"]


@pytest.mark.parametrize("slug", MODELS)
def test_the_answer_has_a_row_for_each_example(slug: str) -> None:
    """The endpoint: pulls along the drawn coordinates, their sum is n times the mean, all words are there."""
    found = experiment(slug, batch=5)
    answer = CLIENT.get(f"/lab/insight/en/pulls?{found.to_query()}&run=1&step=2").json()
    count = len(found.surface.data or ())
    columns = ("pulls", "inputs", "targets", "answers", "residuals", "losses", "apart", "ways")
    assert {len(answer[name]) for name in columns} == {count}
    np.testing.assert_allclose(np.sum(answer["pulls"], axis=0) / count, answer["whole"], atol=1e-12)
    np.testing.assert_allclose(np.mean([answer["pulls"][i] for i in answer["picked"]], axis=0), answer["batch"])
    names = [found.surface.variables[axis] for axis in found.axes]
    assert answer["variables"] == names
    assert all("{" not in words for words in (*answer["words"], *answer["apart"], *answer["ways"]))
    assert len(json.dumps(answer)) < 100_000


def test_after_its_end_a_run_shows_its_end() -> None:
    """A run that exploded is shown where it last was; a surface without data has no answer."""
    query = "surface=line12&steps=2000&run1=gd&run1.lr=3"
    last = int(Experiment.from_query(query).trajectories()[0].ended_at[0])
    answer = pulls_answer(f"{query}&run=1&step=2000", "en")
    assert answer is not None
    assert answer["step"] == last < 2000
    assert pulls_answer("surface=rosenbrock&run1=gd&run=1&step=0", "en") is None


@pytest.mark.parametrize("wrong", ["run=2&step=0", "run=1&step=-1", "run=1&step=7", "run=x", "step=1e3"])
def test_what_does_not_exist_is_refused(wrong: str) -> None:
    """Another run or step than there is gets a sentence and no arrows."""
    response = CLIENT.get(f"/lab/insight/en/pulls?{experiment('line12').to_query()}&{wrong}")
    assert response.status_code == 400
    assert response.json()["problems"]


def test_the_words_of_the_panel_are_in_the_catalogue() -> None:
    """Every message has its text, and no text is left over."""
    own = {key.removeprefix("pulls.") for key in catalogue() if key.startswith("pulls.")}
    assert own == {
        *("nowhere", "both", "exact", "too_low", "too_high", "class", "hardest", "level", "beyond", "cancel"),
        *("cancel_all", "minibatch", "minibatch_more", "away", "noise", "projected", "stretched"),
    }
    assert text("stage.pulls.choice")
