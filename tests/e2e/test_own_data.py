"""Data of one's own: a file or pasted rows become the examples of the model; what cannot be read loses nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from app.words.words import say, text
from optim_core import Message
from optim_core.examples.dataset import OWN_DATA
from optim_core.examples.table import encoding_name
from tests.e2e.lab import Lab

LINE = "surface=line&steps=50&run1=gd&run1.lr=0.05"
CLASSES = "surface=logistic&steps=50&run1=gd&run1.lr=0.5"
FLATS = "rooms;Größe <m²>;price\n" + "".join(f"{i % 4};{20 + 4 * i};{50 + i},5\n" for i in range(40)) + "3;large;9\n"
FLOWERS = "length\twidth\tkind\n" + "".join(f"{4 + i / 20}\t{3 - i / 30}\t{'abc'[i % 3]}\n" for i in range(60))


def panel(lab: Lab) -> Locator:
    return lab.page.locator("details.stage-own-data")


def opened(lab: Lab, query: str) -> Locator:
    lab.open(query)
    lab.open_panel(panel(lab))
    return panel(lab)


def upload(lab: Lab, name: str, body: bytes) -> None:
    file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": body}
    lab.page.get_by_label(text("stage.owndata.file")).set_input_files(file)


def pick(lab: Lab, key: str, column: str) -> None:
    """Choose a column by its name in the list with a label of the catalogue."""
    box = panel(lab).get_by_label(text(f"stage.owndata.{key}"), exact=True)
    box.select_option(label=box.locator("option", has_text=column).text_content())


def test_a_file_s_columns_become_the_examples_and_stay(lab: Lab) -> None:
    """Read, picked, learned from, labelled; a reload keeps it, and the built-in data come back as they were."""
    own = opened(lab, LINE)
    before = lab.fields
    upload(lab, "flats.csv", FLATS.encode("latin-1"))
    expect(own.get_by_role("status")).to_contain_text(text("owndata.found", rows=41, columns=3))
    expect(own.get_by_role("status")).to_contain_text(say(Message("table.letters", encoding=encoding_name("cp1252"))))
    pick(lab, "input", "Größe")
    expect(own.get_by_role("columnheader")).to_have_text(["Größe ‹m²›", "price"])
    expect(own.get_by_role("status")).to_contain_text("Row 42 has “large”")
    expect(own.get_by_label(text("stage.owndata.standardise"))).to_be_checked()
    with lab.change(data=OWN_DATA, standardise="1"):
        lab.button("stage.owndata.learn").click()
    sample = lab.experiment.surface.sample
    assert sample is not None
    assert sample.labels == ("Größe ‹m²›", "price")
    assert (len(sample.train or ()), len(sample.test or ())) == (30, 10)
    lab.committed()
    lab.shows(lab.experiment)
    expect(lab.page.locator(".stage-data")).to_contain_text("Größe ‹m²›")
    lab.page.reload()
    lab.at_rest(data=OWN_DATA)
    assert lab.experiment.surface.sample == sample
    lab.open_panel(panel(lab))
    with lab.change(data=None, points=None, held=None, names=None):
        lab.button("stage.owndata.back").click()
    sample, usual = lab.experiment.surface.sample, lab.experiment.surface.data
    assert sample is not None
    assert sample.data == "line"
    assert usual is not None
    assert before["surface"] == lab.fields["surface"]


def test_what_cannot_be_read_is_explained_and_nothing_is_lost(lab: Lab) -> None:
    """The reason stands beside the control until the next try; what was read and drawn before stays."""
    own = opened(lab, LINE)
    upload(lab, "flats.csv", FLATS.encode())
    learn = lab.button("stage.owndata.learn")
    expect(learn).to_be_visible()
    before, problem = lab.query, own.locator("> [role=alert]")
    upload(lab, "flats.xlsx", b"PK\x03\x04 no text at all")
    expect(problem).to_have_text(say(Message("table.workbook")))
    expect(own.get_by_role("status")).to_contain_text("flats.csv")
    expect(learn).to_be_visible()
    pick(lab, "input", "price")
    expect(own.locator(".stage-own-form [role=alert]")).to_have_text(say(Message("table.twice", name="price")))
    expect(problem).to_have_text("")
    expect(learn).to_be_hidden()
    pick(lab, "input", "rooms")
    expect(learn).to_be_visible()
    assert lab.query == before
    lab.forgive("400")  # the browser notes the refusal


def test_a_guess_is_shown_and_can_be_changed(lab: Lab) -> None:
    """Points that may mark thousands: what was read stands in the lists, and another choice reads the file anew."""
    own = opened(lab, LINE)
    upload(lab, "pay.csv", b"year;pay\n0;4.434\n1;5.324\n2;6.100\n3;12.345\n")
    separator = own.get_by_label(text("stage.owndata.separator"))
    expect(separator.locator("option:checked")).to_have_text(text("owndata.separator_semicolon"))
    expect(own.get_by_role("status")).to_contain_text("4.434 is 4.434")
    own.get_by_label(text("stage.owndata.decimal")).select_option(label=text("owndata.decimal_comma"))
    expect(own.get_by_role("cell", name="4434", exact=True)).to_be_visible()
    separator.select_option(label=text("owndata.separator_tab"))
    expect(own.locator(".stage-own-form [role=alert]")).not_to_be_empty()
    separator.select_option(label=text("owndata.separator_semicolon"))
    expect(own.get_by_role("cell", name="4434", exact=True)).to_be_visible()
    own.get_by_label(text("stage.owndata.encoding")).select_option("utf-16")
    expect(own.get_by_role("cell", name="4434", exact=True)).to_have_count(0)
    expect(own.locator("[role=alert]").filter(has_text=".")).to_be_visible()


@pytest.mark.deep
def test_pasted_rows_with_three_classes_are_learned_one_against_the_rest(lab: Lab) -> None:
    """As a spreadsheet copies them: the class is chosen by its name, and a share is held out."""
    own = opened(lab, CLASSES)
    lab.page.get_by_label(text("stage.owndata.paste")).fill(FLOWERS)
    lab.button("stage.owndata.read").click()
    against = own.get_by_label(text("stage.owndata.against"))
    expect(against.locator("option")).to_have_count(3)
    against.select_option(index=1)
    expect(own.get_by_role("status")).to_contain_text("“b”")
    lab.type(own.get_by_role("textbox", name=text("stage.owndata.held")), 50)
    expect(own).to_contain_text(text("owndata.learn_words", train=30, test=30))
    with lab.change(data=OWN_DATA):
        lab.button("stage.owndata.learn").click()
    sample = lab.experiment.surface.sample
    assert sample is not None
    assert sample.labels == ("length", "width", "kind", text("owndata.rest"), "b")
    assert sum(row[-1] for row in sample.train or ()) == 10
    expect(lab.page.locator(".stage-data")).to_contain_text(text("owndata.rest"))
