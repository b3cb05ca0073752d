// Examples of two classes in the plane of their two inputs, the side that a model gives to every place, and its border.

import { contour } from "../plots/contour.js";
import { ExamplesPlot, MARGIN } from "./examplesplot.js";
import { h } from "../dom/dom.js";
import { DASHES } from "../plots/looks.js";
import { element } from "../plots/svg.js";
import { fill } from "../dom/text.js";
import { tint, tintCanvas } from "../plots/tint.js";

const OPACITY = 0.42; // of a place whose class is as good as certain
const CROWDED = 60; // examples; of more each is drawn smaller

export class ClassScatter extends ExamplesPlot {
  /** @type {ClassData} */ data;
  /** @type {string} */ background;
  /** @type {Texts} */ texts;
  /** @type {string | null} */ look;

  constructor() {
    super("stage-classes", ["seeds", "lines", "borders", "points"]);
    this.canvas = tintCanvas();
    this.key = h("ul", { class: "stage-legend" });
    this.node = h("div", { class: "stage-classes" }, this.canvas, this.svg, this.key);
  }

  /** @param {Data} data @param {string} background @param {Texts} texts */
  of(data, background, texts) {
    this.data = /** @type {ClassData} */ (data);
    this.labels = { x: this.data.labels.x, y: this.data.labels.x2 };
    this.background = background;
    this.texts = texts;
    [this.x, this.y] = this.data.box;
    this.look = null;
  }

  /**
   * Where a training example lies, in pixels of the plot.
   * @param {number} i @returns {Pixel}
   */
  place(i) {
    const [across, up] = this.data.x[i];
    return [this.px(across), this.py(up)];
  }

  /**
   * `region` has what each run's model gives to every place; `chosen` is the run whose sides are tinted; `seeds` are ends of other seeds.
   * @param {Model[]} models @param {Shown} shown
   */
  draw(models, { region, chosen, seeds }) {
    if (!this.width || !this.data) return;
    const field = region?.fields[chosen] ?? null;
    this.#tint(region, field);
    const fine = region && field
      ? region.levels.filter((level) => level).map((level) => this.#lines(region, field, level))
      : [];
    const color = models.find(({ number }) => number === chosen)?.color ?? "currentColor";
    this.fill("lines",
      fine.map((d) => ({ d, fill: "none", stroke: color, "stroke-width": 1.1, "stroke-dasharray": "1 3" })));
    this.fill("borders", models.flatMap(({ number, color: ink, dash }) => {
      const own = region?.fields[number];
      const d = region && own ? this.#lines(region, own, 0) : "";
      const line = { d, fill: "none", "stroke-linejoin": "round" };
      return [{ ...line, stroke: this.background, "stroke-width": 5.5, opacity: 0.8 }, { ...line, stroke: ink,
        "stroke-width": 2.6, "stroke-dasharray": DASHES[dash] }];
    }));
    const ends = seeds?.fields ?? [];
    this.fill("seeds", models.flatMap(({ number, color: ink }) =>
      (ends[number] ?? []).flatMap((end) => (
        seeds && end
          ? [{ d: this.#lines(seeds, end, 0), fill: "none", stroke: ink, "stroke-width": 1, opacity: 0.5 }]
          : []
      ))
    ));
    this.#legend(models, chosen, seeds);
  }

  /** @param {DecodedRegions | null} region @param {Int16Array | null} field */
  #tint(region, field) {
    const { canvas } = this;
    canvas.hidden = !field;
    if (!region || !field) return;
    const [[left, right], [low, high]] = region.box;
    const [x, y] = [this.px(left), this.py(high)];
    const [width, height] = [this.px(right) - x, this.py(low) - y];
    const beyond = [-y, x + width - this.width, y + height - this.height, -x].map((part) => `${Math.max(0, part)}px`); // of the plot, while its ranges are held
    Object.assign(canvas.style, { left: `${MARGIN.left + x}px`, top: `${MARGIN.top + y}px`, width: `${width}px`,
      height: `${height}px`, clipPath: `inset(${beyond.join(" ")})` });
    [canvas.width, canvas.height] = [240, 240];
    tint(canvas, field, region.cells, region.shades / region.unit, this.data.colors, OPACITY);
  }

  /**
   * A line of equal chance as SVG.
   * @param {RegionGrid} grid @param {Int16Array} field @param {number} level
   */
  #lines({ box: [[left, right], [low, high]], cells, unit }, field, level) {
    /** @param {number} column */
    const across = (column) => this.px(left + (column / (cells - 1)) * (right - left));
    /** @param {number} row */
    const up = (row) => this.py(low + (row / (cells - 1)) * (high - low));
    return contour(field, cells, level / unit).map((line) =>
      line.map(([column, row], i) => `${i ? "L" : "M"}${across(column)},${up(row)}`).join("")
    ).join("");
  }

  /** Class 0 a filled circle, class 1 a hollow square; those that are held out are small and only outlines. */
  points() {
    const { x, y, test, colors } = this.data;
    const size = x.length > CROWDED ? 3.1 : 4;
    /** @param {[number, number]} place @param {number} group @param {boolean} held */
    const drawn = ([across, up], group, held) =>
      shape(group, this.px(across), this.py(up), held ? 0.62 * size : size, held, colors[group], this.background);
    this.layers.points.replaceChildren();
    test?.x.forEach((place, i) => this.layers.points.append(drawn(place, test.y[i], true)));
    const dots = x.map((place, i) => drawn(place, y[i], false));
    this.layers.points.append(...dots);
    this.marked.of(dots);
  }

  /** @param {Model[]} models @param {number} chosen @param {SeedModels | null} seeds */
  #legend(models, chosen, seeds) {
    const { groups, test, colors } = this.data;
    const { texts: t } = this;
    const name = models.find(({ number }) => number === chosen)?.label ?? "";
    const look = [name, Boolean(seeds), this.background].join();
    if (look === this.look) return;
    this.look = look;
    /** @param {number} group @param {boolean} held */
    const key = (group, held) => {
      const svg = element("svg", { viewBox: "-6 -6 12 12", width: 12, height: 12, "aria-hidden": "true" });
      svg.append(shape(group, 0, 0, held ? 2.6 : 4, held, colors[group], this.background));
      return svg;
    };
    /** @param {string} text @param {...Node} signs */
    const item = (text, ...signs) => h("li", {}, ...signs, " ", text);
    this.key.replaceChildren(
      ...groups.map((group, i) => item(fill(t.data_class_key, { group, class: i }), key(i, false))),
      ...(test ? [item(t.data_held_key, key(0, true), key(1, true))] : []),
      ...(name ? [item(fill(t.data_border_key, { name }))] : []),
      ...(seeds
        ? [item(fill(t.data_seeds_key, { seeds: Math.max(0, ...(seeds.fields ?? []).map((run) => run.length)) }))]
        : []),
    );
  }
}

/**
 * @param {number} group @param {number} x @param {number} y @param {number} size @param {boolean} held
 * @param {string} color @param {string} background
 */
function shape(group, x, y, size, held, color, background) {
  const outline = { stroke: color, "stroke-width": held ? 1.1 : 2, fill: held ? "none" : background };
  if (group)
    return element("rect", { x: x - 0.9 * size, y: y - 0.9 * size, width: 1.8 * size, height: 1.8 * size, ...outline });
  const filled = held ? outline : { fill: color, stroke: background, "stroke-width": 0.8 };
  return element("circle", { cx: x, cy: y, r: size, ...filled });
}
