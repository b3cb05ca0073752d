// The normal draws of each seed, as Python has them: they come once, and drafts with noise use them from then on.

const MOST = 64 * 4; // seeds that are kept
const AGAIN_MS = 5000; // after a refusal
const ROWS = 1024; // at least, so that more steps rarely need another answer

export class Draws {
  /** @param {Endpoint} endpoint */
  constructor(endpoint) {
    this.endpoint = endpoint;
    /** @type {Map<string, Float64Array | null>} */
    this.tables = new Map(); // null: on its way
  }

  /**
   * The draws of a seed, row by row; null while they are on their way.
   * @param {number} seed @param {number} rows @param {number} dim
   */
  of(seed, rows, dim) {
    const key = `${seed} ${dim}`;
    const table = this.tables.get(key);
    if (table && table.length >= rows * dim) return table;
    if (table !== null) this.#fetch(key, seed, Math.max(rows, ROWS), dim);
    return null;
  }

  /** @param {string} key @param {number} seed @param {number} rows @param {number} dim */
  async #fetch(key, seed, rows, dim) {
    this.tables.set(key, null);
    for (const old of this.tables.keys()) if (this.tables.size > MOST) this.tables.delete(old);
    try {
      this.tables.set(key, await this.endpoint.draws(seed, rows, dim));
    } catch {
      setTimeout(() => this.tables.delete(key), AGAIN_MS); // meanwhile the endpoint follows
    }
  }
}
