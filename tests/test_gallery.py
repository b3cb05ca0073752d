"""What the bar offers: surfaces in groups, examples with sentences, and what an experiment becomes on a surface."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.stage.gallery.gallery import gallery, group_of, headline
from app.stage.gallery.presets import FIRST, PRESETS
from app.stage.gallery.situations import SITUATIONS
from app.stage.routes import stage_routes
from app.words.words import text
from optim_core import SURFACES, Experiment

CLIENT = TestClient(Starlette(routes=stage_routes("/lab")), raise_server_exceptions=True)


def onto(query: str, slug: str) -> Experiment:
    answer = CLIENT.get(f"/lab/stage/en/on?{query}&onto={slug}")
    assert answer.status_code == 200, answer.text
    return Experiment.from_query(answer.json()["query"])


def test_every_surface_and_example_is_offered_once():
    """What the page fetches has all surfaces and one's own formula, all examples, and may be kept a day."""
    answer = CLIENT.get("/lab/stage/en/gallery")
    assert answer.headers["cache-control"] == "public, max-age=86400"
    offered = answer.json()
    surfaces = [entry["value"] for group in offered["surfaces"] for entry in group["entries"]]
    examples = [entry["value"] for group in offered["examples"] for entry in group["entries"]]
    assert sorted(surfaces) == sorted([*SURFACES, ""])
    assert examples == [one.to_query() for one in [*PRESETS.values(), *SITUATIONS.values()]]
    assert offered["first"] == PRESETS[FIRST].to_query()
    assert all(entry["label"] and entry["says"] for kind in ("surfaces", "examples") for group in offered[kind]
               for entry in group["entries"])  # fmt: skip


def test_surfaces_stand_in_the_group_that_their_record_says():
    """No group is empty, and each surface stands where its facts put it."""
    assert all(group.entries for group in gallery("en").surfaces)
    wanted = {
        "parabola": "one",
        "dips": "one",
        "rosenbrock": "bowl",
        "monkey": "saddle",
        "plateau": "saddle",
        "rastrigin": "many",
        "himmelblau": "many",
        "line": "data",
        "logistic": "data",
        "net_classes": "network",
    }
    assert {slug: group_of(SURFACES[slug]) for slug in wanted} == wanted


def test_an_example_brings_its_sentence_until_the_experiment_is_another_one():
    """The headline is the example's for that very experiment, and the surface's once anything is changed."""
    zigzag = PRESETS["zigzag"]
    assert headline(zigzag, "en") == text("preset.zigzag_help")
    changed = Experiment.from_query(zigzag.to_query().replace("steps=80", "steps=81"))
    assert headline(changed, "en") == text("surface.ravine.teaches")
    assert headline(SITUATIONS["too_slow"], "en") == f"{text('situation.too_slow')}. Why?"
    assert headline(Experiment.from_query("formula=x^2&run1=gd"), "en") == text("gallery.own_teaches")


def test_the_scene_has_name_and_sentence():
    """The bar shows what came with the scene that is drawn, so no name stands over another surface's map."""
    scene = CLIENT.get("/lab/stage/en/light/scene?surface=rosenbrock&run1=adam").json()
    assert scene["surface"]["name"] == text("surface.rosenbrock.name")
    assert scene["headline"] == scene["surface"]["teaches"] == text("surface.rosenbrock.teaches")


def test_choosing_a_surface_starts_there():
    """It keeps the runs, and begins at the surface's own start."""
    found = onto("surface=rosenbrock&run1=adam&run1.lr=0.2&x=0.5", "booth")
    assert (found.surface.slug, found.runs[0].hypers["lr"]) == ("booth", 0.2)
    assert found.point == tuple(SURFACES["booth"].start)


def test_an_own_formula_begins_as_the_present_surface():
    """Choosing one's own formula keeps the picture and makes it editable."""
    found = onto("surface=himmelblau&x=1&y=-1&run1=gd", "")
    assert (found.surface.slug, found.surface.formula) == ("", SURFACES["himmelblau"].formula)
    assert found.point == (1.0, -1.0)
    assert found.surface.domain == SURFACES["himmelblau"].domain


@pytest.mark.parametrize(
    "query", ["surface=parabola&run1=gd", "surface=net_sine&run1=adam&seeds=2", "surface=matrix&run1=muon"]
)
def test_an_own_formula_after_a_surface_that_has_none_in_x(query):
    """A surface in w, or of many weights, has no formula in x to begin with, so an example is offered."""
    assert onto(query, "").surface.variables == ("x", "y")


@pytest.mark.parametrize(
    "query",
    [
        "surface=bowl&run1=gd&onto=nowhere",
        "surface=bowl&run1=gd",
        "surface=bowl&run1=gd&onto=../../etc/passwd",
        "surface=bowl&run1=gd&onto=%00",
        "surface=bowl&run1=nobody&onto=booth",
        "formula=__import__('os')&run1=gd&onto=",
        "formula=" + "(" * 3000 + "&run1=gd&onto=booth",
        "surface=bowl&steps=1e99&run1=gd&onto=booth",
        "onto=booth&" + "&".join(f"run{i}=gd" for i in range(1, 300)),
    ],
)
def test_a_hostile_request_is_refused_with_the_reason(query):
    """Whatever is wrong with a request to change the surface is said, as JSON, and nothing is made of it."""
    answer = CLIENT.get(f"/lab/stage/en/on?{query}")
    assert answer.status_code == 400
    assert all(answer.json()["problems"])
