// One small plot of weights over the steps: a line for each, zero dotted, and an upright line at the step that is shown.

import { h } from "../../stage/browser/dom/dom.js";
import { DASHES } from "../../stage/browser/plots/looks.js";
import { element, polyline } from "../../stage/browser/plots/overlay.js";
import { short } from "../../stage/browser/dom/text.js";

const WIDE = 280;
const HIGH = 130;
const LEFT = 42;
const BOTTOM = 16;
const ROOM = 6; // pixels above and below the lines
const MOST_PLACES = 160; // of one line
const NAMED = 6; // weights; more of them have no names of their own at their ends

export class WeightPlot {
  /** @param {WeightGroup} group @param {string[]} variables @param {Texts} t */
  constructor({ title, axes }, variables, t) {
    this.axes = axes;
    this.names = axes.map((axis) => variables[axis]);
    this.t = t;
    this.svg = element("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true", class: "insight-weights-plot" });
    this.frame = element("g", {}, this.svg);
    this.zero = element("path", { class: "stage-scatter-line", "stroke-dasharray": "2 3" }, this.svg);
    this.lines = element("path", { fill: "none", "stroke-width": axes.length > 30 ? 0.8 : 1.3,
      "stroke-linejoin": "round" }, this.svg);
    this.now = element("path", { stroke: "currentColor", "stroke-width": 1.2, fill: "none" }, this.svg);
    this.labels = element("g", {}, this.svg);
    this.node = h("figure", { class: "insight-weights-group" }, h("figcaption", {}, title), this.svg);
  }

  /** @param {RunPath} run @param {number} row @param {Look} look */
  draw(run, row, look) {
    const right = WIDE - (this.axes.length <= NAMED ? 44 : 4);
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
    /** @param {number} r */
    const px = (r) => LEFT + ((right - LEFT) * run.step(r)) / Math.max(1, run.steps);
    /** @param {number} value */
    const py = (value) => ROOM + ((HIGH - BOTTOM - 2 * ROOM) * (high - value)) / (high - low);
    this.lines.setAttribute("d", columns.map((column) => polyline(rows.map((r) => [px(r), py(column[r])]))).join(""));
    this.lines.setAttribute("stroke", look.color);
    this.lines.setAttribute("stroke-dasharray", this.axes.length > NAMED ? "" : DASHES[look.dash]);
    this.zero.setAttribute("d", `M${LEFT},${py(0)}H${right}`);
    this.now.setAttribute("d", `M${px(row)},${ROOM}V${HIGH - BOTTOM}`);
    this.frame.replaceChildren();
    element("path", { d: `M${LEFT},${ROOM}V${HIGH - BOTTOM}H${right}`, class: "stage-scatter-line" }, this.frame);
    /** @param {string} words @param {Record<string, unknown>} more @param {SVGElement} [parent] */
    const text = (words, more, parent = this.frame) => {
      element("text", { "font-size": 10, fill: "currentColor", ...more }, parent).textContent = words;
    };
    for (const value of new Set([low, high]))
      text(short(value, 3), { x: LEFT - 4, y: py(value) + 4, "text-anchor": "end" });
    text("0", { x: LEFT, y: HIGH - 3 });
    text(String(run.steps), { x: right, y: HIGH - 3, "text-anchor": "end" });
    text(this.t.step_axis, { x: (LEFT + right) / 2, y: HIGH - 3, "text-anchor": "middle" });
    this.labels.replaceChildren();
    if (this.axes.length <= NAMED) this.#name(columns.map((column) => py(column[run.rows - 1])), right, text);
  }

  /**
   * The names at the ends of their lines, moved apart where they would lie on each other.
   * @param {number[]} ends @param {number} right
   * @param {(words: string, more: Record<string, unknown>, parent: SVGElement) => void} text
   */
  #name(ends, right, text) {
    const order = ends.map((_, i) => i).toSorted((a, b) => ends[a] - ends[b]);
    let free = 8;
    /** @param {number} place */
    const lowest = (place) => HIGH - BOTTOM - 11 * (order.length - 1 - place);
    order.forEach((i, place) => {
      const y = Math.min(lowest(place), Math.max(free, ends[i] + 3));
      free = y + 11;
      text(this.names[i], { x: right + 4, y }, this.labels);
    });
  }
}
