// The ranges that the axes of charts have: round, so that they seldom change.

import { short } from "../dom/text.js";
import { columnOf } from "./curves.js";

const NEAR = 1e-9;

/** @param {Column[]} columns @param {boolean} log @returns {Ends} */
export function extent(columns, log) {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return log ? [-1, 1] : [0, 1];
  if (log) {
    const bottom = Math.floor(Math.log10(low) - 0.05);
    return [bottom, Math.max(Math.ceil(Math.log10(high) + 0.05), bottom + 1)];
  }
  const nice = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-12 * Math.abs(high), 1e-300)));
  return [low >= 0 ? 0 : Math.floor(low / nice - 0.05) * nice, Math.ceil(high / nice + 0.05) * nice];
}

/**
 * Room for the other seeds too, but not for ever: one that explodes leaves the chart, or nothing else could be seen.
 * @param {Ends} own @param {Column[]} columns @param {boolean} log @returns {Ends}
 */
export function widened(own, columns, log) {
  if (!columns.length) return own;
  const all = extent(columns, log);
  const room = log ? 6 : own[1] - own[0];
  return [Math.min(own[0], Math.max(all[0], own[0] - room)), Math.max(own[1], Math.min(all[1], own[1] + room))];
}

/**
 * From zero to a bit above the highest, in steps that are seldom left.
 * @param {Column[]} columns @returns {Ends}
 */
export function fromZero(columns) {
  let high = 0;
  for (const column of columns) for (const value of column) if (value > high && value < Infinity) high = value;
  if (!high) return [0, 1];
  const nice = 10 ** Math.floor(Math.log10(high)) / 5;
  return [0, Math.ceil((1.05 * high) / nice) * nice];
}

/**
 * The labels of a logarithmic axis, about four, as the powers of ten that they stand at.
 * @param {Ends} ends
 */
export function decades([low, high]) {
  const every = Math.max(1, Math.ceil((high - low) / 4));
  const [first, last] = [Math.ceil(low / every - NEAR), Math.floor(high / every + NEAR)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * every);
}

/** @param {number} power */
export const decade = (power) => short(Number(`1e${power}`), 1);

/**
 * The same as Plotly takes them.
 * @param {Ends} ends
 */
export function marks(ends) {
  const powers = decades(ends);
  return { tickmode: "array", tickvals: powers.map((power) => Number(`1e${power}`)), ticktext: powers.map(decade) };
}

/** @param {number} place of a chart from the top @returns {"yaxis" | `yaxis${number}`} */
export const axisOf = (place) => `yaxis${place ? place + 1 : ""}`;

/**
 * What the axes of charts are to have, as Plotly names it: ranges that hold all curves; whole decades where the scale is
 * logarithmic, so that they seldom change.
 * @param {ChartName[]} shown @param {Paths} paths @param {number} steps @param {boolean} log whether the loss is
 */
export function chartRanges(shown, paths, steps, log) {
  /** @type {Record<ChartName, () => object>} */
  const of = {
    loss: () => ofLosses(paths, log),
    size: () => ofLengths(paths, "size"),
    gradient: () => ofLengths(paths, "gradient"),
    rate: () => ({ range: fromZero(paths.runs.map((run) => run.rate)) }),
  };
  /** @type {Record<string, unknown>} */
  const ranges = { "xaxis.range": [0, Math.max(1, steps)] };
  shown.forEach((name, place) => {
    for (const [key, value] of Object.entries(of[name]())) ranges[`${axisOf(place)}.${key}`] = value;
  });
  return ranges;
}

/** @param {Paths} paths @param {boolean} log */
function ofLosses(paths, log) {
  const bundles = paths.runs.flatMap(({ bundle }) => bundle ?? []);
  const own = extent([...paths.runs, ...bundles.map(({ median }) => median)].map((path) => path.loss), log);
  const tests = paths.runs.map((run) => run.measures?.test ?? new Float64Array());
  const others = [...bundles.flatMap((bundle) => bundle.paths).map((path) => path.loss), ...tests];
  const range = widened(own, others.filter(({ length }) => length), log);
  return { type: log ? "log" : "linear", range, ...(log ? marks(range) : { tickmode: "auto" }) };
}

/** @param {Paths} paths @param {"size" | "gradient"} name */
function ofLengths(paths, name) {
  const range = extent(paths.runs.map((run) => columnOf(name, run)), true);
  return { range, ...marks(range) };
}
