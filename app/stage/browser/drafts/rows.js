// The rows of a path that are drawn, as app/stage/answers/paths.py sends them.

import { rowsOf, thinning } from "./bundle.js";

const MOST = 2001;

/**
 * @param {Followed} path @param {RunNumbers} run @param {number} planned steps of the whole run, of which every nth is a row
 * @param {number} dim @returns {RunPath}
 */
export function drawn({ columns, last, outcome, steps }, run, planned, dim) {
  const every = thinning(outcome === "stopped" ? steps : planned, columns.length, MOST);
  const rows = rowsOf(last, every);
  const all = every === 1
    ? columns.map((column) => column.slice(0, last + 1))
    : columns.map((column) => Float64Array.from(rows, (row) => column[row]));
  const [size, rate] = all.slice(-2);
  if (rows.length) size[rows.length - 1] = NaN; // no step leaves the last row
  if (rows.length && last === steps) rate[rows.length - 1] = NaN;
  const gradient = columns.slice(dim + 1, 2 * dim + 1);
  return { rows: rows.length, every, last, steps, outcome, words: "", verdict: "",
    clipped: clipped(gradient, run, last, every), point: all.slice(0, dim), loss: all[dim],
    gradient: all.slice(dim + 1, 2 * dim + 1), size, rate, fit: null, measures: null, bundle: null,
    step: (row) => Math.min(row * every, last) };
}

/**
 * The rows in whose steps a gradient was clipped.
 * @param {Float64Array[]} gradient @param {RunNumbers} run @param {number} last @param {number} every
 */
function clipped(gradient, { clip, clipAt }, last, every) {
  const rows = new Set();
  if (clipAt === Infinity) return [];
  for (let step = 0; step < last; step++) {
    const parts = gradient.map((column) => Math.abs(column[step]));
    if ((clip === "norm" ? Math.hypot(...parts) : Math.max(...parts)) > clipAt) rows.add(Math.floor(step / every));
  }
  return [...rows];
}
