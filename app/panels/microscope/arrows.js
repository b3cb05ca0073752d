// One step on the map, taken apart: downhill, what the gradient and memory bring, the step, and how coordinates are scaled.

import { element } from "../../stage/browser/plots/svg.js";
import { neutral } from "../../stage/browser/dom/text.js";

const LONGEST = 110; // pixels that the longest arrow may have before it is no longer drawn larger
const DIRECTION = 70; // of the arrow that is only a direction
const RADIUS = 44; // of the ellipse
const RING = 16; // around the start
const HEAD = 9;
const LINE_HEIGHT = 15;
const LINES_AWAY = [0, 1, -1, 2, -2, 3, -3, 4, -4]; // where a label may go whose place is taken
const APART = 16; // between the arrows of one coordinate, which would lie upon each other

/** @type {Record<string, { width: number; dash: string }>} */
export const KINDS = {
  downhill: { width: 1.8, dash: "2 4" },
  fresh: { width: 2.2, dash: "" },
  carried: { width: 2.2, dash: "8 4" },
  decay: { width: 2.2, dash: "8 3 2 3" },
  step: { width: 3.2, dash: "" },
  scaling: { width: 1.8, dash: "" },
};

/**
 * Which kinds there are to see of a step.
 * @param {StepAnatomy} step @param {number[]} axes
 */
export function kindsOf({ true: slope, carried, decay, rates }, axes) {
  /** @param {StepVector | undefined} vector */
  const some = (vector) => Boolean(vector?.some((part) => part));
  /** @type {Record<string, boolean>} */
  const has = {
    downhill: some(slope),
    fresh: some(carried),
    carried: some(carried),
    decay: some(decay),
    step: true,
    scaling: axes.length > 1 && axes.every((axis) => (rates?.[axis] ?? 0) > 0),
  };
  return Object.keys(KINDS).filter((kind) => has[kind]);
}

/**
 * Draws the chosen kinds of `seen` into a layer; labels keep clear of the ring at `ring`, in pixels. Returns how many
 * times as long as they are the arrows are drawn.
 * @param {Layer} layer @param {StepAnatomy} seen @param {number[]} axes @param {string[]} kinds @param {Texts} names
 * @param {string} color @param {Pixel} ring
 */
export function drawStep(layer, seen, axes, kinds, names, color, ring) {
  layer.clear();
  layer.place();
  const { view } = layer;
  const flat = axes.length < 2;
  /** @type {(vector: (number | null)[]) => Pixel} */
  const pixels = (
    vector,
  ) => [(vector[axes[0]] ?? NaN) * view.scaleX, flat ? 0 : (vector[axes[1]] ?? NaN) * view.scaleY];
  /** @type {Pixel} */
  const start = [view.px(seen.point[axes[0]]), view.py(flat ? seen.loss : seen.point[axes[1]])];
  const parts = { fresh: seen.fresh, carried: seen.carried, decay: seen.decay, step: seen.move };
  const times = enlarged(Object.values(parts).flatMap((vector) => (vector ? [Math.hypot(...pixels(vector))] : [])));
  /** @type {StepLabel[]} */
  const labels = [];
  /** @type {(place: number) => Pixel} */
  const level = (place) => (flat ? [start[0], start[1] - APART * (place + 1)] : start);
  if (kinds.includes("scaling")) {
    const top = ellipse(layer.svg, start, axes.map((axis) => seen.rates?.[axis] ?? NaN), view);
    labels.push({ text: names.scaling, at: top, way: [1, -1] });
  }
  let tip = start;
  let place = 0;
  /** @type {(kind: string, from: Pixel, vector: Pixel) => Pixel} */
  const arrow = (kind, from, vector) => {
    /** @type {Pixel} */
    const to = [from[0] + vector[0], from[1] + vector[1]];
    if (![...from, ...to].every((end) => Math.abs(end) < 1e5)) return from; // SVG takes no larger numbers
    if (kinds.includes(kind)) {
      line(layer.svg, from, to, kind, kind === "step" ? color : null);
      const at = flat || kind === "step" || kind === "downhill" ? to : middle(from, to);
      labels.push({ text: names[kind], at, way: vector });
    }
    return to;
  };
  const down = pixels(seen.true.map((slope) => -(slope ?? NaN)));
  const size = Math.hypot(...down);
  if (size > 0) arrow("downhill", level(place++), longer(down, DIRECTION / size));
  for (const [kind, vector] of Object.entries(parts)) {
    if (!vector) continue;
    const scaled = longer(pixels(vector), times);
    if (kind === "step") arrow(kind, level(place), scaled);
    else tip = arrow(kind, flat ? [tip[0], level(place++)[1]] : tip, scaled); // head to tail they add up to the step
  }
  write(layer.svg, labels, view, ring);
  return times;
}

/**
 * 1, 2, 5, 10, 20 ...: what makes the longest of the lengths as long as it may be.
 * @param {number[]} sizes
 */
function enlarged(sizes) {
  const room = LONGEST / Math.max(...sizes);
  if (!(room > 1) || room === Infinity) return 1;
  const ten = 10 ** Math.floor(Math.log10(room));
  return [5, 2, 1].map((digit) => digit * ten).find((times) => times <= room) ?? 1;
}

/** @type {(vector: Pixel, times: number) => Pixel} */
const longer = ([x, y], times) => [x * times, y * times];
/** @type {(a: Pixel, b: Pixel) => Pixel} */
const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
/** @param {Pixel} place */
const xy = ([x, y]) => `${neutral(x, 6)},${neutral(y, 6)}`;

/** @param {SVGElement} svg @param {Pixel} from @param {Pixel} to @param {string} kind @param {string | null} color */
function line(svg, from, to, kind, color) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (!length) return;
  const [c, s] = [dx / length, dy / length];
  const head = Math.min(HEAD, length);
  /** @type {Pixel} */
  const neck = [to[0] - head * c, to[1] - head * s];
  const side = 0.45 * head;
  const { width, dash } = KINDS[kind];
  const shaft = `M${xy(from)}L${xy(neck)}`;
  const wings = `M${xy(to)}L${xy([neck[0] - side * s, neck[1] + side * c])}L${
    xy([neck[0] + side * s, neck[1] - side * c])
  }Z`;
  const group = element("g", { class: `insight-arrow insight-arrow-${kind}`,
    ...(color ? { style: `color: ${color}` } : {}) }, svg);
  element("path", { d: `${shaft}${wings}`, class: "insight-arrow-halo", "stroke-width": width + 3.5 }, group);
  element("path", { d: shaft, class: "insight-arrow-shaft", "stroke-width": width, "stroke-dasharray": dash }, group);
  element("path", { d: wings, class: "insight-arrow-head" }, group);
}

/**
 * Where the rates lead a gradient of one length; dashed, where one rate for all would. Returns its highest point.
 * @param {SVGElement} svg @param {Pixel} at @param {number[]} rates @param {PlotView} view @returns {Pixel}
 */
function ellipse(svg, [cx, cy], rates, { scaleX, scaleY }) {
  const even = Math.sqrt(rates[0] * rates[1]);
  /** @type {(one: number, other: number) => Pixel} */
  const radii = (one, other) => [one * Math.abs(scaleX), other * Math.abs(scaleY)];
  const own = radii(rates[0], rates[1]);
  const factor = RADIUS / Math.max(...own);
  const group = element("g", { class: "insight-arrow insight-arrow-scaling" }, svg);
  /** @param {Pixel} radii @param {string} name @param {object} [more] */
  const put = ([rx, ry], name, more = {}) =>
    element("ellipse", { cx, cy, rx: factor * rx, ry: factor * ry, class: name, ...more }, group);
  put(own, "insight-arrow-halo", { "stroke-width": 5 });
  put(own, "insight-arrow-shaft", { "stroke-width": KINDS.scaling.width });
  put(radii(even, even), "insight-arrow-shaft", { "stroke-width": 1.2, "stroke-dasharray": "3 4" });
  return [cx, cy - factor * own[1]];
}

/**
 * The labels beside their arrows, none upon another.
 * @param {SVGElement} svg @param {StepLabel[]} labels @param {PlotView} view @param {Pixel} ring
 */
function write(svg, labels, { width, height }, [ringX, ringY]) {
  const boxes = [-8, 6, 20].map((up) => ({ ends: [ringX - RING, ringX + RING], up: ringY + up }));
  for (const { text, at: [x, y], way: [dx, dy] } of labels) {
    const room = 7.2 * text.length; // about
    const across = Math.max(4, Math.min(width - 4, x + (dx < 0 ? -8 : 8)));
    const left = dx < 0 && across > room;
    const ends = left ? [across - room, across] : [Math.min(across, width - room), across + room];
    const wanted = Math.max(LINE_HEIGHT, Math.min(height - 4, y + (dy > 0 ? 12 : dy < 0 ? -6 : 4)));
    /** @param {number} up */
    const free = (up) =>
      up >= LINE_HEIGHT && up <= height - 4 &&
      !boxes.some((box) => ends[0] < box.ends[1] && box.ends[0] < ends[1] && Math.abs(box.up - up) < LINE_HEIGHT);
    const up = LINES_AWAY.map((lines) => wanted + lines * LINE_HEIGHT).find(free) ?? wanted;
    boxes.push({ ends, up });
    const label = element("text", { x: ends[left ? 1 : 0], y: up, class: "insight-arrow-label" }, svg);
    if (left) label.setAttribute("text-anchor", "end");
    label.textContent = text;
  }
}
