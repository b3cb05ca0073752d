"""The page around the stage: presets, the list and the gallery of surfaces, starting over, the 3-D view."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.pages.playground.presets import FIRST, PRESETS
from app.words.words import text
from optim_core import SURFACES
from tests.e2e.lab import Lab
from tests.e2e.page import choose_surface, surface_list, take_preset


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
        expect(surface_list(lab)).to_have_value(PRESETS[name].surface.name)


@pytest.mark.deep
def test_choosing_a_surface_from_the_list(lab: Lab) -> None:
    """The list names every surface; choosing one keeps the runs and starts at the surface's own start."""
    lab.open(PRESETS["zigzag"].to_query())
    for slug in ("himmelblau", "dips", "rastrigin"):
        with lab.change(surface=slug):
            choose_surface(lab, SURFACES[slug].name)
        assert lab.experiment.surface == SURFACES[slug]
        assert lab.experiment.runs == PRESETS["zigzag"].runs
        assert lab.experiment.point == tuple(SURFACES[slug].start)
        expect(lab.page.get_by_text(text(f"surface.{slug}.teaches"))).to_be_visible()
        lab.shows(lab.experiment)
        lab.committed()
    surface_list(lab).click()
    names = [*(surface.name for surface in SURFACES.values()), text("page.own_formula")]
    assert through_the_list(lab, len(names)) == names
    lab.page.keyboard.press("Escape")


DOWNWARD = """(all) => all.map((one) => [one.getBoundingClientRect().top, one.textContent])
  .sort(([a], [b]) => a - b).map(([, name]) => name)"""


def through_the_list(lab: Lab, count: int) -> list[str]:
    """The options of the open list in order, gone through with the arrow key; it draws only what is in sight."""
    seen: list[str] = []
    lab.page.keyboard.press("Home")
    for _ in range(count + 1):
        seen += [name for name in lab.page.get_by_role("option").evaluate_all(DOWNWARD) if name not in seen]
        lab.page.keyboard.press("ArrowDown")
    return seen


def test_choosing_a_surface_from_the_gallery(lab: Lab) -> None:
    """The gallery shows a picture of every surface; choosing one closes it and draws that surface."""
    lab.open()
    lab.page.get_by_role("button", name=text("page.browse")).click()
    gallery = lab.page.get_by_role("dialog")
    expect(gallery.get_by_role("img")).to_have_count(len(SURFACES))
    loaded = "(all) => all.length && all.every((image) => image.complete && image.naturalWidth > 0)"
    lab.page.wait_for_function(f"() => ({loaded})([...document.querySelectorAll('[role=dialog] img')])")
    with lab.change(surface="ackley"):
        gallery.get_by_role("button", name=SURFACES["ackley"].name, exact=True).click()
    expect(gallery).to_be_hidden()
    assert lab.experiment.surface == SURFACES["ackley"]
    lab.shows(lab.experiment)
    lab.committed()


def test_start_over(lab: Lab) -> None:
    """ "Start over" brings the first experiment back, whatever was done before."""
    lab.open("surface=ackley&run1=adam&run2=adam&steps=33&noise=0.5&seed=4")
    with lab.change():
        lab.page.get_by_role("button", name=text("page.reset")).click()
    assert lab.experiment == PRESETS[FIRST]
    lab.shows(PRESETS[FIRST])
    lab.committed()


def test_three_d_view_follows_on_release(lab: Lab) -> None:
    """The second view shows the surface in space with each path on it, and follows when a slider is let go."""
    lab.open("surface=booth&run1=gd&run1.lr=0.05&run2=adam&run2.lr=0.3&steps=40")
    lab.page.get_by_text(text("page.three_d"), exact=True).click()
    chart = lab.page.locator(".stPlotlyChart .js-plotly-plot")
    expect(chart).to_be_visible()
    paths = """() => {
      const gd = document.querySelector(".stPlotlyChart .js-plotly-plot");
      const traces = gd?._fullData?.filter((trace) => trace.type === "scatter3d");
      return traces?.length ? traces.map((trace) => [trace.name, Array.from(trace.x), Array.from(trace.y)]) : null;
    }"""
    drawn = lab.page.wait_for_function(paths).json_value()
    assert [name for name, _, _ in drawn] == ["Gradient descent", "Adam"]
    with lab.change(**{"run1.lr": "0.01"}):
        lab.type(lab.box(text("optimizer.gd.lr.name"), 0), 0.01)
    expected = lab.experiment.trajectories()[0].points[:, 0, 1].tolist()
    lab.page.wait_for_function(
        "([paths, y]) => { const now = eval(paths)(); return now && Math.abs(now[0][2].at(-1) - y) < 1e-9; }",
        arg=[f"({paths})", expected[-1]],
    )
    drawn = lab.page.evaluate(paths)
    assert drawn[0][2] == pytest.approx(expected)
    assert lab.map.is_visible()


def test_the_formula_is_shown_with_its_gradient(lab: Lab) -> None:
    """On the stage stand formula, gradient and curvature as mathematics, which screen readers can read."""
    lab.open("surface=booth&run1=gd&steps=10")
    expect(lab.page.get_by_text(text("stage.symbols_gradient"))).to_be_visible()
    formulas = lab.page.get_by_role("math")
    expect(formulas).to_have_count(3)
    expect(formulas.nth(1)).to_contain_text("∇")
    expect(formulas.nth(2)).to_contain_text("∇")
