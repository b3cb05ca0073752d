// The normal draws of the seeds, as Python has them: they come once, and drafts with noise use them from then on.

import { Latest } from "../wire/endpoint.js";

const ROWS = 512; // at least, so that more steps rarely need another answer

export class Draws {
  /** @type {{ seed: number; seeds: number; rows: number; dim: number; numbers: Float64Array } | null} */ table = null;

  /** @param {Endpoint} endpoint @param {() => void} ready is told when others are here */
  constructor(endpoint, ready) {
    /** @type {Latest<[seed: number, seeds: number, rows: number, dim: number], Float64Array>} */
    this.fetch = new Latest(endpoint.draws, (numbers, seed, seeds, rows, dim) => {
      this.table = { seed, seeds, rows, dim, numbers };
      ready();
    }, () => {}); // where they are refused, the endpoint follows
    this.wanted = "";
  }

  /**
   * The draws of each seed, row by row; null while they are on their way.
   * @param {number} seed the first @param {number} seeds @param {number} rows @param {number} dim
   */
  of(seed, seeds, rows, dim) {
    const { table } = this;
    if (table && table.dim === dim && table.rows >= rows && seed >= table.seed &&
      seed + seeds <= table.seed + table.seeds) {
      const length = table.rows * dim;
      const first = seed - table.seed;
      return Array.from({ length: seeds }, (_, k) =>
        table.numbers.subarray((first + k) * length, (first + k + 1) * length));
    }
    const wish = [seed, seeds, Math.max(rows, ROWS), dim].join();
    if (wish !== this.wanted) this.fetch.want(seed, seeds, Math.max(rows, ROWS), dim);
    this.wanted = wish;
    return null;
  }
}
