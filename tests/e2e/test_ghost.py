"""What was before stays as a ghost with one sentence, every change can be taken back, and sound is there for who wants it."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from app.panels.ghost.answer import in_words
from app.stage.gallery.presets import PRESETS
from app.words.words import text
from optim_core import Experiment
from optim_core.insights.difference import difference
from tests.e2e.conftest import Visit
from tests.e2e.lab import LIVE, Lab
from tests.e2e.page import surface_chip, take_preset

RATE = text("optimizer.gd.lr.name")
BOWL = "surface=bowl&run1=gd&run1.lr=0.1&run2=momentum&steps=30"
GHOST = ".stage-map .ghost .ghost-line"
RING = """(plot) => [...document.querySelectorAll(`.stage-${plot} .ghost-ring`)].filter((ring) => ring.getAttribute("visibility") !== "hidden")
  .map((ring) => { const b = ring.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })"""
COUNTED = """() => {
  window.tones = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.tones.push(this.frequency.value); return start.apply(this, when); };
}"""
HISTORY = """async () => {
  const sheet = [...document.styleSheets].find(({ href }) => href?.endsWith("/panels/ghost/ghost.css")).href;
  const { History } = await import(sheet.replace("ghost.css", "history.js"));
  const history = new History();
  Object.assign(history, { entries: [], at: -1 });
  const state = () => [[...history.entries], history.at];
  for (const query of ["a", "b", "c"]) history.push(query);
  history.join("b", "c");
  const joined = state();
  history.move(-1);
  history.push("d");
  const branched = state();
  for (let i = 0; i < 100; i++) history.push(String(i));
  return { joined, branched, most: [history.entries.length, history.at] };
}"""
TONES = """async (paths) => {
  const sheet = [...document.styleSheets].find(({ href }) => href?.endsWith("/panels/ghost/ghost.css")).href;
  const { tones } = await import(sheet.replace("ghost/ghost.css", "sound/tones.js"));
  return paths.loss.map((_, row) => tones({ runs: [paths] }, row, [[-3, 3]])[0]);
}"""


def says(lab: Lab, before: str) -> None:
    """The sentence is the one about the change from `before` to what is on the stage."""
    one, other = Experiment.from_query(before), lab.experiment
    words = in_words(difference(one, other), one, other, "en")
    expect(lab.page.locator(".ghost-words")).to_have_text(words.replace("→", "→to"))


def counts(lab: Lab, undo: int, redo: int) -> None:
    """So many steps lead back and forth, and both buttons say so; there are none before the first change."""
    if not undo and not redo:
        expect(lab.page.locator(".ghost-buttons")).to_be_hidden()
        return
    for key, count in {"stage.ghost.undo_count": undo, "stage.ghost.redo_count": redo}.items():
        button = lab.button(key, count=count)
        expect(button).to_have_attribute("aria-disabled", str(not count).lower())


def back(lab: Lab, keys: str = "Control+z") -> None:
    """Press the keys for undo, or others, where no field has the focus; wait until it is drawn."""
    before = lab.query
    lab.page.evaluate("() => document.activeElement.blur()")
    lab.page.keyboard.press(keys)
    lab.at_rest(before)


def test_the_last_setting_stays_as_a_ghost_with_one_sentence(lab: Lab) -> None:
    """After a change the run that changed has a ghost where it was, on map and loss chart; the other run has none."""
    lab.open(BOWL)
    before = lab.query
    assert lab.page.locator(".ghost").count() == 0
    expect(lab.page.locator(".ghost-words")).to_be_hidden()  # before a change there is nothing to say
    with lab.change():
        lab.type(lab.box(RATE, 0), 0.3)
    says(lab, before)
    expect(lab.page.locator(GHOST)).to_have_count(1)
    old = Experiment.from_query(before).trajectories()[0]
    (ring,) = lab.page.evaluate(RING, "map")
    np.testing.assert_allclose(ring, lab.at(*old.points[-1, 0]), atol=1.5)
    (mark,) = lab.page.evaluate(RING, "charts")
    assert mark[1] == pytest.approx(lab.page.evaluate("""(loss) => {
      const gd = document.querySelector(".stage-charts"), { yaxis } = gd._fullLayout;
      return gd.getBoundingClientRect().top + yaxis._offset + yaxis.d2p(loss);
    }""", float(old.loss[-1, 0])), abs=1.5)  # fmt: skip


def test_while_a_slider_is_dragged_the_ghost_is_where_it_started(lab: Lab) -> None:
    """The ghost appears with the first movement and stays the same for the whole drag, which is one change."""
    lab.open(BOWL)
    before, slider, mouse = lab.query, lab.slider(RATE, 0), lab.page.mouse
    x, y = lab.thumb(slider)
    mouse.move(x, y)
    mouse.down()
    drawn = set()
    for left in (20, 40, 60):
        seen = ",".join(lab.live())
        mouse.move(x - left, y)
        lab.page.wait_for_function(f"(seen) => ({LIVE})().join() !== seen", arg=seen)
        expect(lab.page.locator(GHOST)).to_have_count(1)
        drawn.add(lab.page.locator(GHOST).get_attribute("d"))
    assert len(drawn) == 1
    counts(lab, 0, 0)
    mouse.up()
    lab.at_rest(before)
    says(lab, before)
    counts(lab, 1, 0)


def test_every_change_can_be_taken_back_and_made_again(lab: Lab) -> None:
    """Undo and redo go through sliders, runs, presets and surfaces, by keys and by buttons, also after a reload."""
    lab.open(BOWL)
    seen = [lab.query]
    with lab.change():
        lab.type(lab.box(RATE, 0), 0.3)
    seen.append(lab.query)
    lab.remove_run(1)
    seen.append(lab.query)
    with lab.change(surface="quadratic"):
        take_preset(lab, "bouncing")
    seen.append(lab.query)
    counts(lab, 3, 0)
    lab.committed()
    lab.page.reload()
    lab.at_rest()
    counts(lab, 3, 0)
    says(lab, seen[2])
    for count, query in [(2, seen[2]), (1, seen[1]), (0, seen[0])]:
        back(lab)
        assert Experiment.from_query(lab.query) == Experiment.from_query(query)
        counts(lab, count, 3 - count)
    says(lab, seen[1])
    lab.committed()
    expect(surface_chip(lab)).to_contain_text(text("surface.bowl.name"))
    redo = lab.button("stage.ghost.redo_count", count=3)
    with lab.change():
        redo.click()
    assert lab.experiment == Experiment.from_query(seen[1])
    assert lab.page.evaluate('() => document.activeElement.closest(".ghost-buttons") !== null'), "the focus stays"
    back(lab, "Control+Shift+z")
    assert lab.experiment == Experiment.from_query(seen[2])
    with lab.change():
        lab.type(lab.box(text("stage.steps")), 25)
    counts(lab, 3, 0)  # what was undone is gone with the new change


def test_what_is_chosen_from_a_list_is_a_change_at_once(lab: Lab) -> None:
    """A list may keep the pointer's release to itself; Ctrl+Z takes the choice back while the list has the focus."""
    lab.open(BOWL)
    before = lab.query
    lab.unfold_part(0, text("stage.menu_schedule"))
    schedules = lab.page.get_by_role("combobox", name=text("choice.schedule")).first
    schedules.focus()
    schedules.dispatch_event("pointerdown", {"button": 0, "bubbles": True, "composed": True})
    with lab.change(run1__schedule="step"):
        schedules.select_option("step")
    counts(lab, 1, 0)
    says(lab, before)
    chosen = lab.query
    schedules.press("Control+z")
    lab.at_rest(chosen)
    assert lab.experiment == Experiment.from_query(before)


@pytest.mark.deep
def test_where_a_text_is_written_the_keys_belong_to_it(lab: Lab) -> None:
    """Ctrl+Z in a number field takes back what was typed there and leaves the experiment alone."""
    lab.open(BOWL)
    with lab.change():
        lab.type(lab.box(RATE, 0), 0.3)
    before = lab.query
    lab.box(RATE, 0).press("Control+z")
    lab.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert lab.query == before
    counts(lab, 1, 0)


@pytest.mark.deep
def test_quick_presses_of_a_key_are_one_change(lab: Lab) -> None:
    """A burst of arrow keys on a slider is taken back at once."""
    lab.open(BOWL)
    before = lab.query
    slider = lab.slider(RATE, 0)
    with lab.change():
        for _ in range(6):
            slider.press("ArrowRight")
    counts(lab, 1, 0)
    back(lab)
    assert lab.experiment == Experiment.from_query(before)


@pytest.mark.deep
def test_two_texts_of_one_experiment_are_one_entry(lab: Lab) -> None:
    """The history joins neighbours that turn out to be the same, forgets what was undone, and keeps no more than 60."""
    lab.open(BOWL)
    found = lab.page.evaluate(HISTORY)
    assert found["joined"] == [["a", "c"], 1]
    assert found["branched"] == [["a", "d"], 1]
    assert found["most"] == [60, 59]


@pytest.mark.deep
def test_the_ghost_can_be_switched_off(lab: Lab) -> None:
    """Without its tick no ghost is drawn, also not after a reload; the sentence stays."""
    lab.open(BOWL)
    before = lab.query
    with lab.change():
        lab.type(lab.box(RATE, 0), 0.3)
    expect(lab.page.locator(GHOST)).to_have_count(1)
    lab.page.get_by_role("checkbox", name=text("stage.ghost.label")).uncheck()
    expect(lab.page.locator(".ghost")).to_have_count(0)
    says(lab, before)
    lab.committed()
    lab.page.reload()
    lab.at_rest()
    says(lab, before)
    assert lab.page.locator(".ghost").count() == 0


def test_sound_is_there_for_who_turns_it_on(visit: Visit) -> None:
    """Silent at first; with sound on, each run has a tone when another step is shown, and the choice is remembered."""
    lab = visit(script=f"({COUNTED})()")
    lab.open(BOWL)
    lab.button("stage.back").click()
    assert lab.page.evaluate("() => window.tones") == []
    lab.look_closer("step")
    sound = lab.page.get_by_role("checkbox", name=text("stage.ghost.sound"))
    sound.check()
    lab.slider(text("stage.scrubber")).press("Home")
    lab.page.wait_for_function("() => window.tones.length === 2")
    lab.page.reload()
    lab.at_rest()
    expect(sound).to_be_checked()


@pytest.mark.deep
def test_bouncing_converging_and_exploding_sound_different(lab: Lab) -> None:
    """A bounce keeps its pitch and changes sides, converging falls silent and low, exploding gets higher and louder."""
    lab.open(PRESETS["bouncing"].to_query())
    found = {}
    for name in ("bouncing", "just_right", "exploding"):
        trajectory = PRESETS[name].trajectories()[0]
        sizes = [*trajectory.step_sizes[:, 0].tolist(), 0.0]
        path = {
            "rows": len(sizes),
            "loss": trajectory.loss[:, 0].tolist(),
            "point": trajectory.points[:, 0].T.tolist(),
            "size": sizes,
        }
        found[name] = lab.page.evaluate(TONES, path)
    pitch = {name: [tone["frequency"] for tone in tones] for name, tones in found.items()}
    gain = {name: [tone["gain"] for tone in tones] for name, tones in found.items()}
    assert np.ptp(pitch["bouncing"]) == pytest.approx(0, abs=1e-6)
    assert {tone["pan"] > 0 for tone in found["bouncing"]} == {True, False}
    assert pitch["just_right"][0] > 4 * pitch["just_right"][-1]
    assert gain["just_right"][-1] == 0
    assert pitch["exploding"] == sorted(pitch["exploding"])
    assert pitch["exploding"][0] < pitch["exploding"][-1]
    assert gain["exploding"][0] <= gain["exploding"][-1]
