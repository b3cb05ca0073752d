"""While a finger moves, the browser follows the paths itself; the server is asked when it lets go."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Route, expect

from app.stage.gallery.presets import PRESETS
from app.words.words import text
from tests.e2e.lab import Lab

RATE = text("optimizer.gd.lr.name")
TYPED = urlencode({"formula": "log(x) + y^2", "x": "1", "y": "1", "steps": "40", "run1": "gd", "run1.lr": "0.05"})
ASKED = ("/paths?", "/scene?")


def drag(lab: Lab, name: str, shares: tuple[float, ...], run: int | None = 0) -> list[str]:
    """Move a slider through these places and hold it there; what was asked of the server for that."""
    slider, mouse = lab.slider(name, run), lab.page.mouse
    mouse.move(*lab.thumb(slider))
    mouse.down()
    first = len(lab.requests)
    for share in shares:
        words = lab.verdict.inner_text()
        mouse.move(*lab.thumb(slider, share))
        expect(lab.verdict).not_to_have_text(words)
    return [url for url in lab.requests[first:] if any(kind in url for kind in ASKED)]


@pytest.mark.parametrize(
    ("query", "name", "run"),
    [
        (PRESETS["race"].to_query(), RATE, 0),
        (TYPED, "x", None),
        pytest.param(
            "surface=ravine&x=20&y=2&steps=3&run1=gd&run1.lr=0.01", text("surface.ravine.kappa.name"), None, id="shape"
        ),
        pytest.param("surface=bowl&noise=1&run1=sgd&seeds=6", RATE, 0, id="noise", marks=pytest.mark.deep),
    ],
)
def test_a_drag_asks_the_server_for_nothing(lab: Lab, query: str, name: str, run: int | None) -> None:
    """Rate, start, shape and noise bend the paths with the server out of reach, and at rest they are Python's."""
    lab.open(query)
    if lab.experiment.noise:
        drag(lab, name, (0.5,), run)  # asks for the noise, once
        lab.page.mouse.up()
        lab.at_rest()
    before = lab.query
    assert drag(lab, name, (0.45, 0.55, 0.6), run) == []
    lab.page.mouse.up()
    lab.at_rest(before)
    lab.still()
    lab.shows(lab.experiment)
    lab.committed()


@pytest.mark.parametrize("name", [RATE, pytest.param(text("stage.steps"), marks=pytest.mark.deep)])
def test_a_finger_that_comes_back_lets_go_too(lab: Lab, name: str) -> None:
    """A slider that is let go where it was taken has its old value, and Python's paths come to rest."""
    lab.open(PRESETS["race"].to_query())
    before, slider = lab.query, lab.slider(name).first
    x, y = lab.thumb(slider)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    words = lab.verdict.inner_text()
    lab.page.mouse.move(*lab.thumb(slider, 0.3))
    expect(lab.verdict).not_to_have_text(words)
    lab.page.mouse.move(x, y)
    lab.page.mouse.up()
    lab.at_rest()
    lab.still()
    assert lab.query == before
    lab.shows(lab.experiment)


def test_a_draft_says_only_what_it_shows(lab: Lab) -> None:
    """A draft that leaves the domain says so at once; whether a run settles is said when nothing moves."""
    lab.open(TYPED)
    drag(lab, RATE, (0.98,))
    expect(lab.verdict).to_have_text(text("stage.short.draft_left_domain", step=1).replace("*", ""))
    drag(lab, RATE, (0.1,))
    expect(lab.verdict).to_contain_text("after 40 steps")
    lab.page.mouse.up()
    lab.at_rest()


@pytest.mark.parametrize(
    "refuse",
    [
        pytest.param(lambda route: route.abort(), marks=pytest.mark.deep),
        lambda route: route.fulfill(status=400, json={"problems": ["no"]}),
    ],
)
def test_a_browser_without_the_code_asks_the_server(lab: Lab, refuse: Callable[[Route], None]) -> None:
    """Where the module cannot be loaded the endpoint follows the drag, and one line says so."""
    lab.forgive("code/")
    lab.forgive("Failed to load resource|dynamically imported module|ERR_FAILED")
    lab.page.route("**/code/**", refuse)
    lab.open(PRESETS["race"].to_query())
    expect(lab.page.get_by_text(text("stage.draft_unable"))).to_be_visible()
    assert drag(lab, RATE, (0.4, 0.5)) != []
    lab.page.mouse.up()
    lab.at_rest()
    lab.still()
    lab.shows(lab.experiment)
