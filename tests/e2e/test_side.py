"""The column beside the pictures: runs as rows, one card, and one row for how everything is set up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.figures.theme import Scheme
from app.words.words import text
from lessons.measuring.words import numeral
from tests.e2e.axe import violations
from tests.e2e.conftest import Visit
from tests.e2e.lab import LIVE, Lab

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
RATE = text("optimizer.gd.lr.name")
THREE = "surface=rosenbrock&steps=60&run1=gd&run1.lr=0.001&run2=momentum&run2.lr=0.0003&run3=adam&run3.lr=0.1"
RAVINE = "surface=ravine&kappa=25&x=20&y=4&steps=80&run1=gd&run1.lr=0.075"


def losses(lab: Lab) -> list[str]:
    return lab.page.locator(".stage-row-loss").all_text_contents()


def test_a_row_says_rate_and_loss_and_is_chosen_by_keyboard(lab: Lab) -> None:
    """Every row has its run's rate and its loss at the end, as the core computes it; Enter opens its card, the others
    close, and the choice outlives a reload."""
    lab.open(THREE)
    ends = [float(one.loss[-1, 0]) for one in lab.experiment.trajectories()]
    assert losses(lab) == [numeral(end, 4) for end in ends]
    rows = lab.page.locator(".stage-row")
    name = rows.nth(2).evaluate("(row) => row.textContent.replace(/\\s+/g, ' ').trim()")
    assert name == f"Adam {text('stage.row_rate')} 0.1 {text('stage.row_loss')} {numeral(ends[2], 4)}"
    rows.nth(0).focus()
    lab.page.keyboard.press("Tab")  # into the card of the run that is chosen first
    expect(lab.runs.nth(0).locator(":focus")).to_have_count(1)
    rows.nth(2).focus()
    lab.page.keyboard.press("Enter")
    expect(rows.nth(2)).to_be_focused()
    assert rows.evaluate_all("(all) => all.map((row) => row.ariaExpanded)") == ["false", "false", "true"]
    assert [card.is_visible() for card in lab.page.locator(".stage-card").all()] == [False, False, True]
    lab.at_rest()
    lab.page.reload()
    lab.at_rest()
    expect(rows.nth(2)).to_have_attribute("aria-expanded", "true")


def test_the_rows_follow_a_drag(lab: Lab) -> None:
    """While a rate is dragged its row has that rate and the draft's loss; nothing is asked for the cards that are closed."""
    lab.open(THREE)
    slider, before = lab.slider(RATE, 0), losses(lab)
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.3), steps=4)
    lab.page.wait_for_function(f"() => ({LIVE})().length === 3")
    expect(lab.page.locator(".stage-row-loss").first).not_to_have_text(before[0])
    rate = lab.box(RATE, 0).input_value()
    expect(lab.page.locator(".stage-row-rate").first).to_have_text(numeral(float(rate), 4))
    assert losses(lab)[1:] == before[1:]
    query = lab.query
    lab.page.mouse.up()
    lab.at_rest(query)
    assert losses(lab)[0] == numeral(float(lab.experiment.trajectories()[0].loss[-1, 0]), 4)
    lab.choose_run(0)
    asked = [url for url in lab.requests if "insight/en/strip" in url or "insight/en/why" in url]
    assert asked
    assert all("run=1&" in f"{url}&".partition("run3.lr")[2] for url in asked), asked


@pytest.mark.deep
def test_a_run_is_doubled_and_removed_from_its_card(lab: Lab) -> None:
    """The copy has the same settings, is the last and is chosen; where the chosen run goes its neighbour is chosen."""
    lab.open(THREE)
    button = lab.more(1).get_by_role("button", name=text("stage.duplicate", name="Momentum"), exact=True)
    with lab.change():
        button.click()
    first, *_, last = lab.experiment.runs[1:]
    assert first == last
    expect(lab.runs.nth(3).locator(".stage-card")).to_be_visible()
    lab.remove_run(3)
    expect(lab.runs.nth(2).locator(".stage-card")).to_be_visible()
    assert len(lab.experiment.runs) == 3


def test_setup_says_how_everything_is_while_it_is_closed(lab: Lab) -> None:
    """Start, the surface's number and steps follow at once; what a link sets besides is named; open it stays open."""
    lab.open(f"{RAVINE}&noise=0.5&seed=7&seeds=4")
    summary = lab.page.locator(".stage-setup-summary")
    start = "start (20, 4) · κ 25 · 80 steps · noise 0.5 · seed 7 · 4 seeds"
    expect(summary).to_have_text(start)
    expect(lab.page.get_by_role("slider", name="x", exact=True)).to_have_count(0)
    lab.open_setup()
    slider = lab.slider("x")
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.2), steps=3)
    expect(summary).not_to_have_text(start)
    before = lab.query
    lab.page.mouse.up()
    lab.at_rest(before)
    expect(summary).to_contain_text(f"start ({numeral(lab.experiment.point[0], 4)}, 4)")
    lab.page.reload()
    lab.at_rest()
    expect(lab.slider("x")).to_be_visible()


def test_a_schedule_that_is_in_force_is_named_on_the_closed_card(lab: Lab) -> None:
    """Nobody has to open the settings to know that the rate does not stay."""
    lab.open(f"{RAVINE}&run1.schedule=cosine&run1.clip=norm")
    card = lab.choose_run(0)
    for key, value in (("schedule", text("schedule.cosine.name")), ("clip", text("choice.clip.norm"))):
        expect(card.locator(".stage-unusual")).to_contain_text(f"{text(f'stage.menu_{key}')}: {value}")
    lab.open(RAVINE)
    expect(lab.choose_run(0).locator(".stage-unusual")).to_be_hidden()


@pytest.mark.deep
def test_axe_finds_nothing_in_the_side_with_everything_open(visit: Visit) -> None:
    """Rows, card, its small menus, reasons, the list of optimizers and the setup, by day and by night, wide and narrow."""
    for size in ({"width": 1280, "height": 3000}, {"width": 390, "height": 3000}):
        lab = visit(viewport=size)
        lab.open(f"{RAVINE.replace('0.075', '0.2')}&run1.schedule=cosine&run2=adam&noise=0.5")
        assert violations(lab.page, ".stage-side") == []
        lab.more(0)
        for closed in lab.page.locator(".stage-card:not([hidden]) :is(.stage-toggle, .verdict-ask)").all():
            closed.click()
        lab.open_setup()
        lab.button("stage.add_run").click()
        for scheme in SCHEMES:
            lab.turn(scheme)
            assert violations(lab.page, ".stage-side") == []
