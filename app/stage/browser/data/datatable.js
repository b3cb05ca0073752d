// The examples as a table, with what each run's model says about each of them.

import { h } from "../dom/dom.js";
import { fill, short, TABLE } from "../dom/text.js";

const ROWS = 40;

/**
 * Fills `table`. Of two inputs `chances` has the chance of class 1 for each run and example, null until it is known.
 * @param {import("../dom/table.js").Table} table @param {Data} data @param {Model[]} models @param {Chances | null} chances
 * @param {Texts} t
 */
export function drawDataTable(table, data, models, chances, t) {
  const { heads, rows } = data.grid ? curveTable(data, models, t) : classTable(data, models, chances, t);
  /** @param {string | number} value */
  const cell = (value) => h("td", {}, typeof value === "number" ? short(value, TABLE) : value);
  const caption = fill(t.data_caption, { rows: Math.min(ROWS, rows.length), count: rows.length });
  table.show({ caption, heads, rows: rows.slice(0, ROWS).map((row) => row.map(cell)) });
}

/** @param {CurveData} data @param {Model[]} models @param {Texts} t @returns {DataTable} */
function curveTable({ x, y, labels }, models, t) {
  return {
    heads: [labels.x, labels.y,
      ...models.flatMap(({ label }) => [fill(t.data_model, { name: label }), t.data_residual])],
    rows: x.map((value, i) => [value, y[i], ...models.flatMap(({ at = [] }) => [at[i], y[i] - at[i]])]),
  };
}

/**
 * @param {ClassData} data @param {Model[]} models @param {Chances | null} chances @param {Texts} t @returns {DataTable}
 */
function classTable({ x, y, labels, groups }, models, chances, t) {
  return {
    heads: [labels.x, labels.x2, labels.y, ...models.map(({ label }) => fill(t.data_chance, { name: label }))],
    rows: x.map((place,
      i) => [...place, `${groups[y[i]]} (${y[i]})`, ...models.map(({ number }) => chances?.[number]?.[i] ?? NaN)]
    ),
  };
}
