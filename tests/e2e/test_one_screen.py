"""Picture, Play, learning rate and loss are on one screen together, and stay there while somebody drags."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from app.stage.gallery.presets import FIRST, PRESETS
from app.words.words import text
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
RATE = text("optimizer.gd.lr.name")
MOST_CONTROLS, MOST_WORDS, MOST_SHIFT = 29, 125, 0.1
# what a newcomer could press or fill in, and reads; a group of radio buttons or of tabs is one stop of the keyboard
CONTROLS = """() => [...document.querySelectorAll("button, input, select, textarea, summary, a[href], [role=button], [role=tab]")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && node.tabIndex >= 0
    && node.getBoundingClientRect().width > 4)
  .map((node) => node.getAttribute("aria-label") ?? node.textContent.trim().slice(0, 40))"""
# what can be seen: not what is only read out, nor what shows when it is pointed at or opened
READ = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = [];
  while (texts.nextNode()) {
    const { parentElement: node } = texts.currentNode, box = node.getBoundingClientRect();
    const chosen = node.tagName !== "OPTION" || node.selected;
    if (chosen && (box.width > 1 || node.tagName === "OPTION") && node.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && box.bottom > 0) seen.push(texts.currentNode.textContent);
  }
  return seen.join(" ");
}"""
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push([entry.value,
      entry.sources.map(({ node }) => (node?.outerHTML ?? String(node?.textContent)).slice(0, 90))]);
  }).observe({ type: "layout-shift", buffered: true });"""
# the boxes of the names on the map that lie on each other
OVERLAPS = """() => {
  const names = [...document.querySelectorAll(".stage-names text")].map((node) => [node.textContent, node.getBoundingClientRect()]);
  return names.flatMap(([one, a], i) => names.slice(i + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(([other]) => `${one} on ${other}`));
}"""


def parts(lab: Lab) -> dict[str, Locator]:
    return {
        "map": lab.map,
        "rate": lab.slider(RATE, 0),
        "play": lab.button("stage.play"),
        "chart": lab.page.locator(".stage-charts"),
    }


def outside(lab: Lab) -> list[str]:
    """Which of the four are not wholly in the window."""
    size = lab.page.viewport_size
    assert size is not None
    found = []
    for name, part in parts(lab).items():
        box = part.bounding_box()
        if (
            box is None
            or min(box["x"], box["y"]) < 0
            or box["x"] + box["width"] > size["width"] + 1
            or box["y"] + box["height"] > size["height"] + 1
        ):
            found.append(f"{name} {box}")
    return found


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_all_is_in_the_window_while_the_rate_is_dragged(visit: Visit, size: dict[str, Any]) -> None:
    """Map, slider, Play and chart stay in the window during a drag; the page does not scroll, and nothing shifts."""
    lab = visit(**size)
    lab.open(PRESETS[FIRST].to_query())
    assert outside(lab) == []
    assert lab.page.locator(".stMain").evaluate("(main) => main.scrollHeight <= main.clientHeight")
    lab.page.evaluate(f"() => {{ {SHIFTS.replace('buffered: true', 'buffered: false')} }}")  # not those of the load
    before, slider, mouse = lab.query, lab.slider(RATE, 0), lab.page.mouse
    places = {name: part.bounding_box() for name, part in parts(lab).items()}
    mouse.move(*lab.thumb(slider))
    mouse.down()
    for share in (0.55, 0.5, 0.6, 0.9):
        mouse.move(*lab.thumb(slider, share))
        lab.page.wait_for_function("() => document.querySelector('.stage').classList.contains('stage-live')")
        assert outside(lab) == []
        assert {name: part.bounding_box() for name, part in parts(lab).items()} == places
    assert lab.page.evaluate("() => window.shifts") == []
    mouse.up()
    lab.at_rest(before)
    assert outside(lab) == []


def test_a_newcomer_meets_few_controls_and_few_words(newcomer: Visit) -> None:
    """At the first view there are few controls and few words, navigation and Streamlit's menu included, and little moves while it loads."""
    lab = newcomer(**DESK, reduced_motion="reduce")
    lab.page.add_init_script(SHIFTS)
    lab.open("", drawn=False)
    lab.at_rest()
    expect(lab.page.get_by_role("note")).to_be_visible()
    controls = lab.page.evaluate(CONTROLS)
    assert len(controls) <= MOST_CONTROLS, controls
    words = re.findall(r"[^\W\d_]{2,}", lab.page.evaluate(READ))
    assert len(words) <= MOST_WORDS, words
    shifts = lab.page.evaluate("() => window.shifts")
    assert sum(value for value, _ in shifts) <= MOST_SHIFT, shifts


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, marks=[] if name in {"race", "saddle"} and size is DESK else pytest.mark.deep)
        for name in PRESETS
        for size in (
            DESK,
            PHONE,
            {"viewport": {"width": 1920, "height": 1080}},
            {"viewport": {"width": 640, "height": 400}},
        )
    ],
)
def test_no_two_names_on_the_map_overlap(visit: Visit, name: str, size: dict[str, Any]) -> None:
    """Runs, minimum, start and arrows are named where they are, and no name lies on another."""
    lab = visit(**size)
    experiment = PRESETS[name]
    lab.open(experiment.to_query())
    lab.at_rest()
    if len(experiment.runs) > 1 or experiment.surface.dim < 3:  # one run of many weights: nothing that needs a name
        expect(lab.page.locator(".stage-names text").first).to_be_attached()
    assert lab.page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in {"border", "outliers"} else pytest.mark.deep) for name in PRESETS]
)
def test_nothing_lies_over_the_drawer(visit: Visit, name: str) -> None:
    """In every example the chart ends above the drawer, however many lines there are to read around the data."""
    lab = visit(**DESK)
    lab.open(PRESETS[name].to_query())
    lab.page.wait_for_function(
        """() => {
          const [chart, drawer] = [".stage-charts", ".closer"].map((name) => document.querySelector(name).getBoundingClientRect());
          return chart.bottom <= drawer.top && drawer.bottom <= innerHeight;
        }"""
    )


@pytest.mark.parametrize("size", [(640, 400), (320, 256)], ids=["200 %", "400 %"])
def test_in_a_low_window_focus_is_never_covered(visit: Visit, size: tuple[int, int]) -> None:
    """Zoomed to 200 and 400 % the page scrolls as a whole, nothing sticks out, and what has the focus can be seen."""
    lab = visit(viewport={"width": size[0], "height": size[1]})
    lab.open(PRESETS[FIRST].to_query())
    wide = "() => Math.max(document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth)"
    assert lab.page.evaluate(wide) <= size[0]
    covered, seen = [], 0
    lab.page.locator(".stage button").first.focus()
    for _ in range(60):
        hit = lab.page.evaluate(
            """() => {
              const node = document.activeElement;
              if (!node?.closest(".stage")) return null;
              const box = node.getBoundingClientRect();
              const top = document.elementFromPoint(box.left + box.width / 2, Math.min(box.bottom - 2, box.top + box.height / 2));
              const label = node.getAttribute("aria-label") ?? node.textContent.slice(0, 40);
              return [label, Boolean(top && (node.contains(top) || top.contains(node) || node.closest("label, .stage-check")?.contains(top)))];
            }"""
        )
        if hit is None:
            break
        seen += 1
        if not hit[1]:
            covered.append(hit[0])
        lab.page.keyboard.press("Tab")
    assert seen > 15
    assert covered == []


CURVES = """() => {
  const gd = document.querySelector(".stage-charts");
  const [name] = gd.layout.meta.charts, trace = gd._fullData.find(({ meta }) => meta?.role === name && meta.run === 0);
  return [name, gd._fullLayout.yaxis.type, gd._fullLayout.yaxis.range, Array.from(trace.y)];
}"""


def test_the_chart_is_chosen_and_has_its_own_scale(lab: Lab) -> None:
    """Loss, step size, length of the gradient and rate are the core's numbers, each on an axis that holds them all."""
    lab.open("surface=ravine&x=20&y=4&steps=30&run1=momentum&run1.lr=0.02&run1.schedule=cosine")
    trajectory = lab.experiment.trajectories()[0]
    wanted = {
        "size": trajectory.step_sizes[:, 0],
        "gradient": np.linalg.norm(trajectory.gradients[:, 0], axis=1),
        "rate": trajectory.learning_rate[:, 0],
        "loss": trajectory.loss[:, 0],
    }
    menu = lab.page.get_by_role("combobox", name=text("stage.chart"), exact=True)
    for name, values in wanted.items():
        menu.select_option("loss_log" if name == "loss" else name)
        drawn_whole = f"(name) => {{ const [now,,, drawn] = ({CURVES})(); return now === name && drawn.length > 1; }}"
        lab.page.wait_for_function(drawn_whole, arg=name)
        lab.at_rest()
        lab.still()
        shown, kind, (low, high), drawn = lab.page.evaluate(CURVES)
        assert shown == name
        assert kind == ("linear" if name == "rate" else "log")
        seen = [value for value in drawn if value is not None]
        np.testing.assert_allclose(seen[-len(values) :], values[-len(seen) :], rtol=1e-12)
        ends = (low, high) if name == "rate" else (10**low, 10**high)
        assert ends[0] <= min(seen), name
        assert max(seen) <= ends[1], name
