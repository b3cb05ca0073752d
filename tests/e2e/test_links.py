"""The address bar holds the experiment: reload, back, forward and a link sent to a friend give the same picture."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from playwright.sync_api import expect

from app.stage.gallery.presets import PRESETS
from app.words.words import text
from optim_core import MAX_RUNS, Experiment
from optim_core.simulation.request import MAX_STEPS
from tests.e2e.conftest import Visit
from tests.e2e.lab import Lab
from tests.e2e.page import choose_surface, share, take_preset

RATE = text("optimizer.gd.lr.name")
FORMULA = Experiment.from_query(
    urlencode({"formula": "(x^2 + y - 11)^2/10 + abs(x*y)", "x.low": "-5", "y.high": "4.5", "x": "0.1", "y": "-2"})
    + "&steps=70&noise=0.3&seed=7&stop.loss=0.01"
    + "&run1=adam&run1.lr=0.2&run1.beta1=0.8&run2=adam&run2.lr=0.05&run2.lr.from30=0.5&run3=rmsprop&run3.lr=0.03"
)


def picture(lab: Lab) -> dict[str, Any]:
    """All that the plots hold of the experiment, the heights of the map and the words."""
    lab.at_rest()
    lab.committed()
    drawn = lab.traces("map")
    surface = drawn.pop(0)
    assert surface["role"] == "surface"
    corners = [
        surface["x"][0],
        surface["x"][-1],
        surface["y"][0],
        surface["y"][-1],
    ]  # sent rounded, or in full after a zoom
    heights = lab.map.evaluate(
        "(gd) => { const t = gd._fullData[0]; return (t.z ?? [t.y]).map((row) => Array.from(row)).flat(); }"
    )
    exact = {"map": drawn, "charts": lab.traces("charts"), "words": lab.words}
    return {**exact, "box": [*corners, *lab.view()], "heights": np.array(heights, dtype=float)}


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two pictures are alike; the map's heights are sent with fewer digits than the paths."""
    np.testing.assert_allclose(one["box"], other["box"], rtol=1e-6)
    np.testing.assert_allclose(one["heights"], other["heights"], rtol=1e-5, atol=1e-5)
    return all(one[part] == other[part] for part in ("map", "charts", "words"))


def test_reload_gives_the_same_picture(lab: Lab) -> None:
    """After changes by finger, keyboard and page a reload shows exactly what was there before."""
    lab.open()
    with lab.change():
        take_preset(lab, "race")
    with lab.change(**{"run3.lr": "0.02"}):
        lab.type(lab.box(RATE, 2), 0.02)
    with lab.change():
        lab.ring.press("Shift+ArrowRight")
    before, query = picture(lab), lab.query
    lab.page.reload()
    assert same(picture(lab), before)
    assert lab.query == query


@pytest.mark.deep
def test_a_link_opened_elsewhere_gives_the_same_picture(lab: Lab, visit: Visit) -> None:
    """A link with formula, noise, stop and changes of the rate, opened in a fresh browser, shows what the sender sees."""
    lab.open(FORMULA.to_query())
    assert lab.experiment == FORMULA
    lab.shows(FORMULA)
    before = picture(lab)
    friend = visit().open(lab.address)
    assert same(picture(friend), before)
    assert friend.page.get_by_text(text("page.notes_title")).count() == 0


def test_back_and_forward(lab: Lab) -> None:
    """The back button undoes the changes one by one, forward brings them again, each with its picture."""
    lab.open(PRESETS["zigzag"].to_query())
    pictures = [picture(lab)]
    with lab.change(**{"run1.lr": "0.05"}):
        lab.type(lab.box(RATE, 0), 0.05)
    pictures.append(picture(lab))
    with lab.change(surface="booth"):
        choose_surface(lab, "Booth")
    pictures.append(picture(lab))
    with lab.change():
        take_preset(lab, "bouncing")
    pictures.append(picture(lab))
    for expected in pictures[-2::-1]:
        with lab.change():
            lab.page.go_back()
        assert same(picture(lab), expected)
    for expected in pictures[1:]:
        with lab.change():
            lab.page.go_forward()
        assert same(picture(lab), expected)


def test_copied_link_is_the_address(visit: Visit) -> None:
    """ "Copy link" puts the whole address of the experiment on the clipboard, and says so."""
    lab = visit(permissions=["clipboard-read", "clipboard-write"]).open(FORMULA.to_query())
    menu = share(lab)
    menu.get_by_role("button", name=text("stage.copy_link")).click()
    expect(menu).to_contain_text(text("stage.copied"))
    copied = lab.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(f"{lab.url}?")
    assert Experiment.from_query(copied.partition("?")[2]) == FORMULA


BAD = {
    "numbers that are none, and names nobody knows": (
        "surface=rosenbrok&x=1e308&y=NaN&steps=1000000&noise=-1&seed=1.5&run1=adam&run1.lr=-3&run1.beta1=1"
        "&run2=adamx&run3=gd&run3.gamma=3&" + quote("<b>bold</b>") + "=1",
        ["rosenbrok", "rosenbrock", "1e308", "NaN", "1000000", "1.5", "-3", "adamx", "run3.gamma", "<b>bold</b>"],
    ),
    "twenty runs": (
        "v=9&surface=bowl&" + "&".join(f"run{i}=adam" for i in range(1, 21)) + "&steps=10",
        ["20", "6", "9"],
    ),
    "a formula that is none": ("formula=" + quote("2x + <i>y</i>") + "&run1=gd", ["2x + <i>y</i>"]),
}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param(*case, id=name, marks=[pytest.mark.deep] * (place > 0))
        for place, (name, case) in enumerate(BAD.items())
    ],
)
def test_a_bad_link_opens_and_says_what_was_changed(lab: Lab, query: str, said: list[str]) -> None:
    """What is valid of a hand-edited link is shown, and what is not is named, as plain text; the address is then right."""
    lab.open(query)
    warning = lab.page.get_by_role("alert").filter(has_text=text("page.notes_title"))
    expect(warning).to_be_visible()
    for word in said:
        expect(warning).to_contain_text(word)
    assert warning.locator("b, i:not([class])").count() == 0, "markup from a link stays text"
    experiment, notes = Experiment.repair(query)
    assert notes
    assert lab.experiment == experiment
    assert len(experiment.runs) <= MAX_RUNS
    assert experiment.steps <= MAX_STEPS
    lab.shows(experiment)
    with lab.change():  # the next change clears the warning
        take_preset(lab, "just_right")
    expect(warning).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    [
        "assignment?make=" + quote("surface=" + quote("![i](http://e.vil/i)")),
        "assignment?make=" + quote("v=1&[cl](http://e.vil)=1"),
        "?steps=" + quote("http://e.vil/i"),
        "?run1=" + quote("www.e.vil"),
    ],
)
def test_what_a_link_says_is_no_link_and_no_picture(lab: Lab, address: str) -> None:
    """What is wrong in an address is repeated as text: nothing of it can be pressed, and nothing is fetched for it."""
    lab.page.goto(f"{lab.url}{address}")
    expect(lab.page.get_by_role("alert").filter(has_text="e.vil")).to_be_visible()
    assert lab.page.locator("a[href*='e.vil'], img[src*='e.vil']").count() == 0
    assert not [url for url in lab.requests if url.startswith(("http://e.vil", "http://www.e.vil"))]
