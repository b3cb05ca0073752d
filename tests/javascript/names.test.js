// Names on the map lie within it, not on each other, and where there is room not on a path.

import assert from "node:assert/strict";
import { test } from "node:test";

import { arranged } from "../../app/stage/browser/plots/names.js";

const view = { width: 300, height: 200 };
const wide = (/** @type {string} */ words) => 8 * words.length;
/** @param {string} words @param {...[number, number]} at */
const named = (words, ...at) => ({ words, at });

test("no two names lie on each other, and all are within the map", () => {
  const placed = arranged([named("start", [150, 100]), named("step", [152, 101]), named("edge", [299, 199])], [], view,
    wide);
  assert.equal(placed.length, 3);
  for (const [i, a] of placed.entries()) {
    assert.ok(a.left >= 0 && a.top >= 0 && a.left + a.width <= view.width && a.top + a.height <= view.height);
    for (const b of placed.slice(i + 1))
      assert.ok(
        a.left >= b.left + b.width || b.left >= a.left + a.width || a.top >= b.top + b.height ||
          b.top >= a.top + a.height,
      );
  }
});

test("a name stands at the side where it covers nothing of the paths", () => {
  const path = Array.from({ length: 20 }, (_, i) => /** @type {[number, number]} */ ([155 + 5 * i, 100]));
  const [{ left }] = arranged([named("here", [150, 100])], path, view, wide);
  assert.ok(left < 150);
});

test("a name that finds no place is left out", () => {
  assert.deepEqual(arranged([named("x".repeat(60), [150, 100])], [], view, wide), []);
});
