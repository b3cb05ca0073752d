"""Where the surface comes from data the stage gets the examples, and what each run's model says at every drawn step."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest

from app.stage.fit import CURVE
from app.stage.paths import DRAFT_FIT_ROWS, FIT_ROWS, MOST_NUMBERS
from optim_core import SURFACES, Experiment
from optim_core.types import Array
from tests.test_endpoint import get

MODELS = [slug for slug, surface in SURFACES.items() if surface.data is not None]
PLAIN = [slug for slug in SURFACES if slug not in MODELS]


def fits(query: str, draft: bool = False) -> tuple[dict[str, Any], list[Array]]:
    """The head of the paths, and for each run what its model says, (count, rows)."""
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


@pytest.mark.parametrize("slug", MODELS)
def test_a_fit_is_the_model_at_the_run_s_own_points(slug: str) -> None:
    """Each column is the model's prediction at one input, each row one step; the last column is the test error."""
    query = f"surface={slug}&steps=12&run1=gd&run1.lr=0.01&run2=adam"
    head, found = fits(query)
    experiment = Experiment.from_query(query)
    model, data = experiment.surface.model, experiment.surface.data
    assert model is not None
    assert data is not None
    grid = np.array(get(f"en/light/scene?{query}").json()["data"]["grid"])
    for run, table, trajectory in zip(head["runs"], found, experiment.trajectories(), strict=True):
        points = trajectory.points[:, 0]
        assert run["fit"]["every"] == 1
        assert np.allclose(table[:CURVE].T, model.predictions(points, grid), rtol=1e-12)
        assert run["fit"]["count"] == CURVE + (data.test is not None)
        if data.test is not None:
            assert np.allclose(table[CURVE], model.error(points, data.test), rtol=1e-12)


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


def test_hidden_units_add_up_to_the_network() -> None:
    """What the units of a run add at a step is its weights' own, and with the last weight it is the whole answer."""
    query = "surface=net_sine&width=3&steps=20&run1=adam&run1.lr=0.02"
    answer = get(f"en/units?{query}&run=1&row=7").json()
    point = Experiment.from_query(query).trajectories()[0].points[7, 0]
    assert len(answer["units"]) == 3
    assert np.allclose(np.sum(answer["units"], axis=0) + point[-1], answer["sum"], rtol=1e-9, atol=1e-12)
    start, end = (get(f"en/units?{query}&run=1&row={row}").json()["sum"] for row in (0, 20))
    assert start != end


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
