"""While the finger moves, the path bends: sliders, several optimizers, formulas, a surface's own parameters."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Route, expect

from app.figures.theme import looks
from app.stage.gallery.presets import PRESETS
from app.words.words import text
from optim_core import SURFACES
from tests.e2e.lab import LIVE, Lab

RATE = text("optimizer.gd.lr.name")
OWN = urlencode({"formula": "sin(2*x) + cos(y) + (x^2 + y^2)/10", "steps": "60", "run1": "gd", "run2": "adam"})
# What the canvas has where the path's points lie, but beside the marker at its end; and the box around the path.
INKED = """() => {
  const { canvas, ink, drawn: [{ path, now }] } = document.querySelector(".stage-map > canvas.stage-overlay").overlay;
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const hex = (x, y) => [...ink.getImageData(x * canvas.width / width, y * canvas.height / height, 1, 1).data.slice(0, 3)]
    .map((part) => part.toString(16).padStart(2, "0")).join("");
  const apart = path.filter(([x, y]) => Math.hypot(x - now.at[0], y - now.at[1]) > 12 && x > 2 && x < width - 2 && y > 2 && y < height - 2);
  const [across, up] = [0, 1].map((axis) => path.map((place) => place[axis]));
  return [apart.map(([x, y]) => `#${hex(x, y)}`),
    [left + Math.min(...across), left + Math.max(...across), top + Math.min(...up), top + Math.max(...up)]];
}"""
PAINTED = """(seen) => {
  const canvas = document.querySelector(".stage-living");
  const inks = canvas.hidden ? null : canvas.toDataURL();
  return inks && inks !== seen ? inks : null;
}"""


def drag_and_look(lab: Lab, run: int = 0) -> None:
    """Drag the rate of a run: paths, words and curves change before the button is let go, the rest stays at rest."""
    slider, before = lab.slider(RATE, run), lab.query
    words, mouse = lab.verdict.inner_text(), lab.page.mouse
    x, y = lab.thumb(slider)
    mouse.move(x, y)
    mouse.down()
    seen: list[str] = []
    for left in (10, 20, 30):  # to the left, where the rate is smaller: too large ones all leave the map at once
        mouse.move(x - left, y)
        lab.page.wait_for_function(
            f"([run, seen]) => {{ const path = ({LIVE})()[run]; return path && !seen.includes(path); }}",
            arg=[run, seen],
        )
        seen.append(lab.live()[run])
    assert len(set(seen)) == 3
    assert lab.query == before, "nothing is at rest, and nothing is committed, before the finger lets go"
    assert len(lab.live()) == len(lab.experiment.runs), "every run is drawn while one of them is dragged"
    assert lab.verdict.inner_text() != words
    mouse.up()
    lab.at_rest(before)
    lab.still()
    lab.shows(lab.experiment)


@pytest.mark.parametrize(
    "query",
    [PRESETS["race"].to_query(), pytest.param(OWN, marks=pytest.mark.deep)],
    ids=["four on Rosenbrock", "own formula"],
)
def test_dragging_a_rate_bends_the_path_at_once(lab: Lab, query: str) -> None:
    """Dragging the learning rate of any of the runs redraws path and words before the mouse button goes up."""
    lab.open(query)
    for run in range(len(lab.experiment.runs)):
        drag_and_look(lab, run)
    lab.committed()


def test_what_is_drawn_while_dragging_is_what_comes_to_rest(lab: Lab) -> None:
    """The last path of a drag on the overlay lies where Plotly draws the path at rest."""
    lab.open(PRESETS["zigzag"].to_query())
    slider, before = lab.slider(RATE, 0), lab.query
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.5))
    lab.page.wait_for_function("() => document.querySelector('.stage').classList.contains('stage-live')")
    lab.page.mouse.up()
    colors, live = lab.page.evaluate(INKED)
    lab.at_rest(before)
    color = looks(lab.experiment.runs, "light", [""] * len(lab.experiment.runs))[0].color.lower()
    assert color in colors, "it is inked along its way, but where another run's halo lies over it"
    still = lab.page.locator(".stage-map [class*=tracerun0path] .js-line").evaluate(
        "(path) => { const b = path.getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom]; }"
    )
    assert still == pytest.approx(live, abs=3)


def test_a_surface_parameter_is_live(lab: Lab) -> None:
    """Dragging the ravine's condition number reshapes the map and the path together."""
    lab.open("surface=ravine&kappa=10&run1=gd&run1.lr=0.02&steps=40")
    slider = lab.slider(text("surface.ravine.kappa.name"))
    contour, mouse = lab.page.locator(".stage-map .contourlayer"), lab.page.mouse
    before, rested = contour.inner_html(), lab.query
    mouse.move(*lab.thumb(slider))
    mouse.down()
    seen = None
    for share in (0.6, 0.8):  # while the finger moves, the surface is painted over Plotly's
        mouse.move(*lab.thumb(slider, share))
        seen = lab.page.wait_for_function(PAINTED, arg=seen).json_value()
    drawn = lab.page.wait_for_function(f"() => ({LIVE})()[0]")
    assert drawn.json_value()[0].isdigit()
    mouse.up()
    lab.at_rest(rested)
    assert float(lab.fields["kappa"]) > 20
    lab.committed()
    lab.shows(lab.experiment)
    expect(lab.page.locator(".stage-living")).to_be_hidden()
    assert contour.inner_html() != before
    with lab.change(rotation="45"):
        lab.type(lab.box(text("surface.ravine.rotation.name")), 45)
    lab.shows(lab.experiment)
    assert lab.experiment.surface == SURFACES["ravine"].at(kappa=lab.experiment.surface.values[0][1], rotation=45)


def test_every_hyperparameter_has_a_live_slider_and_a_number_field(lab: Lab) -> None:
    """All that an optimizer lets one choose is there, and typing a number changes the path."""
    lab.open("surface=bowl&run1=adam&steps=60")
    for name, value in {"lr": 0.3, "beta1": 0.5, "beta2": 0.9, "eps": 0.001}.items():
        label = text(f"optimizer.adam.{name}.name")
        assert lab.slider(label, 0).is_visible()
        with lab.change(**{f"run1.{name}": str(value)}):
            lab.type(lab.box(label, 0), value)
        lab.shows(lab.experiment)
    assert dict(lab.experiment.runs[0].hypers) == {"lr": 0.3, "beta1": 0.5, "beta2": 0.9, "eps": 0.001}


def test_a_number_that_cannot_be_is_refused_with_the_range(lab: Lab) -> None:
    """A word, or a value outside what the mathematics allows, is answered beside the field; the picture stays."""
    lab.open("surface=bowl&run1=momentum&steps=30")
    beta, before = lab.box(text("optimizer.momentum.beta.name"), 0), lab.query
    for typed, answer in {"lots": text("stage.number_bad"), "1.5": "has to lie between 0 and"}.items():
        lab.type(beta, typed)
        assert beta.get_attribute("aria-invalid") is not None
        lab.page.locator(".stage-error:visible", has_text=answer).wait_for()
    beta.press("Escape")
    assert beta.get_attribute("aria-invalid") is None
    assert lab.query == before
    assert beta.input_value() == "0.9"


@pytest.mark.deep
def test_many_steps_are_drawn_on_release(lab: Lab) -> None:
    """Above 1000 steps the picture waits for the finger to let go, then it is complete, and says that it is thinned."""
    lab.open("surface=rosenbrock&run1=gd&run1.lr=0.001&steps=800")
    with lab.change(steps="3000"):
        lab.type(lab.box(text("stage.steps")), 3000)
    before, asked = lab.query, len([url for url in lab.requests if "/paths?" in url])
    slider = lab.slider(RATE, 0)
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    for share in (0.3, 0.4, 0.5):
        lab.page.mouse.move(*lab.thumb(slider, share))
    lab.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert len([url for url in lab.requests if "/paths?" in url]) == asked
    lab.still()
    lab.page.mouse.up()
    lab.at_rest(before)
    lab.shows(lab.experiment)
    assert len(lab.traces("charts", "loss")[0]["x"]) < 2005
    assert lab.page.get_by_text(text("stage.every_nth", every=2, steps=3000)).is_visible()


@pytest.mark.deep
def test_number_of_steps_is_live_up_to_a_thousand(lab: Lab) -> None:
    """Dragging the number of steps lengthens the path while the finger moves, and the step axis follows."""
    lab.open("surface=bowl&run1=gd&run1.lr=0.01&steps=20")
    slider, before = lab.slider(text("stage.steps")), lab.query
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    lab.page.mouse.move(*lab.thumb(slider, 0.7))
    lab.page.wait_for_function(f"() => ({LIVE})().length")
    lab.page.mouse.up()
    lab.at_rest(before)
    steps = lab.experiment.steps
    assert 20 < steps <= 1000
    assert lab.page.locator(".stage-charts").evaluate("(gd) => gd._fullLayout.xaxis.range[1]") == steps
    lab.shows(lab.experiment)


def test_one_request_at_a_time_and_the_newest_wins(lab: Lab) -> None:
    """While an answer is under way nothing else is asked; then only the newest value is, and it is what stays."""
    lab.open("surface=bowl&run1=gd&run1.lr=0.1&run1.schedule=plateau&steps=40")  # which no browser follows
    held: list[Route] = []
    lab.page.route("**/paths?*", lambda route: held.append(route) if len(held) < 2 else route.continue_())
    slider, before = lab.slider(RATE, 0), lab.query
    lab.page.mouse.move(*lab.thumb(slider))
    lab.page.mouse.down()
    for share in (0.6, 0.5, 0.4, 0.3, 0.2):
        lab.page.mouse.move(*lab.thumb(slider, share))
    newest = lab.box(RATE, 0).input_value()
    assert len(held) == 1
    with lab.page.expect_request("**/paths?*") as asked:
        held[0].continue_()
    assert f"run1.lr={newest}&" in f"{asked.value.url}&"
    lab.page.mouse.up()
    assert len(held) == 2, "the one on its way is waited for"
    held[1].continue_()
    lab.at_rest(before, **{"run1.lr": newest})
    lab.shows(lab.experiment)
