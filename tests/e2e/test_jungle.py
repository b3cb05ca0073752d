"""The jungle game in a browser: won by keyboard alone and by touch, kept through a reload, safe from bad links."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from app.words.words import text
from lessons.jungle import place, replay
from lessons.jungle.voice import heading_of
from tests.e2e.axe import in_both_schemes
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab
from tests.e2e.test_phone import CUT_OFF

SEED = 20261122
TO_VOICE, BEGIN = text("jungle.to_voice"), text("jungle.begin")
SMALL = """() => [...document.querySelectorAll(".jungle :is(button, input, summary)")].filter((node) => node.checkVisibility())
  .map((node) => [node.ariaLabel || node.textContent, node.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""


def come(lab: Lab, query: str = "", log: str | None = None) -> Lab:
    """Open the game; with a query wait until the game stands at `log`."""
    lab.page.goto(f"{lab.url}jungle" + (f"?{query}" if query else ""))
    if log is None:
        expect(lab.page.get_by_role("button", name=BEGIN)).to_be_visible()
    else:
        stands_at(lab, log)
    return lab


def stands_at(lab: Lab, log: str) -> None:
    expect(lab.page.locator(f'.jungle[data-log="{log}"]')).to_be_attached()


def fields(lab: Lab) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(lab.page.url).query).items()}


def tab_to(lab: Lab, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _ in range(60):
        lab.page.keyboard.press("Tab")
        focused = lab.page.evaluate(
            "() => { const node = document.activeElement; return node.ariaLabel ?? node.labels?.[0]?.textContent ?? node.textContent; }"
        )
        if focused == name:
            return
    pytest.fail(f"Tab never came to {name}")


def test_a_level_is_won_by_keyboard_alone(lab: Lab) -> None:
    """Begin, walk towards the voice, turn the compass, walk, type a length: found, told, focused, and in the address."""
    page, press = lab.page, lab.page.keyboard.press
    come(lab)
    tab_to(lab, BEGIN)
    press("Enter")
    expect(page.locator(".jungle-title")).to_be_focused()
    tab_to(lab, text("jungle.compass"))
    compass = page.get_by_role("slider", name=text("jungle.compass"))
    press("ArrowRight")
    expect(compass).to_have_attribute("aria-valuetext", "north-east, 45 degrees")
    press("Home")
    press("Enter")
    heading = float(str(compass.get_attribute("aria-valuenow")))
    stands_at(lab, f"1_h{heading:g}:1")
    expect(page.get_by_role("status").first).to_contain_text("You walked 1.00 m")
    tab_to(lab, text("jungle.stride"))  # the slider
    tab_to(lab, text("jungle.stride"))  # its number field
    game = replay(1, int(fields(lab)["seed"]), fields(lab)["log"])
    page.keyboard.type(f"{float(np.hypot(*(game.place.friends[0] - game.last.point))):.2f}")
    tab_to(lab, TO_VOICE)
    press("Enter")
    expect(page.locator("#jungle-debrief")).to_be_focused()
    expect(page.locator("#jungle-debrief")).to_have_text(text("jungle.debrief_found"))
    won = replay(1, int(fields(lab)["seed"]), fields(lab)["log"])
    expect(page.locator(".jungle-said")).to_contain_text(text("jungle.end_found", points=won.tally.score))
    expect(page.locator(".jungle-mine .jungle-points")).to_have_text(str(won.tally.score))
    expect(page.locator(".jungle-table tbody tr")).to_have_count(5)
    best = text("jungle.level_best", points=won.tally.score)
    expect(page.locator(".jungle-level").first).to_contain_text(best)
    page.reload()
    expect(page.locator(".jungle-level").first).to_contain_text(best)  # kept by the browser, graded again
    tab_to(lab, text("jungle.next"))
    press("Enter")
    expect(page.locator(".jungle-title")).to_have_text(
        text("jungle.level_label", number=2, name=text("jungle.level_2"))
    )


@pytest.mark.deep
def test_a_level_is_won_by_touch(visit: Visit) -> None:
    """At 390 pixels: the map is tapped where the friend is, then the button; nothing is cut off or too small to hit."""
    lab = come(visit(**PHONE), f"level=2&seed={SEED}&log=1", "1")
    where = place(2, SEED)
    left, right, low, high = where.box
    (x, y), screen = where.friends[0].tolist(), lab.page.locator(".jungle-map")
    screen.scroll_into_view_if_needed()
    box = screen.bounding_box()
    assert box is not None
    across, down = (x - left) / (right - left), (high - y) / (high - low)
    lab.page.touchscreen.tap(box["x"] + across * box["width"], box["y"] + down * box["height"])
    aimed = lab.page.get_by_role("textbox", name=text("jungle.heading"), exact=True)
    assert float(aimed.input_value()) == pytest.approx(heading_of(x, y), abs=3)
    lab.page.get_by_role("button", name=text("jungle.walk_heading")).tap()
    expect(lab.page.locator(".jungle-steps li")).to_have_count(2)
    for _ in range(12):
        if lab.page.locator("#jungle-debrief").is_visible():
            break
        game = replay(2, SEED, fields(lab)["log"])
        far = float(np.hypot(*(where.friends[0] - game.last.point)))
        lab.type(lab.page.get_by_role("textbox", name=text("jungle.stride"), exact=True), f"{far:.2f}")
        lab.page.get_by_role("button", name=TO_VOICE).tap()
        expect(lab.page.locator(".jungle-steps li")).to_have_count(len(game.stops) + 1)
    expect(lab.page.locator("#jungle-debrief")).to_have_text(text("jungle.debrief_found"))
    assert lab.page.evaluate(CUT_OFF) == []
    assert lab.page.evaluate(SMALL) == []


def test_a_reload_loses_nothing(lab: Lab) -> None:
    """The address holds each step; a reload, and coming back without an address, go on where the game was."""
    come(lab, f"level=6&seed={SEED}&log=1_v1.5", "1_v1.5")
    lab.page.get_by_role("button", name=text("jungle.listen")).click()
    stands_at(lab, "1_v1.5_l")
    assert fields(lab) == {"level": "6", "seed": str(SEED), "log": "1_v1.5_l"}
    lab.page.reload()
    stands_at(lab, "1_v1.5_l")
    expect(lab.page.locator(".jungle-voice")).to_contain_text("(the mean of 2 shouts)")
    lab.page.goto(lab.url)
    lab.page.goto(f"{lab.url}jungle")
    stands_at(lab, "1_v1.5_l")


def test_a_shared_link_replays_with_its_debrief(lab: Lab) -> None:
    """The link of an ended search shows the same table and ghosts; starting again is a game of one's own."""
    log = "1_v0.8_h120:2_v1_x"
    come(lab, f"level=7&seed={SEED}&log={log}", log)
    expect(lab.page.locator(".jungle-ghost")).to_have_count(4)
    expect(lab.page.locator(".jungle-friend")).to_have_count(4)
    expect(lab.page.locator(".jungle-table tbody tr")).to_have_count(5)
    lab.page.get_by_role("button", name=text("jungle.restart")).click()
    stands_at(lab, "1")
    expect(lab.page.locator(".jungle-ghost")).to_have_count(0)


def test_a_hostile_link_does_nothing(lab: Lab) -> None:
    """Script in the log and nonsense elsewhere: a game begins, the reason is shown as text, and nothing ran."""
    evil = "%3Cimg%20src%3Dx%20onerror%3D%22window.hit%3D1%22%3E"
    come(lab, f"level=3&seed={SEED}&log=1_{evil}", "1")
    expect(lab.page.get_by_role("alert").first).to_contain_text("Step 1, “<img src=x onerror")
    come(lab, f"level={evil}&seed=-5&log={'9' * 3000}", "1")
    expect(lab.page.get_by_role("alert").first).to_contain_text("There is no level “<img src=x")
    assert lab.page.evaluate("() => window.hit ?? null") is None
    box = lab.page.get_by_role("textbox", name=text("jungle.stride"), exact=True)
    for wrong in ("", "lots", "1e9", "-1", "1000"):
        box.fill(wrong)
        lab.page.get_by_role("button", name=TO_VOICE).click()
        expect(lab.page.locator("#jungle-stride-error")).not_to_be_empty()
    stands_at(lab, "1")
    lab.type(box, "0,5")
    lab.page.get_by_role("button", name=TO_VOICE).click()
    stands_at(lab, "1_v0.5")


def test_axe_finds_nothing(visit: Visit) -> None:
    """No violation in the story, in play with an error, and in the debrief."""
    lab = come(visit(viewport={"width": 1280, "height": 2600}))
    assert in_both_schemes(lab) == [], "the story"
    lab.page.get_by_role("button", name=BEGIN).click()
    lab.type(lab.page.get_by_role("textbox", name=text("jungle.heading"), exact=True), "400")
    lab.page.locator(".jungle-log summary").click()
    assert in_both_schemes(lab) == [], "in play"
    come(lab, f"level=3&seed={SEED}&log=1_v2_x", "1_v2_x")
    assert in_both_schemes(lab) == [], "the debrief"
