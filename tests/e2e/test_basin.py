"""The basin map in the browser: drawn on a button, explored and used by pointer and by keyboard, stopped, out of date."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from optim_core import SURFACES
from tests.e2e.axe import violations
from tests.e2e.lab import Lab

WELLS = "v=1&surface=himmelblau&x=-1&y=-1&steps=100&run1=gd&run1.lr=0.01"
SLOW = "v=1&surface=himmelblau&x=-1&y=-1&steps=1000&run1=adam"  # the map, not the run


def panel(lab: Lab) -> Locator:
    """The panel, opened."""
    return lab.open_panel(lab.page.locator("details.insight-basin"))


def drawn(found: Locator) -> Locator:
    """The panel with its map finished."""
    found.get_by_role("button", name=text("stage.basin.draw"), exact=True).click()
    expect(found.locator(".insight-basin-table tbody tr").first).to_be_visible()
    expect(found.get_by_role("button", name=text("stage.basin.stop"), exact=True)).to_be_hidden()
    expect(found.get_by_role("button", name=text("stage.basin.again"), exact=True)).to_be_enabled()
    return found


def test_the_map_is_drawn_and_said(lab: Lab) -> None:
    """One press draws the map: a picture with its words, a table of the regions, and the status line sums it up."""
    found = drawn(panel(lab.open(WELLS)))
    rows = found.locator(".insight-basin-table tbody tr")
    assert rows.count() == len(SURFACES["himmelblau"].minima)
    said = found.get_by_role("status").first.text_content()
    assert said is not None
    assert said.startswith("Of 40401 starts: ")
    assert "Reaches the minimum at (3, 2)" in said
    expect(found.get_by_role("img")).to_have_attribute("aria-label", said)
    colours = found.locator(".insight-basin-canvas").evaluate(
        """(canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    assert colours > len(SURFACES["himmelblau"].minima)  # one for each region, and their borders
    assert violations(lab.page, ".insight-basin") == []


def test_a_click_starts_the_run_there(lab: Lab) -> None:
    """Clicking on the map moves the start to that point; the map stays, since it does not depend on the start."""
    found = drawn(panel(lab.open(WELLS)))
    frame = found.locator(".insight-basin-frame")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    with lab.change():
        lab.page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"])
    (low, high), _ = SURFACES["himmelblau"].domain
    x, y = lab.experiment.point
    assert abs(x - (low + 0.75 * (high - low))) < 0.05
    assert abs(y - x) < 0.05
    assert "(3, 2)" in lab.words[0]
    expect(found.get_by_text(text("stage.basin.stale"))).to_be_hidden()


@pytest.mark.deep
def test_a_start_is_chosen_by_keyboard_and_from_the_table(lab: Lab) -> None:
    """Arrow keys move the cross, which says what happens there; Enter runs from it. Each region has a button, too."""
    found = drawn(panel(lab.open(WELLS)))
    cross = found.locator(".insight-basin-cursor")
    cross.focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "ArrowUp"):
        lab.page.keyboard.press(key)
    expect(cross).to_have_attribute("aria-label", "Start chosen on the basin map: x = 1.2, y = -0.89. "
        "Reaches the minimum at (3.584, -1.848). Arrow keys move it, Enter runs from there.")  # fmt: skip
    with lab.change(x="1.2", y="-0.89"):
        lab.page.keyboard.press("Enter")
    assert cross.evaluate("(node) => node === document.activeElement")
    row = found.locator("tbody tr").filter(has_text="(-2.805, 3.131)")
    with lab.change():
        row.get_by_role("button").click()
    assert "(-2.805, 3.131)" in lab.words[0]


@pytest.mark.deep
def test_other_settings_make_the_map_out_of_date(lab: Lab) -> None:
    """A changed rate is noticed, drawing again brings the map up to date; on another surface there is no map yet."""
    found = drawn(panel(lab.open(WELLS)))
    stale = found.get_by_text(text("stage.basin.stale"))
    with lab.change(run1__lr="0.03"):
        lab.type(lab.box("learning rate", 0), "0.03")
    expect(stale).to_be_visible()
    found.get_by_role("button", name=text("stage.basin.again"), exact=True).click()
    expect(stale).to_be_hidden()
    expect(found.get_by_role("rowheader").filter(has_text=text("basin.diverged"))).to_be_visible()


@pytest.mark.deep
def test_work_can_be_stopped(lab: Lab) -> None:
    """Stop ends the work, says so and gives the focus back; the map can be drawn again."""
    found = panel(lab.open(SLOW))
    found.get_by_role("button", name=text("stage.basin.draw"), exact=True).click()
    stop = found.get_by_role("button", name=text("stage.basin.stop"), exact=True)
    expect(found.get_by_role("progressbar")).to_be_visible()
    stop.focus()
    lab.page.keyboard.press("Enter")
    expect(found.get_by_text(text("stage.basin.stopped"))).to_be_visible()
    expect(stop).to_be_hidden()
    start = found.get_by_role("button", name=text("stage.basin.draw"), exact=True)
    expect(start).to_be_enabled()
    assert start.evaluate("(node) => node === document.activeElement")
