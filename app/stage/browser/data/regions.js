// Which class each run's model gives to every place, at the shown row: it comes with the paths for their end, else it is asked for.

import { Latest } from "../wire/endpoint.js";

export class Regions {
  /** @type {DecodedRegions | null} */ last;
  /** @type {{ key: string; region: DecodedRegions } | undefined} */ known;
  /** @type {{ of: RegionAnswer; region: DecodedRegions } | undefined} */ ends;
  /** @type {string | null} */ wanted;

  /**
   * `changed` is called when an answer has come.
   * @param {Endpoint} endpoint @param {() => void} changed
   */
  constructor(endpoint, changed) {
    this.fetch = new Latest(endpoint.region, (answer, query, step) => {
      this.last = decoded(answer);
      this.known = { key: `${query} ${step}`, region: this.last };
      changed();
    }, () => {
      this.wanted = null;
    });
  }

  /**
   * The regions at a row; until they are known the last ones of as many runs, or null.
   * @param {Paths} paths @param {number} row @param {Query} query
   */
  at(paths, row, query) {
    if (!paths.region) return null;
    if (paths.runs.every((run) => row >= run.rows - 1)) {
      if (this.ends?.of !== paths.region) this.ends = { of: paths.region, region: decoded(paths.region) };
      return (this.last = this.ends.region);
    }
    const step = Math.max(0, ...paths.runs.map((run) => (run.rows ? run.step(Math.min(row, run.rows - 1)) : 0)));
    const key = `${query} ${step}`;
    if (this.known?.key === key) this.last = this.known.region;
    else if (this.wanted !== key) {
      this.wanted = key;
      this.fetch.want(query, step);
    }
    return this.last?.fields.length === paths.runs.length ? this.last : null;
  }
}

/**
 * An answer of app/stage/answers/region.py with numbers in place of its texts: `fields` in multiples of `unit`, null for none.
 * @param {RegionAnswer} answer @returns {DecodedRegions}
 */
function decoded(answer) {
  return { ...answer, fields: answer.regions.map(numbers) };
}

/**
 * Whole numbers of 16 bits from base64.
 * @param {string | null} text
 */
export function numbers(text) {
  if (text == null) return null;
  return new Int16Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}
