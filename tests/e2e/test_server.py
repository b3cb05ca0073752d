"""The server behind the page: it may crash and come back, live under a path, or be started by Streamlit."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.stage.gallery.presets import FIRST, PRESETS
from app.words.words import text
from optim_core import SURFACES, Experiment
from tests.e2e.conftest import Visit
from tests.e2e.lab import LIVE
from tests.e2e.page import choose_surface, surfaces, take_preset
from tests.e2e.server import Server

RATE = text("optimizer.gd.lr.name")
LOST = r"WebSocket|Client Error|the internet|Failed to fetch|Failed to load resource|ERR_|when disconnected from server"


def test_the_page_recovers_from_a_restart_of_the_server(newcomer: Visit) -> None:
    """After a crash the page says so, keeps what is changed meanwhile, and goes on with it when the server is back."""
    with Server() as server:
        lab = newcomer(server.url).open(PRESETS["zigzag"].to_query())
        stage = lab.page.locator(".stage")
        session = str(stage.get_attribute("data-session"))
        server.kill()
        lab.type(lab.box(RATE, 0), 0.06)
        status = lab.page.locator(".stage > .stage-status")
        expect(status).to_have_text(text("stage.reconnecting"))
        assert lab.fields["run1.lr"] == "0.075", "the last good picture stays"
        server.start()
        lab.at_rest(**{"run1.lr": "0.06"})
        expect(status).not_to_have_text(text("stage.reconnecting"))
        lab.committed()
        expected = Experiment.from_query(PRESETS["zigzag"].to_query().replace("run1.lr=0.075", "run1.lr=0.06"))
        assert lab.experiment == expected
        lab.shows(expected)
        expect(stage).not_to_have_attribute("data-session", session)
        with lab.change():  # the page around the stage is alive again too, and knows the experiment
            choose_surface(lab, SURFACES["booth"].name)
        assert lab.experiment == expected.on(SURFACES["booth"])
        lab.committed()
        lab.shows(lab.experiment)
    lab.forgive(LOST)


@pytest.mark.deep
def test_a_reload_after_a_restart_loses_nothing(newcomer: Visit) -> None:
    """Whoever reloads after a crash has the same experiment: nothing of it was on the server."""
    with Server() as server:
        lab = newcomer(server.url).open(PRESETS["zigzag"].to_query())
        server.kill()
        server.start()
        lab.page.reload()
        lab.at_rest()
        assert lab.experiment == PRESETS["zigzag"]
        lab.shows(lab.experiment)
    lab.forgive(LOST)


def uses(newcomer: Visit, server: Server) -> None:
    """Open, drag, take a preset, reload: what any way of serving the app has to allow."""
    lab = newcomer(server.url).open("")
    assert lab.experiment == PRESETS[FIRST]
    lab.shows(PRESETS[FIRST])
    slider, before = lab.slider(RATE, 0), lab.query
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.5), steps=4)
    lab.page.wait_for_function(f"() => ({LIVE})().length")
    lab.page.mouse.up()
    lab.at_rest(before)
    lab.committed()
    with lab.change():
        take_preset(lab, "just_right")
    lab.committed()
    lab.page.reload()
    lab.at_rest()
    assert lab.experiment == PRESETS["just_right"]
    expect(surfaces(lab).locator("img").first).to_be_visible()
    assert all(urlsplit(url).path.startswith(server.base) for url in lab.requests if url.startswith("http"))


@pytest.mark.ci
def test_under_a_base_path(newcomer: Visit) -> None:
    """Under /lab everything works the same, and nothing is asked for outside of it."""
    with Server("/lab") as server:
        assert server.url.endswith("/lab/")
        uses(newcomer, server)


@pytest.mark.ci
def test_started_by_streamlit(newcomer: Visit) -> None:
    """`streamlit run app/main.py` serves the same app."""
    with Server(by_streamlit=True) as server:
        uses(newcomer, server)


def test_two_visitors_do_not_meet(visit: Visit) -> None:
    """What one visitor does changes nothing for another."""
    one, other = visit().open("surface=bowl&run1=gd&steps=30"), visit().open("surface=booth&run1=adam&steps=20")
    with one.change(**{"run1.lr": "0.02"}):
        one.type(one.box(RATE, 0), 0.02)
    one.committed()
    with other.change():
        other.ring.press("ArrowUp")
    other.committed()
    assert other.experiment.surface == SURFACES["booth"]
    assert one.experiment.surface == SURFACES["bowl"]
    assert one.fields["run1.lr"] == "0.02"
