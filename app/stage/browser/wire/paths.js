// The bytes of paths, as app/stage/answers/paths.py writes them, become columns of numbers.

/**
 * The bytes that app/stage/answers/paths.py writes.
 * @param {ArrayBuffer} buffer @returns {Paths}
 */
export function readPaths(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  /** @type {PathsHead} */
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const Column = head.precision === 4 ? Float32Array : Float64Array;
  const dim = (head.columns - 3) / 2;
  let offset = 4 + length;
  /** @param {number} count @param {number} rows @returns {Column[]} */
  const read = (count, rows) =>
    Array.from({ length: count }, () => {
      const column = new Column(buffer, offset, rows);
      offset += rows * head.precision;
      return column;
    });
  /** @param {number} rows @returns {Path} */
  const path = (rows) => ({ point: read(dim, rows), loss: read(1, rows)[0] });
  const runs = head.runs.map((run) => {
    const columns = read(head.columns, run.rows);
    const fit = run.fit ? { ...run.fit, columns: read(run.fit.count, run.fit.rows) } : null;
    const measures = run.measures ? readMeasures(run.measures, run.last, read) : null;
    return {
      ...run,
      point: columns.slice(0, dim),
      loss: columns[dim],
      gradient: columns.slice(dim + 1, 2 * dim + 1),
      size: columns[2 * dim + 1],
      rate: columns[2 * dim + 2],
      /** @param {number} row */
      step: (row) => Math.min(row * run.every, run.last),
      fit,
      measures,
      bundle: run.bundle ? readBundle(run.bundle, path) : null,
    };
  });
  const live = head.live ? { ...head.live, heights: read(1, head.live.side ** 2)[0] } : null;
  return { runs, dim, live, region: head.region, first: head.first ?? null, train: head.train ?? null,
    exact: head.precision === 8, bytes: buffer.byteLength };
}

/**
 * How good a run's model is, column by column under its name, at rows of its own; `at` is what they are at a step.
 * @param {NonNullable<RunHead["measures"]>} head @param {number} last
 * @param {(count: number, rows: number) => Column[]} read @returns {Measures}
 */
function readMeasures({ names, rows, every }, last, read) {
  const columns = Object.fromEntries(names.map((name) => [name, read(1, rows)[0]]));
  /** @param {number} step */
  const row = (step) => (step >= last ? rows - 1 : Math.floor(step / every));
  /** @param {number} step */
  const at = (step) => Object.fromEntries(names.map((name) => [name, columns[name][row(step)]]));
  return { ...columns, rows, at, step: (r) => Math.min(r * every, last) };
}

/**
 * The same run with several seeds: a path for each, then their median.
 * @param {NonNullable<RunHead["bundle"]>} head @param {(rows: number) => Path} path
 * @returns {Bundle}
 */
function readBundle({ seeds, every, rows, last }, path) {
  const paths = Array.from({ length: seeds }, () => path(rows));
  return { seeds, rows, paths, median: path(rows), step: (row) => Math.min(row * every, last) };
}
