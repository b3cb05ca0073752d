// Something that is done at most every so often, the last time for certain: nobody reads words at every frame of a drag.

export class Seldom {
  /** @type {number} */ timer = 0;
  done = -Infinity;

  /** @param {number} pause in milliseconds */
  constructor(pause) {
    this.pause = pause;
  }

  /**
   * Does it at once if that is due, or it `must` be; else in a while, unless something newer comes.
   * @param {() => void} act @param {boolean} must
   */
  do(act, must) {
    clearTimeout(this.timer);
    const wait = must ? 0 : this.done + this.pause - performance.now();
    if (wait > 0) this.timer = setTimeout(() => this.do(act, true), wait);
    else {
      this.done = performance.now();
      act();
    }
  }
}
