// Names at the things themselves: each run at its path, the minimum, the start, and the two arrows of the current step.

import { h } from "../dom/dom.js";
import { inside, projected } from "./geometry.js";
import { numbers } from "./packed.js";
import { element, lay } from "./svg.js";

const SIZE = 14; // pixels, as in frame.css
const GAP = 9; // from the thing to its name
const RING = 16; // the same from the ring
const TRIED = 12; // places along a path
/** @type {Pixel[]} */
const SIDES = [[1, 0.5], [-1, 0.5], [1, -1], [1, 1], [-1, -1], [-1, 1], [0, -1], [0, 1]]; // right, left, and around

/**
 * @typedef {{ words: string; at: Pixel[]; color?: string; soft?: boolean; far?: number }} Named a name, the places it may stand
 * at, and how far from these
 * @typedef {Rectangle & { named: Named }} Placed
 */

/**
 * Where names stand: within the view, no two on each other, and over as little of the paths as can be. One that finds no
 * place is left out.
 * @param {Named[]} all in the order of their weight @param {Pixel[]} dots that should stay free
 * @param {Size} view @param {(words: string) => number} wide
 */
export function arranged(all, dots, view, wide) {
  /** @type {Placed[]} */
  const placed = [];
  for (const named of all) {
    const size = { width: wide(named.words), height: SIZE * 1.4 };
    /** @type {{ box: Rectangle; covered: number } | null} */
    let best = null;
    for (const at of named.at) {
      for (const side of SIDES) {
        const box = beside(at, side, size, named.far ?? GAP);
        if (!within(box, view) || placed.some((other) => meet(box, other))) continue;
        const covered = dots.filter(([x, y]) => holds(box, x, y)).length;
        if (!best || covered < best.covered) best = { box, covered };
        if (!covered) break;
      }
      if (best && !best.covered) break;
    }
    if (best) placed.push({ ...best.box, named });
  }
  return placed;
}

/** @param {Pixel} at @param {Pixel} side @param {Size} size @param {number} gap @returns {Rectangle} */
function beside([x, y], [right, down], { width, height }, gap) {
  const left = right > 0 ? x + gap : right < 0 ? x - gap - width : x - width / 2;
  const top = down === 0.5 ? y - height / 2 : down > 0 ? y + gap : y - gap - height;
  return { left, top, width, height };
}

/** @param {Rectangle} box @param {Size} view */
const within = ({ left, top, width, height }, view) =>
  left >= 2 && top >= 2 && left + width <= view.width - 2 && top + height <= view.height - 2;

/** @param {Rectangle} a @param {Rectangle} b */
const meet = (a, b) =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

/** @param {Rectangle} box @param {number} x @param {number} y */
const holds = ({ left, top, width, height }, x, y) => x > left && x < left + width && y > top && y < top + height;

export class Names {
  /** @type {string | undefined} */ first; // the start at first: once it is another, nobody has to be told that it can be

  /** @param {MapPlot} map @param {Texts} texts */
  constructor(map, texts) {
    this.map = map;
    this.texts = texts;
    this.svg = element("svg", { class: "stage-overlay stage-names", "aria-hidden": "true" }, map.host);
    this.measure = h("canvas").getContext("2d");
  }

  /** While something moves nothing is named: what a name stood at is elsewhere. */
  hide() {
    if (this.svg.firstChild) this.svg.replaceChildren();
  }

  /**
   * @param {Paths} paths @param {number} chosen the run whose arrows are named, 0, 1, ...
   * @param {Drawing[]} drawings
   */
  show(paths, chosen, drawings) {
    const { scene } = this.map;
    const view = this.map.view();
    const { ink, font } = this.#pen();
    const dots = drawings.flatMap(({ path, trail, nowlines, downhill }) => {
      const corners = [...path, ...trail].filter((p) => p !== null).map(([x, y]) => /** @type {Pixel} */ ([x, y]));
      const arrows = [...nowlines, ...downhill.map(({ from, tip }) => [from, tip])];
      return [...between(corners), ...arrows.flatMap(between)];
    });
    const all = this.#all(paths, chosen, drawings, view);
    dots.push(...drawings.slice(0, 1).flatMap(({ path: [start] }) => start ? around(start, RING - 3) : []));
    const placed = arranged(all, dots, view, (words) => ink?.measureText(words).width ?? 7 * words.length);
    lay(this.svg, view);
    this.svg.replaceChildren(...placed.map(({ left, top, named }) => {
      const text = element("text", { x: left, y: top + SIZE, fill: named.color ?? "currentColor",
        class: named.soft ? "stage-soft" : "", style: `font: ${font}`, stroke: scene.background, "stroke-width": 3.5,
        "paint-order": "stroke", "stroke-linejoin": "round" });
      text.textContent = named.words;
      return text;
    }));
  }

  #pen() {
    const font = `600 ${SIZE}px ${getComputedStyle(this.map.host).fontFamily}`;
    if (this.measure) this.measure.font = font;
    return { ink: this.measure, font };
  }

  /**
   * @param {Paths} paths @param {number} chosen @param {Drawing[]} drawings @param {PlotView} view
   * @returns {Named[]}
   */
  #all(paths, chosen, drawings, view) {
    const { scene, figure } = this.map;
    const t = this.texts;
    const { axes, dim } = scene.surface;
    /** @type {Named[]} */
    const all = [];
    const run = paths.runs[0];
    const [across, up] = run?.rows ? projected(run, axes) : [[], []];
    const start = [scene.surface.slug, across[0], up[0]].join();
    if (scene.start.length && across.length && (this.first ??= start) === start) {
      all.push({ words: t.name_start, at: [[view.px(across[0]), view.py(up[0])]], far: RING });
    }
    const stars = figure.data.find(({ meta }) => meta?.role === "minima");
    const [x, y] = stars ? [numbers(stars.x), numbers(stars.y)] : [[], []];
    if (x.length === 1 && dim > 1)
      all.push({ words: t.name_minimum, at: [[view.px(x[0]), view.py(y[0])]], soft: true });
    const own = drawings[chosen];
    const [color, head] = [scene.looks[chosen]?.color, own?.nowlines.length ? own.heads.at(-1) : undefined];
    if (head) all.push({ words: t.name_step, at: [head.tip], color });
    const down = own?.now ? own.downhill.find(({ from }) => from === own.now?.at) : undefined;
    if (down) all.push({ words: t.name_downhill, at: [down.tip], color });
    if (scene.runs.length > 1)
      drawings.forEach(({ path, trail }, i) => {
        const corners = [...path, ...trail].filter((p) => p !== null).filter((p) => inside(p, view, 0));
        all.push({ words: scene.runs[i].label, at: spread(corners), color: scene.looks[i].color });
      });
    return all;
  }
}

/**
 * A dozen places along a path, the first bends first.
 * @param {PixelRow[]} corners @returns {Pixel[]}
 */
function spread(corners) {
  const every = Math.max(1, Math.floor(corners.length / TRIED));
  return corners.slice(1).filter((_, i) => i % every === 0).slice(0, TRIED).map(([x, y]) => [x, y]);
}

/**
 * The ring of the start, with its middle.
 * @param {PixelRow} middle @param {number} radius @returns {Pixel[]}
 */
function around([x, y], radius) {
  const turns = Array.from({ length: 8 }, (_, i) => (i * Math.PI) / 4);
  return [[x, y],
    ...turns.map((turn) => /** @type {Pixel} */ ([x + radius * Math.cos(turn), y + radius * Math.sin(turn)]))];
}

/**
 * Points along the lines, close enough that no name lies on a line unseen.
 * @param {Pixel[]} corners @returns {Pixel[]}
 */
function between(corners) {
  return corners.flatMap((here, i) => {
    const next = corners[i + 1] ?? here;
    const parts = Math.min(40, Math.ceil(Math.hypot(next[0] - here[0], next[1] - here[1]) / 12)) || 1;
    return Array.from({ length: parts },
      (_,
        k) => /** @type {Pixel} */ ([here[0] + (k / parts) * (next[0] - here[0]),
          here[1] + (k / parts) * (next[1] - here[1])]));
  });
}
