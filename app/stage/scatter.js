// Points, curves through them, and the distances between, as SVG with axes of its own.

import { DASHES } from "./looks.js";
import { element } from "./overlay.js";

const MARGIN = { left: 46, right: 10, top: 8, bottom: 40 };
const ROOM = 0.3; // of the height of the points, above and below them
const FAR = 1e5; // pixels; SVG takes no larger numbers

export class Scatter {
  constructor() {
    this.svg = element("svg", { class: "stage-scatter", role: "img" });
    this.axes = element("g", { class: "stage-scatter-axes" }, this.svg);
    this.plot = element("svg", { overflow: "hidden" }, this.svg);
    this.layers = Object.fromEntries(["squares", "sticks", "truth", "units", "curves", "points"].map((name) => [name, element("g", {}, this.plot)]));
  }

  of(data, background, texts) {
    Object.assign(this, { data, background, texts });
    const { x, y, test, grid } = data;
    this.x = [grid[0], grid.at(-1)];
    const all = [...y, ...(test?.y ?? [])];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = ROOM * (high - low) || 1;
    this.y = [low - room, high + room];
    this.count = x.length;
  }

  resize({ width, height }) {
    this.width = Math.max(10, width - MARGIN.left - MARGIN.right);
    this.height = Math.max(10, height - MARGIN.top - MARGIN.bottom);
    for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) this.svg.setAttribute(key, value);
    for (const [key, value] of Object.entries({ x: MARGIN.left, y: MARGIN.top, width: this.width, height: this.height })) this.plot.setAttribute(key, value);
    this.#axes();
    this.#points();
  }

  describe(text) {
    this.svg.setAttribute("aria-label", text);
  }

  /** `models` are curves with their look, the first with its residuals; `units` what a network is the sum of. */
  draw(models, { squares, units }) {
    if (!this.width) return;
    const sticks = models[0] ? this.data.x.map((x, i) => [this.#px(x), this.#py(this.data.y[i]), this.#py(models[0].at[i])]) : [];
    const tint = models[0]?.color ?? "none";
    this.#fill("sticks", [{ d: sticks.map(([x, from, to]) => `M${x},${from}V${to}`).join(""), stroke: tint, "stroke-width": 1.3, fill: "none", opacity: 0.75 }]);
    const square = ([x, from, to]) => `M${x},${from}V${to}h${x + Math.abs(to - from) > this.width ? from - to : Math.abs(to - from)}V${from}Z`;
    const drawn = squares ? sticks.map(([x, from, to]) => square([x, from, to].map((value) => Math.round(value * 10) / 10))) : [];
    this.#fill("squares", drawn.map((d) => ({ d, fill: tint, "fill-opacity": 0.14, stroke: tint, "stroke-width": 1, "stroke-opacity": 0.6 })));
    const line = (ys) => ys.map((y, i) => (Number.isFinite(y) ? `${i && Number.isFinite(ys[i - 1]) ? "L" : "M"}${this.#px(this.data.grid[i])},${this.#py(y)}` : "")).join("");
    const { truth } = this.data;
    this.#fill("truth", truth ? [{ d: line(truth), fill: "none", stroke: "currentColor", "stroke-width": 1.4, "stroke-dasharray": "1 4", opacity: 0.8 }] : []);
    this.#fill("units", (units?.units ?? []).map((ys) => ({ d: line(ys), fill: "none", stroke: "currentColor", "stroke-width": 1.2, "stroke-dasharray": "4 3", opacity: 0.6 })));
    this.#fill("curves", models.flatMap(({ curve, color, dash }) => [
      { d: line(curve), fill: "none", stroke: this.background, "stroke-width": 5.5, opacity: 0.8 },
      { d: line(curve), fill: "none", stroke: color, "stroke-width": 2.6, "stroke-dasharray": DASHES[dash] },
    ]));
  }

  #fill(layer, paths) {
    const group = this.layers[layer];
    while (group.children.length > paths.length) group.lastChild.remove();
    while (group.children.length < paths.length) element("path", {}, group);
    paths.forEach((path, i) => {
      for (const [key, value] of Object.entries(path)) group.children[i].setAttribute(key, value);
    });
  }

  #px(x) {
    return Math.round((10 * this.width * (x - this.x[0])) / (this.x[1] - this.x[0])) / 10;
  }

  #py(y) {
    const py = this.height - (this.height * (y - this.y[0])) / (this.y[1] - this.y[0]);
    return Math.round(10 * Math.max(-FAR, Math.min(FAR, py))) / 10;
  }

  #points() {
    const { x, y, test } = this.data;
    const size = this.count > 40 ? 2.4 : 3.6;
    const dot = (px, py, style) => element("circle", { cx: px, cy: py, r: size, ...style }, this.layers.points);
    this.layers.points.replaceChildren();
    test?.x.forEach((value, i) => dot(this.#px(value), this.#py(test.y[i]), { fill: this.background, stroke: "currentColor", "stroke-width": 1.4 }));
    x.forEach((value, i) => dot(this.#px(value), this.#py(y[i]), { fill: "currentColor", stroke: this.background, "stroke-width": 0.8 }));
  }

  #axes() {
    this.axes.replaceChildren();
    const { left, top } = MARGIN;
    const bottom = top + this.height;
    const text = (words, more) => { element("text", more, this.axes).textContent = words; };
    element("path", { d: `M${left},${top}V${bottom}h${this.width}`, class: "stage-scatter-line" }, this.axes);
    for (const value of ticks(this.x, this.width / 70)) {
      const x = left + this.#px(value);
      element("path", { d: `M${x},${bottom}v4`, class: "stage-scatter-line" }, this.axes);
      text(value, { x, y: bottom + 16, "text-anchor": "middle" });
    }
    for (const value of ticks(this.y, this.height / 45)) {
      const y = top + this.#py(value);
      element("path", { d: `M${left},${y}h-4`, class: "stage-scatter-line" }, this.axes);
      text(value, { x: left - 7, y: y + 4, "text-anchor": "end" });
    }
    text(this.data.labels.x, { x: left + this.width / 2, y: bottom + 33, "text-anchor": "middle" });
    text(this.data.labels.y, { x: 12, y: top + this.height / 2, "text-anchor": "middle", transform: `rotate(-90 12 ${top + this.height / 2})` });
  }
}

/** Round numbers within a range, about `count` of them. */
function ticks([low, high], count) {
  const rough = (high - low) / Math.max(2, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(10)));
}
