"""In a lesson the stage has the controls that are free and no others, and says what is fixed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest

from app.figures import CHARTS
from app.stage.answers.free_fields import LONGEST_PATTERN, MOST_PATTERNS, FreeFields
from optim_core import OPTIMIZERS, SURFACES
from tests.test_endpoint import get

TWO = "surface=ravine&kappa=9&x=2&y=1&steps=30&run1=gd&run1.lr=0.05&run2=momentum&run2.beta=0.5"


def scene(query: str, free: str, more: str = "") -> dict[str, Any]:
    """The scene of an experiment in a lesson with these free fields."""
    found: dict[str, Any] = get(f"en/light/scene?{query}&free={free}{more}").json()
    return found


def keys(scene: dict[str, Any]) -> set[str]:
    """The fields for which the scene has a control."""
    controls = [*scene["start"], *scene["parameters"], *scene["plane"], *scene["settings"].values()]
    for run in scene["runs"]:
        choices = [choice for choice in run["choices"] if not choice.get("fixed")]
        within = [control for choice in run["choices"] for control in choice["controls"]]
        controls += [*run["controls"], *run["changes"], *choices, *within]
    return {control["key"] for control in controls}


@pytest.mark.parametrize(
    ("free", "left"),
    [
        ("", set()),
        ("x", {"x"}),
        ("start", {"x", "y"}),
        ("kappa,steps", {"kappa", "steps"}),
        ("run1.lr,run2.lr", {"run1.lr", "run2.lr"}),
        ("run2", {"run2"}),
        ("run1.schedule", {"run1.schedule"}),
        ("no_such_field", set()),
    ],
)
def test_only_free_controls_are_left(free: str, left: set[str]) -> None:
    """A locked field has no control: no slider, no list, no switch."""
    assert keys(scene(TWO, free)) == left


def test_a_star_stands_for_every_ending() -> None:
    """`run1.*` frees what belongs to run 1 but not which optimizer it is; `run*` frees all runs and adding some."""
    one, all_ = scene(TWO, "run1.*"), scene(TWO, "run*")
    assert {key.partition(".")[0] for key in keys(one)} == {"run1"}
    assert {"run1.lr", "run1.schedule", "run1.decay", "run1.clip", "run1.library"} <= keys(one)
    assert "run1" not in keys(one)
    assert one["optimizers"] == []
    assert {"run1", "run2", "run1.lr", "run2.beta"} <= keys(all_)
    assert [optimizer["slug"] for optimizer in all_["optimizers"]] == list(OPTIMIZERS)


def test_a_free_setting_of_a_locked_schedule_keeps_its_slider() -> None:
    """Where only a number of the schedule is free, its list cannot be chosen from and its slider is there."""
    run = scene("surface=bowl&run1=gd&run1.schedule=cosine", "run1.schedule.total")["runs"][0]
    (choice,) = run["choices"]
    assert choice["fixed"]
    assert [control["key"] for control in choice["controls"]] == ["run1.schedule.total"]


def test_changing_the_rate_in_the_middle_is_free_with_its_field() -> None:
    """A run can be branched only where `run1.lr.from...` may be set."""
    branches = [scene(TWO, free)["runs"][0]["branch"] for free in ("run1.lr", "run1.*", "run1.lr.from*")]
    assert branches == [False, True, True]


def test_a_formula_and_a_stop_condition_are_locked_too() -> None:
    """The formula can be typed, and a run stopped early, only where these are free."""
    own = "formula=x^2&run1=gd&stop.loss=0.1"
    locked, free = scene(own, "x"), scene(own, "formula,stop.loss")
    assert (locked["box"], locked["stops"]) == (None, [])
    assert free["box"]
    assert free["stops"] == ["loss"]


def test_what_is_fixed_is_said() -> None:
    """The sentence has the learning rates, the steps and what is not as usual; what is free is not in it."""
    said = scene(TWO, "kappa,run1.lr")["fixed"]
    assert said == "Fixed here: Momentum: learning rate 3\u00a0×\u00a010⁻⁴, momentum 0.5; 30 steps."
    assert scene("surface=bowl&steps=1&run1=gd&run1.lr=0.1", "x")["fixed"] == "Fixed here: learning rate 0.1, 1 step."
    noisy = "surface=bowl&noise=2&batch=4&seeds=3&run1=gd&run1.lr=0.1&run1.schedule=cosine&run1.clip=norm"
    told = scene(noisy, "")["fixed"]
    for part in ("gradient noise 2", "batch size 4", "seeds at once 3", "learning-rate schedule: Cosine", "clipping"):
        assert part in told.lower() or part in told
    everything = "run*,start,steps,noise,batch,seed,seeds"
    assert scene("surface=bowl&run1=gd", everything)["fixed"] == ""


@pytest.mark.parametrize("slug", SURFACES)
def test_every_surface_has_a_scene_for_a_lesson(slug: str) -> None:
    """With nothing free a scene has no control at all, and everything else that a scene has."""
    whole = get(f"en/dark/scene?surface={slug}&run1=gd").json()
    locked = get(f"en/dark/scene?surface={slug}&run1=gd&free=").json()
    assert keys(locked) == set()
    assert set(locked) == {*whole, "fixed"}
    assert locked["query"] == whole["query"]
    assert keys(whole) > {"steps", "run1.lr"}


def test_the_playground_is_not_a_lesson() -> None:
    """Without `free` a scene has all its controls and no sentence about fixed ones."""
    whole = get(f"en/light/scene?{TWO}").json()
    assert "fixed" not in whole
    assert {key for key, _ in parse_qsl(TWO)} - {"surface", "run1", "run2"} <= keys(whole)


def test_a_lesson_chooses_its_charts() -> None:
    """`charts` are drawn in their order, also a learning rate that does not change; another name is refused."""
    for shown in (["loss"], ["loss", "rate"], list(CHARTS)):
        layout = scene(TWO, "x", f"&charts={','.join(shown)}")["charts"]["layout"]
        assert layout["meta"]["charts"] == shown
        assert sum(key.startswith("yaxis") for key in layout) == len(shown)
    for bad in ("", "speed", "loss,speed"):
        refused = get(f"en/light/scene?{TWO}&charts={bad}")
        assert refused.status_code == 400
        assert ", ".join(CHARTS) in refused.json()["problems"][0]


TOO_LONG, TOO_MANY = "x" * (LONGEST_PATTERN + 1), "x," * (MOST_PATTERNS + 1)


@pytest.mark.parametrize("bad", ["a;b", "<b>", "x y", "*", TOO_LONG, TOO_MANY, "é"])
def test_a_list_of_free_fields_is_bounded(bad: str) -> None:
    """What is no list of fields, or a very long one, is refused with the reason."""
    refused = get(f"en/light/scene?{TWO}&free={bad}")
    assert refused.status_code == 400
    assert "free is a list" in refused.json()["problems"][0]


def test_start_means_every_coordinate() -> None:
    """`start` is written out for the variables at hand."""
    free = FreeFields(("start", "steps"))
    assert not free.has("w")
    assert free.within(("w", "b")).has("w")
    assert not free.within(("w", "b")).has("x")
