"""Which class a model gives to every place: its own log-odds, bounded, and nothing where it has none."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

import numpy as np
import pytest

from app.stage.answers.region import CELLS, LARGEST, ODDS, box, packed, places, region
from app.stage.answers.seeds import COARSE
from optim_core import SURFACES, Experiment
from optim_core.types import Array
from tests.test_endpoint import get

CLASSES = [slug for slug, surface in SURFACES.items() if surface.data is not None and surface.data.inputs == 2]
CURVES = [slug for slug, surface in SURFACES.items() if surface.data is not None and surface.data.inputs == 1]
NETWORK = "surface=net_classes&data=circles&width=3&steps=30&batch=10&run1=adam&run1.lr=0.05&run2=gd&run2.lr=0.3"


def unpacked(text: str, unit: float) -> Array:
    return np.frombuffer(base64.b64decode(text), dtype="<i2") * unit


def head(query: str) -> dict[str, Any]:
    """The JSON head of the paths."""
    body = get(f"en/paths?{query}").content
    (length,) = struct.unpack_from("<I", body)
    found: dict[str, Any] = json.loads(body[4 : 4 + length])
    return found


def test_there_are_such_surfaces() -> None:
    """A border and a network come from examples with two inputs."""
    assert {"logistic", "net_classes"} <= set(CLASSES)


@pytest.mark.parametrize("row", [0, 7, 30])
def test_a_region_is_the_model_at_every_place(row: int) -> None:
    """To half of what is counted, the numbers are the log-odds of each run's model at its own point after that step."""
    answer = get(f"en/region?{NETWORK}&row={row}").json()
    experiment = Experiment.from_query(NETWORK)
    model = experiment.surface.model
    assert model is not None
    assert len(answer["regions"]) == 2
    for text, chances, trajectory in zip(answer["regions"], answer["chances"], experiment.trajectories(), strict=True):
        point = trajectory.points[row, 0]
        found = unpacked(text, answer["unit"])
        assert np.allclose(found, model.predictions(point, places(model.data)), rtol=0, atol=0.51 * ODDS)
        odds = model.predictions(point, model.data.train.x)
        assert np.allclose(chances, 1 / (1 + np.exp(-odds)), rtol=0, atol=1e-4)


@pytest.mark.parametrize("slug", CLASSES)
def test_the_paths_bring_the_regions_of_their_ends(slug: str) -> None:
    """A drag needs no second answer: the regions at the end come with the paths, draft or not."""
    query = f"surface={slug}&steps=12&run1=gd&run1.lr=0.1"
    asked = get(f"en/region?{query}&row=12").json()["regions"]
    assert head(query)["region"]["regions"] == head(f"{query}&draft=1")["region"]["regions"] == asked


@pytest.mark.parametrize("slug", CLASSES)
def test_the_grid_covers_every_example(slug: str) -> None:
    """All examples, those to test with included, lie within the box, and the places go row by row from its corner."""
    data = SURFACES[slug].data
    assert data is not None
    assert data.test is not None
    (left, right), (low, high) = box(data)
    for points in (data.train, data.test):
        assert ((points.x > [left, low]) & (points.x < [right, high])).all()
    grid = places(data).reshape(CELLS, CELLS, 2)
    assert np.allclose(grid[[0, 0, -1], [0, -1, -1]], [[left, low], [right, low], [right, high]])


def test_after_the_end_it_is_the_end() -> None:
    """A run that was stopped keeps the region of its last row."""
    query = "surface=logistic&steps=50&stop.loss=0.5&run1=gd&run1.lr=0.5"
    ends = int(Experiment.from_query(query).trajectories()[0].ended_at[0])
    assert ends < 50
    late, end = (get(f"en/region?{query}&row={row}").json()["regions"] for row in (50, ends))
    assert late == end


def test_numbers_that_are_none_are_not_drawn() -> None:
    """An answer that is infinite or no number leaves the region out; a huge one is held within what 16 bits take."""
    assert packed(np.array([0.0, np.nan]), ODDS) is None
    assert packed(np.array([0.0, np.inf]), ODDS) is None
    text = packed(np.array([1e9, -1e9]), ODDS)
    assert text is not None
    assert unpacked(text, 1).tolist() == [LARGEST, -LARGEST]


@pytest.mark.parametrize("point", [np.full(17, 1e200), None])
def test_exploding_weights_are_said(point: Array | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the answers overflow, or not even the start has a loss, there is no region and no unit, but a sentence."""
    query = "surface=net_classes&width=4&relu=1&steps=4&run1=gd"
    assert region(Experiment.from_query(query).surface, point) is None
    monkeypatch.setattr("app.stage.answers.hidden.point_at", lambda *_: point)
    assert "no numbers" in get(f"en/units?{query}&run=1&row=0").json()["problem"]


@pytest.mark.parametrize("bad", ["row=31", "row=-1", "row=x", "row=1.5"])
def test_a_row_that_there_is_not_is_refused(bad: str) -> None:
    """400, with the rows that there are."""
    refused = get(f"en/region?{NETWORK}&{bad}")
    assert refused.status_code == 400
    assert "0 to 30" in refused.json()["problems"][0]


@pytest.mark.parametrize("slug", [*CURVES[:1], "bowl"])
def test_what_has_no_plane_has_no_regions(slug: str) -> None:
    """With one input, or without data, the refusal names a surface that has regions; the paths have none."""
    refused = get(f"en/region?surface={slug}&steps=5&run1=gd&row=0")
    assert refused.status_code == 400
    assert "net_classes" in refused.json()["problems"][0]
    assert head(f"surface={slug}&steps=5&run1=gd")["region"] is None


def test_each_seed_has_its_end() -> None:
    """The region of every seed is that of the path with this seed alone; curves likewise."""
    query = "surface=net_classes&width=2&steps=15&seeds=3&seed=4&run1=adam"
    answer = get(f"en/seeds?{query}").json()
    (run,) = answer["regions"]
    for text, seed in zip(run, (4, 5, 6), strict=True):
        alone = Experiment.from_query(f"surface=net_classes&width=2&steps=15&seed={seed}&run1=adam")
        model = alone.surface.model
        assert model is not None
        odds = model.predictions(alone.trajectories()[0].points[-1, 0], places(model.data, COARSE))
        assert np.allclose(unpacked(text, answer["unit"]), odds, rtol=0, atol=0.51 * ODDS)
    curves = get("en/seeds?surface=net_curve&width=2&steps=5&seeds=3&run1=adam&run2=gd").json()["curves"]
    assert np.shape(curves)[:2] == (2, 3)


def test_one_seed_has_no_others() -> None:
    """The refusal says what to set."""
    refused = get("en/seeds?surface=net_classes&steps=5&run1=gd")
    assert refused.status_code == 400
    assert "2 or more" in refused.json()["problems"][0]
