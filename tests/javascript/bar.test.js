// The bar above the picture: where an arrow key leads among pictures in rows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../app/stage/browser/bar/arrows.js";

// 0 1 2
// 3
//       a heading
// 4 5 6
const places = [[0, 0], [100, 0], [200, 0], [0, 80], [0, 200], [100, 200], [200, 200]]
  .map(([left, top]) => ({ left, top, width: 90, height: 70 }));

/** @type {[from: number, way: [number, number], to: number, why: string][]} */
const STEPS = [
  [0, [1, 0], 1, "to the right"],
  [2, [1, 0], -1, "a row ends at its end"],
  [1, [-1, 0], 0, "to the left"],
  [0, [0, 1], 3, "down"],
  [3, [0, 1], 4, "down into the next group"],
  [1, [0, 1], 5, "straight down, though something lies nearer aside"],
  [6, [0, -1], 2, "up"],
  [0, [0, -1], -1, "nothing is above"],
];

for (const [from, way, to, why] of STEPS) test(why, () => assert.equal(nearest(places, from, way), to));
