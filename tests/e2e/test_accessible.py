"""Accessible: axe finds nothing, the keyboard reaches everything, and what happened is said once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.stage.gallery.presets import PRESETS
from app.words.words import text
from tests.e2e.axe import SIZES, violations_on_screen
from tests.e2e.conftest import Visit
from tests.e2e.lab import Lab
from tests.e2e.page import examples, examples_chip, share, surface_chip, surfaces

RATE = text("optimizer.gd.lr.name")


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", "desktop"), pytest.param("dark", "phone", marks=pytest.mark.deep)]
)
def test_axe_finds_nothing(visit: Visit, scheme: str, size: str) -> None:
    """No violation on the playground, with all unfolded, with a mistake in a formula, and in all that the bar opens."""
    lab = visit(color_scheme=scheme, viewport=SIZES[size])
    lab.open("surface=ravine&run1=gd&run2=adam&run2.lr=0.5&run2.lr.from20=0.1&steps=60")
    assert violations_on_screen(lab.page) == [], "the playground"
    assert lab.tabs == ["step", "rates", "compare", "landscape", "rule", "export"]  # of data there is nothing
    for tab in lab.tabs:
        lab.look_closer(tab)
        lab.unfold()
        assert violations_on_screen(lab.page) == [], tab
    lab.type(lab.box(RATE, 0), "lots")
    expect(lab.page.get_by_text(text("stage.number_bad"))).to_be_visible()
    assert violations_on_screen(lab.page) == [], "with all settings open, and a number that is none"
    for opens in (surfaces, examples, share):
        opened = opens(lab)
        expect(opened.get_by_role("button").nth(1)).to_be_visible()
        assert violations_on_screen(lab.page) == [], opens.__name__
        lab.page.keyboard.press("Escape")
    lab.open("formula=x%5E2%2By%5E2&run1=gd&stop.loss=1&noise=1")
    field = lab.page.get_by_label(text("stage.formula"), exact=True)
    field.fill("2x + y^2")
    expect(lab.page.locator(".stage-formula-say mark")).to_be_visible()
    assert violations_on_screen(lab.page) == [], "a formula with a mistake"


@pytest.mark.deep
def test_axe_finds_nothing_on_a_curve_or_in_a_warning(visit: Visit) -> None:
    """No violation with a 1-D surface, nor with the list of what a bad link got wrong."""
    lab = visit(viewport=SIZES["desktop"])
    lab.open("surface=dips&run1=gd&run1.lr=NaN&steps=0")
    assert violations_on_screen(lab.page) == []


def tab_stops(lab: Lab, most: int = 400) -> list[str]:
    """The names of all that Tab reaches, from the first link of the page to its end."""
    stops: list[str] = []
    lab.page.get_by_role("link").first.focus()
    for _ in range(most):
        lab.page.keyboard.press("Tab")
        name = lab.page.evaluate("""() => {
          const node = document.activeElement;
          if (!node || node === document.body) return null;
          const label = node.getAttribute("aria-label") ?? node.labels?.[0]?.textContent ?? node.textContent;
          return `${node.tagName.toLowerCase()}${node.type === "range" ? " range" : ""}: ${label.trim().slice(0, 60)}`;
        }""")
        if name is None:
            break
        stops.append(name)
    return stops


@pytest.mark.parametrize(
    ("scheme", "size"), [pytest.param("dark", "desktop", marks=pytest.mark.deep), ("light", "phone")]
)
def test_axe_finds_nothing_beside_data(visit: Visit, scheme: str, size: str) -> None:
    """No violation with data beside the map: their editing and table, the units, the pulls, landscape and weights."""
    lab = visit(color_scheme=scheme, viewport=SIZES[size])
    lab.open("surface=net_classes&width=2&steps=40&batch=10&run1=adam&run2=gd")
    lab.look_closer("data")
    lab.page.get_by_role("combobox", name=text("stage.pulls.choice")).select_option(index=1)
    lab.page.get_by_label(text("stage.data_units")).check()
    lab.unfold()
    assert violations_on_screen(lab.page) == []
    for panel in ("landscape", "insight-weights"):
        opened = lab.open_panel(lab.page.locator(f".{panel}"))
        expect(opened.locator("svg path").first).to_be_attached()
        assert violations_on_screen(lab.page) == [], panel


def test_tab_reaches_every_control(lab: Lab) -> None:
    """From the top to the end of the page Tab stops at every control once, and never gets caught."""
    lab.open("surface=ravine&run1=gd&run2=adam")
    lab.unfold()
    stops = tab_stops(lab)
    reached = "\n".join(stops)
    controls = lab.page.locator(".stage :is(button, input, select, a[href], summary):not(:disabled)").evaluate_all(
        """(all) => all.filter((node) => node.checkVisibility({ visibilityProperty: true })).map((node) => {
          const label = node.getAttribute("aria-label") ?? node.labels?.[0]?.textContent ?? node.textContent;
          return `${node.tagName.toLowerCase()}${node.type === "range" ? " range" : ""}: ${label.trim().slice(0, 60)}`;
        })"""
    )
    assert len(controls) > 30
    missing = [name for name in controls if stops.count(name) < controls.count(name)]
    assert missing == []
    for key in ("stage.bar.surface", "stage.bar.examples", "stage.bar.share"):
        assert text(key) in reached, key
    assert len(stops) < 400, "Tab came to the end of the page"


def test_everything_by_keyboard(lab: Lab) -> None:
    """Surface, preset, rate, start, runs, time and files can be used without a mouse."""
    lab.open()
    press, page = lab.page.keyboard.press, lab.page
    surface_chip(lab).focus()
    press("Enter")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("Booth")
    with lab.change(surface="booth"):
        press("Enter")
    expect(surface_chip(lab)).to_be_focused()
    examples_chip(lab).focus()
    press("Enter")
    expect(page.get_by_role("button", name=text("stage.bar.reset"), exact=True)).to_be_focused()
    press("Tab")  # to the first example; from there arrows lead on
    press("ArrowRight")
    press("ArrowRight")
    expect(page.get_by_role("button", name=text("preset.bouncing"), exact=True)).to_be_focused()
    with lab.change():
        press("Enter")
    assert lab.experiment == PRESETS["bouncing"]
    lab.slider(RATE, 0).focus()
    rate = lab.experiment.runs[0].hypers["lr"]
    with lab.change():
        press("ArrowLeft")
    assert lab.experiment.runs[0].hypers["lr"] < rate
    lab.ring.focus()
    x = lab.experiment.point[0]
    with lab.change():
        press("ArrowLeft")
    assert lab.experiment.point[0] < x
    lab.button("stage.add_run").focus()
    press("Enter")
    press("Tab")
    with lab.change():
        press("Enter")  # the first of the list
    assert len(lab.experiment.runs) == 2
    expect(lab.button("stage.add_run")).to_be_focused()
    row = lab.runs.nth(0).locator(".stage-row")
    row.focus()
    press("Space")
    expect(row).to_have_attribute("aria-expanded", "true")
    expect(row).to_be_focused()
    lab.runs.nth(0).get_by_role("button", name=text("stage.more_run", name="Gradient descent")).press("Enter")
    lab.button("stage.remove", name="Gradient descent").focus()
    with lab.change():
        press("Space")
    assert len(lab.experiment.runs) == 1
    lab.slider(text("stage.scrubber")).focus()
    press("Home")
    expect(page.locator(".stage-step")).to_have_text(text("stage.at_step", step=0, steps=lab.experiment.steps))
    lab.button("stage.forward").focus()
    press("Enter")
    expect(page.locator(".stage-step")).to_have_text(text("stage.at_step", step=1, steps=lab.experiment.steps))
    menu = page.get_by_role("combobox", name=text("stage.chart"), exact=True)
    menu.focus()
    press("ArrowDown")
    expect(menu).to_have_value("loss")
    page.locator(".closer-handle").focus()
    press("Enter")
    page.get_by_text(text("stage.table"), exact=True).focus()
    press("Enter")
    expect(page.locator(".stage-table tbody tr:visible").first).to_be_visible()
    lab.button("stage.bar.share").focus()
    press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name=text("stage.copy_link"))).to_be_focused()
    press("Tab")
    press("Tab")
    with page.expect_download():
        press("Enter")
    press("Shift+Tab")
    with page.expect_download():
        press("Enter")


def test_focus_stays_where_it_is(lab: Lab) -> None:
    """A slider, a field or the ring that is used by keyboard keeps the focus through the commit and the page's rerun."""
    lab.open("surface=himmelblau&run1=gd&run1.lr=0.01&steps=40")
    for control, key in ((lab.slider(RATE, 0), "ArrowLeft"), (lab.ring, "ArrowUp"), (lab.box("x"), "Enter")):
        control.focus()
        if key == "Enter":
            control.fill("1.25")
        with lab.change():
            lab.page.keyboard.press(key)
        lab.committed()
        assert control.evaluate("(node) => node === document.activeElement")


def test_what_happened_is_said_once_after_a_change(newcomer: Visit) -> None:
    """The live region is silent while changes follow one another, then says once what the words on the page say."""
    lab = newcomer()
    lab.open("surface=himmelblau&run1=gd&run1.lr=0.01&steps=40")
    expect(lab.page.locator(".stage > [aria-live=polite]")).not_to_be_empty()
    lab.page.evaluate("""() => {
      window.said = [];
      const speaker = document.querySelector(".stage > [aria-live=polite]");
      new MutationObserver(() => said.push(speaker.textContent)).observe(speaker, { childList: true, characterData: true, subtree: true });
    }""")
    clock = lab.page.clock
    clock.install()
    clock.pause_at(lab.page.evaluate("() => Date.now()") + 1000)
    lab.slider(RATE, 0).focus()
    for _ in range(4):  # each is drawn and at rest, but nobody could listen that fast
        with lab.page.expect_response(lambda response: "/paths?" in response.url):
            lab.page.keyboard.press("ArrowLeft")
        drawn = lab.query
        while lab.query == drawn:
            clock.run_for(20)
    assert lab.page.evaluate("() => said") == []
    clock.run_for(2000)
    assert lab.page.evaluate("() => said") == [" ".join(lab.words)]
    clock.resume()


def test_pictures_have_words(lab: Lab) -> None:
    """Map and charts have names; the charts' text equivalent is the words of what happened; headings are in order."""
    lab.open(PRESETS["race"].to_query())
    expect(lab.page.get_by_role("group", name=text("stage.map"))).to_be_visible()
    label = str(lab.page.locator(".stage-charts").get_attribute("aria-label"))
    for words in lab.words:
        assert words.split(". ")[0] in label
    levels = lab.page.locator(":is(h1, h2, h3, h4):visible").evaluate_all(
        "(all) => all.map((h) => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
