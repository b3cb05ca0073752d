"""Until plotly.js has arrived the stage draws by itself: map, paths and charts, live; then Plotly takes over what rests."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from app.words.words import text
from tests.e2e.conftest import Visit
from tests.e2e.lab import LIVE, Lab

RATE = text("optimizer.gd.lr.name")
TWO = "surface=rosenbrock&run1=gd&run1.lr=0.001&run2=adam"
CURVE = "formula=x%5E4+-+2*x%5E2&x=1.7&run1=gd&run1.lr=0.01"
SCRIPT = "**/plotly.js"
DRAWN = f"(before) => {{ const now = ({LIVE})().join(); return now && now !== before && now; }}"


def arrive(lab: Lab, query: str) -> list[Route]:
    """At the page, at rest but for plotly.js, which was asked for and waits in the list."""
    waiting: list[Route] = []
    lab.page.route(SCRIPT, lambda route: waiting.append(route))
    with lab.page.expect_request(SCRIPT):
        lab.open(query, drawn=False)
    return waiting


@pytest.mark.parametrize("query", [TWO, CURVE])
def test_the_stage_is_live_before_plotly_has_come(newcomer: Visit, query: str) -> None:
    """Paths, words and drags need no Plotly; when it comes, it draws them at the same places."""
    lab = newcomer()
    waiting = arrive(lab, query)
    assert lab.page.locator(".main-svg").count() == 0
    before = lab.page.wait_for_function(DRAWN, arg="").json_value()
    slider, mouse = lab.slider(RATE, 0), lab.page.mouse
    mouse.move(*lab.thumb(slider))
    mouse.down()
    mouse.move(*lab.thumb(slider, 0.4))
    lab.page.wait_for_function(DRAWN, arg=before)
    mouse.up()
    lab.page.wait_for_function("() => document.querySelector('.stage').dataset.wanted.includes('run1.lr')")
    for button in ("zoom_in", "reset_view"):
        lab.page.get_by_role("button", name=text(f"stage.{button}"), exact=True).first.click()
    [script] = waiting
    script.continue_()
    lab.at_rest()
    lab.still()
    lab.shows(lab.experiment)
    assert lab.page.locator(".stage-sketch").count() == 0
    lab.committed()


def test_a_script_that_does_not_come_is_said_and_asked_for_again(newcomer: Visit) -> None:
    """The stage works on; one line says what is missing, and goes when it has come."""
    lab = newcomer()
    lab.page.route(SCRIPT, lambda route: route.abort(), times=1)
    lab.open(TWO, drawn=False)
    said = lab.page.get_by_text(text("stage.plotly_late"))
    expect(said).to_be_visible()
    lab.at_rest()
    expect(said).to_be_hidden()
    lab.errors = [error for error in lab.errors if "ERR_FAILED" not in error]
    lab.shows(lab.experiment)
