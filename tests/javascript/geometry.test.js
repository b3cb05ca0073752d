// Where a run's path lies on the map, in pixels.

import assert from "node:assert/strict";
import { test } from "node:test";
import { contour } from "../../app/stage/browser/plots/contour.js";
import { followed, geometry, projected, viewOf } from "../../app/stage/browser/plots/geometry.js";

/** A plot of 200 by 100 pixels that shows -1 to 1 across and 0 to 1 up. @returns {any} */
const axis = (range, _offset, _length) => ({ range, _offset, _length });
/** @type {any} */
const plot = { _fullLayout: { xaxis: axis([-1, 1], 40, 200), yaxis: axis([0, 1], 10, 100) } };
const view = viewOf(plot);

/** A run through these points of two coordinates, whose gradient always points to the right. @returns {any} */
function run(points) {
  const column = (i) => Float64Array.from(points, (point) => point[i]);
  return {
    point: [column(0), column(1)],
    loss: column(1),
    gradient: [column(0).fill(1), column(1).fill(0)],
    rows: points.length,
    step: (row) => row,
  };
}

const apart = (line) => line.filter(Boolean).map(([x, y]) => [Math.round(x), Math.round(y)]);

test("the view turns data into pixels of the plot and back: up is up", () => {
  assert.deepEqual([view.px(-1), view.px(1), view.py(0), view.py(1)], [0, 200, 100, 0]);
  for (const value of [-0.7, 0, 0.31]) assert.ok(Math.abs(view.x(view.px(value)) - value) < 1e-12);
  for (const value of [0.1, 0.5, 2]) assert.ok(Math.abs(view.y(view.py(value)) - value) < 1e-12);
});

test("a surface of one variable shows its loss above it", () => {
  const [x, y, z, loss] = [[1], [2], [3], [4]];
  assert.deepEqual(projected({ point: [x], loss }, [0]), [x, loss]);
  assert.deepEqual(projected({ point: [x, y, z], loss }, [2, 0]), [z, x]);
});

test("the path goes to the row that is shown, and the trail from there on", () => {
  const found = geometry(run([[-0.5, 0.2], [0, 0.5], [0.5, 0.8]]), view, 1, [0, 1]);
  assert.deepEqual(apart(found.path), [[50, 80], [100, 50]]);
  assert.deepEqual(apart(found.trail), [[100, 50], [150, 20]]);
  assert.deepEqual(found.now, { at: [100, 50], row: 1 });
});

test("the arrow at the current point goes straight down the gradient", () => {
  const { downhill } = geometry(run([[0, 0.5]]), view, 0, [0, 1]);
  assert.equal(downhill.length, 1);
  assert.equal(downhill[0].angle, -90); // to the left: the gradient points to the right
  assert.ok(downhill[0].tip[0] < 100 && downhill[0].tip[1] === 50);
});

test("where a learner is to find out which way is down, no arrow says it", () => {
  assert.deepEqual(geometry({ ...run([[0, 0.5]]), quiet: true }, view, 0, [0, 1]).downhill, []);
});

test("a path that leaves for good has its exit on the edge, with the distance it gets from its start", () => {
  const { exit } = geometry(run([[0, 0.5], [0.5, 0.5], [3, 0.5], [9, 0.5]]), view, 3, [0, 1]);
  assert.deepEqual([exit?.tip, exit?.angle, exit?.step, exit?.distance], [[200, 50], 90, 2, 9]);
});

test("a path that comes back has no exit", () => {
  assert.equal(geometry(run([[0, 0.5], [3, 0.5], [0.5, 0.5]]), view, 2, [0, 1]).exit, null);
});

test("no number of pixels is endless, however far a path goes", () => {
  const { path } = geometry(run([[0, 0.5], [1e300, 0.5], [-1e300, 0.5]]), view, 2, [0, 1]);
  for (const place of path.filter((one) => one !== null))
    assert.ok(place.every((value) => Math.abs(value) < 1e4), String(place));
});

test("a run without rows shows nothing", () => {
  const found = geometry(run([]), view, 0, [0, 1]);
  assert.deepEqual([found.path, found.trail, found.now, found.exit], [[], [], null, null]);
});

test("a line is lifted where it is far away, and knows the row of each of its places", () => {
  const line = followed([0, 0.5, 50, 60, 0.5, 0], [0.5, 0.5, 0.5, 0.5, 0.4, 0.4], view);
  assert.ok(line.includes(null));
  assert.deepEqual(line.flatMap((place) => place?.[2] ?? []), [0, 1, 2, 3, 4, 5]);
});

test("straight downhill is at a right angle to the contour line that is drawn there", () => {
  const [ends, cells] = [[[-9, 26], [-7, 7]], 141];
  const loss = (x, y) => (x * x + 25 * y * y) / 2;
  /** @type {any} */
  const drawn = { _fullLayout: { xaxis: axis(ends[0], 40, 590), yaxis: axis(ends[1], 10, 238) } };
  const map = viewOf(drawn);
  const [x, y] = ends.map(([low, high]) => (i) => low + (high - low) * i / (cells - 1));
  const heights = Float64Array.from({ length: cells * cells }, (_, i) => loss(x(i % cells), y(Math.floor(i / cells))));
  for (const [px, py] of [[20, 4], [18, -3], [3, 0.5], [0.5, 4], [12, 1.5]]) {
    const path = { ...run([[px, py]]), gradient: [Float64Array.of(px), Float64Array.of(25 * py)] };
    const [arrow] = geometry(path, map, 0, [0, 1]).downhill;
    const line = contour(heights, cells, loss(px, py)).flat().map(([i, j]) => [map.px(x(i)), map.py(y(j))]);
    const from = (to) => (place) => Math.hypot(place[0] - to[0], place[1] - to[1]);
    const near = line.toSorted((a, b) => from(arrow.from)(a) - from(arrow.from)(b));
    const next = near.find((place) => from(near[0])(place) > 2) ?? near[1];
    const [dx, dy] = [next[0] - near[0][0], next[1] - near[0][1]];
    const [ax, ay] = [arrow.tip[0] - arrow.from[0], arrow.tip[1] - arrow.from[1]];
    const cosine = (dx * ax + dy * ay) / Math.hypot(dx, dy) / Math.hypot(ax, ay);
    assert.ok(Math.abs(90 - Math.acos(cosine) * 180 / Math.PI) < 3, `${px}, ${py}: ${cosine}`);
  }
});

test("on stretched axes no arrow shows straight downhill", () => {
  /** @type {any} */
  const stretched = { _fullLayout: { xaxis: axis([-31, 31], 40, 590), yaxis: axis([-6, 6], 10, 420) } };
  const found = geometry(run([[20, 4], [10, 2]]), viewOf(stretched), 0, [0, 1]);
  assert.deepEqual(found.downhill, []);
  assert.equal(found.heads.length, 1, "the step is drawn");
});
