// The column beside the pictures: who is chosen, what the closed setup says, where words over and under the strip stand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { placed } from "../../app/panels/strip/kinds.js";
import { spread } from "../../app/panels/strip/spread.js";
import { nextChosen } from "../../app/stage/browser/controls/chosen.js";
import { summary } from "../../app/stage/browser/controls/setup.js";
import { parts } from "../../app/stage/browser/controls/verdict.js";

test("the run that was added is chosen; where another goes the chosen one stays", () => {
  assert.equal(nextChosen(["A", "B"], ["A", "B", "C"], 0), 2);
  assert.equal(nextChosen(["A", "B", "C"], ["A", "C"], 2), 1);
  assert.equal(nextChosen(["A", "B", "C"], ["B", "C"], 0), 0);
  assert.equal(nextChosen(["A", "B", "C"], ["A", "B"], 2), 1);
  assert.equal(nextChosen(["A", "B", "C"], ["A", "B"], 0), 0);
});

test("of runs that were replaced the place stays, as far as there is one", () => {
  assert.equal(nextChosen(["A", "B"], ["A", "C"], 1), 1);
  assert.equal(nextChosen(["A", "B", "C", "D"], ["E"], 3), 0);
  assert.equal(nextChosen(["A"], ["B", "C", "D"], 0), 0);
  assert.equal(nextChosen([], ["A", "B"], 5), 1); // what a tab remembers of another experiment
  assert.equal(nextChosen([], ["A", "B"], 1), 1);
});

test("labels stand over their places, but neither over each other nor beyond the ends", () => {
  assert.deepEqual(spread([{ at: 50, size: 20 }, { at: 150, size: 20 }], 284, 4), [40, 140]);
  for (const [one, other] of [[100, 101], [0, 0], [284, 284], [280, 284], [3, 30]]) {
    const [left, right] = spread([{ at: one, size: 24 }, { at: other, size: 30 }], 284, 4);
    assert.ok(left >= 0 && right + 30 <= 284 && left + 24 + 4 <= right, `${left} ${right}`);
  }
});

test("each kind is said once, at its widest stretch, and what has no room is left out", () => {
  const names = ["barely", "smooth", "barely", "barely", "smooth", "smooth", "smooth", "explodes"];
  const said = placed(names, (kind) => kind, 284);
  assert.deepEqual(said.map(({ word }) => word), ["barely", "smooth", "explodes"]);
  assert.deepEqual(placed(names, (kind) => kind, 90).map(({ word }) => word), ["barely", "smooth"]);
  assert.deepEqual(placed([], (kind) => kind, 284), []);
  assert.deepEqual(placed(["open", "open"], () => "", 284), []);
});

test("what stands in asterisks is bold", () => {
  assert.deepEqual(parts("*Settled* by step 3."), [[true, "Settled"], [false, " by step 3."]]);
  assert.deepEqual(parts("Loss 3 after 5 steps."), [[false, "Loss 3 after 5 steps."]]);
});

test("the closed setup says how things are now, and names what is not as usual", () => {
  const texts = { setup_start: "start ({point})", setup_parameter: "{name} {value}", setup_steps: "{steps} steps",
    setup_noise: "noise {noise}", setup_seed: "seed {seed}", setup_seeds: "{seeds} seeds", setup_stop: "stops early" };
  /** @param {string} key @param {number} value @param {string} [sign] @returns {any} */
  const control = (key, value, sign) => ({ key, label: key, value, sign });
  const scene = { start: [control("x", 20), control("y", 4)], parameters: [control("kappa", 25, "κ")], stop: null,
    settings: { steps: control("steps", 80), noise: control("noise", 0), seed: control("seed", 0),
      seeds: control("seeds", 1) } };
  assert.equal(summary(scene, {}, texts), "start (20, 4) · κ 25 · 80 steps");
  assert.equal(summary(scene, { x: -1.5, steps: 81, noise: 0.5, seeds: 12 }, texts),
    "start (−1.5, 4) · κ 25 · 81 steps · noise 0.5 · seed 0 · 12 seeds");
  const many = { ...scene, start: ["a", "b", "c", "d"].map((key) => control(key, 1)), parameters: [],
    stop: { what: "loss", limit: 1 } };
  assert.equal(summary(many, { seed: 3 }, texts), "start (1, 1, 1, …) · 80 steps · seed 3 · stops early");
});
