// Requests one at a time or several at once, and the bytes that paths come in.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Latest, Overtaken, Refusal } from "../../app/stage/browser/wire/endpoint.js";
import { readPaths } from "../../app/stage/browser/wire/paths.js";
import { Flights } from "../../app/stage/browser/wire/flights.js";

/** Answers that come when they are told to, in the order in which they were asked for. @returns {{ asked: any[]; ask: (wish: unknown) => Promise<any> }} */
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
  const latest = new Latest(ask, () => {}, (error) => troubles.push(error instanceof Refusal ? error.message : error));
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

test("where there is room several are under way, and the newest of those that wait is the next", async () => {
  const { asked, ask } = answers();
  const latest = new Latest(ask, () => {}, () => {}, { room: 2 });
  for (const wish of ["a", "b", "c", "d"]) latest.want(wish);
  assert.deepEqual(asked.map(({ wish }) => wish), ["a", "b"]);
  asked[1].answer("B");
  await settled();
  assert.deepEqual(asked.map(({ wish }) => wish), ["a", "b", "d"]);
});

test("an older answer never takes the place of a newer one, and neither does its failure", async () => {
  const { asked, ask } = answers();
  const used = [], troubles = [];
  const latest = new Latest(ask, (answer) => used.push(answer), (error) => troubles.push(error), { room: 4 });
  for (const wish of ["a", "b", "c", "d"]) latest.want(wish);
  asked[0].answer("A");
  asked[2].answer("C");
  await settled();
  asked[1].answer("B");
  await settled();
  assert.deepEqual(used, ["A", "C"]);
  latest.want("e");
  asked[4].answer("E");
  await settled();
  asked[3].fail(new Error("502"));
  await settled();
  assert.deepEqual([used, troubles], [["A", "C", "E"], []]);
  assert.equal(asked.length, 5, "nothing is asked again");
});

test("what the server dropped, for a newer question was there, is no trouble and is not asked again", async () => {
  const { asked, ask } = answers();
  const used = [], troubles = [];
  const latest = new Latest(ask, (answer) => used.push(answer), (error) => troubles.push(error), { room: 2 });
  latest.want("a");
  latest.want("b");
  asked[0].fail(new Overtaken());
  await settled();
  asked[1].answer("B");
  await settled();
  assert.deepEqual([asked.length, used, troubles], [2, ["B"], []]);
});

test("where several are under way and nobody answers, the newest alone is asked again, once", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, ask } = answers();
  const latest = new Latest(ask, () => {}, () => {}, { room: 3 });
  for (const wish of ["a", "b", "c"]) latest.want(wish);
  for (const each of asked) each.fail(new Error("502"));
  await settled();
  t.mock.timers.tick(300);
  await settled();
  assert.deepEqual(asked.map(({ wish }) => wish), ["a", "b", "c", "c"]);
});

test("as many drafts are under way as the server can work on while one travels: one nearby, and five at most", () => {
  const timing = (wait, work) => `wait;dur=${wait}, work;dur=${work}`;
  const room = (...landings) => {
    const flights = new Flights();
    for (const [took, wait, work] of landings) flights.landed(took, timing(wait, work));
    return flights.room;
  };
  assert.equal(room(), 1);
  assert.equal(room([25, 0, 20]), 1, "nearby");
  assert.equal(room([120, 0, 20]), 5, "100 ms away");
  assert.equal(room([150, 0, 50]), 3, "100 ms away, and slower");
  assert.equal(room([1000, 0, 5]), 5, "as far as can be");
  assert.equal(room([400, 370, 20]), 2, "a queue is no distance");
  assert.equal(room([25, 0, 20], [325, 0, 20]), 1, "one answer was held up on the page");
  const flights = new Flights();
  flights.landed(500, null);
  assert.equal(flights.room, 1, "a server that does not say how long it worked");
});

test("each draft has a number of its own behind the page's name", () => {
  const [one, other] = [new Flights(), new Flights()];
  const turns = [one.turn(), one.turn(), other.turn()].map((turn) => turn.split("."));
  assert.deepEqual(turns.map(([, number]) => number), ["1", "2", "1"]);
  assert.match(turns[0][0], /^[0-9a-f]{16}$/);
  assert.equal(turns[0][0], turns[1][0]);
  assert.notEqual(turns[0][0], turns[2][0]);
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
  assert.deepEqual(run.bundle?.paths.map(({ loss }) => [...loss]), [[10, 20], [30, 40]]);
  assert.deepEqual([...run.bundle?.median.loss ?? []], [20, 30]);
  assert.equal(run.bundle?.step(1), 2);
});
