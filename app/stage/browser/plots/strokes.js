// What a run looks like while it moves, on the map and in a chart. Styled as the traces of app/figures are at rest.

import { DASHES, shapeOf } from "./looks.js";

const FINE = 0.4; // pixels: a point nearer to the one before cannot be told from it
const COARSE = 0.5; // the same among thousands of points
const DOT = 2.25;
const TURN = 2 * Math.PI;

/**
 * Draws the geometry of one run on the map.
 * @param {Paper} ink @param {Look} look @param {string} background @param {Drawing} g @param {BundleLines | null} bundle
 */
export function drawRun(ink, look, background, g, bundle) {
  const { color } = look;
  trace(ink, g.trail);
  stroke(ink, color, 1.6, DASHES[look.dash], 0.7);
  trace(ink, g.path);
  stroke(ink, background, 6, "", 0.75);
  stroke(ink, color, 2.6, DASHES[look.dash]);
  dots(ink, g.path);
  ink.fillStyle = color;
  ink.fill();
  if (bundle) drawMedian(ink, color, background, bundle.median);
  trace(ink, g.tangent ?? []);
  stroke(ink, color, 1.8, "6 5");
  ink.beginPath();
  openArrows(ink, g);
  lines(ink, g);
  stroke(ink, background, 4.5, "", 0.75);
  ink.beginPath();
  openArrows(ink, g);
  stroke(ink, color, 1.5);
  ink.beginPath();
  lines(ink, g);
  stroke(ink, color, 2.2);
  ink.beginPath();
  for (const head of g.exit ? [...g.heads, g.exit] : g.heads) {
    const [a, b] = wings(head);
    segment(ink, head.tip, a, b);
  }
  ink.fill();
  stroke(ink, background, 1);
  if (g.now) putMarker(ink, look, background, g.now.at, 1.25);
}

/** @param {Paper} ink @param {Drawing} g */
function openArrows(ink, { downhill }) {
  for (const arrow of downhill) {
    const [a, b] = wings(arrow);
    segment(ink, arrow.from, arrow.tip);
    segment(ink, a, arrow.tip, b, a);
  }
}

/** @param {Paper} ink @param {Drawing} g */
function lines(ink, { nowlines }) {
  for (const [from, to] of nowlines) segment(ink, from, to);
}

/**
 * Draws one run's curve and current value in a chart, and crosses where clipping acted.
 * @param {Paper} ink @param {Look} look @param {string} background @param {ChartCurve} curve
 */
export function drawCurve(ink, look, background, { points, crosses, now, bundle, test = [] }) {
  trace(ink, points);
  stroke(ink, look.color, 2.2, DASHES[look.dash]);
  trace(ink, test);
  stroke(ink, look.color, 1.4, "5 3");
  if (bundle) drawMedian(ink, look.color, background, bundle.median);
  ink.beginPath();
  for (const p of crosses) {
    if (!p) continue;
    segment(ink, [p[0] - 3.5, p[1] - 3.5], [p[0] + 3.5, p[1] + 3.5]);
    segment(ink, [p[0] + 3.5, p[1] - 3.5], [p[0] - 3.5, p[1] + 3.5]);
  }
  stroke(ink, look.color, 1.8);
  if (now) putMarker(ink, look, background, now, 1);
}

/** @type {WeakMap<object, Path2D>} */
const bundles = new WeakMap(); // of thousands of points, and the same in many frames

/**
 * Draws the same run with other seeds; it belongs beneath all runs.
 * @param {Paper} ink @param {string} color @param {BundleLines<Line | Curve>} bundle
 */
export function drawSeeds(ink, color, bundle) {
  let path = bundles.get(bundle);
  if (!path) bundles.set(bundle, path = trace(new Path2D(), bundle.seeds, COARSE));
  stroke(ink, color, 1, "", 0.45, path);
}

/**
 * A double line, so that it differs from the path by more than colour. Styled as in app/figures/map.py.
 * @param {Paper} ink @param {string} color @param {string} background @param {Line | Curve} points
 */
function drawMedian(ink, color, background, points) {
  trace(ink, points);
  stroke(ink, color, 3.8);
  stroke(ink, background, 1.4);
}

/**
 * A line through points, lifted where one is null, without those that lie where the one before does.
 * @template {Paper | Path2D} Drawn @param {Drawn} ink @param {(Pixel | PixelRow | null)[]} points @param {number} [fine]
 * @returns {Drawn}
 */
function trace(ink, points, fine = FINE) {
  if ("beginPath" in ink) ink.beginPath();
  /** @type {Pixel | PixelRow | null} */
  let before = null;
  for (const p of points) {
    if (before && p && Math.abs(p[0] - before[0]) < fine && Math.abs(p[1] - before[1]) < fine) continue;
    if (p && before) ink.lineTo(p[0], p[1]);
    else if (p) ink.moveTo(p[0], p[1]);
    before = p;
  }
  return ink;
}

/** @param {Paper} ink @param {(PixelRow | null)[]} points */
function dots(ink, points) {
  ink.beginPath();
  /** @type {PixelRow | null} */
  let before = null;
  for (const p of points) {
    if (!p || (before && Math.abs(p[0] - before[0]) < FINE && Math.abs(p[1] - before[1]) < FINE)) continue;
    ink.moveTo(p[0] + DOT, p[1]);
    ink.arc(p[0], p[1], DOT, 0, TURN);
    before = p;
  }
}

/** @param {Paper} ink @param {Pixel} from @param {Pixel[]} points */
function segment(ink, from, ...points) {
  ink.moveTo(from[0], from[1]);
  for (const [x, y] of points) ink.lineTo(x, y);
}

/**
 * @param {Paper} ink @param {string} color @param {number} width @param {string} [dash] @param {number} [opacity]
 * @param {Path2D} [path]
 */
function stroke(ink, color, width, dash = "", opacity = 1, path = undefined) {
  ink.strokeStyle = color;
  ink.lineWidth = width;
  ink.lineJoin = "round";
  ink.setLineDash(dash ? dash.split(" ").map(Number) : []);
  ink.globalAlpha = opacity;
  if (path) ink.stroke(path);
  else ink.stroke();
  ink.globalAlpha = 1;
}

/** @param {Paper} ink @param {Look} look @param {string} background @param {Pixel} at @param {number} scale */
function putMarker(ink, { color, marker }, background, [x, y], scale) {
  const { shape, open } = shapeOf(marker);
  const outline = new Path2D(shape);
  ink.save();
  ink.translate(x, y);
  ink.scale(scale, scale);
  ink.fillStyle = open ? background : color;
  ink.strokeStyle = open ? color : background;
  ink.lineWidth = open ? 2 : 1.6;
  ink.lineJoin = "miter";
  ink.setLineDash([]);
  ink.fill(outline); // oxlint-disable-line unicorn/no-array-fill-with-reference-type -- no array, a canvas
  ink.stroke(outline);
  ink.restore();
}

/** @param {ArrowHead} head @returns {[Pixel, Pixel]} */
function wings({ tip: [x, y], angle, size }) {
  const a = ((angle - 90) * Math.PI) / 180;
  const c = Math.cos(a);
  const s = Math.sin(a);
  const side = 0.42 * size;
  return [[x - size * c + side * s, y - size * s - side * c], [x - size * c - side * s, y - size * s + side * c]];
}
