// What a draft is made of: the numbers of a query, a path's rows, a bundle's median, the noise.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bundleOf, rowsOf, thinning } from "../../app/stage/browser/drafts/bundle.js";
import { Draws } from "../../app/stage/browser/drafts/draws.js";
import { alike, numbersOf } from "../../app/stage/browser/drafts/numbers.js";
import { Pace } from "../../app/stage/browser/drafts/pace.js";
import { followed, ratesOf } from "../../app/stage/browser/drafts/path.js";

/** @type {any} */
const RECORD = {
  shape: [["kappa", 25]],
  minima: [],
  endings: ["diverged", "left_domain", "no_step"],
  flips: 3,
  start: [["x", 3], ["y", 4]],
  runs: [{
    rate: "run1.lr",
    hypers: [["run1.lr", 0.1], ["run1.clip_at", 1]],
    plan: [["run1.schedule.total", 0]],
    warmup: "run1.warmup",
    clip: "norm",
  }],
};
/** @type {any} */
const CODE = { constants: (kappa) => [kappa / 2], start: (kappa) => [kappa, 1] };

test("numbers are read from their fields, and what is left out has its default", () => {
  const fields = new URLSearchParams(
    "kappa=9&y=7&steps=50&noise=3&batch=9&stop.loss=0.5&run1.lr=0.2&run1.lr.from20=0.4&run1.lr.from5=0.3",
  );
  const numbers = numbersOf(fields, RECORD, CODE);
  assert.deepEqual(numbers.constants, [4.5]);
  assert.deepEqual(numbers.start, [9, 7]); // x follows the shape
  assert.deepEqual([numbers.steps, numbers.sigma, numbers.seed, numbers.seeds], [50, 1, 0, 1]);
  assert.deepEqual(numbers.stop, { what: "loss", limit: 0.5 });
  assert.deepEqual(numbers.runs[0].hypers, [0.2, 1]);
  assert.deepEqual(numbers.runs[0].changes, [[5, 0.3], [20, 0.4]]);
  assert.equal(numbers.runs[0].clipAt, 1);
});

test("one code follows what differs in numbers alone", () => {
  const fields = (text) => new URLSearchParams(text);
  const base = fields("surface=ravine&kappa=25&steps=200&run1=gd&run1.lr=0.1");
  assert.ok(
    alike(fields("surface=ravine&kappa=7&steps=9&noise=1&seeds=4&run1=gd&run1.lr=5&run1.lr.from3=1"), base, RECORD),
  );
  assert.ok(!alike(fields("surface=ravine&kappa=25&steps=200&run1=adam&run1.lr=0.1"), base, RECORD));
  assert.ok(!alike(fields("surface=ravine&kappa=25&steps=200&run1=gd&run1.lr=0.1&run1.clip=value"), base, RECORD));
});

test("a rate that was set by hand holds after its step", () => {
  /** @type {any} */
  const code = { rate: (t, lr, steps) => lr + steps };
  /** @type {any} */
  const run = { rate: 1, changes: [[1, 2], [3, 5]], warmup: 0, plan: [] };
  assert.deepEqual([...ratesOf(code, run, 5, 10)], [11, 12, 12, 15, 15]);
});

/**
 * A code whose path is what is told of it.
 * @param {number[][]} rows @param {(...point: number[]) => boolean[]} outside
 */
function told(rows, outside = () => []) {
  const follow = (...[, , , , , , , columns]) => {
    rows.forEach((values, row) => values.forEach((value, k) => columns[k][row] = value));
    return rows.length - 1;
  };
  return { runs: [{ follow }], outside, ending, alternates: (before, step) => before * step < 0 };
}
/** @type {any} */
const NUMBERS = { constants: [], start: [0], sigma: 0, stop: null, runs: [{ hypers: [] }], endings: RECORD.endings,
  flips: 3 };
const ending = (reached, outside, lost) => (reached && outside ? 1 : lost ? 2 : 0);
const NONE = new Float64Array();
const columns = () => Array.from({ length: 5 }, () => new Float64Array(10));
const ended = (code, numbers = {}) => followed(code, 0, { ...NUMBERS, ...numbers }, 9, NONE, NONE, columns());

test("a path ends with its last finite row, and why is known by the next point", () => {
  const fine = [[1, 2, 3], [0.5, 1, 2]];
  assert.deepEqual([ended(told(fine)).last, ended(told(fine)).outcome], [1, "still_moving"]);
  /** @type {[number[], string][]} */
  const cases = [[[Infinity, NaN, NaN], "diverged"], [[NaN, NaN, NaN], "no_step"], [[-1, NaN, NaN], "left_domain"]];
  for (const [row, outcome] of cases) {
    const path = ended(told([...fine, row], (x) => [x < 0]));
    assert.deepEqual([path.last, path.outcome], [1, outcome]);
  }
  assert.equal(ended(told([[0, NaN, NaN]])).last, -1);
});

test("a stop condition ends a path with the first row behind the start that meets it", () => {
  const rows = [[1, 0.1, 9], [0.5, 5, 8], [0.2, 0.3, -7], [0.1, 0.2, 1]];
  assert.equal(ended(told(rows), { stop: { what: "loss", limit: 0.3 } }).last, 2);
  assert.equal(ended(told(rows), { stop: { what: "gradient", limit: 7 } }).last, 2);
  assert.equal(ended(told(rows), { stop: { what: "loss", limit: 0.01 } }).last, 3);
});

test("a bundle has a path for each seed, and the median of those that go on", () => {
  /** @returns {any} */
  const path = (seed) => ({
    columns: [Float64Array.of(seed, seed + 10, seed + 20), Float64Array.of(1, 2, 3)],
    last: seed === 2 ? 1 : 2,
  });
  const bundle = bundleOf(path, 3, 2, 1);
  assert.equal(bundle.rows, 3);
  assert.deepEqual([...bundle.paths[2].point[0]], [2, 12, NaN]);
  assert.deepEqual([...bundle.median.point[0]], [1, 11, 20.5]);
});

test("rows are thinned as the endpoint thins them", () => {
  assert.equal(thinning(200, 7, 2001), 1);
  assert.equal(thinning(4001, 7, 2001), 3);
  assert.deepEqual(rowsOf(7, 3), [0, 3, 6, 7]);
  assert.deepEqual(rowsOf(-1, 1), []);
});

test("steps that lead back again and again are seen", () => {
  const path = (...places) => ended(told(places.map((x) => [x, 1, 1]))).alternates;
  assert.ok(path(5, 0, 1, 0, 1));
  assert.ok(!path(0, 1, 2, 3, 2));
  assert.ok(!path(0, 1, 0));
});

test("a stop condition counts also for a path that breaks off later", () => {
  const rows = [[1, 0.5, 2], [0.5, 0.1, 2], [NaN, NaN, NaN]];
  const path = ended(told(rows), { stop: { what: "loss", limit: 0.2 } });
  assert.deepEqual([path.last, path.outcome, path.steps], [1, "stopped", 1]);
});

test("a draft gets twice as long at most, and as long as fits into its part of a frame", () => {
  const pace = new Pace();
  assert.equal(pace.steps(100_000, 1), 512); // nothing was measured yet
  pace.took(1, 512, 1);
  assert.equal(pace.steps(100_000, 1), 1024);
  assert.equal(pace.steps(100_000, 8), 512);
  assert.equal(pace.steps(100, 8), 100);
  for (const took of [2, 2000, 2]) pace.took(took, 1024, 1);
  assert.equal(pace.steps(100_000, 1), 2048); // one slow frame may have had another reason
});

test("it is known how many paths there is time for", () => {
  const pace = new Pace();
  assert.equal(pace.paths(200), Infinity); // nothing was measured yet
  pace.took(4, 200, 2);
  assert.equal(pace.paths(200), 4);
});

test("the draws of some seeds are asked for once, and again for more steps, while the old ones serve", async () => {
  const asked = [];
  /** @type {any} */
  const endpoint = { draws: async (...own) => (asked.push(own), new Float64Array(own[1] * own[2] * own[3])) };
  const draws = new Draws(endpoint, () => {});
  assert.equal(draws.of(3, 4, 10, 2), null);
  assert.equal(draws.of(3, 4, 10, 2), null);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(draws.of(3, 4, 10, 2)?.map((table) => table.length), [1024, 1024, 1024, 1024]);
  assert.equal(draws.of(4, 1, 10, 2)?.length, 1);
  assert.equal(draws.of(3, 4, 5000, 2), null);
  assert.equal(draws.of(3, 4, 10, 2)?.length, 4);
  assert.deepEqual(asked, [[3, 4, 512, 2], [3, 4, 5000, 2]]);
});
