// Requests one at a time, and the bytes that paths come in.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Latest, Refusal, readPaths } from "../../app/stage/browser/wire/endpoint.js";

/** Answers that come when they are told to, in the order in which they were asked for. */
function answers() {
  const asked = [];
  const ask = (wish) => new Promise((answer, fail) => asked.push({ wish, answer, fail }));
  return { asked, ask };
}

const settled = () => new Promise((done) => setImmediate(done));

test("the newest wish wins: those between it and the one under way are never asked for", async () => {
  const { asked, ask } = answers();
  const used = [];
  const latest = new Latest(ask, (answer, wish) => used.push([answer, wish]), () => {});
  for (const wish of ["a", "b", "c"]) latest.want(wish);
  asked[0].answer("A");
  await settled();
  asked[1].answer("C");
  await settled();
  assert.deepEqual(asked.map(({ wish }) => wish), ["a", "c"]);
  assert.deepEqual(used, [["A", "a"], ["C", "c"]]);
});

test("after a refusal the same is not asked again, and the next answer ends the trouble", async () => {
  const { asked, ask } = answers();
  const troubles = [];
  const latest = new Latest(ask, () => {}, (error) => troubles.push(error?.message ?? null));
  latest.want("bad");
  asked[0].fail(new Refusal({ problems: ["too many", "too large"] }));
  await settled();
  assert.equal(asked.length, 1);
  latest.want("good");
  asked[1].answer("fine");
  await settled();
  assert.deepEqual(troubles, ["too many too large", null]);
});

test("where nobody answers the same is asked again after a while, unless something newer is wanted", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, ask } = answers();
  const latest = new Latest(ask, () => {}, () => {});
  latest.want("first");
  asked[0].fail(new Error("502"));
  await settled();
  t.mock.timers.tick(300);
  await settled();
  asked[1].fail(new Error("502"));
  await settled();
  latest.want("second");
  t.mock.timers.tick(700);
  await settled();
  assert.deepEqual(asked.map(({ wish }) => wish), ["first", "first", "second"]);
});

test("an answer that cannot be drawn does not stop the next one", async () => {
  const { asked, ask } = answers();
  const said = mock.method(console, "error", () => {});
  const used = [];
  const latest = new Latest(ask, (answer) => {
    if (answer === "broken") throw new Error("a mistake of ours");
    used.push(answer);
  }, () => {});
  latest.want(1);
  asked[0].answer("broken");
  await settled();
  latest.want(2);
  asked[1].answer("whole");
  await settled();
  said.mock.restore();
  assert.deepEqual(used, ["whole"]);
  assert.equal(said.mock.callCount(), 1);
});

/** Bytes as app/stage/answers/paths.py writes them: a head padded to 8 bytes, then the columns. */
function written(head, columns) {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const padding = (8 - ((text.length + 4) % 8)) % 8;
  const numbers = new Float64Array(columns.flat());
  const bytes = new Uint8Array(4 + text.length + padding + numbers.byteLength).fill(32);
  new DataView(bytes.buffer).setUint32(0, text.length + padding, true);
  bytes.set(text, 4);
  bytes.set(new Uint8Array(numbers.buffer), 4 + text.length + padding);
  return bytes.buffer;
}

test("the columns of a run are its coordinates, loss, gradient, step size and learning rate", () => {
  const columns = [[1, 2], [3, 4], [9, 8], [0.1, 0.2], [0.3, 0.4], [7, NaN], [0.5, NaN]];
  const head = { precision: 8, columns: 7, live: null, region: null, runs: [{ rows: 2, every: 5, last: 4, steps: 7 }] };
  const paths = readPaths(written(head, columns));
  assert.equal(paths.dim, 2);
  assert.ok(paths.exact);
  const [run] = paths.runs;
  assert.deepEqual(run.point.map((column) => [...column]), [[1, 2], [3, 4]]);
  assert.deepEqual([...run.loss], [9, 8]);
  assert.deepEqual(run.gradient.map((column) => [...column]), [[0.1, 0.2], [0.3, 0.4]]);
  assert.deepEqual([run.size[0], run.rate[0]], [7, 0.5]);
  assert.deepEqual([run.step(0), run.step(1)], [0, 4]); // the last row is the last step, however few lie before it
});

test("other seeds stand behind a run: a path for each, then their median", () => {
  const head = {
    precision: 8,
    columns: 5,
    live: null,
    region: null,
    runs: [{ rows: 1, every: 1, last: 0, steps: 4, bundle: { seeds: 2, every: 2, rows: 2, last: 4 } }],
  };
  const bundle = [[1, 2], [10, 20], [3, 4], [30, 40], [2, 3], [20, 30]];
  const [run] = readPaths(written(head, [[1], [2], [3], [4], [5], ...bundle])).runs;
  assert.deepEqual(run.bundle.paths.map(({ loss }) => [...loss]), [[10, 20], [30, 40]]);
  assert.deepEqual([...run.bundle.median.loss], [20, 30]);
  assert.equal(run.bundle.step(1), 2);
});
