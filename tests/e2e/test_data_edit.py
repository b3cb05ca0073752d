"""Examples changed by hand: the bowl, the path and the fit follow before the button is let go."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.stage.answers.conditioning import conditioning
from app.stage.answers.examples import raw_rows
from app.words.words import text
from optim_core import Experiment
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import LIVE, Lab
from tests.e2e.test_phone import Finger, scrolled

LINE = "surface=line&data=outliers&examples=16&steps=60&run1=gd&run1.lr=0.05"
PICTURES = f"""() => ({{
  surface: document.querySelector(".stage-living").hidden ? "" : document.querySelector(".stage-living").toDataURL(),
  path: ({LIVE})()[0] ?? "",
  fit: document.querySelector(".stage-scatter-curves path").getAttribute("d"),
}})"""
ALL_OTHERS = f"""(before) => {{
  const now = ({PICTURES})();
  return Object.entries(before).every(([key, was]) => now[key] && now[key] !== was) ? now : null;
}}"""
PLACE = """([kind, i]) => {
  const dots = [...document.querySelectorAll(kind)].filter((dot) => dot.getAttribute("fill") === "currentColor");
  const box = dots[i].getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
DOTS = ".stage-scatter-points circle"


def place(lab: Lab, i: int) -> tuple[float, float]:
    """Where a training example is in the window."""
    lab.page.locator(".stage-scatter").scroll_into_view_if_needed()
    x, y = lab.page.evaluate(PLACE, [DOTS, i])
    return float(x), float(y)


def rows_of(experiment: Experiment) -> list[list[float]]:
    data = experiment.surface.data
    assert data is not None
    return raw_rows(data)


def rows(lab: Lab) -> list[list[float]]:
    return rows_of(lab.experiment)


def grip(lab: Lab) -> Locator:
    return lab.page.locator(".stage-point")


def test_dragging_an_outlier_moves_bowl_path_and_fit_at_once(lab: Lab) -> None:
    """All three are others in two frames of the drag, without a new scene; Escape takes it back, a release settles it."""
    lab.open(LINE)
    before, mouse = lab.query, lab.page.mouse
    last = len(rows(lab)) - 2
    x, y = place(lab, last)
    mouse.move(x, y)
    mouse.down()
    asked = len(lab.requests)
    seen = lab.page.evaluate(PICTURES)
    for down in (60, 120):
        mouse.move(x, y + down, steps=3)
        seen = lab.page.wait_for_function(ALL_OTHERS, arg=seen).json_value()
    assert not any("/scene?" in request for request in lab.requests[asked:])
    assert lab.query == before
    lab.page.keyboard.press("Escape")
    mouse.up()
    expect(lab.page.locator(".stage-living")).to_be_hidden()
    lab.page.wait_for_function("(q) => document.querySelector('.stage').dataset.wanted === q", arg=before)
    lab.at_rest()
    assert "points" not in lab.fields

    with lab.change():
        mouse.move(*place(lab, last))
        mouse.down()
        mouse.move(x, y + 90, steps=4)
        mouse.up()
    expect(lab.page.locator(".stage-living")).to_be_hidden()
    moved, was = rows(lab), rows_of(Experiment.from_query(before))
    assert [i for i, (now, then) in enumerate(zip(moved, was, strict=True)) if now != then] == [last]
    lab.shows(lab.experiment)
    told = conditioning(lab.experiment.surface, "en")
    assert told is not None
    expect(lab.page.locator(".stage-conditioning p")).to_have_text(told["words"])
    lab.committed()


def test_examples_are_changed_by_keys_and_numbers_and_undone(lab: Lab) -> None:
    """One tab stop: Page Down chooses, arrows move, Delete removes; fields and buttons do the same; undo brings back."""
    lab.open(LINE)
    count = len(rows(lab))
    grip(lab).focus()
    lab.page.keyboard.press("PageDown")
    expect(grip(lab)).to_have_accessible_name(text_of(lab, 1))
    second = rows(lab)[1]
    with lab.change():
        lab.page.keyboard.press("Shift+ArrowUp")
    assert rows(lab)[1][1] > second[1]
    with lab.change():
        lab.page.keyboard.press("Delete")
    assert len(rows(lab)) == count - 1
    lab.look_closer("data").get_by_text(text("stage.points.title"), exact=True).click()
    with lab.change():
        lab.button("stage.points.add").click()
    assert len(rows(lab)) == count
    panel = lab.page.locator(".stage-points")
    with lab.change():
        lab.type(panel.get_by_role("textbox", name="y", exact=True), 9)
    assert rows(lab)[-1][1] == 9
    with lab.change():
        lab.page.locator(".ghost-buttons button").first.click()
    assert rows(lab)[-1][1] != 9
    with lab.change(points=None):
        lab.button("stage.points.back").click()
    assert len(rows(lab)) == count


def text_of(lab: Lab, i: int) -> str:
    found, data = rows(lab), lab.experiment.surface.data
    assert data is not None
    values = ", ".join(f"{label} = {value:g}" for label, value in zip(data.labels, found[i], strict=False))
    return text("stage.points.point").format(number=i + 1, count=len(found), values=values)


@pytest.mark.deep
def test_another_set_or_another_draw_lets_moved_examples_go(lab: Lab) -> None:
    """The slider of a set's examples stays alive and says what it did; the list of sets changes the data altogether."""
    lab.open(f"{LINE}&points=0_1__1_2__2_2__3_5")
    slider = lab.slider(text("surface.line.examples.name"))
    with lab.change(points=None, examples="17"):
        slider.focus()
        lab.page.keyboard.press("ArrowRight")
    expect(lab.page.get_by_text(text("stage.points.redrawn"), exact=True).first).to_be_visible()
    with lab.change(data="unscaled"):
        lab.page.get_by_label(text("stage.points_set"), exact=True).select_option("unscaled")
    expect(lab.page.get_by_text(text("dataset.unscaled.teaches"), exact=True).first).to_be_visible()
    with lab.change(standardise="1"):
        lab.look_closer("data").get_by_role("button", name=text("stage.bowl_standardise"), exact=True).click()
    expect(lab.page.locator(".stage-conditioning p")).to_have_text(text("stage.bowl_round", limit="1"))


@pytest.mark.deep
def test_the_start_line_is_held_by_its_ends(lab: Lab) -> None:
    """An end that goes up raises the line there and leaves the other end where it was, by key and by mouse."""
    lab.open(LINE)
    right = lab.page.get_by_role("slider", name=text("stage.line_right_end"), exact=True)
    left = lab.page.get_by_role("slider", name=text("stage.line_left_end"), exact=True)
    rest = float(left.get_attribute("aria-valuenow") or "nan")
    with lab.change():
        right.focus()
        lab.page.keyboard.press("Shift+ArrowUp")
    w, _ = lab.experiment.point
    assert w > 0
    assert float(left.get_attribute("aria-valuenow") or "nan") == pytest.approx(rest, abs=1e-4)
    right.hover()
    box = right.bounding_box()
    assert box is not None
    seen = ",".join(lab.live())
    with lab.change():
        lab.page.mouse.down()
        lab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 60, steps=4)
        lab.page.wait_for_function(f"(seen) => ({LIVE})().join() !== seen", arg=seen)
        lab.page.mouse.up()
    assert lab.experiment.point[0] > w
    lab.shows(lab.experiment)


@pytest.mark.deep
def test_a_finger_drags_an_example_and_the_page_stays(visit: Visit) -> None:
    """While an example is held nothing scrolls; beside the examples the plot scrolls the page as any other place."""
    lab = visit(**PHONE).open(LINE)
    finger = Finger(lab)
    x, y = place(lab, 8)
    before = scrolled(lab)
    with lab.change():
        finger.down(x, y)
        for dy in range(0, 60, 10):
            finger.move(x, y - dy)
        finger.up()
    assert scrolled(lab) == before
    assert "points" in lab.fields
