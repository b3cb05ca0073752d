"""The loss landscape around a path: its planes, the losses on them, and what the panel says of both."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.panels.landscape.answer import PLANES, landscape_answer
from app.panels.routes import insight_routes
from app.words.words import text
from optim_core import SURFACES, Experiment, Run
from optim_core.insights.landscape import (
    GRID,
    ROOM,
    Plane,
    box_around,
    landscape,
    losses,
    path_plane,
    random_plane,
    rows_drawn,
)

CLIENT = TestClient(Starlette(routes=insight_routes("/lab")), raise_server_exceptions=True)
HIGH = [slug for slug, surface in SURFACES.items() if surface.dim > 2]
NETWORKS = [slug for slug in HIGH if (model := SURFACES[slug].model) is not None and model.filters]
QUERY = "surface=net_classes&examples=20&batch=10&steps=60&run1=adam&run1.lr=0.05&run2=gd&run2.lr=0.2"


def path_of(query: str, number: int = 1) -> np.ndarray:
    experiment = Experiment.from_query(query)
    trajectory = experiment.trajectory(experiment.runs[number - 1])
    return np.asarray(trajectory.points[: rows_drawn(trajectory), 0])


def ask(query: str) -> dict[str, Any]:
    response = CLIENT.get(f"/lab/insight/en/landscape?v=1&{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def unpacked(record: dict[str, str]) -> np.ndarray:
    shape = [int(size) for size in record.get("shape", "-1").split(", ")]
    return np.frombuffer(base64.b64decode(record["bdata"]), dtype=f"<{record['dtype']}").reshape(shape)


def test_a_path_in_a_plane_is_all_there() -> None:
    """Of a path that lies in a plane nothing is left out: both directions explain everything, and its points return."""
    drawn = np.random.default_rng(1)
    path = drawn.standard_normal(7) + drawn.standard_normal((30, 2)) @ drawn.standard_normal((2, 7))
    plane = path_plane(path)
    assert plane is not None
    assert plane.shares is not None
    assert sum(plane.shares) == pytest.approx(1)
    assert plane.inside(path) == pytest.approx(1)
    np.testing.assert_allclose(plane.points(plane.places(path)), path, atol=1e-12)
    np.testing.assert_allclose(plane.places(path)[-1], 0, atol=1e-12)


def test_the_shares_are_the_eigenvalues_of_the_covariance() -> None:
    """The principal components by another way: the largest eigenvalues of the points' covariance, over their sum."""
    path = path_of(QUERY)
    plane = path_plane(path)
    assert plane is not None
    assert plane.shares is not None
    values, vectors = np.linalg.eigh(np.cov(path.T))
    np.testing.assert_allclose(plane.shares, values[:-3:-1] / values.sum(), rtol=1e-9)
    np.testing.assert_allclose(np.abs(plane.directions @ vectors[:, :-3:-1]), np.eye(2), atol=1e-9)


def test_the_picture_does_not_flip() -> None:
    """The path begins on the left and bends upwards, however the directions came out, and so does its mirror image."""
    path = path_of(QUERY)
    for mirrored in (path, -path, path[:40], path[:, ::-1]):
        plane = path_plane(mirrored)
        assert plane is not None
        places = plane.places(mirrored)
        assert places[0, 0] < 0
        assert places[np.abs(places[:, 1]).argmax(), 1] > 0


def test_a_straight_path_has_no_second_direction() -> None:
    """It explains nothing; and a path that stands still, or is one point, has no plane at all."""
    straight = np.linspace(0, 1, 9)[:, None] * np.arange(1.0, 6.0)
    for path in (straight, straight[:2]):
        plane = path_plane(path)
        assert plane is not None
        assert plane.shares == pytest.approx((1, 0), abs=1e-12)
        assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2))
    assert path_plane(np.ones((5, 4))) is None
    assert path_plane(np.ones((1, 4))) is None


def test_all_paths_together_have_another_plane() -> None:
    """With the other runs' points their variance is explained, still through the end of the first."""
    first, second = path_of(QUERY), path_of(QUERY, 2)
    alone, both = path_plane(first), path_plane(first, [second])
    assert alone is not None
    assert both is not None
    np.testing.assert_array_equal(both.centre, first[-1])
    together = np.concatenate([first, second])
    values = np.linalg.svd(together - together.mean(axis=0), compute_uv=False) ** 2
    np.testing.assert_allclose(both.shares, values[:2] / values.sum(), rtol=1e-9)
    assert alone.shares != both.shares


@pytest.mark.parametrize("slug", NETWORKS)
def test_random_directions_are_as_long_as_the_weights(slug: str) -> None:
    """Filter by filter each direction is as long as the weights it changes, and biases stay; a seed is one plane."""
    surface = SURFACES[slug]
    assert surface.model is not None
    filters, centre = surface.model.filters, surface.starts(3) + 0.1
    plane = random_plane(centre, 5, filters)
    for part, biases in filters:
        length = 0.0 if biases else np.linalg.norm(centre[part])
        np.testing.assert_allclose(np.linalg.norm(plane.directions[:, part], axis=1), length, rtol=1e-12)
    assert sorted(index for part, _ in filters for index in range(*part.indices(surface.dim))) == [*range(surface.dim)]
    again, other = random_plane(centre, 5, filters), random_plane(centre, 6, filters)
    np.testing.assert_array_equal(plane.directions, again.directions)
    assert (plane.directions != other.directions).any()
    drawn = np.random.default_rng([5, 3]).standard_normal(surface.dim)
    first = filters[0][0]
    np.testing.assert_allclose(
        plane.directions[0, first], drawn[first] * np.linalg.norm(centre[first]) / np.linalg.norm(drawn[first])
    )


def test_two_random_directions_always_make_a_plane() -> None:
    """Also with so few weights that two draws often coincide, and where all weights are 0."""
    few = ((slice(0, 1), False), (slice(1, 2), True), (slice(2, 3), False))
    for seed in range(20):
        for centre, filters in ((np.array([1.0, 0.0, 2.0]), few), (np.zeros(4), ()), (np.array([1.0, 0.0, 0.0]), few)):
            plane = random_plane(centre, seed, filters)
            assert np.linalg.matrix_rank(plane.directions) == 2
            places = np.array([[0.3, -2.0], [1.0, 1.0]])
            np.testing.assert_allclose(plane.places(plane.points(places)), places, atol=1e-9)


def test_a_projection_is_the_nearest_place() -> None:
    """On directions at any angle, no other place of the plane is nearer to a point."""
    drawn = np.random.default_rng(2)
    plane = Plane(drawn.standard_normal(5), drawn.standard_normal((2, 5)))
    point = drawn.standard_normal(5)
    place = plane.places(point)
    apart = np.linalg.norm(plane.points(place + 0.01 * drawn.standard_normal((50, 2))) - point, axis=1)
    assert (apart > np.linalg.norm(plane.points(place) - point)).all()


@pytest.mark.parametrize("slug", HIGH)
def test_the_grid_is_the_surface(slug: str) -> None:
    """Each loss of the grid is the surface's own at that point; held-out losses are the model's on those examples."""
    surface = SURFACES[slug]
    plane = random_plane(surface.starts(1) + 0.2, 0)
    found = landscape(surface, plane, ((-1, 0.5), (-2, 2)), count=5)
    for row, up in enumerate(found.axes[1]):
        for column, across in enumerate(found.axes[0]):
            point = plane.centre + across * plane.directions[0] + up * plane.directions[1]
            assert found.loss[row, column] == pytest.approx(float(surface.value(point)), rel=1e-12)
    if surface.model is not None and surface.data is not None and surface.data.test is not None:
        tested = landscape(surface, plane, ((-1, 0.5), (-2, 2)), count=3, held_out=True)
        points = plane.points(np.stack(np.meshgrid(*tested.axes), axis=-1))
        np.testing.assert_allclose(tested.loss, surface.model.error(points, surface.data.test), rtol=1e-12)


def test_the_box_has_room() -> None:
    """On each side some of the path's own width, no side much narrower, and no less than is asked for."""
    places = np.array([[-4.0, 0.0], [0.0, 0.1]])
    (left, right), (low, high) = box_around(places)
    assert (left, right) == pytest.approx((-4 - 4 * ROOM, 4 * ROOM))
    assert high - low == pytest.approx((right - left) / 4)
    assert box_around(np.zeros((1, 2)), 1.0) == ((-1, 1), (-1, 1))
    assert box_around(places, 1.0)[0][0] == pytest.approx(-4 - 4 * ROOM)


def test_an_explosion_is_not_the_whole_picture() -> None:
    """A run that explodes is drawn up to where its loss is far above the first; one that does not, whole."""
    exploding = Experiment("matrix", (Run("gd", {"lr": 5.0}),), steps=40).trajectories()[0]  # type: ignore[arg-type]
    rows = rows_drawn(exploding)
    assert 2 <= rows <= int(exploding.ended_at[0])
    assert (exploding.loss[2:rows, 0] <= 10 * exploding.loss[0, 0]).all()
    calm = Experiment("matrix", steps=40).trajectories()[0]  # type: ignore[arg-type]
    assert rows_drawn(calm) == 41


# ---- the panel


def test_the_figure_is_the_landscape() -> None:
    """The heights, the paths and the marks are those of the core; the words have the shares and the losses."""
    answer = ask(QUERY)
    experiment, path = Experiment.from_query(QUERY), path_of(QUERY)
    plane = path_plane(path)
    assert plane is not None
    assert plane.shares is not None
    found = landscape(experiment.surface, plane, box_around(plane.places(path)))
    surface, halo, line, start, end = answer["figure"]["data"]
    heights = unpacked(surface["customdata"])
    assert heights.shape == (GRID, GRID)
    np.testing.assert_allclose(heights, found.loss, rtol=1e-6)
    drawn = np.stack([unpacked(line["x"]), unpacked(line["y"])], axis=1)
    np.testing.assert_allclose(drawn, plane.places(path), atol=1e-5)
    assert [trace["meta"]["role"] for trace in (halo, line, start, end)] == ["halo", "path", "start", "end"]
    assert unpacked(end["x"]).tolist() == [0.0]
    assert f"{100 * plane.shares[0]:.3g} %" in answer["words"][0]
    assert "2 of 33" in " ".join(answer["words"])
    assert answer["paths"][0]["steps"] == list(range(61))
    step, across, up, loss, height = answer["table"]["rows"][0]
    assert (step, loss) == (0, pytest.approx(float(experiment.surface.value(path[0]))))
    assert [across, up] == pytest.approx(plane.places(path)[0].tolist())
    assert height == pytest.approx(float(experiment.surface.value(plane.points(plane.places(path)[0]))))


def test_all_runs_on_one_landscape() -> None:
    """Each run is there with its own look; the chosen one comes first, and the plane goes through its end."""
    answer = ask(f"{QUERY}&plane=all&run=2")
    assert [path["run"] for path in answer["paths"]] == [2, 1]
    assert {path["marker"] for path in answer["paths"]} == {"circle", "triangle-down"}
    assert (answer["paths"][0]["x"][-1], answer["paths"][0]["y"][-1]) == pytest.approx((0, 0), abs=1e-12)
    assert text("landscape.explained_all")[:20] in answer["words"][0]


def test_the_random_plane_and_the_held_out_loss() -> None:
    """A seed is one picture; the path's share is said; the held-out loss is another landscape over the same box."""
    first, again, other = (ask(f"{QUERY}&plane=random&draw={draw}") for draw in (4, 4, 5))
    assert first == again
    assert first["figure"] != other["figure"]
    experiment, path = Experiment.from_query(QUERY), path_of(QUERY)
    assert experiment.surface.model is not None
    plane = random_plane(path[-1], 4, experiment.surface.model.filters)
    assert f"{100 * plane.inside(path):.3g} %" in " ".join(first["words"])
    tested = ask(f"{QUERY}&plane=random&draw=4&loss=test")
    assert tested["figure"]["layout"]["xaxis"]["range"] == first["figure"]["layout"]["xaxis"]["range"]
    end = tested["table"]["rows"][-1]
    assert end[3] == pytest.approx(float(losses(experiment.surface, path[-1], held_out=True)))
    assert text("landscape.held_out") in tested["words"]


@pytest.mark.parametrize("slug", HIGH)
@pytest.mark.parametrize("plane", PLANES)
def test_every_surface_has_its_landscapes(slug: str, plane: str) -> None:
    """Valid JSON for every surface with many coordinates; where none are held out the choice is not offered."""
    answer = landscape_answer(f"surface={slug}&steps=12&run1=gd&run2=adam&plane={plane}&loss=test", "en")
    json.dumps(answer, allow_nan=False)
    data = SURFACES[slug].data
    assert answer["tests"] == (data is not None and data.test is not None)
    assert answer["figure"] is not None
    assert all(words and "{" not in words for words in answer["words"])


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("surface=rosenbrock&run1=gd", "flat"),
        ("surface=net_sine&steps=5&run1=gd&run1.lr=0", "still"),
        ("surface=net_sine&steps=5&run1=gd&run1.lr=1e300", "lost"),
    ],
)
def test_why_there_is_no_picture(query: str, key: str) -> None:
    """Two coordinates, a run that stands still, one that explodes at once: each is said."""
    answer = ask(query)
    assert answer["figure"] is None
    assert answer["words"] == [text(f"landscape.{key}", dim=2)]


@pytest.mark.parametrize("field", ["run=3", "plane=x", "loss=x", "draw=-1", "draw=1000000", "draw=x"])
def test_what_does_not_fit_is_refused(field: str) -> None:
    """A wrong field is refused in words."""
    response = CLIENT.get(f"/lab/insight/en/landscape?v=1&{QUERY}&{field}")
    assert response.status_code == 400
    assert response.json()["problems"][0]
