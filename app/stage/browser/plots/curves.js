// A run as curves over its steps: its columns, what was clipped, the held-out loss, the other seeds.

/** @param {number} value */
const known = (value) => (Number.isFinite(value) ? value : null);
/** @param {{ step(row: number): number }} run @param {Column} column @param {number[]} rows @returns {Values} */
const at = (run, column, rows) => ({ x: rows.map((r) => run.step(r)), y: rows.map((r) => known(column[r])) });

/**
 * The values of a chart; the gradient's is its length.
 * @param {ChartName} name @param {RunPath} run @returns {Column}
 */
export function columnOf(name, run) {
  if (name !== "gradient") return run[name];
  return Float64Array.from({ length: run.rows }, (_, r) => Math.hypot(...run.gradient.map((part) => part[r])));
}

/**
 * A run's curve in one of the charts. A rate is that of the step which ends at x; the first one begins at 0.
 * @param {ChartName} name @param {RunPath} run @returns {Values}
 */
export function curve(name, run) {
  const rows = Array.from({ length: run.rows }, (_, r) => r);
  if (name !== "rate") return at(run, columnOf(name, run), rows);
  const done = rows.slice(0, -1);
  if (!done.length) return { x: [], y: [], customdata: [] };
  const steps = done.map((r) => run.step(r) + 1);
  const rates = done.map((r) => known(run.rate[r]));
  return { x: [0, ...steps], y: [rates[0], ...rates], customdata: [1, ...steps] };
}

/**
 * The value at the row that is shown; a step size and a rate are those of the step about to be taken, if there is one.
 * @param {ChartName} name @param {RunPath} run @param {number} row
 */
export function current(name, run, row) {
  const rows = name === "rate" ? run.rows - 1 : run.rows;
  return at(run, columnOf(name, run), rows > 0 && (name !== "rate" || row < rows) ? [Math.min(row, rows - 1)] : []);
}

/**
 * The loss on the examples that were held out.
 * @param {RunPath} run @returns {Values}
 */
export function tested({ measures }) {
  if (!measures?.test) return { x: [], y: [] };
  const { test, rows, step } = measures;
  return { x: Array.from({ length: rows }, (_, r) => step(r)), y: Array.from(test, known) };
}

/**
 * The steps whose gradient was clipped.
 * @param {RunPath} run
 */
export function crosses(run) {
  return at(run, run.size, run.clipped ?? []);
}

/**
 * The losses of all seeds, one after the other, or of their median.
 * @param {string} role @param {Bundle} bundle @returns {Values}
 */
export function together(role, bundle) {
  const lines = role === "bundle" ? bundle.paths : [bundle.median];
  const steps = Array.from({ length: bundle.rows }, (_, r) => bundle.step(r));
  return { x: lines.flatMap(() => [...steps, null]),
    y: lines.flatMap(({ loss }) => [...Array.from(loss, known), null]) };
}

/**
 * A rate holds for a whole step, and then jumps.
 * @param {Curve} points @returns {Curve}
 */
export function stairs(points) {
  return points.flatMap((p, i) => {
    const before = points[i - 1];
    return p && before ? [[before[0], p[1]], p] : [p];
  });
}
