// Small pictures of what each hidden unit adds: a curve of one input, or a tinted square of two, with a line where it adds nothing.

import { contour } from "../plots/contour.js";
import { h } from "../dom/dom.js";
import { DASHES } from "../plots/looks.js";
import { element, polyline } from "../plots/svg.js";
import { numbers } from "./regions.js";
import { tint, tintCanvas } from "../plots/tint.js";

const WIDE = 120;
const HIGH = 64;
const ROOM = 4; // pixels above and below the curves
const OPACITY = 0.85;

/**
 * A figure for each unit, of one scale so that they can be compared, and one for their sum, of its own.
 * @param {Units} answer @param {Data} data @param {Look} look @param {Texts} t
 */
export function drawUnits(answer, data, look, t) {
  const draw = answer.grid ? curves(answer, look) : squares(answer, data.colors);
  /** @param {Element} picture @param {string} words @param {string} [more] */
  const figure = (picture, words, more = "") =>
    h("figure", { class: `stage-unit ${more}` }, picture, h("figcaption", {}, words));
  return [
    ...answer.words.map((words, i) => figure(draw.unit(i), words)),
    figure(draw.sum(), t.units_answer, "stage-unit-sum"),
  ];
}

/** @param {CurveUnits} answer @param {Look} look @returns {UnitPictures} */
function curves({ grid, units, sum }, look) {
  /**
   * @param {number[]} values @param {Ends} ends @param {object} style
   * @param {number[]} values @param {Ends} ends @param {Record<string, unknown>} style
   */
  const drawn = (values, ends, style) => {
    const [low, high] = ends;
    /** @param {number} x */
    const px = (x) => (WIDE * (x - grid[0])) / (grid[grid.length - 1] - grid[0]);
    /** @param {number} y */
    const py = (y) => HIGH - ROOM - ((HIGH - 2 * ROOM) * (y - low)) / (high - low || 1);
    const svg = element("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "stage-unit-picture", "aria-hidden": "true" });
    element("path", { d: `M0,${py(0)}h${WIDE}`, class: "stage-scatter-line", "stroke-dasharray": "2 3" }, svg);
    element("path", { d: polyline(values.map((y, i) => [px(grid[i]), py(y)])), fill: "none", "stroke-width": 2,
      "stroke-linejoin": "round", ...style }, svg);
    return svg;
  };
  /** @type {(all: number[]) => Ends} */
  const ends = (all) => [Math.min(0, ...all), Math.max(0, ...all)];
  const shared = ends(units.flat());
  return {
    unit: (i) => drawn(units[i], shared, { stroke: "currentColor" }),
    sum: () =>
      drawn(sum, ends(sum), { stroke: look.color, "stroke-dasharray": DASHES[look.dash], "stroke-width": 2.4 }),
  };
}

/** @param {SquareUnits} answer @param {[string, string]} colors @returns {UnitPictures} */
function squares({ units, sum, cells, units_unit, units_most, sum_unit, sum_most }, colors) {
  /** @param {string} text @param {number} unit @param {number} most */
  const drawn = (text, unit, most) => {
    const values = numbers(text) ?? new Int16Array();
    const canvas = tintCanvas();
    [canvas.width, canvas.height] = [120, 120];
    tint(canvas, values, cells, most / unit, colors, OPACITY);
    const svg = element("svg", { viewBox: `0 0 ${cells - 1} ${cells - 1}`, "aria-hidden": "true" });
    const lines = contour(values, cells, 0).map((line) => polyline(line.map(([x, y]) => [x, cells - 1 - y]))).join("");
    element("path", { d: lines, fill: "none", stroke: "currentColor", "stroke-width": 1.5,
      "vector-effect": "non-scaling-stroke" }, svg);
    for (const [sign, side] of Object.entries({ "+": 1, "−": -1 })) {
      const i = extreme(values, side);
      if (i < 0) continue;
      /** @param {number} at */
      const inside = (at) => Math.max(2, Math.min(cells - 3, at)); // the whole sign is to be seen
      const place = { x: inside(i % cells), y: cells - 1 - inside(Math.floor(i / cells)), "text-anchor": "middle",
        "dominant-baseline": "central", "font-size": 5 };
      element("text", place, svg).textContent = sign;
    }
    return h("div", { class: "stage-unit-picture stage-unit-square" }, canvas, svg);
  };
  return { unit: (i) => drawn(units[i], units_unit, units_most), sum: () => drawn(sum[0], sum_unit, sum_most) };
}

/**
 * The place of the value that is farthest on one side of zero; -1 where none is there.
 * @param {Int16Array} values @param {number} side
 */
function extreme(values, side) {
  let place = -1;
  values.forEach((value, i) => {
    if (side * value > 0 && (place < 0 || side * value > side * values[place])) place = i;
  });
  return place;
}
