// Points, curves through them, and the distances between, as SVG with axes of its own.

import { ExamplesPlot } from "./examplesplot.js";
import { h } from "../dom/dom.js";
import { DASHES } from "../plots/looks.js";
import { element } from "../plots/svg.js";

const ROOM = 0.3; // of the height of the points, above and below them

export class Scatter extends ExamplesPlot {
  /** @type {CurveData} */ data;
  /** @type {string} */ background;
  /** @type {Texts} */ texts;
  /** @type {number} */ count;

  constructor() {
    super("stage-scatter", ["squares", "sticks", "seeds", "truth", "units", "curves", "points"]);
    this.node = h("div", { class: "stage-scatter-box" }, this.svg);
  }

  /**
   * `data.box` are the two ranges that are drawn; without it they follow the examples.
   * @param {Data} data @param {string} background @param {Texts} texts
   */
  of(data, background, texts) {
    this.data = /** @type {CurveData} */ (data);
    this.background = background;
    this.texts = texts;
    this.labels = this.data.labels;
    [this.x, this.y] = data.box ?? around(this.data);
    this.count = data.x.length;
  }

  /**
   * Where a training example lies, in pixels of the plot.
   * @param {number} i @returns {Pixel}
   */
  place(i) {
    return [this.px(this.data.x[i]), this.py(this.data.y[i])];
  }

  /** @param {number[] | null} rows */
  pick(rows) {
    super.pick(rows);
    this.layers.sticks.setAttribute("opacity", rows ? "0.3" : "1");
  }

  /**
   * `models` are curves with their look, the first with its residuals; `units` what a network is the sum of, `seeds` ends of other seeds.
   * @param {Model[]} models @param {Shown} shown
   */
  draw(models, { squares, units, seeds }) {
    if (!this.width) return;
    const at = models[0]?.burst ? null : models[0]?.at;
    const fits = at?.length === this.count; // the models of the examples before may be drawn a moment longer
    const sticks = fits ? this.data.x.map((x, i) => [this.px(x), this.py(this.data.y[i]), this.py(at[i])]) : [];
    const tint = models[0]?.color ?? "none";
    this.fill("sticks", [{ d: sticks.map(([x, from, to]) => `M${x},${from}V${to}`).join(""), stroke: tint,
      "stroke-width": 1.3, fill: "none", opacity: 0.75 }]);
    /** @param {number[]} stick */
    const square = ([x, from, to]) =>
      `M${x},${from}V${to}h${x + Math.abs(to - from) > this.width ? from - to : Math.abs(to - from)}V${from}Z`;
    const drawn = squares
      ? sticks.map(([x, from, to]) => square([x, from, to].map((value) => Math.round(value * 10) / 10)))
      : [];
    this.fill("squares",
      drawn.map((d) => ({ d, fill: tint, "fill-opacity": 0.14, stroke: tint, "stroke-width": 1,
        "stroke-opacity": 0.6 })
      ));
    /** @param {number[]} ys */
    const line = (ys = []) =>
      ys.map((y, i) => (Number.isFinite(y)
        ? `${i && Number.isFinite(ys[i - 1]) ? "L" : "M"}${this.px(this.data.grid[i])},${this.py(y)}`
        : "")
      ).join("");
    const { truth } = this.data;
    this.fill("truth", truth
      ? [{ d: line(truth), fill: "none", stroke: "currentColor", "stroke-width": 1.4, "stroke-dasharray": "1 4",
        opacity: 0.8 }]
      : []);
    const ends = models.flatMap(({ number, color }) =>
      (seeds?.curves?.[number] ?? []).map((ys) => ({ d: line(ys.map((y) => y ?? NaN)), stroke: color }))
    );
    this.fill("seeds", ends.map((end) => ({ ...end, fill: "none", "stroke-width": 1, opacity: 0.4 })));
    const added = units?.grid ? units.units : [];
    this.fill("units",
      added.map((ys) => ({ d: line(ys), fill: "none", stroke: "currentColor", "stroke-width": 1.2,
        "stroke-dasharray": "4 3", opacity: 0.6 })
      ));
    this.fill("curves", models.flatMap(({ curve, color, dash }) => [
      { d: line(curve), fill: "none", stroke: this.background, "stroke-width": 5.5, opacity: 0.8 },
      { d: line(curve), fill: "none", stroke: color, "stroke-width": 2.6, "stroke-dasharray": DASHES[dash] },
    ]));
  }

  points() {
    const { x, y, test } = this.data;
    const size = this.count > 40 ? 2.4 : 3.6;
    /** @param {number} px @param {number} py @param {object} style */
    const dot = (px, py, style) => element("circle", { cx: px, cy: py, r: size, ...style }, this.layers.points);
    this.layers.points.replaceChildren();
    test?.x.forEach((value, i) =>
      dot(this.px(value), this.py(test.y[i]), { fill: this.background, stroke: "currentColor", "stroke-width": 1.4 })
    );
    this.marked.of(
      x.map((value, i) =>
        dot(this.px(value), this.py(y[i]), { fill: "currentColor", stroke: this.background, "stroke-width": 0.8 })
      ),
    );
  }
}

/** @param {CurveData} data @returns {[Ends, Ends]} */
function around({ y, test, grid }) {
  const all = [...y, ...(test?.y ?? [])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = ROOM * (high - low) || 1;
  return [[grid[0], grid[grid.length - 1]], [low - room, high + room]];
}
