// One small plot of weights over the steps: a line for each, zero dotted, and an upright line at the step that is shown.

import { h } from "../../stage/browser/dom/dom.js";
import { drawAxes } from "../../stage/browser/plots/axes.js";
import { DASHES } from "../../stage/browser/plots/looks.js";
import { element, polyline } from "../../stage/browser/plots/svg.js";
import { pixelsOf } from "../../stage/browser/plots/scale.js";

const MARGIN = { left: 40, right: 4, top: 6, bottom: 38 };
const [WIDE, HIGH] = [280, 160];
const NAMES = 40; // pixels beside the plot for the names of the weights
const MOST_PLACES = 160; // of one line
const NAMED = 6; // weights; more of them have no names of their own at their ends

export class WeightPlot {
  /** @param {WeightGroup} group @param {string[]} variables @param {Texts} t */
  constructor({ title, axes }, variables, t) {
    this.axes = axes;
    this.names = axes.length <= NAMED ? axes.map((axis) => variables[axis]) : [];
    this.t = t;
    const { left, right, top, bottom } = MARGIN;
    this.width = WIDE - left - right - (this.names.length ? NAMES : 0);
    this.height = HIGH - top - bottom;
    this.svg = element("svg", { viewBox: `${-left} ${-top} ${WIDE} ${HIGH}`, "aria-hidden": "true",
      class: "insight-weights-plot" });
    const text = { "font-size": 10, fill: "currentColor" };
    this.frame = element("g", text, this.svg);
    this.zero = element("path", { class: "stage-scatter-line", "stroke-dasharray": "2 3" }, this.svg);
    this.lines = element("path", { fill: "none", "stroke-width": axes.length > 30 ? 0.8 : 1.3,
      "stroke-linejoin": "round" }, this.svg);
    this.now = element("path", { stroke: "currentColor", "stroke-width": 1.2, fill: "none" }, this.svg);
    this.labels = element("g", text, this.svg);
    this.node = h("figure", { class: "insight-weights-group" }, h("figcaption", {}, title), this.svg);
  }

  /** @param {RunPath} run @param {number} row @param {Look} look */
  draw(run, row, look) {
    const { width, height } = this;
    const columns = this.axes.map((axis) => run.point[axis]);
    const every = Math.max(1, Math.ceil(run.rows / MOST_PLACES));
    const rows = Array.from({ length: Math.ceil(run.rows / every) }, (_, i) => i * every);
    if (rows.at(-1) !== run.rows - 1) rows.push(run.rows - 1);
    let [low, high] = [0, 0];
    for (const column of columns) {
      for (const r of rows) {
        low = Math.min(low, column[r]);
        high = Math.max(high, column[r]);
      }
    }
    if (low === high) high = low + 1;
    /** @type {[Ends, Ends]} */
    const [x, y] = [[0, Math.max(1, run.steps)], [low, high]];
    const placed = pixelsOf({ range: x, _length: width }, { range: y, _length: height });
    /** @param {number} step @param {number} value */
    const at = (step, value) => placed({ x: [step], y: [value] })[0] ?? [0, 0];
    const steps = rows.map((r) => run.step(r));
    this.lines.setAttribute("d",
      columns.map((column) => polyline(placed({ x: steps, y: rows.map((r) => column[r]) }))).join(""));
    this.lines.setAttribute("stroke", look.color);
    this.lines.setAttribute("stroke-dasharray", this.names.length ? DASHES[look.dash] : "");
    this.zero.setAttribute("d", `M0,${at(0, 0)[1]}H${width}`);
    this.now.setAttribute("d", `M${at(run.step(row), 0)[0]},0V${height}`);
    drawAxes(this.frame, { left: 0, top: 0, width, height, x, y, px: (step) => at(step, 0)[0],
      py: (value) => at(0, value)[1], labels: { x: this.t.step_axis, y: "" } });
    this.#name(columns.map((column) => at(0, column[run.rows - 1])[1]));
  }

  /**
   * The names at the ends of their lines, moved apart where they would lie on each other.
   * @param {number[]} ends
   */
  #name(ends) {
    this.labels.replaceChildren();
    const order = this.names.map((_, i) => i).toSorted((a, b) => ends[a] - ends[b]);
    let free = 2;
    /** @param {number} place */
    const lowest = (place) => this.height - 11 * (order.length - 1 - place);
    order.forEach((i, place) => {
      const y = Math.min(lowest(place), Math.max(free, ends[i] + 3));
      free = y + 11;
      element("text", { x: this.width + 4, y }, this.labels).textContent = this.names[i];
    });
  }
}
