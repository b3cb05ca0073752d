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
    for role in ("downhill", "now", "start"):
        assert all(trace["x"] for trace in lab.traces("map", role)), role
    assert not any(trace["x"] for trace in lab.traces("map", "steps")), "at the end no step is about to be taken"
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


def test_three_marks_lead_a_newcomer_and_never_come_again(newcomer: Visit) -> None:
    """Each mark goes when it was done; then there is a goal. Who was here before, or follows a link, sees none."""
    lab = newcomer(reduced_motion="reduce").open("", drawn=False)
    lab.at_rest()
    mark = lab.page.get_by_role("note", name=text("stage.welcome.title"))
    expect(mark).to_contain_text(text("stage.welcome.ring"))
    with lab.change():
        lab.ring.press("ArrowLeft")
    expect(mark).to_contain_text(text("stage.welcome.rate"))
    rate = lab.slider(text("optimizer.gd.lr.name"), 0)
    with lab.change():
        rate.press("End")
    expect(mark).to_contain_text(text("stage.welcome.step"))
    lab.button("stage.back").click()
    expect(mark).to_be_hidden()
    expect(lab.page.locator(".welcome-goal")).to_contain_text(text("stage.welcome.goal")[:20])
    lab.open("", drawn=False).at_rest()
    expect(mark).to_be_hidden()


def test_a_link_is_no_first_visit(newcomer: Visit) -> None:
    """What somebody sent is looked at as it is, without a mark over it."""
    lab = newcomer().open()
    expect(lab.page.get_by_role("note")).to_be_hidden()
