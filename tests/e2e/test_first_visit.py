"""A newcomer opens the address, and everything is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.stage.gallery.presets import FIRST, PRESETS
from app.words.words import text
from tests.e2e.conftest import Visit
from tests.e2e.lab import Lab


@pytest.mark.smoke
def test_first_visit_draws_the_first_experiment(newcomer: Visit) -> None:
    """Who comes for the first time sees paths, arrows and curves, without an error and without another host."""
    lab = newcomer().open("", drawn=False)
    expect(lab.button("stage.pause")).to_be_visible()  # a newcomer is shown how the paths come about
    lab.at_rest()
    lab.committed()
    assert lab.experiment == PRESETS[FIRST]
    lab.shows(PRESETS[FIRST])
    for role in ("steps", "downhill", "now", "start"):
        assert all(trace["x"] for trace in lab.traces("map", role)), role
    assert [trace["x"] for trace in lab.traces("map", "minima")] == [[0]]
    lab.still()  # at rest nothing is left on the overlay
    expect(lab.page.get_by_role("heading", level=1)).to_have_text(text("preset.zigzag_help"))
    expect(lab.page.get_by_role("link", name=text("page.start_course"))).to_be_visible()
    assert any("/stage/en/paths?" in url for url in lab.requests)


def test_words_say_what_the_core_found(lab: Lab) -> None:
    """Each run's sentence is there, and the charts' alternative text and the live region say the same."""
    lab.open()
    assert len(lab.words) == 2
    assert "settled by step" in lab.words[1]
    for sentence in lab.words:
        assert sentence.split(". That")[0] in str(lab.page.locator(".stage-charts").get_attribute("aria-label"))
    expect(lab.page.locator(".stage > [aria-live=polite]")).to_contain_text("settled by step")
