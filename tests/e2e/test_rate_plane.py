"""The map of learning rate and momentum on the page: it is drawn, read, taken from, and follows the experiment."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from optim_core.insights.rate_map import Axis, rate_plane
from tests.e2e.lab import Lab

RATE, BETA = text("optimizer.momentum.lr.name"), text("optimizer.momentum.beta.name")
QUERY = "surface=ravine&kappa=25&steps=60&run1=momentum&run1.lr=0.01&run1.beta=0.6"


def panel(lab: Lab) -> Locator:
    return lab.page.locator(".rateplane")


def opened(lab: Lab, query: str = QUERY) -> Locator:
    """The panel with its map drawn to the end."""
    lab.open(query)
    lab.open_panel(panel(lab))
    return finished(lab)


def finished(lab: Lab) -> Locator:
    expect(panel(lab).locator(".heatmaplayer image")).to_be_attached()
    expect(lab.page.locator(".rateplane:not([aria-busy]) .rateplane-plot:not(.rateplane-stale)")).to_be_visible()
    return panel(lab)


def whole_maps(lab: Lab) -> list[str]:
    """What was asked for, without the coarse pictures while something moves."""
    return [url for url in lab.requests if "job/plane" in url and "first=1" not in url]


def place(found: Locator, name: str) -> list[float]:
    """Where a mark is, as learning rate and place upwards."""
    at = found.evaluate(
        """(panel, name) => {
          const { e, f } = new DOMMatrix(getComputedStyle(panel.querySelector(`.rateplane-mark.rateplane-${name}`)).transform);
          const { xaxis, yaxis } = panel.querySelector(".rateplane-graph")._fullLayout;
          return [10 ** xaxis.p2d(e - xaxis._offset), yaxis.p2d(f - yaxis._offset)];
        }""",
        name,
    )
    return [float(value) for value in at]


def test_the_map_is_the_cores_and_its_best_can_be_taken(lab: Lab) -> None:
    """The picture has the core's cells; one button sets the best pair, and the run ends with the loss that was told."""
    found = opened(lab)
    experiment = lab.experiment
    drawn = rate_plane(experiment, experiment.runs[0], "beta", 96, 64, 60)
    assert drawn.best is not None
    loss, rate, beta = drawn.loss[drawn.best], drawn.rates[drawn.best[1]], drawn.values[drawn.best[0]]
    expect(found.locator(".rateplane-best-words")).to_contain_text(f"{RATE} {rate:.4g} and {BETA} {beta:.6g}")
    now = [0.01, float(Axis(experiment.runs[0].rule.hypers["beta"]).place(0.6))]
    assert place(found, "here") == pytest.approx(now, rel=1e-2)
    best = lab.button("stage.rateplane.take_best")
    with lab.change(**{"run1.lr": f"{rate:.15g}", "run1.beta": f"{beta:.15g}"}):
        best.click()
    expect(best).to_be_focused()
    lab.shows(lab.experiment)
    assert float(lab.experiment.trajectories()[0].loss[-1, 0]) == pytest.approx(loss, rel=1e-4)
    assert place(found, "here") == pytest.approx(place(found, "best"), rel=1e-2)
    assert lab.errors == []


def test_the_map_is_read_with_keys_and_taken_with_a_click(lab: Lab) -> None:
    """Two sliders go from cell to cell and say how the run ends there; a click takes what it points at."""
    found = opened(lab)
    across = found.get_by_role("slider", name=RATE)
    across.press("End")
    expect(found.locator(".rateplane-reading")).to_contain_text(text("stage.rateplane.outcome_diverged"))
    across.press("Home")
    expect(found.locator(".rateplane-reading")).to_contain_text(text("stage.rateplane.outcome_still_moving"))
    expect(across).to_have_attribute("aria-valuetext", re.compile(r"^1\.\d+\s×\s10⁻⁶$"))
    graph = found.locator(".rateplane-graph")
    graph.scroll_into_view_if_needed()
    box = graph.bounding_box()
    assert box is not None
    before = lab.query
    lab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lab.at_rest(before)
    assert place(found, "here") == pytest.approx(place(found, "read"), rel=1e-2)
    found.locator(".stage-more > summary").click()
    expect(found.locator("tbody tr")).to_have_count(8)


@pytest.mark.deep
def test_the_map_follows_the_experiment(lab: Lab) -> None:
    """Another start is another map; the two settings themselves only move the ring."""
    found = opened(lab)
    words = found.locator(".rateplane-best-words")
    first = words.text_content()
    asked = len(whole_maps(lab))
    with lab.change(**{"run1.lr": "0.03"}):
        lab.type(lab.box(RATE, 0), 0.03)
    with lab.change(x="1"):
        lab.type(lab.box("x"), 1)
    expect(words).not_to_have_text(first or "")
    finished(lab)
    assert len(whole_maps(lab)) == asked + 1


@pytest.mark.deep
def test_a_link_opens_the_map(lab: Lab) -> None:
    """Who opens the map has it in the address, with the run and the second setting that were chosen."""
    found = opened(lab, "surface=bowl&steps=20&run1=gd&run2=adam")
    before = found.locator(".rateplane-best-words").text_content()
    found.get_by_role("combobox", name=text("stage.rateplane.second")).select_option("beta2")
    expect(found.locator(".rateplane-best-words")).not_to_have_text(before or "")
    finished(lab)
    lab.page.wait_for_function("() => location.search.endsWith('&show=plane~2~beta2')")
    lab.page.reload()
    finished(lab)
    assert found.get_by_role("combobox", name=text("stage.rateplane.run")).input_value() == "2"
    assert found.get_by_role("combobox", name=text("stage.rateplane.second")).input_value() == "beta2"


@pytest.mark.deep
def test_a_run_with_one_setting_is_offered_another(lab: Lab) -> None:
    """Gradient descent has no second setting: the panel says so, and adds a run that has one."""
    lab.open("surface=bowl&steps=20&run1=gd")
    lab.open_panel(panel(lab))
    expect(panel(lab)).to_contain_text(text("rateplane.alone", optimizer="Gradient descent"))
    with lab.change():
        lab.button("stage.rateplane.add", optimizer="Momentum").click()
    finished(lab)
    assert [run.optimizer for run in lab.experiment.runs] == ["gd", "momentum"]
    run = panel(lab).get_by_role("combobox", name=text("stage.rateplane.run"))
    expect(run).to_have_value("2")
    expect(run).to_be_focused()


@pytest.mark.deep
def test_a_link_to_a_setting_that_is_not_there_is_refused_in_words(lab: Lab) -> None:
    """The usual map stands in for it, and what was wrong stays there to be read until another map is chosen."""
    lab.open("surface=bowl&steps=20&run1=adam&show=plane~1~zzz")
    finished(lab)
    status = panel(lab).locator("> .stage-status")
    expect(status).to_contain_text("zzz")
    panel(lab).get_by_role("combobox", name=text("stage.rateplane.second")).select_option("beta2")
    expect(status).to_be_hidden()
