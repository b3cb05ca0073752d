"""The fair race in a browser: setting it up, watching it, reading it, taking it along, and opening a link to one."""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import expect

from app.words.words import text
from optim_core import Experiment, Run
from optim_core.insights.race import race, read_race
from tests.e2e.axe import SIZES, in_both_schemes

DRAWN = """(wanted) => JSON.stringify(document.querySelector("details.race .race-plots > :last-child")._fullData
  ?.map((trace) => [...trace.y])) === JSON.stringify(wanted)"""
SETTING = Experiment("ravine", (Run("gd", {"lr": 0.01}), Run("adam", {"lr": 0.1})), steps=60)


def panel(lab):
    return lab.page.locator("details.race")


def opened(lab):
    """The panel, unfolded, ready to race."""
    lab.open_panel(panel(lab))
    expect(start(lab)).to_be_enabled()
    return panel(lab)


def start(lab):
    return panel(lab).locator(".race-go")


def rows(lab):
    """The table of the result, once it is there."""
    expect(panel(lab).locator("tbody tr").first).to_be_visible()
    return [row.locator("th, td").all_text_contents() for row in panel(lab).locator("tbody tr").all()]


def fairly(query, terms):
    return list(race(read_race(Experiment.from_query(query), terms)))[-1]["result"]


def test_a_race_is_set_up_run_and_taken_along(lab):
    """Who takes part can be chosen; the table says what the core computes; winners and file can be taken along."""
    lab.open(SETTING.to_query())
    found = opened(lab)
    found.get_by_label(text("stage.race.add_which")).select_option("momentum")
    found.get_by_role("button", name=text("stage.race.add"), exact=True).click()
    box = found.get_by_role("checkbox", name="Momentum")
    expect(box).to_be_checked()
    found.get_by_role("button", name=text("stage.race.classics")).click()
    expect(found.get_by_role("checkbox")).to_have_count(6)
    for name in ("RMSProp", "AdaGrad", "Nesterov momentum"):
        found.get_by_role("checkbox", name=name).click()  # and it is gone
        expect(found.get_by_role("checkbox", name=name)).to_have_count(0)
    found.get_by_role("checkbox", name="Adam").uncheck()
    lab.type(found.get_by_role("textbox", name=text("stage.race.budget")), 40)
    expect(box).to_be_checked()
    with lab.page.expect_request(lambda request: "/job/race" in request.url) as asked:
        start(lab).click()
    wanted = fairly(SETTING.to_query(), "budget.40~without.2~with.momentum")
    names = ["Gradient descent", "Momentum"]
    assert [row[1] for row in rows(lab)] == [names[i] for i in wanted["order"]]
    assert "without.2" in asked.value.url
    assert names[wanted["order"][0]] in found.locator(".race-words").inner_text()
    lab.page.wait_for_function(DRAWN, arg=wanted["curves"])

    with lab.page.expect_download() as download:
        found.get_by_role("link", name=text("stage.race.csv")).click()
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        assert file.read() == wanted["csv"]
        file.seek(0)
        assert len(list(csv.DictReader(file))) == 64

    with lab.change(run2="momentum"):
        found.get_by_role("button", name=text("stage.race.take")).click()
    assert lab.experiment == Experiment.from_query(wanted["query"])
    expect(found.locator(".race-stale")).to_be_hidden()
    with lab.change():
        lab.slider("learning rate", 0).press("ArrowRight")
    expect(start(lab)).to_be_enabled()
    expect(found.locator(".race-stale")).to_be_hidden()  # a race tunes the rate
    with lab.change(x="20"):
        lab.type(lab.box("x"), 20)
    expect(found.locator(".race-stale")).to_be_visible()


def test_a_link_to_a_race_shows_its_result(lab):
    """Whoever opens the link sees the same race run; the address keeps it, over a reload and a change of the page's."""
    terms = "budget.30~tries.8~target.0.1~with.rmsprop"
    lab.open(f"{SETTING.to_query()}&show=race~{terms}")
    first = rows(lab)
    assert len(first) == 3
    lab.page.reload()
    lab.at_rest()
    assert rows(lab) == first
    assert f"show=race~{terms}" in lab.address
    with lab.change():
        lab.slider("learning rate", 0).press("ArrowRight")
    lab.committed()
    assert f"show=race~{terms}" in lab.address
    panel(lab).locator("summary").first.click()
    expect(panel(lab)).not_to_have_attribute("open", "")
    assert "show=" not in lab.address


@pytest.mark.deep
def test_the_address_keeps_what_was_opened_on_the_page(lab):
    """Streamlit does not notice what the stage puts into the address, and yet an edit leaves it there, or away."""
    lab.open(SETTING.to_query())
    opened(lab)
    start(lab).click()
    rows(lab)
    for _ in range(2):  # from its first own address on, Streamlit knows that one only
        with lab.change():
            lab.slider("learning rate", 0).press("ArrowRight")
        lab.committed()
        assert "show=race~budget.60" in lab.address
    panel(lab).locator("summary").first.click()
    lab.page.wait_for_function("() => !location.search.includes('show=')")
    with lab.change():
        lab.slider("learning rate", 0).press("ArrowRight")
    lab.committed()
    assert "show=" not in lab.address


@pytest.mark.deep
def test_a_link_brings_no_field_along_in_what_it_shows(lab):
    """What is shown is one field of the address, whatever stands in it."""
    lab.open(f"{SETTING.to_query()}&show=strange%26surface%3Dbowl")
    with lab.change():
        lab.slider("learning rate", 0).press("ArrowRight")
    lab.committed()
    lab.page.reload()
    lab.at_rest()
    assert lab.experiment.surface.slug == "ravine"
    assert "show=strange%26surface%3Dbowl" in lab.address


@pytest.mark.deep
def test_a_race_can_be_stopped_and_refused(lab):
    """A stopped race says so and can be run again; terms that cannot be are said and taken back."""
    many = "&".join(f"run{n}=momentum" for n in range(1, 7))
    lab.open(f"v=1&surface=net_sine&steps=200&seeds=2&{many}")
    found = opened(lab)
    lab.type(found.get_by_role("textbox", name=text("stage.race.budget")), 1900)
    start(lab).click()
    expect(start(lab)).to_have_text(text("stage.race.stop"))
    start(lab).click()
    expect(found.locator(".race-doing")).to_have_text(text("stage.race.stopped"))
    expect(start(lab)).to_have_text(text("stage.race.again"))
    assert found.locator("tbody tr").count() == 0
    expect(start(lab)).to_be_focused()

    boxes = found.get_by_role("checkbox")
    for number in range(5):
        boxes.nth(number).uncheck()
        expect(found.locator(".race-people input:checked")).to_have_count(5 - number)
    lab.forgive("400")
    boxes.nth(5).click()
    expect(found.get_by_role("alert")).to_contain_text("1 to 6 optimizers")
    expect(boxes.nth(5)).to_be_checked()
    expect(start(lab)).to_be_enabled()


def test_axe_finds_nothing_in_a_race(visit):
    """The terms, the plots and the table of a race can be used by everybody; the plots have words."""
    lab = visit(viewport=SIZES["phone"])
    lab.open(f"{SETTING.to_query()}&show=race~budget.30~with.momentum")
    order = [row[1] for row in rows(lab)]
    for plot in panel(lab).locator(".race-plot").all():
        assert ", ".join(order) in (plot.get_attribute("aria-label") or "")
    assert in_both_schemes(lab, "details.race") == []
