// The pulls of the examples on the map: arrows from the point, or head to tail, with the bold arrow of their mean.

import { element } from "../../stage/browser/plots/svg.js";

const USUAL = 60; // pixels of an arrow that nine of ten are shorter than
const REACH = 150; // pixels from the point that arrows laid head to tail may lead to, less where the map ends before
const LEAST = 50;
const EDGE = 10;
const KEEP = [0.5, 1.5]; // of what is wanted: as long as lengths stay within, the scale stays what it is
const HEAD = 7;
const BOLD_HEAD = 12;
const MOST_DOTS = 40;
const NEAR = 8; // pixels from an arrow that are still at it
const CROWD = 12; // pixels around the point: there all arrows are

/**
 * Where everything lies, in pixels of the map. `rate` is the one scale: arrows are as long as a step with this learning
 * rate; that of `before` is kept where it still fits. A tip beyond the edge is cut, null is an arrow without a length.
 * @param {PullsAnswer} answer @param {PlotView} view @param {boolean} chain @param {number | null} before
 * @returns {PullsLayout}
 */
export function laidOut({ point, loss, pulls, whole, batch, picked }, view, chain, before) {
  const flat = point.length < 2;
  /** @type {(pull: number[]) => Pixel} */
  const pixels = (pull) => [pull[0] * view.scaleX, flat ? 0 : pull[1] * view.scaleY];
  /** @type {Pixel} */
  const start = [view.px(point[0]), view.py(flat ? loss : point[1])];
  const vectors = pulls.map(pixels);
  const every = vectors.map((_, i) => i);
  const paths = chain
    ? [every, ...(picked ? [picked] : [])].map((some) => turning(vectors, some)).map((rows) => ({ rows,
      ends: sums(vectors, rows) })
    )
    : [];
  const sizes = (chain ? paths.flatMap(({ ends }) => ends) : vectors).map((v) => Math.hypot(...v)).filter(
    Number.isFinite,
  ).toSorted((a, b) => a - b);
  const size = sizes[chain ? sizes.length - 1 : Math.floor(0.9 * (sizes.length - 1))] ?? NaN;
  const room = chain
    ? Math.max(LEAST, Math.min(REACH, size * roomFor(paths.flatMap(({ ends }) => ends), start, view)))
    : USUAL;
  const rate = scale(size, room, before, chain ? 1 : KEEP[1]);
  /** @type {(v: Pixel) => Pixel} */
  const at = (v) => [start[0] + rate * v[0], start[1] + rate * v[1]];
  /** @type {Arrow[][]} */
  const arrows = chain
    ? paths.map(({ rows, ends }) => rows.map((i, k) => ({ i, from: k ? at(ends[k - 1]) : start, to: at(ends[k]) })))
    : [vectors.map((v, i) => ({ i, from: start, to: at(v) })),
      ...(picked ? [picked.map((i) => ({ i, from: start, to: at(vectors[i]) }))] : [])];
  /** @param {number[]} pull @returns {Arrow} */
  const mean = (pull) => cutOff({ from: start, to: at(pixels(pull)) }, view);
  const bold = { whole: mean(whole), ...(picked ? { batch: mean(batch) } : {}) };
  const outside = !within(start, view);
  const all = arrows[0].map((arrow) => cutOff(arrow, view));
  const strong = arrows[1]?.map((arrow) => cutOff(arrow, view)) ?? null;
  return { rate, start, outside, chain, all, strong, bold, cut: all.filter(({ cut }) => cut).length };
}

/**
 * Draws what was laid out; `names` are the words at the bold arrows, `color` is that of the run.
 * @param {Layer} layer @param {PullsLayout} laid @param {{ whole: string; batch: string }} names @param {string} color
 */
export function drawPulls(layer, laid, names, color) {
  layer.clear();
  layer.place();
  if (laid.outside) return;
  const { all, strong, bold } = laid;
  const group = element("g", { style: `color: ${color}` }, layer.svg);
  const means = element("g", laid.chain ? { class: "insight-pull-beneath" } : {}, group); // there the arrows may lie along it
  if (strong) lines(group, all, "insight-pull-faint", laid.chain);
  lines(group, strong ?? all, "insight-pull-strong", laid.chain);
  if (!laid.chain) group.append(means);
  if (bold.batch) line(means, bold.whole, "insight-pull-whole insight-pull-dashed", BOLD_HEAD);
  line(means, bold.batch ?? bold.whole, "insight-pull-mean", BOLD_HEAD);
  label(layer, bold.batch ?? bold.whole, bold.batch ? names.batch : names.whole, bold.batch && bold.whole);
  if (bold.batch) label(layer, bold.whole, names.whole, bold.batch);
}

/**
 * The arrow of one example, above the others, with its number. Returns nothing where there is none.
 * @param {Layer} layer @param {PullsLayout} laid @param {number | null} i
 */
export function highlight(layer, laid, i) {
  layer.svg.querySelector(".insight-pull-one")?.remove();
  if (i == null || laid.outside) return;
  const arrow = [...(laid.strong ?? []), ...laid.all].find((one) => one.i === i);
  if (!arrow) return;
  const group = element("g", { class: "insight-pull-one", "data-example": i + 1 }, layer.svg);
  line(group, arrow, "", HEAD + 3);
  label({ svg: group, view: layer.view }, arrow, String(i + 1));
}

/**
 * The example whose arrow is at a place in pixels of the map; null where none is.
 * @param {PullsLayout} laid @param {number} x @param {number} y
 */
export function exampleAt(laid, x, y) {
  if (laid.outside || (!laid.chain && Math.hypot(x - laid.start[0], y - laid.start[1]) < CROWD)) return null;
  /** @type {number | null} */
  let nearest = null;
  let least = NEAR;
  for (const { i, from, to } of [...(laid.strong ?? []), ...laid.all]) {
    const apart = distance([x, y], from, to);
    if (apart < least) [nearest, least] = [i ?? null, apart];
  }
  return nearest;
}

/**
 * In the order of their directions, so that arrows laid head to tail turn one way and never cross.
 * @param {Pixel[]} vectors @param {number[]} rows
 */
function turning(vectors, rows) {
  const [x, y] = [0, 1].map((axis) => rows.reduce((sum, i) => sum + vectors[i][axis], 0));
  /** @param {Pixel} vector */
  const angle = ([a, b]) => Math.atan2(x * b - y * a, x * a + y * b); // from that of their sum
  return rows.map((i) => [angle(vectors[i]), i]).toSorted(([a], [b]) => a - b).map(([, i]) => i);
}

/**
 * The ends of arrows laid head to tail, each divided by how many they are.
 * @param {Pixel[]} vectors @param {number[]} rows @returns {Pixel[]}
 */
function sums(vectors, rows) {
  let [x, y] = [0, 0];
  return rows.map((i) => [x += vectors[i][0] / rows.length, y += vectors[i][1] / rows.length]);
}

/**
 * How many times as long the vectors can be drawn from the start before one of them is at the edge of the map.
 * @param {Pixel[]} vectors @param {Pixel} start @param {Size} size
 */
function roomFor(vectors, start, { width, height }) {
  /** @param {number} part @param {number} from @param {number} high */
  const until = (part, from, high) => (part > 0 ? high - EDGE - from : from - EDGE) / Math.abs(part);
  return Math.min(...vectors.map(([x, y]) => Math.min(until(x, start[0], width), until(y, start[1], height))));
}

/** @param {number} size @param {number} room @param {number | null} before @param {number} most */
function scale(size, room, before, most) {
  if (!(size > 0)) return 0;
  const length = (before ?? 0) * size;
  return before && length >= KEEP[0] * room && length <= most * room ? before : room / size;
}

/** @param {Pixel} place @param {Size} size */
const within = ([x, y], { width, height }) => x >= 0 && x <= width && y >= 0 && y <= height;

/**
 * The same arrow up to the edge of the map; what begins beyond it has no length.
 * @param {Arrow} arrow @param {Size} size @returns {Arrow}
 */
function cutOff(arrow, { width, height }) {
  const { from, to } = arrow;
  if (![...from, ...to].every(Number.isFinite)) return { ...arrow, from, to: from, cut: true };
  if (within(to, { width, height }) && within(from, { width, height })) return arrow;
  if (!within(from, { width, height })) return { ...arrow, to: from, cut: true };
  /** @param {number} a @param {number} b @param {number} high */
  const share = (a, b, high) => (b < 0 ? a / (a - b) : b > high ? (high - a) / (b - a) : 1);
  const part = Math.min(share(from[0], to[0], width), share(from[1], to[1], height));
  return { ...arrow, to: [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])], cut: true };
}

/** @param {Pixel} place @param {Pixel} from @param {Pixel} to */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const share = square ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** @param {Pixel} place */
const xy = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;

/**
 * An arrow with an open head; one that is cut has none, as has one too short to show it.
 * @param {Arrow} arrow @param {number} size
 */
function shape({ from, to, cut }, size) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length < 0.5) return { shaft: "", head: "" };
  const shaft = `M${xy(from)}L${xy(to)}`;
  if (cut || length < size) return { shaft, head: "" };
  const [c, s] = [(dx / length) * size, (dy / length) * size];
  const neck = [to[0] - c, to[1] - s];
  return { shaft,
    head: `M${xy([neck[0] - 0.45 * s, neck[1] + 0.45 * c])}L${xy(to)}L${
      xy([neck[0] + 0.45 * s, neck[1] - 0.45 * c])
    }` };
}

/**
 * Many arrows as one drawing; with `joints` a dot where one ends and the next begins, as far as there is room for dots.
 * @param {Element} group @param {Arrow[]} arrows @param {string} name @param {boolean} joints
 */
function lines(group, arrows, name, joints) {
  const d = arrows.map((arrow) => {
    const { shaft, head } = shape(arrow, HEAD);
    return shaft + head;
  }).join("");
  element("path", { d, class: `insight-pull-halo ${name}` }, group);
  element("path", { d, class: name }, group);
  if (joints && arrows.length <= MOST_DOTS)
    element("path", { d: arrows.map(({ to }) => `M${xy(to)}h0`).join(""), class: "insight-pull-joints" }, group);
}

/** @param {Element} group @param {Arrow} arrow @param {string} name @param {number} size */
function line(group, arrow, name, size) {
  const { shaft, head } = shape(arrow, size);
  element("path", { d: shaft + head, class: `insight-pull-halo insight-pull-bold ${name}` }, group);
  element("path", { d: shaft, class: `insight-pull-bold ${name}` }, group);
  element("path", { d: head, class: "insight-pull-bold" }, group);
}

/**
 * Words at the tip of an arrow, within the map, and clear of those at the tip of `other`.
 * @param {{ svg: Element; view: PlotView }} layer @param {Arrow} arrow @param {string} text
 * @param {Arrow | null} [other]
 */
function label({ svg, view }, { from, to }, text, other = null) {
  const room = 7.2 * text.length; // about
  const left = to[0] < from[0];
  const x = Math.max(4 + (left ? room : 0), Math.min(view.width - 4 - (left ? 0 : room), to[0] + (left ? -8 : 8)));
  const close = other && Math.abs(other.to[1] - to[1]) < 16 && Math.abs(other.to[0] - to[0]) < 2 * room;
  const away = close ? (other.to[1] < to[1] || (other.to[1] === to[1] && other.to[0] < to[0]) ? 14 : -8) : 4;
  const y = Math.max(14, Math.min(view.height - 5, to[1] + away));
  element("text", { x, y, class: "insight-arrow-label", ...(left ? { "text-anchor": "end" } : {}) }, svg).textContent =
    text;
}
