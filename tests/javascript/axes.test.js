// Round numbers beside an axis, and curves in the pixels of a chart.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ticks } from "../../app/stage/browser/plots/axes.js";
import { pixelsOf } from "../../app/stage/browser/plots/scale.js";

test("ticks are round, within the range, and about as many as there is room for", () => {
  assert.deepEqual(ticks([0, 10], 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(ticks([-0.3, 0.7], 4), [0, 0.5]);
  for (const [low, high] of [[-7.3, 1e6], [1e-9, 2e-9], [-50, -49.9]]) {
    const found = ticks([low, high], 6);
    assert.ok(found.length >= 2 && found.length <= 14, String(found));
    assert.ok(found.every((value) => value >= low - 1e-12 && value <= high + 1e-12));
  }
});

test("the ends of a range are ticks where they are round, whatever their quotients round to", () => {
  assert.deepEqual(ticks([0.1, 0.3], 4), [0.1, 0.15, 0.2, 0.25, 0.3]);
  assert.deepEqual(ticks([0, 0.6], 3), [0, 0.2, 0.4, 0.6]);
  for (let place = 1; place < 200; place += 1) {
    const [low, high] = [place / 100, place / 100 + 0.1];
    const found = ticks([low, high], 11);
    assert.equal(found[0], low);
    assert.equal(found.at(-1), Number(high.toPrecision(10)));
  }
});

const axis = (type, range, _length) => ({ type, range, _length });

test("a curve lies in the pixels of its axes, on a logarithmic scale by its powers of ten", () => {
  const pixels = pixelsOf(axis("linear", [0, 10], 100), axis("log", [-2, 2], 80));
  assert.deepEqual(pixels({ x: [0, 5, 10], y: [0.01, 1, 100] }), [[0, 80], [50, 40], [100, 0]]);
});

test("where there is no number, or none that the scale could show, the curve has a gap", () => {
  const pixels = pixelsOf(axis("linear", [0, 1], 100), axis("log", [-2, 2], 80));
  assert.deepEqual(pixels({ x: [0, 0.5, 1], y: [null, NaN, -1] }), [null, null, null]);
});

test("no pixel is farther away than SVG can draw", () => {
  const pixels = pixelsOf(axis("linear", [0, 1], 100), axis("linear", [0, 1], 80));
  const [found] = pixels({ x: [0], y: [1e300] });
  assert.equal(found?.[1], -1e5);
});
