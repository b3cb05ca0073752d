// What the plots of examples share: an SVG with axes around a smaller one, its layers, and where a value lies in it.

import { drawAxes } from "../plots/axes.js";
import { Marked } from "../plots/marked.js";
import { element } from "../plots/svg.js";
import { bounded, shareOf } from "../plots/scale.js";

export const MARGIN = { left: 46, right: 10, top: 8, bottom: 40 };

/** `x` and `y` are the two ranges that are drawn. Each kind of plot draws its `points()`, and says where example i is. */
export class ExamplesPlot {
  /** @type {Ends} */ x;
  /** @type {Ends} */ y;
  /** @type {number} */ width;
  /** @type {number} */ height;
  /** @type {{ x: string; y: string }} */ labels;
  /** @type {HTMLElement} */ node;

  /**
   * `name` and `layers` give the classes of the layers, from the lowest to the topmost: the last takes the rings.
   * @param {string} name @param {string[]} layers
   */
  constructor(name, layers) {
    this.svg = element("svg", { class: "stage-scatter", role: "img" });
    this.axes = element("g", { class: "stage-scatter-axes" }, this.svg);
    this.plot = element("svg", { overflow: "hidden" }, this.svg);
    this.layers = Object.fromEntries(
      [...layers, "rings"].map((layer) => [layer, element("g", { class: `${name}-${layer}` }, this.plot)]),
    );
    this.marked = new Marked(this.svg, this.layers.rings, MARGIN, (i) => this.place(i));
  }

  /** @param {Size} size */
  resize({ width, height }) {
    const { left, right, top, bottom } = MARGIN;
    this.width = Math.max(10, width - left - right);
    this.height = Math.max(10, height - top - bottom);
    for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
      this.svg.setAttribute(key, String(value));
    for (const [key, value] of Object.entries({ x: left, y: top, width: this.width, height: this.height }))
      this.plot.setAttribute(key, String(value));
    const { x, y, px, py, labels } = this;
    drawAxes(this.axes, { left, top, width: this.width, height: this.height, x, y, px, py, labels });
    this.points();
  }

  /**
   * Where a training example lies, in pixels of the plot.
   * @param {number} i @returns {Pixel}
   */
  place(i) {
    throw new Error(`this plot has no example ${i}`);
  }

  /** Draws the examples. */
  points() {}

  /**
   * The two values that a place of the plot stands for.
   * @param {number} px @param {number} py @returns {Pixel}
   */
  values(px, py) {
    /** @param {Ends} ends @param {number} share */
    const between = ([low, high], share) => low + share * (high - low);
    return [between(this.x, px / this.width), between(this.y, 1 - py / this.height)];
  }

  /** @param {number[] | null} rows */
  mark(rows) {
    this.marked.mark(rows);
  }

  /** @param {number[] | null} rows */
  pick(rows) {
    this.marked.pick(rows);
  }

  /** @param {(i: number | null) => void} callback */
  onhover(callback) {
    this.marked.onhover(callback);
  }

  /** @param {string} text */
  describe(text) {
    this.svg.setAttribute("aria-label", text);
  }

  /**
   * A layer has these paths and no others.
   * @param {string} layer @param {object[]} paths
   */
  fill(layer, paths) {
    const group = this.layers[layer];
    while (group.children.length > paths.length) group.lastChild?.remove();
    while (group.children.length < paths.length) element("path", {}, group);
    paths.forEach((path, i) => {
      for (const [key, value] of Object.entries(path)) group.children[i].setAttribute(key, value);
    });
  }

  /** @type {(x: number) => number} */
  px = (x) => tenth(this.width * share(this.x, x));

  /** @type {(y: number) => number} */
  py = (y) => tenth(bounded(this.height * (1 - share(this.y, y))));
}

/** @param {Ends} ends @param {number} value */
const share = ([low, high], value) => shareOf({ low, high }, value);

/** @param {number} pixels */
const tenth = (pixels) => Math.round(10 * pixels) / 10;
