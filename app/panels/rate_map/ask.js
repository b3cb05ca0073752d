// Asks for the map of learning rate and momentum: the whole of it at rest, its coarsest picture while something moves.
// @ts-nocheck

import { Latest } from "../../stage/browser/wire/endpoint.js";

const QUICK_MS = 400; // within which the first picture comes, where the map is to follow a moving finger
const PAUSE_MS = 50;

export class RateAsk {
  /** `heard(line, query)` is told each line of the whole map and then `heard({ done: true })`; `glimpsed(facts, picture, query)` a
   * coarse one; `failed(words)` what went wrong. */
  constructor(ctx, heard, glimpsed, failed) {
    Object.assign(this, { ctx, heard, glimpsed, failed, quick: false, busy: false });
    this.live = new Latest((...wish) => this.#first(...wish), (pieces, query) => this.#glimpse(pieces, query),
      () => {});
  }

  /** The whole map, in place of what is under way. */
  async whole(query, run, up) {
    this.close();
    const { signal } = (this.stop = new AbortController());
    const begun = performance.now();
    Object.assign(this, { quick: false, busy: true });
    const hear = (line) => {
      if (signal.aborted) return;
      if (line.picture) this.quick ||= performance.now() - begun < QUICK_MS;
      this.heard(line, query);
    };
    try {
      await this.ctx.stream("plane", query, up ? { run, up } : { run }, hear, signal);
    } catch (error) {
      if (!signal.aborted) this.failed(error.body ? error.message : this.ctx.t.reconnecting);
    }
    if (!signal.aborted) this.busy = false;
  }

  /** The coarsest picture, where it comes quickly; of the wishes while one is under way the newest counts. */
  glimpse(query, run, up) {
    if (this.quick && !this.busy) this.live.want(query, run, up);
  }

  close() {
    this.stop?.abort();
  }

  async #first(query, run, up) {
    const pieces = [];
    await this.ctx.stream("plane", query, { run, up, first: 1 }, (line) => pieces.push(line));
    return pieces;
  }

  #glimpse(pieces, query) {
    const [facts, picture] = [pieces.find(({ across }) => across), pieces.find((piece) => piece.picture)?.picture];
    if (this.busy || !picture) return null;
    this.glimpsed(facts, picture, query);
    return new Promise((done) => setTimeout(done, PAUSE_MS)); // drawing it must leave time for the map of the surface
  }
}
