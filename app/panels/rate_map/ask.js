// Asks for the map of learning rate and momentum: the whole of it at rest, its coarsest picture while something moves.

import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";

const QUICK_MS = 400; // within which the first picture comes, where the map is to follow a moving finger
const PAUSE_MS = 50;

export class RateAsk {
  /** @type {AbortController | undefined} */ stop;

  /** `heard(line, query)` is told each line of the whole map and then `heard({ done: true })`; `glimpsed(facts, picture, query)` a
   * coarse one; `failed(words)` what went wrong. */
  /**
   * @param {PanelContext} ctx @param {(line: RateLine, query: Query) => void} heard
   * @param {(facts: RateFacts, picture: RatePicture, query: Query) => void} glimpsed
   * @param {(words: string) => void} failed
   */
  constructor(ctx, heard, glimpsed, failed) {
    this.ctx = ctx;
    this.heard = heard;
    this.glimpsed = glimpsed;
    this.failed = failed;
    this.quick = false;
    this.busy = false;
    /** @type {Latest<[query: Query, run: string, up: string], RateLine[]>} */
    this.live = new Latest((query, run, up) => this.#first(query, run, up),
      (pieces, query) => this.#glimpse(pieces, query), () => {});
  }

  /**
   * The whole map, in place of what is under way.
   * @param {Query} query @param {string} run @param {string} up
   */
  async whole(query, run, up) {
    this.close();
    const { signal } = (this.stop = new AbortController());
    const begun = performance.now();
    this.quick = false;
    this.busy = true;
    /** @param {RateLine} line */
    const hear = (line) => {
      if (signal.aborted) return;
      if (line.picture) this.quick ||= performance.now() - begun < QUICK_MS;
      this.heard(line, query);
    };
    try {
      await this.ctx.stream("plane", query, up ? { run, up } : { run }, hear, signal);
    } catch (error) {
      if (!signal.aborted) this.failed(error instanceof Refusal ? error.message : this.ctx.t.reconnecting);
    }
    if (!signal.aborted) this.busy = false;
  }

  /**
   * The coarsest picture, where it comes quickly; of the wishes while one is under way the newest counts.
   * @param {Query} query @param {string} run @param {string} up
   */
  glimpse(query, run, up) {
    if (this.quick && !this.busy) this.live.want(query, run, up);
  }

  close() {
    this.stop?.abort();
  }

  /** @param {Query} query @param {string} run @param {string} up */
  async #first(query, run, up) {
    /** @type {RateLine[]} */
    const pieces = [];
    await this.ctx.stream("plane", query, { run, up, first: 1 }, (line) => pieces.push(line));
    return pieces;
  }

  /** @param {RateLine[]} pieces @param {Query} query */
  #glimpse(pieces, query) {
    const facts = pieces.find(({ across }) => across);
    const picture = pieces.find((piece) => piece.picture)?.picture;
    if (this.busy || !picture || !facts) return null;
    this.glimpsed(/** @type {RateFacts} */ (facts), picture, query);
    return new Promise((done) => setTimeout(done, PAUSE_MS)); // drawing it must leave time for the map of the surface
  }
}
