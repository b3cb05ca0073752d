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
  const finite = decisive.every((column) => Number.isFinite(column[row]));
  const last = finite ? row : row - 1;
  const stopped = stop ? stoppingRow(decisive, dim, last, stop) : null;
  if (stopped) return { columns, last: stopped, outcome: "stopped", steps: stopped, alternates: false };
  const outcome = finite ? "still_moving" : endingOf(code, numbers, place, decisive, row);
  const alternates = finite && jumps(code, numbers, decisive.slice(0, dim), last);
  return { columns, last, outcome, steps, alternates };
}

/**
 * How a path ended that breaks off with this row.
 * @param {Code} code @param {Numbers} numbers @param {number} place @param {Float64Array[]} decisive @param {number} row
 */
function endingOf(code, { start, constants, runs, endings }, place, decisive, row) {
  const point = decisive.slice(0, start.length).map((column) => column[row]);
  const reached = point.every(Number.isFinite);
  const lost = row > 0 && point.some(Number.isNaN) && !point.some((value) => Math.abs(value) === Infinity);
  const tallest = Math.max(...decisive.map((column) => Math.abs(column[Math.max(0, row - 1)])));
  const outside = code.outside(...point, ...constants).some(Boolean);
  return endings[code.ending(reached, outside, lost, tallest, runs[place].stops)];
}

/**
 * Whether the last steps lead back, one after another, in some coordinate.
 * @param {Code} code @param {Numbers} numbers @param {Float64Array[]} point @param {number} last
 */
function jumps(code, { flips }, point, last) {
  if (last < flips) return false;
  /** @param {Float64Array} axis @param {number} row */
  const step = (axis, row) => axis[row] - axis[row - 1];
  return point.some((axis) => {
    for (let row = last; row > last - flips + 1; row--) {
      const length = Math.hypot(...point.map((each) => step(each, row)));
      if (!code.alternates(step(axis, row - 1), step(axis, row), length)) return false;
    }
    return true;
  });
}

/**
 * The first row behind the start that meets the stop condition; null where none does.
 * @param {Float64Array[]} columns @param {number} dim @param {number} last @param {NonNullable<Numbers["stop"]>} stop
 */
function stoppingRow(columns, dim, last, stop) {
  /** @param {number} row */
  const measure = (row) =>
    stop.what === "loss" ? columns[dim][row] : Math.hypot(...columns.slice(dim + 1).map((column) => column[row]));
  for (let row = 1; row <= last; row++) if (measure(row) <= stop.limit) return row;
  return null;
}
