// The picture of a basin map: regions, their borders, contour lines and letters; over it the run, and a cross to choose with.

import { h } from "../../stage/browser/dom/dom.js";
import { roundTo } from "../../stage/browser/controls/fields.js";
import { element, polyline } from "../../stage/browser/plots/svg.js";
import { DASHES } from "../../stage/browser/plots/looks.js";
import { shareOf } from "../../stage/browser/plots/scale.js";
import { CARD, short } from "../../stage/browser/dom/text.js";
import { STAR, bytes, fillCanvas, lookOf } from "./patterns.js";

const MOST_PIXELS = 900; // of the canvas, a side
const LINE_HEIGHT = 72; // of the map of a surface in one dimension
const FAR = 4000; // pixels; a diverging path may be anywhere
/** @type {Record<string, Pixel>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const KEY_SHARE = 0.01;
const MINIMA = new Set(["minimum", "lowest", "local", "found"]); // places with the star that minima have on the map
const CLOSE = 18; // pixels; a letter would cover the star of its place
const BAND = 25.6; // of 256 heights: ten bands

export class BasinMap {
  /** @type {BasinPicture} */ picture;
  /** @type {boolean} */ fixed;
  /** @type {Uint8Array} */ codes;
  /** @type {Uint8Array} */ heights;
  /** @type {boolean} */ line;
  /** @type {Map<number, BasinGroup & { look: BasinLook }>} */ groups;
  /** @type {number} */ width;
  /** @type {number} */ height;
  /** @type {number[]} */ at;

  /**
   * `tell(point)` is called while something is pointed at (null: no more), `chosen(point)` when it is taken.
   * @param {(point: number[]) => string} describe
   * @param {{ tell(point: number[] | null, spoken?: boolean): void; chosen(point: number[]): void }} actions
   */
  constructor(describe, { tell, chosen }) {
    this.describe = describe;
    this.tell = tell;
    this.chosen = chosen;
    this.canvas = h("canvas", { class: "insight-basin-canvas", role: "img" });
    this.svg = element("svg", { class: "insight-basin-over", "aria-hidden": "true" });
    this.halo = element("path", { fill: "none", "stroke-width": 5, opacity: 0.8 }, this.svg);
    this.path = element("path", { fill: "none", "stroke-width": 2.2 }, this.svg);
    this.ring = element("circle", { r: 7, fill: "none", "stroke-width": 2.5, class: "insight-basin-start" }, this.svg);
    this.letters = element("g", { class: "insight-basin-letters" }, this.svg); // over the path, which would cross them out
    this.cursor = h("button", {
      type: "button",
      class: "insight-basin-cursor",
      onkeydown: (event) => this.#key(event),
      onfocus: () => this.tell(this.at),
      onblur: () => this.tell(null),
      onclick: (event) => event.detail === 0 && this.#take(this.at), // by Enter or Space
    });
    /** @type {HTMLElement} */
    this.frame = h("div", {
      class: "insight-basin-frame",
      onpointermove: (event) => this.tell(this.#under(event)),
      onpointerleave: () => this.tell(null),
      onclick: (event) => event.detail !== 0 && this.#take(this.#under(event)),
    }, this.canvas, this.svg, this.cursor);
    this.ends = [0, 1].map(() => h("div", { class: "insight-basin-ends", "aria-hidden": "true" }));
    this.node = h("div", { class: "insight-basin-map" }, this.ends[1], this.frame, this.ends[0]);
  }

  /**
   * Another picture. `at` is where the cross begins.
   * @param {BasinPicture} picture @param {BasinView} view
   */
  show(picture, { scheme, variables, width, at, fixed }) {
    this.picture = picture;
    this.fixed = fixed;
    this.codes = bytes(picture.codes);
    this.heights = bytes(picture.heights);
    this.line = picture.box.length === 1;
    this.groups = new Map(picture.groups.map((group) => [group.code, { ...group, look: lookOf(group, scheme) }]));
    const [across, up] = picture.box;
    const shape = this.line
      ? LINE_HEIGHT / width
      : Math.max(0.35, Math.min(1, (up[1] - up[0]) / (across[1] - across[0])));
    this.width = width;
    this.height = Math.round(shape * width);
    this.frame.style.width = `${width}px`;
    this.frame.style.height = `${this.height}px`;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    const scale = Math.min(devicePixelRatio || 1, MOST_PIXELS / width);
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(this.height * scale);
    fillCanvas(this.canvas, this.#paint(Math.max(1, Math.round(scale))));
    this.#label(variables);
    this.cursor.hidden = fixed;
    this.frame.classList.toggle("insight-basin-fixed", fixed);
    if (!this.at || this.at.length !== picture.box.length || document.activeElement !== this.cursor) this.at = at;
    this.#place();
  }

  /**
   * The run as it is now, and its start. `axes` are the coordinates that the map has.
   * @param {RunPath | undefined} run @param {number} row @param {number[]} axes @param {Look} look
   * @param {string} background
   */
  run(run, row, axes, { color, dash }, background) {
    const rows = run ? Math.min(row, run.rows - 1) + 1 : 0;
    const points = Array.from({ length: Math.max(0, rows) },
      (_, r) => this.pixels(axes.map((axis) => run?.point[axis][r] ?? NaN)));
    for (const path of [this.halo, this.path]) path.setAttribute("d", polyline(points));
    this.halo.setAttribute("stroke", background);
    this.path.setAttribute("stroke", color);
    this.path.setAttribute("stroke-dasharray", DASHES[dash] ?? "none");
    this.ring.setAttribute("visibility", points.length ? "visible" : "hidden");
    if (points.length) this.ring.setAttribute("transform", `translate(${points[0].join(",")})`);
  }

  /**
   * The group that a start at `point` belongs to; undefined outside of the map.
   * @param {number[]} point
   */
  group(point) {
    const { side } = this.picture;
    const places = point.map((value, axis) => Math.round(this.#share(value, axis) * (side - 1)));
    if (places.some((place) => !(place >= 0 && place < side))) return undefined;
    return this.groups.get(this.codes[places[0] + (this.line ? 0 : side * places[1])]);
  }

  /** @param {number[]} point @returns {Pixel} */
  pixels(point) {
    const x = this.#share(point[0], 0) * this.width;
    const y = this.line ? this.height / 2 : (1 - this.#share(point[1], 1)) * this.height;
    const near = (/** @type {number} */ value) => Math.max(-FAR, Math.min(FAR, value));
    return [near(x), near(y)];
  }

  /** @param {number} value @param {number} axis */
  #share(value, axis) {
    const [low, high] = this.picture.box[axis];
    return shareOf({ low, high }, value);
  }

  /**
   * Regions with dark borders, and thin contour lines in them; `line` is how wide these are, in pixels.
   * @param {number} line @returns {(x: number, y: number) => number}
   */
  #paint(line) {
    const { width, height } = this.canvas;
    const [regions, bands] = this.#sampled(width, height);
    return (x, y) => {
      const here = y * width + x;
      const right = here + Math.min(line, width - 1 - x);
      const below = here + width * Math.min(line, height - 1 - y);
      const look = this.groups.get(regions[here])?.look;
      if (!look) return 0; // every code has its group
      if (regions[right] !== regions[here] || regions[below] !== regions[here]) return look.edge;
      if (bands[right] !== bands[here] || bands[below] !== bands[here]) return look.contour;
      return look.drawn(x, y) ? look.pattern : look.plain;
    };
  }

  /**
   * For every pixel the code of the nearest start, and between which contour lines it lies.
   * @param {number} width @param {number} height
   */
  #sampled(width, height) {
    const { side } = this.picture;
    const regions = new Uint8Array(width * height);
    const bands = new Uint8Array(width * height);
    for (let y = 0, at = 0; y < height; y++) {
      const up = this.line ? 0 : (1 - y / (height - 1)) * (side - 1);
      const row = Math.min(Math.floor(up), this.line ? 0 : side - 2);
      const above = this.line ? 0 : side;
      for (let x = 0; x < width; x++, at++) {
        const across = (x / (width - 1)) * (side - 1);
        const column = Math.min(Math.floor(across), side - 2);
        const corner = row * side + column;
        regions[at] = this.codes[Math.round(up) * side + Math.round(across)];
        const low = mix(this.heights[corner], this.heights[corner + 1], across - column);
        const high = mix(this.heights[corner + above], this.heights[corner + above + 1], across - column);
        bands[at] = mix(low, high, up - row) / BAND;
      }
    }
    return [regions, bands];
  }

  /** @param {string[]} variables */
  #label(variables) {
    this.letters.replaceChildren();
    for (const { kind, letter, start, at } of this.groups.values()) {
      if (!letter || !at) continue;
      const [x, y] = this.pixels(start);
      const [across, up] = this.pixels(at);
      const star = MINIMA.has(kind) && !this.line;
      const covered = star && Math.hypot(x - across, y - up) < CLOSE;
      if (star) element("path", { d: STAR, transform: `translate(${across},${up})` }, this.letters);
      const place = covered ? { x: across, y: up - CLOSE } : { x, y };
      element("text", { ...place, dy: "0.35em", "text-anchor": "middle" }, this.letters).textContent = letter;
    }
    this.picture.box.forEach(([low, high], axis) => {
      const parts = [low, null, high].map((value) =>
        h("span", {}, value === null ? variables[axis] : short(value, CARD))
      );
      this.ends[axis].replaceChildren(...(axis ? parts.toReversed() : parts));
    });
    this.ends[1].hidden = this.line;
    if (!this.line) this.ends[1].style.height = `${this.height}px`;
    this.ends[0].style.width = `${this.width}px`;
  }

  #place() {
    const [x, y] = this.pixels(this.at);
    this.cursor.style.translate = `${x}px ${y}px`;
    this.cursor.setAttribute("aria-label", this.describe(this.at));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    const share = KEY_SHARE * (event.shiftKey ? 10 : 1);
    this.at = this.at.map((value, axis) => {
      const [low, high] = this.picture.box[axis];
      const step = (high - low) * share;
      return Math.max(low, Math.min(high, roundTo(value + MOVES[event.key][axis] * step, step / 10)));
    });
    this.#place();
    this.tell(this.at, true);
  }

  /** @param {MouseEvent} event */
  #under(event) {
    const box = this.frame.getBoundingClientRect();
    const shares = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    return this.picture.box.map(([low, high], axis) =>
      roundTo(low + Math.max(0, Math.min(1, shares[axis])) * (high - low), (high - low) / 1000)
    );
  }

  /** @param {number[]} point */
  #take(point) {
    if (this.fixed) return;
    this.at = point;
    this.#place();
    this.chosen(point);
  }
}

/** @param {number} a @param {number} b @param {number} share */
const mix = (a, b, share) => a + (b - a) * share;
