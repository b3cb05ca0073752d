"""Small pictures of experiments: valid SVG in both schemes, bounded, cached, and true to the core's numbers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.figures.picture import MAX_QUERY, picture, picture_of
from app.figures.strokes import HEIGHT, WIDTH, Scale
from app.figures.theme import PALETTE
from app.stage.routes import stage_routes
from optim_core import OPTIMIZERS, SURFACES, Experiment, ExperimentError, Run

SVG = "{http://www.w3.org/2000/svg}"
CLIENT = TestClient(Starlette(routes=stage_routes("")))


def drawn(experiment, scheme="light"):
    return ElementTree.fromstring(picture(experiment, scheme))


@pytest.mark.sample(2)
@pytest.mark.parametrize("slug", SURFACES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_surface_has_a_picture(slug, scheme):
    """A picture of any surface is well-formed, of one size, holds no script and asks for nothing from elsewhere."""
    text = picture(Experiment(SURFACES[slug], steps=20), scheme)
    root = ElementTree.fromstring(text)
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    assert "<script" not in text
    assert set(re.findall(r'href="([^,"]*)', text)) <= {"data:image/png;base64"}
    assert len(text) < 60_000
    assert "nan" not in text.split("base64")[0]


def test_a_path_goes_where_the_core_says():
    """The dots of a short path stand at the points of its trajectory."""
    experiment = Experiment(SURFACES["bowl"], (Run("adam", {"lr": 0.5}),), steps=6)
    points = Scale(SURFACES["bowl"].domain).all(experiment.trajectories()[0].points[:, 0])
    (group,) = [g for g in drawn(experiment).iter(f"{SVG}g") if g.get("fill")]
    dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in group]
    assert dots == [pytest.approx(tuple(point), abs=0.06) for point in points.tolist()]
    assert group.get("fill") == PALETTE["light"][list(OPTIMIZERS).index("adam")]


def test_the_first_run_is_on_top_and_runs_differ_by_dash():
    """Two runs of one optimizer differ by more than colour; the first is drawn last."""
    experiment = Experiment(SURFACES["ravine"], (Run("gd", {"lr": 0.07}), Run("gd", {"lr": 0.02})), steps=30)
    lines = [p for p in drawn(experiment).iter(f"{SVG}path") if p.get("stroke-width") == "2.2"]
    assert [line.get("stroke-dasharray") is None for line in lines] == [False, True]


def test_start_and_minimum_are_marked():
    """A ring, twice for its halo, and a star; a start outside the box widens the picture."""
    root = drawn(Experiment(SURFACES["bowl"], start=(9.0, -8.0), steps=3))
    assert len(list(root.iter(f"{SVG}polygon"))) == 1
    rings = [c for c in root.iter(f"{SVG}circle") if c.get("fill") == "none"]
    assert len(rings) == 2
    assert 0 < float(rings[0].get("cx")) < WIDTH
    assert 0 < float(rings[0].get("cy")) < HEIGHT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_diverging_run_has_finite_coordinates(scheme):
    """However far a path flies, what is written stays near the picture."""
    text = picture(Experiment(SURFACES["quadratic"], (Run("gd", {"lr": 50.0}),), steps=400), scheme)
    numbers = [abs(float(n)) for n in re.findall(r"[ML]?(-?\d+\.\d)", text.split("<path")[2])]
    assert max(numbers) <= 4 * WIDTH


def test_a_formula_that_is_undefined_somewhere():
    """Where there is no loss the map is left open; nothing fails."""
    assert "<image" in picture_of("formula=log(x)%2By^2&run1=gd&steps=5", "light")


def test_data_are_drawn_for_networks():
    """A surface of many weights that comes from data shows the data and the model, not a slice: a curve or regions."""
    networks = [s for s in SURFACES.values() if s.data is not None and s.dim > 2]
    assert networks
    for surface in networks:
        text = picture(Experiment(surface, (Run("adam", {"lr": 0.02}),), steps=30), "light")
        assert ("<image" in text) == (surface.data.inputs == 2)
        assert text.count("<circle") + text.count('width="5.2"') >= len(surface.data)
        assert text.count("<path") >= 2


def test_too_much_is_refused():
    """A long or a wrong text is refused with reasons, also by the route."""
    with pytest.raises(ExperimentError):
        picture_of("surface=bowl&" + "x" * MAX_QUERY, "light")
    assert CLIENT.get("/stage/picture/light.svg?surface=nowhere").status_code == 400
    assert CLIENT.get("/stage/picture/light.svg?" + "x" * 3000).status_code == 400


def test_the_route_answers_with_a_picture_that_may_be_kept():
    """The route gives the same picture for any scheme it knows, with a day of caching."""
    for scheme in ("light", "dark"):
        answer = CLIENT.get(f"/stage/picture/{scheme}.svg?surface=ravine&run1=gd&run1.lr=0.07&steps=20")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert "max-age" in answer.headers["cache-control"]
        assert answer.text == picture_of("surface=ravine&run1=gd&run1.lr=0.07&steps=20", scheme)
