// A plot before Plotly has arrived: where its axes lie, and the packed numbers of its figure.

import assert from "node:assert/strict";
import { test } from "node:test";
import { numbers } from "../../app/stage/browser/plots/packed.js";
import { full } from "../../app/stage/browser/plots/sketch.js";

/** @type {any} -- as much of a figure's layout as is read */
const LAYOUT = {
  width: 200,
  height: 150,
  margin: { l: 30, r: 20, t: 10, b: 40 },
  font: { size: 13, color: "#123456" },
  xaxis: { range: [-1, 4] },
  yaxis: { type: "log", domain: [0.6, 1], tickfont: { size: 11 } },
  yaxis2: { range: [0, 2], domain: [0, 0.4] },
};

/** @param {Float64Array | Float32Array} values */
const packed = (values) => btoa(String.fromCharCode(...new Uint8Array(values.buffer)));

test("axes lie within the margins, each in its part of the height", () => {
  const { xaxis, yaxis, yaxis2, font } = full(LAYOUT);
  assert.deepEqual([xaxis._offset, xaxis._length, xaxis.range], [30, 150, [-1, 4]]);
  assert.deepEqual([yaxis._offset, yaxis._length, yaxis.type], [10, 40, "log"]);
  assert.deepEqual([yaxis2._offset, yaxis2._length, yaxis2.type], [70, 40, "linear"]);
  assert.deepEqual([yaxis.tickfont.size, yaxis2.tickfont.size, yaxis.tickfont.color], [11, 13, "#123456"]);
  assert.ok(font.family);
});

test("what a figure says of an axis stays, and the figure is as it was", () => {
  const before = structuredClone(LAYOUT);
  assert.equal(full({ ...LAYOUT, xaxis: { ...LAYOUT.xaxis, nticks: 3 } }).xaxis.nticks, 3);
  full(LAYOUT);
  assert.deepEqual(LAYOUT, before);
});

test("packed numbers are read at their own width, plain ones row by row", () => {
  const wide = new Float64Array([0.1, NaN, 1e300]);
  assert.deepEqual(numbers({ dtype: "f8", bdata: packed(wide) }), wide);
  const narrow = new Float32Array([0.5, -2]);
  assert.deepEqual(numbers({ dtype: "f4", bdata: packed(narrow), shape: "1, 2" }), narrow);
  assert.deepEqual(numbers([[1, null], [3, 4]]), [1, null, 3, 4]);
  assert.equal(numbers(undefined).length, 0);
});
