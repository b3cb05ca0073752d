"""Why did that happen? The card says what went wrong and how it is known, and one press makes the change that helps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from app.panels.why.answer import why
from app.stage.gallery.situations import SITUATIONS
from app.words.words import text
from optim_core import Run
from tests.e2e.lab import Lab
from tests.e2e.page import examples


def told(lab: Lab, run: int = 0) -> Locator:
    """The explanation in a run's card, once it is about what is drawn."""
    found = lab.runs.nth(run).locator(".why")
    expect(found).to_be_visible()
    expect(found).not_to_have_class(re.compile("why-old"))
    return found


def test_one_press_mends_an_explosion_and_is_said_aloud(lab: Lab) -> None:
    """The card has the reason, its numbers and a button; after the press, by keyboard, the run settles, the focus is
    still in the card and the live region has said what was done."""
    experiment = SITUATIONS["diverged"]
    (said,) = why(experiment.to_query(), "en")["runs"]
    lab.open(experiment.to_query())
    card = told(lab)
    expect(card.locator(".why-says")).to_have_text(said["says"])
    evidence = card.locator(".why-evidence")
    expect(evidence).not_to_be_visible()
    card.get_by_text(text("stage.why.evidence"), exact=True).click()
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
    expect(lab.runs.locator(".why [role=status]")).to_contain_text(text("stage.why.done", label=said["fix"]["label"]))
    assert lab.page.evaluate('() => Boolean(document.activeElement.closest(".stage-run"))')
    lab.committed()  # a change like any other: it is in the link


@pytest.mark.deep
def test_one_press_standardises_unscaled_inputs(lab: Lab) -> None:
    """The reason is in the data, so the switch of the page is set, with a rate that suits it; the loss is the lowest."""
    lab.open("surface=line&data=unscaled&steps=200&run1=gd&run1.lr=0.00005")
    card = told(lab)
    card.get_by_text(text("stage.why.evidence"), exact=True).click()
    expect(card.locator(".why-evidence")).to_contain_text("The ravine comes from the data")
    button = card.locator(".why-fix")
    expect(button).to_contain_text("Standardise the inputs")
    with lab.change(standardise="1"):
        button.press("Enter")
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
        lab.runs.locator(".why-fix").click()
    expect(told(lab)).to_have_attribute("data-name", "fine")
    assert lab.page.evaluate('() => document.activeElement.classList.contains("why")')  # in a card that was made anew


@pytest.mark.deep
def test_beside_many_runs_the_cards_are_short(lab: Lab) -> None:
    """Each card's region has its own name; in sight are the first sentence and the button, folded is all the rest."""
    experiment = SITUATIONS["running_dry"]
    experiment = experiment.with_runs(*experiment.runs, *experiment.runs, Run("gd", {"lr": 0.3}))
    said = why(experiment.to_query(), "en")["runs"][0]
    lab.open(experiment.to_query())
    card = told(lab)
    first, rest = said["says"].split(". ", 1)
    expect(card.locator(".why-says")).to_have_text(f"{first}.")
    expect(card.get_by_role("button", name=said["fix"]["label"], exact=True)).to_be_visible()
    for text_in_fold in (rest, said["fix"]["promise"], said["evidence"][0]):
        expect(card.get_by_text(text_in_fold)).not_to_be_visible()
    card.get_by_text(text("stage.why.evidence"), exact=True).click()
    for text_in_fold in (rest, said["fix"]["promise"], said["evidence"][0]):
        expect(card.get_by_text(text_in_fold)).to_be_visible()
    names = lab.runs.locator(".why").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert len(names) == len(set(names)) == 3
    words = lab.runs.first.locator(".strip-words").first
    expect(words).not_to_be_visible()
    lab.runs.first.get_by_text(text("stage.strip.in_words")).click()
    expect(words).to_contain_text("lowest loss near")
