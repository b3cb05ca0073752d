// How many steps a draft may have, so that following it takes no more than a part of a frame.

import { middle } from "./bundle.js";

const FRAME_MS = 8;
const RECENT = 5; // frames; the middle one tells what a step takes: one slow frame may have had another reason
const FEWEST = 20; // steps that are always drawn
const FIRST = 256; // steps before anything was measured

export class Pace {
  drawn = FIRST; // steps of the last draft
  /** @type {number[]} */ recent = []; // milliseconds for a step of one path

  /** Milliseconds for a step of one path. */
  get step() {
    return this.recent.length ? middle(this.recent) : 0;
  }

  /**
   * How many of the planned steps there is time for, of so many paths together: at most twice as many as the last time.
   * @param {number} planned @param {number} together
   */
  steps(planned, together) {
    return Math.min(planned, 2 * this.drawn, Math.max(FEWEST, Math.floor(FRAME_MS / (this.step * together))));
  }

  /**
   * How many paths of so many steps there is time for.
   * @param {number} steps
   */
  paths(steps) {
    return FRAME_MS / (this.step * steps);
  }

  /**
   * So many steps of so many paths took this long.
   * @param {number} milliseconds @param {number} steps @param {number} together
   */
  took(milliseconds, steps, together) {
    this.recent = [...this.recent.slice(1 - RECENT), Math.max(1e-5, milliseconds / (steps * together))];
    this.drawn = Math.max(steps, FIRST);
  }
}
