"""Where the surface comes from data the stage gets the examples, and what each run's model says at every drawn step."""

from __future__ import annotations

import base64
import csv
import io
import json
import struct
from typing import Any

import numpy as np
import pytest

from app.stage.answers.fit import CURVE
from app.stage.answers.paths import DRAFT_FIT_ROWS, FIT_ROWS, MOST_NUMBERS
from optim_core import SURFACES, Experiment
from optim_core.types import Array
from tests.test_endpoint import get

DATA = [slug for slug, surface in SURFACES.items() if surface.data is not None]
CLASSES = [slug for slug in DATA if SURFACES[slug].data.inputs == 2]  # type: ignore[union-attr]
MODELS = [slug for slug in DATA if slug not in CLASSES]
PLAIN = [slug for slug in SURFACES if slug not in DATA]


def fits(query: str, draft: bool = False) -> tuple[dict[str, Any], list[Array]]:
    """The head of the paths, and for each run what its model says, (count, rows); `found` measures are in its head."""
    body = get(f"en/paths?{query}{'&draft=1' if draft else ''}").content
    (length,) = struct.unpack_from("<I", body)
    head = json.loads(body[4 : 4 + length])
    numbers = np.frombuffer(body, f"<f{head['precision']}", offset=4 + length)
    found, place = [], 0
    for run in head["runs"]:
        place += head["columns"] * run["rows"]
        count, rows = run["fit"]["count"], run["fit"]["rows"]
        found.append(numbers[place : place + count * rows].reshape(count, rows))
        place += count * rows
        measured = run["measures"]
        names, rows = measured["names"], measured["rows"]
        table = numbers[place : place + len(names) * rows].reshape(len(names), rows)
        measured["found"] = dict(zip(names, table, strict=True))
        place += table.size
    assert place == len(numbers)
    return head, found


@pytest.mark.parametrize("slug", MODELS)
def test_the_scene_has_the_examples(slug: str) -> None:
    """Every example the loss comes from is sent, and those held out apart from them."""
    record = get(f"en/light/scene?surface={slug}&run1=gd").json()["data"]
    data = SURFACES[slug].data
    assert data is not None
    assert np.array_equal([record["x"], record["y"]], data.train)
    assert (record["test"] is None) == (data.test is None)
    assert record["grid"] == sorted(record["grid"])
    assert len(record["grid"]) == CURVE
    assert record["grid"][0] < min(record["x"]) <= max(record["x"]) < record["grid"][-1]


@pytest.mark.parametrize("slug", CLASSES)
def test_the_scene_has_the_examples_of_classes(slug: str) -> None:
    """With two inputs there are pairs, the names of both classes, and a box in place of a grid."""
    record = get(f"en/light/scene?surface={slug}&run1=gd").json()["data"]
    data = SURFACES[slug].data
    assert data is not None
    assert np.array_equal(record["x"], data.train.x)
    assert np.array_equal(record["y"], data.train.y)
    assert record["groups"] == list(data.groups)
    assert [*record["labels"].values()] == list(data.labels)
    assert record["grid"] is None


@pytest.mark.parametrize("slug", MODELS)
def test_a_fit_is_the_model_at_the_run_s_own_points(slug: str) -> None:
    """Each column is the model's prediction at one input, each row one step."""
    query = f"surface={slug}&steps=12&run1=gd&run1.lr=0.01&run2=adam"
    head, found = fits(query)
    experiment = Experiment.from_query(query)
    model = experiment.surface.model
    assert model is not None
    grid = np.array(get(f"en/light/scene?{query}").json()["data"]["grid"])
    for run, table, trajectory in zip(head["runs"], found, experiment.trajectories(), strict=True):
        points = trajectory.points[:, 0]
        assert run["fit"]["every"] == 1
        assert np.allclose(table[:CURVE].T, model.predictions(points, grid), rtol=1e-12)
        assert run["fit"]["count"] == CURVE


@pytest.mark.parametrize("slug", DATA)
def test_a_model_is_measured_at_every_step(slug: str) -> None:
    """The loss on the held-out examples, and of classes the share of examples on the right side, row for row."""
    query = f"surface={slug}&steps=12&run1=gd&run1.lr=0.01&run2=adam"
    head, _ = fits(query)
    experiment = Experiment.from_query(query)
    model, data = experiment.surface.model, experiment.surface.data
    assert model is not None
    assert data is not None
    for run, trajectory in zip(head["runs"], experiment.trajectories(), strict=True):
        points, found = trajectory.points[:, 0], run["measures"]["found"]
        assert set(found) == ({"test"} if data.test else set()) | ({"right", "right_test"} if data.groups else set())
        if data.test is not None:
            assert np.allclose(found["test"], model.error(points, data.test), rtol=1e-12)
        if data.groups:
            assert np.allclose(found["right"], model.accuracy(points, data.train))


def test_the_file_of_the_steps_has_the_loss_on_held_out_examples() -> None:
    """Where examples are held out the table ends with their loss, as the core computes it; else there is no column."""
    query = "surface=net_classes&width=2&steps=9&run1=adam"
    rows = list(csv.DictReader(io.StringIO(get(f"en/steps.csv?{query}").text)))
    experiment = Experiment.from_query(query)
    model, data = experiment.surface.model, experiment.surface.data
    assert model is not None
    assert data is not None
    assert data.test is not None
    expected = model.error(experiment.trajectories()[0].points[:, 0], data.test)
    assert np.allclose([float(row["test_loss"]) for row in rows], expected, rtol=1e-12)
    assert "test_loss" not in get("en/steps.csv?surface=bowl&steps=3&run1=gd").text


def test_a_polynomial_that_learns_the_noise_is_found_out() -> None:
    """With nine powers and a dozen noisy examples the loss falls, and that on new examples ends far above it."""
    head, _ = fits("surface=polynomial&degree=9&examples=12&spread=2&steps=1000&run1=adam&run1.lr=0.05")
    (run,) = head["runs"]
    final = Experiment.from_query("surface=polynomial&degree=9&examples=12&spread=2&steps=1000&run1=adam&run1.lr=0.05")
    assert run["measures"]["found"]["test"][-1] > 3 * final.trajectories()[0].loss[-1, 0]


def test_a_fit_is_thinned_like_a_path() -> None:
    """A long run sends some of its models and the last one; a frame of a drag fewer."""
    query = "surface=line12&steps=3000&run1=gd&run1.lr=0.01"
    for draft, most in ((False, FIT_ROWS), (True, DRAFT_FIT_ROWS)):
        head, (table,) = fits(query, draft)
        fit = head["runs"][0]["fit"]
        assert fit["rows"] <= most
        point = Experiment.from_query(query).trajectories()[0].points[-1]
        model = SURFACES["line12"].model
        assert model is not None
        grid = get(f"en/light/scene?{query}").json()["data"]["grid"]
        assert np.allclose(table[:, -1], model.predictions(point, grid)[0], rtol=1e-6)


def test_an_answer_is_bounded_whatever_the_width() -> None:
    """The widest network's run sends no more than so many numbers, and its seeds together no more."""
    query = "surface=net_sine&width=16&steps=3000&seeds=2&run1=adam"
    head, _ = get_head(query)
    run = head["runs"][0]
    assert head["columns"] > 90
    assert run["rows"] * head["columns"] <= MOST_NUMBERS
    assert run["bundle"]["rows"] * (run["bundle"]["seeds"] + 1) * (head["columns"] - 1) / 2 <= MOST_NUMBERS


def get_head(query: str) -> tuple[dict[str, Any], int]:
    """The head of the paths alone, and how many bytes follow it."""
    body = get(f"en/paths?{query}").content
    (length,) = struct.unpack_from("<I", body)
    return json.loads(body[4 : 4 + length]), len(body) - 4 - length


@pytest.mark.parametrize("slug", PLAIN)
def test_other_surfaces_have_no_data(slug: str) -> None:
    """A formula has no examples and no fit."""
    assert get(f"en/light/scene?surface={slug}&run1=gd").json()["data"] is None
    assert "fit" not in get_head(f"surface={slug}&steps=5&run1=gd")[0]["runs"][0]


@pytest.mark.parametrize(
    "network", ["surface=net_sine&width=3", "surface=net_curve&width=3", "surface=net_curve&width=3&depth=2&relu=1"]
)
def test_hidden_units_add_up_to_the_network(network: str) -> None:
    """What the units of a run add at a step is its weights' own, and with the last weight it is the whole answer."""
    query = f"{network}&steps=20&run1=gd&run1.lr=0.01&run2=adam&run2.lr=0.02"
    answer = get(f"en/units?{query}&run=2&row=7").json()
    point = Experiment.from_query(query).trajectories()[1].points[7, 0]
    assert len(answer["units"]) == len(answer["words"]) == 3
    assert answer["rest"] == pytest.approx(point[-1])
    assert np.allclose(np.sum(answer["units"], axis=0) + point[-1], answer["sum"], rtol=1e-9, atol=1e-12)
    start, end = (get(f"en/units?{query}&run=2&row={row}").json()["sum"] for row in (0, 20))
    assert start != end


def test_pictures_of_units_add_up_too() -> None:
    """With two inputs each unit is a picture; those of all units and the constant are that of the answer."""
    query = "surface=net_classes&width=3&depth=2&steps=20&run1=adam&run1.lr=0.02"
    answer = get(f"en/units?{query}&run=1&row=20").json()
    units, whole = (
        [np.frombuffer(base64.b64decode(text), "<i2") * answer[f"{key}_unit"] for text in answer[key]]
        for key in ("units", "sum")
    )
    assert len(units) == len(answer["words"]) == 3
    assert np.allclose(np.sum(units, axis=0) + answer["rest"], whole[0], atol=1e-3 * answer["sum_most"])


def test_a_unit_says_where_it_steps() -> None:
    """A unit of one layer crosses the middle of its range where its own sum is 0; the words have the place."""
    query = "surface=net_curve&width=2&steps=5&run1=gd&w1_1_1=6&w1_2_1=-4&b1_1=-3&b1_2=-1&w2_1_1=0.5&w2_1_2=0.5&b2_1=0"
    up, down = get(f"en/units?{query}&run=1&row=0").json()["words"]
    assert "Unit 1 adds a step up of 1" in up
    assert "x = 0.5" in up
    assert "Unit 2 adds a step down of" in down
    assert "x = −0.25" in down


@pytest.mark.parametrize("bad", ["&run=2&row=0", "&run=1&row=21", "&run=1&row=-1", "&run=x&row=1", "&run=1&row=1e3"])
def test_units_of_no_step_are_refused(bad: str) -> None:
    """A run or a step that there is not gives 400 and the numbers that there are."""
    refused = get(f"en/units?surface=net_sine&width=3&steps=20&run1=adam{bad}")
    assert refused.status_code == 400
    assert "whole number" in refused.json()["problems"][0]


def test_a_line_has_no_hidden_units() -> None:
    """The refusal names a surface that has some."""
    refused = get("en/units?surface=line12&run1=gd&run=1&row=0")
    assert refused.status_code == 400
    assert "net_sine" in refused.json()["problems"][0]
