// What a newcomer is shown is done when it was done, and the goal is reached when a run reached it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { MARKS, reached, stood } from "../../app/panels/welcome/marks.js";

/** @param {number[]} loss @param {string} outcome @returns {any} */
const path = (loss, outcome = "moving") => ({
  runs: [{ rows: loss.length, loss, outcome, step: (/** @type {number} */ row) => 2 * row }],
});
const surface = /** @type {any} */ ({ slug: "ravine", variables: ["x", "y"] });
/** @param {object} [other] @returns {any} */
const facts = (other = {}) => ({ query: "surface=ravine&x=20&y=4", row: 3, surface, paths: path([1, 0.5]), ...other });
const [ring, rate, step] = MARKS;

test("the ring was dragged when a coordinate of the start is another", () => {
  assert.equal(ring.done(facts(), facts({ query: "surface=ravine&x=19&y=4" })), true);
  assert.equal(ring.done(facts(), facts({ query: "surface=ravine&x=20&y=4&run1.lr=0.1" })), false);
});

test("the rate was too large when a run exploded", () => {
  assert.equal(rate.done(facts(), facts({ paths: path([1, 2], "diverged") })), true);
  assert.equal(rate.done(facts(), facts()), false);
});

test("another step, another surface or another number of runs is the third", () => {
  assert.equal(step.done(facts(), facts({ row: 2 })), true);
  assert.equal(step.done(facts(), facts({ surface: { ...surface, slug: "bowl" } })), true);
  assert.equal(step.done(facts(), facts()), false);
});

test("a goal counts the steps, not the rows, and only as many as it allows", () => {
  assert.equal(reached(path([1, 1e-9]), { loss: 1e-8, steps: 2 }), true);
  assert.equal(reached(path([1, 1e-9]), { loss: 1e-8, steps: 1 }), false);
  assert.equal(reached(path([1, NaN]), { loss: 1e-8, steps: 40 }), false);
});

test("a mark stands beside its target, or above it, or below, and never outside of the stage", () => {
  const stage = { left: 10, top: 48, width: 400, height: 700 };
  const size = { width: 100, height: 50 };
  /** @param {number} left @param {number} top */
  const target = (left, top) => ({ left, top, width: 20, height: 20 });
  assert.deepEqual(stood(target(310, 348), stage, size, true), [184, 285]);
  assert.deepEqual(stood(target(60, 348), stage, size, true), [10, 234]);
  assert.deepEqual(stood(target(10, 60), stage, size, true), [0, 48]);
  assert.deepEqual(stood(target(390, 348), stage, size, false), [300, 234]);
});
