// What a lesson lets be seen of the runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { visible, wishes } from "../../app/stage/browser/lesson.js";

const told = (more) => wishes({ free: ["run1.lr"], view: null, hold: false, waits: false, optimizers: null, ...more });

/** One run of four rows, whose second step was clipped. */
/** @type {any} */
const paths = { runs: [{ rows: 4, loss: [9, 4, 2, 1], size: [3, 2, 1, NaN], clipped: [1], bundle: { seeds: 3 } }] };

test("the playground shows everything, whatever a lesson would ask for", () => {
  const playground = told({ free: null, view: { paths: false, panels: [] }, hold: true });
  assert.ok(!playground.lesson && playground.paths && !playground.hold);
  assert.ok(playground.shows("anything") && playground.offers("any optimizer"));
  assert.equal(visible(paths, 0, playground), paths);
});

test("while a run is held back nothing is drawn of it but the loss at its start", () => {
  const [run] = visible(paths, 3, told({ hold: true })).runs;
  assert.deepEqual([run.rows, run.loss, run.size, run.clipped, run.bundle], [0, [9], [], [], null]);
});

test("a learner who goes from step to step sees no step that is still to come", () => {
  const stepping = told({ view: { row: 0 } });
  const [start] = visible(paths, 0, stepping).runs;
  assert.deepEqual([start.rows, start.size, start.quiet], [1, [], true]); // and no arrow says which way is down
  const [later] = visible(paths, 2, stepping).runs;
  assert.deepEqual([later.rows, later.size, later.clipped, later.quiet], [3, [3, 2], [1], false]);
  assert.equal(visible(paths, 9, stepping).runs[0].rows, 4);
});

test("a lesson without runs has no charts and none of what speaks of a run", () => {
  const still = told({ view: { paths: false, panels: ["map", "loss", "time", "words", "data"] } });
  assert.ok(still.shows("map") && still.shows("data"));
  for (const panel of ["charts", "time", "words", "rule", "table"]) assert.ok(!still.shows(panel), panel);
});

test("the charts that a lesson shows go into its request for a scene", () => {
  assert.equal(told({ view: { panels: ["map", "size", "rate"] } }).scene, "&free=run1.lr&charts=size,rate");
  assert.equal(told({ view: { panels: ["map"] } }).scene, "&free=run1.lr");
});

test("a lesson offers the optimizers it names, or all", () => {
  const some = told({ optimizers: ["adam"] });
  assert.ok(some.offers("adam") && !some.offers("sgd"));
  assert.ok(told({}).offers("sgd"));
});
