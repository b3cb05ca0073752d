"""A formula of one's own: typed, checked while typing, drawn at once; a mistake is pointed at and breaks nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.stage.gallery.presets import PRESETS
from app.words.words import text
from tests.e2e.lab import Lab
from tests.e2e.page import choose_surface

MISTAKES = {"2x": ("2*x", "2x"), "sin x": ("sin(x)", "sin x"), "3(x+1)": ("3*(x + 1)", "3(x+1)"), "x +": ("+", "+")}


def test_own_formula_is_drawn_with_its_paths(lab: Lab) -> None:
    """Choosing "Your own formula" keeps the picture; what is typed then replaces it, and the runs walk on it."""
    lab.open(PRESETS["zigzag"].to_query())
    with lab.change():
        choose_surface(lab, text("gallery.own_formula"))
    assert lab.experiment.surface.formula == PRESETS["zigzag"].surface.formula
    assert lab.experiment.runs == PRESETS["zigzag"].runs
    field = lab.page.get_by_label(text("stage.formula"), exact=True)
    assert field.input_value() == PRESETS["zigzag"].surface.formula
    with lab.change():
        field.fill("x^2 + sin(3*y)")
    expect(lab.page.locator(".stage-formula-say")).to_have_text(text("stage.formula_ok"))
    assert lab.experiment.surface.formula == "x^2 + sin(3*y)"
    lab.committed()
    lab.shows(lab.experiment)
    expect(lab.page.locator(".katex-mathml, math").first).to_contain_text("sin")
    with lab.change():  # in x alone it is a curve
        field.fill("x^2/2 + 3*sin(x)")
    assert lab.experiment.surface.dim == 1
    lab.committed()
    lab.shows(lab.experiment)
    assert lab.traces("map", "tangent")[0]["x"]


def test_a_mistake_is_pointed_at_and_the_picture_stays(lab: Lab) -> None:
    """Each of the usual mistakes is marked in the formula, with the spelling to use; paths and address do not change."""
    lab.open("formula=x%5E2%2By%5E2&run1=gd&steps=20")
    field, say = lab.page.get_by_label(text("stage.formula"), exact=True), lab.page.locator(".stage-formula-say")
    before, address, drawn = lab.query, lab.address, lab.traces("map", "path")
    for typed, (spelling, marked) in MISTAKES.items():
        field.fill(typed)
        expect(say.locator("mark")).to_have_text(marked)
        expect(say).to_contain_text(spelling)
        assert field.get_attribute("aria-invalid") is not None
        assert field.input_value() == typed
        assert lab.traces("map", "path") == drawn
        assert (lab.query, lab.address) == (before, address)
    with lab.change(formula="2*x^2+y^2"):
        field.fill("2*x^2+y^2")
    assert field.get_attribute("aria-invalid") is None
    lab.shows(lab.experiment)


def test_a_suggestion_is_taken_with_one_press(lab: Lab) -> None:
    """All mistakes are said at once, each is marked, and one press, or Enter, puts the formula that is meant in place."""
    lab.open("formula=x%5E2%2By%5E2&run1=gd&steps=20")
    field, say = lab.page.get_by_label(text("stage.formula"), exact=True), lab.page.locator(".stage-formula-say")
    field.fill("np.sin(x1) + 2x2^2;")
    offer = lab.button("stage.take_formula", formula="sin(x) + 2*y^2")
    expect(offer).to_be_visible()
    expect(say.locator("p")).to_have_count(4)
    expect(say.locator("mark")).to_have_text(["np.", "x1", "2x2", ";"])
    with lab.change(formula="sin(x) + 2*y^2"):
        offer.click()
    expect(field).to_be_focused()
    expect(say).to_have_text(text("stage.formula_ok"))
    assert lab.page.locator(".stage-formula-offers button").count() == 0
    lab.shows(lab.experiment)
    field.fill("1/2x + y^2")  # two readings, two buttons
    expect(lab.page.locator(".stage-formula-offers button")).to_have_count(2)
    with lab.change(formula="1/(2*x) + y^2"):
        field.press("Tab")
        lab.page.keyboard.press("Tab")
        lab.page.keyboard.press("Enter")
    assert field.input_value() == "1/(2*x) + y^2"


@pytest.mark.deep
def test_the_box_of_an_own_formula_can_be_typed(lab: Lab) -> None:
    """The box that is drawn is part of the experiment, and the start stays where it is."""
    lab.open("formula=x%5E2%2By%5E2&run1=gd&steps=20&x=1&y=1")
    with lab.change(x__high="8"):
        lab.type(lab.page.get_by_label(text("stage.formula_high", variable="x"), exact=True), 8)
    assert lab.view()[:2] == [-3, 8]
    assert lab.experiment.point == (1.0, 1.0)
    lab.shows(lab.experiment)


def test_nothing_typed_is_run_as_code_or_markup(lab: Lab) -> None:
    """A formula that is code, or HTML, is refused as a formula and shown as plain text."""
    lab.open("formula=x%5E2&run1=gd&steps=5")
    field, say = lab.page.get_by_label(text("stage.formula"), exact=True), lab.page.locator(".stage-formula-say")
    for hostile in (
        "__import__('os').system('true')",
        "<img src=x onerror=document.title='gone'>",
        "x.real",
        "lambda: x",
    ):
        field.fill(hostile)
        expect(say.locator("code")).to_have_text(hostile)
        assert say.locator("img").count() == 0
    assert lab.page.title() == text("page.title")


@pytest.mark.parametrize("formula", ["log(x) + y^2", pytest.param("sqrt(4 - x^2) + y^2", marks=pytest.mark.deep)])
def test_a_formula_with_holes_is_drawn_where_it_has_a_value(lab: Lab, formula: str) -> None:
    """Where the formula has no value the map is blank, the start lies where it has one, and the words say what happened."""
    with lab.page.expect_response(lambda response: "/paths?" in response.url) as answer:
        lab.open("formula=" + formula.replace("+", "%2B").replace("^", "%5E") + "&run1=gd&run1.lr=1.5&steps=40")
    assert answer.value.ok
    surface = lab.experiment.surface
    assert bool(surface.defined(lab.experiment.point))
    lab.shows(lab.experiment)
    assert lab.words[0]
