"""The learning-rate range test on the page: it is drawn, its rates are taken, and its range can be set."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.words.words import text
from optim_core.insights.range_test.trial import Trial, range_trial, usual_terms
from tests.e2e.lab import Lab

QUERY = "surface=line_shift&shift=5&standardise=1&batch=16&steps=60&run1=momentum&run1.lr=0.001&run1.beta=0.5"


def opened(lab: Lab) -> tuple[Locator, Trial]:
    lab.open(QUERY)
    panel = lab.open_panel(lab.page.locator(".rangetest"))
    expect(panel.locator(".rangetest-chart .scatterlayer .trace").first).to_be_attached()
    run = lab.experiment.runs[0]
    found = range_trial(lab.experiment, run, usual_terms(run))
    assert isinstance(found, Trial)
    return panel, found


def test_a_suggested_rate_can_be_taken(lab: Lab) -> None:
    """The button sets the rate that the core suggests and nothing else, and stays where it is."""
    panel, found = opened(lab)
    rate = found.points["tenth"]
    curve = panel.locator(".rangetest-chart").evaluate(
        "(gd) => Array.from(gd.data.find((t) => t.meta.role === 'curve').y)"
    )
    assert curve == pytest.approx(found.read.losses.tolist())
    take = panel.get_by_role("button", name=text("rangetest.take_tenth", rate=rate), exact=True)
    before = lab.fields
    with lab.change(run1__lr=f"{rate:.15g}"):
        take.click()
    assert {**before, "run1.lr": f"{rate:.15g}"} == lab.fields
    expect(panel.locator(".rangetest-list").first).to_contain_text(text("rangetest.tried_same")[:36])
    expect(take).to_be_focused()


@pytest.mark.deep
def test_the_range_can_be_set(lab: Lab) -> None:
    """A range that ends too soon is said; one that is none is refused in words; the usual one is a button away."""
    panel, _ = opened(lab)
    high = panel.get_by_role("textbox", name=text("stage.rangetest.high"))
    lab.type(high, "0.01")
    expect(panel).to_contain_text(text("rangetest.edge_high", high=0.01))
    lab.forgive("status of 400")
    lab.type(high, "0.000001")
    expect(panel.locator(".stage-status")).to_be_visible()
    panel.get_by_role("button", name=text("stage.rangetest.reset")).click()
    expect(high).to_have_value("10")
    expect(panel.locator(".stage-status")).to_be_hidden()
