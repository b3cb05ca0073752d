"""What a notebook shows of an experiment or a trajectory at the end of a cell: one SVG that needs nothing else."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from optim_core import SURFACES, Experiment, Run, Surface, simulate, surface_from_formula
from optim_core.pictures.axes import powers, ticks
from optim_core.pictures.contours import levels, segments
from optim_core.pictures.picture import COLOURS, DASHES, MOST_POINTS

SVG = "{http://www.w3.org/2000/svg}"
BOWL = SURFACES["bowl"]


def shown(thing: Any) -> ElementTree.Element:
    """The picture, read as XML."""
    return ElementTree.fromstring(thing._repr_html_())


def texts(picture: ElementTree.Element, tag: str = "text") -> list[str]:
    return [part.text or "" for part in picture.iter(f"{SVG}{tag}")]


def test_an_experiment_shows_map_paths_and_losses() -> None:
    """Title, a description with each run's end, two plots with their axes, a line for each run in both and a legend."""
    experiment = Experiment("rosenbrock", (Run("adam", {"lr": 0.1}), Run("gd", {"lr": 1e-3})), steps=50)
    picture = shown(experiment)
    assert picture.get("role") == "img"
    assert texts(picture, "title") == ["Adam, Gradient descent on Rosenbrock"]
    (said,) = texts(picture, "desc")
    for run, trajectory in zip(experiment.runs, experiment.trajectories(), strict=True):
        assert f"{run.base.name}: loss {trajectory.loss[-1, 0]:.4g} after 50 steps" in said
    assert {"x", "y", "step", "loss"} <= set(texts(picture))
    for colour, dash in zip(COLOURS[:2], ("none", DASHES[1]), strict=True):
        lines = [part for part in picture.iter(f"{SVG}path") if part.get("stroke") == colour]
        assert [part.get("stroke-dasharray") for part in lines] == [dash] * 3  # map, losses, legend


def test_nothing_is_fetched_and_nothing_runs() -> None:
    """No script, no link, no id that a second picture on the page could collide with; text colour is the page's."""
    html = Experiment("bowl")._repr_html_()
    assert re.findall(r"<script|href|url\(|\bid=|https?://(?!www\.w3\.org/2000/svg)", html) == []
    assert "currentColor" in html
    assert "color:inherit" in html


@pytest.mark.parametrize("where", ["parabola", "himmelblau", "net_curve", "line256", "matrix"])
def test_any_number_of_coordinates(where: str) -> None:
    """One coordinate gives a curve, two a map, more a slice of the map's two usual variables."""
    surface = SURFACES[where]
    picture = shown(Experiment(surface, Run("gd", {"lr": 0.01}), steps=5))
    named = set(surface.usual_plane or surface.variables)
    assert named <= set(texts(picture))


def test_a_trajectory_knows_what_it_is_of() -> None:
    """What `simulate` gives is drawn on its surface, up to a dozen paths of a batch, and it says how many there are."""
    start = np.random.default_rng(1).uniform(-3, 3, (30, 2))
    picture = shown(simulate("adam", SURFACES["himmelblau"], start, 20))
    assert texts(picture, "title") == ["Adam on Himmelblau"]
    assert "and 24 more; 12 paths are drawn" in texts(picture, "desc")[0]
    assert repr(simulate("gd", BOWL, [1, 2], 3)) == "Trajectory(Gradient descent, rows=4, batch=1, dim=2)"


@pytest.mark.parametrize(
    ("surface", "start", "lr", "words"),
    [
        (SURFACES["rosenbrock"], [-1.2, 1.0], 1.0, "ends after"),
        (surface_from_formula("log(x)", start=[0.5]), [0.5], 0.1, "ends after"),
        (surface_from_formula("sqrt(x^2 + y^2)"), [0.0, 0.0], 0.1, "no loss at its start"),
        (surface_from_formula("0*x + 3"), [1.0], 0.1, "loss 3 after 20 steps"),
    ],
)
def test_paths_that_end_early_or_never_begin(surface: Surface, start: list[float], lr: float, words: str) -> None:
    """A path that overflows, leaves the formula, has no slope or a flat floor is drawn as far as it goes, and said."""
    picture = shown(simulate("gd", surface, start, 20, hypers={"lr": lr}))
    assert words in texts(picture, "desc")[0]
    assert not re.search(r"\bnan\b|\binf\b", ElementTree.tostring(picture, "unicode"))


def test_only_ends_and_long_paths() -> None:
    """Without a history the ends are dots and there is no curve of losses; a long path is thinned, its ends stay."""
    ends = shown(simulate("gd", BOWL, [[3.0, 1.0], [1.0, 2.0]], 20, keep="last"))
    assert "step" not in texts(ends)
    assert len([*ends.iter(f"{SVG}circle")]) == 2
    long = simulate("gd", BOWL, [3.0, 1.0], 5000).walks()[0].rows
    assert (long[0], long[-1]) == (0, 5000)
    assert len(long) <= MOST_POINTS


def test_a_typed_formula_is_text() -> None:
    """What was typed stands as text in the picture, not as markup."""
    surface = surface_from_formula("x^2")
    object.__setattr__(surface, "name", "<b>&")
    assert texts(shown(Experiment(surface, Run("gd"))), "title") == ["Gradient descent on <b>&"]


def test_contours_lie_at_their_height() -> None:
    """On a cone every piece of a line lies at its radius, to what a straight piece in a cell can do."""
    x, y = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 41))
    heights = np.hypot(x, y)
    for level in (0.3, 0.7):
        ends = segments(heights, level) / 20 - 1
        assert len(ends) > 20
        np.testing.assert_allclose(np.hypot(*ends.reshape(-1, 2).T), level, atol=2e-3)
    assert all(heights.min() < level < heights.max() for level in levels(heights))
    assert levels(np.full((3, 3), np.nan)) == levels(np.ones((3, 3))) == []


def test_round_numbers_beside_an_axis() -> None:
    """They lie within the range, an end that is round is one of them, and powers of ten are few."""
    assert ticks((0.1, 0.3), 4) == [0.1, 0.15, 0.2, 0.25, 0.3]
    assert ticks((-5.0, 5.0), 5) == [-4.0, -2.0, 0.0, 2.0, 4.0]
    assert ticks((1.0, 1.0), 5) == []
    assert powers((1e-3, 1e3)) == [1e-3, 1e-1, 1e1, 1e3]


def contrast(colour: str, ground: str) -> float:
    """The contrast of two colours as WCAG has it."""

    def light(text: str) -> float:
        parts = [int(text[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    one, other = sorted((light(colour), light(ground)))
    return other / one


@pytest.mark.parametrize("colour", COLOURS)
def test_lines_are_seen_on_light_and_on_dark(colour: str) -> None:
    """Each has a contrast of 3 : 1 on white and on what notebooks have for dark."""
    assert contrast(colour, "#FFFFFF") >= 3
    assert contrast(colour, "#111111") >= 3
