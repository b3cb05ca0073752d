// The same run with several seeds, and the median of their numbers step by step.

const ROWS = 201; // as in app/stage/answers/paths.py
const MOST = 120_000;

/**
 * Of how many steps one is a row, as app/stage/answers/paths.py thins.
 * @param {number} steps @param {number} width @param {number} most
 */
export function thinning(steps, width, most) {
  const rows = Math.max(2, Math.min(most, Math.floor(MOST / width)));
  return Math.ceil(steps / (rows - 1)) || 1;
}

/**
 * The rows 0, n, 2n, ... and the last.
 * @param {number} last @param {number} every
 */
export function rowsOf(last, every) {
  const rows = [];
  for (let row = 0; row < last; row += every) rows.push(row);
  if (last >= 0) rows.push(last);
  return rows;
}

/**
 * @param {(seed: number) => Followed} follow the run with its nth seed; its columns are used again @param {number} seeds
 * @param {number} steps @param {number} dim @returns {Bundle}
 */
export function bundleOf(follow, seeds, steps, dim) {
  const every = thinning(steps, (seeds + 1) * (dim + 1), ROWS);
  const rows = rowsOf(steps, every);
  const paths = Array.from({ length: seeds }, (_, seed) => {
    const { columns, last } = follow(seed);
    const drawn = columns.slice(0, dim + 1).map((column) =>
      Float64Array.from(rows, (row) => row <= last ? column[row] : NaN)
    );
    return { point: drawn.slice(0, dim), loss: drawn[dim] };
  });
  /** @param {(path: Path) => Column} column */
  const median = (column) => Float64Array.from(rows, (_, row) => middle(paths.map((path) => column(path)[row])));
  return { seeds, rows: rows.length, paths,
    median: { point: Array.from({ length: dim }, (_, axis) => median(({ point }) => point[axis])),
      loss: median(({ loss }) => loss) }, step: (row) => Math.min(row * every, steps) };
}

/**
 * The median of the numbers that there are.
 * @param {number[]} values
 */
export function middle(values) {
  const there = Float64Array.from(values.filter((value) => !Number.isNaN(value))).toSorted();
  const half = there.length >> 1;
  return there.length % 2 ? there[half] : (there[half - 1] + there[half]) / 2;
}
