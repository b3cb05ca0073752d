"""The update rule with the numbers of a step, and what one takes along: a script and the steps as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from app.stage.answers.rule import rule
from app.words.words import text
from optim_core import OPTIMIZERS
from optim_core.export import EXPORTS, export_script
from tests.e2e.axe import SIZES, in_both_schemes
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.lab import Lab

ADAM = "surface=rosenbrock&steps=60&run1=adam&run1.lr=0.1&run2=momentum&run2.lr=0.001"
# All signs of each row, as the browser has them; what is no MathML would not be a <math> element.
ROWS = """
() => [...document.querySelectorAll(".stage-rule-rows [role=row]:not(.stage-rule-head)")].map(
  (row) => [...row.querySelectorAll("math")].map((math) => math.namespaceURI.endsWith("MathML") ? math.textContent : "?"))"""


def panel(lab: Lab, name: str) -> Locator:
    """A panel of the drawer, open."""
    return lab.open_panel(lab.page.locator(f".stage-{name}"))


def scrub(lab: Lab, row: int) -> None:
    """Move the step slider to a row, as a drag would."""
    lab.slider(text("stage.scrubber")).evaluate(
        "(s, row) => { s.value = row; s.dispatchEvent(new Event('input')); s.dispatchEvent(new Event('change')); }", row
    )


def expect_rule(lab: Lab, run: int, step: int, axis: int) -> None:
    """The panel shows this step of this run, with exactly the formulas that the endpoint gives for what is drawn."""
    answer = rule(lab.query, run, step, axis, "en")
    lines = [*answer["schedule"], *answer["lines"]]
    keys = ("symbolic", "numbers", "result", "because")
    parse = "(all) => all.map((row) => row.map((text) => new DOMParser().parseFromString(text, 'text/xml').documentElement.textContent))"
    wanted = lab.page.evaluate(parse, [[line[key] for key in keys if line[key]] for line in lines])
    lab.page.wait_for_function(
        f"(wanted) => JSON.stringify(({ROWS})()) === wanted",
        arg=json.dumps(wanted, separators=(",", ":"), ensure_ascii=False),
    )
    expect(lab.page.locator(".stage-rule-step")).to_have_text(answer["title"])


def test_the_rule_follows_the_step_the_run_and_the_coordinate(lab: Lab) -> None:
    """At row k the panel has the step that leaves it, at the last row the last one; each choice shows its own numbers."""
    lab.open(ADAM)
    found = panel(lab, "rule")
    expect_rule(lab, run=1, step=60, axis=0)
    scrub(lab, 0)
    expect_rule(lab, run=1, step=1, axis=0)
    scrub(lab, 12)
    expect_rule(lab, run=1, step=13, axis=0)
    found.get_by_role("combobox", name=text("stage.rule_axis")).select_option(label="y")
    expect_rule(lab, run=1, step=13, axis=1)
    found.get_by_role("combobox", name=text("stage.rule_run")).select_option(label="Momentum")
    expect_rule(lab, run=2, step=13, axis=1)
    heads = found.get_by_role("columnheader").all_text_contents()
    assert heads[:2] == [text("stage.rule_symbols"), text("stage.rule_numbers", step=13)]
    assert found.get_by_role("row").count() == len(rule(lab.query, 2, 13, 1, "en")["lines"]) + 1


@pytest.mark.deep
def test_the_rule_follows_a_drag(lab: Lab) -> None:
    """While the learning rate is dragged the numbers change before the finger lets go; then they are the drawn run's."""
    lab.open("surface=ravine&steps=40&run1=gd&run1.lr=0.01")
    panel(lab, "rule")
    expect_rule(lab, run=1, step=40, axis=0)
    before = lab.page.evaluate(ROWS)
    slider = lab.slider(text("optimizer.gd.lr.name"), 0)
    mouse = lab.page.mouse
    with lab.change():
        mouse.move(*lab.thumb(slider))
        mouse.down()
        mouse.move(*lab.thumb(slider, 0.4))
        lab.page.wait_for_function(
            f"(before) => JSON.stringify(({ROWS})()) !== before",
            arg=json.dumps(before, separators=(",", ":"), ensure_ascii=False),
        )
        mouse.up()
    expect_rule(lab, run=1, step=40, axis=0)


@pytest.mark.deep
def test_a_run_that_ended_says_so(lab: Lab) -> None:
    """A diverged run has no step after its last; the panel shows that one and says why it goes no further."""
    lab.open("surface=rosenbrock&steps=50&run1=gd&run1.lr=1&run2=adam&run2.lr=0.1")
    last = int(lab.experiment.trajectories()[0].ended_at[0])
    found = panel(lab, "rule")
    expect_rule(lab, run=1, step=last, axis=0)
    expect(found.get_by_text(text("stage.rule_ended", step=last))).to_be_visible()
    found.get_by_role("combobox", name=text("stage.rule_run")).select_option(label="Adam")
    expect_rule(lab, run=2, step=50, axis=0)
    expect(found.get_by_text(text("stage.rule_ended", step=last))).to_be_hidden()


@pytest.mark.deep
def test_a_named_operation_opens_its_listing(lab: Lab) -> None:
    """Beside the line that calls it there is a button to the operation's own source; Tab goes on from there."""
    lab.open("surface=rosenbrock&steps=5&run1=newton")
    found = panel(lab, "rule")
    expect_rule(lab, run=1, step=5, axis=0)
    source = found.get_by_text("np.linalg.solve")
    expect(source).to_be_hidden()
    found.get_by_role("button", name=text("stage.rule_open", name="solve")).click()
    expect(source).to_be_visible()
    assert lab.page.evaluate("() => document.activeElement.tagName") == "SUMMARY"


def test_folded_panels_ask_for_nothing(lab: Lab) -> None:
    """What nobody looks at costs nothing: rule and script are asked for only once their panel is unfolded."""

    def asked(what: str) -> bool:
        return any(f"/en/{what}?" in url for url in lab.requests)

    lab.open(ADAM)
    scrub(lab, 5)
    with lab.change(steps="61"):
        lab.type(lab.box(text("stage.steps")), 61)
    assert not asked("rule")
    assert not asked("script")
    panel(lab, "rule")
    expect_rule(lab, run=1, step=6, axis=0)
    assert asked("rule")
    assert not asked("script")


def test_the_script_of_every_library_is_copied_and_saved(visit: Visit, tmp_path: Path) -> None:
    """Each library's script is the core's, on screen, in the clipboard and as a file; a change gives another script."""
    lab = visit(permissions=["clipboard-read", "clipboard-write"])
    lab.open(ADAM)
    found = panel(lab, "take")
    choice = found.get_by_role("combobox", name=text("stage.take_library"))
    for library in EXPORTS:
        choice.select_option(label=text(f"stage.take_in_{library}"))
        expect(found.locator("code")).to_have_text(export_script(lab.experiment, library))
        found.get_by_role("button", name=text("stage.take_copy")).click()
        expect(found.get_by_role("status")).to_have_text(text("stage.take_copied"))
        assert lab.page.evaluate("() => navigator.clipboard.readText()") == export_script(lab.experiment, library)
        with lab.page.expect_download() as download:
            found.get_by_role("link", name=text("stage.take_save")).click()
        assert download.value.suggested_filename == f"descent-{library}.py"
        download.value.save_as(tmp_path / library)
        assert (tmp_path / library).read_text(encoding="utf-8") == export_script(lab.experiment, library)
    with lab.change(steps="7"):
        lab.type(lab.box(text("stage.steps")), 7)
    expect(found.locator("code")).to_have_text(export_script(lab.experiment, EXPORTS[-1]))


@pytest.mark.deep
def test_the_steps_as_json(lab: Lab, tmp_path: Path) -> None:
    """The JSON file is downloaded and can be read."""
    lab.open(ADAM)
    found = panel(lab, "take")
    with lab.page.expect_download() as download:
        found.get_by_role("link", name=text("stage.json"), exact=True).click()
    assert download.value.suggested_filename == "descent-steps.json"
    download.value.save_as(tmp_path / "steps.json")
    assert json.loads((tmp_path / "steps.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "slug", ["muon", *(pytest.param(slug, marks=pytest.mark.deep) for slug in ("nadam", "bfgs", "rprop"))]
)
def test_wide_formulas_scroll_in_their_own_box(visit: Visit, slug: str) -> None:
    """On a phone neither a wide formula nor a long line of code makes the page scroll sideways."""
    lab = visit(**PHONE)
    lab.open(f"surface=matrix&steps=20&run1={slug}")
    found = panel(lab, "rule")
    expect_rule(lab, run=1, step=20, axis=0)
    for summary in found.locator("details summary").all():
        summary.click()
    panel(lab, "take")
    expect(lab.page.locator(".stage-take code")).not_to_be_empty()
    assert lab.page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= 390
    wide: list[Any] = found.locator("math, pre").evaluate_all(
        """(all) => all.filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth)
          .map((node) => node.closest(".stage-rule-box") ? getComputedStyle(node.closest(".stage-rule-box")).overflowX : "page")"""
    )
    assert set(wide) <= {"auto"}


RULE, TAKE = ({"include": [[part]]} for part in (".stage-rule", ".stage-take"))


@pytest.mark.parametrize("size", ["desktop", pytest.param("phone", marks=pytest.mark.deep)])
def test_axe_finds_nothing_in_the_panels(visit: Visit, size: str) -> None:
    """No violation in both panels with everything in them unfolded, with wide formulas, listings and a remark."""
    viewport = SIZES[size] | {"height": 2 * SIZES[size]["height"]}
    lab = visit(viewport=viewport)
    lab.open("surface=rosenbrock&steps=30&run1=bfgs&run2=nadam&run2.schedule=cosine&run2.clip=norm")
    found = panel(lab, "rule")
    expect_rule(lab, run=1, step=30, axis=0)
    for summary in found.locator("details summary").all():
        summary.click()
    assert in_both_schemes(lab, RULE) == []
    panel(lab, "take")
    expect(lab.page.locator(".stage-take code")).not_to_be_empty()
    assert in_both_schemes(lab, TAKE) == []
    panel(lab, "rule")
    found.get_by_role("combobox", name=text("stage.rule_run")).select_option(label=OPTIMIZERS["nadam"].name)
    expect_rule(lab, run=2, step=30, axis=0)
    assert in_both_schemes(lab, RULE) == [], "with a schedule and clipping"
