"""The pulls of the examples: an arrow for each, their visible sum, and the link between an arrow and its data point."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from app.panels.pulls.answer import pulls_answer
from app.stage.answers.scene import stage_texts
from app.words.words import text
from tests.e2e.lab import Lab
from tests.e2e.test_rule_and_export import scrub

LINE = "surface=line12&steps=20&run1=gd&run1.lr=0.05"
LAYER = ".stage-layer-pulls"
STRONG, MEAN = f"{LAYER} .insight-pull-strong", f"{LAYER} .insight-pull-mean"
ONE = ".insight-pulls-one"


def choose(lab: Lab, mode: str) -> None:
    """Choose how the arrows are drawn."""
    if lab.page.locator(".closer").count():  # in a lesson they stand in the open
        lab.look_closer("data")
    lab.page.get_by_role("combobox", name=text("stage.pulls.choice")).select_option(mode)


def expect_step(lab: Lab, step: int) -> dict[str, Any]:
    """The panel says what the endpoint says of this step of the first run."""
    answer = pulls_answer(f"{lab.query}&run=1&step={step}", "en")
    assert answer is not None
    expect(lab.page.locator(".insight-pulls-words")).to_have_text(" ".join(answer["words"]))
    return answer


def drawn(lab: Lab, selector: str) -> np.ndarray:
    """The lines of a drawing that is no halo, as from x, from y, to x, to y in pixels of the layer; heads are left out."""
    d = str(lab.page.locator(f"{selector}:not(.insight-pull-halo)").first.get_attribute("d"))
    lines = [part.split("L") for part in d.split("M")[1:]]
    return np.array([[float(end) for point in line for end in point.split(",")] for line in lines if len(line) == 2])


def about(lab: Lab, number: int, answer: dict[str, Any]) -> str:
    """The sentence about an example."""
    values = {"number": number, "count": len(answer["pulls"]), "apart": answer["apart"][number - 1]}
    said = stage_texts("en")["pulls.one"].format(**values, way=answer["ways"][number - 1])
    if answer["picked"] is None:
        return said
    return f"{said} {text('stage.pulls.one_in' if number - 1 in answer['picked'] else 'stage.pulls.one_out')}"


def corner(lab: Lab, selector: str) -> np.ndarray:
    box = lab.page.locator(selector).bounding_box()
    assert box is not None
    return np.array([box["x"], box["y"]])


def test_every_example_has_an_arrow_and_they_add_up(lab: Lab) -> None:
    """Off at first. Then one arrow for each, with one scale; head to tail they lead to the tip of the mean's arrow."""
    lab.open(LINE)
    expect(lab.page.locator(f"{LAYER} > *")).to_have_count(0)
    scrub(lab, 2)
    choose(lab, "point")
    answer = expect_step(lab, 2)
    here = np.array(lab.at(*answer["point"]))
    unit = (np.array(lab.at(*np.add(answer["point"], 1.0))) - here)[None]
    arrows = drawn(lab, STRONG)
    assert arrows.shape == (12, 4)
    np.testing.assert_allclose(arrows[:, :2] + corner(lab, LAYER), here[None].repeat(12, axis=0), atol=1.5)
    wanted, found = np.array(answer["pulls"]) * unit, arrows[:, 2:] - arrows[:, :2]
    rate = (wanted * found).sum() / (wanted**2).sum()
    np.testing.assert_allclose(found, rate * wanted, atol=0.6)
    choose(lab, "chain")
    expect(lab.page.locator(f"{LAYER} .insight-pull-joints")).to_have_count(1)
    joints = re.findall(r"M([\d.-]+),([\d.-]+)h0", str(lab.page.locator(".insight-pull-joints").get_attribute("d")))
    np.testing.assert_allclose(np.array(joints[-1], dtype=float), drawn(lab, MEAN)[0, 2:], atol=0.3)
    scrub(lab, 9)
    expect_step(lab, 9)
    assert not np.allclose(drawn(lab, MEAN)[0], arrows[0], atol=1.0), "they went along with the point"
    choose(lab, "off")
    expect(lab.page.locator(f"{LAYER} > *")).to_have_count(0)


@pytest.mark.deep
def test_a_data_point_and_its_arrow_light_up_together(lab: Lab) -> None:
    """From the plot, from the map and by number: the ring, the arrow and a sentence are about the same example."""
    lab.open(f"{LINE}&batch=4")
    scrub(lab, 0)
    choose(lab, "point")
    answer = expect_step(lab, 0)
    picked, arrow, ring = (lab.page.locator(found) for found in (".stage-picked", ".insight-pull-one", ".stage-marked"))
    expect(picked).to_have_count(4)
    expect(lab.page.locator(ONE)).to_have_text(text("stage.pulls.one_none"))
    point = picked.last.bounding_box()
    assert point is not None
    last = answer["picked"][-1] + 1
    lab.page.mouse.move(point["x"] + point["width"] / 2, point["y"] + point["height"] / 2)
    expect(arrow).to_have_attribute("data-example", str(last))
    expect(lab.page.locator(ONE)).to_have_text(about(lab, last, answer))
    longest = max(drawn(lab, STRONG), key=lambda line: float(np.hypot(*(line[2:] - line[:2]))))
    lab.map.scroll_into_view_if_needed()
    x, y = longest[:2] + 0.95 * (longest[2:] - longest[:2]) + corner(lab, LAYER)
    lab.page.mouse.move(x, y)
    expect(ring).to_have_count(1)
    number = lab.page.get_by_role("textbox", name=text("stage.pulls.example"), exact=True)
    number.hover()
    expect(ring).to_have_count(0)
    lab.type(number, 7)
    expect(arrow).to_have_attribute("data-example", "7")
    expect(lab.page.locator(ONE)).to_have_text(about(lab, 7, answer))
    lab.type(number, 13)
    expect(lab.page.locator("#insight-pulls-error")).to_have_text(text("stage.pulls.number_bad", count=12))


@pytest.mark.deep
def test_two_inputs_and_a_table(lab: Lab) -> None:
    """A network for classes: the minibatch is marked in its plot, the table has at most 40 rows, with those of the step."""
    lab.open("surface=net_classes&width=3&batch=10&steps=12&run1=adam&run1.lr=0.05")
    choose(lab, "chain")
    answer = expect_step(lab, 12)
    expect(lab.page.locator(".stage-picked")).to_have_count(10)
    lab.page.locator("summary", has_text=text("stage.pulls.table")).click()
    table = lab.page.locator(".insight-pulls-table")
    expect(table.locator("tbody tr")).to_have_count(40)
    expect(table.get_by_role("cell", name=text("stage.pulls.yes"), exact=True)).to_have_count(10)
    expect(table.locator("caption")).to_contain_text(str(len(answer["pulls"])))
