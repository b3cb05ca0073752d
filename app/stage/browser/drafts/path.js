// One path by printed code: its rows as far as they are finite, and how it ended.

/**
 * Columns that have room for so many steps; they are used again from frame to frame.
 * @param {Float64Array[]} columns @param {number} count @param {number} rows
 */
export function roomy(columns, count, rows) {
  if (columns.length === count && columns[0].length >= rows) return columns;
  return Array.from({ length: count }, () => new Float64Array(Math.max(rows, 256)));
}

/**
 * The learning rate of each step.
 * @param {Code["runs"][number]} code @param {RunNumbers} run @param {number} steps how many are wanted
 * @param {number} planned how many the schedule is for
 */
export function ratesOf(code, { rate, changes, warmup, plan }, steps, planned) {
  const rates = new Float64Array(steps);
  let now = rate;
  let next = 0;
  for (let t = 1; t <= steps; t++) {
    while (next < changes.length && t > changes[next][0]) now = changes[next++][1];
    rates[t - 1] = code.rate(t, now, planned, warmup, plan);
  }
  return rates;
}

/**
 * Follows a run for `steps` steps, into `columns`.
 * @param {Code} code @param {number} place of the run @param {Numbers} numbers @param {number} steps
 * @param {Float64Array} draws @param {Float64Array} rates @param {Float64Array[]} columns @returns {Followed}
 */
export function followed(code, place, numbers, steps, draws, rates, columns) {
  const { constants, start, sigma, stop, runs } = numbers;
  const dim = start.length;
  const row = code.runs[place].follow(start, steps, rates, sigma, draws, runs[place].hypers, constants, columns);
  const decisive = columns.slice(0, 2 * dim + 1);
  if (!decisive.every((column) => Number.isFinite(column[row])))
    return { columns, last: row - 1,
      outcome: ending(code, columns.slice(0, dim).map((column) => column[row]), constants) };
  return { columns, last: row, outcome: "still_moving", ...stopped(decisive, dim, row, stop) };
}

/**
 * How a path ended whose next point is this one.
 * @param {Code} code @param {number[]} point @param {number[]} constants
 */
function ending(code, point, constants) {
  if (point.some(Number.isNaN)) return "no_step";
  return point.every(Number.isFinite) && code.outside(...point, ...constants).some(Boolean)
    ? "left_domain"
    : "diverged";
}

/**
 * The first row that meets the stop condition.
 * @param {Float64Array[]} columns @param {number} dim @param {number} last @param {Numbers["stop"]} stop
 */
function stopped(columns, dim, last, stop) {
  if (!stop) return {};
  /** @param {number} row */
  const measure = (row) =>
    stop.what === "loss" ? columns[dim][row] : Math.hypot(...columns.slice(dim + 1).map((column) => column[row]));
  for (let row = 1; row <= last; row++) if (measure(row) <= stop.limit) return { last: row, outcome: "stopped" };
  return {};
}
