// Training examples that stand out in a plot: rings around some, others stepping back, and the one the pointer is at.

import { element } from "./svg.js";

const NEAR = 14; // pixels from a point that are still at it
const RING = 9;
const PICKED = 6;
const FADED = 0.3;

export class Marked {
  /** @type {SVGElement[]} */ dots;
  /** @type {number[] | null} */ rows;
  /** @type {number[] | null} */ picked;
  /** @type {((i: number | null) => void) | undefined} */ hover;
  /** @type {boolean} */ listens;

  /**
   * `layer` takes the rings; `place(i)` is where a training example lies.
   * @param {SVGSVGElement} svg @param {SVGGElement} layer @param {{ left: number; top: number }} margin
   * @param {(i: number) => Pixel} place
   */
  constructor(svg, layer, margin, place) {
    this.svg = svg;
    this.layer = layer;
    this.margin = margin;
    this.place = place;
    this.dots = [];
    this.rows = null;
    this.picked = null;
  }

  /**
   * The examples were drawn again.
   * @param {SVGElement[]} dots
   */
  of(dots) {
    this.dots = dots;
    this.mark(this.rows);
    this.pick(this.picked);
  }

  /**
   * A ring around each of these examples; null: none.
   * @param {number[] | null} rows
   */
  mark(rows) {
    this.rows = rows;
    this.#rings();
  }

  /**
   * These examples have a fine ring and the others step back; null: all alike.
   * @param {number[] | null} rows
   */
  pick(rows) {
    this.picked = rows;
    const strong = rows && new Set(rows);
    this.dots.forEach((dot, i) => dot.setAttribute("opacity", String(!strong || strong.has(i) ? 1 : FADED)));
    this.#rings();
  }

  #rings() {
    /** @param {string} name @param {number} r @param {number} width @returns {(i: number) => SVGElement} */
    const ring = (name, r, width) => (i) => {
      const [cx, cy] = this.place(i);
      return element("circle", { cx, cy, r, class: name, fill: "none", stroke: "currentColor", "stroke-width": width });
    };
    /** @param {number[] | null} rows */
    const there = (rows) => (rows ?? []).filter((i) => i < this.dots.length);
    this.layer.replaceChildren(...there(this.picked).map(ring("stage-picked", PICKED, 1.2)),
      ...there(this.rows).map(ring("stage-marked", RING, 2.4)));
  }

  /** @param {(i: number | null) => void} callback */
  onhover(callback) {
    this.hover = callback;
    if (this.listens) return;
    this.listens = true;
    /** @param {PointerEvent} event */
    const at = ({ clientX, clientY }) => {
      const { left, top } = this.svg.getBoundingClientRect();
      this.hover?.(this.nearest(clientX - left - this.margin.left, clientY - top - this.margin.top));
    };
    this.svg.addEventListener("pointermove", at);
    this.svg.addEventListener("pointerdown", at);
    this.svg.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && this.hover?.(null)); // a finger leaves when it lifts
  }

  /**
   * The example that the keyboard is at; null: at none.
   * @param {number | null} i
   */
  point(i) {
    this.hover?.(i);
  }

  /** @param {number} px @param {number} py */
  nearest(px, py) {
    const far = this.dots.map((_, i) => Math.hypot(this.place(i)[0] - px, this.place(i)[1] - py));
    const least = Math.min(...far);
    return least <= NEAR ? far.indexOf(least) : null;
  }
}
