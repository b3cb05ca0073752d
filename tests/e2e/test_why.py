"""Why did that happen? The card says what went wrong and how it is known, and one press makes the change that helps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.panels.why.answer import why
from app.stage.gallery.situations import SITUATIONS
from app.words.words import text
from optim_core import Run
from tests.e2e.lab import Lab
from tests.e2e.page import examples


def told(lab: Lab, run: int = 0) -> Locator:
    """What is said in a run's card, once it is about what is drawn."""
    return lab.choose_run(run).locator(".verdict")


def asked(card: Locator) -> Locator:
    """The same with everything that is behind "Why?"."""
    button = card.locator(".verdict-ask")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return card


def test_one_press_mends_an_explosion_and_is_said_aloud(lab: Lab) -> None:
    """The card has the reason, its numbers and a button; after the press, by keyboard, the run settles, the focus is
    still in the card and the live region has said what was done."""
    experiment = SITUATIONS["diverged"]
    (said,) = why(experiment.to_query(), "en")["runs"]
    lab.open(experiment.to_query())
    card = told(lab)
    expect(card.locator(".verdict-line")).to_have_text(said["verdict"].replace("*", ""))
    evidence = card.locator(".why-evidence")
    for behind in (card.locator(".why-says"), evidence, card.locator(".stage-words")):
        expect(behind).not_to_be_visible()
    card.get_by_role("button", name=text("stage.why.title"), exact=True).click()
    expect(card.locator(".why-says")).to_have_text(said["says"])
    expect(card.locator(".stage-words")).to_be_visible()
    assert evidence.locator("li").all_text_contents() == said["evidence"]
    expect(card).to_contain_text(said["fix"]["promise"])
    button = card.get_by_role("button", name=said["fix"]["label"], exact=True)
    button.focus()  # what the change would do is drawn while one thinks about it
    expect(lab.map.locator(".stage-layer-ghosts")).to_contain_text(text("stage.why.ghost"))
    with lab.change(**said["fix"]["set"]):
        button.press("Enter")
    lab.shows(lab.experiment)
    assert str(lab.experiment.trajectories()[0].outcome[0]) == "converged"
    expect(told(lab)).to_have_attribute("data-name", "fine")
    expect(lab.runs.first.locator(".verdict [role=status]")).to_contain_text(
        text("stage.why.done", label=said["fix"]["label"])
    )
    assert lab.page.evaluate('() => Boolean(document.activeElement.closest(".stage-run"))')
    lab.committed()  # a change like any other: it is in the link


@pytest.mark.deep
def test_one_press_standardises_unscaled_inputs(lab: Lab) -> None:
    """The reason is in the data, so the switch of the page is set, with a rate that suits it; the loss is the lowest."""
    lab.open("surface=line&data=unscaled&steps=200&run1=gd&run1.lr=0.00005")
    card = asked(told(lab))
    expect(card.locator(".why-evidence")).to_contain_text("The ravine comes from the data")
    button = card.locator(".why-fix")
    expect(button).to_contain_text("Standardise the inputs")
    with lab.change(standardise="1"):
        button.press("Enter")
    lab.open_setup()
    expect(lab.page.get_by_role("checkbox", name="standardise the inputs", exact=True)).to_be_checked()
    assert lab.experiment.trajectories()[0].loss[-1, 0] < 50.5
    lab.committed()


def test_the_menu_has_a_situation_for_each_explanation(lab: Lab) -> None:
    """Among the examples is a group of what can go wrong; the card then says just that, and another optimizer that
    helps is put in by one press."""
    lab.open()
    items = examples(lab).get_by_role("group", name=text("gallery.examples_wrong")).get_by_role("button")
    expect(items).to_have_count(len(SITUATIONS))
    before = lab.query
    items.filter(has_text=text("situation.zigzag")).click()
    lab.at_rest(before, surface="ravine", run1="gd")
    expect(lab.page.get_by_role("heading", level=1)).to_have_text(f"{text('situation.zigzag')}. Why?")
    expect(told(lab)).to_have_attribute("data-name", "zigzag")
    with lab.change(run1="momentum"):
        lab.runs.first.locator(".why-fix").click()
    expect(told(lab)).to_have_attribute("data-name", "fine")
    assert lab.page.evaluate(
        '() => document.activeElement.classList.contains("verdict")'
    )  # in a card that was made anew


@pytest.mark.deep
def test_beside_many_runs_each_is_explained_when_it_is_chosen(lab: Lab) -> None:
    """Each card's region has its own name, and only what is in sight is asked for; a run that is fine has no fix."""
    experiment = SITUATIONS["running_dry"]
    experiment = experiment.with_runs(*experiment.runs, *experiment.runs, Run("gd", {"lr": 0.3}))
    said = why(experiment.to_query(), "en")["runs"]
    lab.open(experiment.to_query())
    card = asked(told(lab))
    for shown in (said[0]["says"], said[0]["fix"]["promise"], said[0]["evidence"][0]):
        expect(card.get_by_text(shown)).to_be_visible()
    names = lab.runs.locator(".verdict").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert len(names) == len(set(names)) == 3
    assert not any("insight/en/why" in request and "run=3" in request for request in lab.requests)
    last = told(lab, 2)
    assert any("insight/en/why" in request and "run=3" in request for request in lab.requests)
    expect(last.locator(".verdict-line")).to_have_text(said[2]["verdict"].replace("*", ""))
    expect(last.locator(".why-fix")).to_be_visible(visible=said[2]["fix"] is not None)
    words = lab.unfold_part(2, text("stage.strip.in_words")).locator(".strip-words").first
    expect(words).to_contain_text("lowest loss near")


def test_nothing_about_other_settings_stays_while_something_moves(lab: Lab) -> None:
    """While a rate is dragged the card says what its draft shows, and keeps its height, also where the explanation is
    open; verdict, button and reasons come when the finger is off."""
    lab.open("surface=ravine&steps=300&run1=gd&run1.lr=0.2")
    card = asked(told(lab))
    height, verdict = card.bounding_box(), lab.verdict.inner_text()
    assert height is not None
    slider = lab.slider(text("optimizer.gd.lr.name"), 0)
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    seen = set()
    for share in (0.2, 0.3, 0.9, 0.4):
        lab.page.mouse.move(*lab.thumb(slider, share), steps=3)
        lab.page.wait_for_timeout(150)  # words follow ten times a second
        seen.add(lab.verdict.inner_text())
        assert lab.verdict.inner_text() != verdict
        for gone in (".why-fix", ".verdict-ask", ".why-says", ".why-evidence", ".stage-words"):
            assert not card.locator(gone).is_visible(), gone
        now = card.bounding_box()
        assert now is not None
        assert now["height"] == height["height"]
    assert any(text("stage.short.draft_exploded", step="").split("*")[1] in one for one in seen)
    before = lab.query
    lab.page.mouse.up()
    lab.at_rest(before)
    rested = why(lab.query, "en")["runs"][0]
    expect(lab.verdict).to_have_text(rested["verdict"].replace("*", ""))
    expect(card.locator(".why-says")).to_have_text(rested["says"])
    expect(card.locator(".why-says")).to_be_visible()
