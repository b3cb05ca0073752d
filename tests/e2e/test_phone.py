"""On a phone: 390 pixels wide, with a finger instead of a mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession

from app.stage.gallery.presets import PRESETS
from app.words.words import text
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import LIVE, Lab

RATE = text("optimizer.gd.lr.name")
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (node) => node && (/(auto|scroll)/.test(getComputedStyle(node).overflowX) && node.scrollWidth > node.clientWidth || scrolls(node.parentElement));
  return [...document.querySelectorAll(".stMain :is(button, input, select, a, p, h1, h3, li, label, summary, .stage-map, .stage-charts, canvas)")]
    .filter((node) => node.checkVisibility() && !scrolls(node) && !node.closest("[aria-hidden=true], .stage-hidden, .katex"))
    .map((node) => [node.tagName, node.className, node.getBoundingClientRect()])
    .filter(([, , box]) => box.width > 1 && (box.left < -0.5 || box.right > width + 0.5))
    .map(([tag, name, box]) => `${tag}.${name} ${Math.round(box.left)} to ${Math.round(box.right)}`);
}"""
SMALL = """() => [...document.querySelectorAll(".stage :is(button, input, select, summary, a[href])")]
  .filter((node) => node.checkVisibility() && node.type !== "checkbox") // that one has its label
  .map((node) => [node.ariaLabel || node.textContent || node.id, node.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""


@pytest.fixture
def phone(visit: Visit) -> Iterator[Lab]:
    return visit(**PHONE)


# what lies below the picture scrolls in the playground's frame, other pages as a whole
SCROLLED = """() => [document.querySelector(".frame"), document.querySelector(".stMain"), document.documentElement]
  .reduce((sum, node) => sum + (node?.scrollTop ?? 0), 0)"""


class Finger:
    """One finger on the screen, as the browser's own input events, so that scrolling happens or does not."""

    def __init__(self, lab: Lab) -> None:
        self.session: CDPSession = lab.page.context.new_cdp_session(lab.page)

    def _send(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": 1} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", (x, y))

    def move(self, x: float, y: float) -> None:
        self._send("touchMove", (x, y))

    def up(self) -> None:
        self._send("touchEnd")


def scrolled(lab: Lab) -> float:
    return float(lab.page.evaluate(SCROLLED))


def middle_of_ring(lab: Lab) -> tuple[float, float]:
    lab.ring.scroll_into_view_if_needed()
    box = lab.ring.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_start_follows_a_finger_and_the_page_scrolls_elsewhere(phone: Lab) -> None:
    """A finger on the ring drags the start and not the page; a tap sets it; a swipe over the map scrolls and changes nothing."""
    phone.open("surface=bowl&run1=gd&run1.lr=0.05&steps=40&x=-2&y=-1")
    finger, before = Finger(phone), phone.query
    x, y = middle_of_ring(phone)
    at = scrolled(phone)
    finger.down(x, y)
    for i in range(1, 9):
        finger.move(x + 8 * i, y - 14 * i)
    phone.page.wait_for_function(f"() => ({LIVE})()[0]")
    assert scrolled(phone) == at
    finger.up()
    phone.at_rest(before)
    assert scrolled(phone) == at
    moved = phone.experiment.point
    assert moved[0] > -2
    assert moved[1] > -1
    phone.shows(phone.experiment)
    phone.committed()  # the page was drawn again, and nothing moves under the finger

    phone.map.scroll_into_view_if_needed()
    with phone.change():
        phone.page.touchscreen.tap(*phone.at(3.0, -2.0))
    assert phone.experiment.point == pytest.approx((3.0, -2.0), abs=0.05)

    before, view, at = phone.query, phone.view(), scrolled(phone)
    x, y = phone.at(-3.0, 0.0)
    finger.down(x, y)
    for i in range(1, 9):
        finger.move(x, y - 20 * i)
    finger.up()
    phone.page.wait_for_function(f"(at) => ({SCROLLED})() > at + 60", arg=at)
    assert phone.query == before
    assert phone.view() == view


def test_a_slider_by_finger_with_the_map_in_sight(phone: Lab) -> None:
    """While a finger drags the learning rate, the map stays in sight and its path follows."""
    phone.open(PRESETS["zigzag"].to_query())
    slider, before = phone.slider(RATE, 1), phone.query
    slider.scroll_into_view_if_needed()
    finger = Finger(phone)
    finger.down(*phone.thumb(slider))
    for share in (0.55, 0.5, 0.45, 0.4):
        finger.move(*phone.thumb(slider, share))
    phone.page.wait_for_function(f"() => ({LIVE})().length === 2")
    shown = phone.map.evaluate("(map) => { const box = map.getBoundingClientRect(); return [box.top, box.bottom]; }")
    assert shown[0] >= -1
    assert shown[1] <= 844
    finger.up()
    phone.at_rest(before)
    assert phone.experiment.runs[1].hypers["lr"] != PRESETS["zigzag"].runs[1].hypers["lr"]


def test_nothing_is_cut_off_or_too_small_at_390_pixels(phone: Lab) -> None:
    """Nothing sticks out sideways, with everything unfolded and with a formula; all targets are 24 pixels large, the ring 44."""
    for query in ("surface=ravine&run1=gd&run2=adam&run2.lr.from5=0.1&steps=3000", "formula=x%5E2%2By%5E2&run1=adam"):
        phone.open(query)
        if phone.button("stage.closer.close").is_visible():  # it opens where it was left
            phone.button("stage.closer.close").click()
        phone.unfold()
        for tab in phone.tabs:
            phone.look_closer(tab)  # which lies over what stands below the picture
            phone.unfold(f"#closer-{tab}")
            assert phone.page.evaluate(CUT_OFF) == [], tab
            assert phone.page.evaluate(SMALL) == [], tab
        wide = phone.page.evaluate(
            "() => [document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth]"
        )
        assert max(wide) <= 390
        ring = phone.ring.bounding_box()
        assert ring is not None
        assert min(ring["width"], ring["height"]) >= 44
