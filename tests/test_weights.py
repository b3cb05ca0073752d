"""Weights over time: which weights belong together, and which moved most, are read off the run's own path."""

from __future__ import annotations

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.panels.routes import insight_routes
from app.panels.weights.answer import FEWEST, TABLE, groups
from app.words.words import shown
from optim_core import SURFACES, Experiment

CLIENT = TestClient(Starlette(routes=insight_routes("")))
MANY = [slug for slug, surface in SURFACES.items() if surface.model is not None and surface.dim >= FEWEST]
FEW = [slug for slug, surface in SURFACES.items() if surface.model is None or surface.dim < FEWEST]


@pytest.mark.parametrize("slug", MANY)
def test_every_weight_is_in_one_group(slug: str) -> None:
    """Each weight of a model stands in exactly one group, and weights of one letter and layer stand together."""
    found = groups(SURFACES[slug].variables, "en")
    places = [place for group in found for place in group["axes"]]
    assert sorted(places) == list(range(SURFACES[slug].dim))
    assert len({group["title"] for group in found}) == len(found)


def test_a_network_is_grouped_by_layer() -> None:
    """Two hidden layers and the answer have weights and biases each."""
    variables = Experiment.from_query("surface=net_classes&width=3&depth=2&run1=gd").surface.variables
    titles = {group["title"]: len(group["axes"]) for group in groups(variables, "en")}
    assert list(titles.values()) == [6, 3, 9, 3, 3, 1]
    assert list(titles)[2:] == ["Layer 2: weights", "Layer 2: biases", "Weights of the answer", "Bias of the answer"]


@pytest.mark.parametrize("slug", MANY)
def test_the_words_name_the_weight_that_moved_most(slug: str) -> None:
    """The first of the order is the weight whose end is farthest from its start, and the sentence has both numbers."""
    query = f"surface={slug}&steps=25&run1=gd&run1.lr=0.01&run2=adam&run2.lr=0.02"
    answer = CLIENT.get(f"/insight/en/weights?{query}&run=2").json()
    path = Experiment.from_query(query).trajectories()[1].points[:, 0]
    moved = np.abs(path[-1] - path[0])
    most = int(moved.argmax())
    assert answer["order"][0] == most
    assert len(answer["order"]) == min(TABLE, len(moved))
    name = SURFACES[slug].variables[most]
    assert f"{name} moved most: from {shown(float(path[0, most]))} to {shown(float(path[-1, most]))}" in answer["words"]


@pytest.mark.parametrize("slug", FEW[:3])
def test_two_weights_are_on_the_map(slug: str) -> None:
    """A surface with fewer weights, or without data, is refused, and one that has some is named."""
    refused = CLIENT.get(f"/insight/en/weights?surface={slug}&steps=5&run1=gd&run=1")
    assert refused.status_code == 400
    assert "net_curve" in refused.json()["problems"][0]
