"""The loss landscape on the page: it is the core's, follows the step that is shown, and can be drawn anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from optim_core.insights.landscape import box_around, landscape, path_plane, random_plane
from tests.e2e.lab import Lab

QUERY = "surface=net_curve&data=sine&steps=40&run1=adam&run1.lr=0.05&run2=gd&run2.lr=0.1"
FINISHED = ".landscape:not([aria-busy]) .landscape-plot:not(.landscape-stale)"
HEIGHTS = '() => document.querySelector(".landscape-graph")._fullData[0].customdata.map((row) => Array.from(row))'
MARK = """
() => {
  const { e, f } = new DOMMatrix(document.querySelector(".landscape-plot > svg path").getAttribute("transform").replace(
    /translate\\(([^,]*),([^)]*)\\) scale.*/, "matrix(1,0,0,1,$1,$2)"));
  const { xaxis, yaxis } = document.querySelector(".landscape-graph")._fullLayout;
  return [xaxis.p2d(e), yaxis.p2d(f)];
}"""


def opened(lab: Lab) -> Locator:
    lab.open(QUERY)
    panel = lab.open_panel(lab.page.locator(".landscape"))
    expect(panel.locator(".contourlayer .contourbg")).to_be_attached()
    expect(lab.page.locator(FINISHED)).to_be_visible()
    expect(panel.locator(".landscape-plot > svg path").first).to_be_attached()
    return panel


def test_the_landscape_is_the_cores_and_follows_the_step(lab: Lab) -> None:
    """Its heights are the core's; the mark stands where the path is at the step that is shown; a table has the path."""
    panel = opened(lab)
    experiment = lab.experiment
    path = experiment.trajectories()[0].points[:, 0]
    plane = path_plane(path)
    assert plane is not None
    places = plane.places(path)
    found = landscape(experiment.surface, plane, box_around(places))
    assert lab.page.evaluate(HEIGHTS)[3] == pytest.approx(found.loss[3].tolist(), rel=1e-5)
    assert lab.page.evaluate(MARK) == pytest.approx(places[-1].tolist(), abs=0.01)
    lab.page.get_by_role("slider", name=text("stage.scrubber"), exact=True).press("Home")
    expect(panel).to_contain_text(text("stage.landscape.key_now", step=0))
    assert lab.page.evaluate(MARK) == pytest.approx(places[0].tolist(), abs=0.01)
    panel.get_by_text(text("stage.landscape.table"), exact=True).click()
    expect(panel.locator("tbody th").last).to_have_text("40")


@pytest.mark.deep
def test_planes_can_be_chosen_and_drawn_again(lab: Lab) -> None:
    """All runs on one plane; a random plane has a seed to see; a surface with two coordinates needs no such picture."""
    panel = opened(lab)
    plane = panel.get_by_role("combobox", name=text("stage.landscape.plane"))
    plane.select_option("all")
    expect(panel.locator(".landscape-names li")).to_have_text(["Adam", "Gradient descent"])
    plane.select_option("random")
    seed = panel.get_by_role("textbox", name=text("stage.landscape.draw"))
    again = panel.get_by_role("button", name=text("stage.landscape.again"))
    again.click()
    expect(seed).to_have_value("1")
    experiment = lab.experiment
    path, model = experiment.trajectories()[0].points[:, 0], experiment.surface.model
    assert model is not None
    share = f"{100 * random_plane(path[-1], 1, model.filters).inside(path):.3g} %"
    expect(panel.locator(".landscape-words")).to_contain_text(share)
    lab.type(seed, "1.5")
    expect(panel.get_by_role("status")).to_have_text(text("stage.landscape.number_bad"))
    lab.open("surface=rosenbrock&run1=gd")
    expect(panel).to_be_hidden()
