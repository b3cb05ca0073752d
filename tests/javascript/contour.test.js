// Lines of equal value through a grid of numbers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { contour } from "../../app/stage/browser/plots/contour.js";

const CELLS = 21;
const grid = (f) => Array.from({ length: CELLS * CELLS }, (_, i) => f(i % CELLS, Math.floor(i / CELLS)));
const closed = (line) => line[0][0] === line.at(-1)[0] && line[0][1] === line.at(-1)[1];

test("the line of a plane lies exactly where the plane has the level", () => {
  const [line, ...others] = contour(grid((x, y) => 2 * x + y), CELLS, 17.5);
  assert.equal(others.length, 0);
  assert.ok(!closed(line));
  for (const [x, y] of line) assert.ok(Math.abs(2 * x + y - 17.5) < 1e-9);
});

test("around a peak there is one closed line, as far away as the level says", () => {
  const [line, ...others] = contour(grid((x, y) => -Math.hypot(x - 10, y - 10)), CELLS, -6);
  assert.equal(others.length, 0);
  assert.ok(closed(line));
  for (const [x, y] of line) assert.ok(Math.abs(Math.hypot(x - 10, y - 10) - 6) < 0.1);
});

test("two peaks have a line each", () => {
  const far = (x, y) => Math.min(Math.hypot(x - 5, y - 10), Math.hypot(x - 15, y - 10));
  const lines = contour(grid((x, y) => -far(x, y)), CELLS, -3);
  assert.equal(lines.length, 2);
  assert.ok(lines.every(closed));
});

test("at a saddle inside one cell the lines never cross: the cell's middle decides which corners are joined", () => {
  const ends = (high) => contour([1, 0, 0, high], 2, 0.5).map((line) => line.map(([x, y]) => [x > y, x + y < 1]));
  assert.equal(ends(1).length, 2);
  assert.notDeepEqual(ends(1.2), ends(0.8).toReversed());
});

test("a level that nothing has gives no line", () => {
  assert.deepEqual(contour(grid((x) => x), CELLS, 100), []);
});
