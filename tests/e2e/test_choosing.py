"""The bar above the picture: examples, surfaces with pictures and a search, starting over; all without a rerun."""

from __future__ import annotations

import pytest
from playwright.sync_api import WebSocketRoute, expect

from app.stage.gallery.presets import FIRST, PRESETS
from app.words.words import text
from optim_core import SURFACES
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab
from tests.e2e.page import choose_surface, examples_chip, start_over, surface_chip, surfaces, take_preset


def test_presets_show_their_phenomenon_in_one_click(lab: Lab) -> None:
    """One click loads an experiment, draws it, says what happened, and puts it into the address."""
    lab.open()
    outcomes = {
        "just_right": "converged",
        "bouncing": "bouncing",
        "exploding": "diverged",
        "race": None,
        "saddle": None,
    }
    for name, outcome in outcomes.items():
        with lab.change():
            take_preset(lab, name)
        assert lab.experiment == PRESETS[name]
        lab.shows(PRESETS[name])
        lab.committed()
        if outcome:
            assert lab.page.locator(".stage-words").first.get_attribute("data-outcome") == outcome
        expect(surface_chip(lab)).to_contain_text(PRESETS[name].surface.name)
        expect(lab.page.get_by_role("heading", level=1)).to_have_text(text(f"preset.{name}_help"))


NAMES = """() => {
  window.named = [];
  const seen = () => {
    const name = document.querySelector(".bar-chip-name").textContent;
    const axes = document.querySelector(".stage-map").layout?.xaxis.range?.map((end) => Math.round(end)).join();
    const pair = `${name} ${axes}`;
    if (named.at(-1) !== pair) named.push(pair);
    window.frame = requestAnimationFrame(seen);
  };
  seen();
}"""


def test_an_example_is_drawn_before_streamlit_knows(newcomer: Visit) -> None:
    """A press draws through the stage's own endpoint, while Streamlit's connection is held up; then the page follows."""
    lab = newcomer()
    held: list[str | bytes] = []
    holding = False

    def connected(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(lambda message: held.append(message) if holding else server.send(message))
        server.on_message(route.send)

    lab.page.route_web_socket("**/_stcore/stream", connected)
    lab.open("surface=bowl&run1=gd")
    holding = True
    with lab.change():
        take_preset(lab, "race")
    lab.shows(PRESETS["race"])
    with lab.change(surface="booth"):
        choose_surface(lab, "Booth")
    assert held, "the page was told, and has not heard it yet"
    assert lab.experiment == PRESETS["race"].on(SURFACES["booth"])
    expect(surface_chip(lab)).to_contain_text("Booth")


def test_no_name_stands_over_another_map(lab: Lab) -> None:
    """From frame to frame the name in the bar and the map's box change together."""
    lab.open("surface=ackley&run1=gd")
    lab.page.evaluate(NAMES)
    with lab.change(surface="booth"):
        choose_surface(lab, "Booth")
    named = lab.page.evaluate("() => { cancelAnimationFrame(window.frame); return named; }")
    assert len(named) == 2, named
    assert named[0].startswith("Ackley")
    assert named[1].startswith("Booth")


def test_choosing_a_surface(lab: Lab) -> None:
    """All surfaces are there with a picture; choosing one keeps the runs, starts at its own start, and closes."""
    lab.open(PRESETS["zigzag"].to_query())
    gallery = surfaces(lab)
    expect(gallery.locator(".bar-tile")).to_have_count(len(SURFACES) + 1)
    expect(gallery.locator("[aria-current=true]")).to_have_text(text("surface.ravine.name"))
    for image in gallery.locator("img").all()[::9]:
        image.scroll_into_view_if_needed()
        lab.page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    with lab.change(surface="himmelblau"):
        gallery.get_by_role("button", name=SURFACES["himmelblau"].name, exact=True).click()
    expect(gallery).to_be_hidden()
    expect(surface_chip(lab)).to_be_focused()
    assert lab.experiment == PRESETS["zigzag"].on(SURFACES["himmelblau"])
    expect(lab.page.get_by_role("heading", level=1)).to_have_text(text("surface.himmelblau.teaches"))
    lab.shows(lab.experiment)
    lab.committed()


def test_the_search_finds_by_name_and_by_sentence(lab: Lab) -> None:
    """Words of a name or of what is to be seen find a surface; Enter takes the first, what fits nothing says so."""
    lab.open()
    gallery = surfaces(lab)
    field, shown = gallery.get_by_role("searchbox"), gallery.locator(".bar-tile:visible .bar-name")
    field.fill("egg box")  # in the sentence alone
    expect(shown).to_have_text([SURFACES["rastrigin"].name])
    field.fill("hump CAMEL")
    expect(shown).to_have_text([SURFACES["camel3"].name, SURFACES["camel6"].name])
    expect(gallery.get_by_role("status")).to_have_text("2 surfaces")
    field.fill("no such thing")
    expect(shown).to_have_count(0)
    expect(gallery.get_by_role("status")).to_have_text(text("stage.bar.not_found"))
    field.fill("himmel")
    with lab.change(surface="himmelblau"):
        field.press("Enter")
    expect(gallery).to_be_hidden()


def test_arrow_keys_go_through_the_pictures(lab: Lab) -> None:
    """The pictures are one tab stop, from the one that is there; arrows, Home and End go on; Escape leads back."""
    lab.open("surface=ravine&run1=gd")
    press, focused = lab.page.keyboard.press, lambda: lab.page.evaluate("() => document.activeElement.dataset.value")
    surface_chip(lab).press("Enter")
    expect(lab.page.get_by_role("searchbox")).to_be_focused()
    expect(lab.page.locator("[data-value=ravine]")).to_be_visible()  # the pictures come when they are first asked for
    press("Tab")
    assert focused() == "ravine"
    press("ArrowLeft")
    assert focused() == "ellipse"
    press("ArrowUp")
    assert focused() == "quadratic"
    press("Home")
    assert focused() == "parabola"
    press("ArrowLeft")
    assert focused() == "parabola"
    press("End")
    assert focused() == ""  # one's own formula
    press("Escape")
    expect(surface_chip(lab)).to_be_focused()
    expect(surface_chip(lab)).to_have_attribute("aria-expanded", "false")


def test_a_press_elsewhere_closes_what_is_open(lab: Lab) -> None:
    """One thing is open at a time, and the focus is never lost."""
    lab.open()
    gallery = surfaces(lab)
    expect(surface_chip(lab)).to_have_attribute("aria-expanded", "true")
    examples_chip(lab).click()
    expect(gallery).to_be_hidden()
    expect(lab.page.get_by_role("dialog")).to_have_count(1)
    lab.page.mouse.click(20, 790)
    expect(lab.page.get_by_role("dialog")).to_have_count(0)
    assert lab.page.evaluate("() => document.activeElement !== document.body")


def test_on_a_phone_it_is_a_sheet(visit: Visit) -> None:
    """As wide as the screen, at its lower edge, scrolled in itself; the page does not scroll sideways."""
    lab = visit(**PHONE).open()
    gallery = surfaces(lab)
    expect(gallery).to_be_visible()
    box, size = gallery.bounding_box(), lab.page.viewport_size
    assert box is not None
    assert size is not None
    assert (box["x"], box["width"]) == (0, size["width"])
    assert box["y"] + box["height"] == pytest.approx(size["height"], abs=1)
    assert gallery.evaluate("(node) => node.scrollHeight > node.clientHeight")
    assert lab.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    with lab.change(surface="dips"):
        gallery.get_by_role("button", name=SURFACES["dips"].name, exact=True).tap()


def test_start_over(lab: Lab) -> None:
    """ "Start over" brings the first experiment back, whatever was done before."""
    lab.open("surface=ackley&run1=adam&run2=adam&steps=33&noise=0.5&seed=4")
    with lab.change():
        start_over(lab)
    assert lab.experiment == PRESETS[FIRST]
    lab.shows(PRESETS[FIRST])
    lab.committed()


def test_the_way_back_comes_with_the_first_change(lab: Lab) -> None:
    """Undo and redo stand in the bar once there is something to take back; the headline follows the experiment."""
    lab.open()
    headline = lab.page.get_by_role("heading", level=1)
    expect(headline).to_have_text(text("preset.zigzag_help"))
    expect(lab.page.locator(".ghost-buttons")).to_be_hidden()
    with lab.change(steps="70"):
        lab.type(lab.box(text("stage.steps")), 70)
    expect(headline).to_have_text(text("surface.ravine.teaches"))
    with lab.change(steps="80"):
        lab.button("stage.ghost.undo_count", count=1).click()
    expect(headline).to_have_text(text("preset.zigzag_help"))


def test_the_formula_is_shown_with_its_gradient(lab: Lab) -> None:
    """On the stage stand formula, gradient and curvature as mathematics, which screen readers can read."""
    lab.open("surface=booth&run1=gd&steps=10")
    lab.open_panel(lab.page.locator(".stage-symbols"))
    expect(lab.page.get_by_text(text("stage.symbols_gradient"))).to_be_visible()
    formulas = lab.page.get_by_role("math")
    expect(formulas).to_have_count(3)
    expect(formulas.nth(1)).to_contain_text("∇")
    expect(formulas.nth(2)).to_contain_text("∇")
