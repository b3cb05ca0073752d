// Paths on a surface in space: on the ground between two steps too, and never below it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { heightAt, laid } from "../../app/panels/space/laid.js";

const SIDE = 21;
/** A grid of heights over -1 to 1 in both coordinates. @param {(x: number, y: number) => number} height @returns {Ground} */
const ground = (height) => ({
  box: [[-1, 1], [-1, 1]],
  across: SIDE,
  up: SIDE,
  heights: Float64Array.from({ length: SIDE * SIDE },
    (_, i) => height((i % SIDE) / 10 - 1, Math.floor(i / SIDE) / 10 - 1)),
});

test("at its own places a grid has its own heights, between them those of a plane, outside none", () => {
  const plane = ground((x, y) => 2 * x - 3 * y + 1);
  for (const [x, y] of [[0, 0], [-1, -1], [1, 1], [0.5, -0.3], [0.123, 0.456]])
    assert.ok(Math.abs(heightAt(plane, x, y) - (2 * x - 3 * y + 1)) < 1e-9, `${x}, ${y}`);
  for (const [x, y] of [[1.001, 0], [0, -1.001], [NaN, 0]]) assert.ok(Number.isNaN(heightAt(plane, x, y)));
});

test("a path over a ridge goes over it, not through it", () => {
  const ridge = ground((x) => 1 - Math.abs(x));
  const run = { point: [[-0.95, 0.95], [0.33, 0.37]] };
  const { line, steps } = laid(ridge, run, 2, 0.01);
  assert.equal(steps.length, 2);
  assert.ok(line.length > 20);
  assert.ok(Math.max(...line.map(([, , z]) => z)) > 0.95);
  for (const [x, y, z] of line) assert.ok(z >= heightAt(ridge, x, y) + 0.009, `${x}`);
});

test("a long path is drawn by its steps alone, and one that leaves the box has a gap there", () => {
  const flat = ground(() => 0);
  const xs = Array.from({ length: 5000 }, (_, i) => Math.sin(i));
  assert.equal(laid(flat, { point: [xs, xs] }, 5000, 0).line.length, 5000);
  const { line } = laid(flat, { point: [[0, 2, 0.5], [0, 0, 0]] }, 3, 0);
  assert.ok(line.some(([, , z]) => Number.isNaN(z)));
  assert.equal(laid(flat, { point: [[], []] }, 0, 0).line.length, 0);
});
