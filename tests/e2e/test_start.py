"""The start point: dragged, clicked, moved by keys, typed, on maps and on curves."""

from __future__ import annotations

import pytest

from app.words.words import text
from tests.e2e.lab import LIVE, Lab

BOWL = "surface=himmelblau&run1=gd&run1.lr=0.01&run2=adam&run2.lr=0.1&steps=60"
MOVED = f"""(seen) => {{
  const [path] = ({LIVE})();
  return path && path !== seen ? path : null;
}}"""


def start_of(lab: Lab) -> tuple[float, ...]:
    return lab.experiment.point


def test_dragging_the_ring_moves_every_path_at_once(lab: Lab) -> None:
    """All paths follow the ring while the button is down, and the number fields show where it is."""
    lab.open(BOWL)
    before, mouse = lab.query, lab.page.mouse
    mouse.move(*lab.at(*start_of(lab)))
    mouse.down()
    seen = None
    for target in ((-2.0, 2.0), (-3.0, 1.0), (1.0, -2.5)):
        mouse.move(*lab.at(*target), steps=3)
        seen = lab.page.wait_for_function(MOVED, arg=seen).json_value()
        lab.page.wait_for_function(
            "(x) => Math.abs(document.querySelector('.stage [aria-label=x]').closest('.stage-field')"
            ".querySelector('.stage-number').value - x) < 0.02",
            arg=target[0],
        )
    assert lab.query == before
    assert len(lab.live()) == 2
    mouse.up()
    lab.at_rest(before)
    assert start_of(lab) == pytest.approx((1.0, -2.5), abs=0.02)
    lab.shows(lab.experiment)
    lab.committed()


@pytest.mark.deep
def test_escape_takes_a_drag_back(lab: Lab) -> None:
    """Escape during a drag puts the start back where it was, and what the mouse does then changes nothing."""
    lab.open(BOWL)
    before, start, mouse = lab.query, start_of(lab), lab.page.mouse
    mouse.move(*lab.at(*start))
    mouse.down()
    mouse.move(*lab.at(-2.0, 2.0), steps=3)
    lab.page.wait_for_function(MOVED, arg=None)
    lab.page.keyboard.press("Escape")
    mouse.move(*lab.at(1.0, 1.0), steps=2)
    mouse.up()
    lab.page.wait_for_function(
        "(x) => document.querySelector('.stage [aria-label=x]').closest('.stage-field').querySelector('.stage-number').value === x",
        arg=f"{start[0]:g}",
    )
    lab.at_rest()
    assert lab.query == before
    lab.shows(lab.experiment)
    # the next change starts from there
    with lab.change():
        lab.ring.press("ArrowRight")
    assert start_of(lab)[0] == pytest.approx(start[0] + 0.01 * (lab.view()[1] - lab.view()[0]), rel=1e-3)


def test_clicking_the_map_sets_the_start(lab: Lab) -> None:
    """A click on the map begins there; a click on a path or a marker does so too, and a click on the map's tools does not."""
    lab.open(BOWL)
    with lab.change():
        lab.page.mouse.click(*lab.at(2.0, -1.0))
    pixel = 1 / (lab.at(1.0, 0.0)[0] - lab.at(0.0, 0.0)[0])
    assert start_of(lab) == pytest.approx((2.0, -1.0), abs=1.1 * pixel)
    lab.shows(lab.experiment)
    last = lab.experiment.trajectories()[0].points[-1, 0].tolist()
    with lab.change():
        lab.page.mouse.click(*lab.at(*last))
    assert start_of(lab) == pytest.approx(last, abs=0.03)
    before = lab.query
    lab.button("stage.zoom_out").click()
    with lab.change():
        lab.ring.press("ArrowUp")
    assert start_of(lab)[0] == float(dict(p.split("=") for p in before.split("&"))["x"])


def test_arrow_keys_move_the_ring(lab: Lab) -> None:
    """Each arrow key moves the start by a hundredth of the view, with Shift by a tenth; the ring says where it is."""
    lab.open(BOWL)
    left, right, low, high = lab.view()
    x, y = start_of(lab)
    small, tall = 0.01 * (right - left), 0.01 * (high - low)
    moves = {
        "ArrowLeft": (-small, 0),
        "Shift+ArrowRight": (10 * small, 0),
        "ArrowUp": (0, tall),
        "Shift+ArrowDown": (0, -10 * tall),
    }
    lab.ring.focus()
    for key, (dx, dy) in moves.items():
        with lab.change():
            lab.page.keyboard.press(key)
        x, y = x + dx, y + dy
        assert start_of(lab) == pytest.approx((x, y), abs=small / 50)
    assert str(lab.ring.get_attribute("aria-label")).startswith(
        text("stage.start_handle", point="x = {:.4g}, y = {:.4g}".format(*start_of(lab))).split(".")[0]
    )
    lab.committed()
    lab.shows(lab.experiment)


@pytest.mark.deep
def test_typing_coordinates(lab: Lab) -> None:
    """A coordinate can be typed, with a decimal comma too, even far outside the map."""
    lab.open(BOWL)
    with lab.change(x="-1.25"):
        lab.type(lab.box("x"), "-1,25")
    with lab.change(y="40"):
        lab.type(lab.box("y"), "40")
    assert start_of(lab) == (-1.25, 40.0)
    assert lab.ring.is_hidden()
    lab.shows(lab.experiment)
    with lab.change(y="3"):
        lab.type(lab.box("y"), "3")
    assert lab.ring.is_visible()


@pytest.mark.deep
def test_the_ring_runs_along_a_curve(lab: Lab) -> None:
    """In one dimension the ring sits on the curve; dragging, clicking and arrow keys move it along, with the tangent."""
    lab.open("surface=double_well&run1=gd&run1.lr=0.05&steps=30")
    surface = lab.experiment.surface
    mouse, before = lab.page.mouse, lab.query
    x = start_of(lab)[0]
    mouse.move(*lab.at(x, float(surface.value([x]))))
    mouse.down()
    mouse.move(*lab.at(0.5, 1.5), steps=4)
    lab.page.wait_for_function(MOVED, arg=None)
    mouse.up()
    lab.at_rest(before)
    x = start_of(lab)[0]
    assert x == pytest.approx(0.5, abs=0.02)
    ring = lab.ring.bounding_box()
    assert ring is not None
    middle = (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    assert middle == pytest.approx(lab.at(x, float(surface.value([x]))), abs=1.5)
    lab.shows(lab.experiment)
    (tangent,), (current,) = lab.traces("map", "tangent"), lab.traces("map", "now")
    slope = (tangent["y"][1] - tangent["y"][0]) / (tangent["x"][1] - tangent["x"][0])
    assert slope == pytest.approx(float(surface.gradient([current["x"][0]])[0]), rel=1e-6)
    with lab.change():
        lab.ring.press("ArrowRight")
    assert start_of(lab)[0] > x
